/*
 * picture_bmp: Windows' bitmaps without compression: 1, 4 and 8 bits with a palette, 24 and 32.
 * Knows heads, palettes and the order of rows. Never knows what is shown.
 */
#include "biometrics/picture_plain.h"

#define TOP_FIRST    0x80000000u /* height as a negative number */
#define HEAD_AT      14          /* the file's own head is before it */
#define HEAD_MIN     40          /* BITMAPINFOHEADER; older ones are not read */
#define HEAD_MAX     124         /* BITMAPV5HEADER */
#define PALETTE_MAX  256
#define BITFIELDS    3
#define COLOUR_SIZE  4 /* blue, green, red, none */
#define ROW_MULTIPLE 32

struct bmp {
	uint32_t pixels; /* where they begin */
	uint32_t head;   /* its size */
	uint32_t width;
	uint32_t height;
	uint32_t bits; /* a pixel */
	uint32_t compression;
	bool top_first;
	uint8_t grey[PALETTE_MAX];
};

bool picture_is_bmp(struct rd file)
{
	return rd_begins(file, RD_TEXT("BM"));
}

static bool read_head(struct rd file, struct bmp *out)
{
	uint32_t height;
	if (!picture_number_at(file, 10, 4, true, &out->pixels) ||
	    !picture_number_at(file, HEAD_AT, 4, true, &out->head) ||
	    !picture_number_at(file, HEAD_AT + 4, 4, true, &out->width) ||
	    !picture_number_at(file, HEAD_AT + 8, 4, true, &height) ||
	    !picture_number_at(file, HEAD_AT + 14, 2, true, &out->bits) ||
	    !picture_number_at(file, HEAD_AT + 16, 4, true, &out->compression)) {
		return false;
	}
	out->top_first = (height & TOP_FIRST) != 0;
	out->height = out->top_first ? 0u - height : height;
	return out->head >= HEAD_MIN && out->head <= HEAD_MAX;
}

/* The masks say: blue, green, red, from the lowest octet on, as without masks. */
static bool usual_masks(struct rd file)
{
	uint32_t red;
	uint32_t green;
	uint32_t blue;
	return picture_number_at(file, HEAD_AT + HEAD_MIN, 4, true, &red) &&
	       picture_number_at(file, HEAD_AT + HEAD_MIN + 4, 4, true, &green) &&
	       picture_number_at(file, HEAD_AT + HEAD_MIN + 8, 4, true, &blue) && red == 0xFF0000 &&
	       green == 0xFF00 && blue == 0xFF;
}

static bool is_read(struct rd file, const struct bmp *b)
{
	const bool depth =
		b->bits == 1 || b->bits == 4 || b->bits == 8 || b->bits == 24 || b->bits == 32;
	const bool masked = b->compression == BITFIELDS && b->bits == 32 && usual_masks(file);
	return depth && (b->compression == 0 || masked);
}

static bool read_palette(struct rd file, struct bmp *b)
{
	uint32_t used;
	if (b->bits > 8) {
		return true;
	}
	if (!picture_number_at(file, HEAD_AT + 32, 4, true, &used)) {
		return false;
	}
	const uint32_t most = 1u << b->bits;
	const uint32_t count = used == 0 || used > most ? most : used;
	for (uint32_t i = 0; i < count; i++) {
		struct rd colour;
		uint8_t bgr[COLOUR_SIZE];
		if (!picture_octets_at(file, HEAD_AT + b->head + i * COLOUR_SIZE, COLOUR_SIZE,
				       &colour) ||
		    !rd_copy(&colour, bgr, sizeof(bgr))) {
			return false;
		}
		b->grey[i] = picture_grey_of(bgr[2], bgr[1], bgr[0]);
	}
	return true;
}

static bool palette_row(struct rd *r, const struct bmp *b, uint8_t *row)
{
	const uint32_t each = 8 / b->bits;
	uint8_t octet = 0;
	for (uint32_t x = 0; x < b->width; x++) {
		if (x % each == 0 && !rd_u8(r, &octet)) {
			return false;
		}
		const uint32_t shift = 8 - b->bits * (x % each + 1);
		row[x] = b->grey[(uint32_t)octet >> shift & ((1u << b->bits) - 1)];
	}
	return true;
}

static bool colour_row(struct rd *r, const struct bmp *b, uint8_t *row)
{
	for (uint32_t x = 0; x < b->width; x++) {
		uint8_t blue;
		uint8_t green;
		uint8_t red;
		if (!rd_u8(r, &blue) || !rd_u8(r, &green) || !rd_u8(r, &red) ||
		    !rd_skip(r, b->bits / 8 - 3)) {
			return false;
		}
		row[x] = picture_grey_of(red, green, blue);
	}
	return true;
}

enum eg_err picture_decode_bmp(struct rd file, uint32_t side_max, struct picture_grey *out)
{
	struct bmp b = {0};
	if (!read_head(file, &b)) {
		return EG_FAIL(EG_BAD_DATA, "head of a BMP");
	}
	if (!is_read(file, &b)) {
		return EG_FAIL(EG_UNSUPPORTED, "BMP with compression, or of another depth");
	}
	if (!read_palette(file, &b)) {
		return EG_FAIL(EG_TRUNCATED, "palette of a BMP");
	}
	EG_TRY(picture_grey_new(b.width, b.height, side_max, out));
	const size_t size =
		((size_t)b.width * b.bits + ROW_MULTIPLE - 1) / ROW_MULTIPLE * (ROW_MULTIPLE / 8);
	for (uint32_t y = 0; y < b.height; y++) {
		struct rd octets;
		uint8_t *row = out->grey + (size_t)(b.top_first ? y : b.height - 1 - y) * b.width;
		if (!picture_octets_at(file, b.pixels + y * size, size, &octets) ||
		    !(b.bits <= 8 ? palette_row(&octets, &b, row) : colour_row(&octets, &b, row))) {
			return EG_FAIL(EG_TRUNCATED, "rows of a BMP");
		}
	}
	return EG_OK;
}
