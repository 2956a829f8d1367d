/*
 * test_picture_encode: what an officer is shown is the picture, smaller, and never larger than its
 * room.
 */
#include "biometrics/picture_encode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define ROOM (64u * 1024u)

/* Blue grows from left to right, green downwards, red is the same all over. */
static void draw(uint32_t width, uint32_t height, struct picture *p)
{
	assert_int_equal(picture_new(width, height, p), EG_OK);
	for (uint32_t y = 0; y < height; y++) {
		for (uint32_t x = 0; x < width; x++) {
			uint8_t *pixel = p->bgr + ((size_t)y * width + x) * 3;
			pixel[0] = (uint8_t)((2 * x + 1) * 255 / (2 * width));
			pixel[1] = (uint8_t)((2 * y + 1) * 255 / (2 * height));
			pixel[2] = 90;
		}
	}
}

/* The same drawing at another size, to a tolerance. */
static void assert_drawn(const struct picture *p, int tolerance)
{
	for (uint32_t y = 0; y < p->height; y++) {
		for (uint32_t x = 0; x < p->width; x++) {
			const uint8_t *pixel = p->bgr + ((size_t)y * p->width + x) * 3;
			int blue = (int)((2 * x + 1) * 255 / (2 * p->width));
			int green = (int)((2 * y + 1) * 255 / (2 * p->height));
			assert_in_range(pixel[0] + tolerance, blue, blue + 2 * tolerance);
			assert_in_range(pixel[1] + tolerance, green, green + 2 * tolerance);
			assert_in_range(pixel[2] + tolerance, 90, 90 + 2 * tolerance);
		}
	}
}

static void a_picture_is_shrunk_into_its_box(void **state)
{
	static const uint32_t cases[][4] = {/* from, to */
					    {1280, 720, 853, 480},  {900, 720, 600, 480},
					    {413, 531, 373, 480},   {481, 481, 480, 480},
					    {4096, 512, 1024, 128}, {300, 400, 300, 400},
					    {1, 4096, 1, 480},      {4096, 1, 1024, 1}};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		EG_AUTO(picture_free) struct picture large = {0};
		EG_AUTO(picture_free) struct picture small = {0};
		draw(cases[i][0], cases[i][1], &large);
		assert_int_equal(picture_shrink(&large, 1024, 480, &small), EG_OK);
		assert_int_equal(small.width, cases[i][2]);
		assert_int_equal(small.height, cases[i][3]);
		assert_drawn(&small, 2);
	}
}

static void a_pixel_is_the_mean_of_its_area(void **state)
{
	(void)state;
	EG_AUTO(picture_free) struct picture large = {0};
	EG_AUTO(picture_free) struct picture small = {0};
	assert_int_equal(picture_new(3, 3, &large), EG_OK);
	large.bgr[(3 * 1 + 1) * 3] = 240; /* the one in the middle: a quarter of it in each */
	assert_int_equal(picture_shrink(&large, 2, 2, &small), EG_OK);
	for (size_t i = 0; i < 4; i++) {
		assert_in_range(small.bgr[i * 3], 26, 27); /* 240 * 0.25 / 2.25 */
		assert_int_equal(small.bgr[i * 3 + 1], 0);
	}
}

static void what_is_encoded_is_the_picture(void **state)
{
	(void)state;
	EG_AUTO(picture_free) struct picture p = {0};
	EG_AUTO(picture_free) struct picture back = {0};
	EG_AUTO(bytes_free) struct bytes jpeg = {0};
	draw(373, 480, &p);
	assert_int_equal(picture_encode_jpeg(&p, (struct picture_jpeg){.quality = 85}, ROOM, &jpeg),
			 EG_OK);
	assert_true(jpeg.size > 0 && jpeg.size <= ROOM);
	assert_int_equal(picture_decode(bytes_rd(&jpeg), 480, &back), EG_OK);
	assert_int_equal(back.width, 373);
	assert_int_equal(back.height, 480);
	assert_drawn(&back, 6);
}

