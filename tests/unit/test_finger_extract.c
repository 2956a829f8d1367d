/*
 * test_finger_extract: made prints give their minutiae, however they lie and whatever the
 * resolution is; what is no print gives none.
 */
#include "biometrics/finger_extract.h"

#include "ridge_kit.h"

#include "base/secret.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NEAR_PIXELS  9    /* one period: where a spiral's ridge ends depends on its phase */
#define NEAR_RADIANS 0.35 /* 20 degrees */
#define PI           3.14159265358979323846

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

static struct finger_template of_grey(uint8_t *grey, uint16_t width, uint16_t height, uint16_t dpi,
				      enum eg_err want)
{
	const struct finger_image image = {width, height, dpi, grey};
	struct finger_template t;
	memset(&t, 0xA5, sizeof(t));
	assert_int_equal(finger_extract(extractor, &image, &t), want);
	return t;
}

static struct finger_template of_kit(const struct ridge_kit *kit)
{
	EG_AUTO(eg_free) uint8_t *grey = ridge_kit_draw(kit);
	return of_grey(grey, kit->width, kit->height, kit->dpi, EG_OK);
}

static double turned_by(double a, double b)
{
	return fabs(remainder(a - b, 2 * PI));
}

static const struct finger_minutia *nearest(const struct finger_template *t,
					    const struct ridge_minutia *m)
{
	const struct finger_minutia *best = NULL;
	double reach = INFINITY;
	for (size_t i = 0; i < t->count; i++) {
		const struct finger_minutia *now = &t->minutia[i];
		const double far = hypot(now->x / 8.0 - m->x, now->y / 8.0 - m->y);
		if (far < reach) {
			reach = far;
			best = now;
		}
	}
	return reach <= NEAR_PIXELS ? best : NULL;
}

/* Those of the kit, each once, and no other. */
static void assert_minutiae(const struct finger_template *t, const struct ridge_kit *kit)
{
	for (size_t i = 0; i < kit->spirals; i++) {
		const struct ridge_minutia want = ridge_kit_minutia(kit, i);
		const struct finger_minutia *got = nearest(t, &want);
		if (got == NULL) {
			fail_msg("nothing at %.1f,%.1f", want.x, want.y);
		}
		const double angle = got->direction * 2 * PI / 65536;
		if (turned_by(angle, want.direction) > NEAR_RADIANS) {
			fail_msg("at %.1f,%.1f it points to %.2f, not %.2f", want.x, want.y, angle,
				 want.direction);
		}
	}
	assert_int_equal(t->count, kit->spirals);
}

static void every_minutia_is_found_and_no_other(void **state)
{
	(void)state;
	const struct ridge_kit kit = ridge_kit_default();
	const struct finger_template t = of_kit(&kit);
	assert_minutiae(&t, &kit);
	assert_int_equal(t.width, 388);
	assert_int_equal(t.height, 374);
	assert_int_equal(t.cells_wide, 33);
	assert_int_equal(t.cells_high, 32);
	assert_in_range(t.quality, 40, 100);
	for (size_t i = 1; i < t.count; i++) {
		assert_true(t.minutia[i - 1].quality >= t.minutia[i].quality);
	}
}

static void minutiae_turn_with_the_finger(void **state)
{
	(void)state;
	struct ridge_kit kit = ridge_kit_default();
	kit.radius_x = 140;
	kit.radius_y = 140;
	for (int degrees = 0; degrees < 360; degrees += 25) {
		kit.turned = degrees * PI / 180;
		const struct finger_template t = of_kit(&kit);
		assert_minutiae(&t, &kit);
	}
}

static void minutiae_move_with_the_finger(void **state)
{
	(void)state;
	static const double shift[][2] = {{-60, 0}, {61.3, 20.5}, {0.25, -40}, {-17, 33}};
	struct ridge_kit kit = ridge_kit_default();
	for (size_t i = 0; i < sizeof(shift) / sizeof(*shift); i++) {
		kit.width = 520;
		kit.height = 460;
		kit.shift_x = shift[i][0];
		kit.shift_y = shift[i][1];
		const struct finger_template t = of_kit(&kit);
		assert_minutiae(&t, &kit);
	}
}

static void minutiae_are_the_same_at_any_resolution(void **state)
{
	(void)state;
	static const uint16_t dpi[] = {250, 300, 363, 500, 512, 569, 754, 1000};
	for (size_t i = 0; i < sizeof(dpi) / sizeof(*dpi); i++) {
		struct ridge_kit kit = ridge_kit_default();
		kit.dpi = dpi[i];
		kit.width = (uint16_t)(388 * dpi[i] / 500);
		kit.height = (uint16_t)(374 * dpi[i] / 500);
		const struct finger_template t = of_kit(&kit);
		assert_minutiae(&t, &kit);
		assert_in_range(t.width, 386, 388);
	}
}

static void ridges_may_be_fine_or_coarse(void **state)
{
	(void)state;
	for (double period = 5.5; period <= 13; period += 0.75) {
		struct ridge_kit kit = ridge_kit_default();
		kit.period = period;
		const struct finger_template t = of_kit(&kit);
		assert_minutiae(&t, &kit);
	}
}

