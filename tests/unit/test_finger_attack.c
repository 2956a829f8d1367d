/*
 * test_finger_attack: copies are found after noise, shift, turn and another contrast; another press
 * of the same finger is none; what shows no finger is none. On fingers that are made up.
 */
#include "biometrics/finger_attack.h"
#include "simulator/finger_chance.h"
#include "simulator/finger_press.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#define WIDTH   360
#define HEIGHT  360
#define FINGERS 3
#define PRESSES 3

static struct finger_attack *attack;
static struct finger_shot_made shots[FINGERS][PRESSES];
static struct finger_imprint imprints[FINGERS][PRESSES];

static struct finger_image image_of(const struct finger_shot_made *s)
{
	return (struct finger_image){s->width, s->height, 500, s->grey};
}

static enum eg_err press_all(void)
{
	for (uint64_t f = 0; f < FINGERS; f++) {
		EG_AUTO(finger_print_free) struct finger_print print = {0};
		EG_TRY(finger_print_grow(&print, 900 + f, FINGER_CLASS_COUNT));
		for (uint64_t i = 0; i < PRESSES; i++) {
			const struct finger_press press = finger_press_drawn(
				finger_press_usual(0, WIDTH, HEIGHT), 10 * f + i, 0.5);
			EG_TRY(finger_press_make(&shots[f][i], &press, &print));
			const struct finger_image image = image_of(&shots[f][i]);
			finger_attack_imprint(attack, &image, &imprints[f][i]);
		}
	}
	return EG_OK;
}

static int open_all(void **state)
{
	(void)state;
	return finger_attack_new(&attack) == EG_OK && press_all() == EG_OK ? 0 : -1;
}

static int close_all(void **state)
{
	(void)state;
	for (size_t i = 0; i < FINGERS * PRESSES; i++) {
		finger_shot_made_free(&shots[i / PRESSES][i % PRESSES]);
	}
	finger_attack_free(&attack);
	return 0;
}

/* What somebody does to an image before it is fed in again. */
struct change {
	double turn; /* degrees */
	double x;    /* pixels */
	double y;
	double gain;
	double noise; /* grey levels */
};

static double grey_at(const struct finger_shot_made *s, double x, double y)
{
	long left = (long)floor(x);
	long top = (long)floor(y);
	if (left < 0 || top < 0 || left + 1 >= s->width || top + 1 >= s->height) {
		return 250;
	}
	const uint8_t *at = s->grey + (size_t)top * s->width + (size_t)left;
	double u = x - (double)left;
	double v = y - (double)top;
	return (1 - v) * ((1 - u) * at[0] + u * at[1]) +
	       v * ((1 - u) * at[s->width] + u * at[s->width + 1]);
}

static struct finger_imprint changed(const struct finger_shot_made *s, const struct change *by)
{
	static uint8_t grey[WIDTH * HEIGHT];
	struct finger_imprint out;
	struct finger_chance c = finger_chance_of(5, 5);
	double cosine = cos(by->turn * M_PI / 180);
	double sine = sin(by->turn * M_PI / 180);
	for (int y = 0; y < HEIGHT; y++) {
		for (int x = 0; x < WIDTH; x++) {
			double u = x - WIDTH / 2.0 - by->x;
			double v = y - HEIGHT / 2.0 - by->y;
			double from = grey_at(s, cosine * u + sine * v + WIDTH / 2.0,
					      -sine * u + cosine * v + HEIGHT / 2.0);
			double to = 128 + (from - 128) * by->gain +
				    finger_chance_normal(&c, 0, by->noise);
			grey[y * WIDTH + x] = (uint8_t)lround(fmax(0, fmin(255, to)));
		}
	}
	const struct finger_image image = {WIDTH, HEIGHT, 500, grey};
	finger_attack_imprint(attack, &image, &out);
	return out;
}

static uint8_t verdict_on_chip(const struct finger_imprint *live, const struct finger_imprint *chip)
{
	const struct finger_attack_limits limits = finger_attack_limits_default();
	const struct finger_attack_known known = {.chip = chip, .chip_count = 1};
	return finger_attack_judge(attack, live, &known, &limits).of[FINGER_CUE_COPY];
}