/* Noise: nothing is harder to encode. */
static void a_picture_that_does_not_fit_its_room_is_none(void **state)
{
	(void)state;
	EG_AUTO(picture_free) struct picture p = {0};
	EG_AUTO(bytes_free) struct bytes jpeg = {0};
	uint32_t number = 1;
	assert_int_equal(picture_new(256, 256, &p), EG_OK);
	for (size_t i = 0; i < picture_size(&p); i++) {
		number = number * 1664525u + 1013904223u;
		p.bgr[i] = (uint8_t)(number >> 24);
	}
	assert_int_equal(
		picture_encode_jpeg(&p, (struct picture_jpeg){.quality = 100}, ROOM, &jpeg),
		EG_TOO_BIG);
	assert_null(jpeg.data);
	for (size_t limit = 1; limit < 2000; limit += 37) {
		assert_int_equal(picture_encode_jpeg(&p, (struct picture_jpeg){.quality = 100},
						     limit, &jpeg),
				 EG_TOO_BIG);
		assert_null(jpeg.data);
	}
	assert_int_equal(picture_encode_jpeg(&p, (struct picture_jpeg){.quality = 30}, ROOM, &jpeg),
			 EG_OK);
}

/* What the largest picture for officers has: whatever it shows, there is one. */
static void noise_of_the_largest_picture_fits_in_the_end(void **state)
{
	(void)state;
	static const struct {
		uint32_t height;
		bool grey;
	} kinds[] = {{480, false}, {768, true}};
	for (size_t k = 0; k < 2; k++) {
		EG_AUTO(picture_free) struct picture p = {0};
		EG_AUTO(bytes_free) struct bytes jpeg = {0};
		uint32_t number = 1;
		assert_int_equal(picture_new(1024, kinds[k].height, &p), EG_OK);
		for (size_t i = 0; i < picture_size(&p); i++) {
			number = kinds[k].grey && i % 3 != 0 ? number
							     : number * 1664525u + 1013904223u;
			p.bgr[i] = (uint8_t)(number >> 24);
		}
		assert_int_equal(picture_encode_fitting(&p, kinds[k].grey, 160 * 1024, &jpeg),
				 EG_OK);
		assert_in_range(jpeg.size, 1, 160 * 1024);
		assert_int_equal(picture_encode_fitting(&p, kinds[k].grey, 2000, &jpeg),
				 EG_TOO_BIG);
		assert_null(jpeg.data);
	}
}

static void nothing_is_made_of_nothing(void **state)
{
	(void)state;
	const struct picture none = {0};
	EG_AUTO(picture_free) struct picture p = {0};
	EG_AUTO(bytes_free) struct bytes jpeg = {0};
	assert_int_equal(picture_shrink(&none, 10, 10, &p), EG_TOO_BIG);
	assert_int_equal(
		picture_encode_jpeg(&none, (struct picture_jpeg){.quality = 85}, ROOM, &jpeg),
		EG_BAD_DATA);
	assert_int_equal(picture_new(10, 10, &p), EG_OK);
	assert_int_equal(picture_encode_jpeg(&p, (struct picture_jpeg){.quality = 85}, 0, &jpeg),
			 EG_BAD_DATA);
	EG_AUTO(picture_free) struct picture smaller = {0};
	assert_int_equal(picture_shrink(&p, 0, 10, &smaller), EG_TOO_BIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_picture_is_shrunk_into_its_box),
		cmocka_unit_test(a_pixel_is_the_mean_of_its_area),
		cmocka_unit_test(what_is_encoded_is_the_picture),
		cmocka_unit_test(a_picture_that_does_not_fit_its_room_is_none),
		cmocka_unit_test(noise_of_the_largest_picture_fits_in_the_end),
		cmocka_unit_test(nothing_is_made_of_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
