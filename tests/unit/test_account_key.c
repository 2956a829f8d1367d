/*
 * test_account_key: an order that comes twice is done once, whatever happens in between.
 */
#include "tests/unit/account_stage.h"

#include "wire/case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define KEY  RD_TEXT("0123456789abcdef")
#define PATH RD_TEXT("/api/cases/1-7/act")
#define BODY RD_TEXT("{\"act\":\"pass\",\"version\":3}")
#define DAY  (INT64_C(24) * 60 * MINUTE)

static enum account_replay take(struct stage *s, int officer, struct rd key, struct rd path,
				struct rd body)
{
	EG_AUTO(account_answer_free) struct account_answer x = {.replay = ACCOUNT_FRESH};
	assert_int_equal(
		account_key_take(s->a, stage_number(officer), key, path, body, s->now_ms, &x),
		EG_OK);
	return x.replay;
}

static enum account_replay take_usual(struct stage *s)
{
	return take(s, BEN, KEY, PATH, BODY);
}

static void answer_usual(struct stage *s)
{
	assert_int_equal(
		account_key_answer(s->a, stage_number(BEN), KEY, 409, RD_TEXT("{\"version\":4}")),
		EG_OK);
}

static void expect_replayed(struct stage *s, struct rd body)
{
	EG_AUTO(account_answer_free) struct account_answer x = {.replay = ACCOUNT_FRESH};
	assert_int_equal(account_key_take(s->a, stage_number(BEN), KEY, PATH, BODY, s->now_ms, &x),
			 EG_OK);
	assert_int_equal(x.replay, ACCOUNT_REPLAY);
	assert_int_equal(x.status, 409);
	assert_true(rd_equal(bytes_rd(&x.body), body));
}

static void the_same_order_is_answered_as_the_first_time(void **state)
{
	struct stage *s = *state;
	assert_int_equal(take_usual(s), ACCOUNT_FRESH);
	answer_usual(s);
	for (int i = 0; i < 3; i++) {
		s->now_ms += MINUTE;
		expect_replayed(s, RD_TEXT("{\"version\":4}"));
	}
}

static void another_order_under_the_same_key_is_refused(void **state)
{
	struct stage *s = *state;
	assert_int_equal(take_usual(s), ACCOUNT_FRESH);
	assert_int_equal(take(s, BEN, KEY, PATH, RD_TEXT("{}")), ACCOUNT_OTHER);
	assert_int_equal(take(s, BEN, KEY, RD_TEXT("/api/cases/1-8/act"), BODY), ACCOUNT_OTHER);
	/* What goes over from path to body is another order, too. */
	assert_int_equal(take(s, BEN, KEY, RD_TEXT("/api/cases/1-7/act{"),
			      RD_TEXT("\"act\":\"pass\",\"version\":3}")),
			 ACCOUNT_OTHER);
	answer_usual(s);
	assert_int_equal(take(s, BEN, KEY, PATH, RD_TEXT("{}")), ACCOUNT_OTHER);
	expect_replayed(s, RD_TEXT("{\"version\":4}"));
}

static void keys_of_others_are_others_keys(void **state)
{
	struct stage *s = *state;
	assert_int_equal(take_usual(s), ACCOUNT_FRESH);
	answer_usual(s);
	assert_int_equal(take(s, CEM, KEY, PATH, BODY), ACCOUNT_FRESH);
	assert_int_equal(take(s, BEN, RD_TEXT("0123456789abcdeF"), PATH, BODY), ACCOUNT_FRESH);
}

static void an_order_without_an_answer_is_not_done_again(void **state)
{
	struct stage *s = *state;
	assert_int_equal(take_usual(s), ACCOUNT_FRESH);
	assert_int_equal(take_usual(s), ACCOUNT_UNKNOWN);
	stage_restart(s); /* it may have been done */
	assert_int_equal(take_usual(s), ACCOUNT_UNKNOWN);
	answer_usual(s);
	expect_replayed(s, RD_TEXT("{\"version\":4}"));
}

static void an_answer_is_given_once_and_to_a_key_that_waits(void **state)
{
	struct stage *s = *state;
	uint32_t ben = stage_number(BEN);
	assert_int_equal(account_key_answer(s->a, ben, KEY, 200, RD_EMPTY), EG_NOT_FOUND);
	assert_int_equal(take_usual(s), ACCOUNT_FRESH);
	assert_int_equal(account_key_answer(s->a, ben, KEY, 0, RD_EMPTY), EG_BAD_DATA);
	answer_usual(s);
	assert_int_equal(account_key_answer(s->a, ben, KEY, 200, RD_EMPTY), EG_NOT_FOUND);
	expect_replayed(s, RD_TEXT("{\"version\":4}"));
}

static void after_a_restart_or_ten_minutes_the_status_is_left(void **state)
{
	struct stage *s = *state;
	assert_int_equal(take_usual(s), ACCOUNT_FRESH);
	answer_usual(s);
	stage_restart(s);
	expect_replayed(s, RD_EMPTY);
	assert_int_equal(take(s, CEM, KEY, PATH, BODY), ACCOUNT_FRESH);
	assert_int_equal(account_key_answer(s->a, stage_number(CEM), KEY, 200, BODY), EG_OK);
	s->now_ms += 10 * MINUTE;
	expect_replayed(s, RD_EMPTY);
	assert_int_equal(stage_count(s->path, "SELECT count(*) FROM asked"
					      " WHERE body IS NOT NULL"),
			 0);
}

