/*
 * test_account_walk: long walks of officers who come, act, leave, hand over, are stolen from,
 * disabled and forgotten, beside a second, plain account of what has to be so.
 */
#include "tests/unit/account_stage.h"

#include "wire/case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define WALKS      3
#define STEPS      150
#define TOKENS_MAX 256
#define WORKERS    3 /* Ada, Ben, Cem; Eva does not act */

static const uint8_t some_print[ACCOUNT_OCTETS] = {9};

/* A token that was ever given. */
struct token {
	struct account_entry e;
	int officer;
	int64_t seen_ms;
	bool live;
};

struct worked {
	bool ever;
	int64_t began_ms;
	int64_t until_ms;
	int64_t last_ms; /* end of the newest session */
};

struct walk {
	struct stage *s;
	uint32_t random;
	struct token tokens[TOKENS_MAX];
	size_t count;
	bool disabled[STAGE_OFFICERS + 1];
	struct worked worked[STAGE_OFFICERS + 1];
};

static uint32_t draw(struct walk *w, uint32_t below)
{
	w->random = w->random * 1664525 + 1013904223;
	return (w->random >> 8) % below;
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static void end_token(struct walk *w, struct token *t, int64_t at_ms)
{
	struct worked *x = &w->worked[t->officer];
	if (t->live) {
		t->live = false;
		x->last_ms = least(at_ms, x->until_ms);
	}
}

/* What has to end by the clock. */
static void expire(struct walk *w)
{
	for (size_t i = 0; i < w->count; i++) {
		struct token *t = &w->tokens[i];
		int64_t end = t->seen_ms + w->s->rules.idle_ms;
		if (t->live && w->s->now_ms >= end) {
			end_token(w, t, end);
		}
	}
}

static struct token *live_of(struct walk *w, int officer)
{
	for (size_t i = 0; i < w->count; i++) {
		if (w->tokens[i].live && w->tokens[i].officer == officer) {
			return &w->tokens[i];
		}
	}
	return NULL;
}

static struct token *any_token(struct walk *w)
{
	return w->count == 0 ? NULL : &w->tokens[draw(w, (uint32_t)w->count)];
}

/* Whether this officer goes on with the shift of before, begins one, or has to rest. */
enum shift { FRESH_SHIFT, SAME_SHIFT, REST };
static enum shift next_shift(struct walk *w, int officer)
{
	const struct worked *x = &w->worked[officer];
	int64_t now = w->s->now_ms;
	int64_t last = live_of(w, officer) != NULL ? least(now, x->until_ms) : x->last_ms;
	if (!x->ever || officer > WORKERS || now >= last + w->s->rules.break_ms) {
		return FRESH_SHIFT;
	}
	return now >= x->until_ms ? REST : SAME_SHIFT;
}

static void add_token(struct walk *w, int officer, const struct account_entry *e, enum shift shift)
{
	struct worked *x = &w->worked[officer];
	struct token *before = live_of(w, officer);
	int64_t now = w->s->now_ms;
	if (before != NULL) {
		end_token(w, before, now);
	}
	if (shift == FRESH_SHIFT) {
		x->began_ms = now;
		x->until_ms = now + (officer > WORKERS ? ACCOUNT_DAY_MS : w->s->rules.shift_ms);
		x->ever = true;
	}
	assert_int_equal(e->session.officer, stage_number(officer));
	assert_int_equal(e->session.began_ms, x->began_ms);
	assert_int_equal(e->session.until_ms, x->until_ms);
	assert_true(w->count < TOKENS_MAX);
	w->tokens[w->count++] =
		(struct token){.e = *e, .officer = officer, .seen_ms = now, .live = true};
}

static int some_officer(struct walk *w)
{
	static const int officers[] = {ADA, BEN, CEM, EVA};
	return officers[draw(w, 4)];
}

static void enter(struct walk *w)
{
	int officer = some_officer(w);
	enum shift shift = next_shift(w, officer);
	struct account_entry e;
	struct account_refusal no;
	enum eg_err err = stage_enter(w->s, stage_names[officer], true, NULL, &e, &no);
	if (w->disabled[officer]) {
		/* Too many in vain are told to wait: as wrong as before. */
		assert_true(err == EG_DENIED || (err == EG_STATE && no.why == ACCOUNT_NO_WAIT));
	} else if (shift == REST) {
		assert_int_equal(err, EG_STATE);
		assert_true(no.why == ACCOUNT_NO_BREAK || no.why == ACCOUNT_NO_WAIT);
	} else if (err == EG_STATE) {
		assert_int_equal(no.why, ACCOUNT_NO_WAIT);
	} else {
		assert_int_equal(err, EG_OK);
		add_token(w, officer, &e, shift);
	}
}

static void hand_over(struct walk *w)
{
	struct token *from = any_token(w);
	int officer = some_officer(w);
	enum shift shift = next_shift(w, officer);
	struct account_entry e;
	struct account_refusal no;
	if (from == NULL) {
		return;
	}
	enum eg_err err =
		stage_hand_over(w->s, from->e.session.number, stage_names[officer], true, &e, &no);
	bool may = from->live && !w->disabled[officer] && from->officer != officer &&
		   !(from->officer <= WORKERS && officer > WORKERS) && shift != REST;
	if (err != EG_OK) {
		assert_true(!may || no.why == ACCOUNT_NO_WAIT);
		return;
	}
	assert_true(may);
	end_token(w, from, w->s->now_ms);
	add_token(w, officer, &e, shift);
}

static void use(struct walk *w)
{
	struct token *t = any_token(w);
	struct account_session told;
	if (t == NULL) {
		return;
	}
	enum eg_err err = stage_session(w->s, &t->e, true, &told);
	assert_int_equal(err, t->live ? EG_OK : EG_DENIED);
	int64_t now = w->s->now_ms;
	if (t->live && now < w->worked[t->officer].until_ms &&
	    now - t->seen_ms >= w->s->rules.idle_ms / 60) {
		t->seen_ms = now;
	}
}

static void leave(struct walk *w)
{
	struct token *t = any_token(w);
	if (t != NULL) {
		assert_int_equal(account_leave(w->s->a, t->e.session.number, w->s->now_ms), EG_OK);
		end_token(w, t, w->s->now_ms);
	}
}

static void steal(struct walk *w)
{
	struct token *t = any_token(w);
	struct account_session told;
	if (t != NULL) {
		assert_int_equal(account_session(w->s->a, rd_cstr(t->e.token), some_print, true,
						 w->s->now_ms, &told),
				 EG_DENIED);
		end_token(w, t, w->s->now_ms);
	}
}

static void disable_or_enable(struct walk *w)
{
	int officer = some_officer(w);
	const struct account_hand hand = {.who = 0, .now_ms = w->s->now_ms};
	struct account *other = NULL;
	w->disabled[officer] = !w->disabled[officer];
	assert_int_equal(account_open(w->s->path, ACCOUNT_USE, &w->s->rules, &other), EG_OK);
	assert_int_equal(
		account_set_enabled(other, stage_number(officer), !w->disabled[officer], &hand),
		EG_OK);
	account_close(&other);
	struct token *t = live_of(w, officer);
	if (t != NULL) {
		end_token(w, t, w->s->now_ms);
	}
}

static void forget_end(void *context, uint64_t session, enum account_end why)
{
	const struct walk *w = context;
	assert_true(why > ACCOUNT_END_NOT && why < ACCOUNT_END_COUNT);
	for (size_t i = 0; i < w->count; i++) {
		assert_false(w->tokens[i].live && w->tokens[i].e.session.number == session);
	}
}

static void sweep(struct walk *w)
{
	assert_int_equal(account_sweep(w->s->a, w->s->now_ms, forget_end, w), EG_OK);
	assert_int_equal(stage_count(w->s->path, "SELECT count(*) FROM session WHERE ended <> 0"),
			 0);
}

static void restart(struct walk *w)
{
	stage_restart(w->s);
}

static void wait_a_while(struct walk *w)
{
	static const int64_t whiles[] = {SECOND, 20 * SECOND, MINUTE, 5 * MINUTE, 16 * MINUTE};
	w->s->now_ms += whiles[draw(w, 5)] + draw(w, 1000);
}

struct counted {
	const struct walk *w;
	size_t all;
};

static void count_live(void *context, const struct account_session *told)
{
	struct counted *c = context;
	bool found = false;
	for (size_t i = 0; i < c->w->count; i++) {
		const struct token *t = &c->w->tokens[i];
		found = found || (t->live && t->e.session.number == told->number);
	}
	assert_true(found);
	const struct worked *x = &c->w->worked[told->officer & ~OFFICER_ENROLLED];
	assert_int_equal(told->over, c->w->s->now_ms >= x->until_ms);
	assert_int_equal(told->attends, told->office != ACCOUNT_VIEWER && !told->over);
	c->all++;
}

/* Every token that was ever given is as good as the plain account has it. */
static void compare(struct walk *w)
{
	struct counted c = {.w = w};
	size_t live = 0;
	for (size_t i = 0; i < w->count; i++) {
		struct account_session told;
		enum eg_err err = stage_session(w->s, &w->tokens[i].e, false, &told);
		assert_int_equal(err, w->tokens[i].live ? EG_OK : EG_DENIED);
		live += w->tokens[i].live ? 1 : 0;
	}
	assert_int_equal(account_sessions(w->s->a, w->s->now_ms, count_live, &c), EG_OK);
	assert_int_equal(c.all, live);
}

static void every_token_is_as_good_as_it_has_to_be(void **state)
{
	static void (*const steps[])(struct walk * w) = {
		enter,        enter,        enter,  hand_over,         hand_over, use,   use,
		use,          wait_a_while, use,    disable_or_enable, leave,     steal, sweep,
		wait_a_while, wait_a_while, restart};
	static struct walk w;
	struct stage *s = *state;
	uint32_t given = 0;
	s->rules.shift_ms = 20 * MINUTE;
	s->rules.idle_ms = 6 * MINUTE;
	s->rules.break_ms = 3 * MINUTE;
	for (uint32_t seed = 1; seed <= WALKS; seed++) {
		w = (struct walk){.s = s, .random = seed};
		stage_sql(s->path, "DELETE FROM session; DELETE FROM shift; DELETE FROM failed;"
				   "DELETE FROM number; UPDATE officer SET enabled = 1");
		stage_restart(s);
		for (int i = 0; i < STEPS; i++) {
			steps[draw(&w, sizeof(steps) / sizeof(steps[0]))](&w);
			expire(&w);
			compare(&w);
		}
		given += (uint32_t)w.count;
	}
	assert_true(given > WALKS * 10); /* the walks went somewhere */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_token_is_as_good_as_it_has_to_be, stage_make,
						stage_clear),
	};
	return cmocka_run_group_tests(tests, stage_group_make, stage_group_clear);
}
