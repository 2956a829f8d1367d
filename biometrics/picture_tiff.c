/*
 * picture_tiff: the first picture of a TIFF 6.0 file, in strips without compression: grey or a
 * palette of 1 and 8 bits, colour of three times 8.
 * Knows directories, either order of octets. Never knows what is shown.
 */
#include "biometrics/picture_plain.h"

#define ENTRY_SIZE  12
#define ENTRIES_MAX 256

enum tag {
	TAG_WIDTH = 256,
	TAG_HEIGHT = 257,
	TAG_BITS = 258,
	TAG_COMPRESSION = 259,
	TAG_PHOTOMETRIC = 262,
	TAG_STRIPS = 273,
	TAG_SAMPLES = 277,
	TAG_STRIP_ROWS = 278,
	TAG_PLANES = 284,
	TAG_PALETTE = 320,
};
enum photometric { WHITE_IS_0, BLACK_IS_0, COLOUR, OF_PALETTE };

/* Where the values of an entry stand. */
struct entry {
	size_t at;
	uint32_t count; /* 0: there is no such entry */
	unsigned size;  /* of each, octets */
};

struct tiff {
	struct rd file;
	bool low_first;
	uint32_t directory;
	uint32_t width;
	uint32_t height;
	uint32_t bits;    /* a sample */
	uint32_t samples; /* a pixel */
	uint32_t photometric;
	uint32_t strip_rows;
	struct entry strips;
	uint8_t grey[256];
};

bool picture_is_tiff(struct rd file)
{
	return rd_begins(file, RD_TEXT("II*\0")) || rd_begins(file, RD_TEXT("MM\0*"));
}

static bool number_at(const struct tiff *t, size_t at, unsigned size, uint32_t *out)
{
	return picture_number_at(t->file, at, size, t->low_first, out);
}

/* false: broken, or of a type that no number has. */
static bool find(const struct tiff *t, enum tag wanted, struct entry *out)
{
	uint32_t entries;
	*out = (struct entry){0};
	if (!number_at(t, t->directory, 2, &entries) || entries > ENTRIES_MAX) {
		return false;
	}
	for (uint32_t i = 0; i < entries; i++) {
		const size_t at = (size_t)t->directory + 2 + (size_t)i * ENTRY_SIZE;
		uint32_t tag;
		uint32_t type;
		uint32_t from;
		if (!number_at(t, at, 2, &tag) || !number_at(t, at + 2, 2, &type) ||
		    !number_at(t, at + 4, 4, &out->count) || !number_at(t, at + 8, 4, &from)) {
			return false;
		}
		if (tag == (uint32_t)wanted) {
			out->size = type == 1 ? 1 : type == 3 ? 2 : 4; /* BYTE, SHORT, LONG */
			const bool inside = (uint64_t)out->count * out->size <= 4;
			out->at = inside ? at + 8 : from;
			return type == 1 || type == 3 || type == 4;
		}
	}
	out->count = 0;
	return true;
}

static bool value_of(const struct tiff *t, const struct entry *e, uint32_t n, uint32_t *out)
{
	return n < e->count && number_at(t, e->at + (size_t)n * e->size, e->size, out);
}

/* The first value of an entry; usual where there is no such entry. */
static bool value(const struct tiff *t, enum tag wanted, uint32_t usual, uint32_t *out)
{
	struct entry e;
	*out = usual;
	return find(t, wanted, &e) && (e.count == 0 || value_of(t, &e, 0, out));
}

static bool read_shape(struct tiff *t, uint32_t *compression, uint32_t *planes)
{
	return value(t, TAG_WIDTH, 0, &t->width) && value(t, TAG_HEIGHT, 0, &t->height) &&
	       value(t, TAG_BITS, 1, &t->bits) && value(t, TAG_COMPRESSION, 1, compression) &&
	       value(t, TAG_SAMPLES, 1, &t->samples) && value(t, TAG_PLANES, 1, planes) &&
	       value(t, TAG_PHOTOMETRIC, BLACK_IS_0, &t->photometric) &&
	       value(t, TAG_STRIP_ROWS, t->height, &t->strip_rows) &&
	       find(t, TAG_STRIPS, &t->strips) && t->strips.count > 0;
}

