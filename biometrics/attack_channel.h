/*
 * attack_channel: a second sensor beside the camera, near infrared or depth, that can tell a living
 * face from a copy of one. An optional device: its driver fills this table.
 * Knows the shape of such a driver. Never knows how it judges.
 *
 * Its score becomes the cue CUE_CHANNEL; a policy that says "live-needs = channel" refers everybody
 * for whom there is none.
 */
#ifndef EG_BIOMETRICS_ATTACK_CHANNEL_H
#define EG_BIOMETRICS_ATTACK_CHANNEL_H

#include "base/err.h"
#include "biometrics/face_point.h"

#define ATTACK_CHANNEL_MATCH 500 /* score at or above is a living face */

struct attack_channel {
	const char *name; /* "nir", "depth" */
	void *state;      /* of the driver, handed back to it */
	/*
	 * The face whose eyes' middle is here, as shares of the camera's picture, in the frame that
	 * came at this time: how alive it is, 0..1000. EG_TIMEOUT: nothing measured of this frame;
	 * any other failure is a channel that is broken, and counts as a score of 0. Does not wait.
	 */
	enum eg_err (*score)(void *state, struct face_point eyes, int64_t came_us, int16_t *score);
};

#endif
