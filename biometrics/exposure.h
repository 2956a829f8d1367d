/*
 * exposure: whether the camera should see the face brighter or darker.
 * Knows the luminance of the face, frame by frame. Never knows cameras or pixels.
 */
#ifndef EG_BIOMETRICS_EXPOSURE_H
#define EG_BIOMETRICS_EXPOSURE_H

#include "base/err.h"

/* Starts with all zero. */
struct exposure {
	int8_t direction; /* of the steps under way: 1 brighter, -1 darker, 0 none */
	uint8_t outside;  /* frames in a row that were too dark or too bright */
	uint8_t settling; /* frames to wait until the last step shows */
};

/*
 * One frame with a face of this mean luminance. 1: a step brighter, -1: a step darker, 0: as it is.
 * Begins when the face is far outside of what is wanted for some frames in a row, goes on until it
 * is well inside, and waits after each step: so it never swings.
 */
int exposure_see(struct exposure *e, uint8_t luminance);

#endif
