/*
 * rules: what must hold after every step of the gate machine, each with its name.
 * Knows promises. Never knows how the machine keeps them.
 */
#include "rules.h"

/* One step, looked at from all sides. */
struct look {
	struct gate b; /* before */
	struct gate a; /* after */
	struct gate_event ev;
	struct gate_step s;
	struct gate_step by_levels; /* what the levels alone would have done */
	uint32_t in;
	uint32_t out;
	bool fresh;
};

#define BIT(state)     (1u << (state))
#define IN(state, set) ((BIT(state) & (set)) != 0)
#define WAITING        (BIT(GATE_IDLE) | BIT(GATE_CLOSED) | BIT(GATE_INIT))
#define STOPPED        (BIT(GATE_ALARM) | BIT(GATE_EVACUATE))
#define BACK           (BIT(GATE_BACK_OPEN) | BIT(GATE_BACK_CLOSING))
#define LEAVING        (BIT(GATE_EXIT_OPEN) | BIT(GATE_EXIT_CLOSING))
#define ENTERING       (BIT(GATE_ENTRY_OPEN) | BIT(GATE_ENTRY_CLOSING))
#define INSIDE         (BIT(GATE_FACE) | BIT(GATE_RECORDING))
#define REFERRED       (BIT(GATE_REFERRED_OUTSIDE) | BIT(GATE_REFERRED_INSIDE))
#define SAFE           (GATE_IN_FIRE_OK | GATE_IN_ESTOP_OK | GATE_IN_MAINS_OK)

static bool all(uint32_t word, uint32_t bits)
{
	return (word & bits) == bits;
}

static bool any(uint32_t word, uint32_t bits)
{
	return (word & bits) != 0;
}

static bool nobody(uint32_t in)
{
	return !any(in, GATE_IN_PRESENT | GATE_IN_SEVERAL);
}

static bool one(uint32_t in)
{
	return any(in, GATE_IN_PRESENT) && !any(in, GATE_IN_SEVERAL);
}

static bool decided(uint32_t evidence)
{
	return all(evidence, GATE_HAS_DOCUMENT | GATE_HAS_FACE) || any(evidence, GATE_HAS_OFFICER);
}

static bool same_gate(struct gate x, struct gate y)
{
	return x.state == y.state && x.evidence == y.evidence && x.why == y.why &&
	       x.epoch == y.epoch && x.next_epoch == y.next_epoch && x.inputs == y.inputs;
}

static bool same_step(struct gate_step x, struct gate_step y)
{
	return same_gate(x.gate, y.gate) && x.todo == y.todo && x.epoch == y.epoch &&
	       x.why == y.why;
}

/* A body in the swing of a door that is not closed: nothing may drive that door. */
static bool body_in(uint32_t in, uint32_t closed, uint32_t beam)
{
	return !any(in, closed) && any(in, beam);
}

static bool entry_released(uint32_t in, uint32_t out)
{
	return !any(out, GATE_OUT_ENTRY_LOCK) &&
	       !body_in(in, GATE_IN_ENTRY_CLOSED, GATE_IN_ENTRY_BEAM);
}

static bool exit_released(uint32_t in, uint32_t out)
{
	return !any(out, GATE_OUT_EXIT_LOCK) &&
	       !body_in(in, GATE_IN_EXIT_CLOSED, GATE_IN_EXIT_BEAM);
}

static bool entered(const struct look *l, enum gate_state state)
{
	return l->a.state == state && l->b.state != state;
}

static bool order(const struct look *l, enum gate_event_kind kind)
{
	return l->fresh && l->ev.kind == kind;
}

static bool never_two_doors_free(const struct look *l)
{
	if (l->a.state == GATE_EVACUATE) {
		return true;
	}
	bool entry = !entry_released(l->in, l->out) ||
		     (any(l->out, GATE_OUT_EXIT_LOCK) && any(l->in, GATE_IN_EXIT_CLOSED));
	bool exit = !exit_released(l->in, l->out) ||
		    (any(l->out, GATE_OUT_ENTRY_LOCK) && any(l->in, GATE_IN_ENTRY_CLOSED));
	return entry && exit;
}

