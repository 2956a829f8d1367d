/*
 * test_page_copy: a small copy of a page is the page: whole, upright, each pixel the mean of its
 * area, and never larger than its box.
 */
#include "document/page_copy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#define SIDE_MAX 2000u

static uint8_t pixels[SIDE_MAX * SIDE_MAX];
static uint8_t room[PAGE_COPY_SIDE_MAX * PAGE_COPY_SIDE_MAX * PAGE_COPY_SAMPLES_MAX];

/* Light grows to the right and, three times as fast, downwards. */
static uint8_t level(uint32_t x, uint32_t y, uint32_t width, uint32_t height)
{
	return (uint8_t)(x * 60 / width + y * 180 / height);
}

/* A page, whose text is turned clockwise by quarters in this picture. */
static struct mrz_image draw(uint32_t width, uint32_t height, unsigned quarters)
{
	const uint32_t w = quarters % 2 == 0 ? width : height;
	const uint32_t h = quarters % 2 == 0 ? height : width;
	for (uint32_t y = 0; y < height; y++) {
		for (uint32_t x = 0; x < width; x++) {
			const uint32_t to[4][2] = {{x, y},
						   {y, width - 1 - x},
						   {width - 1 - x, height - 1 - y},
						   {height - 1 - y, x}};
			pixels[(size_t)y * width + x] =
				level(to[quarters][0], to[quarters][1], w, h);
		}
	}
	return (struct mrz_image){width, height, rd_of(pixels, (size_t)width * height)};
}

static void expect_upright(const struct page_copy *c)
{
	for (uint32_t y = 0; y < c->height; y++) {
		for (uint32_t x = 0; x < c->width; x++) {
			const int want = level(x, y, c->width, c->height);
			assert_in_range(abs(want - c->at[y * c->width + x]), 0, 4);
		}
	}
}

static void a_copy_is_upright_however_the_page_lies(void **state)
{
	(void)state;
	for (unsigned q = 0; q < 4; q++) {
		struct page_copy c = {.at = room};
		const bool across = q % 2 == 1;
		const struct mrz_image image = draw(across ? 1300 : 1900, across ? 1900 : 1300, q);
		assert_int_equal(page_copy(&c, &image, 90 * q, 1024, 768), EG_OK);
		assert_int_equal(c.width, 1024);
		assert_in_range(c.height, 699, 701);
		expect_upright(&c);
		assert_int_equal(page_copy(&c, &image, (90 * q + 316) % 360, 1024, 768), EG_OK);
		expect_upright(&c); /* 44 degrees askew: still the same quarter */
	}
}

static void a_high_page_keeps_its_proportions_too(void **state)
{
	(void)state;
	for (unsigned q = 0; q < 4; q++) {
		struct page_copy c = {.at = room};
		const bool across = q % 2 == 1;
		const struct mrz_image image = draw(across ? 2000 : 1000, across ? 1000 : 2000, q);
		assert_int_equal(page_copy(&c, &image, 90 * q, 1024, 768), EG_OK);
		assert_int_equal(c.height, 768);
		assert_int_equal(c.width, 384);
		expect_upright(&c);
	}
}

static void what_fits_is_only_turned(void **state)
{
	struct page_copy c = {.at = room};
	const struct mrz_image image = draw(300, 200, 2);
	(void)state;
	assert_int_equal(page_copy(&c, &image, 180, 1024, 768), EG_OK);
	assert_int_equal(c.width, 300);
	assert_int_equal(c.height, 200);
	for (size_t i = 0; i < (size_t)300 * 200; i++) {
		assert_int_equal(c.at[i], pixels[(size_t)300 * 200 - 1 - i]);
	}
}

static void a_pixel_is_the_mean_of_its_area(void **state)
{
	struct page_copy c = {.at = room};
	(void)state;
	for (size_t i = 0; i < (size_t)48 * 48; i++) {
		pixels[i] = i % 2 == i / 48 % 2 ? 250 : 50; /* a chessboard */
	}
	const struct mrz_image image = {48, 48, rd_of(pixels, (size_t)48 * 48)};
	assert_int_equal(page_copy(&c, &image, 0, 24, 24), EG_OK);
	for (size_t i = 0; i < (size_t)24 * 24; i++) {
		assert_int_equal(c.at[i], 150);
	}
}

