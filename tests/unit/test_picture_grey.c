/*
 * picture_grey: pages of scanners in every form that is read come out as they were drawn; what is
 * damaged, too large or of another form is refused.
 */
#include "biometrics/picture_grey.h"

#include "base/secret.h"
#include "base/wr.h"
#include "biometrics/picture_encode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#define WIDTH  13 /* no multiple of anything */
#define HEIGHT 5
#define ROOM   8192

static uint8_t room[ROOM];

static uint8_t level(uint32_t x, uint32_t y)
{
	return (uint8_t)(x * 37 + y * 91 + 5);
}

static bool black(uint32_t x, uint32_t y)
{
	return (x * 3 + y * 5) % 7 < 3;
}

/* Colours whose grey is told by the three levels. */
static uint8_t mixed(uint32_t x, uint32_t y)
{
	return picture_grey_of(level(x, y), level(x + 1, y), level(x, y + 1));
}

static void decode(const struct wr *w, struct picture_grey *out)
{
	struct rd file;
	assert_int_equal(wr_done(w, &file), EG_OK);
	if (picture_grey_decode(file, 64, out) != EG_OK) {
		fail_msg("%s", eg_fault_last().reason);
	}
	assert_int_equal(out->width, WIDTH);
	assert_int_equal(out->height, HEIGHT);
}

enum look { LOOK_GREY, LOOK_BITS, LOOK_COLOUR };

static void assert_drawn(const struct wr *w, enum look look)
{
	EG_AUTO(picture_grey_free) struct picture_grey p = {0};
	decode(w, &p);
	for (uint32_t i = 0; i < WIDTH * HEIGHT; i++) {
		const uint32_t x = i % WIDTH;
		const uint32_t y = i / WIDTH;
		const int wanted = look == LOOK_GREY   ? level(x, y)
				   : look == LOOK_BITS ? (black(x, y) ? 0 : 255)
						       : mixed(x, y);
		assert_int_equal(p.grey[i], wanted);
	}
}

static void put_text(struct wr *w, const char *text)
{
	wr_put(w, rd_cstr(text));
}

static void put_number(struct wr *w, unsigned number)
{
	char text[16];
	(void)snprintf(text, sizeof(text), "%u ", number); /* long enough */
	put_text(w, text);
}

static void put_row_of_bits(struct wr *w, uint32_t y, bool one_is_black)
{
	for (uint32_t x = 0; x < WIDTH; x += 8) {
		unsigned octet = 0;
		for (uint32_t k = 0; k < 8; k++) {
			octet = octet << 1 |
				(unsigned)(x + k < WIDTH && black(x + k, y) == one_is_black);
		}
		wr_u8(w, (uint8_t)octet);
	}
}

static void put_rgb(struct wr *w, uint32_t x, uint32_t y)
{
	wr_u8(w, level(x, y));
	wr_u8(w, level(x + 1, y));
	wr_u8(w, level(x, y + 1));
}

static void each_kind_of_pnm_is_read(void **state)
{
	(void)state;
	static const char *const heads[] = {"P1\n# drawn\n13 5\n",    "P2 13 5 255\n",
					    "P3\n13\n5\n255\n",       "P4\n13 5\n",
					    "P5\n13 #wide\n5\n255\n", "P6 13 5 255\n"};
	for (unsigned kind = 1; kind <= 6; kind++) {
		struct wr w = WR_ARRAY(room);
		put_text(&w, heads[kind - 1]);
		for (uint32_t i = 0; i < WIDTH * HEIGHT; i++) {
			const uint32_t x = i % WIDTH;
			const uint32_t y = i / WIDTH;
			if (kind == 1) {
				put_text(&w, black(x, y) ? "1" : "0");
			} else if (kind == 2) {
				put_number(&w, level(x, y));
			} else if (kind == 3) {
				put_number(&w, level(x, y));
				put_number(&w, level(x + 1, y));
				put_number(&w, level(x, y + 1));
			} else if (kind == 4 && x == 0) {
				put_row_of_bits(&w, y, true);
			} else if (kind == 5) {
				wr_u8(&w, level(x, y));
			} else if (kind == 6) {
				put_rgb(&w, x, y);
			}
		}
		assert_drawn(&w, kind % 3 == 1   ? LOOK_BITS
				 : kind % 3 == 2 ? LOOK_GREY
						 : LOOK_COLOUR);
	}
}

