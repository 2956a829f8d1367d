/*
 * rules_step: what a step may and must do.
 * Knows promises about events, reasons, records, orders. Never knows how the machine keeps them.
 */
#include "rules_look.h"

bool rule_the_plan_never_changes(const struct look *l)
{
	const struct gate_plan *x = &l->a.plan;
	const struct gate_plan *y = &l->b.plan;
	return x->topology == y->topology && x->waived == y->waived && x->calls == y->calls &&
	       x->attempts == y->attempts && x->reversible == y->reversible &&
	       x->reject_back == y->reject_back;
}

bool rule_evacuation_ends_by_reset_only(const struct look *l)
{
	if (l->b.state != GATE_EVACUATE || l->a.state == GATE_EVACUATE) {
		return true;
	}
	return l->ev.kind == GATE_EV_ORDER_RESET && all(l->in, SAFE) && free_of_people(l) &&
	       l->a.state == GATE_CLEARING;
}

/* Calls for who is inside were in vain, and no single door may be freed for them. */
static bool called_in_vain(const struct look *l)
{
	bool held = !nobody(l->in) || !any(l->in, GATE_IN_SENSORS_OK);
	return l->chamber && l->a.why == GATE_WHY_CALLS && order(l, GATE_EV_TIMER) &&
	       IN(l->b.state, CALLING) && l->b.tries + 1u == l->b.plan.calls && held &&
	       !any(l->in, GATE_IN_EXIT_CLOSED);
}

bool rule_nothing_evacuates_without_need(const struct look *l)
{
	bool ordered = l->ev.kind == GATE_EV_ORDER_FREE && l->a.why == GATE_WHY_OFFICER;
	bool again = l->b.state == GATE_CLEARING && !free_of_people(l);
	return !entered(l, GATE_EVACUATE) || !all(l->in, SAFE) || ordered || again ||
	       called_in_vain(l);
}

/* Reasons against whoever stands before the exit. */
static bool withdraws(uint8_t why)
{
	return why == GATE_WHY_OFFICER || why == GATE_WHY_SEVERAL || why == GATE_WHY_PIGGYBACK ||
	       why == GATE_WHY_ASSISTANCE || why == GATE_WHY_LEFT;
}

bool rule_a_withdrawn_exit_stays_locked(const struct look *l)
{
	bool withdrawn = withdraws(l->a.why) || withdraws(l->breach);
	return l->a.state != GATE_EXIT_CLOSING || !withdrawn || any(l->out, GATE_OUT_EXIT_LOCK) ||
	       body_in(l->in, GATE_IN_EXIT_CLOSED, GATE_IN_EXIT_BEAM);
}

bool rule_who_vanishes_has_not_left(const struct look *l)
{
	bool stood =
		l->b.state == GATE_EXIT_OPEN && nobody(l->in) && any(l->in, GATE_IN_EXIT_CLOSED);
	return !l->chamber || !stood || !IN(l->a.state, WAITING);
}

bool rule_a_warning_goes_before_the_locks(const struct look *l)
{
	if (l->b.state != GATE_CLEARING) {
		return l->a.state != GATE_CLEARING || l->b.state == GATE_EVACUATE;
	}
	bool over = order(l, GATE_EV_TIMER) && all(l->in, SAFE) && free_of_people(l);
	bool again = !all(l->in, SAFE) || !free_of_people(l) || l->ev.kind == GATE_EV_ORDER_FREE;
	return again ? l->a.state == GATE_EVACUATE : IN(l->a.state, FREED) != over;
}

bool rule_init_waits_for_proof(const struct look *l)
{
	bool calm = all(l->in, SAFE | GATE_IN_TAMPER_OK);
	bool asks = l->chamber && all(l->in, GATE_IN_RELEASE | GATE_IN_EXIT_CLOSED);
	bool ready = any(l->in, (uint32_t)GATE_IN_READY);
	if (l->b.state != GATE_INIT || l->ev.kind != GATE_EV_LEVELS || !calm || asks) {
		return true;
	}
	if (l->b.closing) {
		return l->a.state == (proved_shut(l) ? GATE_CLOSED : GATE_INIT);
	}
	return l->a.state == (proved_shut(l) && ready ? GATE_IDLE : GATE_INIT);
}

