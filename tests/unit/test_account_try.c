/*
 * test_account_try: who tries PINs waits longer and longer, by a given clock, whoever they claim to
 * be; and a real PIN against a real hash.
 */
#include "tests/unit/account_stage.h"

#include "wire/case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define DAY  (INT64_C(24) * 60 * MINUTE)
#define FREE 3
#define ALL  20

static const uint8_t own_print[ACCOUNT_OCTETS] = {1, 2, 3};
static const uint8_t other_print[ACCOUNT_OCTETS] = {1, 2, 4};
static const struct account_hand hand = {.who = 1000, .now_ms = STAGE_START};

static bool wiped(const void *bytes, size_t size)
{
	const uint8_t *b = bytes;
	for (size_t i = 0; i < size; i++) {
		if (b[i] != 0) {
			return false;
		}
	}
	return true;
}

static void the_right_pin_lets_in_and_no_other_does(void **state)
{
	static const char *const pins[] = {"270419", "27041", "2704180", "", STAGE_PIN};
	struct stage *s = *state;
	for (size_t i = 0; i < sizeof(pins) / sizeof(pins[0]); i++) {
		const struct account_claim claim = {.name = RD_TEXT("ben"),
						    .pin = rd_cstr(pins[i])};
		struct account_try t;
		struct account_entry e;
		struct account_refusal no;
		s->now_ms += MINUTE;
		assert_int_equal(account_ask(s->a, &claim, s->now_ms, &t, &no), EG_OK);
		account_compare(&t);
		bool right = strcmp(pins[i], STAGE_PIN) == 0;
		assert_int_equal(t.right, right);
		assert_int_equal(account_enter(s->a, &t, s->now_ms, &e, &no),
				 right ? EG_OK : EG_DENIED);
		assert_int_equal(no.why, right ? ACCOUNT_NO_NOT : ACCOUNT_NO_WRONG);
		assert_true(wiped(&t, sizeof(t)));
		assert_true(right || wiped(&e, sizeof(e)));
		if (right) {
			assert_string_equal(e.session.name, "Ben"); /* as enrolled */
			assert_true(account_form_fits(rd_cstr(e.token), rd_cstr(e.form)));
		}
	}
}

static void an_unknown_name_is_hashed_as_long_and_let_in_never(void **state)
{
	static const char *const names[] = {
		"Zoe", "", "Ben\x01", "ben ",
		"A name of more octets than anybody's can have, to see that it is no other"};
	struct stage *s = *state;
	struct account_try known;
	struct account_refusal no;
	const struct account_claim ben = {.name = RD_TEXT("Ben"), .pin = RD_TEXT(STAGE_PIN)};
	assert_int_equal(account_ask(s->a, &ben, s->now_ms, &known, &no), EG_OK);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct account_claim claim = {.name = rd_cstr(names[i]),
						    .pin = RD_TEXT(STAGE_PIN)};
		struct account_entry e;
		struct account_try t;
		assert_int_equal(account_ask(s->a, &claim, s->now_ms, &t, &no), EG_OK);
		/* The same work: algorithm, memory and passes stand before the salt. */
		size_t cost = 0;
		for (unsigned dollars = 0; dollars < 4; cost++) {
			dollars += known.hash[cost] == '$' ? 1 : 0;
		}
		assert_memory_equal(t.hash, known.hash, cost);
		assert_memory_not_equal(t.hash, known.hash, sizeof(t.hash));
		if (i == 0) {
			account_compare(&t);
			assert_false(t.right);
		}
		t.right = true; /* even then */
		assert_int_equal(account_enter(s->a, &t, s->now_ms, &e, &no), EG_DENIED);
		assert_int_equal(no.why, ACCOUNT_NO_WRONG);
	}
}

/* Seconds to wait for the next try with this name, which is made if there are none. */
static uint32_t fail_once(struct stage *s, const char *name, const uint8_t *print)
{
	struct account_entry e;
	struct account_refusal no = {.why = ACCOUNT_NO_NOT};
	enum eg_err err = stage_enter(s, name, false, print, &e, &no);
	if (err == EG_STATE) {
		assert_int_equal(no.why, ACCOUNT_NO_WAIT);
		assert_true(no.wait_s > 0);
		return no.wait_s;
	}
	assert_int_equal(err, EG_DENIED);
	return 0;
}

static void each_failure_makes_the_next_try_wait_longer_known_or_not(void **state)
{
	static const uint32_t waits[] = {0, 0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900};
	static const char *const names[] = {"Ben", "Zoe"};
	struct stage *s = *state;
	for (size_t n = 0; n < 2; n++) {
		int64_t last = 0;
		s->now_ms += DAY;
		for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++) {
			int64_t wait = waits[i] * SECOND;
			if (wait > 0) {
				s->now_ms = last + 1;
				assert_int_equal(fail_once(s, names[n], NULL), waits[i]);
				s->now_ms = last + wait - 1;
				assert_int_equal(fail_once(s, names[n], NULL), 1);
				s->now_ms = last + wait;
			}
			last = s->now_ms;
			assert_int_equal(fail_once(s, names[n], NULL), 0);
		}
	}
}

