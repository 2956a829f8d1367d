/*
 * test_finger_match: one finger matches itself however it is pressed; others, and what is no
 * finger, never do.
 */
#include "biometrics/finger_match.h"
#include "drawn_print.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SURE    25 /* decibans: no pair of different drawn fingers comes within ten of it */
#define FINGERS 8

static struct finger_matcher *m;

static int open_matcher(void **state)
{
	(void)state;
	return finger_matcher_new(&m) == EG_OK ? 0 : -1;
}

static int close_matcher(void **state)
{
	(void)state;
	finger_matcher_free(&m);
	finger_matcher_free(&m);
	return 0;
}

static int16_t score(unsigned finger_a, const struct drawn_press *press_a, unsigned finger_b,
		     const struct drawn_press *press_b)
{
	static struct finger_template a;
	static struct finger_template b;
	drawn_print(&a, finger_a, press_a);
	drawn_print(&b, finger_b, press_b);
	int16_t forth = finger_match(m, &a, &b);
	assert_int_equal(forth, finger_match(m, &b, &a));
	assert_true(finger_matcher_steps(m) <= FINGER_MATCH_STEPS_MAX);
	return forth;
}

static void a_finger_matches_itself_however_it_is_turned(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 24; i++) {
		struct drawn_press a = {.noise = 2 * i + 1};
		struct drawn_press b = {.turn = i * 0.2618,
					.x = i % 5 * 8.0 - 16,
					.y = i % 3 * 10.0 - 10,
					.noise = 2 * i + 2};
		assert_true(score(i % FINGERS, &a, i % FINGERS, &b) >= SURE);
	}
}

static void a_part_of_a_finger_matches_the_whole(void **state)
{
	(void)state;
	for (unsigned i = 0; i < FINGERS; i++) {
		struct drawn_press a = {.noise = 1};
		struct drawn_press half = {.turn = 0.3, .cut = 0.5, .noise = 2};
		struct drawn_press tip = {.turn = -0.2, .radius = 100, .noise = 3};
		assert_true(score(i, &a, i, &half) >= SURE);
		assert_true(score(i, &a, i, &tip) >= SURE);
	}
}

static void stretched_skin_still_matches(void **state)
{
	(void)state;
	for (unsigned i = 0; i < FINGERS; i++) {
		struct drawn_press a = {.noise = 1};
		struct drawn_press b = {.turn = 0.4, .stretch = 9, .noise = 2};
		assert_true(score(i, &a, i, &b) >= SURE);
	}
}

static void other_fingers_do_not_match(void **state)
{
	(void)state;
	for (unsigned i = 0; i < FINGERS; i++) {
		for (unsigned k = 0; k < i; k++) {
			struct drawn_press a = {.noise = 1};
			struct drawn_press b = {.turn = 0.1 * k, .noise = 2};
			assert_true(score(i, &a, k, &b) < SURE - 10);
		}
	}
}

/* The ridges are those of the finger, too: minutiae and flow alone are less. */
static void another_fingers_ridges_cost_score(void **state)
{
	static struct finger_template a;
	static struct finger_template b;
	static struct finger_template other;
	(void)state;
	drawn_print(&a, 1, &(struct drawn_press){.noise = 1});
	drawn_print(&b, 1, &(struct drawn_press){.turn = 0.2, .noise = 2});
	drawn_print(&other, 2, &(struct drawn_press){.turn = 0.2, .noise = 2});
	int16_t own = finger_match(m, &a, &b);
	for (size_t i = 0; i < FINGER_RIDGE_ROWS * FINGER_RIDGE_WORDS; i++) {
		b.ridge[i] = other.ridge[i];
	}
	assert_true(finger_match(m, &a, &b) < own);
}

static void the_same_pair_always_scores_the_same(void **state)
{
	(void)state;
	struct drawn_press a = {.noise = 1};
	struct drawn_press b = {.turn = 1, .stretch = 5, .noise = 2};
	int16_t first = score(3, &a, 3, &b);
	(void)score(4, &b, 5, &a); /* whatever was compared in between */
	assert_int_equal(first, score(3, &a, 3, &b));
}

/* What is no finger: never compared, not even with itself. */
static void assert_none(const struct finger_template *t)
{
	static struct finger_template finger;
	drawn_print(&finger, 1, &(struct drawn_press){.noise = 1});
	assert_int_equal(finger_match(m, t, t), FINGER_SCORE_NONE);
	assert_int_equal(finger_match(m, t, &finger), FINGER_SCORE_NONE);
	assert_int_equal(finger_match(m, &finger, t), FINGER_SCORE_NONE);
}

static void a_blank_never_matches(void **state)
{
	static struct finger_template t;
	(void)state;
	t = (struct finger_template){0};
	assert_none(&t);
	drawn_print(&t, 1, &(struct drawn_press){.noise = 1});
	t.count = 0;
	assert_none(&t);
	drawn_print(&t, 1, &(struct drawn_press){.noise = 1});
	for (size_t i = 0; i < sizeof(t.flow); i++) {
		t.flow[i] = FINGER_STATE_NONE;
	}
	assert_none(&t);
}

