/*
 * desk_case: one case, from the referral that begins it to its end.
 * Knows states, what is possible in them, and what time ends. Never knows who may act
 * (desk_act.c), what a lane's status means for it (desk_follow.c), nor how it is told.
 *
 * Where nobody acts any more, time does: an order that the lane did not take is given up, a case of
 * a traveller who went off is closed. What was told of a person is wiped with the closing.
 */
#include "console/desk_impl.h"

#include "base/secret.h"

#include <inttypes.h>
#include <stdio.h>

#define BIT(n) (1u << (n))

void desk_case_free(struct desk_case *c)
{
	desk_pictures_forget(c);
	secret_wipe(c, sizeof(*c));
}

struct desk_case *desk_case_find(struct desk_lane *l, uint32_t epoch)
{
	for (size_t k = 0; k < DESK_SLOTS; k++) {
		struct desk_case *c = &l->cases[k];
		if (c->taken && c->state != CASE_CLOSED && c->epoch == epoch && epoch != 0 &&
		    c->session == l->status.session) {
			return c;
		}
	}
	return NULL;
}

/* Of two slots the one to do without: closed before open; told before not told; the oldest. */
static bool rather(const struct desk_case *a, const struct desk_case *b)
{
	if (b == NULL) {
		return true;
	}
	return a->dirty != b->dirty ? !a->dirty : a->closed_ms < b->closed_ms;
}

/* Never all are open: make_room sees to that. */
static struct desk_case *free_slot(struct desk_lane *l)
{
	struct desk_case *found = NULL;
	for (size_t k = 0; k < DESK_SLOTS; k++) {
		struct desk_case *c = &l->cases[k];
		if (!c->taken) {
			return c;
		}
		if (c->state == CASE_CLOSED && rather(c, found)) {
			found = c;
		}
	}
	return found;
}

struct desk_case *desk_case_make(struct desk_lane *l, uint32_t epoch, uint32_t session)
{
	struct desk_case *c = free_slot(l);
	if (c == NULL) {
		return NULL;
	}
	desk_case_free(c);
	c->taken = true;
	c->state = CASE_NONE;
	c->epoch = epoch;
	c->session = session;
	c->desk = l->status.desk != 0;
	c->quiet_ms = DESK_NEVER;
	c->wait.act = DESK_ACT_COUNT;
	c->told.findings = findings_none();
	(void)snprintf(c->id, sizeof(c->id), "%u-%" PRIu32 "-%08" PRIx32, l->number, epoch,
		       c->session); /* fits: DESK_ID_SIZE */
	return c;
}

struct desk_case *desk_case_get(struct desk_lane *l, uint32_t epoch)
{
	struct desk_case *c = desk_case_find(l, epoch);
	return c != NULL ? c : desk_case_make(l, epoch, l->status.session);
}

bool desk_case_current(const struct desk_lane *l, const struct desk_case *c)
{
	bool same = l->told && c->session == l->status.session;
	return same && ((l->epoch != 0 && c->epoch == l->epoch) ||
			(l->alarmed != 0 && c->epoch == l->alarmed));
}

bool desk_case_listed(const struct desk_case *c)
{
	const struct desk_told *t = &c->told;
	return c->from_listed || t->status.hits > 0 || t->hit[LOOKUP_PAGE] != 0 ||
	       t->hit[LOOKUP_CHIP] != 0 ||
	       findings_verdict(&t->findings, CHECK_WATCHLIST) == VERDICT_FAIL;
}

static bool alone(uint32_t inputs)
{
	return (inputs & (uint32_t)GATE_IN_PRESENT) != 0 &&
	       (inputs & (uint32_t)GATE_IN_SEVERAL) == 0;
}

/* Nobody is measured at a desk: whoever is referred there stands before its officer. */
static bool desk_can(const struct desk_lane *l, unsigned order)
{
	bool there = l->status.state == GATE_REFERRED_INSIDE;
	return there && (order != GATE_EV_ORDER_PASS || l->status.needs == 0);
}

/* As the gate takes these orders (src/gate/gate_order.c); BACK it takes wherever somebody is. */
static bool lane_can(const struct desk_lane *l, const struct desk_case *c, unsigned order)
{
	const struct msg_status *s = &l->status;
	bool inside = s->state == GATE_REFERRED_INSIDE && alone(s->inputs);
	bool outside = s->state == GATE_REFERRED_OUTSIDE;
	bool document = (s->evidence & GATE_HAS_DOCUMENT) != 0;
	if (order == 0 || c->where == DESK_GONE) {
		return true;
	}
	if (c->desk) {
		return desk_can(l, order);
	}
	if (order == GATE_EV_ORDER_PASS) {
		return inside || outside;
	}
	return order == GATE_EV_ORDER_RETRY ? document && (inside || outside)
					    : gate_refers(s->state) || s->state == GATE_ALARM;
}

