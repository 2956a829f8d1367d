/*
 * test_finger_blank: what is on a plate without a finger gives no template, and what is on it
 * beside a finger gives no minutia. A pattern of the sensor's own would be the same for everybody.
 */
#include "biometrics/finger_extract.h"

#include "ridge_kit.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define WIDE 388u
#define HIGH 374u
#define SIZE (WIDE * HIGH)
#define PI   3.14159265358979323846

static struct finger_extractor *extractor;

static int set_up(void **state)
{
	(void)state;
	return finger_extractor_new(&extractor) == EG_OK ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	finger_extractor_free(&extractor);
	return extractor == NULL ? 0 : -1;
}

static enum eg_err extract(uint8_t *grey, struct finger_template *t)
{
	const struct finger_image image = {WIDE, HIGH, 500, grey};
	return finger_extract(extractor, &image, t);
}

static void assert_nothing(uint8_t *grey, const char *what)
{
	struct finger_template t;
	const enum eg_err err = extract(grey, &t);
	if (err != EG_NOT_FOUND || t.count != 0) {
		fail_msg("%s: %s, %u minutiae, %u cells", what, eg_err_name(err), t.count, t.area);
	}
}

static void fill(uint8_t grey[SIZE], uint8_t level)
{
	for (size_t i = 0; i < SIZE; i++) {
		grey[i] = level;
	}
}

