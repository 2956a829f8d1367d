/*
 * test_made: pictures made for measurements: resampling, conditions, portraits of chips.
 */
#include "biometrics/condition.h"
#include "biometrics/portrait.h"
#include "biometrics/resample.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define SIDE 64

static struct picture picture;

/* Grey that rises by two levels a column from 40. */
static int ramp(void **state)
{
	(void)state;
	assert_int_equal(picture_new(SIDE, SIDE, &picture), EG_OK);
	for (size_t i = 0; i < picture_size(&picture); i++) {
		picture.bgr[i] = (uint8_t)(40 + 2 * (i / 3 % SIDE));
	}
	return 0;
}

static int flat(void **state)
{
	(void)state;
	assert_int_equal(picture_new(SIDE, SIDE, &picture), EG_OK);
	for (size_t i = 0; i < picture_size(&picture); i++) {
		picture.bgr[i] = 100;
	}
	return 0;
}

static int end(void **state)
{
	(void)state;
	picture_free(&picture);
	return 0;
}

static uint8_t at(const struct picture *p, uint32_t x, uint32_t y)
{
	return p->bgr[((size_t)y * p->width + x) * 3];
}

static void apply(const char *text)
{
	struct conditions c;
	const struct condition_face face = {.eye_distance = 16, .middle = SIDE / 2.0};
	assert_int_equal(conditions_read(text, &c), EG_OK);
	assert_int_equal(conditions_apply(&c, face, 7, &picture), EG_OK);
}

static void mean_and_deviation(double *mean, double *deviation)
{
	double sum = 0;
	double squares = 0;
	size_t size = picture_size(&picture);
	for (size_t i = 0; i < size; i++) {
		sum += picture.bgr[i];
		squares += (double)picture.bgr[i] * picture.bgr[i];
	}
	*mean = sum / (double)size;
	*deviation = sqrt(squares / (double)size - *mean * *mean);
}

static void scaling_keeps_what_is_where(void **state)
{
	(void)state;
	EG_AUTO(picture_free) struct picture half = {0};
	EG_AUTO(picture_free) struct picture twice = {0};
	assert_int_equal(picture_scale(&picture, 0.5, &half), EG_OK);
	assert_int_equal(half.width, SIDE / 2);
	assert_int_equal(at(&half, 10, 5), 81); /* mean of columns 20 and 21: 80 and 82 */
	assert_int_equal(picture_scale(&picture, 2, &twice), EG_OK);
	assert_int_equal(twice.height, 2 * SIDE);
	assert_in_range(at(&twice, 41, 9), 80, 81); /* a quarter past column 20 */
	assert_int_equal(picture_scale(&picture, 0, &half), EG_TOO_BIG);
	assert_int_equal(picture_scale(&picture, (double)NAN, &half), EG_TOO_BIG);
	assert_int_equal(picture_scale(&picture, 65, &half), EG_TOO_BIG);
}

static void a_quarter_turn_makes_rows_of_columns(void **state)
{
	(void)state;
	EG_AUTO(picture_free) struct picture turned = {0};
	const struct resample r = {
		.origin = {63, 0}, .across = {0, 1}, .width = SIDE, .height = SIDE};
	assert_int_equal(picture_resample(&picture, &r, &turned), EG_OK);
	assert_int_equal(at(&turned, 5, 0), 40 + 2 * 63);
	assert_int_equal(at(&turned, 50, 0), 40 + 2 * 63);
	assert_int_equal(at(&turned, 5, 63), 40);
}

static void transforms_that_are_none_are_refused(void **state)
{
	(void)state;
	EG_AUTO(picture_free) struct picture out = {0};
	struct resample r = {.across = {0, 0}, .width = 8, .height = 8};
	assert_int_equal(picture_resample(&picture, &r, &out), EG_BAD_DATA);
	r = (struct resample){
		.origin = {(double)INFINITY, 0}, .across = {1, 0}, .width = 8, .height = 8};
	assert_int_equal(picture_resample(&picture, &r, &out), EG_BAD_DATA);
	r = (struct resample){.across = {1, 0}, .width = 0, .height = 8};
	assert_int_equal(picture_resample(&picture, &r, &out), EG_TOO_BIG);
}