bool rule_wrong_way_is_an_alarm(const struct look *l)
{
	bool early = IN(l->a.state, BIT(GATE_READING) | BIT(GATE_ENTRY_OPEN)) && nobody(l->in) &&
		     any(l->in, GATE_IN_EXIT_BEAM);
	bool back_in = l->b.state == GATE_EXIT_CLOSING && l->b.why == GATE_WHY_NONE &&
		       !nobody(l->in) && !IN(l->a.state, STOPPED | BACK);
	return !l->chamber || (!early && !back_in);
}

/* Nothing but the passage itself can have moved the gate: no danger, stop, breach, button. */
static bool untroubled(const struct look *l)
{
	return all(l->in, SAFE | GATE_IN_TAMPER_OK | GATE_IN_SENSORS_OK) &&
	       l->breach == GATE_WHY_NONE && !any(l->in, GATE_IN_RELEASE);
}

bool rule_doors_close_behind_people(const struct look *l)
{
	bool gone_out = nobody(l->in) && !any(l->in, GATE_IN_EXIT_CLOSED | GATE_IN_EXIT_BEAM);
	bool gone_back = nobody(l->in) && !any(l->in, GATE_IN_ENTRY_CLOSED | GATE_IN_ENTRY_BEAM);
	bool come_in = one(l->in) && !any(l->in, GATE_IN_ENTRY_BEAM);
	bool passed = any(l->in, GATE_IN_PASSED) && !any(l->in, GATE_IN_EXIT_BEAM);
	bool several = any(l->in, GATE_IN_SEVERAL);
	if (l->ev.kind != GATE_EV_LEVELS || l->a.state == l->b.state || IN(l->a.state, STOPPED)) {
		return true;
	}
	if (l->b.state == GATE_BACK_OPEN && !any(l->in, GATE_IN_SENSORS_OK)) {
		return false;
	}
	if (!untroubled(l)) {
		return true;
	}
	bool left = l->chamber ? gone_out : passed || several;
	return (l->b.state != GATE_EXIT_OPEN || left) &&
	       (l->b.state != GATE_BACK_OPEN || gone_back) &&
	       (l->b.state != GATE_ENTRY_OPEN || come_in || several);
}

bool rule_who_walks_is_awaited(const struct look *l)
{
	if (l->b.state != GATE_WALKING || l->ev.kind != GATE_EV_LEVELS || !untroubled(l) ||
	    !any(l->in, GATE_IN_EXIT_CLOSED)) {
		return true;
	}
	bool there = one(l->in) && !any(l->in, GATE_IN_EXIT_BEAM);
	enum gate_state next = any(l->b.evidence, GATE_HAS_OFFICER) ? GATE_RECORDING : GATE_FACE;
	return l->a.state == (there ? next : GATE_WALKING);
}

/* The doors are as the state before relies on; who is where is left to other rules. */
static bool doors_as_promised(const struct look *l)
{
	bool entry = any(l->in, GATE_IN_ENTRY_CLOSED) || IN(l->b.state, ENTERING);
	bool exit = any(l->in, GATE_IN_EXIT_CLOSED) || IN(l->b.state, LEAVING);
	return entry && exit;
}

bool rule_a_breach_is_recorded_with_its_reason(const struct look *l)
{
	uint32_t served = BIT(GATE_IDLE) | BIT(GATE_CLOSED) | COMING | INSIDE | ENTERING |
			  BIT(GATE_EXIT_OPEN);
	bool waits = IN(l->b.state, BIT(GATE_IDLE) | BIT(GATE_CLOSED) | BIT(GATE_READING));
	uint32_t well = SAFE | GATE_IN_TAMPER_OK | GATE_IN_SENSORS_OK;
	if (l->breach == GATE_WHY_NONE || l->ev.kind != GATE_EV_LEVELS || !IN(l->b.state, served) ||
	    !all(l->in, well) || any(l->in, GATE_IN_RELEASE) || !doors_as_promised(l) ||
	    (waits && l->chamber && !nobody(l->in))) {
		return true;
	}
	if (breach_stops(l->breach) || waits) {
		bool referred = l->b.state == GATE_READING && !breach_stops(l->breach);
		return l->s.why == l->breach && l->a.why == l->breach &&
		       l->a.state == (referred ? GATE_REFERRED_OUTSIDE : GATE_ALARM);
	}
	bool first = l->b.state != GATE_ENTRY_CLOSING || l->b.why == GATE_WHY_NONE;
	bool kept = l->a.why == l->breach || l->s.why == l->breach;
	return !first || kept || l->s.why == GATE_WHY_SEVERAL ||
	       (l->b.state == GATE_EXIT_OPEN && IN(l->a.state, STOPPED | WAITING));
}

