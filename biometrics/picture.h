/*
 * picture: encoded pictures become rows of pixels.
 * Knows JPEG, JPEG 2000 and YUYV. Never knows what is shown.
 *
 * Sizes and component counts are read from the header with rd and judged before a library sees
 * the first byte, so that no announced size can make it allocate more than the limit allows.
 */
#ifndef EG_BIOMETRICS_PICTURE_H
#define EG_BIOMETRICS_PICTURE_H

#include "base/rd.h"

/* Longest side of any picture, pixels: a 4K camera; a chip's portrait is far below it. */
#define PICTURE_SIDE_MAX 4096

/* Decoded picture: 8-bit BGR rows without gaps. Start with all zero. */
struct picture {
	uint32_t width;  /* pixels */
	uint32_t height; /* pixels */
	uint8_t *bgr;    /* owned: width * height * 3 */
};
/* Cleanup: wipes and frees; leaves an empty picture. Accepts NULL and an empty one. */
void picture_free(struct picture *p);
/* Bytes of pixels. */
size_t picture_size(const struct picture *p);

/* A black picture; frees what out held before. EG_TOO_BIG beyond PICTURE_SIDE_MAX or for 0. */
EG_CHECK enum eg_err picture_new(uint32_t width, uint32_t height, struct picture *out);
/*
 * JPEG or JPEG 2000, told apart by their magic bytes. side_max: 1..PICTURE_SIDE_MAX.
 * EG_UNSUPPORTED: neither, or a form not used in documents; EG_TOO_BIG: beyond side_max;
 * EG_BAD_DATA, EG_TRUNCATED: damaged. On failure out is empty.
 */
EG_CHECK enum eg_err picture_decode(struct rd encoded, uint32_t side_max, struct picture *out);
/* Packed 4:2:2 of a camera, BT.601; stride in bytes, rows may be longer than the picture. */
EG_CHECK enum eg_err picture_from_yuyv(struct rd rows, uint32_t width, uint32_t height,
				       uint32_t stride, struct picture *out);
/*
 * The picture with a border on all sides that repeats its outermost pixels: a tightly cropped
 * portrait then has the surroundings that detection needs.
 */
EG_CHECK enum eg_err picture_extend(const struct picture *p, uint32_t border, struct picture *out);

#endif
