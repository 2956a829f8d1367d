/*
 * picture_luma: the formats that need no library: PNM and YUYV as rows of luminance.
 * Knows their layouts. Never knows what is shown.
 */
#include "biometrics/picture_luma.h"

#include "biometrics/picture_pnm_head.h"

#define YUYV_PIXEL_BYTES 2

enum eg_err luma_fits(const struct luma_room *room, uint32_t width, uint32_t height)
{
	if (width == 0 || height == 0 || width > room->side_max || height > room->side_max) {
		return EG_FAIL(EG_TOO_BIG, "picture side of 0 or over the limit");
	}
	return (uint64_t)width * height <= room->cap
		       ? EG_OK
		       : EG_FAIL(EG_TOO_BIG, "more pixels than there is room for");
}

/* BT.601: 0.299, 0.587 and 0.114 in 1/256. */
static uint8_t luma_of(const uint8_t *rgb)
{
	return (uint8_t)((77u * rgb[0] + 150u * rgb[1] + 29u * rgb[2] + 128u) / 256u);
}

enum eg_err picture_pnm_luma(struct rd pnm, const struct luma_room *room, struct luma *out)
{
	struct rd pixels;
	struct pnm_head head;
	const bool colour = rd_begins(pnm, RD_TEXT("P6"));
	*out = (struct luma){0};
	if (!colour && !rd_begins(pnm, RD_TEXT("P5"))) {
		return EG_FAIL(EG_UNSUPPORTED, "neither PGM nor PPM in octets");
	}
	if (!pnm_head_take(&pnm, &head)) {
		return EG_FAIL(EG_BAD_DATA, "head of a PNM");
	}
	if (head.most != UINT8_MAX) {
		return EG_FAIL(EG_UNSUPPORTED, "PNM of other than 8 bits");
	}
	EG_TRY(luma_fits(room, head.width, head.height));
	const size_t size = (size_t)head.width * head.height;
	if (!rd_take(&pnm, colour ? size * 3 : size, &pixels)) {
		return EG_FAIL(EG_TRUNCATED, "PNM");
	}
	for (size_t i = 0; i < size; i++) {
		room->grey[i] = colour ? luma_of(pixels.at + i * 3) : pixels.at[i];
	}
	*out = (struct luma){head.width, head.height};
	return EG_OK;
}

/* 16 to 235 becomes 0 to 255, as of picture_from_yuyv. */
static uint8_t stretch(uint8_t y)
{
	const int32_t v = (298 * ((int32_t)y - 16) + 128) / 256;
	return (uint8_t)(v < 0 ? 0 : v > UINT8_MAX ? UINT8_MAX : v);
}

enum eg_err picture_yuyv_luma(struct rd rows, uint32_t width, uint32_t height, uint32_t stride,
			      const struct luma_room *room, struct luma *out)
{
	*out = (struct luma){0};
	EG_TRY(luma_fits(room, width, height));
	if (width % 2 != 0 || stride < width * YUYV_PIXEL_BYTES) {
		return EG_FAIL(EG_BAD_DATA, "geometry of a YUYV picture");
	}
	const size_t size = (size_t)width * YUYV_PIXEL_BYTES;
	uint8_t *to = room->grey;
	for (uint32_t y = 0; y < height; y++) {
		struct rd row;
		if (!rd_take(&rows, size, &row) ||
		    (y + 1 < height && !rd_skip(&rows, stride - size))) {
			return EG_FAIL(EG_TRUNCATED, "YUYV picture");
		}
		for (const uint8_t *at = row.at; at < row.at + size; at += YUYV_PIXEL_BYTES) {
			*to++ = stretch(*at);
		}
	}
	*out = (struct luma){width, height};
	return EG_OK;
}
