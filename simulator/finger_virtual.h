/*
 * finger_virtual: fingers laid on libfprint's virtual image device, which a lane's worker has open.
 * Knows that device's protocol. Never knows what is done at it, nor whose finger it is.
 *
 * A stream socket at which the worker listens, native integers of 32 bits (libfprint 1.94.5):
 *
 *   W H, W * H bytes   an image; sides of 5000 at most
 *   -1 N               the press is refused: FpDeviceRetry
 *   -2 N               the device fails: FpDeviceError
 *   -3 0|1             fingers are laid on by hand (0), or come with each image
 *   -4 0|1             finger off, finger on
 *   -5 0               the device is unplugged
 *
 * The device says nothing, and drops an image that comes out of turn, so its worker would wait for
 * ever: whoever owns this says with finger_play_want() when the lane asks for a finger (the prompt
 * on its screen), and not before.
 *
 * Where the simulated sensor and this one differ: here a press is refused that shows no ridges, and
 * a sensor that was unplugged can still be opened: the device listens only while a press is wanted,
 * and is missed then.
 */
#ifndef EG_SIMULATOR_FINGER_VIRTUAL_H
#define EG_SIMULATOR_FINGER_VIRTUAL_H

#include "base/secret.h"
#include "simulator/finger_play.h"

#define FINGER_VIRTUAL_PATH 108 /* of a socket's address */

struct finger_virtual {
	char path[FINGER_VIRTUAL_PATH];
	int fd;            /* owned; -1: no worker has the device open */
	bool unplugged;    /* whoever opens it loses it again */
	struct bytes rest; /* owned: what the socket did not take yet */
	size_t sent;       /* of it */
};

#define FINGER_VIRTUAL_CLOSED ((struct finger_virtual){.fd = -1})

/* Only keeps the path: the device comes and goes with its worker. */
EG_CHECK enum eg_err finger_virtual_open(struct finger_virtual *v, const char *path);
void finger_virtual_close(struct finger_virtual *v); /* cleanup */
/* Looks for the device, lays on what is due of the play, and sends as much as it takes. */
EG_CHECK enum eg_err finger_virtual_pass(struct finger_virtual *v, int64_t now_us,
					 struct finger_play *p);
/*
 * The worker has read everything. What is laid on unasked is dropped when it is read, not when it
 * is sent: a lane that wants a press before that takes it for one.
 */
EG_CHECK bool finger_virtual_heard(const struct finger_virtual *v);

#endif