static bool rule_fits(const struct desk_rule *r, const struct desk_case *c)
{
	unsigned kind = c->desk ? DESK_AT_DESKS : DESK_AT_GATES;
	return (r->states & BIT(c->state)) != 0 && (r->places & BIT(c->where)) != 0 &&
	       (r->kinds & kind) != 0;
}

uint32_t desk_case_acts(const struct desk_lane *l, const struct desk_case *c)
{
	uint32_t acts = 0;
	bool waits = c->wait.act != DESK_ACT_COUNT;
	if (!l->told || !desk_case_open(c) || waits || desk_join_taken(c)) {
		return 0;
	}
	for (unsigned i = 0; i < DESK_ACT_COUNT; i++) {
		const struct desk_rule *r = desk_rule((enum desk_act_kind)i);
		acts |= rule_fits(r, c) && lane_can(l, c, r->order) ? BIT(i) : 0;
	}
	return acts;
}

bool desk_case_needs(const struct desk_lane *l, const struct desk_case *c)
{
	bool passes = c->desk && rule_fits(desk_rule(DESK_PASS), c);
	return passes && l->status.state == GATE_REFERRED_INSIDE && l->status.needs != 0;
}

/* The first step stays; the oldest of the others makes room. */
void desk_case_step(struct desk *d, struct desk_case *c, const struct desk_why *why)
{
	if (c->steps == DESK_HISTORY) {
		for (size_t i = 1; i + 1 < DESK_HISTORY; i++) {
			c->history[i] = c->history[i + 1];
		}
		c->steps--;
	}
	struct desk_step *s = &c->history[c->steps++];
	*s = (struct desk_step){.state = c->state,
				.code = why->code,
				.officer = why->officer,
				.unix_ms = d->unix_ms};
	desk_text(s->note, sizeof(s->note), why->note);
}

static void journal(const struct desk *d, struct desk_lane *l, const struct desk_case *c,
		    const struct desk_why *why)
{
	struct msg m = msg_make(MSG_CASE, c->epoch);
	m.body.officer_case.state = c->state;
	m.body.officer_case.code = why->code;
	m.body.officer_case.officer = why->officer.number;
	m.body.officer_case.unix_ms = d->unix_ms;
	m.body.officer_case.of =
		(struct case_ref){.lane = l->number, .traveller = c->epoch, .session = c->session};
	desk_text(m.body.officer_case.note, sizeof(m.body.officer_case.note), why->note);
	desk_send(l, &m);
}

/* What is left: that there was a case, and who did what when. */
static void close_up(struct desk *d, struct desk_case *c)
{
	c->closed_ms = d->unix_ms;
	c->where = DESK_GONE;
	c->quiet_ms = DESK_NEVER;
	c->agreed = (struct desk_person){0};
	c->from_listed = false;
	desk_pictures_forget(c);
	secret_wipe(&c->told, sizeof(c->told));
	c->told.findings = findings_none();
	for (size_t i = 0; i < DESK_HISTORY; i++) {
		secret_wipe(c->history[i].note, sizeof(c->history[i].note));
	}
}

void desk_case_wait_over(struct desk_case *c)
{
	secret_wipe(&c->wait, sizeof(c->wait));
	c->wait.act = DESK_ACT_COUNT;
}

void desk_case_go(struct desk *d, struct desk_lane *l, struct desk_case *c, enum case_state to,
		  const struct desk_why *why)
{
	c->state = (uint8_t)to;
	desk_case_wait_over(c);
	c->failed = to == CASE_CLOSED ? c->failed : NULL; /* why it ended otherwise than ordered */
	c->quiet_ms = c->quiet_ms == DESK_NEVER ? DESK_NEVER : d->mono_ms;
	if (to == CASE_OPEN) {
		c->opened_ms = d->unix_ms;
		c->officer = (struct desk_person){0};
		c->acked_ms = 0;
		c->left = false;
	} else if (to == CASE_ACK) {
		c->acked_ms = c->acked_ms == 0 ? d->unix_ms : c->acked_ms;
		c->officer = why->officer;
	}
	desk_case_step(d, c, why);
	journal(d, l, c, why);
	if (to == CASE_CLOSED) {
		desk_join_part(d, l, c); /* from one that did not end with it */
		close_up(d, c);
	}
	desk_touch_case(d, l, c);
	desk_touch(d, l); /* it says which case it has */
}

