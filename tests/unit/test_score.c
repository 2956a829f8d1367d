/*
 * test_score: error rates, thresholds, the crossing and intervals, on scores whose answers are
 * known on paper.
 */
#include "prog/score_range.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct score_pairs pairs;

static void add(struct score_count *c, int score, unsigned times)
{
	for (unsigned i = 0; i < times; i++) {
		score_add(c, score);
	}
}

static int start(void **state)
{
	(void)state;
	pairs = (struct score_pairs){0};
	return 0;
}

static void near(double value, double wanted)
{
	if (!(fabs(value - wanted) < 1e-9)) {
		fail_msg("%.12f, not %.12f", value, wanted);
	}
}

/* A pair at the threshold itself is a match, as in the gate. */
static void rates_count_the_threshold_as_a_match(void **state)
{
	(void)state;
	add(&pairs.genuine, 450, 1);
	add(&pairs.genuine, 449, 1);
	add(&pairs.impostor, 450, 1);
	add(&pairs.impostor, 449, 3);
	near(score_fnmr(&pairs, 450), 0.5);
	near(score_fmr(&pairs, 450), 0.25);
	near(score_fnmr(&pairs, 451), 1);
	near(score_fmr(&pairs, 451), 0);
	near(score_fmr(&pairs, SCORE_MIN), 1);
	near(score_fnmr(&pairs, SCORE_MIN), 0);
}

static void failures_to_enrol_are_rejections(void **state)
{
	(void)state;
	add(&pairs.genuine, 800, 9);
	pairs.genuine.failed = 1;
	near(score_fnmr(&pairs, 450), 0);
	near(score_frr(&pairs, 450), 0.1);
}

static void a_threshold_is_the_lowest_that_keeps_the_rate(void **state)
{
	(void)state;
	add(&pairs.impostor, 600, 1);
	add(&pairs.impostor, 500, 9);
	add(&pairs.impostor, 0, 990);
	assert_int_equal(score_threshold(&pairs, 0.01), 1);
	assert_int_equal(score_threshold(&pairs, 0.001), 501);
	assert_int_equal(score_threshold(&pairs, 0.0005), 601);
	assert_int_equal(score_threshold(&pairs, 1), SCORE_MIN);
	add(&pairs.impostor, 1000, 1);
	assert_int_equal(score_threshold(&pairs, 0.0005), SCORE_NEVER);
}

/* Ties: nine of ten impostors share a score, and no threshold stands between them. */
static void ties_are_passed_as_one(void **state)
{
	(void)state;
	add(&pairs.impostor, 300, 9);
	add(&pairs.impostor, 200, 1);
	assert_int_equal(score_threshold(&pairs, 0.5), 301);
	near(score_fmr(&pairs, 300), 0.9);
}

static void separated_scores_cross_at_zero(void **state)
{
	(void)state;
	add(&pairs.genuine, 700, 5);
	add(&pairs.impostor, 100, 20);
	near(score_eer(&pairs).rate, 0);
	assert_int_equal(score_eer(&pairs).threshold, 101);
}

static void equal_scores_cross_in_the_middle(void **state)
{
	(void)state;
	add(&pairs.genuine, 400, 7);
	add(&pairs.impostor, 400, 3);
	near(score_eer(&pairs).rate, 0.5);
}

static void exchanged_scores_are_all_wrong(void **state)
{
	(void)state;
	add(&pairs.genuine, 100, 4);
	add(&pairs.impostor, 700, 4);
	near(score_eer(&pairs).rate, 1);
}

/* At 200: 2 of 10 genuine below, 2 of 10 impostors at or above. */
static void rates_that_meet_are_told_as_they_are(void **state)
{
	(void)state;
	add(&pairs.genuine, 150, 2);
	add(&pairs.genuine, 300, 8);
	add(&pairs.impostor, 100, 8);
	add(&pairs.impostor, 250, 2);
	near(score_eer(&pairs).rate, 0.2);
}