static void a_good_pin_or_a_quiet_day_forgets_failures(void **state)
{
	struct stage *s = *state;
	struct account_entry e;
	struct account_refusal no;
	for (int i = 0; i < FREE; i++) {
		assert_int_equal(fail_once(s, "Ben", NULL), 0);
	}
	assert_int_equal(fail_once(s, "BEN", NULL), 5); /* one name, however it is written */
	/* The right PIN waits, too: else it could be told from the answer. */
	assert_int_equal(stage_enter(s, "Ben", true, NULL, &e, &no), EG_STATE);
	s->now_ms += 5 * SECOND;
	assert_int_equal(stage_enter(s, "Ben", true, NULL, &e, &no), EG_OK);
	for (int i = 0; i < FREE; i++) {
		assert_int_equal(fail_once(s, "Ben", NULL), 0);
	}
	assert_int_equal(fail_once(s, "Ben", NULL), 5);
	s->now_ms += DAY + 1;
	for (int i = 0; i < FREE; i++) {
		assert_int_equal(fail_once(s, "Ben", NULL), 0);
	}
	assert_int_equal(fail_once(s, "Ben", NULL), 5);
	/* Who keeps accounts can help. */
	assert_int_equal(account_set_enabled(s->a, stage_number(BEN), true, &hand), EG_OK);
	assert_int_equal(stage_enter(s, "Ben", true, NULL, &e, &no), EG_OK);
}

static void fail_with_name(struct stage *s, unsigned n, uint32_t expected)
{
	char name[] = "Nobody A";
	name[sizeof(name) - 2] = (char)('A' + n);
	assert_int_equal(fail_once(s, name, NULL), expected);
}

static void tries_with_many_names_wait_for_each_other(void **state)
{
	struct stage *s = *state;
	for (unsigned n = 0; n < ALL; n++) {
		fail_with_name(s, n, 0);
	}
	fail_with_name(s, ALL, 60);
	assert_int_equal(fail_once(s, "Ben", NULL), 60);
	s->now_ms += MINUTE - 1;
	fail_with_name(s, ALL, 1);
	s->now_ms += 1;
	fail_with_name(s, ALL, 0); /* and what was refused has not counted */
	fail_with_name(s, ALL + 1, 60);
	s->now_ms += ALL * MINUTE;
	for (unsigned n = 0; n < ALL; n++) {
		fail_with_name(s, n + 5, 0);
	}
	assert_int_equal(fail_once(s, "Ben", NULL), 60);
}

static void good_tries_do_not_use_up_those_of_all(void **state)
{
	struct stage *s = *state;
	for (unsigned n = 0; n < 2 * ALL; n++) {
		(void)stage_in(s, n % 2 == 0 ? BEN : EVA); /* asserts that it is let in */
	}
}

static void nobody_locks_out_who_has_their_own_certificate(void **state)
{
	struct stage *s = *state;
	struct account_entry e;
	struct account_refusal no;
	assert_int_equal(account_set_print(s->a, stage_number(BEN), own_print, &hand), EG_OK);
	for (unsigned n = 0; n < ALL; n++) {
		fail_with_name(s, n, 0);
	}
	assert_int_equal(fail_once(s, "Ben", NULL), 60);
	assert_int_equal(fail_once(s, "Ben", other_print), 60);
	assert_int_equal(stage_enter(s, "Ben", true, own_print, &e, &no), EG_OK);
	/* Their own failures count. */
	for (int i = 0; i < FREE; i++) {
		assert_int_equal(fail_once(s, "Ben", own_print), 0);
	}
	assert_int_equal(fail_once(s, "Ben", own_print), 5);
}

static void other_certificates_give_no_tries_of_their_own(void **state)
{
	struct stage *s = *state;
	for (uint8_t i = 0; i < FREE; i++) {
		const uint8_t print[ACCOUNT_OCTETS] = {i};
		assert_int_equal(fail_once(s, "Ben", print), 0);
	}
	assert_int_equal(fail_once(s, "Ben", NULL), 5);
	assert_int_equal(fail_once(s, "Ben", own_print), 5);
}

static void tries_at_once_are_counted_before_any_of_them_is_judged(void **state)
{
	struct stage *s = *state;
	const struct account_claim claim = {.name = RD_TEXT("Ben"), .pin = RD_TEXT("270419")};
	struct account_try tries[FREE + 1];
	struct account_refusal no;
	for (int i = 0; i < FREE; i++) {
		assert_int_equal(account_ask(s->a, &claim, s->now_ms, &tries[i], &no), EG_OK);
	}
	assert_int_equal(account_ask(s->a, &claim, s->now_ms, &tries[FREE], &no), EG_STATE);
	assert_int_equal(no.wait_s, 5);
	assert_true(wiped(&tries[FREE], sizeof(tries[FREE])));
}