static const struct desk_why nobody = {.code = CASE_CODE_NONE};

void desk_case_end(struct desk *d, struct desk_lane *l, struct desk_case *c, enum case_code code)
{
	const struct desk_why why = {.code = (uint8_t)code};
	desk_case_go(d, l, c, CASE_CLOSED, &why);
}

/* What would be lost with it: a hit most of all, then what a desk is at, then what an officer has
 * in hand. */
static unsigned worth(const struct desk_case *c)
{
	return (desk_case_listed(c) ? 4u : 0u) + (desk_join_taken(c) ? 2u : 0u) +
	       (c->state == CASE_OPEN ? 0u : 1u);
}

/* Of two that are open the one to end: else eight who only lay something down and go would wipe the
 * case of somebody who is listed under an officer's hands. */
static bool sooner(const struct desk_case *a, const struct desk_case *b)
{
	if (b == NULL || worth(a) != worth(b)) {
		return b == NULL || worth(a) < worth(b);
	}
	return a->opened_ms < b->opened_ms;
}

/* At most one traveller of a lane is there, so one of as many cases is of somebody who is gone. */
static void make_room(struct desk *d, struct desk_lane *l)
{
	struct desk_case *found = NULL;
	size_t count = 0;
	for (size_t k = 0; k < DESK_SLOTS; k++) {
		struct desk_case *c = &l->cases[k];
		if (!desk_case_open(c)) {
			continue;
		}
		count++;
		found = !desk_case_current(l, c) && sooner(c, found) ? c : found;
	}
	if (count >= DESK_CASES_MAX && found != NULL) {
		desk_join_leave(d, found);
		desk_case_end(d, l, found, CASE_CODE_WALKED_OFF);
	}
}

/* Who had a face compared at a desk still looks at what came of it. */
static void refer_anew(struct desk *d, struct desk_lane *l, struct desk_case *c)
{
	const struct desk_why same = {.code = CASE_CODE_NONE, .officer = c->officer};
	bool stays = c->desk && c->officer.number != 0;
	desk_case_go(d, l, c, stays ? CASE_ACK : CASE_OPEN, stays ? &same : &nobody);
}

void desk_case_refer(struct desk *d, struct desk_lane *l, struct desk_case *c)
{
	if (c->state == CASE_NONE) {
		make_room(d, l);
	}
	if (c->where == DESK_AWAITED) { /* not gone after all */
		desk_join_leave(d, c);
		c->where = DESK_GONE;
	}
	if (c->state != CASE_OPEN && c->state != CASE_ACK) {
		refer_anew(d, l, c);
	}
}

void desk_case_fail(struct desk *d, struct desk_lane *l, struct desk_case *c, const char *text)
{
	c->failed = text;
	c->failed_act = c->wait.act;
	desk_case_wait_over(c);
	desk_touch_case(d, l, c);
}

void desk_case_time(struct desk *d, struct desk_lane *l, struct desk_case *c)
{
	if (!desk_case_open(c)) {
		return;
	}
	if (c->wait.act != DESK_ACT_COUNT && d->mono_ms >= c->wait.until_ms) {
		desk_case_fail(d, l, c, "the lane has not done it");
	}
	if (c->quiet_ms != DESK_NEVER && !desk_join_taken(c) &&
	    d->mono_ms - c->quiet_ms >= DESK_GONE_MS) {
		desk_case_end(d, l, c, l->up ? CASE_CODE_WALKED_OFF : CASE_CODE_TECHNICAL);
	}
}

int64_t desk_case_wait_ms(const struct desk *d, const struct desk_case *c)
{
	int64_t until = INT64_MAX;
	if (!desk_case_open(c)) {
		return -1;
	}
	until = c->wait.act != DESK_ACT_COUNT ? c->wait.until_ms : until;
	if (c->quiet_ms != DESK_NEVER && !desk_join_taken(c) &&
	    c->quiet_ms + DESK_GONE_MS < until) {
		until = c->quiet_ms + DESK_GONE_MS;
	}
	if (until == INT64_MAX) {
		return -1;
	}
	return until > d->mono_ms ? until - d->mono_ms : 0;
}