/* Between 100 and 101 FMR falls from 1 to 0 and FNMR rises from 1/4 to 1/2. */
static void rates_that_jump_cross_on_straight_lines(void **state)
{
	(void)state;
	add(&pairs.genuine, 50, 1);
	add(&pairs.genuine, 100, 1);
	add(&pairs.genuine, 300, 2);
	add(&pairs.impostor, 100, 4);
	double s = 0.75 / (0.75 + 0.5);
	near(score_eer(&pairs).rate, 0.25 + s * 0.25);
}

static void one_person_has_no_impostors(void **state)
{
	(void)state;
	add(&pairs.genuine, 900, 3);
	assert_true(isnan(score_eer(&pairs).rate));
	assert_true(isnan(score_fmr(&pairs, 450)));
	near(score_fnmr(&pairs, 450), 0);
	/* Nothing speaks against any threshold, and nothing for one. */
	assert_int_equal(score_threshold(&pairs, 0.001), SCORE_NEVER);
}

static void means_and_ends(void **state)
{
	(void)state;
	assert_true(isnan(score_mean(&pairs.genuine)));
	assert_int_equal(score_lowest(&pairs.genuine), SCORE_NEVER);
	assert_int_equal(score_highest(&pairs.genuine), SCORE_MIN - 1);
	add(&pairs.genuine, -1000, 1);
	add(&pairs.genuine, 1000, 3);
	add(&pairs.genuine, 5000, 1); /* as 1000 */
	near(score_mean(&pairs.genuine), 600);
	assert_int_equal(score_lowest(&pairs.genuine), -1000);
	assert_int_equal(score_highest(&pairs.genuine), 1000);
}

/* Examples of Newcombe (1998), table I, method 3. */
static void wilson_as_published(void **state)
{
	(void)state;
	struct score_range r = score_wilson(81, 263);
	assert_true(fabs(r.low - 0.2553) < 5e-5 && fabs(r.high - 0.3662) < 5e-5);
	r = score_wilson(15, 148);
	assert_true(fabs(r.low - 0.0624) < 5e-5 && fabs(r.high - 0.1605) < 5e-5);
	r = score_wilson(0, 20);
	assert_true(r.low == 0 && fabs(r.high - 0.1611) < 5e-5);
	r = score_wilson(1, 29);
	assert_true(fabs(r.low - 0.0061) < 5e-5 && fabs(r.high - 0.1718) < 5e-5);
	r = score_wilson(7, 7);
	assert_true(r.high == 1 && r.low < 1);
	assert_true(isnan(score_wilson(0, 0).low));
	assert_true(isnan(score_wilson(2, 1).low));
}

static void a_list_keeps_the_highest_and_knows_its_edge(void **state)
{
	(void)state;
	EG_AUTO(score_list_free) struct score_list l = {0};
	assert_int_equal(score_list_new(10, false, &l), EG_OK);
	for (int i = 0; i < 500; i++) {
		int score = (i * 37) % 500;
		score_list_add(&l, (struct score_pair){(uint32_t)i, 0, (int16_t)score});
	}
	score_list_sort(&l);
	assert_true(l.count >= 5);
	for (size_t i = 0; i < l.count; i++) {
		assert_int_equal(l.pair[i].score, 499 - (int)i);
	}
	assert_int_equal(l.edge, 499 - (int)l.count);
	assert_true(score_list_holds(&l, l.edge + 1));
	assert_false(score_list_holds(&l, l.edge));
}

static void a_list_keeps_the_lowest(void **state)
{
	(void)state;
	EG_AUTO(score_list_free) struct score_list l = {0};
	assert_int_equal(score_list_new(8, true, &l), EG_OK);
	assert_true(score_list_holds(&l, SCORE_NEVER));
	for (int i = 0; i < 300; i++) {
		score_list_add(&l, (struct score_pair){0, 0, (int16_t)(999 - i)});
	}
	score_list_sort(&l);
	assert_true(l.count >= 4);
	assert_int_equal(l.pair[0].score, 700);
	assert_true(score_list_holds(&l, l.edge));
	assert_false(score_list_holds(&l, l.edge + 1));
}

