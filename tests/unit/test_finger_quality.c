/*
 * test_finger_quality: each measure moves with what it is about, and the traveller is asked for
 * what helps: on fingers that are made up, so that no data set is needed.
 */
#include "biometrics/finger_quality.h"
#include "simulator/finger_press.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define WIDTH  388
#define HEIGHT 374

static struct finger_print print;

static int grow(void **state)
{
	(void)state;
	return finger_print_grow(&print, 4711, FINGER_LEFT_LOOP) == EG_OK ? 0 : -1;
}

static int let_go(void **state)
{
	(void)state;
	finger_print_free(&print);
	return 0;
}

static struct finger_press usual(void)
{
	return finger_press_usual(3, WIDTH, HEIGHT);
}

static struct finger_quality quality_of(const struct finger_press *press,
					const struct finger_print *of)
{
	struct finger_quality q = {0};
	EG_AUTO(finger_shot_made_free) struct finger_shot_made s = {0};
	assert_int_equal(finger_press_make(&s, press, of), EG_OK);
	const struct finger_image image = {s.width, s.height, press->dpi, s.grey};
	finger_quality_assess(&image, NULL, &q);
	return q;
}

static enum finger_prompt guide(const struct finger_press *press, const struct finger_print *of)
{
	const struct finger_quality_limits limits = finger_quality_limits_default();
	const struct finger_quality q = quality_of(press, of);
	return finger_quality_guide(&limits, &q);
}

/* ---- measures ---- */

static void a_good_press_is_good_in_everything(void **state)
{
	(void)state;
	const struct finger_press press = usual();
	const struct finger_quality q = quality_of(&press, &print);
	for (unsigned c = 0; c < FINGER_QUALITY_COUNT; c++) {
		if (c != FINGER_QUALITY_MINUTIAE && q.value[c] < 60) {
			fail_msg("%s is %d (%f)", finger_quality_name(c), q.value[c],
				 (double)q.native[c]);
		}
	}
	assert_int_equal(q.value[FINGER_QUALITY_MINUTIAE], FINGER_QUALITY_UNKNOWN);
	assert_int_equal(guide(&press, &print), FINGER_PROMPT_NONE);
}

static void a_bare_sensor_is_no_finger(void **state)
{
	(void)state;
	struct finger_press press = usual();
	struct finger_quality q = quality_of(&press, NULL);
	assert_int_equal(q.value[FINGER_QUALITY_UNIFIED], 0);
	assert_int_equal(q.value[FINGER_QUALITY_CLARITY], FINGER_QUALITY_UNKNOWN);
	assert_int_equal(guide(&press, NULL), FINGER_PROMPT_PLACE);
	press.platen = FINGER_PLATEN_CAPACITIVE;
	press.noise = 13;
	assert_int_equal(guide(&press, NULL), FINGER_PROMPT_PLACE);
}

static void area_grows_with_pressure(void **state)
{
	(void)state;
	struct finger_press press = usual();
	float before = 0;
	for (unsigned i = 1; i <= 4; i++) {
		press.pressure = 0.2 * i;
		const struct finger_quality q = quality_of(&press, &print);
		assert_true(q.native[FINGER_QUALITY_AREA] > before * 1.05F);
		before = q.native[FINGER_QUALITY_AREA];
	}
	assert_true(before > 100 && before < 300); /* square millimetres */
}

static void ridges_widen_with_water_and_break_up_without(void **state)
{
	(void)state;
	struct finger_press press = usual();
	const struct finger_quality plain = quality_of(&press, &print);
	press.moisture = 0.8;
	const struct finger_quality wet = quality_of(&press, &print);
	press.moisture = -0.8;
	const struct finger_quality dry = quality_of(&press, &print);
	assert_true(wet.native[FINGER_QUALITY_MOISTURE] >
		    plain.native[FINGER_QUALITY_MOISTURE] + 0.08F);
	assert_true(wet.value[FINGER_QUALITY_MOISTURE] < plain.value[FINGER_QUALITY_MOISTURE]);
	assert_true(dry.native[FINGER_QUALITY_UNBROKEN] <
		    plain.native[FINGER_QUALITY_UNBROKEN] - 0.08F);
	assert_true(dry.value[FINGER_QUALITY_UNIFIED] < plain.value[FINGER_QUALITY_UNIFIED] - 20);
	assert_true(dry.value[FINGER_QUALITY_CLARITY] < plain.value[FINGER_QUALITY_CLARITY]);
	assert_true(dry.value[FINGER_QUALITY_FLOW] < plain.value[FINGER_QUALITY_FLOW]);
}

