/*
 * test_picture_png: every kind of PNG that sets of pictures have comes out as it went in; others,
 * damaged and hostile ones are refused before or by the library.
 */
#include "biometrics/picture_png.h"

#include "base/secret.h"
#include "base/wr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <png.h>

#define WIDTH  37u /* odd: rows of packed pixels end within an octet */
#define HEIGHT 23u
#define ROOM   65536

struct file {
	uint8_t bytes[ROOM];
	struct wr w;
};

static struct file *fresh(void)
{
	static struct file f;
	f.w = WR_ARRAY(f.bytes);
	return &f;
}

static void put(png_structp png, png_bytep from, size_t size)
{
	wr_put(png_get_io_ptr(png), rd_of(from, size));
}

static void flush(png_structp png)
{
	(void)png; /* it is in memory */
}

/* Blue, green, red of a pixel of the drawing. */
static uint8_t sample(uint32_t x, uint32_t y, int channel)
{
	return (uint8_t)(channel == 0 ? x * 6 : channel == 1 ? y * 11 : 255 - x * 3 - y * 4);
}

/* The samples of one row as the kind has them; grey and index are the column's. */
static void draw_row(uint8_t *row, uint32_t y, int colours, int depth)
{
	struct wr w = wr_of(row, WIDTH * 8);
	if (depth < 8) {
		for (uint32_t x = 0; x < WIDTH;) {
			unsigned octet = 0;
			for (int bit = 8 - depth; bit >= 0; bit -= depth, x++) {
				octet |= (x < WIDTH ? x % (1u << depth) : 0) << bit;
			}
			wr_u8(&w, (uint8_t)octet);
		}
		return;
	}
	for (uint32_t x = 0; x < WIDTH; x++) {
		bool colour = colours == PNG_COLOR_TYPE_RGB || colours == PNG_COLOR_TYPE_RGB_ALPHA;
		for (int c = 2; colour && c >= 0; c--) {
			wr_u8(&w, sample(x, y, c));
		}
		if (!colour) {
			wr_u8(&w, (uint8_t)x);
		}
		if ((colours & PNG_COLOR_MASK_ALPHA) != 0) {
			wr_u8(&w, (uint8_t)(x + y));
		}
	}
}