/* xorshift: the same on every machine. */
static uint32_t random_next(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

static void add_noise(uint8_t grey[SIZE], uint32_t levels)
{
	uint32_t seed = 12345;
	for (size_t i = 0; i < SIZE; i++) {
		const uint32_t level = grey[i] + random_next(&seed) % (2 * levels + 1);
		grey[i] = (uint8_t)(level < levels               ? 0
				    : level - levels > UINT8_MAX ? UINT8_MAX
								 : level - levels);
	}
}

/* Means over squares: noise as coarse as ridges. */
static void coarsen(uint8_t grey[SIZE], size_t side)
{
	for (size_t y = 0; y + side < HIGH; y++) {
		for (size_t x = 0; x + side < WIDE; x++) {
			uint32_t sum = 0;
			for (size_t i = 0; i < side * side; i++) {
				sum += grey[(y + i / side) * WIDE + x + i % side];
			}
			grey[y * WIDE + x] = (uint8_t)(sum / (side * side));
		}
	}
}

static void stretch(uint8_t grey[SIZE], int32_t factor)
{
	for (size_t i = 0; i < SIZE; i++) {
		const int32_t level = 128 + (grey[i] - 128) * factor;
		grey[i] = (uint8_t)(level < 0 ? 0 : level > UINT8_MAX ? UINT8_MAX : level);
	}
}

static void column(uint8_t grey[SIZE], size_t from, size_t width, uint8_t level)
{
	for (size_t i = 0; i < SIZE; i++) {
		if (i % WIDE >= from && i % WIDE < from + width) {
			grey[i] = level;
		}
	}
}

/* A window narrower at its top: what is beside it is white. */
static void trapezoid(uint8_t grey[SIZE])
{
	for (size_t i = 0; i < SIZE; i++) {
		const size_t x = i % WIDE;
		const size_t off = 60 - i / WIDE * 50 / HIGH;
		if (x < off || x >= WIDE - off) {
			grey[i] = UINT8_MAX;
		}
	}
}

static void even_images_show_nothing(void **state)
{
	(void)state;
	static uint8_t grey[SIZE];
	for (uint32_t level = 0; level <= UINT8_MAX; level += 51) {
		fill(grey, (uint8_t)level);
		assert_nothing(grey, "even");
		column(grey, WIDE - 6, 6, 0);
		assert_nothing(grey, "with a black column at the edge");
		column(grey, 100, 1, 0);
		column(grey, 200, 9, UINT8_MAX);
		assert_nothing(grey, "with columns inside");
		trapezoid(grey);
		assert_nothing(grey, "in a white trapezoid");
	}
}

static void noise_shows_nothing(void **state)
{
	(void)state;
	static const uint32_t levels[] = {1, 3, 10, 40, 127};
	static uint8_t grey[SIZE];
	for (size_t i = 0; i < sizeof(levels) / sizeof(*levels); i++) {
		fill(grey, 128);
		add_noise(grey, levels[i]);
		assert_nothing(grey, "noise");
		trapezoid(grey);
		assert_nothing(grey, "noise in a trapezoid");
	}
}

static void coarse_noise_shows_nothing(void **state)
{
	(void)state;
	static uint8_t grey[SIZE];
	for (size_t side = 2; side <= 6; side++) {
		fill(grey, 128);
		add_noise(grey, 127);
		coarsen(grey, side);
		stretch(grey, (int32_t)side);
		assert_nothing(grey, "coarse noise");
	}
}

static void stripes_show_nothing(void **state)
{
	(void)state;
	static uint8_t grey[SIZE];
	for (double period = 3; period < 40; period *= 1.3) {
		for (double angle = 0; angle < PI; angle += PI / 3.5) {
			for (size_t i = 0; i < SIZE; i++) {
				const double across = (double)(i % WIDE) * cos(angle) +
						      (double)(i / WIDE) * sin(angle);
				grey[i] = (uint8_t)lrint(128 + 100 * cos(2 * PI * across / period));
			}
			assert_nothing(grey, "stripes");
			add_noise(grey, 20);
			assert_nothing(grey, "stripes in noise");
		}
	}
}

static void boards_show_nothing(void **state)
{
	(void)state;
	static uint8_t grey[SIZE];
	for (size_t side = 1; side < 40; side += 1 + side / 8) {
		for (size_t i = 0; i < SIZE; i++) {
			grey[i] = (i % WIDE / side + i / WIDE / side) % 2 == 0 ? 30 : 220;
		}
		assert_nothing(grey, "a board");
	}
}

static void gradients_show_nothing(void **state)
{
	(void)state;
	static uint8_t grey[SIZE];
	for (int slope = 0; slope < 3; slope++) {
		for (size_t i = 0; i < SIZE; i++) {
			const size_t x = i % WIDE;
			const size_t y = i / WIDE;
			const size_t level = slope == 0   ? x * 255 / WIDE
					     : slope == 1 ? y * 255 / HIGH
							  : (x + y) * 255 / (WIDE + HIGH);
			grey[i] = (uint8_t)level;
		}
		assert_nothing(grey, "a gradient");
		add_noise(grey, 3);
		assert_nothing(grey, "a gradient with noise");
	}
}

static uint8_t *print(void)
{
	const struct ridge_kit kit = ridge_kit_default();
	return ridge_kit_draw(&kit);
}

/* No minutia of dirty lies off all of clean's: the pattern has added none. */
static void assert_none_added(const struct finger_template *clean,
			      const struct finger_template *dirty)
{
	for (size_t i = 0; i < dirty->count; i++) {
		bool known = false;
		for (size_t k = 0; k < clean->count; k++) {
			known = known || hypot(dirty->minutia[i].x - clean->minutia[k].x,
					       dirty->minutia[i].y - clean->minutia[k].y) < 8 * 6;
		}
		if (!known) {
			fail_msg("a minutia at %d,%d", dirty->minutia[i].x / 8,
				 dirty->minutia[i].y / 8);
		}
	}
}

static void patterns_beside_the_finger_add_nothing(void **state)
{
	(void)state;
	EG_AUTO(eg_free) uint8_t *grey = print();
	struct finger_template clean;
	struct finger_template dirty;
	assert_int_equal(extract(grey, &clean), EG_OK);
	column(grey, WIDE - 8, 8, 0);
	assert_int_equal(extract(grey, &dirty), EG_OK);
	assert_int_equal(dirty.count, clean.count);
	assert_none_added(&clean, &dirty);
	column(grey, 5, 2, 0);
	column(grey, 30, 1, 0);
	assert_int_equal(extract(grey, &dirty), EG_OK);
	assert_int_equal(dirty.count, clean.count);
	assert_none_added(&clean, &dirty);
	trapezoid(grey);
	assert_int_equal(extract(grey, &dirty), EG_OK);
	assert_none_added(&clean, &dirty);
}

/* Faint stripes and noise of a capacitive sensor, over everything. */
static void faint_columns_beside_the_finger_add_nothing(void **state)
{
	(void)state;
	EG_AUTO(eg_free) uint8_t *grey = print();
	struct finger_template clean;
	struct finger_template dirty;
	assert_int_equal(extract(grey, &clean), EG_OK);
	for (size_t i = 0; i < SIZE; i++) {
		const double wave = 3 * cos(2 * PI * (double)(i % WIDE) / 8);
		grey[i] = (uint8_t)lrint(80 + grey[i] * 0.3 + wave);
	}
	add_noise(grey, 7);
	assert_int_equal(extract(grey, &dirty), EG_OK);
	assert_int_equal(dirty.count, clean.count);
	assert_none_added(&clean, &dirty);
	assert_in_range(dirty.area, clean.area - 40, clean.area + 100);
}

/* A scanner that shows ridges up to a straight cut: their ends at it are none. */
static void a_cut_makes_no_endings(void **state)
{
	(void)state;
	static uint8_t grey[SIZE];
	for (size_t i = 0; i < SIZE; i++) {
		const size_t x = i % WIDE;
		const size_t y = i / WIDE;
		const bool in = x > 90 && x < 300 && y > 60 && y < 310;
		grey[i] = (uint8_t)(in ? lrint(128 + 100 * cos(2 * PI * (double)y / 9)) : 240);
	}
	assert_nothing(grey, "stripes with straight cuts");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(even_images_show_nothing),
		cmocka_unit_test(noise_shows_nothing),
		cmocka_unit_test(coarse_noise_shows_nothing),
		cmocka_unit_test(stripes_show_nothing),
		cmocka_unit_test(boards_show_nothing),
		cmocka_unit_test(gradients_show_nothing),
		cmocka_unit_test(patterns_beside_the_finger_add_nothing),
		cmocka_unit_test(faint_columns_beside_the_finger_add_nothing),
		cmocka_unit_test(a_cut_makes_no_endings),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
