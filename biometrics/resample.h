/*
 * resample: a picture scaled, turned and cut by one step.
 * Knows pixels and coordinates. Never knows what is shown.
 */
#ifndef EG_BIOMETRICS_RESAMPLE_H
#define EG_BIOMETRICS_RESAMPLE_H

#include "biometrics/face_point.h"
#include "biometrics/picture.h"

/* Where the pixels of the new picture lie in the old one. */
struct resample {
	struct face_point origin; /* of the middle of the first pixel */
	struct face_point across; /* from a pixel to the next in its row */
	uint32_t width;           /* of the new picture */
	uint32_t height;
};

/*
 * Bilinear; where the new pixels are larger than the old ones, the mean over as many samples as
 * they cover. Beyond the edge the outermost pixels go on. Rows follow at a right angle to across.
 */
EG_CHECK enum eg_err picture_resample(const struct picture *p, const struct resample *r,
				      struct picture *out);
/* The whole picture, larger or smaller by this factor; the shape stays to the pixel. */
EG_CHECK enum eg_err picture_scale(const struct picture *p, double factor, struct picture *out);

#endif