/* More equal scores than fit: none is kept, and the list says so. */
static void a_list_of_ties_does_not_pretend(void **state)
{
	(void)state;
	EG_AUTO(score_list_free) struct score_list l = {0};
	assert_int_equal(score_list_new(4, false, &l), EG_OK);
	for (int i = 0; i < 20; i++) {
		score_list_add(&l, (struct score_pair){0, 0, 500});
	}
	assert_false(score_list_holds(&l, 500));
	score_list_add(&l, (struct score_pair){1, 2, 501});
	assert_true(score_list_holds(&l, 501));
	assert_int_equal(l.count, 1);
}

#define PEOPLE 100

/* A hundred people, each with one portrait and one live picture; the first `bad` are rejected. */
struct world {
	uint32_t person[2 * PEOPLE];
	uint32_t portraits[PEOPLE];
	uint32_t lives[PEOPLE];
	uint64_t genuine[PEOPLE];
	struct score_list of_genuine;
	struct score_list of_impostor;
};

static void world_make(struct world *w, uint32_t bad)
{
	assert_int_equal(score_list_new(4 * PEOPLE, true, &w->of_genuine), EG_OK);
	assert_int_equal(score_list_new(4 * PEOPLE, false, &w->of_impostor), EG_OK);
	for (uint32_t i = 0; i < PEOPLE; i++) {
		w->person[i] = w->person[PEOPLE + i] = i;
		w->portraits[i] = w->lives[i] = 1;
		w->genuine[i] = 1;
		int16_t score = i < bad ? 300 : 900;
		score_list_add(&w->of_genuine, (struct score_pair){i, PEOPLE + i, score});
	}
}

static struct score_people world_people(const struct world *w)
{
	return (struct score_people){PEOPLE, w->person, w->portraits, w->lives, w->genuine};
}

static void world_free(struct world *w)
{
	score_list_free(&w->of_genuine);
	score_list_free(&w->of_impostor);
}

/* Each person one trial: a bootstrap over people is the binomial's percentiles, 0.10 +- 0.06. */
static void a_bootstrap_of_people_is_binomial_where_it_should(void **state)
{
	(void)state;
	static struct world w;
	const int thresholds[] = {450};
	struct score_ranges r;
	w = (struct world){0};
	world_make(&w, 10);
	struct score_people p = world_people(&w);
	assert_int_equal(score_bootstrap(&p, &w.of_genuine, &w.of_impostor, thresholds, 1, 1, &r),
			 EG_OK);
	assert_true(r.fnmr[0].low >= 0.03 && r.fnmr[0].low <= 0.06);
	assert_true(r.fnmr[0].high >= 0.14 && r.fnmr[0].high <= 0.18);
	assert_true(r.fmr[0].low == 0 && r.fmr[0].high == 0);
	struct score_ranges again;
	assert_int_equal(
		score_bootstrap(&p, &w.of_genuine, &w.of_impostor, thresholds, 1, 1, &again),
		EG_OK);
	assert_true(r.fnmr[0].low == again.fnmr[0].low && r.fnmr[0].high == again.fnmr[0].high);
	world_free(&w);
}

/*
 * One person looks like forty others: 40 of 9,900 pairs. They come or go with that person, so the
 * interval is far wider than Wilson's, which takes pairs as independent.
 */
static void one_wolf_widens_the_interval(void **state)
{
	(void)state;
	static struct world w;
	const int thresholds[] = {450, 600};
	struct score_ranges r;
	w = (struct world){0};
	world_make(&w, 0);
	for (uint32_t i = 1; i <= 40; i++) {
		score_list_add(&w.of_impostor, (struct score_pair){0, PEOPLE + i, 500});
	}
	struct score_people p = world_people(&w);
	assert_int_equal(score_bootstrap(&p, &w.of_genuine, &w.of_impostor, thresholds, 2, 7, &r),
			 EG_OK);
	struct score_range pairs_alone = score_wilson(40, PEOPLE * (PEOPLE - 1));
	assert_true(r.fmr[0].low == 0); /* more than one draw in three is without the wolf */
	assert_true(r.fmr[0].high > 1.5 * pairs_alone.high);
	assert_true(r.fmr[1].high == 0);
	world_free(&w);
}

