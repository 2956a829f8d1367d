/*
 * finger_serve: the finger sensor of a booth, as hal/finger_sensor_sim.h has its world.
 * Knows its protocol. Never knows what is done at it, nor whose finger it is.
 */
#ifndef EG_SIMULATOR_FINGER_SERVE_H
#define EG_SIMULATOR_FINGER_SERVE_H

#include "simulator/finger_play.h"
#include "simulator/serve.h"

#define FINGER_SERVE_PATH 512

struct finger_serve {
	struct serve serve;
	char path[FINGER_SERVE_PATH];
	int asking;                  /* index of the peer that wants a press; -1: nobody does */
	uint32_t press;              /* its number for it */
	struct finger_picture taken; /* and is told when the finger was lifted; borrowed */
};

#define FINGER_SERVE_CLOSED ((struct finger_serve){.serve = SERVE_CLOSED, .asking = -1})

EG_CHECK enum eg_err finger_serve_open(struct finger_serve *s, const char *path);
void finger_serve_close(struct finger_serve *s); /* cleanup */
/* Takes new peers and what they ask for; lets the sensor feel what is due of the play. */
EG_CHECK enum eg_err finger_serve_pass(struct finger_serve *s, int64_t now_us,
				       struct finger_play *p);

#endif
