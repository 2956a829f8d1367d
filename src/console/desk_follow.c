/*
 * desk_follow: what a status of its lane means for a case: where the traveller is, whether the lane
 * has done what was ordered, whether the case is over.
 * Knows what a lane shows of an order that it took. Never knows who ordered what.
 */
#include "console/desk_impl.h"

static struct desk_why why_of(const struct desk_wait *w)
{
	return (struct desk_why){.code = w->code, .officer = w->officer, .note = w->note};
}

/* The act that waited was done by the lane. Whom a desk sends away it has put on record with that.
 */
static void done(struct desk *d, struct desk_lane *l, struct desk_case *c)
{
	const struct desk_wait w = c->wait; /* going on wipes it */
	const struct desk_why why = why_of(&w);
	desk_case_go(d, l, c, (enum case_state)desk_rule((enum desk_act_kind)w.act)->to, &why);
	if (w.order == GATE_EV_ORDER_BACK) {
		desk_join_done(d, c, &w.officer);
	}
}

/* The core has taken a first officer's word, and waits for a second one. */
static void has_agreed(struct desk *d, struct desk_lane *l, struct desk_case *c)
{
	const struct desk_wait w = c->wait;
	const struct desk_why why = why_of(&w);
	c->agreed = w.officer;
	desk_case_wait_over(c);
	c->failed = NULL;
	desk_case_step(d, c, &why);
	desk_touch_case(d, l, c);
}

static bool going_back(unsigned state)
{
	return state == GATE_BACK_OPEN || state == GATE_BACK_CLOSING;
}

/* Of two orders the one counts that the lane has taken. */
static const char passed_before[] = "the traveller has been let pass before";

static void settle_wait(struct desk *d, struct desk_lane *l, struct desk_case *c, bool current)
{
	const struct msg_status *s = &l->status;
	bool personal = current && c->epoch == l->epoch;
	bool refers = gate_refers(s->state);
	bool officers = (s->evidence & GATE_HAS_OFFICER) != 0;
	bool is_pass = c->wait.order == GATE_EV_ORDER_PASS;
	bool is_back = c->wait.order == GATE_EV_ORDER_BACK;
	if (c->wait.act == DESK_ACT_COUNT) {
		return;
	}
	if (is_back && !current && c->left) {
		desk_case_fail(d, l, c, passed_before);
	} else if (is_back ? !current || going_back(s->state)
			   : personal && !refers && (!is_pass || officers)) {
		done(d, l, c);
	} else if (!personal && !is_back) {
		desk_case_fail(d, l, c, "the traveller is not there any more");
	} else if (is_pass && s->agreed == c->wait.officer.number) {
		has_agreed(d, l, c);
	} else if (s->refused == c->wait.order) {
		bool passing = is_back && c->desk && s->state == GATE_RECORDING;
		desk_case_fail(d, l, c, passing ? passed_before : "the lane cannot do this now");
	}
}

/*
 * A desk's pass is a crossing: it has been recorded when the desk is free again. What a core that
 * was started anew meanwhile has recorded its journal says.
 */
static void settle_pass(struct desk *d, const struct desk_lane *l, struct desk_case *c)
{
	bool passed = c->state == CASE_PASS && l->told && c->session == l->status.session;
	if (passed && c->steps > 0) {
		const struct desk_person officer = c->history[c->steps - 1].officer;
		desk_join_done(d, c, &officer);
	}
}

static bool goes_on_elsewhere(const struct desk *d, const struct desk_case *c)
{
	bool elsewhere = c->state == CASE_MANUAL_LANE || c->state == CASE_SECOND_LINE;
	return elsewhere && !c->left && desk_join_possible(d);
}

/* Decided and gone: over, or a desk's. One who went through without us is nobody's to decide about
 * either. Whom a desk was at and who went from it undecided may come to another one. */
static void settle_end(struct desk *d, struct desk_lane *l, struct desk_case *c)
{
	bool decided = c->state >= CASE_PASS && c->state <= CASE_REFUSE;
	if (c->where != DESK_GONE) {
		return;
	}
	if (!decided && !c->left) {
		desk_join_part(d, l, c);
		return;
	}
	settle_pass(d, l, c);
	if (goes_on_elsewhere(d, c)) {
		desk_join_await(d, l, c);
	} else {
		desk_case_end(d, l, c, CASE_CODE_NONE);
	}
}

/* The exit closed on whoever was let pass; or it is not known any more who went where. */
static bool may_be_here(unsigned state)
{
	return gate_refers(state) || going_back(state) || state == GATE_ALARM;
}

static void go_where(struct desk *d, const struct desk_lane *l, struct desk_case *c, bool current)
{
	const struct msg_status *s = &l->status;
	c->where =
		(uint8_t)(current ? desk_place((enum gate_state)s->state, s->inputs) : DESK_GONE);
	c->left = c->left || (current && s->state == GATE_EXIT_CLOSING);
	c->left = c->left && !(current && may_be_here(s->state));
	if (c->where == DESK_GONE) {
		c->quiet_ms = c->quiet_ms == DESK_NEVER ? d->mono_ms : c->quiet_ms;
	} else {
		c->quiet_ms = DESK_NEVER;
	}
}

void desk_case_follow(struct desk *d, struct desk_lane *l, struct desk_case *c)
{
	bool current = desk_case_current(l, c);
	uint8_t was = c->where;
	if (!desk_case_open(c)) {
		return;
	}
	if (c->where != DESK_AWAITED) {
		go_where(d, l, c, current);
		settle_wait(d, l, c, current);
		settle_end(d, l, c);
	}
	if (c->state != CASE_CLOSED && (c->where != was || c->acts != desk_case_acts(l, c))) {
		desk_touch_case(d, l, c);
	}
	desk_join_seek(d, l, c); /* where the document was read before somebody began to wait */
}
