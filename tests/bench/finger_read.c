/*
 * finger_read: one image of a set: what finger_image decodes, and the forms that sets come in.
 * Knows PGM, TIFF and BMP as far as fingerprint sets use them. Never knows names or people.
 */
#include "finger_read.h"

/* A decimal number of a PGM header, after blanks and comments. */
static bool pgm_number(struct rd *r, unsigned *out)
{
	uint8_t c = ' ';
	*out = 0;
	while (c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '#') {
		bool comment = c == '#';
		if (!rd_u8(r, &c)) {
			return false;
		}
		while (comment && c != '\n') {
			if (!rd_u8(r, &c)) {
				return false;
			}
		}
	}
	while (c >= '0' && c <= '9') {
		*out = *out * 10 + (c - '0');
		if (*out > 100000 || !rd_u8(r, &c)) {
			return false;
		}
	}
	return true;
}

/* P5, 8 bits. */
static enum eg_err pgm_decode(struct rd file, uint16_t dpi, struct finger_image *out)
{
	unsigned width;
	unsigned height;
	unsigned most;
	if (!rd_skip(&file, 2) || !pgm_number(&file, &width) || !pgm_number(&file, &height) ||
	    !pgm_number(&file, &most) || most != 255 || width > FINGER_SIDE_MAX ||
	    height > FINGER_SIDE_MAX) {
		return EG_FAIL(EG_BAD_DATA, "not a PGM of 8 bits");
	}
	EG_TRY(finger_image_new((uint16_t)width, (uint16_t)height, dpi, out));
	for (size_t i = 0; i < (size_t)width * height; i++) {
		if (!rd_u8(&file, &out->grey[i])) {
			return EG_FAIL(EG_TRUNCATED, "a PGM ends early");
		}
	}
	return EG_OK;
}

/* A number of 1 to 4 bytes at a place, low byte first or last. */
static bool number_at(const struct rd *file, size_t at, unsigned size, bool low_first,
		      uint32_t *out)
{
	*out = 0;
	for (unsigned i = 0; i < size; i++) {
		uint8_t byte;
		if (!rd_byte_at(file, at + (low_first ? size - 1 - i : i), &byte)) {
			return false;
		}
		*out = *out << 8 | byte;
	}
	return true;
}

/* ---- TIFF 6.0 ---- */

enum tiff_tag {
	TIFF_WIDTH = 256,
	TIFF_HEIGHT = 257,
	TIFF_BITS = 258,
	TIFF_COMPRESSION = 259,
	TIFF_PHOTOMETRIC = 262,
	TIFF_STRIPS = 273,
	TIFF_SAMPLES = 277,
	TIFF_STRIP_ROWS = 278,
	TIFF_PALETTE = 320,
};
enum tiff_photometric { TIFF_WHITE_IS_0, TIFF_BLACK_IS_0, TIFF_RGB, TIFF_OF_PALETTE };

struct tiff {
	struct rd file;
	bool low_first;
	uint32_t directory;
};

/* Value n of an entry; usual where there is no such entry. */
static bool tiff_value(const struct tiff *t, enum tiff_tag wanted, uint32_t n, uint32_t usual,
		       uint32_t *out)
{
	uint32_t entries;
	*out = usual;
	if (!number_at(&t->file, t->directory, 2, t->low_first, &entries)) {
		return false;
	}
	for (uint32_t i = 0; i < entries; i++) {
		size_t at = (size_t)t->directory + 2 + (size_t)i * 12;
		uint32_t tag;
		uint32_t type;
		uint32_t count;
		uint32_t from = (uint32_t)at + 8;
		if (!number_at(&t->file, at, 2, t->low_first, &tag) ||
		    !number_at(&t->file, at + 2, 2, t->low_first, &type) ||
		    !number_at(&t->file, at + 4, 4, t->low_first, &count)) {
			return false;
		}
		if (tag != (uint32_t)wanted) {
			continue;
		}
		unsigned size = type == 1 ? 1 : type == 3 ? 2 : 4; /* BYTE, SHORT, LONG */
		if ((uint64_t)count * size > 4 &&
		    !number_at(&t->file, at + 8, 4, t->low_first, &from)) {
			return false;
		}
		return n < count && number_at(&t->file, (size_t)from + (size_t)n * size, size,
					      t->low_first, out);
	}
	return true;
}

struct tiff_shape {
	uint32_t width;
	uint32_t height;
	uint32_t photometric;
	uint32_t strip_rows;
};

static bool tiff_shape(const struct tiff *t, struct tiff_shape *out)
{
	uint32_t bits;
	uint32_t compression;
	uint32_t samples;
	return tiff_value(t, TIFF_WIDTH, 0, 0, &out->width) &&
	       tiff_value(t, TIFF_HEIGHT, 0, 0, &out->height) &&
	       tiff_value(t, TIFF_BITS, 0, 1, &bits) && bits == 8 &&
	       tiff_value(t, TIFF_COMPRESSION, 0, 1, &compression) && compression == 1 &&
	       tiff_value(t, TIFF_SAMPLES, 0, 1, &samples) && samples == 1 &&
	       tiff_value(t, TIFF_PHOTOMETRIC, 0, TIFF_BLACK_IS_0, &out->photometric) &&
	       tiff_value(t, TIFF_STRIP_ROWS, 0, out->height, &out->strip_rows) &&
	       out->photometric != TIFF_RGB && out->photometric <= TIFF_OF_PALETTE &&
	       out->strip_rows > 0 && out->width <= FINGER_SIDE_MAX &&
	       out->height <= FINGER_SIDE_MAX;
}

