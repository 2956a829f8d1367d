/*
 * test_account_session: who is there: tokens that are good until they end, and then for ever bad;
 * shifts; hand-overs; two programs on one file.
 */
#include "tests/unit/account_stage.h"

#include "wire/case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static const uint8_t some_print[ACCOUNT_OCTETS] = {1, 2, 3};
static const uint8_t other_print[ACCOUNT_OCTETS] = {1, 2, 4};
static const struct account_hand hand = {.who = 1000, .now_ms = STAGE_START};

static bool good(struct stage *s, const struct account_entry *e, bool acts)
{
	struct account_session told;
	enum eg_err err = stage_session(s, e, acts, &told);
	assert_true(err == EG_OK || err == EG_DENIED);
	assert_true(err == EG_OK ? told.number == e->session.number : told.number == 0);
	return err == EG_OK;
}

/* Sessions that a sweep tells of. */
struct swept {
	uint64_t session[8];
	enum account_end why[8];
	size_t count;
};

static void keep_end(void *context, uint64_t session, enum account_end why)
{
	struct swept *x = context;
	assert_true(x->count < 8);
	x->session[x->count] = session;
	x->why[x->count++] = why;
}

static struct swept sweep(struct stage *s)
{
	struct swept x = {.count = 0};
	assert_int_equal(account_sweep(s->a, s->now_ms, keep_end, &x), EG_OK);
	return x;
}

static void expect_swept(struct stage *s, const struct account_entry *e, enum account_end why)
{
	struct swept x = sweep(s);
	assert_int_equal(x.count, 1);
	assert_int_equal(x.session[0], e->session.number);
	assert_int_equal(x.why[0], why);
	assert_int_equal(sweep(s).count, 0); /* told once */
}

static void a_session_says_who_it_is_and_outlives_a_restart(void **state)
{
	struct stage *s = *state;
	struct account_entry e = stage_in(s, ADA);
	struct account_session told;
	stage_restart(s);
	s->now_ms += MINUTE;
	assert_int_equal(stage_session(s, &e, true, &told), EG_OK);
	assert_string_equal(told.name, "Ada");
	assert_int_equal(told.officer, stage_number(ADA));
	assert_int_equal(told.office, ACCOUNT_SUPERVISOR);
	assert_int_equal(told.began_ms, STAGE_START);
	assert_int_equal(told.until_ms, STAGE_START + 60 * MINUTE);
	assert_true(told.attends && !told.due && !told.over);
}

static void a_token_that_is_none_is_nobodys(void **state)
{
	struct stage *s = *state;
	struct account_entry e = stage_in(s, BEN);
	struct account_session told;
	char text[ACCOUNT_HEX_SIZE + 1];
	for (size_t at = 0; at < ACCOUNT_HEX_SIZE; at += 7) {
		assert_true(snprintf(text, sizeof(text), "%s", e.token) > 0);
		text[at] = text[at] == '0' ? '1' : '0';
		assert_int_equal(account_session(s->a, rd_cstr(text), NULL, true, s->now_ms, &told),
				 EG_DENIED);
	}
	assert_int_equal(account_session(s->a, RD_EMPTY, NULL, true, s->now_ms, &told), EG_DENIED);
	assert_int_equal(account_session(s->a, rd_cstr(e.form), NULL, true, s->now_ms, &told),
			 EG_DENIED);
	assert_true(good(s, &e, true));
}

static void the_forms_token_fits_its_cookie_alone(void **state)
{
	struct stage *s = *state;
	struct account_entry a = stage_in(s, ADA);
	struct account_entry b = stage_in(s, BEN);
	assert_true(account_form_fits(rd_cstr(a.token), rd_cstr(a.form)));
	assert_false(account_form_fits(rd_cstr(a.token), rd_cstr(b.form)));
	assert_false(account_form_fits(rd_cstr(a.token), rd_cstr(a.token)));
	assert_false(account_form_fits(rd_cstr(a.token), RD_EMPTY));
	assert_false(account_form_fits(rd_cstr(a.token), rd_of(a.form, ACCOUNT_HEX_SIZE - 1)));
	assert_false(account_form_fits(RD_EMPTY, rd_cstr(a.form)));
}