static void contrast_is_that_of_the_sensor(void **state)
{
	(void)state;
	struct finger_press press = usual();
	const struct finger_quality plain = quality_of(&press, &print);
	press.contrast /= 3;
	const struct finger_quality pale = quality_of(&press, &print);
	float ratio = plain.native[FINGER_QUALITY_CONTRAST] / pale.native[FINGER_QUALITY_CONTRAST];
	assert_true(ratio > 2.4F && ratio < 3.6F);
}

static void resolution_changes_nothing(void **state)
{
	(void)state;
	struct finger_press press = usual();
	const struct finger_quality at_500 = quality_of(&press, &print);
	press.dpi = 1000;
	press.width = 2 * WIDTH;
	press.height = 2 * HEIGHT;
	const struct finger_quality at_1000 = quality_of(&press, &print);
	press.dpi = 350;
	press.width = WIDTH * 7 / 10;
	press.height = HEIGHT * 7 / 10;
	const struct finger_quality at_350 = quality_of(&press, &print);
	float area = at_500.native[FINGER_QUALITY_AREA];
	assert_true(at_1000.native[FINGER_QUALITY_AREA] > 0.9F * area);
	assert_true(at_1000.native[FINGER_QUALITY_AREA] < 1.1F * area);
	assert_true(at_350.native[FINGER_QUALITY_AREA] > 0.9F * area);
	assert_true(at_350.native[FINGER_QUALITY_AREA] < 1.1F * area);
}

static void cells_without_flow_in_the_template_do_not_count(void **state)
{
	(void)state;
	static struct finger_template t = {.count = 40, .cells_wide = 33, .cells_high = 32};
	const struct finger_press press = usual();
	EG_AUTO(finger_shot_made_free) struct finger_shot_made s = {0};
	struct finger_quality all = {0};
	struct finger_quality half = {0};
	assert_int_equal(finger_press_make(&s, &press, &print), EG_OK);
	const struct finger_image image = {s.width, s.height, 500, s.grey};
	finger_quality_assess(&image, &t, &all);
	memset(t.flow, FINGER_STATE_NONE, 16 * 33); /* the upper half shows none */
	finger_quality_assess(&image, &t, &half);
	assert_int_equal(all.value[FINGER_QUALITY_MINUTIAE], 100);
	assert_true(half.native[FINGER_QUALITY_AREA] < 0.6F * all.native[FINGER_QUALITY_AREA]);
	assert_true(half.value[FINGER_QUALITY_UNIFIED] < all.value[FINGER_QUALITY_UNIFIED]);
}

/* Widest and smallest images, and those of less than a cell, are looked at without a fault. */
static void images_of_any_size_are_measured(void **state)
{
	(void)state;
	static uint8_t grey[1800 * 1200];
	static const struct {
		uint16_t width;
		uint16_t height;
		uint16_t dpi;
	} sizes[] = {{1, 1, 500}, {11, 300, 500}, {1800, 1200, 1000}, {1200, 1800, 250}};
	for (size_t i = 0; i < sizeof(grey); i++) {
		grey[i] = i % 9 < 4 ? 20 : 230;
	}
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct finger_quality q;
		const struct finger_image image = {sizes[i].width, sizes[i].height, sizes[i].dpi,
						   grey};
		finger_quality_assess(&image, NULL, &q);
		assert_true(q.value[FINGER_QUALITY_UNIFIED] <= 100);
	}
}

/* ---- what is asked for ---- */

static void a_dry_finger_is_told_that_it_is_dry(void **state)
{
	(void)state;
	struct finger_press press = usual();
	press.moisture = -0.9;
	assert_int_equal(guide(&press, &print), FINGER_PROMPT_DRY);
}

