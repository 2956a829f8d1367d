/*
 * finger_image: a fingerprint as rows of grey, from a sensor or out of DG3.
 * Knows encodings (WSQ, JPEG, JPEG 2000, PNG, PGM, raw) and resolution. Never knows ridges, nor
 * whose finger it is.
 */
#include "biometrics/finger_image.h"

#include "base/secret.h"
#include "biometrics/picture.h"
#include "biometrics/picture_jp2_head.h"
#include "biometrics/picture_jpeg_head.h"
#include "biometrics/picture_png.h"
#include "biometrics/wsq.h"

#include <stdlib.h>

#define DPI_USUAL 500 /* what DG3 asks for: ISO/IEC 19794-4, table 1, level 31 */

static size_t size_of(const struct finger_image *f)
{
	return (size_t)f->width * f->height;
}

void finger_image_free(struct finger_image *f)
{
	if (f != NULL) {
		if (f->grey != NULL) {
			secret_wipe(f->grey, size_of(f));
		}
		free(f->grey);
		*f = (struct finger_image){0};
	}
}

enum eg_err finger_image_new(uint16_t width, uint16_t height, uint16_t dpi,
			     struct finger_image *out)
{
	finger_image_free(out);
	if (width == 0 || height == 0 || width > FINGER_SIDE_MAX || height > FINGER_SIDE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "side of a fingerprint of 0 or over the limit");
	}
	if (dpi < FINGER_DPI_MIN || dpi > FINGER_DPI_MAX) {
		return EG_FAIL(EG_TOO_BIG, "resolution of a fingerprint");
	}
	struct finger_image f = {.width = width, .height = height, .dpi = dpi};
	f.grey = malloc(size_of(&f));
	if (f.grey == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "fingerprint");
	}
	for (size_t i = 0; i < size_of(&f); i++) {
		f.grey[i] = UINT8_MAX;
	}
	*out = f;
	return EG_OK;
}

/* 72 is what programs write unasked, into records, too: no scanner of fingers has it. */
static bool can_be_dpi(uint32_t dpi)
{
	return dpi >= FINGER_DPI_MIN && dpi <= FINGER_DPI_MAX;
}

/* The record's word counts before the file's, each where it can be one. */
static uint16_t dpi_of(const struct finger_told *told, uint32_t own)
{
	if (can_be_dpi(told->dpi)) {
		return told->dpi;
	}
	return can_be_dpi(own) ? (uint16_t)own : DPI_USUAL;
}

/* What is told, held against the image's own header. */
static enum eg_err check_told(const struct finger_told *told, uint32_t width, uint32_t height)
{
	if ((told->width != 0 && told->width != width) ||
	    (told->height != 0 && told->height != height) ||
	    (told->depth != 0 && told->depth != 8)) {
		return EG_FAIL(EG_MISMATCH, "the record tells another size than the image");
	}
	return EG_OK;
}

static enum eg_err decode_raw(struct rd pixels, const struct finger_told *told,
			      struct finger_image *out)
{
	if (told->depth != 8) {
		return EG_FAIL(EG_UNSUPPORTED, "raw fingerprint of other than 8 bits");
	}
	EG_TRY(finger_image_new(told->width, told->height, dpi_of(told, 0), out));
	size_t size = size_of(out);
	if (pixels.left != size) {
		return pixels.left < size ? EG_FAIL(EG_TRUNCATED, "raw fingerprint")
					  : EG_FAIL(EG_MISMATCH, "raw fingerprint of another size");
	}
	return rd_copy(&pixels, out->grey, size) ? EG_OK : EG_FAIL(EG_TRUNCATED, "raw fingerprint");
}

