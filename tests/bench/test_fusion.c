/*
 * test_fusion: the rules of the fusion bench on people and fingers that can be reckoned by hand.
 */
#include "fusion_rules.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct fusion_lane lane = {.face_match = 450, .face_refer = 350, .finger_match = 10};

/* Of 100 people 1 is below 350, 3 are in doubt; of 100 strangers 1 is in doubt or better. */
static struct face_embedder table(void)
{
	struct face_embedder m = {.fmr_count = 2};
	m.fmr[0] = (struct face_fmr){.one_in = 100, .score = 350, .fnmr_ppm = 10000};
	m.fmr[1] = (struct face_fmr){.one_in = 1000, .score = 450, .fnmr_ppm = 40000};
	return m;
}

static struct fusion_steps steps(void)
{
	const struct face_embedder m = table();
	struct fusion_steps s;
	fusion_steps_of(&m, 100, &s);
	return s;
}

static void add(struct fusion_side *s, int16_t score, unsigned a, unsigned b)
{
	assert_int_equal(fusion_side_add(s, (struct fusion_pair){score, (uint16_t)a, (uint16_t)b}),
			 EG_OK);
}

/* Of ten fingers nine pass; of 45 pairs of strangers three. */
static void ten_fingers(struct fusion_side *out, int16_t worst)
{
	for (unsigned a = 0; a < 10; a++) {
		add(out, a == 0 ? worst : 40, a, a);
		for (unsigned b = 0; b < a; b++) {
			add(out, a == 3 ? 10 : -15, a, b);
		}
	}
}

static bool near(double a, double b)
{
	return fabs(a - b) < 1e-9;
}

static void a_table_says_what_a_face_proves(void **state)
{
	(void)state;
	struct fusion_steps s = steps();
	assert_int_equal(s.count, 3);
	assert_int_equal(fusion_decibans(&s, 349), -20); /* 1 % of 99 % */
	assert_int_equal(fusion_decibans(&s, 350), 5);   /* 3 % of 0.9 % */
	assert_int_equal(fusion_decibans(&s, 449), 5);
	assert_int_equal(fusion_decibans(&s, 450), 29); /* 96 % of 0.1 % */
	/* What no person of the table was, one of them might have been. */
	struct face_embedder m = table();
	m.fmr[0].fnmr_ppm = 0;
	fusion_steps_of(&m, 10, &s);
	assert_int_equal(fusion_decibans(&s, 0), -10);
	/* A better face never proves less. */
	m.fmr[0].fnmr_ppm = 300000;
	m.fmr[1].fnmr_ppm = 300000;
	m.fmr[1].one_in = 101;
	fusion_steps_of(&m, 1000000, &s);
	assert_true(s.decibans[0] <= s.decibans[1] && s.decibans[1] <= s.decibans[2]);
}

static void a_finger_in_doubt_saves_most_of_the_doubtful(void **state)
{
	(void)state;
	EG_AUTO(fusion_side_free) struct fusion_side fingers = {0};
	static struct fusion_result r;
	const struct fusion_steps s = steps();
	ten_fingers(&fingers, -15);
	assert_int_equal(fusion_of_table(&fingers, &s, &lane, &r), EG_OK);
	assert_true(near(r.value.face_fnmr, 0.04));
	assert_true(near(r.value.face_fmr, 0.001));
	assert_true(near(r.value.asked, 0.03));
	assert_true(near(r.value.asked_fmr, 0.009));
	assert_true(near(r.value.lane_fnmr, 0.04 - 0.03 * 0.9));
	assert_true(near(r.value.lane_fmr, 0.001 + 0.009 * 3 / 45));
	assert_true(near(r.value.doubt_gain, 0.027));
	assert_true(near(r.value.at_most, 0.003));
	/* The one that is lost scores as most strangers do: no sum gets it. */
	assert_true(near(r.value.lane_gain, 0) && near(r.value.sum_threshold, -9));
	assert_true(r.low.asked <= r.value.asked && r.value.asked <= r.high.asked);
	assert_true(near(r.low.lane_gain, 0) && near(r.high.lane_gain, 0));
}

/* The one that is lost scores above the strangers: what the face proves takes it over. */
static void a_gain_of_the_sum_is_seen_where_there_is_one(void **state)
{
	(void)state;
	EG_AUTO(fusion_side_free) struct fusion_side fingers = {0};
	EG_AUTO(fusion_side_free) struct fusion_side faces = {0};
	static struct fusion_result r;
	const struct fusion_steps s = steps();
	ten_fingers(&fingers, 9);
	for (unsigned a = 0; a < 10; a++) {
		add(&faces, 449, a, a);
		for (unsigned b = 0; b < a; b++) {
			add(&faces, 0, a, b);
		}
	}
	assert_int_equal(fusion_of_set(&faces, &fingers, &s, &lane, &r), EG_OK);
	assert_true(near(r.value.lane_fnmr, 0.1)); /* nobody is sure, one finger of ten fails */
	assert_true(near(r.value.lane_fmr, 0));    /* no stranger is even in doubt */
	assert_true(near(r.value.sum_fnmr, 0));
	assert_true(near(r.value.lane_gain, 0.1));
	assert_true(near(r.value.at_most, 0.1));
}

static void rules_of_all_people_are_what_their_names_say(void **state)
{
	(void)state;
	EG_AUTO(fusion_side_free) struct fusion_side fingers = {0};
	EG_AUTO(fusion_side_free) struct fusion_side faces = {0};
	static struct fusion_result r;
	const struct fusion_steps s = steps();
	ten_fingers(&fingers, -20);
	for (unsigned a = 0; a < 10; a++) {
		add(&faces, a < 2 ? 340 : 700, a, a);
		for (unsigned b = 0; b < a; b++) {
			add(&faces, 100, a, b);
		}
	}
	assert_int_equal(fusion_of_set(&faces, &fingers, &s, &lane, &r), EG_OK);
	assert_true(near(r.value.fnmr[FUSION_FACE][0], 0)); /* 340 is above all strangers */
	assert_true(near(r.value.fnmr[FUSION_FINGER][0], 0.1));
	assert_true(near(r.value.fnmr[FUSION_SUM][0], 0.2 * 0.1)); /* both fail */
	assert_true(near(r.value.fnmr[FUSION_BOTH][0], 0.2 + 0.8 * 0.1));
	assert_true(near(r.value.gain[FUSION_BOTH][0], 0.26));
	assert_true(near(r.value.gain[FUSION_SUM][0], 0));
}

static void without_pairs_of_both_kinds_there_are_no_rates(void **state)
{
	(void)state;
	EG_AUTO(fusion_side_free) struct fusion_side fingers = {0};
	static struct fusion_result r;
	const struct fusion_steps s = steps();
	add(&fingers, 30, 0, 0);
	assert_int_equal(fusion_of_table(&fingers, &s, &lane, &r), EG_NOT_FOUND);
	assert_int_equal(fusion_side_add(&fingers, (struct fusion_pair){0, FUSION_UNITS, 0}),
			 EG_TOO_BIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_table_says_what_a_face_proves),
		cmocka_unit_test(a_finger_in_doubt_saves_most_of_the_doubtful),
		cmocka_unit_test(a_gain_of_the_sum_is_seen_where_there_is_one),
		cmocka_unit_test(rules_of_all_people_are_what_their_names_say),
		cmocka_unit_test(without_pairs_of_both_kinds_there_are_no_rates),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