static void a_pnm_of_sixteen_bits_is_scaled(void **state)
{
	(void)state;
	struct wr w = WR_ARRAY(room);
	put_text(&w, "P5 13 5 65535\n");
	for (uint32_t i = 0; i < WIDTH * HEIGHT; i++) {
		wr_be16(&w, (uint16_t)(level(i % WIDTH, i / WIDTH) * 257));
	}
	assert_drawn(&w, LOOK_GREY);
}

static void le16(struct wr *w, unsigned value)
{
	wr_u8(w, (uint8_t)value);
	wr_u8(w, (uint8_t)(value >> 8));
}

static void le32(struct wr *w, uint32_t value)
{
	le16(w, value & 0xFFFF);
	le16(w, value >> 16);
}

static void put_bmp_head(struct wr *w, unsigned bits, bool top_first, unsigned compression)
{
	const uint32_t palette = bits <= 8 ? 1u << bits : 0;
	put_text(w, "BM");
	le32(w, 0);
	le32(w, 0);
	le32(w, 54 + palette * 4 + (compression == 3 ? 12 : 0));
	le32(w, 40);
	le32(w, WIDTH);
	le32(w, top_first ? 0u - HEIGHT : HEIGHT);
	le16(w, 1);
	le16(w, bits);
	le32(w, compression);
	wr_fill(w, 0, 20);
	if (compression == 3) {
		le32(w, 0xFF0000);
		le32(w, 0xFF00);
		le32(w, 0xFF);
	}
	for (uint32_t i = 0; i < palette; i++) {
		wr_fill(w, (uint8_t)(i * 255 / (palette - 1)), 3);
		wr_u8(w, 0);
	}
}

static void put_bmp_row(struct wr *w, unsigned bits, uint32_t y)
{
	const size_t start = w->size;
	if (bits == 1) {
		put_row_of_bits(w, y, false);
	}
	for (uint32_t x = 0; x < WIDTH && bits > 1; x++) {
		if (bits == 8) {
			wr_u8(w, level(x, y));
			continue;
		}
		wr_u8(w, level(x, y + 1));
		wr_u8(w, level(x + 1, y));
		wr_u8(w, level(x, y));
		if (bits == 32) {
			wr_u8(w, 0x77);
		}
	}
	while ((w->size - start) % 4 != 0) {
		wr_u8(w, 0);
	}
}

static void each_kind_of_bmp_is_read(void **state)
{
	(void)state;
	static const struct {
		unsigned bits;
		bool top_first;
		unsigned compression;
	} kinds[] = {{1, false, 0},  {1, true, 0},  {8, false, 0},  {8, true, 0},
		     {24, false, 0}, {24, true, 0}, {32, false, 0}, {32, true, 3}};
	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		struct wr w = WR_ARRAY(room);
		put_bmp_head(&w, kinds[k].bits, kinds[k].top_first, kinds[k].compression);
		for (uint32_t y = 0; y < HEIGHT; y++) {
			put_bmp_row(&w, kinds[k].bits, kinds[k].top_first ? y : HEIGHT - 1 - y);
		}
		assert_drawn(&w, kinds[k].bits == 1   ? LOOK_BITS
				 : kinds[k].bits == 8 ? LOOK_GREY
						      : LOOK_COLOUR);
	}
}

/* Either order of octets. */
struct order {
	struct wr *w;
	bool low_first;
};

static void put16(const struct order *o, unsigned value)
{
	if (o->low_first) {
		le16(o->w, value);
	} else {
		wr_be16(o->w, (uint16_t)value);
	}
}

static void put_entry(const struct order *o, unsigned tag, unsigned value)
{
	put16(o, tag);
	put16(o, 3); /* SHORT */
	put16(o, o->low_first ? 1 : 0);
	put16(o, o->low_first ? 0 : 1);
	put16(o, value);
	put16(o, 0);
}

/* One strip, behind a directory of nine entries. */
static void put_tiff_head(const struct order *o, unsigned bits, unsigned photometric,
			  unsigned samples)
{
	put_text(o->w, o->low_first ? "II" : "MM");
	put16(o, 42);
	put16(o, o->low_first ? 8 : 0);
	put16(o, o->low_first ? 0 : 8);
	put16(o, 9);
	put_entry(o, 256, WIDTH);
	put_entry(o, 257, HEIGHT);
	put_entry(o, 258, bits);
	put_entry(o, 259, 1);
	put_entry(o, 262, photometric);
	put_entry(o, 273, 8 + 2 + 9 * 12 + 4);
	put_entry(o, 277, samples);
	put_entry(o, 278, HEIGHT);
	put_entry(o, 284, 1);
	wr_fill(o->w, 0, 4);
}

