/*
 * rules_duty: what an event has to do, or must not do, beyond what its levels do.
 * Knows promises about stale events, timers, lost workers, orders. Never knows how the machine
 * keeps them.
 */
#include "rules_look.h"

bool rule_a_stale_event_changes_nothing(const struct look *l)
{
	return l->fresh || rules_same_step(l->s, l->by_levels);
}

bool rule_what_levels_end_is_over(const struct look *l)
{
	bool adverse = l->ev.kind == GATE_EV_WORKER_LOST || l->ev.kind == GATE_EV_DOCUMENT_REFER;
	return event_counts(l) || adverse || rules_same_step(l->s, l->by_levels);
}

/* Came back to where it was by way of another state: its timer starts anew. */
static bool came_round(const struct look *l)
{
	return any(l->s.todo, GATE_DO_RECORD_REFERRAL) || l->ev.kind == GATE_EV_ORDER_TURN;
}

/* At a desk nobody is called, and a timer that would call is not armed again. */
static bool calls(const struct look *l)
{
	return IN(l->b.state, CALLING) && !l->desk;
}

bool rule_timers_follow_states(const struct look *l)
{
	bool armed = any(l->s.todo, GATE_DO_TIMER);
	bool moved = l->a.state != l->b.state;
	bool ran_out = order(l, GATE_EV_TIMER) && event_counts(l) &&
		       gate_timer_ms((enum gate_state)l->b.state) != 0 &&
		       (calls(l) || !IN(l->b.state, CALLING));
	return moved || ran_out ? armed : !armed || came_round(l);
}

bool rule_a_timer_leads_on(const struct look *l)
{
	bool busy = gate_timer_ms((enum gate_state)l->b.state) != 0;
	if (!order(l, GATE_EV_TIMER) || !busy || !event_counts(l)) {
		return l->a.state != l->b.state || l->a.tries == l->b.tries || l->a.tries == 0;
	}
	if (l->a.state != l->b.state) {
		return true;
	}
	bool held = l->chamber && (!nobody(l->in) || !any(l->in, GATE_IN_SENSORS_OK) ||
				   l->b.state == GATE_REFERRED_INSIDE);
	bool idles = IN(l->b.state, CALLING) && !calls(l);
	bool last = calls(l) && l->b.tries + 1u == l->b.plan.calls && !held;
	bool asks = l->b.state == GATE_BACK_OPEN && any(l->in, GATE_IN_RELEASE);
	if (l->b.state == GATE_INIT && proved_shut(l)) {
		return l->a.tries == 0; /* nobody is called */
	}
	return last || asks || idles ? l->a.tries == l->b.tries : l->a.tries == l->b.tries + 1u;
}

bool rule_a_lost_worker_never_passes(const struct look *l)
{
	bool served = IN(l->b.state, COMING | ENTERING | INSIDE);
	if (!order(l, GATE_EV_WORKER_LOST) || !served) {
		return true;
	}
	bool held = l->a.state == GATE_ENTRY_CLOSING && l->a.why != GATE_WHY_NONE;
	return held ||
	       IN(l->a.state, REFERRED | STOPPED | BACK | BIT(GATE_IDLE) | BIT(GATE_CLOSED));
}

bool rule_a_lost_worker_is_not_asked_again(const struct look *l)
{
	bool lost = order(l, GATE_EV_WORKER_LOST) || order(l, GATE_EV_DOCUMENT_REFER);
	return !lost || IN(l->b.state, LEAVING) || !any(l->a.evidence, GATE_HAS_DOCUMENT);
}

bool rule_the_way_back_is_always_there(const struct look *l)
{
	uint32_t inside = INSIDE | BIT(GATE_REFERRED_INSIDE) | BIT(GATE_ALARM) | BIT(GATE_INIT);
	if (!order(l, GATE_EV_ORDER_BACK) || !event_counts(l)) {
		return true;
	}
	if (l->desk && l->b.state == GATE_RECORDING) {
		return true; /* rule_a_record_at_a_desk_is_awaited */
	}
	if (!l->chamber) {
		return !IN(l->a.state, COMING | INSIDE | BIT(GATE_EXIT_OPEN));
	}
	if (!IN(l->b.state, inside) || !any(l->in, GATE_IN_EXIT_CLOSED) ||
	    (nobody(l->in) && !any(l->in, GATE_IN_ENTRY_CLOSED))) {
		return true;
	}
	return l->a.state == GATE_BACK_OPEN && !any(l->out, GATE_OUT_ENTRY_LOCK);
}

