/*
 * console_cases: steps of cases on their way to their lanes' journals: each is kept, also over a
 * restart of the console, until its lane says that the journal has it.
 * Knows what was sent and what is recorded. Never knows connections, nor what a step means.
 */
#include "prog/console_cases.h"

#include "base/log.h"

struct opening {
	struct cases *cases;
	const struct console_config *config;
	uint32_t strange; /* of lanes that are not in the configuration */
};

static bool each(void *context, const struct msg *m)
{
	struct opening *o = context;
	uint32_t lane = m->body.officer_case.of.lane;
	struct cases_lane *l = &o->cases->lanes[lane];
	if (!o->config->lanes[lane - 1].set) {
		o->strange++;
	} else if (l->count < CASES_MAX) {
		l->of[l->count++] =
			(struct cases_step){.m = *m, .since_ms = o->cases->now_ms, .written = true};
	}
	return true;
}

enum eg_err cases_open(struct cases *c, const struct console_config *config,
		       struct account *account, int64_t now_ms)
{
	struct opening o = {.cases = c, .config = config};
	*c = (struct cases){.account = account, .now_ms = now_ms};
	EG_TRY(account_cases(account, each, &o));
	if (o.strange > 0) { /* they stay in the file, for when their lane is back */
		LOG(LOG_WARN, "cases-of-no-lane", LOG_INT("count", o.strange));
	}
	return EG_OK;
}

void cases_close(struct cases *c)
{
	secret_wipe(c->lanes, sizeof(c->lanes)); /* officers' words */
}

static void shift(struct cases_lane *l, size_t at)
{
	for (size_t i = at; i + 1 < l->count; i++) {
		l->of[i] = l->of[i + 1];
	}
	l->count--;
	secret_wipe(&l->of[l->count], sizeof(l->of[0]));
}

/* The file as the step has it now. False: another time. */
static bool settle(struct cases *c, struct cases_step *s)
{
	enum eg_err err = EG_OK;
	if (s->recorded && s->written) {
		err = account_case_recorded(c->account, s->m.body.officer_case.number);
	} else if (!s->recorded && !s->written) {
		err = account_case_keep(c->account, &s->m);
	} else {
		return true;
	}
	if (err != EG_OK) {
		return false;
	}
	c->stuck = false;
	s->written = !s->recorded;
	return true;
}

static bool is_over(const struct cases_step *s)
{
	return s->recorded && !s->written;
}

static void take_stuck(struct cases *c)
{
	if (!c->stuck) { /* once, and not for each try */
		log_fault(LOG_WARN, LOG_WORD("case-not-kept"));
	}
	c->stuck = true;
}

/* In order; where the file takes nothing, all the others wait, too. What is recorded and was never
 * in it is over all the same: a full disk must not take the room of what is still to be sent. */
static void settle_lane(struct cases *c, struct cases_lane *l)
{
	bool takes = true;
	for (size_t i = 0; i < l->count;) {
		if (takes && !settle(c, &l->of[i])) {
			take_stuck(c);
			takes = false;
		}
		if (is_over(&l->of[i])) {
			shift(l, i);
		} else {
			i++;
		}
	}
}

static void say_again(struct cases_lane *l, int64_t now_ms)
{
	for (size_t i = 0; i < l->count; i++) {
		struct cases_step *s = &l->of[i];
		s->sent = s->sent && now_ms - s->sent_ms < CASES_AGAIN_MS;
	}
}

void cases_at(struct cases *c, int64_t now_ms)
{
	c->now_ms = now_ms;
	for (unsigned n = 1; n <= CONSOLE_LANES_MAX; n++) {
		settle_lane(c, &c->lanes[n]);
		say_again(&c->lanes[n], now_ms);
	}
}

void cases_take(struct cases *c, unsigned lane, const struct msg *m)
{
	struct cases_lane *l = &c->lanes[lane];
	if (l->count == CASES_MAX) {
		l->lost++;
		LOG(LOG_ERROR, "case-not-recorded", LOG_INT("lane", lane),
		    LOG_INT("lost", l->lost));
		return;
	}
	struct cases_step *s = &l->of[l->count++];
	*s = (struct cases_step){.m = *m, .since_ms = c->now_ms};
	s->m.body.officer_case.number = account_case_number();
	settle_lane(c, l);
}

/* CASES_MAX: none. */
static size_t next_of(const struct cases_lane *l)
{
	for (size_t i = 0; i < l->count; i++) {
		if (!l->of[i].sent && !l->of[i].recorded) {
			return i;
		}
	}
	return CASES_MAX;
}

const struct msg *cases_next(const struct cases *c, unsigned lane)
{
	const struct cases_lane *l = &c->lanes[lane];
	size_t at = next_of(l);
	return at < CASES_MAX ? &l->of[at].m : NULL;
}

void cases_sent(struct cases *c, unsigned lane)
{
	struct cases_lane *l = &c->lanes[lane];
	size_t at = next_of(l);
	if (at < CASES_MAX) {
		l->of[at].sent = true;
		l->of[at].sent_ms = c->now_ms;
	}
}

void cases_unsent(struct cases *c, unsigned lane)
{
	struct cases_lane *l = &c->lanes[lane];
	for (size_t i = 0; i < l->count; i++) {
		l->of[i].sent = false;
	}
}

void cases_recorded(struct cases *c, unsigned lane, uint64_t number)
{
	struct cases_lane *l = &c->lanes[lane];
	for (size_t i = 0; i < l->count; i++) {
		struct cases_step *s = &l->of[i];
		s->recorded = s->recorded || s->m.body.officer_case.number == number;
	}
	settle_lane(c, l);
}

struct desk_backlog cases_backlog(const struct cases *c, unsigned lane)
{
	const struct cases_lane *l = &c->lanes[lane];
	struct desk_backlog b = {.lost = l->lost, .full = l->count >= CASES_PASS_MAX};
	for (size_t i = 0; i < l->count; i++) {
		const struct cases_step *s = &l->of[i];
		b.waiting += !s->recorded && c->now_ms - s->since_ms >= CASES_LATE_MS ? 1 : 0;
	}
	return b;
}

void cases_recall(const struct cases *c, struct desk *desk)
{
	for (unsigned n = 1; n <= CONSOLE_LANES_MAX; n++) {
		const struct cases_lane *l = &c->lanes[n];
		for (size_t i = 0; i < l->count; i++) {
			desk_recall_case(desk, n, &l->of[i].m);
		}
	}
}
