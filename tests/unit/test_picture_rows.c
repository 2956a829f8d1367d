/*
 * test_picture_rows: a picture in colour comes row by row as it was drawn, whatever it is packed
 * in; what is grey, foreign, damaged or too large is refused, the latter before a row comes.
 */
#include "biometrics/picture_rows.h"

#include "biometrics/picture_encode.h"
#include "page_file.h"
#include "png_mint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define WIDTH    640u
#define HEIGHT   400u
#define SIDE_MAX 1024u

/* What came. */
struct heard {
	uint32_t width;
	uint32_t height;
	uint32_t begun;
	uint32_t rows;
	bool declines;
	uint8_t bgr[SIDE_MAX * SIDE_MAX * 3];
};

static struct heard heard;
static struct picture drawn;
static struct bytes file;
static uint8_t row[SIDE_MAX * 3];

static bool hear_begin(void *context, uint32_t width, uint32_t height)
{
	struct heard *h = context;
	h->begun++;
	h->width = width;
	h->height = height;
	return !h->declines && width <= SIDE_MAX && height <= SIDE_MAX;
}

static void hear_row(void *context, struct rd bgr)
{
	struct heard *h = context;
	assert_true(h->rows < h->height);
	assert_int_equal(bgr.left, (size_t)h->width * 3);
	struct wr w = wr_of(h->bgr + h->rows * bgr.left, bgr.left);
	wr_put(&w, bgr);
	h->rows++;
}

static const struct rows_sink sink = {&heard, hear_begin, hear_row};
static const struct rows_room all = {
	.row = row, .side_max = SIDE_MAX, .pixels_max = SIDE_MAX * SIDE_MAX, .enough = SIDE_MAX};

enum { JPEG, PROGRESSIVE, PNM, YUYV, FILES };

static void pack(int kind)
{
	if (kind == PNM) {
		page_file_colour_ppm(&drawn, &file);
	} else if (kind == YUYV) {
		page_file_colour_yuyv(&drawn, &file);
	} else {
		page_file_colour_jpeg(&drawn, kind == PROGRESSIVE, &file);
	}
}

static enum eg_err unpack(int kind, struct rd bytes, const struct rows_room *room)
{
	heard.begun = heard.rows = 0;
	if (kind == PNM) {
		return picture_pnm_rows(bytes, room, &sink);
	}
	if (kind == YUYV) {
		return picture_yuyv_rows(bytes, WIDTH, HEIGHT, WIDTH * 2, room, &sink);
	}
	return picture_jpeg_rows(bytes, room, &sink);
}

/* Colours that change slowly, so that half of their resolution is enough. */
static int set_up(void **state)
{
	(void)state;
	if (picture_new(WIDTH, HEIGHT, &drawn) != EG_OK) {
		return -1;
	}
	for (uint32_t y = 0; y < HEIGHT; y++) {
		for (uint32_t x = 0; x < WIDTH; x++) {
			uint8_t *to = drawn.bgr + ((size_t)y * WIDTH + x) * 3;
			to[0] = (uint8_t)(x * 255 / WIDTH);
			to[1] = (uint8_t)(y * 255 / HEIGHT);
			to[2] = (uint8_t)(255 - x * 255 / WIDTH);
		}
	}
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	picture_free(&drawn);
	bytes_free(&file);
	return 0;
}

static void expect_drawn(uint32_t shrunk, int most)
{
	assert_int_equal(heard.begun, 1);
	assert_int_equal(heard.width, WIDTH / shrunk);
	assert_int_equal(heard.height, HEIGHT / shrunk);
	assert_int_equal(heard.rows, heard.height);
	for (size_t y = 0; y < heard.height; y++) {
		for (size_t i = 0; i < (size_t)heard.width * 3; i++) {
			const size_t x = i / 3 * shrunk + shrunk / 2;
			const int was =
				drawn.bgr[((y * shrunk + shrunk / 2) * WIDTH + x) * 3 + i % 3];
			assert_in_range(abs(heard.bgr[y * heard.width * 3 + i] - was), 0, most);
		}
	}
}

