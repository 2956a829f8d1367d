/*
 * picture_grey: any file of a scanner, a camera or a drawing program becomes rows of grey.
 * Knows which decoder a file is for, and how much grey a colour is (ITU-R BT.601). Never knows
 * what is shown.
 */
#include "biometrics/picture_grey.h"

#include "base/secret.h"
#include "biometrics/picture_luma.h"
#include "biometrics/picture_plain.h"
#include "biometrics/picture_png.h"

#include <stdlib.h>

#define JPEG_ROOM_SIDE 4096 /* of a square of PICTURE_GREY_PIXELS_MAX */
_Static_assert(JPEG_ROOM_SIDE *JPEG_ROOM_SIDE == PICTURE_GREY_PIXELS_MAX, "all pixels have room");

void picture_grey_free(struct picture_grey *p)
{
	if (p != NULL && p->grey != NULL) {
		secret_wipe(p->grey, (size_t)p->width * p->height);
		eg_free(&p->grey);
	}
	if (p != NULL) {
		*p = (struct picture_grey){0};
	}
}

enum eg_err picture_grey_new(uint32_t width, uint32_t height, uint32_t side_max,
			     struct picture_grey *out)
{
	picture_grey_free(out);
	if (width == 0 || height == 0 || width > side_max || height > side_max ||
	    width > PICTURE_GREY_PIXELS_MAX / height) {
		return EG_FAIL(EG_TOO_BIG, "picture's sides of 0 or over the limit");
	}
	out->grey = calloc(height, width);
	if (out->grey == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "picture");
	}
	out->width = width;
	out->height = height;
	return EG_OK;
}

uint8_t picture_grey_of(uint8_t red, uint8_t green, uint8_t blue)
{
	return (uint8_t)((red * 77 + green * 150 + blue * 29) / 256);
}

bool picture_number_at(struct rd file, size_t at, unsigned size, bool low_first, uint32_t *out)
{
	*out = 0;
	for (unsigned i = 0; i < size; i++) {
		uint8_t octet;
		if (!rd_byte_at(&file, at + (low_first ? size - 1 - i : i), &octet)) {
			return false;
		}
		*out = *out << 8 | octet;
	}
	return true;
}

bool picture_octets_at(struct rd file, size_t at, size_t size, struct rd *out)
{
	return rd_skip(&file, at) && rd_take(&file, size, out);
}

static bool is_jpeg(struct rd file)
{
	return rd_begins(file, RD_TEXT("\xFF\xD8"));
}

/* JPEG 2000 as a file or as its codestream alone. */
static bool is_jp2(struct rd file)
{
	return rd_begins(file, RD_TEXT("\xFF\x4F")) || rd_begins(file, RD_TEXT("\0\0\0\x0C"));
}

/* A JPEG with more pixels a side than a picture in colour may have; shrunk, where it must be. */
static enum eg_err decode_shrunk(struct rd file, uint32_t side_max, struct picture_grey *out)
{
	struct luma size;
	EG_TRY(picture_grey_new(JPEG_ROOM_SIDE, JPEG_ROOM_SIDE, PICTURE_GREY_SIDE_MAX, out));
	const struct luma_room room = {out->grey, PICTURE_GREY_PIXELS_MAX, side_max};
	EG_TRY(picture_jpeg_luma_shrunk(file, &room, &size));
	out->width = size.width;
	out->height = size.height;
	return EG_OK;
}

/* Through a picture in colour: what libraries decode. */
static enum eg_err decode_colour(struct rd file, uint32_t side_max, struct picture_grey *out)
{
	EG_AUTO(picture_free) struct picture p = {0};
	const uint32_t most = side_max < PICTURE_SIDE_MAX ? side_max : PICTURE_SIDE_MAX;
	if (!picture_is_png(file) && !is_jpeg(file) && !is_jp2(file)) {
		return EG_FAIL(EG_UNSUPPORTED, "no picture of a form that is read");
	}
	EG_TRY(picture_is_png(file) ? picture_png_decode(file, most, &p)
				    : picture_decode(file, most, &p));
	EG_TRY(picture_grey_new(p.width, p.height, most, out));
	for (size_t i = 0; i < (size_t)p.width * p.height; i++) {
		const uint8_t *bgr = p.bgr + 3 * i;
		out->grey[i] = picture_grey_of(bgr[2], bgr[1], bgr[0]);
	}
	return EG_OK;
}

static enum eg_err decode(struct rd file, uint32_t side_max, struct picture_grey *out)
{
	if (picture_is_pnm(file)) {
		return picture_decode_pnm(file, side_max, out);
	}
	if (picture_is_bmp(file)) {
		return picture_decode_bmp(file, side_max, out);
	}
	if (picture_is_tiff(file)) {
		return picture_decode_tiff(file, side_max, out);
	}
	const enum eg_err err = decode_colour(file, side_max, out);
	return err == EG_TOO_BIG && is_jpeg(file) ? decode_shrunk(file, side_max, out) : err;
}

enum eg_err picture_grey_decode(struct rd file, uint32_t side_max, struct picture_grey *out)
{
	picture_grey_free(out);
	if (side_max == 0 || side_max > PICTURE_GREY_SIDE_MAX) {
		return EG_FAIL(EG_STATE, "limit of a picture's sides");
	}
	const enum eg_err err = decode(file, side_max, out);
	if (err != EG_OK) {
		picture_grey_free(out);
	}
	return err;
}
