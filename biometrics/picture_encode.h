/*
 * picture_encode: rows of pixels become a JPEG, as small as people look at it.
 * Knows proportions and libjpeg-turbo's writing side. Never knows what is shown, nor compares it.
 */
#ifndef EG_BIOMETRICS_PICTURE_ENCODE_H
#define EG_BIOMETRICS_PICTURE_ENCODE_H

#include "base/secret.h"
#include "biometrics/picture.h"

/*
 * Into a box of pixels, each the mean of the area that it stands for, proportions kept as well as
 * whole pixels allow; a picture that fits already is copied. Frees what out held before. EG_TOO_BIG
 * for an empty picture or box. In whole numbers, for people to look at: what is measured is made by
 * picture_scale (resample.h), which also enlarges and keeps to its factor.
 */
EG_CHECK enum eg_err picture_shrink(const struct picture *p, uint32_t width_max,
				    uint32_t height_max, struct picture *out);
/* Baseline, in colour, colour at half resolution, unless it says otherwise. */
struct picture_jpeg {
	int quality; /* 1..100 */
	bool grey;
	bool full_colour; /* as fine as brightness: 4:4:4 */
	bool progressive;
};

/*
 * A JPEG without a word about where it comes from, its codes fitted to the picture. EG_TOO_BIG when
 * it would have more than limit octets; then out is empty, as on any other failure.
 */
EG_CHECK enum eg_err picture_encode_jpeg(const struct picture *p, struct picture_jpeg how,
					 size_t limit, struct bytes *out);
/*
 * For people to look at: as good as it fits, of some qualities. EG_TOO_BIG when not even the lowest
 * does: noise needs about a bit and a half a pixel of its brightness. Likewise.
 */
EG_CHECK enum eg_err picture_encode_fitting(const struct picture *p, bool grey, size_t limit,
					    struct bytes *out);

#endif