static void colours_come_as_they_were_drawn(void **state)
{
	static const int most[FILES] = {8, 8, 0, 4};
	(void)state;
	for (int kind = 0; kind < FILES; kind++) {
		pack(kind);
		assert_int_equal(unpack(kind, bytes_rd(&file), &all), EG_OK);
		expect_drawn(1, most[kind]);
	}
}

/* The library makes it smaller as it decodes: never smaller than is enough. */
static void a_jpeg_comes_as_small_as_is_enough(void **state)
{
	static const struct {
		uint32_t enough;
		uint32_t shrunk;
	} sizes[] = {{640, 1}, {321, 1}, {320, 2}, {161, 2}, {160, 4}, {80, 8}, {1, 8}};
	(void)state;
	pack(JPEG);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct rows_room room = all;
		room.enough = sizes[i].enough;
		assert_int_equal(unpack(JPEG, bytes_rd(&file), &room), EG_OK);
		expect_drawn(sizes[i].shrunk, 10);
	}
}

static void every_png_in_colour_comes(void **state)
{
	static const int kinds[][2] = {{2, 8}, {2, 16}, {3, 1}, {3, 2},
				       {3, 4}, {3, 8},  {6, 8}, {6, 16}};
	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const struct png_mint m = {
			.width = 37, .height = 29, .kind = kinds[i][0], .depth = kinds[i][1]};
		assert_int_equal(png_mint(&m, &file), EG_OK);
		heard.begun = heard.rows = 0;
		assert_int_equal(picture_png_rows(bytes_rd(&file), &all, &sink), EG_OK);
		assert_int_equal(heard.rows, m.height);
		for (uint32_t p = 0; p < m.width * m.height; p++) {
			for (int c = 0; c < 3; c++) {
				const int was = png_mint_sample(&m, p % m.width, p / m.width, c);
				assert_in_range(abs(heard.bgr[p * 3 + 2 - (unsigned)c] - was), 0,
						1);
			}
		}
	}
}

static void what_has_no_colour_or_no_order_is_not_taken(void **state)
{
	static const struct png_mint others[] = {
		{.width = 9, .height = 9, .kind = 0, .depth = 8},
		{.width = 9, .height = 9, .kind = 4, .depth = 8},
		{.width = 9, .height = 9, .kind = 2, .depth = 8, .interlaced = true}};
	const struct page_file_grey grey = {40, 30, drawn.bgr};
	(void)state;
	heard.begun = 0;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		assert_int_equal(png_mint(&others[i], &file), EG_OK);
		assert_int_equal(picture_png_rows(bytes_rd(&file), &all, &sink), EG_UNSUPPORTED);
	}
	page_file_pgm(&grey, &file);
	assert_int_equal(picture_pnm_rows(bytes_rd(&file), &all, &sink), EG_UNSUPPORTED);
	EG_AUTO(picture_free) struct picture p = {0};
	const struct picture_jpeg how = {.quality = 90, .grey = true};
	assert_int_equal(picture_new(40, 30, &p), EG_OK);
	assert_int_equal(picture_encode_jpeg(&p, how, 65536, &file), EG_OK);
	assert_int_equal(picture_jpeg_rows(bytes_rd(&file), &all, &sink), EG_UNSUPPORTED);
	assert_int_equal(heard.begun, 0);
}