static void a_key_is_kept_for_a_day(void **state)
{
	struct stage *s = *state;
	assert_int_equal(take_usual(s), ACCOUNT_FRESH);
	answer_usual(s);
	s->now_ms += DAY - 1;
	expect_replayed(s, RD_EMPTY);
	s->now_ms += 1;
	assert_int_equal(take_usual(s), ACCOUNT_FRESH);
}

static void answers_of_any_size_up_to_the_limit_come_back(void **state)
{
	static const size_t sizes[] = {0, 1, 4095, ACCOUNT_ANSWER_MAX};
	struct stage *s = *state;
	uint8_t *octets = calloc(1, ACCOUNT_ANSWER_MAX + 1);
	assert_non_null(octets);
	for (size_t i = 0; i <= ACCOUNT_ANSWER_MAX; i++) {
		octets[i] = (uint8_t)(i * 31);
	}
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		EG_AUTO(account_answer_free) struct account_answer x = {.replay = ACCOUNT_FRESH};
		char key[32];
		assert_true(snprintf(key, sizeof(key), "key-of-size-%06zu", sizes[i]) > 0);
		assert_int_equal(take(s, BEN, rd_cstr(key), PATH, BODY), ACCOUNT_FRESH);
		assert_int_equal(account_key_answer(s->a, stage_number(BEN), rd_cstr(key), 200,
						    rd_of(octets, sizes[i])),
				 EG_OK);
		assert_int_equal(account_key_take(s->a, stage_number(BEN), rd_cstr(key), PATH, BODY,
						  s->now_ms, &x),
				 EG_OK);
		assert_int_equal(x.replay, ACCOUNT_REPLAY);
		assert_true(rd_equal(bytes_rd(&x.body), rd_of(octets, sizes[i])));
	}
	assert_int_equal(take_usual(s), ACCOUNT_FRESH);
	assert_int_equal(account_key_answer(s->a, stage_number(BEN), KEY, 200,
					    rd_of(octets, ACCOUNT_ANSWER_MAX + 1)),
			 EG_TOO_BIG);
	free(octets);
}

static void an_answer_moved_to_another_order_is_none(void **state)
{
	struct stage *s = *state;
	assert_int_equal(take_usual(s), ACCOUNT_FRESH);
	answer_usual(s);
	assert_int_equal(take(s, CEM, KEY, PATH, RD_TEXT("{}")), ACCOUNT_FRESH);
	assert_int_equal(account_key_answer(s->a, stage_number(CEM), KEY, 200, BODY), EG_OK);
	stage_sql(s->path, "UPDATE asked SET body = (SELECT body FROM asked WHERE officer = 3)"
			   " WHERE officer = 2");
	expect_replayed(s, RD_EMPTY);
}

static void bad_keys_and_too_many_are_refused(void **state)
{
	struct stage *s = *state;
	EG_AUTO(account_answer_free) struct account_answer x = {.replay = ACCOUNT_FRESH};
	assert_int_equal(account_key_take(s->a, stage_number(BEN), RD_TEXT("0123456789abcde"), PATH,
					  BODY, s->now_ms, &x),
			 EG_BAD_DATA);
	assert_int_equal(account_key_take(s->a, BEN, KEY, PATH, BODY, s->now_ms, &x), EG_NOT_FOUND);
	stage_sql(s->path, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
			   " WHERE i < 10000) INSERT INTO asked(officer, key, digest, at_ms)"
			   " SELECT 2, 'played-key-' || printf('%06d', i), zeroblob(32),"
			   " 1790000000000 FROM n");
	assert_int_equal(account_key_take(s->a, stage_number(BEN), KEY, PATH, BODY, s->now_ms, &x),
			 EG_TOO_BIG);
	assert_int_equal(take(s, CEM, KEY, PATH, BODY), ACCOUNT_FRESH);
	assert_int_equal(take(s, BEN, RD_TEXT("played-key-000007"), PATH, BODY), ACCOUNT_OTHER);
	s->now_ms += DAY;
	assert_int_equal(take_usual(s), ACCOUNT_FRESH);
}

#define WITH_STAGE(test) cmocka_unit_test_setup_teardown(test, stage_make, stage_clear)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STAGE(the_same_order_is_answered_as_the_first_time),
		WITH_STAGE(another_order_under_the_same_key_is_refused),
		WITH_STAGE(keys_of_others_are_others_keys),
		WITH_STAGE(an_order_without_an_answer_is_not_done_again),
		WITH_STAGE(an_answer_is_given_once_and_to_a_key_that_waits),
		WITH_STAGE(after_a_restart_or_ten_minutes_the_status_is_left),
		WITH_STAGE(a_key_is_kept_for_a_day),
		WITH_STAGE(answers_of_any_size_up_to_the_limit_come_back),
		WITH_STAGE(an_answer_moved_to_another_order_is_none),
		WITH_STAGE(bad_keys_and_too_many_are_refused),
	};
	return cmocka_run_group_tests(tests, stage_group_make, stage_group_clear);
}