static bool reset_refused(const struct look *l)
{
	bool burns = l->b.state == GATE_EVACUATE && !(all(l->in, SAFE) && free_of_people(l));
	bool unproved =
		l->b.state == GATE_ALARM && !(proved_shut(l) && any(l->in, GATE_IN_TAMPER_OK));
	return order(l, GATE_EV_ORDER_RESET) && (burns || unproved);
}

bool rule_a_refused_order_changes_nothing(const struct look *l)
{
	uint32_t inside = INSIDE | BIT(GATE_REFERRED_INSIDE) | BIT(GATE_ALARM) | BIT(GATE_INIT);
	bool pass =
		order(l, GATE_EV_ORDER_PASS) && l->b.state == GATE_REFERRED_INSIDE && !one(l->in);
	bool back = order(l, GATE_EV_ORDER_BACK) && l->chamber && IN(l->b.state, inside) &&
		    !any(l->in, GATE_IN_EXIT_CLOSED);
	bool retry =
		order(l, GATE_EV_ORDER_RETRY) && !any(l->b.evidence, GATE_HAS_DOCUMENT) && !l->desk;
	bool admitted = l->desk && l->b.state == GATE_RECORDING &&
			(order(l, GATE_EV_ORDER_BACK) || order(l, GATE_EV_ORDER_HOLD));
	bool refused = pass || back || retry || admitted || reset_refused(l);
	return !refused || !event_counts(l) || rules_same_step(l->s, l->by_levels);
}

bool rule_a_hold_opens_nothing(const struct look *l)
{
	uint32_t locks = GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK;
	if (!order(l, GATE_EV_ORDER_HOLD)) {
		return true;
	}
	bool asks = let_out(&l->a) && any(l->in, GATE_IN_RELEASE);
	bool kept = asks || !any(gate_outputs(l->by_levels.gate) & locks & ~l->out, locks);
	bool served = IN(l->a.state, COMING | INSIDE | BIT(GATE_EXIT_OPEN) | BIT(GATE_ENTRY_OPEN));
	bool admitted = l->desk && l->b.state == GATE_RECORDING; /* it comes too late */
	return kept && !(served && event_counts(l) && !admitted);
}

bool rule_an_order_frees_all_doors(const struct look *l)
{
	return l->desk || l->ev.kind != GATE_EV_ORDER_FREE || !event_counts(l) ||
	       l->a.state == GATE_EVACUATE;
}

bool rule_a_lane_turns_only_while_nobody_is_served(const struct look *l)
{
	bool turned = l->a.reversed != l->b.reversed;
	bool rests = IN(l->b.state, BIT(GATE_IDLE) | BIT(GATE_CLOSED));
	bool may = l->ev.kind == GATE_EV_ORDER_TURN && event_counts(l) && rests &&
		   l->b.plan.reversible;
	bool anew = any(l->s.todo, GATE_DO_TIMER) &&
		    (l->a.state == GATE_INIT || proved_shut(l) || IN(l->a.state, STOPPED));
	return turned == may && (!turned || anew);
}

bool rule_an_order_to_close_is_kept(const struct look *l)
{
	bool closes = l->a.closing || l->a.state == GATE_CLOSED;
	bool ordered = l->ev.kind == GATE_EV_ORDER_CLOSE && event_counts(l);
	bool opened = l->ev.kind == GATE_EV_ORDER_OPEN;
	bool asked = ordered || l->b.closing || l->b.state == GATE_CLOSED;
	if (opened) {
		return !event_counts(l) || !closes;
	}
	return (!ordered || closes) && (!l->b.closing || closes) && (!l->a.closing || asked);
}
