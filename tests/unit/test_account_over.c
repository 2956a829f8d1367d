/*
 * test_account_over: sessions end also while the file of accounts cannot be written, and nobody
 * waits for that file again and again. A full disk is told the same way as a file that is kept.
 */
#include "account_stage.h"

#include "console/account_db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define BUSY_MS 20

static int make(void **state)
{
	int made = stage_make(state);
	struct stage *s = *state;
	s->rules.busy_ms = BUSY_MS;
	stage_restart(s);
	return made;
}

static bool good(struct stage *s, const struct account_entry *e)
{
	struct account_session told;
	enum eg_err err = stage_session(s, e, true, &told);
	assert_true(err == EG_OK || err == EG_DENIED || err == EG_TIMEOUT);
	return err == EG_OK;
}

struct swept {
	uint64_t session;
	enum account_end why;
	size_t count;
};

static void keep_end(void *context, uint64_t session, enum account_end why)
{
	struct swept *x = context;
	x->session = session;
	x->why = why;
	x->count++;
}

static struct swept sweep(struct stage *s, enum eg_err wanted)
{
	struct swept x = {.count = 0};
	assert_int_equal(account_sweep(s->a, s->now_ms, keep_end, &x), wanted);
	return x;
}

/* Told once, though it cannot be written. */
static void expect_swept(struct stage *s, const struct account_entry *e, enum account_end why)
{
	struct swept x = sweep(s, EG_TIMEOUT);
	assert_int_equal(x.count, 1);
	assert_int_equal(x.session, e->session.number);
	assert_int_equal(x.why, why);
	assert_int_equal(sweep(s, EG_TIMEOUT).count, 0);
}

static void count_one(void *context, const struct account_session *told)
{
	(void)told;
	++*(size_t *)context;
}

static size_t count(struct stage *s)
{
	size_t all = 0;
	assert_int_equal(account_sessions(s->a, s->now_ms, count_one, &all), EG_OK);
	return all;
}

static void who_logs_out_is_out_also_where_it_cannot_be_written(void **state)
{
	struct stage *s = *state;
	struct account_entry ben = stage_in(s, BEN);
	struct account_entry ada = stage_in(s, ADA);
	void *keeper = stage_keep(s->path);
	assert_int_equal(account_leave(s->a, ben.session.number, s->now_ms), EG_OK);
	assert_false(good(s, &ben));
	assert_true(good(s, &ada));
	assert_int_equal(count(s), 1);
	expect_swept(s, &ben, ACCOUNT_END_LEFT);
	assert_false(good(s, &ben));
	stage_let_go(keeper);
	assert_int_equal(sweep(s, EG_OK).count, 0); /* told already; now written */
	assert_false(good(s, &ben));
	assert_int_equal(stage_count(s->path, "SELECT count(*) FROM session"), 1);
	assert_int_equal(stage_count(s->path, "SELECT count(*) FROM log WHERE event = 9"), 1);
	stage_restart(s);
	assert_false(good(s, &ben));
	assert_true(good(s, &ada));
}

static void who_is_idle_is_out_also_where_it_cannot_be_written(void **state)
{
	struct stage *s = *state;
	struct account_entry ben = stage_in(s, BEN);
	void *keeper = stage_keep(s->path);
	s->now_ms += 15 * MINUTE;
	assert_false(good(s, &ben));
	assert_int_equal(count(s), 0);
	expect_swept(s, &ben, ACCOUNT_END_IDLE);
	s->now_ms -= MINUTE; /* and stays out, whatever the clock does */
	assert_false(good(s, &ben));
	s->now_ms += MINUTE;
	stage_let_go(keeper);
	assert_int_equal(sweep(s, EG_OK).count, 0);
	assert_int_equal(stage_count(s->path, "SELECT count(*) FROM session"), 0);
}

static void a_stolen_session_is_over_also_where_it_cannot_be_written(void **state)
{
	static const uint8_t other[ACCOUNT_OCTETS] = {1};
	struct stage *s = *state;
	struct account_session told;
	struct account_entry ben = stage_in(s, BEN);
	void *keeper = stage_keep(s->path);
	assert_int_equal(account_session(s->a, rd_cstr(ben.token), other, true, s->now_ms, &told),
			 EG_DENIED);
	assert_false(good(s, &ben));
	expect_swept(s, &ben, ACCOUNT_END_STOLEN);
	stage_let_go(keeper);
	assert_false(good(s, &ben));
}

static void nobody_takes_over_from_a_session_that_is_over_here_alone(void **state)
{
	struct stage *s = *state;
	struct account_refusal no;
	struct account_entry e;
	struct account_entry ben = stage_in(s, BEN);
	void *keeper = stage_keep(s->path);
	assert_int_equal(account_leave(s->a, ben.session.number, s->now_ms), EG_OK);
	stage_let_go(keeper);
	assert_int_equal(stage_hand_over(s, ben.session.number, stage_names[ADA], true, &e, &no),
			 EG_DENIED);
	assert_int_equal(no.why, ACCOUNT_NO_GONE);
}

static void what_the_other_program_has_ended_is_told_while_it_keeps_the_file(void **state)
{
	struct stage *s = *state;
	struct account_entry ben = stage_in(s, BEN);
	stage_sql(s->path, "UPDATE session SET ended = 6");
	void *keeper = stage_keep(s->path);
	expect_swept(s, &ben, ACCOUNT_END_CHANGED);
	stage_let_go(keeper);
	assert_int_equal(sweep(s, EG_OK).count, 0);
	assert_int_equal(stage_count(s->path, "SELECT count(*) FROM session"), 0);
}

static void a_file_that_is_kept_is_waited_for_once(void **state)
{
	struct stage *s = *state;
	const struct account_number one = {"event", 1};
	void *keeper = stage_keep(s->path);
	assert_false(s->a->given_up);
	assert_int_equal(account_numbers_put(s->a, &one, 1), EG_TIMEOUT);
	assert_true(s->a->given_up); /* from now on it is refused at once */
	assert_int_equal(account_numbers_put(s->a, &one, 1), EG_TIMEOUT);
	stage_let_go(keeper);
	assert_int_equal(account_numbers_put(s->a, &one, 1), EG_OK);
	assert_false(s->a->given_up);
}

#define WITH_STAGE(test) cmocka_unit_test_setup_teardown(test, make, stage_clear)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STAGE(who_logs_out_is_out_also_where_it_cannot_be_written),
		WITH_STAGE(who_is_idle_is_out_also_where_it_cannot_be_written),
		WITH_STAGE(a_stolen_session_is_over_also_where_it_cannot_be_written),
		WITH_STAGE(nobody_takes_over_from_a_session_that_is_over_here_alone),
		WITH_STAGE(what_the_other_program_has_ended_is_told_while_it_keeps_the_file),
		WITH_STAGE(a_file_that_is_kept_is_waited_for_once),
	};
	return cmocka_run_group_tests(tests, stage_group_make, stage_group_clear);
}