static bool as_one(uint8_t why)
{
	return why == GATE_WHY_PIGGYBACK || why == GATE_WHY_ASSISTANCE;
}

bool rule_two_who_left_as_one_are_an_alarm(const struct look *l)
{
	bool held = (l->b.state == GATE_EXIT_CLOSING && as_one(l->b.why)) ||
		    (l->b.state == GATE_EXIT_OPEN && as_one(l->breach));
	return !held || !IN(l->a.state, WAITING);
}

/* How bad a reason for an evacuation is; 0: none. */
static int badness(uint8_t why)
{
	switch (why) {
	case GATE_WHY_FIRE:
		return 4;
	case GATE_WHY_ESTOP:
		return 3;
	case GATE_WHY_MAINS:
		return 2;
	default:
		return why == GATE_WHY_NONE ? 0 : 1;
	}
}

static uint8_t danger_of(uint32_t in)
{
	if (!any(in, GATE_IN_FIRE_OK)) {
		return GATE_WHY_FIRE;
	}
	if (!any(in, GATE_IN_ESTOP_OK)) {
		return GATE_WHY_ESTOP;
	}
	return any(in, GATE_IN_MAINS_OK) ? GATE_WHY_NONE : GATE_WHY_MAINS;
}

bool rule_a_worse_danger_is_recorded(const struct look *l)
{
	uint8_t now = danger_of(l->in);
	if (l->b.state != GATE_EVACUATE || l->a.state != GATE_EVACUATE) {
		return true;
	}
	bool worse = badness(now) > badness(l->b.why);
	return worse ? l->a.why == now && l->s.why == now
		     : l->a.why == l->b.why && l->s.why == GATE_WHY_NONE;
}

bool rule_a_stop_has_its_reason(const struct look *l)
{
	uint8_t why = danger_of(l->in);
	if (why != GATE_WHY_NONE) {
		/* danger comes before all else */
	} else if (!any(l->in, GATE_IN_TAMPER_OK)) {
		why = GATE_WHY_TAMPER;
	} else if (!any(l->in, GATE_IN_SENSORS_OK) && l->b.state != GATE_INIT) {
		why = GATE_WHY_SENSOR;
	}
	bool asks = l->chamber && all(l->in, GATE_IN_RELEASE | GATE_IN_EXIT_CLOSED);
	bool stands = IN(l->b.state, STOPPED) || (IN(l->b.state, BACK) && l->b.epoch == 0);
	bool freed = l->ev.kind == GATE_EV_ORDER_FREE;
	if (why == GATE_WHY_NONE || freed || (why >= GATE_WHY_TAMPER && asks && all(l->in, SAFE))) {
		return true;
	}
	bool evacuates = entered(l, GATE_EVACUATE) && !all(l->in, SAFE);
	bool alarms = entered(l, GATE_ALARM) && all(l->in, SAFE) && !stands;
	return (!evacuates && !alarms) || (l->s.why == why && l->a.why == why);
}

bool rule_epochs_begin_and_end_once(const struct look *l)
{
	bool begin = any(l->s.todo, GATE_DO_BEGIN);
	bool end = any(l->s.todo, GATE_DO_END);
	if (begin) {
		return !end && l->b.epoch == 0 && l->b.state == GATE_IDLE &&
		       l->ev.kind == GATE_EV_DOCUMENT && any(l->in, (uint32_t)GATE_IN_READY) &&
		       l->a.state == GATE_READING && l->a.epoch == l->b.next_epoch &&
		       l->a.next_epoch != l->a.epoch && l->a.next_epoch != 0 &&
		       l->s.epoch == l->a.epoch && !any(l->in, GATE_IN_EXIT_BEAM);
	}
	return end == (l->b.epoch != 0 && l->a.epoch == 0) && l->s.epoch == l->b.epoch &&
	       (l->a.epoch == l->b.epoch || l->a.epoch == 0) && l->a.next_epoch == l->b.next_epoch;
}