static void noise_has_its_deviation_and_its_seed(void **state)
{
	(void)state;
	double mean;
	double deviation;
	apply("noise:12");
	mean_and_deviation(&mean, &deviation);
	assert_true(fabs(mean - 100) < 0.5);
	assert_true(fabs(deviation - 12) < 0.3);
	uint8_t first = picture.bgr[0];
	uint8_t later = picture.bgr[5000];
	assert_int_equal(flat(NULL), 0);
	apply("noise:12");
	assert_int_equal(picture.bgr[0], first);
	assert_int_equal(picture.bgr[5000], later);
}

/* A step from 0 to 200 under a blur is the normal distribution: 84 % one deviation past it. */
static void blur_is_gaussian(void **state)
{
	(void)state;
	for (uint32_t y = 0; y < SIDE; y++) {
		for (uint32_t x = 0; x < SIDE * 3; x++) {
			picture.bgr[(size_t)y * SIDE * 3 + x] = x < SIDE / 2 * 3 ? 0 : 200;
		}
	}
	apply("blur:4");
	assert_in_range(at(&picture, 32 - 8, 30), 2, 8);     /* two deviations before: 2.3 % */
	assert_in_range(at(&picture, 32 + 4, 30), 165, 176); /* with half a pixel: 87 % */
	assert_int_equal(at(&picture, 63, 30), 200);
}

static void blur_keeps_a_flat_picture(void **state)
{
	(void)state;
	apply("blur:50,blur:0.1");
	assert_int_equal(at(&picture, 0, 0), 100);
	assert_int_equal(at(&picture, 63, 40), 100);
}

static void light_comes_from_one_side(void **state)
{
	(void)state;
	apply("side-light:0.3");
	assert_int_equal(at(&picture, 0, 9), 30);
	assert_int_equal(at(&picture, 63, 9), 100);
	assert_int_equal(at(&picture, 32, 9), 65); /* half way over the nose */
}

static void less_light_is_darker(void **state)
{
	(void)state;
	apply("half-light");
	assert_int_equal(at(&picture, 63, 9), 50);
}

static void exposure_burns_out(void **state)
{
	(void)state;
	apply("over:1.6");
	assert_int_equal(at(&picture, 0, 0), 160);
	apply("over:2.2");
	assert_int_equal(at(&picture, 0, 0), 255);
}

static void eyes_come_as_near_as_asked(void **state)
{
	(void)state;
	apply("eyes:10"); /* from 16 */
	assert_int_equal(picture.width, SIDE * 10 / 16);
}

static void wrong_conditions_are_refused(void **state)
{
	(void)state;
	static const char *const wrong[] = {
		"",          "fog",         "noise",  "noise:",   "noise:x", "noise:-1",
		"noise:1e9", "blur:0",      "eyes:5", "over:nan", ",",       "noise:1,,blur:1",
		"noise:1 ",  "half-light:2"};
	struct conditions c;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		if (conditions_read(wrong[i], &c) != EG_CONFIG) {
			fail_msg("taken: \"%s\"", wrong[i]);
		}
	}
	assert_int_equal(conditions_read("eyes:60,blur:2,noise:12,half-light,over:1.6", &c), EG_OK);
	assert_int_equal(c.count, 5);
	assert_int_equal(c.of[3].kind, CONDITION_HALF_LIGHT);
	assert_int_equal(conditions_read("over:2,over:2,over:2,over:2,over:2,over:2,over:2,over:2,"
					 "over:2",
					 &c),
			 EG_CONFIG);
}

/* Whoever does not come through a text. */
static void amounts_out_of_range_are_refused(void **state)
{
	(void)state;
	static const struct condition wrong[] = {
		{CONDITION_EYES, 9},   {CONDITION_BLUR, 51},       {CONDITION_BLUR, 0},
		{CONDITION_OVER, 0.5}, {CONDITION_SIDE_LIGHT, -1}, {CONDITION_NOISE, NAN},
	};
	const struct condition_face face = {.eye_distance = 16, .middle = SIDE / 2.0};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		const struct conditions c = {.of = {wrong[i]}, .count = 1};
		assert_int_equal(conditions_apply(&c, face, 1, &picture), EG_CONFIG);
		assert_int_equal(at(&picture, 3, 3), 100);
	}
}