static bool exit_needs_decision_record_and_one_person(const struct look *l)
{
	bool may = decided(l->a.evidence) && any(l->a.evidence, GATE_HAS_RECORD) &&
		   !any(l->in, GATE_IN_SEVERAL) && any(l->in, GATE_IN_ENTRY_CLOSED);
	bool state_ok = l->a.state != GATE_EXIT_OPEN || may;
	bool lock_ok = !exit_released(l->in, l->out) || l->a.state == GATE_EVACUATE ||
		       (l->a.state == GATE_EXIT_OPEN && may);
	return state_ok && lock_ok;
}

static bool entry_free_only_where_it_belongs(const struct look *l)
{
	bool open = l->a.state == GATE_ENTRY_OPEN;
	if (open && !any(l->a.evidence, GATE_HAS_DOCUMENT | GATE_HAS_OFFICER)) {
		return false;
	}
	if ((open || l->a.state == GATE_BACK_OPEN) && !any(l->in, GATE_IN_EXIT_CLOSED)) {
		return false;
	}
	return !entry_released(l->in, l->out) || open || l->a.state == GATE_BACK_OPEN ||
	       l->a.state == GATE_EVACUATE;
}

static bool no_door_is_driven_against_a_body(const struct look *l)
{
	bool entry = body_in(l->in, GATE_IN_ENTRY_CLOSED, GATE_IN_ENTRY_BEAM);
	bool exit = body_in(l->in, GATE_IN_EXIT_CLOSED, GATE_IN_EXIT_BEAM);
	return !(entry && any(l->out, GATE_OUT_ENTRY_LOCK)) &&
	       !(exit && any(l->out, GATE_OUT_EXIT_LOCK));
}

static bool danger_frees_both_doors(const struct look *l)
{
	bool free = !any(l->out, GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK);
	bool right_state = all(l->in, SAFE) || l->a.state == GATE_EVACUATE;
	return right_state && (l->a.state != GATE_EVACUATE || free);
}

static bool evacuation_ends_by_reset_only(const struct look *l)
{
	return l->b.state != GATE_EVACUATE || l->a.state == GATE_EVACUATE ||
	       (l->ev.kind == GATE_EV_ORDER_RESET && all(l->in, SAFE) && nobody(l->in));
}

static bool tamper_is_an_alarm(const struct look *l)
{
	return any(l->in, GATE_IN_TAMPER_OK) || IN(l->a.state, STOPPED) ||
	       (IN(l->a.state, BACK) && l->a.epoch == 0);
}

static bool a_forced_door_is_an_alarm(const struct look *l)
{
	uint32_t anyway = STOPPED | BIT(GATE_INIT);
	bool entry = any(l->in, GATE_IN_ENTRY_CLOSED) || IN(l->a.state, anyway | ENTERING | BACK);
	bool exit = any(l->in, GATE_IN_EXIT_CLOSED) || IN(l->a.state, anyway | LEAVING);
	return entry && exit;
}

static bool init_waits_for_proof(const struct look *l)
{
	bool proved = all(l->in, GATE_IN_ENTRY_CLOSED | GATE_IN_EXIT_CLOSED) && nobody(l->in);
	bool calm = all(l->in, SAFE | GATE_IN_TAMPER_OK);
	bool ready = any(l->in, (uint32_t)GATE_IN_READY);
	if (l->b.state != GATE_INIT || l->ev.kind != GATE_EV_LEVELS || !calm) {
		return true;
	}
	return l->a.state == (proved && ready ? GATE_IDLE : GATE_INIT);
}

static bool an_intruder_is_an_alarm(const struct look *l)
{
	return nobody(l->in) ||
	       !IN(l->a.state, BIT(GATE_IDLE) | BIT(GATE_CLOSED) | BIT(GATE_READING) |
				       BIT(GATE_REFERRED_OUTSIDE));
}

static bool several_are_never_alone(const struct look *l)
{
	if (!any(l->in, GATE_IN_SEVERAL)) {
		return true;
	}
	return !IN(l->a.state, INSIDE | LEAVING | BIT(GATE_ENTRY_OPEN)) &&
	       (l->a.state != GATE_ENTRY_CLOSING || l->a.why != GATE_WHY_NONE);
}

static bool who_vanishes_is_not_compared(const struct look *l)
{
	return !IN(l->a.state, INSIDE) || one(l->in);
}

static bool wrong_way_is_an_alarm(const struct look *l)
{
	bool early = IN(l->a.state, BIT(GATE_READING) | BIT(GATE_ENTRY_OPEN)) && nobody(l->in) &&
		     any(l->in, GATE_IN_EXIT_BEAM);
	bool back_in = l->b.state == GATE_EXIT_CLOSING && l->b.why == GATE_WHY_NONE &&
		       !nobody(l->in) && !IN(l->a.state, STOPPED);
	return !early && !back_in;
}