static struct rd encode(int colours, int depth, int interlace)
{
	struct file *f = fresh();
	png_color palette[256];
	uint8_t row[WIDTH * 8];
	for (int i = 0; i < 256; i++) {
		palette[i] = (png_color){
			.red = (uint8_t)(255 - i), .green = (uint8_t)(i * 2), .blue = (uint8_t)i};
	}
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png_create_info_struct(png);
	png_set_write_fn(png, &f->w, put, flush);
	png_set_IHDR(png, info, WIDTH, HEIGHT, depth, colours, interlace,
		     PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	if (colours == PNG_COLOR_TYPE_PALETTE) {
		png_set_PLTE(png, info, palette, 1 << depth);
	}
	png_set_gAMA(png, info, 0.2);
	png_write_info(png, info);
	for (int pass = png_set_interlace_handling(png); pass > 0; pass--) {
		for (uint32_t y = 0; y < HEIGHT; y++) {
			for (size_t i = 0; i < sizeof(row); i++) {
				row[i] = 0;
			}
			draw_row(row, y, colours, depth > 8 ? 8 : depth);
			png_write_row(png, row);
		}
	}
	png_write_end(png, info);
	png_destroy_write_struct(&png, &info);
	assert_false(f->w.bad);
	return wr_view(&f->w);
}

static int expected(uint32_t x, uint32_t y, int channel, int colours, int depth)
{
	int value = (int)(depth < 8 ? x % (1u << depth) : x);
	if (colours == PNG_COLOR_TYPE_PALETTE) {
		return (uint8_t)(channel == 0 ? value : channel == 1 ? value * 2 : 255 - value);
	}
	if (colours == PNG_COLOR_TYPE_GRAY || colours == PNG_COLOR_TYPE_GRAY_ALPHA) {
		return value * (depth < 8 ? 255 / ((1 << depth) - 1) : 1);
	}
	return sample(x, y, channel);
}

static void assert_comes_through(int colours, int depth)
{
	EG_AUTO(picture_free) struct picture p = {0};
	struct rd png = encode(colours, depth, PNG_INTERLACE_NONE);
	assert_true(picture_is_png(png));
	if (picture_decode_png(png, 64, &p) != EG_OK) {
		fail_msg("kind %d, %d bits: %s", colours, depth, eg_fault_last().reason);
	}
	assert_true(p.width == WIDTH && p.height == HEIGHT);
	for (uint32_t y = 0; y < HEIGHT; y++) {
		for (uint32_t x = 0; x < WIDTH; x++) {
			for (int c = 0; c < 3; c++) {
				int is = p.bgr[(y * WIDTH + x) * 3 + (uint32_t)c];
				int was = expected(x, y, c, colours, depth);
				if (is != was) {
					fail_msg("kind %d, %d bits: pixel %u,%u channel %d is %d, "
						 "not %d",
						 colours, depth, x, y, c, is, was);
				}
			}
		}
	}
}

static void every_kind_comes_out_as_it_went_in(void **state)
{
	(void)state;
	for (int depth = 1; depth <= 8; depth *= 2) {
		assert_comes_through(PNG_COLOR_TYPE_GRAY, depth);
		assert_comes_through(PNG_COLOR_TYPE_PALETTE, depth);
	}
	assert_comes_through(PNG_COLOR_TYPE_RGB, 8);
	assert_comes_through(PNG_COLOR_TYPE_GRAY_ALPHA, 8);
	assert_comes_through(PNG_COLOR_TYPE_RGB_ALPHA, 8);
}

static void assert_refused(struct rd png, uint32_t side_max, enum eg_err err, const char *reason)
{
	struct picture p = {0};
	assert_int_equal(picture_decode_png(png, side_max, &p), err);
	assert_string_equal(eg_fault_last().reason, reason);
	assert_null(p.bgr);
}

static void what_sets_do_not_have_is_refused(void **state)
{
	(void)state;
	const char *kind = "PNG of more than 8 bits, interlaced or of no known kind";
	assert_refused(encode(PNG_COLOR_TYPE_RGB, 16, PNG_INTERLACE_NONE), 64, EG_UNSUPPORTED,
		       kind);
	assert_refused(encode(PNG_COLOR_TYPE_RGB, 8, PNG_INTERLACE_ADAM7), 64, EG_UNSUPPORTED,
		       kind);
	const char *side = "PNG side of 0 or over the limit";
	struct rd png = encode(PNG_COLOR_TYPE_RGB, 8, PNG_INTERLACE_NONE);
	assert_refused(png, WIDTH - 1, EG_TOO_BIG, side);
	assert_refused(png, PICTURE_SIDE_MAX + 1, EG_TOO_BIG, "limit of a picture's side");
	assert_refused(RD_TEXT("GIF89a"), 64, EG_UNSUPPORTED, "no PNG");
	assert_false(picture_is_png(RD_TEXT("GIF89a")));
}

static void an_announcement_is_judged_before_the_library(void **state)
{
	(void)state;
	struct rd png = encode(PNG_COLOR_TYPE_RGB, 8, PNG_INTERLACE_NONE);
	uint8_t *b = fresh()->bytes;
	b[16] = 0x7F; /* width; its checksum is wrong now, and nobody has come to it */
	assert_refused(png, PICTURE_SIDE_MAX, EG_TOO_BIG, "PNG side of 0 or over the limit");
	b[16] = 0;
	b[12] = 'J'; /* IHDR */
	assert_refused(png, 64, EG_BAD_DATA, "PNG without its header");
	b[12] = 'I';
	b[11] = 12; /* its length */
	assert_refused(png, 64, EG_BAD_DATA, "PNG header of wrong length");
	b[11] = 13;
	b[33] = 0xFF; /* length of the next chunk */
	assert_refused(png, 64, EG_TRUNCATED, "PNG chunk");
	b[33] = 0;
	b[37] = 'G'; /* gAMA becomes critical */
	assert_refused(png, 64, EG_UNSUPPORTED, "PNG with a chunk that is not known");
	b[37] = 'g';
	b[41] ^= 1; /* its content: what is not needed is not looked at, not even its checksum */
	EG_AUTO(picture_free) struct picture p = {0};
	assert_int_equal(picture_decode_png(png, 64, &p), EG_OK);
	b[29] ^= 1; /* checksum of IHDR */
	assert_refused(png, 64, EG_BAD_DATA, "PNG could not be decoded");
}

static void more_chunks_than_any_encoder_writes_are_refused(void **state)
{
	static const uint8_t empty[12] = {0, 0, 0, 0, 't', 'e', 'X', 't'};
	static uint8_t room[ROOM + ROOM * sizeof(empty)]; /* 2^16 of them, and the picture */
	struct rd png = encode(PNG_COLOR_TYPE_RGB, 8, PNG_INTERLACE_NONE);
	struct rd head;
	struct wr w = WR_ARRAY(room);
	(void)state;
	assert_true(rd_take(&png, 33, &head)); /* signature and header */
	wr_put(&w, head);
	for (int i = 0; i < ROOM; i++) {
		wr_put(&w, RD_ARRAY(empty));
	}
	wr_put(&w, png);
	assert_refused(wr_view(&w), 64, EG_TOO_BIG, "too many PNG chunks");
}

static void a_picture_that_ends_early_is_refused(void **state)
{
	(void)state;
	struct rd png = encode(PNG_COLOR_TYPE_RGB, 8, PNG_INTERLACE_NONE);
	for (size_t size = 0; size < png.left; size++) {
		struct picture p = {0};
		if (picture_decode_png(rd_of(png.at, size), 64, &p) == EG_OK) {
			fail_msg("decodes with %zu octets", size);
		}
		assert_null(p.bgr);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_comes_out_as_it_went_in),
		cmocka_unit_test(what_sets_do_not_have_is_refused),
		cmocka_unit_test(an_announcement_is_judged_before_the_library),
		cmocka_unit_test(more_chunks_than_any_encoder_writes_are_refused),
		cmocka_unit_test(a_picture_that_ends_early_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
