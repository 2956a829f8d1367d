/*
 * test_set_score: pairs of a set of made-up templates: who is compared with whom, what is counted,
 * what a report makes of it.
 */
#include "prog/set_report.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#define PEOPLE 40
#define UNITS  (2 * PEOPLE)
#define MODEL  0x11223344

static struct set set;
static struct face_template before[UNITS]; /* as they were: scoring scales them */
static struct set_score score;
static struct set_report report;

/* Numbers around 0, the same in each run. */
static float number(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return (float)(int32_t)*state / (float)INT32_MAX;
}

/* A face of a person: one of the person's own directions, and something of the picture's. */
static void make_face(struct face_template *t, uint32_t person, uint32_t picture)
{
	uint32_t own = person * 7919 + 1;
	uint32_t other = picture * 104729 + 77;
	for (size_t i = 0; i < FACE_TEMPLATE_SIZE; i++) {
		t->v[i] = 3 * number(&own) + number(&other);
	}
	t->size = FACE_TEMPLATE_SIZE;
	t->norm = 4000;
	t->model = MODEL;
}

/* The first half of the units are portraits, one of each person, the second live views. */
static int make(void **state)
{
	(void)state;
	set = (struct set){
		.person_count = PEOPLE, .unit_count = UNITS, .portraits = PEOPLE, .used = UNITS};
	set.face = calloc(UNITS, sizeof(*set.face));
	set.unit = calloc(UNITS, sizeof(*set.unit));
	assert_non_null(set.face);
	assert_non_null(set.unit);
	for (uint32_t i = 0; i < UNITS; i++) {
		make_face(&set.face[i], i % PEOPLE, i);
		before[i] = set.face[i];
		set.unit[i] = (struct set_unit){
			.person = i % PEOPLE, .picture = i, .pictures = 1, .enrolled = true};
	}
	return 0;
}

static int end(void **state)
{
	(void)state;
	set_report_free(&report);
	set_score_free(&score);
	free(set.face);
	free(set.unit);
	set = (struct set){0};
	return 0;
}

static void each_with_each(void)
{
	set.each_with_each = true;
	set.portraits = UNITS;
}

static void scores_are_those_of_the_gate(void **state)
{
	(void)state;
	struct score_pairs wanted = {0};
	for (uint32_t a = 0; a < PEOPLE; a++) {
		for (uint32_t b = PEOPLE; b < UNITS; b++) {
			int16_t s;
			assert_int_equal(face_compare(&before[a], &before[b], &s), EG_OK);
			score_add(b % PEOPLE == a ? &wanted.genuine : &wanted.impostor, s);
		}
	}
	assert_int_equal(set_score_all(&set, NULL, &score), EG_OK);
	assert_int_equal(score.pairs.genuine.total, PEOPLE);
	assert_int_equal(score.pairs.impostor.total, PEOPLE * (PEOPLE - 1));
	assert_memory_equal(&score.pairs, &wanted, sizeof(wanted));
	assert_true(score_lowest(&wanted.genuine) > 800 && score_highest(&wanted.impostor) < 300);
}

static void each_with_each_is_each_pair_once(void **state)
{
	(void)state;
	each_with_each();
	assert_int_equal(set_score_all(&set, NULL, &score), EG_OK);
	assert_int_equal(score.pairs.genuine.total, PEOPLE);
	assert_int_equal(score.pairs.impostor.total, UNITS * (UNITS - 1) / 2 - PEOPLE);
	assert_int_equal(score.lowest.count, PEOPLE);
	assert_int_equal(score.highest.pair[0].score, score_highest(&score.pairs.impostor));
}

static void pictures_not_enrolled_are_pairs_without_a_score(void **state)
{
	(void)state;
	set.unit[0].enrolled = false;
	set.failed = 1;
	const struct policy policy = policy_default();
	assert_int_equal(set_score_all(&set, NULL, &score), EG_OK);
	assert_int_equal(score.pairs.genuine.total, PEOPLE - 1);
	assert_int_equal(score.pairs.genuine.failed, 1);
	assert_int_equal(score.pairs.impostor.failed, PEOPLE - 1);
	assert_int_equal(set_report_make(&set, &score, NULL, &policy, 1, &report), EG_OK);
	const struct set_rate *match = &report.rate[SET_MATCH];
	assert_true(match->fnmr == 0 && fabs(match->frr - 1.0 / PEOPLE) < 1e-9);
	assert_true(report.failed.low > 0 && report.failed.high < 0.1);
}