/* ---- copies ---- */

static void copies_are_found_whatever_was_done_to_them(void **state)
{
	(void)state;
	static const struct change changes[] = {
		{.gain = 1},
		{.gain = 1, .x = 3, .y = -8, .noise = 8},
		{.gain = 0.6, .x = -20, .y = 12, .noise = 12},
		{.gain = 1, .turn = 3, .noise = 6},
		{.gain = 0.8, .turn = -17, .x = 15, .y = 15, .noise = 8},
		{.gain = 1, .turn = 28, .x = -10, .noise = 8},
	};
	for (size_t f = 0; f < FINGERS; f++) {
		for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
			const struct finger_imprint copy = changed(&shots[f][0], &changes[i]);
			if (verdict_on_chip(&copy, &imprints[f][0]) != VERDICT_FAIL) {
				fail_msg("finger %zu, change %zu: %d", f, i,
					 finger_attack_alike(attack, &copy, &imprints[f][0]));
			}
		}
	}
}

static void another_press_of_the_finger_is_no_copy(void **state)
{
	(void)state;
	for (size_t f = 0; f < FINGERS; f++) {
		for (size_t i = 1; i < PRESSES; i++) {
			assert_int_equal(verdict_on_chip(&imprints[f][i], &imprints[f][0]),
					 VERDICT_PASS);
		}
	}
}

static void another_finger_is_no_copy(void **state)
{
	(void)state;
	for (size_t f = 1; f < FINGERS; f++) {
		assert_int_equal(verdict_on_chip(&imprints[f][0], &imprints[0][0]), VERDICT_PASS);
	}
}

static void any_image_of_the_chip_may_be_the_copied_one(void **state)
{
	(void)state;
	const struct finger_attack_limits limits = finger_attack_limits_default();
	const struct finger_imprint chip[2] = {imprints[1][0], imprints[0][0]};
	const struct finger_attack_known known = {.chip = chip, .chip_count = 2};
	const struct finger_cues cues =
		finger_attack_judge(attack, &imprints[0][0], &known, &limits);
	assert_int_equal(cues.of[FINGER_CUE_COPY], VERDICT_FAIL);
	assert_int_equal(cues.of[FINGER_CUE_REPEAT], VERDICT_NOT_DONE);
	assert_int_equal(cues.of[FINGER_CUE_PATTERN], VERDICT_PASS);
}

static void too_little_in_common_cannot_be_told(void **state)
{
	(void)state;
	struct finger_imprint empty = {0};
	assert_int_equal(finger_attack_alike(attack, &imprints[0][0], &empty), -1000);
	assert_int_equal(verdict_on_chip(&imprints[0][0], &empty), VERDICT_CANNOT_TELL);
}

/* ---- frames ---- */

static void a_frame_that_comes_twice_is_found(void **state)
{
	(void)state;
	const struct finger_attack_limits limits = finger_attack_limits_default();
	struct finger_seen seen = {0};
	const struct finger_attack_known known = {.seen = &seen};
	struct finger_imprint t = imprints[0][0];
	for (uint64_t i = 0; i < 3 * FINGER_SEEN_MAX; i++) {
		t.frame = 1000 + i;
		assert_int_equal(
			finger_attack_judge(attack, &t, &known, &limits).of[FINGER_CUE_REPEAT],
			VERDICT_PASS);
	}
	for (uint64_t back = 0; back < FINGER_SEEN_MAX; back++) {
		t.frame = 1000 + 3 * FINGER_SEEN_MAX - 1 - back;
		assert_int_equal(
			finger_attack_judge(attack, &t, &known, &limits).of[FINGER_CUE_REPEAT],
			VERDICT_FAIL);
	}
	t.frame = 1000 + 3 * FINGER_SEEN_MAX - 1 - FINGER_SEEN_MAX; /* too long ago */
	assert_int_equal(finger_attack_judge(attack, &t, &known, &limits).of[FINGER_CUE_REPEAT],
			 VERDICT_PASS);
}