/* Each with each: three people of two pictures have 3 genuine and 12 impostor pairs. */
static void each_with_each_counts_pairs_once(void **state)
{
	(void)state;
	static const uint32_t person[] = {0, 0, 1, 1, 2, 2};
	static const uint32_t units[] = {2, 2, 2};
	static const uint64_t genuine[] = {1, 1, 1};
	const struct score_people p = {3, person, units, NULL, genuine};
	const int thresholds[] = {0};
	struct score_ranges r;
	EG_AUTO(score_list_free) struct score_list own = {0};
	EG_AUTO(score_list_free) struct score_list other = {0};
	assert_int_equal(score_list_new(50, true, &own), EG_OK);
	assert_int_equal(score_list_new(50, false, &other), EG_OK);
	for (uint32_t a = 0; a < 6; a++) {
		for (uint32_t b = a + 1; b < 6; b++) {
			if (person[a] != person[b]) {
				score_list_add(&other, (struct score_pair){a, b, 500});
			}
		}
	}
	assert_int_equal(score_bootstrap(&p, &own, &other, thresholds, 1, 3, &r), EG_OK);
	/* One draw in nine is of one person alone: no pairs, so no percentiles. */
	assert_true(isnan(r.fmr[0].low));
	/* Without pairs below the threshold each draw rejects nobody. */
	assert_true(r.fnmr[0].low == 0 && r.fnmr[0].high == 0);
}

static void nobody_at_all(void **state)
{
	(void)state;
	const struct score_people p = {0};
	const int thresholds[] = {450};
	struct score_ranges r;
	EG_AUTO(score_list_free) struct score_list own = {0};
	EG_AUTO(score_list_free) struct score_list other = {0};
	assert_int_equal(score_list_new(1, true, &own), EG_OK);
	assert_int_equal(score_list_new(1, false, &other), EG_OK);
	assert_int_equal(score_bootstrap(&p, &own, &other, thresholds, 1, 1, &r), EG_OK);
	assert_true(isnan(r.fmr[0].low) && isnan(r.fnmr[0].high));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(rates_count_the_threshold_as_a_match, start),
		cmocka_unit_test_setup(failures_to_enrol_are_rejections, start),
		cmocka_unit_test_setup(a_threshold_is_the_lowest_that_keeps_the_rate, start),
		cmocka_unit_test_setup(ties_are_passed_as_one, start),
		cmocka_unit_test_setup(separated_scores_cross_at_zero, start),
		cmocka_unit_test_setup(equal_scores_cross_in_the_middle, start),
		cmocka_unit_test_setup(exchanged_scores_are_all_wrong, start),
		cmocka_unit_test_setup(rates_that_meet_are_told_as_they_are, start),
		cmocka_unit_test_setup(rates_that_jump_cross_on_straight_lines, start),
		cmocka_unit_test_setup(one_person_has_no_impostors, start),
		cmocka_unit_test_setup(means_and_ends, start),
		cmocka_unit_test(wilson_as_published),
		cmocka_unit_test(a_list_keeps_the_highest_and_knows_its_edge),
		cmocka_unit_test(a_list_keeps_the_lowest),
		cmocka_unit_test(a_list_of_ties_does_not_pretend),
		cmocka_unit_test(a_bootstrap_of_people_is_binomial_where_it_should),
		cmocka_unit_test(one_wolf_widens_the_interval),
		cmocka_unit_test(each_with_each_counts_pairs_once),
		cmocka_unit_test(nobody_at_all),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
