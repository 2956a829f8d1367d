/*
 * face_patch: a part of a picture, sampled upright and at a known scale, so that what is measured
 * in it does not depend on the size of the picture or the tilt of the head.
 * Knows sampling. Never knows what is shown.
 */
#ifndef EG_BIOMETRICS_FACE_PATCH_H
#define EG_BIOMETRICS_FACE_PATCH_H

#include "biometrics/picture.h"

#define FACE_PATCH_PIXELS 73472 /* room: the largest patch, see face_quality_part.h */

struct face_patch {
	int32_t width;
	int32_t height;
	uint8_t bgr[FACE_PATCH_PIXELS * 3];
	uint8_t grey[FACE_PATCH_PIXELS];  /* BT.601 luma */
	uint8_t known[FACE_PATCH_PIXELS]; /* 1: within the picture, 0: beyond its edge (black) */
	size_t known_count;
};

/* Where a patch lies: picture = origin + column * right + row * down, at the pixels' centres. */
struct face_patch_frame {
	double origin_x;
	double origin_y;
	double step_x; /* of one column to the right; one row down is (-step_y, step_x) */
	double step_y;
};

/*
 * Samples width x height pixels. Where several pixels of the picture fall on one of the patch, up
 * to 4 x 4 of them are averaged. Any finite frame will do, also wholly outside the picture; false
 * when it is not finite, far outside what a picture can be, or the patch has no room for it.
 */
EG_CHECK bool face_patch_sample(const struct picture *p, struct face_patch_frame f, int32_t width,
				int32_t height, struct face_patch *out);
/* The same place after it was sampled, from the picture's pixels; step must not be zero. */
void face_patch_locate(struct face_patch_frame f, double x, double y, double *column, double *row);

#endif