static void one_pixel_makes_another_frame(void **state)
{
	(void)state;
	struct finger_imprint t;
	const struct finger_image image = image_of(&shots[0][0]);
	finger_attack_imprint(attack, &image, &t);
	assert_true(t.frame == imprints[0][0].frame);
	image.grey[77] ^= 1;
	finger_attack_imprint(attack, &image, &t);
	image.grey[77] ^= 1;
	assert_true(t.frame != imprints[0][0].frame);
}

/* ---- no finger ---- */

static uint8_t blank(int x, int y)
{
	(void)x;
	(void)y;
	return 180;
}

static uint8_t ramp(int x, int y)
{
	return (uint8_t)((x + y) * 255 / (WIDTH + HEIGHT));
}

static uint8_t stripes(int x, int y)
{
	return (uint8_t)lround(128 + 100 * sin((x + 0.4 * y) * 2 * M_PI / 9));
}

static uint8_t squares(int x, int y)
{
	return (x / 5 + y / 5) % 2 == 0 ? 30 : 220;
}

static uint8_t noise(int x, int y)
{
	struct finger_chance c = finger_chance_of((uint64_t)x, (uint64_t)y);
	return (uint8_t)finger_chance_between(&c, 0, 256);
}

static uint8_t frame(int x, int y)
{
	return x < 20 || y < 20 || x >= WIDTH - 20 || y >= HEIGHT - 20 ? 0 : 240;
}

static void images_without_a_finger_are_no_finger(void **state)
{
	(void)state;
	static uint8_t grey[WIDTH * HEIGHT];
	static uint8_t (*const drawings[])(int x, int y) = {blank,   ramp,  stripes,
							    squares, noise, frame};
	const struct finger_attack_limits limits = finger_attack_limits_default();
	const struct finger_attack_known known = {0};
	for (size_t d = 0; d < sizeof(drawings) / sizeof(drawings[0]); d++) {
		struct finger_imprint t;
		for (int i = 0; i < WIDTH * HEIGHT; i++) {
			grey[i] = drawings[d](i % WIDTH, i / WIDTH);
		}
		const struct finger_image image = {WIDTH, HEIGHT, 500, grey};
		finger_attack_imprint(attack, &image, &t);
		const struct finger_cues cues = finger_attack_judge(attack, &t, &known, &limits);
		if (cues.of[FINGER_CUE_PATTERN] != VERDICT_FAIL) {
			fail_msg("drawing %zu: strength %d straight %d crossed %d coherent %d", d,
				 t.strength, t.straight, t.crossed, t.coherent);
		}
	}
}

static void every_made_finger_is_one(void **state)
{
	(void)state;
	const struct finger_attack_limits limits = finger_attack_limits_default();
	const struct finger_attack_known known = {0};
	for (size_t i = 0; i < FINGERS * PRESSES; i++) {
		const struct finger_imprint *t = &imprints[i / PRESSES][i % PRESSES];
		const struct finger_cues cues = finger_attack_judge(attack, t, &known, &limits);
		assert_int_equal(cues.of[FINGER_CUE_PATTERN], VERDICT_PASS);
	}
}

static void tiny_images_are_looked_at_without_a_fault(void **state)
{
	(void)state;
	uint8_t grey[3] = {0, 255, 0};
	struct finger_imprint t;
	const struct finger_image image = {3, 1, 500, grey};
	finger_attack_imprint(attack, &image, &t);
	assert_in_range(t.strength, 0, 1000);
	finger_imprint_clear(&t);
	assert_int_equal(t.frame, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(copies_are_found_whatever_was_done_to_them),
		cmocka_unit_test(another_press_of_the_finger_is_no_copy),
		cmocka_unit_test(another_finger_is_no_copy),
		cmocka_unit_test(any_image_of_the_chip_may_be_the_copied_one),
		cmocka_unit_test(too_little_in_common_cannot_be_told),
		cmocka_unit_test(a_frame_that_comes_twice_is_found),
		cmocka_unit_test(one_pixel_makes_another_frame),
		cmocka_unit_test(images_without_a_finger_are_no_finger),
		cmocka_unit_test(every_made_finger_is_one),
		cmocka_unit_test(tiny_images_are_looked_at_without_a_fault),
	};
	return cmocka_run_group_tests(tests, open_all, close_all);
}