static void orders_of_portraits(void **state)
{
	(void)state;
	static const char *const wrong[] = {
		"",      "png:15",   "jp2",        "jp2:",       "jp2:0",
		"jp2:x", "jp2:9999", "jp2:15:413", "jp2:15:1x1", "jp2:15:413x531x"};
	struct portrait_order o;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		if (portrait_read(wrong[i], &o) != EG_CONFIG) {
			fail_msg("taken: \"%s\"", wrong[i]);
		}
	}
	assert_int_equal(portrait_read("jp2:15", &o), EG_OK);
	assert_true(o.form == PORTRAIT_JP2 && o.size == 15000 && o.width == 413 && o.height == 531);
	assert_int_equal(portrait_read("jpeg:12:300x400", &o), EG_OK);
	assert_true(o.form == PORTRAIT_JPEG && o.size == 12000 && o.width == 300 &&
		    o.height == 400);
}

/* Eyes that lie aslant come to lie where ISO/IEC 19794-5 has them. */
static void a_portrait_has_its_eyes_in_their_place(void **state)
{
	(void)state;
	EG_AUTO(picture_free) struct picture cut = {0};
	const struct portrait_order o = {.width = 80, .height = 100, .size = 1000};
	const struct face_point left = {20, 20};
	const struct face_point right = {40, 25};
	for (size_t i = 0; i < picture_size(&picture); i++) {
		picture.bgr[i] = 0;
	}
	for (int y = -1; y <= 1; y++) {
		for (int x = -1; x <= 1; x++) {
			size_t where = ((size_t)(25 + y) * SIDE + (size_t)(40 + x)) * 3;
			picture.bgr[where] = 255;
		}
	}
	assert_int_equal(portrait_cut(&picture, left, right, &o, &cut), EG_OK);
	/* 80 pixels wide: eyes 20 apart around 40, 48 below the top. */
	assert_int_equal(at(&cut, 50, 48), 255);
	assert_int_equal(at(&cut, 30, 48), 0);
	assert_int_equal(at(&cut, 50, 40), 0);
}

/* Noise does not compress: the size is kept only by an encoder that gives up on quality. */
static void portraits_keep_to_their_size(void **state)
{
	(void)state;
	static const char *const orders[] = {"jp2:8:300x400", "jpeg:8:300x400"};
	for (size_t i = 0; i < 2; i++) {
		EG_AUTO(picture_free) struct picture large = {0};
		EG_AUTO(picture_free) struct picture back = {0};
		EG_AUTO(bytes_free) struct bytes encoded = {0};
		struct portrait_order o;
		struct conditions c;
		const struct condition_face face = {.eye_distance = 16, .middle = 32};
		assert_int_equal(portrait_read(orders[i], &o), EG_OK);
		assert_int_equal(picture_scale(&picture, 6.25, &large), EG_OK);
		assert_int_equal(conditions_read("noise:20,blur:1", &c), EG_OK);
		assert_int_equal(conditions_apply(&c, face, 1, &large), EG_OK);
		assert_int_equal(portrait_encode(&large, &o, &encoded), EG_OK);
		assert_in_range(encoded.size, 6000, 8400);
		assert_int_equal(picture_decode(bytes_rd(&encoded), 2048, &back), EG_OK);
		assert_int_equal(back.width, large.width);
		/* The ramp is still there. */
		assert_in_range(at(&back, 100, 200), 40, 110);
		assert_in_range(at(&back, 380, 200), 130, 200);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(scaling_keeps_what_is_where, ramp, end),
		cmocka_unit_test_setup_teardown(a_quarter_turn_makes_rows_of_columns, ramp, end),
		cmocka_unit_test_setup_teardown(transforms_that_are_none_are_refused, ramp, end),
		cmocka_unit_test_setup_teardown(noise_has_its_deviation_and_its_seed, flat, end),
		cmocka_unit_test_setup_teardown(blur_is_gaussian, flat, end),
		cmocka_unit_test_setup_teardown(blur_keeps_a_flat_picture, flat, end),
		cmocka_unit_test_setup_teardown(light_comes_from_one_side, flat, end),
		cmocka_unit_test_setup_teardown(less_light_is_darker, flat, end),
		cmocka_unit_test_setup_teardown(exposure_burns_out, flat, end),
		cmocka_unit_test_setup_teardown(eyes_come_as_near_as_asked, flat, end),
		cmocka_unit_test(wrong_conditions_are_refused),
		cmocka_unit_test_setup_teardown(amounts_out_of_range_are_refused, flat, end),
		cmocka_unit_test(orders_of_portraits),
		cmocka_unit_test_setup_teardown(a_portrait_has_its_eyes_in_their_place, ramp, end),
		cmocka_unit_test_setup_teardown(portraits_keep_to_their_size, ramp, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