/* ISO/IEC 19794-2, 6.3.4: an ending of a ridge is a fork of the valleys, and points alike. */
static void the_negative_has_the_other_types_and_the_same_directions(void **state)
{
	(void)state;
	struct ridge_kit kit = ridge_kit_default();
	const struct finger_template dark = of_kit(&kit);
	kit.negative = true;
	const struct finger_template bright = of_kit(&kit);
	assert_minutiae(&bright, &kit);
	for (size_t i = 0; i < kit.spirals; i++) {
		const struct ridge_minutia m = ridge_kit_minutia(&kit, i);
		const struct finger_minutia *a = nearest(&dark, &m);
		const struct finger_minutia *b = nearest(&bright, &m);
		assert_non_null(a);
		assert_non_null(b);
		assert_int_not_equal(a->type, b->type);
	}
}

static void maps_say_how_the_ridges_run(void **state)
{
	(void)state;
	struct ridge_kit kit = ridge_kit_default();
	kit.bend = 0;
	kit.turned = 0.5;
	const struct finger_template t = of_kit(&kit);
	const size_t middle = (size_t)(t.cells_high / 2) * t.cells_wide + t.cells_wide / 2 + 4;
	assert_in_range(t.flow[middle], 36, 44);     /* 0.5 radians are 39.8 of 250 */
	assert_in_range(t.period[middle], 138, 150); /* 9 pixels are 144 of 16 */
	assert_int_equal(t.flow[0], FINGER_STATE_NONE);
	assert_int_equal(t.period[0], 0);
	/* An ellipse of 140 x 165 has 504 cells; those at its rim may count or not. */
	assert_in_range(t.area, 400, 530);
}

/* The bit of the picture that shows a point. */
static bool ridge_at(const struct finger_template *t, size_t x, size_t y)
{
	const size_t u = (x - t->ridge_x) / 2;
	const size_t v = (y - t->ridge_y) / 2;
	return t->ridge[v * FINGER_RIDGE_WORDS + u / 32] >> u % 32 & 1;
}

static void the_picture_shows_the_ridges(void **state)
{
	(void)state;
	struct ridge_kit kit = ridge_kit_default();
	kit.width = 600;
	kit.height = 560;
	EG_AUTO(eg_free) uint8_t *grey = ridge_kit_draw(&kit);
	const struct finger_template t = of_grey(grey, kit.width, kit.height, kit.dpi, EG_OK);
	size_t right = 0;
	size_t count = 0;
	for (size_t y = 180; y < 380; y += 2) {
		for (size_t x = 220; x < 380; x += 2) {
			const uint8_t level = grey[y * kit.width + x];
			if (level < 90 || level > 185) {
				right += ridge_at(&t, x, y) == (level < 90);
				count++;
			}
		}
	}
	assert_true(count > 1000);
	assert_true(right * 100 >= count * 97);
	assert_false(ridge_at(&t, 100, 280)); /* the plate */
}

static struct ridge_minutia middle_of(const struct finger_template *t)
{
	struct ridge_minutia m = {0};
	for (size_t i = 0; i < t->count; i++) {
		m.x += t->minutia[i].x / 8.0 / t->count;
		m.y += t->minutia[i].y / 8.0 / t->count;
	}
	return m;
}

static void the_part_with_the_finger_is_found_in_a_large_image(void **state)
{
	(void)state;
	struct ridge_kit kit = ridge_kit_default();
	kit.width = FINGER_SIDE_MAX;
	kit.height = FINGER_SIDE_MAX;
	kit.shift_x = 1300;
	kit.shift_y = -1250;
	const struct finger_template t = of_kit(&kit);
	assert_int_equal(t.width, FINGER_CELL * FINGER_MAP_SIDE);
	assert_int_equal(t.count, kit.spirals);
	/* Places are those in the part: as far from their middle as ever. */
	kit = ridge_kit_default();
	const struct finger_template small = of_kit(&kit);
	const struct ridge_minutia from = middle_of(&t);
	const struct ridge_minutia to = middle_of(&small);
	for (size_t i = 0; i < t.count; i++) {
		const struct ridge_minutia m = {t.minutia[i].x / 8.0 - from.x + to.x,
						t.minutia[i].y / 8.0 - from.y + to.y, 0};
		assert_non_null(nearest(&small, &m));
	}
}

/* Only the crests touch, and not everywhere: the plate shows through from one valley to the next.
 */
static void the_broken_ridges_of_a_dry_finger_are_a_print(void **state)
{
	(void)state;
	const struct ridge_kit kit = ridge_kit_default();
	EG_AUTO(eg_free) uint8_t *grey = ridge_kit_draw(&kit);
	for (size_t i = 0; i < (size_t)kit.width * kit.height; i++) {
		const size_t piece = i % kit.width / 5 * 7 + i / kit.width / 5 * 13;
		grey[i] = grey[i] > 80 || piece % 5 < 2 ? UINT8_MAX : grey[i];
	}
	const struct finger_template t = of_grey(grey, kit.width, kit.height, kit.dpi, EG_OK);
	assert_in_range(t.area, 400, 530);
	for (size_t i = 0; i < kit.spirals; i++) {
		const struct ridge_minutia m = ridge_kit_minutia(&kit, i);
		assert_non_null(nearest(&t, &m));
	}
}