static bool is_read(const struct tiff *t, uint32_t compression, uint32_t planes)
{
	const bool grey = t->samples == 1 && t->photometric != COLOUR &&
			  t->photometric <= OF_PALETTE && (t->bits == 1 || t->bits == 8);
	const bool colour = t->samples == 3 && t->photometric == COLOUR && t->bits == 8;
	return compression == 1 && (planes == 1 || t->samples == 1) && (grey || colour);
}

/* What a value of the file is in grey. Palettes: all reds, all greens, all blues, of 16 bits. */
static bool read_greys(struct tiff *t)
{
	const uint32_t most = (1u << t->bits) - 1;
	struct entry palette;
	if (!find(t, TAG_PALETTE, &palette)) {
		return false;
	}
	for (uint32_t i = 0; i <= most; i++) {
		uint32_t rgb[3] = {0};
		const uint32_t level = i * 255 / most;
		t->grey[i] = (uint8_t)(t->photometric == WHITE_IS_0 ? 255 - level : level);
		for (uint32_t k = 0; k < 3 && t->photometric == OF_PALETTE; k++) {
			if (!value_of(t, &palette, k * (most + 1) + i, &rgb[k])) {
				return false;
			}
		}
		if (t->photometric == OF_PALETTE) {
			t->grey[i] = picture_grey_of((uint8_t)(rgb[0] >> 8), (uint8_t)(rgb[1] >> 8),
						     (uint8_t)(rgb[2] >> 8));
		}
	}
	return true;
}

static bool read_pixel(struct rd *r, const struct tiff *t, uint32_t x, uint8_t *octet, uint8_t *out)
{
	uint8_t green;
	uint8_t blue;
	if (t->bits == 1) {
		if (x % 8 == 0 && !rd_u8(r, octet)) {
			return false;
		}
		*out = t->grey[*octet >> (7 - x % 8) & 1];
		return true;
	}
	if (!rd_u8(r, octet)) {
		return false;
	}
	*out = t->grey[*octet];
	if (t->samples == 3) {
		if (!rd_u8(r, &green) || !rd_u8(r, &blue)) {
			return false;
		}
		*out = picture_grey_of(*octet, green, blue);
	}
	return true;
}

static bool read_row(const struct tiff *t, uint32_t y, uint8_t *row)
{
	const size_t size = ((size_t)t->width * t->bits * t->samples + 7) / 8;
	uint32_t strip;
	struct rd octets;
	uint8_t octet = 0;
	if (!value_of(t, &t->strips, y / t->strip_rows, &strip) ||
	    !picture_octets_at(t->file, (size_t)strip + y % t->strip_rows * size, size, &octets)) {
		return false;
	}
	for (uint32_t x = 0; x < t->width; x++) {
		if (!read_pixel(&octets, t, x, &octet, &row[x])) {
			return false;
		}
	}
	return true;
}

enum eg_err picture_decode_tiff(struct rd file, uint32_t side_max, struct picture_grey *out)
{
	struct tiff t = {.file = file};
	uint32_t compression;
	uint32_t planes;
	t.low_first = rd_begins(file, RD_TEXT("II"));
	if (!number_at(&t, 4, 4, &t.directory) || !read_shape(&t, &compression, &planes)) {
		return EG_FAIL(EG_BAD_DATA, "directory of a TIFF");
	}
	if (!is_read(&t, compression, planes)) {
		return EG_FAIL(EG_UNSUPPORTED, "TIFF with compression, or of another depth");
	}
	EG_TRY(picture_grey_new(t.width, t.height, side_max, out));
	if (t.strip_rows == 0 || !read_greys(&t)) {
		return EG_FAIL(EG_BAD_DATA, "strips or palette of a TIFF");
	}
	for (uint32_t y = 0; y < t.height; y++) {
		if (!read_row(&t, y, out->grey + (size_t)y * t.width)) {
			return EG_FAIL(EG_TRUNCATED, "rows of a TIFF");
		}
	}
	return EG_OK;
}
