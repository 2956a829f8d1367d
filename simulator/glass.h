/*
 * glass: the page reader of a lane, and what lies on it: gives lines, still pictures, or what a
 * camera below it sees.
 * Knows documents' folders, the readers' protocols and time. Never knows what the lane makes of it.
 */
#ifndef EG_SIMULATOR_GLASS_H
#define EG_SIMULATOR_GLASS_H

#include "hal/page_sim.h"
#include "simulator/glass_camera.h"
#include "simulator/play.h"
#include "simulator/serve.h"

#define GLASS_LIGHTS 2 /* infrared, then visible */
#define GLASS_TAKE_US                                                               \
	200000 /* from one picture of a still reader to the next: lamps and shutter \
		*/
#define GLASS_PATH 512

/* Borrowed while the glass is open. */
struct glass_folders {
	const char *documents;
	const char *people; /* portraits that may be stuck on a page */
	const char *kept;   /* of pictures that were drawn; page_shelf's */
};

struct glass {
	struct serve serve;
	char path[GLASS_PATH];           /* of the socket */
	const struct scenario *scenario; /* borrowed */
	struct glass_folders folders;
	uint8_t zone[PAGE_SIM_TEXT_MAX]; /* lines: of the document that lies there */
	size_t zone_size;                /* 0: none is seen */
	struct {
		int fd; /* owned: sealed memfd; -1: none */
		struct page_sim_header header;
	} shot[GLASS_LIGHTS];
	unsigned given;               /* shots that were taken of what lies there */
	int64_t next_us;              /* when the next one is */
	struct glass_camera *camera;  /* owned; NULL: a reader of another kind */
	uint32_t wanted[SERVE_PEERS]; /* pictures that a camera's peer waits for */
	uint32_t sequence;
};

#define GLASS_CLOSED ((struct glass){.serve = SERVE_CLOSED, .shot = {{.fd = -1}, {.fd = -1}}})

/*
 * Listens in that folder: at page.sock, a camera at glass.sock. Draws what the scenario will lay,
 * so that no play waits for a pencil. EG_NOT_FOUND: a document or font is missing. The scenario and
 * the folders are borrowed until glass_close.
 */
EG_CHECK enum eg_err glass_open(struct glass *g, const char *folder,
				const struct glass_folders *folders, const struct scenario *s);
void glass_close(struct glass *g);
/* The play's document changed: it was laid on, or taken away. */
EG_CHECK enum eg_err glass_follow(struct glass *g, int64_t now_us, const struct play *p);
/* Takes new peers and their wishes; gives what is due. */
EG_CHECK enum eg_err glass_pass(struct glass *g, int64_t now_us, const struct play *p);
#endif
