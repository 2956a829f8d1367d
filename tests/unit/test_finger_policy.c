/*
 * test_finger_policy: a false match rate becomes the score that a finger needs, by the matcher's
 * table, whatever that says; what it does not cover, and what is said twice, is refused with the
 * reason.
 */
#include "biometrics/finger_rate.h"
#include "prog/core_settings.h"
#include "prog/finger_policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define WANTED "[policy]\nfinger = doubt\n"
#define SENSOR "[finger]\nsensor = sim:/tmp/finger.sock\n"

static struct config config; /* too large for the stack */

static enum eg_err read_text(const char *text)
{
	int line;
	return config_read(rd_cstr(text), &config, &line);
}

static struct finger_policy chosen(const char *text)
{
	struct finger_policy p = {0};
	if (read_text(text) != EG_OK || finger_policy_choose(&config, &p) != EG_OK) {
		fail_msg("%s: %s", text, eg_fault_last().reason);
	}
	return p;
}

static struct finger_policy asked(uint32_t one_in)
{
	char text[160];
	assert_true(snprintf(text, sizeof(text), WANTED SENSOR "fmr = 1/%u\n", one_in) > 0);
	return chosen(text);
}

static int16_t at_least_some(int16_t threshold)
{
	return threshold < FINGER_POLICY_LEAST ? FINGER_POLICY_LEAST : threshold;
}

static void thresholds_come_from_the_table_of_the_matcher(void **state)
{
	(void)state;
	size_t count;
	const struct finger_rate *t = finger_rate_table(&count);
	for (size_t i = 0; i < count; i++) {
		const struct finger_policy p = asked(t[i].one_in);
		assert_int_equal(p.match, at_least_some(t[i].threshold));
		assert_true(p.one_in >= t[i].one_in);
		assert_true(i + 1 == count || p.match >= t[i + 1].threshold ||
			    p.one_in < t[i + 1].one_in);
		/* In between, the stricter one. */
		if (i > 0) {
			assert_int_equal(asked(t[i - 1].one_in + 1).match,
					 at_least_some(t[i].threshold));
		}
	}
	assert_true(asked(t[count - 1].one_in).extrapolated == t[count - 1].extrapolated);
}

/* As the issue has it: 1 % and 0.1 % can be asked for. */
static void rates_of_one_in_a_hundred_and_in_a_thousand_can_be_had(void **state)
{
	(void)state;
	assert_true(asked(100).match >= FINGER_POLICY_LEAST);
	assert_true(asked(1000).match >= asked(100).match);
	assert_false(asked(1000).extrapolated);
	assert_true(asked(100).one_in >= 100);
	assert_int_equal(asked(1000).one_in, 1000);
}

static void without_a_word_it_is_the_rate_of_the_entry_exit_system(void **state)
{
	(void)state;
	const struct finger_policy p = chosen(WANTED SENSOR);
	const struct finger_policy same = asked(FINGER_POLICY_FMR);
	assert_int_equal(p.match, same.match);
	assert_int_equal(p.one_in, same.one_in);
}

static void a_score_that_is_said_outright_is_told_by_the_rate_it_stands_for(void **state)
{
	(void)state;
	size_t count;
	const struct finger_rate *t = finger_rate_table(&count);
	for (size_t i = 0; i < count; i++) {
		char text[160];
		int16_t match = (int16_t)(i + 1 < count ? t[i + 1].threshold - 1 : 1000);
		if (match < FINGER_POLICY_LEAST) {
			continue;
		}
		assert_true(snprintf(text, sizeof(text), WANTED "finger-match = %d\n" SENSOR,
				     match) > 0);
		const struct finger_policy p = chosen(text);
		assert_int_equal(p.match, match);
		assert_int_equal(p.one_in, t[i].one_in);
		assert_true(p.extrapolated == t[i].extrapolated);
	}
}