static void a_long_strip_has_at_least_a_pixel_across(void **state)
{
	static const uint8_t strip[8192 * 24] = {0};
	struct page_copy c = {.at = room};
	const struct mrz_image wide = {8192, 24, RD_ARRAY(strip)};
	const struct mrz_image high = {24, 8192, RD_ARRAY(strip)};
	(void)state;
	assert_int_equal(page_copy(&c, &wide, 0, 256, 256), EG_OK);
	assert_int_equal(c.width, 256);
	assert_int_equal(c.height, 1);
	assert_int_equal(page_copy(&c, &high, 90, 256, 200), EG_OK);
	assert_int_equal(c.width, 256);
	assert_int_equal(c.height, 1);
}

static void nothing_is_copied_of_or_into_nothing(void **state)
{
	struct page_copy c = {.at = room, .width = 3, .height = 3};
	struct mrz_image image = draw(300, 200, 0);
	(void)state;
	assert_int_equal(page_copy(&c, &image, 0, 0, 768), EG_TOO_BIG);
	assert_int_equal(c.width, 0);
	assert_int_equal(c.height, 0);
	assert_int_equal(page_copy(&c, &image, 0, 1024, 0), EG_TOO_BIG);
	assert_int_equal(page_copy(&c, &image, 0, PAGE_COPY_SIDE_MAX + 1, 768), EG_TOO_BIG);
	assert_int_equal(page_copy(&c, &image, 0, 768, PAGE_COPY_SIDE_MAX + 1), EG_TOO_BIG);
	image.grey.left--;
	assert_int_equal(page_copy(&c, &image, 0, 1024, 768), EG_BAD_DATA);
	image = (struct mrz_image){0};
	assert_int_not_equal(page_copy(&c, &image, 0, 1024, 768), EG_OK);
	assert_int_equal(c.width, 0);
}

/* ---- row by row, in colour ---- */

static const struct page_copy_plan colour = {
	.width = 600, .height = 300, .samples = 3, .width_max = 200, .height_max = 200};

/* Three samples that grow to the right, downwards, and against both. */
static void put_rows(struct page_copier *c, struct page_copy *out, uint32_t rows)
{
	static uint8_t row[600 * 3];
	for (uint32_t y = 0; y < rows; y++) {
		for (uint32_t x = 0; x < 600; x++) {
			row[x * 3] = (uint8_t)(x * 250 / 600);
			row[x * 3 + 1] = (uint8_t)(y * 250 / 300);
			row[x * 3 + 2] = (uint8_t)(250 - x * 125 / 600 - y * 125 / 300);
		}
		page_copy_put(c, RD_ARRAY(row), out);
	}
}

static void colours_stay_beside_each_other_however_the_page_lies(void **state)
{
	(void)state;
	for (unsigned q = 0; q < 4; q++) {
		struct page_copier c;
		struct page_copy out = {.at = room};
		struct page_copy_plan plan = colour;
		plan.angle = 90 * q;
		assert_int_equal(page_copy_begin(&c, &plan, &out), EG_OK);
		put_rows(&c, &out, 300);
		assert_int_equal(out.samples, 3);
		assert_int_equal(out.width, q % 2 == 0 ? 200 : 100);
		assert_int_equal(out.height, q % 2 == 0 ? 100 : 200);
		for (uint32_t y = 0; y < out.height; y++) {
			for (uint32_t x = 0; x < out.width; x++) {
				const uint8_t *at = room + ((size_t)y * out.width + x) * 3;
				const uint32_t from[4][2] = {
					{x, y}, {199 - y, x}, {199 - x, 99 - y}, {y, 99 - x}};
				const int across = (int)(from[q][0] * 250 / 200);
				const int down = (int)(from[q][1] * 250 / 100);
				assert_in_range(abs(at[0] - across), 0, 4);
				assert_in_range(abs(at[1] - down), 0, 4);
				assert_in_range(abs(at[2] - (250 - across / 2 - down / 2)), 0, 4);
			}
		}
	}
}

