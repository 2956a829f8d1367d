/*
 * picture_luma: an encoded picture becomes rows of luminance, in room that the caller has.
 * Knows JPEG, PNG, PNM and YUYV. Never knows what is shown, nor colours.
 *
 * Nothing is allocated for pixels: a size that does not fit the room is refused from the header.
 * The libraries' own buffers are as picture.h says.
 */
#ifndef EG_BIOMETRICS_PICTURE_LUMA_H
#define EG_BIOMETRICS_PICTURE_LUMA_H

#include "base/rd.h"

struct luma_room {
	uint8_t *grey; /* borrowed: cap octets; undefined after a failure */
	size_t cap;
	uint32_t side_max; /* pixels */
};

/* Rows of 8 bits without gaps, black is 0, from the start of the room; all 0 on failure. */
struct luma {
	uint32_t width;
	uint32_t height;
};

/* EG_TOO_BIG for a side of 0 or beyond the limit, or for more pixels than the room has. */
EG_CHECK enum eg_err luma_fits(const struct luma_room *room, uint32_t width, uint32_t height);

/*
 * All: EG_TOO_BIG: as above; EG_UNSUPPORTED: not of this format, or a form that is not taken;
 * EG_BAD_DATA, EG_TRUNCATED: damaged.
 */
EG_CHECK enum eg_err picture_jpeg_luma(struct rd jpeg, const struct luma_room *room,
				       struct luma *out);
/* Of a JPEG that is shrunk: pixels a side, and in all: a telephone's 50 million, A4 at 600 dpi. */
#define LUMA_SHRUNK_SIDE_MAX   16384
#define LUMA_SHRUNK_PIXELS_MAX (64u << 20)
/* At its size, or at the first of 1/2, 1/4 and 1/8 of it, rounded up, that the room takes. */
EG_CHECK enum eg_err picture_jpeg_luma_shrunk(struct rd jpeg, const struct luma_room *room,
					      struct luma *out);
/* Any PNG: deeper samples are scaled, transparency is dropped. In picture_png.c. */
EG_CHECK enum eg_err picture_png_luma(struct rd png, const struct luma_room *room,
				      struct luma *out);
/* Binary PGM (P5) and PPM (P6) of 8 bits. Bytes behind the pixels are not the picture's. */
EG_CHECK enum eg_err picture_pnm_luma(struct rd pnm, const struct luma_room *room,
				      struct luma *out);
/* Packed 4:2:2 of a camera, studio range stretched; the last row may end with its last pixel. */
EG_CHECK enum eg_err picture_yuyv_luma(struct rd rows, uint32_t width, uint32_t height,
				       uint32_t stride, const struct luma_room *room,
				       struct luma *out);

#endif