static void each_kind_of_tiff_is_read(void **state)
{
	(void)state;
	for (unsigned k = 0; k < 8; k++) {
		struct wr w = WR_ARRAY(room);
		const struct order o = {&w, k % 2 == 0};
		static const unsigned bits[] = {1, 8, 8, 1};
		static const unsigned photometric[] = {1, 1, 2, 0};
		const unsigned kind = k / 2;
		put_tiff_head(&o, bits[kind], photometric[kind], kind == 2 ? 3 : 1);
		for (uint32_t i = 0; i < WIDTH * HEIGHT; i++) {
			const uint32_t x = i % WIDTH;
			const uint32_t y = i / WIDTH;
			if (bits[kind] == 1 && x == 0) {
				put_row_of_bits(&w, y, kind == 3);
			} else if (kind == 1) {
				wr_u8(&w, level(x, y));
			} else if (kind == 2) {
				put_rgb(&w, x, y);
			}
		}
		assert_drawn(&w, kind == 1 ? LOOK_GREY : kind == 2 ? LOOK_COLOUR : LOOK_BITS);
	}
}

static void a_jpeg_is_read(void **state)
{
	(void)state;
	EG_AUTO(picture_free) struct picture from = {0};
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_AUTO(picture_grey_free) struct picture_grey p = {0};
	assert_int_equal(picture_new(32, 16, &from), EG_OK);
	for (size_t i = 0; i < picture_size(&from); i++) {
		from.bgr[i] = 200;
	}
	const struct picture_jpeg how = {.quality = 90};
	assert_int_equal(picture_encode_jpeg(&from, how, 65536, &file), EG_OK);
	assert_int_equal(picture_grey_decode(bytes_rd(&file), 64, &p), EG_OK);
	assert_int_equal(p.width, 32);
	assert_in_range(p.grey[100], 195, 205);
}

/* Left half dark, right half light. */
static void encode_halves(uint32_t width, uint32_t height, struct bytes *file)
{
	EG_AUTO(picture_free) struct picture from = {0};
	const struct picture_jpeg how = {.quality = 90};
	assert_int_equal(picture_new(width, height, &from), EG_OK);
	for (size_t i = 0; i < picture_size(&from); i++) {
		from.bgr[i] = i / 3 % width < width / 2 ? 40 : 220;
	}
	assert_int_equal(picture_encode_jpeg(&from, how, 1 << 20, file), EG_OK);
}

/* A telephone's picture has more pixels than a page needs: it comes at a half, a quarter, ... */
static void a_jpeg_that_is_too_large_is_shrunk(void **state)
{
	(void)state;
	static const struct {
		uint32_t width, height, limit, shrunk, shrunk_height;
	} cases[] = {
		{200, 90, 200, 200, 90},
		{200, 90, 199, 100, 45},
		{90, 201, 64, 23, 51},
		{500, 300, 63, 63, 38},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		EG_AUTO(bytes_free) struct bytes file = {0};
		EG_AUTO(picture_grey_free) struct picture_grey p = {0};
		encode_halves(cases[i].width, cases[i].height, &file);
		assert_int_equal(picture_grey_decode(bytes_rd(&file), cases[i].limit, &p), EG_OK);
		assert_int_equal(p.width, cases[i].shrunk);
		assert_int_equal(p.height, cases[i].shrunk_height);
		for (uint32_t y = 0; y < p.height; y++) {
			assert_in_range(p.grey[y * p.width + p.width / 4], 30, 50);
			assert_in_range(p.grey[y * p.width + p.width * 3 / 4], 210, 230);
		}
	}
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_AUTO(picture_grey_free) struct picture_grey p = {0};
	encode_halves(500, 300, &file);
	assert_int_equal(picture_grey_decode(bytes_rd(&file), 62, &p), EG_TOO_BIG);
	assert_null(p.grey);
}