/* What a value of the file is in grey. */
static bool tiff_greys(const struct tiff *t, const struct tiff_shape *shape, uint8_t grey[256])
{
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t value = i << 8;
		if (shape->photometric == TIFF_OF_PALETTE &&
		    !tiff_value(t, TIFF_PALETTE, i, value, &value)) {
			return false;
		}
		value = value >> 8;
		grey[i] = (uint8_t)(shape->photometric == TIFF_WHITE_IS_0 ? 255 - value : value);
	}
	return true;
}

static enum eg_err tiff_decode(struct rd file, uint16_t dpi, struct finger_image *out)
{
	struct tiff t = {.file = file};
	struct tiff_shape shape;
	uint8_t grey[256];
	uint8_t order;
	t.low_first = rd_byte_at(&file, 0, &order) && order == 'I';
	if (!number_at(&file, 4, 4, t.low_first, &t.directory) || !tiff_shape(&t, &shape) ||
	    !tiff_greys(&t, &shape, grey)) {
		return EG_FAIL(EG_UNSUPPORTED, "a TIFF that is not grey, 8 bits and uncompressed");
	}
	EG_TRY(finger_image_new((uint16_t)shape.width, (uint16_t)shape.height, dpi, out));
	for (uint32_t y = 0; y < shape.height; y++) {
		uint32_t strip;
		if (!tiff_value(&t, TIFF_STRIPS, y / shape.strip_rows, 0, &strip)) {
			return EG_FAIL(EG_BAD_DATA, "a TIFF lacks a strip");
		}
		size_t from = (size_t)strip + (size_t)(y % shape.strip_rows) * shape.width;
		for (uint32_t x = 0; x < shape.width; x++) {
			uint8_t value;
			if (!rd_byte_at(&file, from + x, &value)) {
				return EG_FAIL(EG_TRUNCATED, "a TIFF ends early");
			}
			out->grey[(size_t)y * shape.width + x] = grey[value];
		}
	}
	return EG_OK;
}

/* ---- BMP ---- */

#define BMP_TOP_FIRST 0x80000000U /* height as a negative number */

static enum eg_err bmp_decode(struct rd file, uint16_t dpi, struct finger_image *out)
{
	uint32_t pixels;
	uint32_t header;
	uint32_t width;
	uint32_t height;
	uint32_t bits;
	uint32_t compression;
	if (!number_at(&file, 10, 4, true, &pixels) || !number_at(&file, 14, 4, true, &header) ||
	    !number_at(&file, 18, 4, true, &width) || !number_at(&file, 22, 4, true, &height) ||
	    !number_at(&file, 28, 2, true, &bits) || (bits != 8 && bits != 24) ||
	    !number_at(&file, 30, 4, true, &compression) || compression != 0) {
		return EG_FAIL(EG_UNSUPPORTED, "a BMP that is not of 8 or 24 bits, uncompressed");
	}
	bool top_first = (height & BMP_TOP_FIRST) != 0;
	height = top_first ? 0U - height : height;
	if (width > FINGER_SIDE_MAX || height > FINGER_SIDE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "a BMP's sides");
	}
	size_t step = bits / 8;
	size_t row = (width * step + 3) / 4 * 4;
	EG_TRY(finger_image_new((uint16_t)width, (uint16_t)height, dpi, out));
	for (size_t i = 0; i < (size_t)width * height; i++) {
		size_t y = top_first ? i / width : height - 1 - i / width;
		size_t at = pixels + y * row + i % width * step + (bits == 24 ? 1 : 0);
		uint8_t value;
		bool good = rd_byte_at(&file, at, &value);
		if (good && bits == 8) { /* four bytes a colour: blue, green, red, none */
			good = rd_byte_at(&file, 14 + (size_t)header + (size_t)value * 4 + 1,
					  &value);
		}
		if (!good) {
			return EG_FAIL(EG_TRUNCATED, "a BMP ends early");
		}
		out->grey[i] = value;
	}
	return EG_OK;
}

enum eg_err finger_read(struct rd file, uint16_t dpi, struct finger_image *out)
{
	if (rd_begins(file, RD_TEXT("P5"))) {
		return pgm_decode(file, dpi, out);
	}
	if (rd_begins(file, RD_TEXT("II*\0")) || rd_begins(file, RD_TEXT("MM\0*"))) {
		return tiff_decode(file, dpi, out);
	}
	if (rd_begins(file, RD_TEXT("BM"))) {
		return bmp_decode(file, dpi, out);
	}
	EG_TRY(finger_image_decode(file, &(struct finger_told){.dpi = dpi}, out));
	out->dpi = dpi;
	return EG_OK;
}