static void who_does_nothing_is_logged_out_and_who_acts_is_not(void **state)
{
	struct stage *s = *state;
	struct account_entry e = stage_in(s, BEN);
	for (int i = 0; i < 3; i++) {
		s->now_ms += 15 * MINUTE - 1;
		assert_true(good(s, &e, true));
	}
	for (int i = 0; i < 15; i++) { /* what a page does by itself keeps nobody in */
		assert_true(good(s, &e, false));
		s->now_ms += MINUTE;
	}
	assert_false(good(s, &e, false));
	assert_false(good(s, &e, true));
	expect_swept(s, &e, ACCOUNT_END_IDLE);
}

static void a_sweep_ends_idle_sessions_by_itself(void **state)
{
	struct stage *s = *state;
	struct account_entry a = stage_in(s, ADA);
	s->now_ms += MINUTE;
	struct account_entry b = stage_in(s, BEN);
	s->now_ms += 14 * MINUTE - 1;
	assert_int_equal(sweep(s).count, 0);
	s->now_ms += 1;
	expect_swept(s, &a, ACCOUNT_END_IDLE);
	assert_true(good(s, &b, false));
}

static void a_logged_out_token_stays_bad(void **state)
{
	struct stage *s = *state;
	struct account_entry e = stage_in(s, BEN);
	assert_int_equal(account_leave(s->a, e.session.number, s->now_ms), EG_OK);
	assert_false(good(s, &e, true));
	assert_int_equal(account_leave(s->a, e.session.number, s->now_ms), EG_OK);
	assert_int_equal(account_leave(s->a, 12345, s->now_ms), EG_OK);
	expect_swept(s, &e, ACCOUNT_END_LEFT);
	assert_false(good(s, &e, true));
}

static void an_officer_is_at_one_screen_only(void **state)
{
	struct stage *s = *state;
	struct account_entry first = stage_in(s, BEN);
	struct account_entry second = stage_in(s, BEN);
	assert_string_not_equal(first.token, second.token);
	assert_false(good(s, &first, true));
	assert_true(good(s, &second, true));
	expect_swept(s, &first, ACCOUNT_END_AGAIN);
}

static void a_token_with_another_certificate_was_stolen_and_ends(void **state)
{
	static const uint8_t *const prints[] = {some_print, other_print, NULL};
	struct stage *s = *state;
	for (int with = 0; with < 3; with++) {
		for (int uses = 0; uses < 3; uses++) {
			struct account_entry e;
			struct account_refusal no;
			struct account_session told;
			assert_int_equal(stage_enter(s, "Ben", true, prints[with], &e, &no), EG_OK);
			assert_int_equal(account_session(s->a, rd_cstr(e.token), prints[uses],
							 false, s->now_ms, &told),
					 with == uses ? EG_OK : EG_DENIED);
			/* Also for who had it before. */
			assert_int_equal(account_session(s->a, rd_cstr(e.token), prints[with],
							 false, s->now_ms, &told),
					 with == uses ? EG_OK : EG_DENIED);
			assert_int_equal(account_leave(s->a, e.session.number, s->now_ms), EG_OK);
			expect_swept(s, &e, with == uses ? ACCOUNT_END_LEFT : ACCOUNT_END_STOLEN);
		}
	}
}

static void what_the_other_program_does_counts_at_once(void **state)
{
	struct stage *s = *state;
	struct account_entry a = stage_in(s, ADA);
	struct account_entry b = stage_in(s, BEN);
	struct account *other = NULL;
	struct account_refusal no;
	assert_int_equal(account_open(s->path, ACCOUNT_USE, &s->rules, &other), EG_OK);
	assert_true(good(s, &b, true));
	assert_int_equal(account_set_enabled(other, stage_number(BEN), false, &hand), EG_OK);
	assert_false(good(s, &b, true));
	assert_true(good(s, &a, true));
	expect_swept(s, &b, ACCOUNT_END_CHANGED);
	assert_int_equal(stage_enter(s, "Ben", true, NULL, &b, &no), EG_DENIED);
	assert_int_equal(account_set_enabled(other, stage_number(BEN), true, &hand), EG_OK);
	account_close(&other); /* it is not the last one: the log stays where it is */
	b = stage_in(s, BEN);
	assert_true(good(s, &b, true));
	/* Even if nobody has ended it. */
	stage_sql(s->path, "UPDATE officer SET enabled = 0 WHERE name = 'Ben'");
	assert_false(good(s, &b, true));
}

