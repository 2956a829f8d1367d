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
static uint8_t room[PAGE_COPY_SIDE_MAX * PAGE_COPY_SIDE_MAX];

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
			assert_in_range(abs(want - c->grey[y * c->width + x]), 0, 4);
		}
	}
}

static void a_copy_is_upright_however_the_page_lies(void **state)
{
	(void)state;
	for (unsigned q = 0; q < 4; q++) {
		struct page_copy c = {.grey = room};
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
		struct page_copy c = {.grey = room};
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
	struct page_copy c = {.grey = room};
	const struct mrz_image image = draw(300, 200, 2);
	(void)state;
	assert_int_equal(page_copy(&c, &image, 180, 1024, 768), EG_OK);
	assert_int_equal(c.width, 300);
	assert_int_equal(c.height, 200);
	for (size_t i = 0; i < (size_t)300 * 200; i++) {
		assert_int_equal(c.grey[i], pixels[(size_t)300 * 200 - 1 - i]);
	}
}

static void a_pixel_is_the_mean_of_its_area(void **state)
{
	struct page_copy c = {.grey = room};
	(void)state;
	for (size_t i = 0; i < (size_t)48 * 48; i++) {
		pixels[i] = i % 2 == i / 48 % 2 ? 250 : 50; /* a chessboard */
	}
	const struct mrz_image image = {48, 48, rd_of(pixels, (size_t)48 * 48)};
	assert_int_equal(page_copy(&c, &image, 0, 24, 24), EG_OK);
	for (size_t i = 0; i < (size_t)24 * 24; i++) {
		assert_int_equal(c.grey[i], 150);
	}
}

static void a_long_strip_has_at_least_a_pixel_across(void **state)
{
	static const uint8_t strip[8192 * 24] = {0};
	struct page_copy c = {.grey = room};
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
	struct page_copy c = {.grey = room, .width = 3, .height = 3};
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_copy_is_upright_however_the_page_lies),
		cmocka_unit_test(a_high_page_keeps_its_proportions_too),
		cmocka_unit_test(what_fits_is_only_turned),
		cmocka_unit_test(a_pixel_is_the_mean_of_its_area),
		cmocka_unit_test(a_long_strip_has_at_least_a_pixel_across),
		cmocka_unit_test(nothing_is_copied_of_or_into_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