static bool doors_close_behind_people(const struct look *l)
{
	enum gate_event_kind kind = l->ev.kind;
	bool gone_out = nobody(l->in) && !any(l->in, GATE_IN_EXIT_CLOSED | GATE_IN_EXIT_BEAM);
	bool gone_back = nobody(l->in) && !any(l->in, GATE_IN_ENTRY_CLOSED | GATE_IN_ENTRY_BEAM);
	bool come_in = one(l->in) && !any(l->in, GATE_IN_ENTRY_BEAM);
	if (kind != GATE_EV_LEVELS || l->a.state == l->b.state || IN(l->a.state, STOPPED)) {
		return true;
	}
	return (l->b.state != GATE_EXIT_OPEN || gone_out) &&
	       (l->b.state != GATE_BACK_OPEN || gone_back) &&
	       (l->b.state != GATE_ENTRY_OPEN || come_in || any(l->in, GATE_IN_SEVERAL));
}

static bool a_stale_event_changes_nothing(const struct look *l)
{
	return l->fresh || same_step(l->s, l->by_levels);
}

static bool levels_settle_at_once(const struct look *l)
{
	struct gate_event again = {.kind = GATE_EV_LEVELS, .inputs = l->in};
	struct gate_step s = gate_step(l->a, again);
	return same_gate(s.gate, l->a) && s.todo == 0;
}

static bool old_levels_do_not_matter(const struct look *l)
{
	struct gate other = l->b;
	other.inputs = ~other.inputs;
	return same_step(gate_step(other, l->ev), l->s);
}

static bool idle_remembers_nobody(const struct look *l)
{
	if (IN(l->a.state, WAITING) && l->a.why != GATE_WHY_NONE) {
		return false;
	}
	bool known = l->a.epoch != 0 || l->a.evidence != 0;
	return !known || !IN(l->a.state, WAITING | STOPPED);
}

static bool busy_states_have_a_traveller(const struct look *l)
{
	return l->a.epoch != 0 || IN(l->a.state, WAITING | STOPPED | BACK);
}

static bool epochs_begin_and_end_once(const struct look *l)
{
	bool begin = any(l->s.todo, GATE_DO_BEGIN);
	bool end = any(l->s.todo, GATE_DO_END);
	if (begin) {
		return !end && l->b.epoch == 0 && l->b.state == GATE_IDLE &&
		       l->ev.kind == GATE_EV_DOCUMENT && any(l->in, (uint32_t)GATE_IN_READY) &&
		       l->a.state == GATE_READING && l->a.epoch == l->b.next_epoch &&
		       l->a.next_epoch != l->a.epoch && l->a.next_epoch != 0 &&
		       l->s.epoch == l->a.epoch;
	}
	return end == (l->b.epoch != 0 && l->a.epoch == 0) && l->s.epoch == l->b.epoch &&
	       (l->a.epoch == l->b.epoch || l->a.epoch == 0) && l->a.next_epoch == l->b.next_epoch;
}

static bool repeats(uint8_t state)
{
	return IN(state, BIT(GATE_REFERRED_INSIDE) | BIT(GATE_ALARM));
}

static bool timers_follow_states(const struct look *l)
{
	bool armed = any(l->s.todo, GATE_DO_TIMER);
	bool again = order(l, GATE_EV_TIMER) && repeats(l->b.state);
	bool moved = l->a.state != l->b.state;
	bool has = gate_timer_ms((enum gate_state)l->a.state) != 0;
	bool busy = !IN(l->a.state, WAITING | BIT(GATE_EVACUATE));
	return has == busy && (moved ? armed : armed == again);
}

static bool a_timer_leads_on(const struct look *l)
{
	bool busy = gate_timer_ms((enum gate_state)l->b.state) != 0;
	if (!order(l, GATE_EV_TIMER) || !busy || l->a.state != l->b.state) {
		return true;
	}
	return repeats(l->b.state) && any(l->s.todo, GATE_DO_TIMER);
}

static bool evidence_only_by_its_own_event(const struct look *l)
{
	uint32_t new = l->a.evidence & ~(uint32_t)l->b.evidence;
	return (!any(new, GATE_HAS_DOCUMENT) || order(l, GATE_EV_DOCUMENT_OK)) &&
	       (!any(new, GATE_HAS_FACE) || order(l, GATE_EV_FACE_OK)) &&
	       (!any(new, GATE_HAS_OFFICER) || order(l, GATE_EV_ORDER_PASS)) &&
	       (!any(new, GATE_HAS_RECORD) || order(l, GATE_EV_RECORDED));
}

