/*
 * booth: what the camera of the lane sees: the person who stands before it, or the empty booth.
 * Knows reels of pictures, time, what is wrong with the camera, and its protocol. Never knows a
 * name, nor what the lane makes of a picture.
 *
 * A picture is made when somebody asks for it, so that an idle lane costs nothing.
 */
#ifndef EG_SIMULATOR_BOOTH_H
#define EG_SIMULATOR_BOOTH_H

#include "hal/camera_sim.h"
#include "simulator/play.h"
#include "simulator/sensor.h"
#include "simulator/serve.h"

#define BOOTH_PERIOD_US      33000 /* 30 pictures a second */
#define BOOTH_REEL_PERIOD_US 41667 /* a film has 24 */
#define BOOTH_LOOP           30    /* pictures of a loop: its last second */
#define BOOTH_PATH           512

/* A picture that is given again and again: owned, sealed memfd; -1: not taken yet. */
struct booth_kept {
	int fd;
	struct camera_sim_header header;
};

struct booth {
	struct serve serve;
	struct sensor *sensor;                                /* owned */
	const struct scenario *scenario;                      /* borrowed */
	char folder[BOOTH_PATH];                              /* of the people */
	char path[BOOTH_PATH];                                /* of the socket */
	uint16_t reel[SCENARIO_PERSONS][SCENARIO_LOOK_COUNT]; /* pictures of each reel */
	uint32_t wanted[SERVE_PEERS];                         /* asked for and not yet given */
	uint32_t sequence;
	int64_t next_us;
	struct play_scene scene; /* as last seen */
	uint8_t who;             /* likewise: before the camera */
	int64_t scene_us;        /* since when somebody shows what is shown */
	int64_t trouble_us;      /* since when the camera is as it is */
	struct booth_kept kept[BOOTH_LOOP];
};

#define BOOTH_CLOSED ((struct booth){.serve = SERVE_CLOSED})

/*
 * Listens at path; reels are FOLDER/PERSON/LOOK/NNNN.jpg (0001 on). EG_NOT_FOUND if there is none
 * of what a sentence of the scenario shows. The scenario is borrowed until booth_close.
 */
EG_CHECK enum eg_err booth_open(struct booth *b, const char *path, const char *folder,
				const struct scenario *s);
void booth_close(struct booth *b);
/* Takes new peers and their wishes; gives the picture that is due of what the play shows. */
EG_CHECK enum eg_err booth_pass(struct booth *b, int64_t now_us, const struct play *p);

#endif