/* Frame header alone: what it announces is judged before anything is decoded. */
static void a_jpeg_of_more_than_any_camera_is_refused(void **state)
{
	(void)state;
	static const uint8_t sizes[][4] = {
		{0x40, 0x01, 0, 8}, {0, 8, 0x40, 0x01}, {0x20, 0, 0x20, 1}};
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		uint8_t file[] = {0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8, 0, 0, 0, 0,  1, 1,
				  0x11, 0,    0xFF, 0xDA, 0, 8,  1, 1, 0, 0, 63, 0};
		struct picture_grey p = {0};
		for (size_t k = 0; k < 4; k++) {
			file[7 + k] = sizes[i][k];
		}
		assert_int_equal(picture_grey_decode(RD_ARRAY(file), 8192, &p), EG_TOO_BIG);
		assert_null(p.grey);
	}
}

static void what_is_broken_is_refused(void **state)
{
	(void)state;
	static const struct {
		const char *file;
		enum eg_err err;
	} cases[] = {
		{"", EG_UNSUPPORTED},
		{"P5", EG_UNSUPPORTED},
		{"P7\nWIDTH 1\n", EG_UNSUPPORTED},
		{"GIF89a", EG_UNSUPPORTED},
		{"P5 2 2 255\nabc", EG_TRUNCATED},
		{"P5 2 2 255\nabcde", EG_BAD_DATA},
		{"P2 2 1 3 1 4", EG_BAD_DATA},
		{"P2 2 1 3 1 2 x", EG_BAD_DATA},
		{"P1 2 1 1 2", EG_BAD_DATA},
		{"P5 0 2 255\n", EG_TOO_BIG},
		{"P5 65 1 255\n", EG_TOO_BIG},
		{"P5 99999999999 1 255\n", EG_BAD_DATA},
		{"P5 1 1 0\na", EG_BAD_DATA},
		{"P5 # no end", EG_BAD_DATA},
		{"BM", EG_BAD_DATA},
		{"II*", EG_UNSUPPORTED},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct picture_grey p = {0};
		const enum eg_err err = picture_grey_decode(rd_cstr(cases[i].file), 64, &p);
		if (err != cases[i].err) {
			fail_msg("%s: %s", cases[i].file, eg_err_name(err));
		}
		assert_null(p.grey);
	}
}

/* Cut off anywhere: an error, and never a picture. */
static void what_ends_early_is_no_picture(void **state)
{
	(void)state;
	struct wr bmp = WR_ARRAY(room);
	put_bmp_head(&bmp, 8, false, 0);
	for (uint32_t y = 0; y < HEIGHT; y++) {
		put_bmp_row(&bmp, 8, y);
	}
	for (size_t size = 0; size < bmp.size; size++) {
		struct picture_grey p = {0};
		assert_int_not_equal(picture_grey_decode(rd_of(room, size), 64, &p), EG_OK);
		assert_null(p.grey);
	}
	struct wr tiff = WR_ARRAY(room);
	const struct order o = {&tiff, true};
	put_tiff_head(&o, 8, 1, 1);
	wr_fill(&tiff, 9, WIDTH * HEIGHT);
	for (size_t size = 0; size < tiff.size; size++) {
		struct picture_grey p = {0};
		assert_int_not_equal(picture_grey_decode(rd_of(room, size), 64, &p), EG_OK);
		assert_null(p.grey);
	}
}

static void forms_that_are_not_read_are_told_apart_from_damage(void **state)
{
	(void)state;
	struct picture_grey p = {0};
	struct wr w = WR_ARRAY(room);
	put_bmp_head(&w, 8, false, 1); /* run lengths */
	assert_int_equal(picture_grey_decode(wr_view(&w), 64, &p), EG_UNSUPPORTED);
	w = WR_ARRAY(room);
	const struct order o = {&w, true};
	put_tiff_head(&o, 16, 1, 1);
	assert_int_equal(picture_grey_decode(wr_view(&w), 64, &p), EG_UNSUPPORTED);
	assert_int_equal(picture_grey_decode(wr_view(&w), 0, &p), EG_STATE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_of_pnm_is_read),
		cmocka_unit_test(a_pnm_of_sixteen_bits_is_scaled),
		cmocka_unit_test(each_kind_of_bmp_is_read),
		cmocka_unit_test(each_kind_of_tiff_is_read),
		cmocka_unit_test(a_jpeg_is_read),
		cmocka_unit_test(a_jpeg_that_is_too_large_is_shrunk),
		cmocka_unit_test(a_jpeg_of_more_than_any_camera_is_refused),
		cmocka_unit_test(what_is_broken_is_refused),
		cmocka_unit_test(what_ends_early_is_no_picture),
		cmocka_unit_test(forms_that_are_not_read_are_told_apart_from_damage),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
