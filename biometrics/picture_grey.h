/*
 * picture_grey: any file of a scanner, a camera or a drawing program becomes rows of grey.
 * Knows which decoder a file is for, and how much grey a colour is (ITU-R BT.601). Never knows
 * what is shown.
 *
 * JPEG, JPEG 2000, PNG; PNM (P1 to P6), BMP and TIFF without compression. Sizes are judged from
 * the header before anything is allocated or a library sees the first pixel.
 */
#ifndef EG_BIOMETRICS_PICTURE_GREY_H
#define EG_BIOMETRICS_PICTURE_GREY_H

#include "base/rd.h"

/* Longest side of what comes out; of PNG and JPEG 2000 it is PICTURE_SIDE_MAX. */
#define PICTURE_GREY_SIDE_MAX   8192
#define PICTURE_GREY_PIXELS_MAX (16u << 20)

/* Start with all zero. */
struct picture_grey {
	uint32_t width;
	uint32_t height;
	uint8_t *grey; /* owned: width * height, black is 0, rows without gaps */
};
/* Cleanup: wipes and frees; leaves an empty picture. Accepts NULL and an empty one. */
void picture_grey_free(struct picture_grey *p);
/* All black; frees what out held before. EG_TOO_BIG: beyond side_max or PIXELS_MAX, or 0. */
EG_CHECK enum eg_err picture_grey_new(uint32_t width, uint32_t height, uint32_t side_max,
				      struct picture_grey *out);
/*
 * By the first octets. side_max: 1..PICTURE_GREY_SIDE_MAX. A JPEG that is larger comes shrunk
 * (picture_luma.h). EG_UNSUPPORTED: none of these, or a
 * form of them that is not read; EG_TOO_BIG; EG_BAD_DATA, EG_TRUNCATED: damaged. On failure out is
 * empty.
 */
EG_CHECK enum eg_err picture_grey_decode(struct rd file, uint32_t side_max,
					 struct picture_grey *out);
uint8_t picture_grey_of(uint8_t red, uint8_t green, uint8_t blue);

#endif