/* ---- Shifts ---- */

static struct account_session told_of(struct stage *s, const struct account_entry *e)
{
	struct account_session told;
	assert_int_equal(stage_session(s, e, true, &told), EG_OK);
	return told;
}

static void a_shift_becomes_due_then_over_then_ends(void **state)
{
	struct stage *s = *state;
	struct account_entry e = stage_in(s, BEN);
	for (int minutes = 0; minutes < 60; minutes++) {
		struct account_session told = told_of(s, &e);
		assert_int_equal(told.due, minutes >= 55);
		assert_true(told.attends && !told.over);
		s->now_ms += MINUTE;
	}
	/* Whatever they do now: for as long as somebody may be away, and not longer. */
	for (int minutes = 60; minutes < 60 + 15; minutes++) {
		struct account_session told = told_of(s, &e);
		assert_true(told.due && told.over && !told.attends);
		s->now_ms += MINUTE;
	}
	assert_false(good(s, &e, true));
	expect_swept(s, &e, ACCOUNT_END_OVER);
}

/* Who was last seen half an idle time before it has the whole time to hand over, too. */
static void after_a_shift_there_is_time_to_hand_over(void **state)
{
	struct stage *s = *state;
	struct account_entry e = stage_in(s, BEN);
	for (int minutes = 0; minutes <= 46; minutes++) {
		s->now_ms = STAGE_START + minutes * MINUTE;
		assert_true(good(s, &e, true));
	}
	s->now_ms = STAGE_START + 60 * MINUTE;
	assert_true(told_of(s, &e).over);
	s->now_ms = STAGE_START + 75 * MINUTE - 1;
	assert_true(good(s, &e, true));
	assert_int_equal(sweep(s).count, 0);
	s->now_ms += 1;
	expect_swept(s, &e, ACCOUNT_END_OVER);
}

static void logging_in_again_gives_no_fresh_hour_without_a_break(void **state)
{
	struct stage *s = *state;
	struct account_entry e = stage_in(s, BEN);
	struct account_entry none;
	struct account_refusal no;
	s->now_ms += 10 * MINUTE;
	assert_int_equal(account_leave(s->a, e.session.number, s->now_ms), EG_OK);
	s->now_ms += 9 * MINUTE;
	e = stage_in(s, BEN);
	assert_int_equal(e.session.began_ms, STAGE_START);
	assert_int_equal(e.session.until_ms, STAGE_START + 60 * MINUTE);
	while (s->now_ms < STAGE_START + 60 * MINUTE) {
		assert_true(good(s, &e, true));
		s->now_ms += MINUTE;
	}
	assert_int_equal(stage_enter(s, "Ben", true, NULL, &none, &no), EG_STATE);
	assert_int_equal(no.why, ACCOUNT_NO_BREAK);
	assert_int_equal(no.wait_s, 600);
	assert_true(good(s, &e, true)); /* to be handed over */
	s->now_ms += 10 * MINUTE - 1;
	assert_int_equal(stage_enter(s, "Ben", true, NULL, &none, &no), EG_STATE);
	assert_int_equal(no.wait_s, 1);
	s->now_ms += 1;
	e = stage_in(s, BEN);
	assert_int_equal(e.session.began_ms, s->now_ms);
	assert_int_equal(e.session.until_ms, s->now_ms + 60 * MINUTE);
}

static void offices_that_do_not_act_have_the_day_and_do_not_attend(void **state)
{
	static const int officers[] = {DIA, EVA, IDA};
	struct stage *s = *state;
	for (size_t i = 0; i < 3; i++) {
		struct account_entry e = stage_in(s, officers[i]);
		assert_int_equal(e.session.until_ms, s->now_ms + ACCOUNT_DAY_MS);
		assert_false(e.session.attends);
		s->now_ms += MINUTE;
		e = stage_in(s, officers[i]);
		assert_int_equal(e.session.began_ms, s->now_ms);
	}
}