static void a_clock_that_is_put_back_keeps_nobody_out_for_longer(void **state)
{
	struct stage *s = *state;
	struct account_entry e;
	struct account_refusal no;
	for (unsigned n = 0; n < ALL; n++) {
		fail_with_name(s, n, 0);
	}
	for (int i = 0; i < 6; i++) {
		s->now_ms += 15 * MINUTE;
		assert_int_equal(fail_once(s, "Ben", NULL), 0);
	}
	s->now_ms -= 30 * DAY;
	(void)stage_enter(s, "Ben", true, NULL, &e, &no); /* may wait, but for minutes */
	s->now_ms += 15 * MINUTE;
	assert_int_equal(stage_enter(s, "Ben", true, NULL, &e, &no), EG_OK);
}

static void a_restart_forgets_no_failure(void **state)
{
	struct stage *s = *state;
	for (int i = 0; i < FREE; i++) {
		assert_int_equal(fail_once(s, "Ben", NULL), 0);
	}
	stage_restart(s);
	assert_int_equal(fail_once(s, "Ben", NULL), 5);
}

static void the_certificate_has_to_be_the_enrolled_one(void **state)
{
	struct stage *s = *state;
	struct account_entry e;
	struct account_refusal no;
	assert_int_equal(account_set_print(s->a, stage_number(BEN), own_print, &hand), EG_OK);
	assert_int_equal(stage_enter(s, "Ben", true, NULL, &e, &no), EG_DENIED);
	assert_int_equal(stage_enter(s, "Ben", true, other_print, &e, &no), EG_DENIED);
	assert_int_equal(stage_enter(s, "Ben", true, own_print, &e, &no), EG_OK);
	/* Without an enrolled one any is as good as none, unless one is asked for. */
	assert_int_equal(stage_enter(s, "Cem", true, other_print, &e, &no), EG_OK);
	assert_int_equal(stage_enter(s, "Cem", true, NULL, &e, &no), EG_OK);
	s->rules.certificate_needed = true;
	stage_restart(s);
	assert_int_equal(stage_enter(s, "Cem", true, NULL, &e, &no), EG_DENIED);
	assert_int_equal(stage_enter(s, "Cem", true, other_print, &e, &no), EG_DENIED);
	assert_int_equal(stage_enter(s, "Ben", true, own_print, &e, &no), EG_OK);
}

static void what_changes_while_a_pin_is_compared_counts(void **state)
{
	struct stage *s = *state;
	for (int which = 0; which < 2; which++) {
		const struct account_claim claim = {.name = RD_TEXT("Ben"),
						    .pin = RD_TEXT(STAGE_PIN)};
		struct account_try t;
		struct account_entry e;
		struct account_refusal no;
		assert_int_equal(account_ask(s->a, &claim, s->now_ms, &t, &no), EG_OK);
		t.right = true;
		stage_sql(s->path, which == 0 ? "UPDATE officer SET enabled = 0 WHERE name = 'Ben'"
					      : "UPDATE officer SET enabled = 1, pin = pin || ' '"
						" WHERE name = 'Ben'");
		assert_int_equal(account_enter(s->a, &t, s->now_ms, &e, &no), EG_DENIED);
		assert_int_equal(no.why, ACCOUNT_NO_WRONG);
	}
}

#define WITH_STAGE(test) cmocka_unit_test_setup_teardown(test, stage_make, stage_clear)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STAGE(the_right_pin_lets_in_and_no_other_does),
		WITH_STAGE(an_unknown_name_is_hashed_as_long_and_let_in_never),
		WITH_STAGE(each_failure_makes_the_next_try_wait_longer_known_or_not),
		WITH_STAGE(a_good_pin_or_a_quiet_day_forgets_failures),
		WITH_STAGE(tries_with_many_names_wait_for_each_other),
		WITH_STAGE(good_tries_do_not_use_up_those_of_all),
		WITH_STAGE(nobody_locks_out_who_has_their_own_certificate),
		WITH_STAGE(other_certificates_give_no_tries_of_their_own),
		WITH_STAGE(tries_at_once_are_counted_before_any_of_them_is_judged),
		WITH_STAGE(a_clock_that_is_put_back_keeps_nobody_out_for_longer),
		WITH_STAGE(a_restart_forgets_no_failure),
		WITH_STAGE(the_certificate_has_to_be_the_enrolled_one),
		WITH_STAGE(what_changes_while_a_pin_is_compared_counts),
	};
	return cmocka_run_group_tests(tests, stage_group_make, stage_group_clear);
}