bool rule_evidence_only_by_its_own_event(const struct look *l)
{
	uint32_t new = l->a.evidence & ~(uint32_t)l->b.evidence;
	return (!any(new, GATE_HAS_DOCUMENT) || order(l, GATE_EV_DOCUMENT_OK)) &&
	       (!any(new, GATE_HAS_FACE) ||
		(order(l, GATE_EV_FACE_OK) && l->b.state == GATE_FACE)) &&
	       (!any(new, GATE_HAS_FINGER) ||
		(order(l, GATE_EV_FINGER_OK) && l->b.state == GATE_FINGER)) &&
	       (!any(new, GATE_HAS_OFFICER) || order(l, GATE_EV_ORDER_PASS)) &&
	       (!any(new, GATE_HAS_RECORD) || order(l, GATE_EV_RECORDED));
}

bool rule_one_record_for_one_crossing(const struct look *l)
{
	bool asked = any(l->s.todo, GATE_DO_RECORD);
	if (asked != entered(l, GATE_RECORDING)) {
		return false;
	}
	return !asked || (decided(l->a.evidence) && !any(l->a.evidence, GATE_HAS_RECORD) &&
			  one(l->in) && all(l->in, GATE_IN_ENTRY_CLOSED | GATE_IN_EXIT_CLOSED));
}

bool rule_exit_opens_by_acknowledgement_only(const struct look *l)
{
	bool opened = entered(l, GATE_EXIT_OPEN) ||
		      (l->a.state == GATE_EXIT_CLOSING && !IN(l->b.state, LEAVING));
	return !opened || (order(l, GATE_EV_RECORDED) && l->b.state == GATE_RECORDING);
}

bool rule_referrals_and_alarms_are_recorded(const struct look *l)
{
	bool noted = any(l->s.todo, GATE_DO_RECORD_REFERRAL);
	bool moved = l->a.state != l->b.state;
	if (noted != (l->s.why != GATE_WHY_NONE)) {
		return false;
	}
	return l->desk || !moved || !IN(l->a.state, REFERRED | STOPPED | BIT(GATE_BACK_OPEN)) ||
	       l->a.state == GATE_CLEARING ||
	       (noted && l->s.why == l->a.why && l->a.why != GATE_WHY_NONE);
}

bool rule_no_session_ends_unrecorded(const struct look *l)
{
	bool crossed = IN(l->b.state, LEAVING); /* never without a record */
	bool at_once = l->b.state == GATE_RECORDING && order(l, GATE_EV_RECORDED);
	return !any(l->s.todo, GATE_DO_END) || any(l->s.todo, GATE_DO_RECORD_REFERRAL) || crossed ||
	       at_once || IN(l->b.state, BACK | REFERRED);
}

bool rule_a_lost_worker_traps_nobody(const struct look *l)
{
	return !order(l, GATE_EV_WORKER_LOST) || !IN(l->b.state, LEAVING) ||
	       (l->a.state == l->by_levels.gate.state && l->s.todo == l->by_levels.todo);
}

bool rule_a_held_reason_is_kept(const struct look *l)
{
	return l->b.state != GATE_ENTRY_CLOSING || l->b.why == GATE_WHY_NONE ||
	       (l->a.state == GATE_ENTRY_CLOSING ? l->a.why == l->b.why
						 : IN(l->a.state, REFERRED | STOPPED | BACK));
}

bool rule_the_referred_need_an_officer(const struct look *l)
{
	bool resumed =
		IN(l->b.state, REFERRED) && IN(l->a.state, ENTERING | INSIDE | LEAVING | COMING);
	return !resumed || order(l, GATE_EV_ORDER_PASS) || order(l, GATE_EV_ORDER_RETRY);
}