/* Of each file, whatever it announces: nothing comes. */
static void more_than_the_limits_is_refused_before_a_row_comes(void **state)
{
	const struct rows_room limits[] = {
		{row, WIDTH - 1, (size_t)WIDTH * HEIGHT, 1},
		{row, WIDTH, (size_t)WIDTH * HEIGHT - 1, 1},
	};
	(void)state;
	for (int kind = 0; kind < FILES; kind++) {
		pack(kind);
		for (size_t i = 0; i < 2; i++) {
			assert_int_equal(unpack(kind, bytes_rd(&file), &limits[i]), EG_TOO_BIG);
			assert_int_equal(heard.begun, 0);
		}
	}
	const struct png_mint m = {.width = 37, .height = 29, .kind = 2, .depth = 8};
	const struct rows_room narrow = {row, 36, 37 * 29, 1};
	const struct rows_room few = {row, 37, 37 * 29 - 1, 1};
	assert_int_equal(png_mint(&m, &file), EG_OK);
	assert_int_equal(picture_png_rows(bytes_rd(&file), &narrow, &sink), EG_TOO_BIG);
	assert_int_equal(picture_png_rows(bytes_rd(&file), &few, &sink), EG_TOO_BIG);
	assert_int_equal(picture_pnm_rows(RD_TEXT("P6 0 9 255\n"), &all, &sink), EG_TOO_BIG);
	assert_int_equal(picture_pnm_rows(RD_TEXT("P6 65535 65535 255\n"), &all, &sink),
			 EG_TOO_BIG);
	assert_int_equal(picture_yuyv_rows(RD_EMPTY, 0, 9, 0, &all, &sink), EG_TOO_BIG);
	assert_int_equal(heard.begun, 0);
}

static void what_ends_early_or_is_of_another_form_is_refused(void **state)
{
	(void)state;
	for (int kind = 0; kind < FILES; kind++) {
		pack(kind);
		for (size_t eighth = 0; eighth < 8; eighth++) {
			const struct rd part = rd_of(file.data, file.size * eighth / 8);
			assert_int_not_equal(unpack(kind, part, &all), EG_OK);
			assert_true(heard.rows < HEIGHT);
		}
		if (kind != YUYV) {
			assert_int_not_equal(picture_png_rows(bytes_rd(&file), &all, &sink), EG_OK);
			assert_int_not_equal(
				unpack(kind == PNM ? JPEG : PNM, bytes_rd(&file), &all), EG_OK);
		}
	}
	assert_int_equal(picture_yuyv_rows(bytes_rd(&file), 639, 9, WIDTH * 2, &all, &sink),
			 EG_BAD_DATA);
	assert_int_equal(picture_yuyv_rows(bytes_rd(&file), WIDTH, 9, WIDTH, &all, &sink),
			 EG_BAD_DATA);
	assert_int_equal(picture_pnm_rows(RD_TEXT("P6 1 1 254\n\1\2\3"), &all, &sink),
			 EG_UNSUPPORTED);
	assert_int_equal(picture_pnm_rows(RD_TEXT("P6 1 x 255\n\1\2\3"), &all, &sink), EG_BAD_DATA);
}

static void nothing_more_comes_to_whom_does_not_want_it(void **state)
{
	const struct png_mint m = {.width = 37, .height = 29, .kind = 2, .depth = 8};
	(void)state;
	heard.declines = true;
	for (int kind = 0; kind < FILES; kind++) {
		pack(kind);
		assert_int_equal(unpack(kind, bytes_rd(&file), &all), EG_STATE);
		assert_int_equal(heard.begun, 1);
		assert_int_equal(heard.rows, 0);
	}
	assert_int_equal(png_mint(&m, &file), EG_OK);
	assert_int_equal(picture_png_rows(bytes_rd(&file), &all, &sink), EG_STATE);
	assert_int_equal(heard.rows, 0);
	heard.declines = false;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(colours_come_as_they_were_drawn),
		cmocka_unit_test(a_jpeg_comes_as_small_as_is_enough),
		cmocka_unit_test(every_png_in_colour_comes),
		cmocka_unit_test(what_has_no_colour_or_no_order_is_not_taken),
		cmocka_unit_test(more_than_the_limits_is_refused_before_a_row_comes),
		cmocka_unit_test(what_ends_early_or_is_of_another_form_is_refused),
		cmocka_unit_test(nothing_more_comes_to_whom_does_not_want_it),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