static void a_copy_is_there_with_its_last_row(void **state)
{
	struct page_copier c;
	struct page_copy out = {.at = room};
	static const uint8_t row[600 * 3] = {0};
	(void)state;
	assert_int_equal(page_copy_begin(&c, &colour, &out), EG_OK);
	put_rows(&c, &out, 299);
	assert_int_equal(out.width, 0);
	page_copy_put(&c, RD_ARRAY(row), &out);
	assert_int_equal(out.width, 200);
	page_copy_put(&c, RD_ARRAY(row), &out); /* one more than was told */
	assert_int_equal(out.width, 0);
	assert_int_equal(page_copy_begin(&c, &colour, &out), EG_OK);
	page_copy_put(&c, rd_of(row, sizeof(row) - 1), &out);
	put_rows(&c, &out, 300);
	assert_int_equal(out.width, 0);
	assert_int_equal(out.height, 0);
}

static void hostile_sizes_begin_no_copy(void **state)
{
	static const struct {
		uint32_t width;
		uint32_t height;
		uint8_t samples;
		enum eg_err err;
	} bad[] = {{0, 9, 3, EG_TOO_BIG},
		   {9, 0, 3, EG_TOO_BIG},
		   {MRZ_READ_SIDE_MAX + 1, 9, 3, EG_TOO_BIG},
		   {9, MRZ_READ_SIDE_MAX + 1, 3, EG_TOO_BIG},
		   {UINT32_MAX, UINT32_MAX, 3, EG_TOO_BIG},
		   {8192, 2049, 1, EG_TOO_BIG},
		   {9, 9, 0, EG_UNSUPPORTED},
		   {9, 9, 2, EG_UNSUPPORTED},
		   {9, 9, 4, EG_UNSUPPORTED}};
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct page_copier c;
		struct page_copy out = {.at = room, .width = 7, .height = 7};
		struct page_copy_plan plan = colour;
		plan.width = bad[i].width;
		plan.height = bad[i].height;
		plan.samples = bad[i].samples;
		assert_int_equal(page_copy_begin(&c, &plan, &out), bad[i].err);
		assert_int_equal(out.width, 0);
		assert_int_equal(out.height, 0);
	}
}

/* The largest that is taken, as white as can be, as one pixel: sums have room for it. */
static void all_of_a_large_page_fits_one_pixel(void **state)
{
	static uint8_t row[8192];
	struct page_copier c;
	struct page_copy out = {.at = room};
	const struct page_copy_plan plan = {
		.width = 8192, .height = 2048, .samples = 1, .width_max = 1, .height_max = 1};
	(void)state;
	for (size_t i = 0; i < sizeof(row); i++) {
		row[i] = 255;
	}
	assert_int_equal(page_copy_begin(&c, &plan, &out), EG_OK);
	for (int y = 0; y < 2048; y++) {
		page_copy_put(&c, RD_ARRAY(row), &out);
	}
	assert_int_equal(out.width, 1);
	assert_int_equal(room[0], 255);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_copy_is_upright_however_the_page_lies),
		cmocka_unit_test(a_high_page_keeps_its_proportions_too),
		cmocka_unit_test(what_fits_is_only_turned),
		cmocka_unit_test(a_pixel_is_the_mean_of_its_area),
		cmocka_unit_test(a_long_strip_has_at_least_a_pixel_across),
		cmocka_unit_test(nothing_is_copied_of_or_into_nothing),
		cmocka_unit_test(colours_stay_beside_each_other_however_the_page_lies),
		cmocka_unit_test(a_copy_is_there_with_its_last_row),
		cmocka_unit_test(hostile_sizes_begin_no_copy),
		cmocka_unit_test(all_of_a_large_page_fits_one_pixel),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