static void a_viewers_day_is_no_officers_shift(void **state)
{
	struct stage *s = *state;
	struct account_entry e = stage_in(s, EVA);
	s->now_ms += 5 * MINUTE;
	assert_true(good(s, &e, true));
	assert_int_equal(account_set_office(s->a, stage_number(EVA), ACCOUNT_OFFICER, &hand),
			 EG_OK);
	e = stage_in(s, EVA);
	assert_true(e.session.until_ms <= s->now_ms + 60 * MINUTE);
}

struct counted {
	size_t all;
	size_t attending;
	size_t due;
};

static void count_one(void *context, const struct account_session *told)
{
	struct counted *c = context;
	c->all++;
	c->attending += told->attends ? 1 : 0;
	c->due += told->due ? 1 : 0;
}

static struct counted count_all(struct stage *s)
{
	struct counted c = {.all = 0};
	assert_int_equal(account_sessions(s->a, s->now_ms, count_one, &c), EG_OK);
	return c;
}

static void only_officers_within_their_shift_attend(void **state)
{
	struct stage *s = *state;
	assert_int_equal(count_all(s).all, 0);
	struct account_entry ben = stage_in(s, BEN);
	(void)stage_in(s, EVA);
	struct account_entry ada = stage_in(s, ADA);
	assert_int_equal(count_all(s).all, 3);
	assert_int_equal(count_all(s).attending, 2);
	assert_int_equal(account_leave(s->a, ada.session.number, s->now_ms), EG_OK);
	assert_int_equal(count_all(s).attending, 1);
	for (int i = 0; i < 5; i++) {
		s->now_ms += 11 * MINUTE;
		assert_true(good(s, &ben, true));
	}
	struct counted c = count_all(s); /* the viewer was idle */
	assert_int_equal(c.all, 1);
	assert_int_equal(c.attending, 1);
	assert_int_equal(c.due, 1);
	s->now_ms = STAGE_START + 60 * MINUTE;
	c = count_all(s);
	assert_int_equal(c.all, 1);
	assert_int_equal(c.attending, 0);
}

/* ---- Hand-over ---- */

static void a_hand_over_ends_the_one_and_begins_the_other(void **state)
{
	struct stage *s = *state;
	struct account_entry ben = stage_in(s, BEN);
	struct account_entry cem;
	struct account_refusal no;
	s->now_ms += 14 * MINUTE;
	assert_true(good(s, &ben, true));
	s->now_ms = STAGE_START + 20 * MINUTE;
	assert_int_equal(stage_hand_over(s, ben.session.number, "Cem", true, &cem, &no), EG_OK);
	assert_false(good(s, &ben, true));
	assert_true(good(s, &cem, true));
	assert_int_equal(cem.session.officer, stage_number(CEM));
	assert_int_equal(cem.session.began_ms, s->now_ms);
	expect_swept(s, &ben, ACCOUNT_END_HANDED);
	assert_int_equal(stage_count(s->path, "SELECT count(*) FROM log WHERE event = 8"
					      " AND who = 0x80000003 AND about = 0x80000002"),
			 1);
	assert_int_equal(ACCOUNT_LOG_HAND, 8);
	/* And back: who was relieved has not rested. */
	struct account_entry again;
	assert_int_equal(stage_hand_over(s, cem.session.number, "Ben", true, &again, &no), EG_OK);
	assert_int_equal(again.session.began_ms, STAGE_START);
}

