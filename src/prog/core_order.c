/*
 * core_order: what officers say: orders and cases, who says it, and which order takes two of them.
 * Knows users, officers' numbers and what goes on record first. Never knows what the machine makes
 * of an order (gate_order.c), nor a connection.
 *
 * Four eyes: whoever is on a list is let pass by two officers. The first one's order is put on
 * record and told (agreed); the machine is given the second one's. Both are about the same
 * traveller and the same referral: the first counts no more once the traveller is sent back, held
 * or tried again, the case has come to another end, another hit has come, or the referral is over.
 */
#include "prog/core_lane.h"

#include "base/log.h"

/* Taken in a minute: a lane serves six travellers in it, and a case has four states; beside these
 * come all that have waited for a lane that was away (CASES_MAX of the console). */
#define CASES_MAX   (LANE_CASES_WAIT + 24)
#define CASES_IN_US INT64_C(60000000)

bool lane_is_kiosk(const struct lane *l, uint32_t user)
{
	return l->settings.kiosk != 0 && user == l->settings.kiosk;
}

static uint32_t named(uint32_t user)
{
	return user == 0 ? OFFICER_ROOT : user;
}

/*
 * The officer's user is a program where officers are enrolled: it says who they are. Others are who
 * they are. A user's number that looks like an enrolled officer's, or root's, is nobody's.
 */
static bool name_officer(const struct lane *l, uint32_t told, uint32_t user, uint32_t *officer)
{
	*officer = told != 0 ? told : named(user);
	return user < OFFICER_ROOT && !lane_is_kiosk(l, user) &&
	       (told == 0 || user == l->settings.officer);
}

/* Whoever works at a console may have its user's shell, too: that is no second person. */
static bool two_people(const struct lane *l, uint32_t one, uint32_t other)
{
	bool both_enrolled = one >= OFFICER_ENROLLED && other >= OFFICER_ENROLLED;
	bool neither = one < OFFICER_ENROLLED && other < OFFICER_ENROLLED;
	uint32_t own = named(l->settings.officer);
	bool console = one == own || other == own;
	return one != other && (both_enrolled || neither || !console);
}

/* A pass that would let somebody listed go: by this lane's lists, or those of the lane that sent
 * them here, whose document may have been another one. */
static bool takes_two(const struct lane *l, const struct msg_order *o)
{
	bool listed = lane_listed(l) || l->traveller.listed || o->listed != 0;
	return o->order == GATE_EV_ORDER_PASS && gate_refers(l->gate.state) && listed;
}

/* False: about another traveller, of an officer who has agreed already, or it could not be put on
 * record; but nobody is kept in the chamber because the journal is down. */
static bool taken(const struct lane *l, const struct msg_order *o, uint32_t epoch, uint32_t officer)
{
	uint8_t order = o->order;
	const struct lane_traveller *t = &l->traveller;
	bool meant = !gate_event_personal((enum gate_event_kind)order) || epoch == l->gate.epoch;
	bool lets_in = order == GATE_EV_ORDER_PASS || order == GATE_EV_ORDER_RETRY ||
		       order == GATE_EV_ORDER_OPEN;
	bool again = takes_two(l, o) && t->agreeing && !two_people(l, t->agreed, officer);
	return meant && !again && (!lets_in || lane_record_room(l)) && lane_desk_takes(l, o);
}

/* The first of two: on record, and no more than that. */
static bool waits_for_another(struct lane *l, const struct msg_order *o, uint32_t officer)
{
	bool two = takes_two(l, o);
	l->traveller.listed = l->traveller.listed || (two && o->listed != 0);
	if (!two || l->traveller.agreeing) {
		return false;
	}
	l->traveller.agreeing = true;
	l->traveller.agreed = officer;
	l->event = o->order;
	lane_tell_change(l);
	return true;
}