static void the_same_image_gives_the_same_template(void **state)
{
	(void)state;
	struct ridge_kit kit = ridge_kit_default();
	const struct finger_template first = of_kit(&kit);
	kit.width = 700;
	kit.height = 700;
	kit.turned = 1;
	kit.radius_x = 340;
	kit.radius_y = 340;
	const struct finger_template other = of_kit(&kit);
	assert_memory_not_equal(&other, &first, sizeof(first));
	kit = ridge_kit_default();
	const struct finger_template again = of_kit(&kit);
	assert_memory_equal(&again, &first, sizeof(first));
	finger_extractor_free(&extractor);
	assert_int_equal(finger_extractor_new(&extractor), EG_OK);
	const struct finger_template fresh = of_kit(&kit);
	assert_memory_equal(&fresh, &first, sizeof(first));
}

static void a_cleared_template_holds_nothing(void **state)
{
	(void)state;
	static const struct finger_template empty = {0};
	struct ridge_kit kit = ridge_kit_default();
	struct finger_template t = of_kit(&kit);
	assert_memory_not_equal(&t, &empty, sizeof(t));
	finger_template_clear(&t);
	assert_memory_equal(&t, &empty, sizeof(t));
	finger_template_clear(NULL);
}

static void an_image_that_is_none_is_refused(void **state)
{
	(void)state;
	uint8_t pixel[4] = {0};
	(void)of_grey(NULL, 300, 300, 500, EG_BAD_DATA);
	(void)of_grey(pixel, 2, 2, FINGER_DPI_MIN - 1, EG_BAD_DATA);
	(void)of_grey(pixel, 2, 2, FINGER_DPI_MAX + 1, EG_BAD_DATA);
	(void)of_grey(pixel, 2, FINGER_SIDE_MAX + 1, 500, EG_BAD_DATA);
	const struct finger_template t = of_grey(pixel, 0, 0, 500, EG_NOT_FOUND);
	static const struct finger_template empty = {0};
	assert_memory_equal(&t, &empty, sizeof(t));
}

static void odd_sizes_are_no_fault(void **state)
{
	(void)state;
	static const uint16_t side[] = {1, 2, 3, 5, 7, 13, 31, 63, 64, 65, 67, 101, 767, 768, 769};
	static const uint16_t other[] = {1, 64, 103, 769};
	struct ridge_kit kit = ridge_kit_default();
	kit.radius_x = 2000;
	kit.radius_y = 2000;
	for (size_t i = 0; i < sizeof(side) / sizeof(*side); i++) {
		for (size_t k = 0; k < sizeof(other) / sizeof(*other); k++) {
			kit.width = side[i];
			kit.height = other[k];
			kit.dpi = (uint16_t)(FINGER_DPI_MIN + (i * 4 + k) * 13 % 750);
			EG_AUTO(eg_free) uint8_t *grey = ridge_kit_draw(&kit);
			const struct finger_image image = {side[i], other[k], kit.dpi, grey};
			struct finger_template t;
			const enum eg_err err = finger_extract(extractor, &image, &t);
			assert_true(err == EG_OK || err == EG_NOT_FOUND);
			assert_true(err == EG_OK || t.count == 0);
			for (size_t m = 0; m < t.count; m++) {
				assert_in_range(t.minutia[m].x, 0, 8 * t.width);
				assert_in_range(t.minutia[m].y, 0, 8 * t.height);
			}
		}
	}
}

static void nothing_allocated_nothing_freed(void **state)
{
	(void)state;
	struct finger_extractor *none = NULL;
	finger_extractor_free(&none);
	finger_extractor_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_minutia_is_found_and_no_other),
		cmocka_unit_test(minutiae_turn_with_the_finger),
		cmocka_unit_test(minutiae_move_with_the_finger),
		cmocka_unit_test(minutiae_are_the_same_at_any_resolution),
		cmocka_unit_test(ridges_may_be_fine_or_coarse),
		cmocka_unit_test(the_negative_has_the_other_types_and_the_same_directions),
		cmocka_unit_test(maps_say_how_the_ridges_run),
		cmocka_unit_test(the_picture_shows_the_ridges),
		cmocka_unit_test(the_part_with_the_finger_is_found_in_a_large_image),
		cmocka_unit_test(the_broken_ridges_of_a_dry_finger_are_a_print),
		cmocka_unit_test(the_same_image_gives_the_same_template),
		cmocka_unit_test(a_cleared_template_holds_nothing),
		cmocka_unit_test(an_image_that_is_none_is_refused),
		cmocka_unit_test(odd_sizes_are_no_fault),
		cmocka_unit_test(nothing_allocated_nothing_freed),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