bool rule_alarms_end_by_an_officer_only(const struct look *l)
{
	bool reset = l->ev.kind == GATE_EV_ORDER_RESET && proved_shut(l);
	bool looked_for = let_out(&l->b) && !IN(l->a.state, STOPPED | BACK);
	bool ends = l->b.state == GATE_ALARM && !IN(l->a.state, STOPPED) && !let_out(&l->a) &&
		    !order(l, GATE_EV_ORDER_BACK) && !reset;
	return !ends && !looked_for;
}

/* Reasons for which a plan that rejects back needs no officer. */
static bool harmless(uint8_t why)
{
	return why == GATE_WHY_FACE || why == GATE_WHY_FINGER || why == GATE_WHY_TIME ||
	       why == GATE_WHY_SEVERAL || why == GATE_WHY_PIGGYBACK || why == GATE_WHY_LOITERING;
}

bool rule_nobody_goes_back_unasked(const struct look *l)
{
	if (!entered(l, GATE_BACK_OPEN)) {
		return true;
	}
	bool button = l->a.why == GATE_WHY_RELEASE && any(l->in, GATE_IN_RELEASE);
	bool calls = l->a.why == GATE_WHY_CALLS && order(l, GATE_EV_TIMER) &&
		     IN(l->b.state, CALLING) && l->b.tries + 1u == l->b.plan.calls;
	bool ordered = l->a.why == GATE_WHY_OFFICER && order(l, GATE_EV_ORDER_BACK);
	bool rejected = l->a.plan.reject_back && harmless(l->a.why) && l->a.epoch != 0 &&
			!IN(l->b.state, BIT(GATE_REFERRED_INSIDE) | BIT(GATE_BACK_CLOSING));
	bool resumed = order(l, GATE_EV_ORDER_RETRY) || order(l, GATE_EV_ORDER_PASS);
	bool again = l->a.plan.reject_back && harmless(l->a.why) && resumed;
	return ordered || ((button || calls) && l->a.epoch == 0) || rejected || again;
}

bool rule_a_closed_lane_stays_closed(const struct look *l)
{
	return l->b.state != GATE_CLOSED || l->a.state == GATE_CLOSED || l->a.closing ||
	       l->ev.kind == GATE_EV_ORDER_OPEN;
}

bool rule_capture_needs_a_document(const struct look *l)
{
	bool asked = any(l->s.todo, GATE_DO_CAPTURE);
	bool from = IN(l->b.state, COMING | ENTERING | REFERRED); /* nobody tries again unasked */
	bool may = l->desk || any(l->a.evidence, GATE_HAS_DOCUMENT);
	return asked == entered(l, GATE_FACE) && (!asked || (from && may));
}

bool rule_a_finger_is_asked_for_after_the_face(const struct look *l)
{
	bool asked = any(l->s.todo, GATE_DO_FINGER);
	bool after = order(l, GATE_EV_FINGER_WANTED) && l->b.state == GATE_FACE;
	bool may = l->desk || any(l->a.evidence, GATE_HAS_DOCUMENT);
	return asked == entered(l, GATE_FINGER) && (!asked || (after && may));
}

bool rule_levels_settle_at_once(const struct look *l)
{
	struct gate_event again = {
		.kind = GATE_EV_LEVELS, .inputs = l->ev.inputs, .breach = l->ev.breach};
	struct gate_step s = gate_step(l->a, again);
	return rules_same_gate(s.gate, l->a) && s.todo == 0;
}

bool rule_old_levels_do_not_matter(const struct look *l)
{
	struct gate other = l->b;
	other.inputs = ~other.inputs;
	other.breach = (uint8_t)(GATE_WHY_COUNT - 1);
	return rules_same_step(gate_step(other, l->ev), l->s);
}

bool rule_levels_that_a_plan_lacks_do_not_matter(const struct look *l)
{
	uint32_t lacks =
		l->chamber
			? (uint32_t)GATE_IN_PASSED
			: (uint32_t)(GATE_IN_ENTRY_CLOSED | GATE_IN_ENTRY_BEAM | GATE_IN_RELEASE);
	lacks = l->desk ? ~(uint32_t)GATE_IN_READY : lacks;
	struct gate_event ev = l->ev;
	ev.inputs ^= lacks;
	return rules_same_step(gate_step(l->b, ev), l->s);
}