static void templates_of_two_models_are_refused(void **state)
{
	(void)state;
	set.face[5].model = MODEL + 1;
	assert_int_equal(set_score_all(&set, NULL, &score), EG_MISMATCH);
}

static void nobody_enrolled_has_no_rates(void **state)
{
	(void)state;
	const struct policy policy = policy_default();
	for (size_t i = 0; i < UNITS; i++) {
		set.unit[i].enrolled = false;
	}
	assert_int_equal(set_score_all(&set, NULL, &score), EG_OK);
	assert_int_equal(set_report_make(&set, &score, NULL, &policy, 1, &report), EG_OK);
	assert_true(isnan(report.rate[SET_MATCH].fmr) && isnan(report.rate[SET_FMR_1000].fnmr));
	assert_true(isnan(report.rate[SET_MATCH].fmr_range.low) && isnan(report.eer.rate));
	assert_true(report.rate[SET_MATCH].frr == 1);
}

static void rates_say_when_pairs_are_too_few(void **state)
{
	(void)state;
	const struct policy policy = policy_default();
	assert_int_equal(set_score_all(&set, NULL, &score), EG_OK);
	assert_int_equal(set_report_make(&set, &score, NULL, &policy, 1, &report), EG_OK);
	assert_false(report.rate[SET_FMR_1000].too_few); /* 1,560 pairs: 1.6 of them */
	assert_true(report.rate[SET_FMR_2000].too_few);  /* 0.8 */
	assert_false(report.rate[SET_MATCH].too_few);
	assert_true(report.rate[SET_FMR_1000].false_matches <= 1);
	/* No error in 40 people: Wilson's 8.8 %. */
	assert_true(fabs(report.rate[SET_MATCH].fnmr_range.high - 0.0876) < 1e-3);
	assert_int_equal(report.highest_count, SET_ODD_PAIRS);
}

/* The first ten people all look like the first: their group has false matches, the other none. */
static void a_group_of_look_alikes_is_found_and_told_small(void **state)
{
	(void)state;
	const struct policy policy = policy_default();
	EG_AUTO(set_groups_free) struct set_groups groups = {0};
	struct rd people[PEOPLE];
	char names[PEOPLE][4];
	char text[1024];
	struct wr w = WR_ARRAY(text);
	wr_put(&w, RD_TEXT("person,kind\n"));
	for (uint32_t i = 0; i < PEOPLE; i++) {
		names[i][0] = (char)('A' + i / 10);
		names[i][1] = (char)('0' + i % 10);
		people[i] = rd_of(names[i], 2);
		wr_put(&w, people[i]);
		wr_put(&w, i < 10 ? RD_TEXT(",alike\n") : RD_TEXT(",others\n"));
		if (i < 10) {
			make_face(&set.face[i], 0, i);
			make_face(&set.face[PEOPLE + i], 0, PEOPLE + i);
		}
	}
	assert_int_equal(set_groups_read(wr_view(&w), people, PEOPLE, &groups), EG_OK);
	assert_int_equal(set_score_all(&set, &groups, &score), EG_OK);
	assert_int_equal(set_report_make(&set, &score, &groups, &policy, 1, &report), EG_OK);
	const struct set_group_rate *alike = &report.group[0];
	const struct set_group_rate *others = &report.group[1];
	assert_int_equal(score.group[0].people, 10);
	assert_int_equal(score.group[1].people, 30);
	assert_int_equal(score.group[0].pairs.impostor.total, 90);
	assert_int_equal(score.group[1].pairs.impostor.total, 870);
	assert_true(alike->at[0].fmr == 1 && alike->worse_fmr && alike->few_people);
	assert_true(others->at[0].fmr == 0 && !others->worse_fmr && !others->few_people);
	assert_true(others->at[0].fmr_range.high > 0 && others->at[0].fmr_range.high < 0.01);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(scores_are_those_of_the_gate, make, end),
		cmocka_unit_test_setup_teardown(each_with_each_is_each_pair_once, make, end),
		cmocka_unit_test_setup_teardown(pictures_not_enrolled_are_pairs_without_a_score,
						make, end),
		cmocka_unit_test_setup_teardown(templates_of_two_models_are_refused, make, end),
		cmocka_unit_test_setup_teardown(nobody_enrolled_has_no_rates, make, end),
		cmocka_unit_test_setup_teardown(rates_say_when_pairs_are_too_few, make, end),
		cmocka_unit_test_setup_teardown(a_group_of_look_alikes_is_found_and_told_small,
						make, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