static bool is_space(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* A number of a PGM's head, with what may stand before it and the one octet behind it. */
static bool pgm_number(struct rd *head, uint32_t *out)
{
	uint8_t c = ' ';
	bool comment = false;
	*out = 0;
	while (comment || is_space(c) || c == '#') {
		comment = c == '#' || (comment && c != '\n');
		if (!rd_u8(head, &c)) {
			return false;
		}
	}
	while (c >= '0' && c <= '9') {
		*out = *out * 10 + (uint32_t)(c - '0');
		if (*out > UINT16_MAX || !rd_u8(head, &c)) {
			return false;
		}
	}
	return is_space(c);
}

/* What ISO/IEC 39794-4 has for raw pixels: it tells no sizes beside them. */
static enum eg_err decode_pgm(struct rd pgm, const struct finger_told *told,
			      struct finger_image *out)
{
	uint32_t width;
	uint32_t height;
	uint32_t most;
	struct rd pixels;
	if (!rd_skip(&pgm, 2) || !pgm_number(&pgm, &width) || !pgm_number(&pgm, &height) ||
	    !pgm_number(&pgm, &most)) {
		return EG_FAIL(EG_BAD_DATA, "head of a PGM fingerprint");
	}
	EG_TRY(check_told(told, width, height));
	if (most != UINT8_MAX) {
		return EG_FAIL(EG_UNSUPPORTED, "PGM fingerprint of other than 8 bits");
	}
	if (!rd_take(&pgm, (size_t)width * height, &pixels)) {
		return EG_FAIL(EG_TRUNCATED, "PGM fingerprint");
	}
	const struct finger_told raw = {
		.width = (uint16_t)width, .height = (uint16_t)height, .depth = 8, .dpi = told->dpi};
	return decode_raw(pixels, &raw, out);
}

static enum eg_err decode_wsq(struct rd wsq, const struct finger_told *told,
			      struct finger_image *out)
{
	struct wsq_head head;
	EG_TRY(wsq_look(wsq, &head));
	EG_TRY(check_told(told, head.width, head.height));
	EG_TRY(wsq_decode(wsq, out));
	out->dpi = dpi_of(told, head.dpi);
	return EG_OK;
}

static enum eg_err decode_png(struct rd png, const struct finger_told *told,
			      struct finger_image *out)
{
	struct picture_png_head head;
	EG_AUTO(bytes_free) struct bytes grey = {0};
	EG_TRY(picture_png_look(png, FINGER_SIDE_MAX, &head));
	EG_TRY(check_told(told, head.width, head.height));
	EG_TRY(picture_png_decode_grey(png, FINGER_SIDE_MAX, &head, &grey));
	EG_TRY(finger_image_new((uint16_t)head.width, (uint16_t)head.height, dpi_of(told, head.dpi),
				out));
	struct rd rows = bytes_rd(&grey);
	return rd_copy(&rows, out->grey, size_of(out)) ? EG_OK
						       : EG_FAIL(EG_TRUNCATED, "PNG fingerprint");
}

/* Both JPEGs come out as colours that are equal; one of them is the grey. */
static enum eg_err decode_picture(struct rd encoded, uint16_t dpi, struct finger_image *out)
{
	EG_AUTO(picture_free) struct picture p = {0};
	EG_TRY(picture_decode(encoded, FINGER_SIDE_MAX, &p));
	EG_TRY(finger_image_new((uint16_t)p.width, (uint16_t)p.height, dpi, out));
	for (size_t i = 0; i < size_of(out); i++) {
		out->grey[i] = p.bgr[i * 3];
	}
	return EG_OK;
}

static enum eg_err decode_jpeg(struct rd jpeg, const struct finger_told *told,
			       struct finger_image *out)
{
	struct jpeg_head head = {0};
	EG_TRY(jpeg_read_head(jpeg, FINGER_SIDE_MAX, &head));
	EG_TRY(check_told(told, head.width, head.height));
	if (head.components != 1) {
		return EG_FAIL(EG_UNSUPPORTED, "JPEG fingerprint in colour");
	}
	return decode_picture(jpeg, dpi_of(told, head.dpi), out);
}

static enum eg_err decode_jp2(struct rd jp2, const struct finger_told *told,
			      struct finger_image *out)
{
	struct jp2_size head = {0};
	EG_TRY(jp2_read_head(jp2, FINGER_SIDE_MAX, &head));
	EG_TRY(check_told(told, head.width, head.height));
	if (head.components != 1) {
		return EG_FAIL(EG_UNSUPPORTED, "JPEG 2000 fingerprint in colour");
	}
	return decode_picture(jp2, dpi_of(told, head.dpi), out);
}

static enum eg_err decode(struct rd encoded, const struct finger_told *told,
			  struct finger_image *out)
{
	static const uint8_t jp2[] = {0, 0, 0, 12, 'j', 'P', ' ', ' ', 13, 10, 0x87, 10};
	static const uint8_t codestream[] = {0xFF, 0x4F, 0xFF, 0x51};
	static const uint8_t jpeg[] = {0xFF, 0xD8, 0xFF};
	static const uint8_t png[] = {0x89, 'P', 'N', 'G'};
	static const uint8_t wsq[] = {0xFF, 0xA0, 0xFF};
	if (told->raw) {
		return decode_raw(encoded, told, out);
	}
	if (rd_begins(encoded, RD_ARRAY(wsq))) {
		return decode_wsq(encoded, told, out);
	}
	if (rd_begins(encoded, RD_ARRAY(jpeg))) {
		return decode_jpeg(encoded, told, out);
	}
	if (rd_begins(encoded, RD_ARRAY(jp2)) || rd_begins(encoded, RD_ARRAY(codestream))) {
		return decode_jp2(encoded, told, out);
	}
	if (rd_begins(encoded, RD_ARRAY(png))) {
		return decode_png(encoded, told, out);
	}
	if (rd_begins(encoded, RD_TEXT("P5"))) {
		return decode_pgm(encoded, told, out);
	}
	return EG_FAIL(EG_UNSUPPORTED, "fingerprint in an unknown encoding");
}

enum eg_err finger_image_decode(struct rd encoded, const struct finger_told *told,
				struct finger_image *out)
{
	finger_image_free(out);
	enum eg_err err = decode(encoded, told, out);
	if (err != EG_OK) {
		finger_image_free(out);
	}
	return err;
}