static bool decisions_count_once(const struct look *l)
{
	uint32_t has = l->a.evidence;
	return (!any(has, GATE_HAS_RECORD) || IN(l->a.state, LEAVING)) &&
	       (!any(has, GATE_HAS_FACE) || IN(l->a.state, LEAVING | BIT(GATE_RECORDING))) &&
	       (!any(has, GATE_HAS_OFFICER) ||
		IN(l->a.state, LEAVING | ENTERING | BIT(GATE_RECORDING)));
}

static bool one_record_for_one_crossing(const struct look *l)
{
	bool asked = any(l->s.todo, GATE_DO_RECORD);
	if (asked != entered(l, GATE_RECORDING)) {
		return false;
	}
	return !asked || (decided(l->a.evidence) && !any(l->a.evidence, GATE_HAS_RECORD) &&
			  one(l->in) && all(l->in, GATE_IN_ENTRY_CLOSED | GATE_IN_EXIT_CLOSED));
}

static bool exit_opens_by_acknowledgement_only(const struct look *l)
{
	return !entered(l, GATE_EXIT_OPEN) ||
	       (order(l, GATE_EV_RECORDED) && l->b.state == GATE_RECORDING);
}

static bool referrals_and_alarms_are_recorded(const struct look *l)
{
	bool noted = any(l->s.todo, GATE_DO_RECORD_REFERRAL);
	bool moved = l->a.state != l->b.state;
	if (noted != (l->s.why != GATE_WHY_NONE)) {
		return false;
	}
	return !moved || !IN(l->a.state, REFERRED | STOPPED) ||
	       (noted && l->s.why == l->a.why && l->a.why != GATE_WHY_NONE);
}

static bool no_session_ends_unrecorded(const struct look *l)
{
	bool crossed = IN(l->b.state, LEAVING) && any(l->b.evidence, GATE_HAS_RECORD);
	return !any(l->s.todo, GATE_DO_END) || any(l->s.todo, GATE_DO_RECORD_REFERRAL) || crossed ||
	       IN(l->b.state, BACK | REFERRED);
}

static bool a_lost_worker_never_passes(const struct look *l)
{
	bool served = IN(l->b.state, BIT(GATE_READING) | ENTERING | INSIDE);
	if (!order(l, GATE_EV_WORKER_LOST) || !served) {
		return true;
	}
	bool held = l->a.state == GATE_ENTRY_CLOSING && l->a.why != GATE_WHY_NONE;
	return held || IN(l->a.state, REFERRED | STOPPED | BIT(GATE_IDLE));
}

static bool a_lost_worker_traps_nobody(const struct look *l)
{
	return !order(l, GATE_EV_WORKER_LOST) || !IN(l->b.state, LEAVING) ||
	       (l->a.state == l->by_levels.gate.state && l->s.todo == l->by_levels.todo);
}

static bool a_held_reason_is_kept(const struct look *l)
{
	return l->b.state != GATE_ENTRY_CLOSING || l->b.why == GATE_WHY_NONE ||
	       (l->a.state == GATE_ENTRY_CLOSING ? l->a.why == l->b.why
						 : IN(l->a.state, REFERRED | STOPPED));
}

static bool the_referred_need_an_officer(const struct look *l)
{
	bool resumed = IN(l->b.state, REFERRED) &&
		       IN(l->a.state, ENTERING | INSIDE | LEAVING | BIT(GATE_READING) | BACK);
	return !resumed || order(l, GATE_EV_ORDER_PASS) || order(l, GATE_EV_ORDER_RETRY) ||
	       order(l, GATE_EV_ORDER_BACK);
}

static bool alarms_end_by_an_officer_only(const struct look *l)
{
	return l->b.state != GATE_ALARM || IN(l->a.state, STOPPED) ||
	       order(l, GATE_EV_ORDER_BACK) || (l->ev.kind == GATE_EV_ORDER_RESET && nobody(l->in));
}