static void stripes_never_match(void **state)
{
	static struct finger_template t;
	(void)state;
	drawn_print(&t, 1, &(struct drawn_press){.noise = 1});
	for (size_t i = 0; i < sizeof(t.flow); i++) {
		t.flow[i] = t.flow[i] == FINGER_STATE_NONE ? FINGER_STATE_NONE : 100;
	}
	assert_none(&t);
}

static void an_edge_or_a_scratch_never_matches(void **state)
{
	static struct finger_template t;
	(void)state;
	drawn_print(&t, 1, &(struct drawn_press){.noise = 1});
	for (size_t i = 0; i < t.count; i++) {
		t.minutia[i].x = (int16_t)(1000 + i * 30);
		t.minutia[i].y = (int16_t)(1200 + i * 20 + i % 3);
	}
	assert_none(&t);
}

static void one_place_many_times_never_matches(void **state)
{
	static struct finger_template t;
	(void)state;
	drawn_print(&t, 1, &(struct drawn_press){.noise = 1});
	for (size_t i = 0; i < t.count; i++) {
		t.minutia[i].x = (int16_t)(1536 + 8 * (i % 2));
		t.minutia[i].y = 1536;
	}
	assert_none(&t);
}

static void a_scrap_never_matches(void **state)
{
	static struct finger_template t;
	(void)state;
	drawn_print(&t, 1, &(struct drawn_press){.radius = 35, .noise = 1});
	assert_none(&t);
}

static void a_broken_template_never_matches(void **state)
{
	static struct finger_template t;
	(void)state;
	drawn_print(&t, 1, &(struct drawn_press){.noise = 1});
	t.count = 255;
	assert_none(&t);
	t.count = 30;
	t.cells_wide = FINGER_MAP_SIDE + 1;
	assert_none(&t);
	t.cells_wide = 1;
	t.cells_high = 255;
	assert_none(&t);
}

/* As many minutiae and cells as fit, in ways that make every pair likely. */
static void hostile(struct finger_template *t, unsigned kind)
{
	*t = (struct finger_template){.width = 768, .height = 768, .count = FINGER_MINUTIAE_MAX};
	t->cells_wide = FINGER_MAP_SIDE;
	t->cells_high = FINGER_MAP_SIDE;
	for (size_t i = 0; i < sizeof(t->flow); i++) {
		t->flow[i] = (uint8_t)(kind == 0 ? i % 2 * 20 : i * kind % 250);
		t->period[i] = 144;
	}
	for (size_t i = 0; i < FINGER_RIDGE_ROWS * FINGER_RIDGE_WORDS; i++) {
		t->ridge[i] = (uint32_t)(0x0f0f0f0fU * (kind + 1));
	}
	for (size_t i = 0; i < FINGER_MINUTIAE_MAX; i++) {
		size_t step = kind % 3 == 0 ? 40 : kind % 3 == 1 ? 90 : 400;
		t->minutia[i] =
			(struct finger_minutia){.x = (int16_t)(800 + i % 12 * step),
						.y = (int16_t)(800 + i / 12 * step),
						.direction = (uint16_t)(kind < 3 ? 0 : i * 4096),
						.type = FINGER_ENDING,
						.quality = 100};
	}
}

static void hostile_templates_take_bounded_steps(void **state)
{
	static struct finger_template a;
	static struct finger_template b;
	uint64_t most = 0;
	(void)state;
	for (unsigned i = 0; i < 9; i++) {
		for (unsigned k = 0; k < 9; k++) {
			hostile(&a, i);
			hostile(&b, k);
			(void)finger_match(m, &a, &b);
			uint64_t steps = finger_matcher_steps(m);
			most = steps > most ? steps : most;
		}
	}
	assert_true(most > 500000); /* they did keep it busy */
	assert_true(most <= FINGER_MATCH_STEPS_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_finger_matches_itself_however_it_is_turned),
		cmocka_unit_test(a_part_of_a_finger_matches_the_whole),
		cmocka_unit_test(stretched_skin_still_matches),
		cmocka_unit_test(other_fingers_do_not_match),
		cmocka_unit_test(another_fingers_ridges_cost_score),
		cmocka_unit_test(the_same_pair_always_scores_the_same),
		cmocka_unit_test(a_blank_never_matches),
		cmocka_unit_test(stripes_never_match),
		cmocka_unit_test(an_edge_or_a_scratch_never_matches),
		cmocka_unit_test(one_place_many_times_never_matches),
		cmocka_unit_test(a_scrap_never_matches),
		cmocka_unit_test(a_broken_template_never_matches),
		cmocka_unit_test(hostile_templates_take_bounded_steps),
	};
	return cmocka_run_group_tests(tests, open_matcher, close_matcher);
}
