/*
 * picture: encoded pictures become rows of pixels.
 * Knows JPEG, JPEG 2000 and YUYV. Never knows what is shown.
 */
#include "biometrics/picture_decode.h"

#include "base/secret.h"

#include <stdlib.h>

#define YUYV_PIXEL_BYTES 2

void picture_free(struct picture *p)
{
	if (p != NULL) {
		if (p->bgr != NULL) {
			secret_wipe(p->bgr, picture_size(p));
		}
		free(p->bgr);
		*p = (struct picture){0};
	}
}

size_t picture_size(const struct picture *p)
{
	return (size_t)p->width * p->height * 3;
}

enum eg_err picture_new(uint32_t width, uint32_t height, struct picture *out)
{
	picture_free(out);
	if (width == 0 || height == 0 || width > PICTURE_SIDE_MAX || height > PICTURE_SIDE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "picture side of 0 or over the limit");
	}
	out->bgr = calloc((size_t)width * height, 3);
	if (out->bgr == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "picture");
	}
	out->width = width;
	out->height = height;
	return EG_OK;
}

enum eg_err picture_decode(struct rd encoded, uint32_t side_max, struct picture *out)
{
	static const uint8_t jpeg[] = {0xFF, 0xD8, 0xFF};
	static const uint8_t codestream[] = {0xFF, 0x4F, 0xFF, 0x51};
	static const uint8_t jp2[] = {0, 0, 0, 12, 'j', 'P', ' ', ' ', 13, 10, 0x87, 10};
	picture_free(out);
	if (side_max == 0 || side_max > PICTURE_SIDE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "limit of a picture's side");
	}
	struct rd ahead = encoded;
	struct rd magic;
	enum eg_err err = EG_FAIL(EG_UNSUPPORTED, "neither JPEG nor JPEG 2000");
	if (rd_take(&ahead, sizeof(jpeg), &magic) && rd_equal(magic, RD_ARRAY(jpeg))) {
		err = picture_decode_jpeg(encoded, side_max, out);
	} else {
		ahead = encoded;
		bool raw = rd_take(&ahead, sizeof(codestream), &magic) &&
			   rd_equal(magic, RD_ARRAY(codestream));
		ahead = encoded;
		bool boxed = rd_take(&ahead, sizeof(jp2), &magic) && rd_equal(magic, RD_ARRAY(jp2));
		if (raw || boxed) {
			err = picture_decode_jp2(encoded, side_max, out);
		}
	}
	if (err != EG_OK) {
		picture_free(out);
	}
	return err;
}

static uint8_t clamp_u8(int32_t v)
{
	return (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
}

/* ITU-R BT.601, studio range, in 1/256. */
static void put_yuv(uint8_t *bgr, int32_t y, int32_t u, int32_t v)
{
	int32_t c = 298 * (y - 16) + 128;
	int32_t d = u - 128;
	int32_t e = v - 128;
	bgr[0] = clamp_u8((c + 516 * d) / 256);
	bgr[1] = clamp_u8((c - 100 * d - 208 * e) / 256);
	bgr[2] = clamp_u8((c + 409 * e) / 256);
}

void picture_yuyv_row(struct rd row, uint8_t *bgr)
{
	const uint8_t *end = row.at + row.left / 4 * 4;
	for (const uint8_t *at = row.at; at < end; at += 4, bgr += 6) {
		put_yuv(bgr, at[0], at[1], at[3]);
		put_yuv(bgr + 3, at[2], at[1], at[3]);
	}
}

enum eg_err picture_from_yuyv(struct rd rows, uint32_t width, uint32_t height, uint32_t stride,
			      struct picture *out)
{
	picture_free(out);
	if (width % 2 != 0 || width > PICTURE_SIDE_MAX || stride < width * YUYV_PIXEL_BYTES) {
		return EG_FAIL(EG_BAD_DATA, "geometry of a YUYV frame");
	}
	EG_TRY(picture_new(width, height, out));
	for (uint32_t y = 0; y < height; y++) {
		struct rd row;
		/* The last row may end with its last pixel. */
		if (!rd_take(&rows, (size_t)width * YUYV_PIXEL_BYTES, &row) ||
		    (y + 1 < height && !rd_skip(&rows, stride - width * YUYV_PIXEL_BYTES))) {
			picture_free(out);
			return EG_FAIL(EG_TRUNCATED, "YUYV frame");
		}
		picture_yuyv_row(row, out->bgr + (size_t)y * width * 3);
	}
	return EG_OK;
}

/* Where a row or column of the extended picture comes from. */
static uint32_t nearest(uint32_t at, uint32_t border, uint32_t size)
{
	if (at < border) {
		return 0;
	}
	return at - border < size ? at - border : size - 1;
}

enum eg_err picture_extend(const struct picture *p, uint32_t border, struct picture *out)
{
	if (p->bgr == NULL || border > PICTURE_SIDE_MAX) {
		return EG_FAIL(EG_BAD_DATA, "picture to extend");
	}
	EG_TRY(picture_new(p->width + 2 * border, p->height + 2 * border, out));
	uint8_t *to = out->bgr;
	for (uint32_t y = 0; y < out->height; y++) {
		const uint8_t *row = p->bgr + (size_t)nearest(y, border, p->height) * p->width * 3;
		for (uint32_t x = 0; x < out->width; x++, to += 3) {
			const uint8_t *from = row + (size_t)nearest(x, border, p->width) * 3;
			to[0] = from[0];
			to[1] = from[1];
			to[2] = from[2];
		}
	}
	return EG_OK;
}