static void what_cannot_be_promised_is_refused_with_the_reason(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *reason;
	} wrong[] = {
		{WANTED SENSOR "fmr = 1/100000000\n", "no threshold of the finger's matcher was "
						      "measured to keep a false match rate that "
						      "low"},
		{SENSOR "fmr = 1/100000000\n", /* nor where none is wanted yet */
		 "no threshold of the finger's matcher was measured to keep a false match rate "
		 "that "
		 "low"},
		{WANTED "finger-match = 10\n" SENSOR "fmr = 1/1000\n",
		 "[finger] fmr and finger-match are both given: one of them decides"},
		{"[policy]\nfinger-match = 10\n" SENSOR "fmr = 1/1000\n",
		 "[finger] fmr and finger-match are both given: one of them decides"},
		{WANTED "finger-refer = 1000\n" SENSOR "fmr = 1/1000\n",
		 "finger thresholds out of order: refer, match"},
		{WANTED "finger-match = 0\n" SENSOR,
		 "a finger-match of 0 would admit about any finger"},
		{WANTED SENSOR "fmr = 0.001\n", "a value that its key does not take"},
		{WANTED SENSOR "fmr = 1/1\n", "a value that its key does not take"},
		{WANTED SENSOR "fmr = 1/0\n", "a value that its key does not take"},
		{WANTED SENSOR "fmr = -1/1000\n", "a value that its key does not take"},
		{WANTED SENSOR "fmr = nan\n", "a value that its key does not take"},
		{WANTED SENSOR "fmr = 1/1000\nfmr = 1/1000\n", "a key is given twice"},
	};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		enum eg_err err = read_text(wrong[i].text);
		if (err != EG_CONFIG || strcmp(eg_fault_last().reason, wrong[i].reason) != 0) {
			fail_msg("%s: %d, %s", wrong[i].text, err, eg_fault_last().reason);
		}
	}
}

/* What refers may be anything up to what matches, also where that is above the shipped score. */
static void a_strict_rate_leaves_room_for_a_strict_referral(void **state)
{
	(void)state;
	size_t count;
	const struct finger_rate *t = finger_rate_table(&count);
	char text[200];
	assert_true(snprintf(text, sizeof(text), WANTED "finger-refer = %d\n" SENSOR "fmr = 1/%u\n",
			     t[count - 1].threshold, t[count - 1].one_in) > 0);
	assert_int_equal(chosen(text).match, t[count - 1].threshold);
}

static struct lane_settings of_the_core(void)
{
	struct lane_settings settings;
	char *words[CONFIG_WORDS_MAX];
	for (size_t i = 0; i < config.word_count; i++) {
		words[i] = config.words[i];
	}
	struct args args = {.count = (int)config.word_count, .words = words};
	assert_int_equal(lane_settings_from(&args, &settings), EG_OK);
	return settings;
}

/* The core decides by words alone: what was chosen arrives there, with what it stands for. */
static void the_core_gets_what_was_chosen(void **state)
{
	(void)state;
	struct finger_policy p;
	assert_int_equal(read_text(WANTED SENSOR "fmr = 1/1000\n"), EG_OK);
	assert_int_equal(finger_policy_apply(&config, &p), EG_OK);
	struct lane_settings s = of_the_core();
	assert_int_equal(s.policy.finger_match, p.match);
	assert_int_equal(s.finger_one_in, 1000);
	assert_int_equal(read_text(WANTED "finger-match = 1000\n" SENSOR), EG_OK);
	assert_int_equal(finger_policy_apply(&config, &p), EG_OK);
	s = of_the_core();
	assert_int_equal(s.policy.finger_match, 1000);
	assert_int_equal(s.finger_one_in, p.one_in);
	/* A lane that never wants one is told nothing of fingers. */
	assert_int_equal(read_text("[policy]\nfinger = never\n"), EG_OK);
	assert_int_equal(finger_policy_apply(&config, &p), EG_OK);
	assert_int_equal(config.word_count, 1);
	assert_int_equal(of_the_core().finger_one_in, 0);
}

static void a_rate_of_nothing_is_not_to_be_had_by_words(void **state)
{
	(void)state;
	struct lane_settings settings;
	char none[] = "finger-one-in=0";
	char *words[] = {none};
	struct args args = {.count = 1, .words = words};
	assert_int_equal(lane_settings_from(&args, &settings), EG_CONFIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(thresholds_come_from_the_table_of_the_matcher),
		cmocka_unit_test(rates_of_one_in_a_hundred_and_in_a_thousand_can_be_had),
		cmocka_unit_test(without_a_word_it_is_the_rate_of_the_entry_exit_system),
		cmocka_unit_test(a_score_that_is_said_outright_is_told_by_the_rate_it_stands_for),
		cmocka_unit_test(what_cannot_be_promised_is_refused_with_the_reason),
		cmocka_unit_test(a_strict_rate_leaves_room_for_a_strict_referral),
		cmocka_unit_test(the_core_gets_what_was_chosen),
		cmocka_unit_test(a_rate_of_nothing_is_not_to_be_had_by_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