static void give_order(struct lane *l, const struct msg_order *o, uint32_t epoch, uint32_t officer)
{
	uint8_t order = o->order;
	bool takes = taken(l, o, epoch, officer);
	LOG(LOG_INFO, "order", LOG_INT("order", order), LOG_INT("epoch", epoch),
	    LOG_INT("officer", officer), LOG_INT("taken", takes));
	if (!takes) {
		l->refused = order; /* whoever ordered is answered, and nobody else */
		return;
	}
	lane_record_order(l, o, officer);
	l->status = msg_make(MSG_NOTHING, 0); /* whoever ordered is answered, changed or not */
	if (waits_for_another(l, o, officer)) {
		return;
	}
	if (l->gate.epoch != 0) {
		l->traveller.order = order;
		l->traveller.officer = officer;
		l->traveller.from = o->from;
	}
	if (order == GATE_EV_ORDER_BACK || order == GATE_EV_ORDER_HOLD ||
	    order == GATE_EV_ORDER_RETRY) {
		lane_agree_anew(l);
	}
	if (order == GATE_EV_ORDER_CLOSE || order == GATE_EV_ORDER_OPEN) {
		l->open = order == GATE_EV_ORDER_OPEN;
		l->in_service = lane_wants_service(l);
	}
	lane_step(l, (enum gate_event_kind)order, epoch);
	if (order == GATE_EV_ORDER_HOLD) {
		lane_hold_outside(l); /* also who was not before */
	}
	lane_run(l);
}

void lane_order(struct lane *l, enum gate_event_kind order, uint32_t epoch, uint32_t officer)
{
	const struct msg_order o = {.order = (uint8_t)order};
	give_order(l, &o, epoch, officer);
}

static bool on_order(struct lane *l, const struct msg *m, uint32_t user)
{
	uint32_t officer;
	if (!name_officer(l, m->body.order.officer, user, &officer)) {
		return false;
	}
	give_order(l, &m->body.order, m->epoch, officer);
	return true;
}

/* The case goes another way than to let the traveller pass. */
static bool turns_away(uint8_t state)
{
	return state == CASE_RETRY || state == CASE_MANUAL_LANE || state == CASE_SECOND_LINE ||
	       state == CASE_REFUSE || state == CASE_CLOSED;
}

static bool floods(struct lane *l)
{
	if (l->mono_us - l->cases_since_us >= CASES_IN_US) {
		l->cases_since_us = l->mono_us;
		l->cases = 0;
	}
	l->cases++;
	return l->cases > CASES_MAX;
}

/* About whoever is there now: another start of the core has given their number to somebody else. */
static bool is_present(const struct lane *l, const struct case_ref *c)
{
	return c->traveller == l->gate.epoch && c->session == (uint32_t)l->settings.session;
}

static bool on_case(struct lane *l, const struct msg *m, uint32_t user)
{
	const struct msg_case *c = &m->body.officer_case;
	uint32_t officer;
	if (user != l->settings.officer || !name_officer(l, c->officer, user, &officer)) {
		return false;
	}
	/* Passed over: it waits already, or its console has to say it again. Whose connection were
	 * closed for it could not order either, and somebody may be inside. */
	if (lane_record_waits(l, c->number) || !lane_record_spare(l) || floods(l)) {
		return true;
	}
	LOG(LOG_INFO, "case", LOG_INT("state", c->state), LOG_INT("epoch", m->epoch),
	    LOG_INT("officer", officer));
	lane_record_case(l, c, officer);
	if (is_present(l, &c->of) && turns_away(c->state)) {
		lane_agree_anew(l);
	}
	if (is_present(l, &c->of) && c->state == CASE_ACK) {
		lane_hold_outside(l);
	}
	lane_tell_change(l);
	lane_run(l); /* the journal may have been lost */
	return true;
}

bool lane_refusal(const struct lane *l, struct msg *out)
{
	*out = lane_status(l);
	out->body.status.refused = l->refused;
	return l->refused != 0;
}

bool lane_console(struct lane *l, const struct msg *m, uint32_t user)
{
	l->refused = 0;
	return m->kind == MSG_ORDER ? on_order(l, m, user)
				    : m->kind == MSG_CASE && on_case(l, m, user);
}
