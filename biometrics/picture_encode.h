/*
 * picture_encode: rows of pixels become a small JPEG, for people to look at.
 * Knows proportions and libjpeg-turbo's writing side. Never knows what is shown, nor compares it.
 */
#ifndef EG_BIOMETRICS_PICTURE_ENCODE_H
#define EG_BIOMETRICS_PICTURE_ENCODE_H

#include "base/secret.h"
#include "biometrics/picture.h"

/*
 * Into a box of pixels, each the mean of the area that it stands for, proportions kept as well as
 * whole pixels allow; a picture that fits already is copied. Frees what out held before. EG_TOO_BIG
 * for an empty picture or box.
 */
EG_CHECK enum eg_err picture_shrink(const struct picture *p, uint32_t width_max,
				    uint32_t height_max, struct picture *out);
/*
 * A baseline JPEG in colour, without a word about where it comes from. quality: 1..100. EG_TOO_BIG
 * when it would have more than limit octets; then out is empty, as on any other failure.
 */
EG_CHECK enum eg_err picture_encode_jpeg(const struct picture *p, int quality, size_t limit,
					 struct bytes *out);

#endif
