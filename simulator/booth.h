/*
 * booth: what the camera of the lane sees: frames of the person who stands before it.
 * Knows JPEG files and the camera's protocol. Never decodes a picture, nor knows a name.
 */
#ifndef EG_SIMULATOR_BOOTH_H
#define EG_SIMULATOR_BOOTH_H

#include "hal/camera_sim.h"
#include "simulator/scenario.h"
#include "simulator/serve.h"

#define BOOTH_FRAMES    64
#define BOOTH_PERIOD_US 33000 /* 30 frames a second */

struct booth_reel {
	int fd[BOOTH_FRAMES]; /* owned, sealed memfds */
	struct camera_sim_header header[BOOTH_FRAMES];
	size_t count;
};

struct booth {
	struct serve serve;
	struct booth_reel reel[SCENARIO_PERSONS + 1]; /* the last is the empty booth */
	uint32_t wanted[SERVE_PEERS];                 /* frames asked for and not yet given */
	uint32_t sequence;
	int64_t next_us;
};

/*
 * Listens at path and loads FOLDER/PERSON/frames/NNNN.jpg (0001 on) of each person of the
 * scenario, and of "nobody". EG_NOT_FOUND if one has no frame.
 */
EG_CHECK enum eg_err booth_open(struct booth *b, const char *path, const char *folder,
				const struct scenario *s);
void booth_close(struct booth *b);
/* Takes new peers and their wishes; gives the frames that are due. who: index of the person seen,
 * or anything greater for the empty booth. */
void booth_pass(struct booth *b, int64_t now_us, size_t who);

#endif