static bool the_way_back_is_always_there(const struct look *l)
{
	uint32_t from = INSIDE | BIT(GATE_REFERRED_INSIDE) | BIT(GATE_ALARM) | BIT(GATE_INIT);
	bool still_there = l->by_levels.gate.state == l->b.state;
	if (!order(l, GATE_EV_ORDER_BACK) || !IN(l->b.state, from) || !still_there ||
	    !any(l->in, GATE_IN_EXIT_CLOSED) ||
	    (nobody(l->in) && !any(l->in, GATE_IN_ENTRY_CLOSED))) {
		return true;
	}
	return l->a.state == GATE_BACK_OPEN && !any(l->out, GATE_OUT_ENTRY_LOCK);
}

static bool capture_needs_a_document(const struct look *l)
{
	bool asked = any(l->s.todo, GATE_DO_CAPTURE);
	return asked == entered(l, GATE_FACE) && (!asked || any(l->a.evidence, GATE_HAS_DOCUMENT));
}

static bool a_closed_lane_stays_closed(const struct look *l)
{
	return l->b.state != GATE_CLOSED || IN(l->a.state, STOPPED | BIT(GATE_CLOSED)) ||
	       l->ev.kind == GATE_EV_ORDER_OPEN;
}

static bool lamps_tell_the_truth(const struct look *l)
{
	uint32_t out = l->out;
	bool green = !all(out, GATE_OUT_ENTRY_GREEN | GATE_OUT_ENTRY_LOCK) &&
		     !all(out, GATE_OUT_EXIT_GREEN | GATE_OUT_EXIT_LOCK) &&
		     !all(out, GATE_OUT_ENTRY_GREEN | GATE_OUT_ENTRY_RED) &&
		     !all(out, GATE_OUT_EXIT_GREEN | GATE_OUT_EXIT_RED);
	bool buzzer = any(out, GATE_OUT_BUZZER) == IN(l->a.state, STOPPED);
	bool light = any(out, GATE_OUT_FACE_LIGHT) == (l->a.state == GATE_FACE);
	bool call = any(out, GATE_OUT_OFFICER_CALL) || !IN(l->a.state, REFERRED | STOPPED);
	bool lost = l->a.state == GATE_INIT && !nobody(l->in);
	return green && buzzer && light && call && (!lost || any(out, GATE_OUT_OFFICER_CALL)) &&
	       !any(out, GATE_OUT_WATCHDOG);
}

struct rule {
	const char *name;
	const char *promise;
	bool (*holds)(const struct look *l);
};

static const struct rule step_rules[] = {
#define X(name, promise) {#name, promise, name},
	STEP_RULES(X)
#undef X
};
#define STEP_RULE_COUNT (sizeof(step_rules) / sizeof(step_rules[0]))

const char *rules_step(const struct gate *before, const struct gate_event *ev,
		       const struct gate_step *after)
{
	struct gate_event levels = {.kind = GATE_EV_LEVELS, .inputs = ev->inputs};
	struct look l = {
		.b = *before,
		.a = after->gate,
		.ev = *ev,
		.s = *after,
		.by_levels = gate_step(*before, levels),
		.in = ev->inputs,
		.out = gate_outputs(after->gate),
		.fresh = !gate_event_personal(ev->kind) || ev->epoch == before->epoch,
	};
	for (size_t i = 0; i < STEP_RULE_COUNT; i++) {
		if (!step_rules[i].holds(&l)) {
			return step_rules[i].name;
		}
	}
	return NULL;
}

const char *rules_outputs(const struct gate *g)
{
	struct look l = {.a = *g, .in = g->inputs, .out = gate_outputs(*g)};
	bool safe = all(l.in, SAFE);
	bool free = !any(l.out, GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK);
	if (!safe || g->state == GATE_EVACUATE) {
		return free ? NULL : "interlock_frees_both_doors_in_danger";
	}
	if (!never_two_doors_free(&l)) {
		return "interlock_frees_one_door_at_most";
	}
	if (exit_released(l.in, l.out) &&
	    !(decided(g->evidence) && any(g->evidence, GATE_HAS_RECORD) &&
	      !any(l.in, GATE_IN_SEVERAL) && any(l.in, GATE_IN_ENTRY_CLOSED))) {
		return "interlock_asks_for_evidence_itself";
	}
	return no_door_is_driven_against_a_body(&l) ? NULL : "interlock_drives_against_nobody";
}

const char *rules_name(unsigned n)
{
	return n < STEP_RULE_COUNT ? step_rules[n].name : NULL;
}

const char *rules_promise(unsigned n)
{
	return n < STEP_RULE_COUNT ? step_rules[n].promise : NULL;
}
