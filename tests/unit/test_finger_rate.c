/*
 * test_finger_rate: a rate that is asked for is never met by a threshold of a worse one.
 */
#include "biometrics/finger_match.h"
#include "biometrics/finger_rate.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void rarer_matches_ask_for_higher_scores(void **state)
{
	size_t count;
	const struct finger_rate *t = finger_rate_table(&count);
	(void)state;
	assert_true(count >= 4);
	for (size_t i = 0; i < count; i++) {
		assert_true(t[i].low <= t[i].high);
		assert_true(t[i].threshold >= t[i].high);
		assert_true(t[i].threshold > FINGER_SCORE_LEAST);
		assert_true(t[i].threshold < FINGER_SCORE_MOST);
		assert_true(i == 0 || t[i].one_in > t[i - 1].one_in);
		assert_true(i == 0 || t[i].threshold > t[i - 1].threshold);
	}
}

static void each_rate_has_its_threshold(void **state)
{
	size_t count;
	int16_t threshold;
	const struct finger_rate *t = finger_rate_table(&count);
	(void)state;
	for (size_t i = 0; i < count; i++) {
		assert_true(finger_rate_threshold(1.0 / t[i].one_in, &threshold));
		assert_int_equal(threshold, t[i].threshold);
	}
	assert_true(finger_rate_threshold(0.01, &threshold));
	assert_true(finger_rate_threshold(0.001, &threshold));
	assert_true(finger_rate_threshold(0.0005, &threshold));
	assert_true(finger_rate_threshold(0.0001, &threshold));
}

static void between_two_rates_the_stricter_counts(void **state)
{
	size_t count;
	int16_t threshold;
	const struct finger_rate *t = finger_rate_table(&count);
	(void)state;
	for (size_t i = 1; i < count; i++) {
		assert_true(finger_rate_threshold(0.999 / t[i - 1].one_in, &threshold));
		assert_int_equal(threshold, t[i].threshold);
	}
}

static void what_was_not_measured_is_not_promised(void **state)
{
	static const double rates[] = {0.00001, 0, -1, 1.5, NAN, INFINITY, -INFINITY};
	(void)state;
	for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
		int16_t threshold = 0;
		assert_false(finger_rate_threshold(rates[i], &threshold));
		assert_int_equal(threshold, FINGER_SCORE_MOST);
	}
}

static void a_rate_of_too_few_pairs_says_so(void **state)
{
	size_t count;
	const struct finger_rate *t = finger_rate_table(&count);
	(void)state;
	for (size_t i = 0; i < count; i++) {
		assert_true(t[i].extrapolated == (t[i].one_in > 2000));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rarer_matches_ask_for_higher_scores),
		cmocka_unit_test(each_rate_has_its_threshold),
		cmocka_unit_test(between_two_rates_the_stricter_counts),
		cmocka_unit_test(what_was_not_measured_is_not_promised),
		cmocka_unit_test(a_rate_of_too_few_pairs_says_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
