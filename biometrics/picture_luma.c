/*
 * picture_luma: the formats that need no library: PNM and YUYV as rows of luminance.
 * Knows their layouts. Never knows what is shown.
 */
#include "biometrics/picture_luma.h"

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

static bool is_space(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* A number of a PNM's head, with what may stand before it and the one octet behind it. */
static bool pnm_number(struct rd *head, uint32_t *out)
{
	uint8_t c = ' ';
	bool comment = false;
	bool any = false;
	*out = 0;
	while (comment || is_space(c) || c == '#') {
		comment = c == '#' || (comment && c != '\n');
		if (!rd_u8(head, &c)) {
			return false;
		}
	}
	while (c >= '0' && c <= '9') {
		any = true;
		*out = *out * 10 + (uint32_t)(c - '0');
		if (*out > UINT16_MAX || !rd_u8(head, &c)) {
			return false;
		}
	}
	return any && is_space(c);
}

/* BT.601: 0.299, 0.587 and 0.114 in 1/256. */
static uint8_t luma_of(const uint8_t *rgb)
{
	return (uint8_t)((77u * rgb[0] + 150u * rgb[1] + 29u * rgb[2] + 128u) / 256u);
}

enum eg_err picture_pnm_luma(struct rd pnm, const struct luma_room *room, struct luma *out)
{
	struct rd pixels;
	uint32_t width;
	uint32_t height;
	uint32_t most;
	const bool colour = rd_begins(pnm, RD_TEXT("P6"));
	*out = (struct luma){0};
	if (!colour && !rd_begins(pnm, RD_TEXT("P5"))) {
		return EG_FAIL(EG_UNSUPPORTED, "neither PGM nor PPM in octets");
	}
	if (!rd_skip(&pnm, 2) || !pnm_number(&pnm, &width) || !pnm_number(&pnm, &height) ||
	    !pnm_number(&pnm, &most)) {
		return EG_FAIL(EG_BAD_DATA, "head of a PNM");
	}
	if (most != UINT8_MAX) {
		return EG_FAIL(EG_UNSUPPORTED, "PNM of other than 8 bits");
	}
	EG_TRY(luma_fits(room, width, height));
	const size_t size = (size_t)width * height;
	if (!rd_take(&pnm, colour ? size * 3 : size, &pixels)) {
		return EG_FAIL(EG_TRUNCATED, "PNM");
	}
	for (size_t i = 0; i < size; i++) {
		room->grey[i] = colour ? luma_of(pixels.at + i * 3) : pixels.at[i];
	}
	*out = (struct luma){width, height};
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