static void a_finger_at_the_side_is_asked_to_the_middle(void **state)
{
	(void)state;
	for (int side = -1; side <= 1; side += 2) {
		struct finger_press press = usual();
		press.place_x = 9 * side;
		assert_int_equal(guide(&press, &print), FINGER_PROMPT_CENTRE);
	}
	struct finger_press press = usual();
	press.place_y = -9; /* over the upper edge */
	assert_int_equal(guide(&press, &print), FINGER_PROMPT_CENTRE);
}

/* Half a centimetre off, enough of the finger is seen: nobody is bothered. */
static void a_finger_a_little_off_is_taken(void **state)
{
	(void)state;
	struct finger_press press = usual();
	press.place_x = 5;
	assert_int_equal(guide(&press, &print), FINGER_PROMPT_NONE);
}

/* Measures as they would come, so that each limit is met by itself. */
static struct finger_quality poor(float area, float dark, float unbroken, float contrast)
{
	struct finger_quality q = {0};
	q.value[FINGER_QUALITY_UNIFIED] = 10;
	q.native[FINGER_QUALITY_AREA] = area;
	q.native[FINGER_QUALITY_MOISTURE] = dark;
	q.native[FINGER_QUALITY_UNBROKEN] = unbroken;
	q.native[FINGER_QUALITY_CONTRAST] = contrast;
	return q;
}

static void each_fault_has_its_own_advice(void **state)
{
	(void)state;
	const struct finger_quality_limits l = finger_quality_limits_default();
	static const struct {
		float area;
		float dark;
		float unbroken;
		float contrast;
		enum finger_prompt prompt;
	} cases[] = {
		{5, 0.5F, 0.9F, 100, FINGER_PROMPT_PLACE},
		{150, 0.7F, 0.9F, 100, FINGER_PROMPT_WET},
		{220, 0.7F, 0.9F, 100, FINGER_PROMPT_LESS},
		{150, 0.45F, 0.6F, 100, FINGER_PROMPT_DRY},
		{150, 0.3F, 0.9F, 100, FINGER_PROMPT_MORE},
		{150, 0.5F, 0.9F, 12, FINGER_PROMPT_MORE},
		{50, 0.5F, 0.9F, 100, FINGER_PROMPT_WHOLE},
		{150, 0.5F, 0.9F, 100, FINGER_PROMPT_STILL},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct finger_quality q =
			poor(cases[i].area, cases[i].dark, cases[i].unbroken, cases[i].contrast);
		assert_int_equal(finger_quality_guide(&l, &q), cases[i].prompt);
	}
}

static void every_prompt_has_a_text(void **state)
{
	(void)state;
	for (unsigned i = FINGER_PROMPT_NONE + 1; i < FINGER_PROMPT_COUNT; i++) {
		assert_true(strlen(finger_prompt_text(i)) > 5);
	}
	assert_string_equal(finger_prompt_text(FINGER_PROMPT_COUNT), "?");
	assert_string_equal(finger_quality_name(FINGER_QUALITY_COUNT), "?");
	assert_string_equal(finger_quality_text(FINGER_QUALITY_COUNT), "?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_press_is_good_in_everything),
		cmocka_unit_test(a_bare_sensor_is_no_finger),
		cmocka_unit_test(area_grows_with_pressure),
		cmocka_unit_test(ridges_widen_with_water_and_break_up_without),
		cmocka_unit_test(contrast_is_that_of_the_sensor),
		cmocka_unit_test(resolution_changes_nothing),
		cmocka_unit_test(cells_without_flow_in_the_template_do_not_count),
		cmocka_unit_test(images_of_any_size_are_measured),
		cmocka_unit_test(a_dry_finger_is_told_that_it_is_dry),
		cmocka_unit_test(a_finger_at_the_side_is_asked_to_the_middle),
		cmocka_unit_test(a_finger_a_little_off_is_taken),
		cmocka_unit_test(each_fault_has_its_own_advice),
		cmocka_unit_test(every_prompt_has_a_text),
	};
	return cmocka_run_group_tests(tests, grow, let_go);
}