static void a_refused_hand_over_changes_nothing(void **state)
{
	struct stage *s = *state;
	struct account_entry ben = stage_in(s, BEN);
	struct account_entry ada = stage_in(s, ADA);
	struct account_entry e;
	struct account_refusal no;
	static const struct {
		const char *name;
		bool right;
		enum account_no why;
	} cases[] = {{"Cem", false, ACCOUNT_NO_WRONG},
		     {"Zoe", true, ACCOUNT_NO_WRONG},
		     {"Ben", true, ACCOUNT_NO_SELF},
		     {"Eva", true, ACCOUNT_NO_OFFICE},
		     {"Dia", true, ACCOUNT_NO_OFFICE}};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(stage_hand_over(s, ben.session.number, cases[i].name,
						 cases[i].right, &e, &no),
				 EG_DENIED);
		assert_int_equal(no.why, cases[i].why);
		assert_true(good(s, &ben, true));
	}
	assert_int_equal(stage_hand_over(s, 4711, "Cem", true, &e, &no), EG_DENIED);
	assert_int_equal(no.why, ACCOUNT_NO_GONE);
	assert_true(good(s, &ada, true));
	assert_int_equal(sweep(s).count, 0);
	/* An officer who has to rest relieves nobody. */
	for (int i = 0; i < 60; i++) {
		s->now_ms += MINUTE;
		assert_true(good(s, &ada, true) && good(s, &ben, true));
	}
	assert_int_equal(stage_hand_over(s, ben.session.number, "Ada", true, &e, &no), EG_STATE);
	assert_int_equal(no.why, ACCOUNT_NO_BREAK);
	/* Ben's hour is over, too: that is what a hand-over is for. */
	assert_true(told_of(s, &ben).over);
	assert_int_equal(stage_hand_over(s, ben.session.number, "Cem", true, &e, &no), EG_OK);
	assert_true(e.session.attends);
}

static void a_hand_over_from_a_session_that_has_ended_lets_nobody_in(void **state)
{
	struct stage *s = *state;
	struct account_entry ben = stage_in(s, BEN);
	struct account_entry e;
	struct account_refusal no;
	s->now_ms += 15 * MINUTE;
	assert_int_equal(stage_hand_over(s, ben.session.number, "Cem", true, &e, &no), EG_DENIED);
	assert_int_equal(no.why, ACCOUNT_NO_GONE);
	assert_int_equal(count_all(s).all, 0);
}

static void who_takes_over_leaves_their_other_screen(void **state)
{
	struct stage *s = *state;
	struct account_entry ben = stage_in(s, BEN);
	struct account_entry cem = stage_in(s, CEM);
	struct account_entry e;
	struct account_refusal no;
	assert_int_equal(stage_hand_over(s, ben.session.number, "Cem", true, &e, &no), EG_OK);
	assert_false(good(s, &ben, true));
	assert_false(good(s, &cem, true));
	assert_true(good(s, &e, true));
	assert_int_equal(sweep(s).count, 2);
}

#define WITH_STAGE(test) cmocka_unit_test_setup_teardown(test, stage_make, stage_clear)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STAGE(a_session_says_who_it_is_and_outlives_a_restart),
		WITH_STAGE(a_token_that_is_none_is_nobodys),
		WITH_STAGE(the_forms_token_fits_its_cookie_alone),
		WITH_STAGE(who_does_nothing_is_logged_out_and_who_acts_is_not),
		WITH_STAGE(a_sweep_ends_idle_sessions_by_itself),
		WITH_STAGE(a_logged_out_token_stays_bad),
		WITH_STAGE(an_officer_is_at_one_screen_only),
		WITH_STAGE(a_token_with_another_certificate_was_stolen_and_ends),
		WITH_STAGE(what_the_other_program_does_counts_at_once),
		WITH_STAGE(a_shift_becomes_due_then_over_then_ends),
		WITH_STAGE(after_a_shift_there_is_time_to_hand_over),
		WITH_STAGE(logging_in_again_gives_no_fresh_hour_without_a_break),
		WITH_STAGE(offices_that_do_not_act_have_the_day_and_do_not_attend),
		WITH_STAGE(a_viewers_day_is_no_officers_shift),
		WITH_STAGE(only_officers_within_their_shift_attend),
		WITH_STAGE(a_hand_over_ends_the_one_and_begins_the_other),
		WITH_STAGE(a_refused_hand_over_changes_nothing),
		WITH_STAGE(a_hand_over_from_a_session_that_has_ended_lets_nobody_in),
		WITH_STAGE(who_takes_over_leaves_their_other_screen),
	};
	return cmocka_run_group_tests(tests, stage_group_make, stage_group_clear);
}
