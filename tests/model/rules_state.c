/*
 * rules_state: what must hold of every gate and of what it drives.
 * Knows promises about locks, people, lamps. Never knows the step that led to the gate, but its
 * levels.
 */
#include "rules_look.h"

bool rule_only_states_of_its_plan(const struct look *l)
{
	return rules_state_of_plan(&l->a.plan, l->a.state);
}

/* A lock that is off for the sake of a body only: nobody is let through by it. */
static bool entry_released(const struct look *l)
{
	return l->chamber && !any(l->out, GATE_OUT_ENTRY_LOCK) &&
	       !body_in(l->in, GATE_IN_ENTRY_CLOSED, GATE_IN_ENTRY_BEAM);
}

static bool exit_released(const struct look *l)
{
	return !l->desk && !any(l->out, GATE_OUT_EXIT_LOCK) &&
	       !body_in(l->in, GATE_IN_EXIT_CLOSED, GATE_IN_EXIT_BEAM);
}

bool rule_never_two_doors_free(const struct look *l)
{
	if (!l->chamber || IN(l->a.state, FREED)) {
		return true;
	}
	bool entry = !entry_released(l) ||
		     (any(l->out, GATE_OUT_EXIT_LOCK) && any(l->in, GATE_IN_EXIT_CLOSED));
	bool exit = !exit_released(l) ||
		    (any(l->out, GATE_OUT_ENTRY_LOCK) && any(l->in, GATE_IN_ENTRY_CLOSED));
	return entry && exit;
}

bool rule_exit_needs_decision_record_and_one_person(const struct look *l)
{
	bool may = decided(l->a.evidence) && any(l->a.evidence, GATE_HAS_RECORD) &&
		   !any(l->in, GATE_IN_SEVERAL) && any(l->in, GATE_IN_ENTRY_CLOSED);
	bool again = l->a.state == GATE_EXIT_CLOSING && opens_again(&l->a);
	bool state_ok = l->a.state != GATE_EXIT_OPEN || may;
	bool lock_ok = !exit_released(l) || IN(l->a.state, FREED) ||
		       ((l->a.state == GATE_EXIT_OPEN || again) && may);
	return state_ok && lock_ok;
}

bool rule_entry_free_only_where_it_belongs(const struct look *l)
{
	bool open = l->a.state == GATE_ENTRY_OPEN;
	bool back = l->a.state == GATE_BACK_OPEN;
	bool again = l->a.state != GATE_EXIT_CLOSING && opens_again(&l->a);
	if (open && !any(l->a.evidence, GATE_HAS_DOCUMENT | GATE_HAS_OFFICER)) {
		return false;
	}
	if ((open || back) && !any(l->in, GATE_IN_EXIT_CLOSED)) {
		return false;
	}
	return !entry_released(l) || open || back || again || IN(l->a.state, FREED);
}

/* Free and driven open, but an emergency stop drives nothing. */
static bool yields(const struct look *l, uint32_t lock, uint32_t drive)
{
	bool drives = any(l->out, drive) || !any(l->in, GATE_IN_ESTOP_OK) ||
		      !all(l->in, GATE_IN_FIRE_OK | GATE_IN_MAINS_OK);
	return !any(l->out, lock) && drives;
}

bool rule_no_door_is_driven_against_a_body(const struct look *l)
{
	bool entry = l->chamber && body_in(l->in, GATE_IN_ENTRY_CLOSED, GATE_IN_ENTRY_BEAM);
	bool exit = body_in(l->in, GATE_IN_EXIT_CLOSED, GATE_IN_EXIT_BEAM);
	return !(entry && !yields(l, GATE_OUT_ENTRY_LOCK, GATE_OUT_ENTRY_OPEN)) &&
	       !(exit && !yields(l, GATE_OUT_EXIT_LOCK, GATE_OUT_EXIT_OPEN));
}

bool rule_drives_never_work_against_locks(const struct look *l)
{
	uint32_t drives = GATE_OUT_ENTRY_OPEN | GATE_OUT_EXIT_OPEN;
	bool stop = !any(l->in, GATE_IN_ESTOP_OK);
	return !all(l->out, GATE_OUT_ENTRY_LOCK | GATE_OUT_ENTRY_OPEN) &&
	       !all(l->out, GATE_OUT_EXIT_LOCK | GATE_OUT_EXIT_OPEN) &&
	       !(stop && any(l->out, drives)) && (l->chamber || !any(l->out, GATE_OUT_ENTRY_OPEN));
}

bool rule_danger_frees_all_doors(const struct look *l)
{
	bool free = !any(l->out, GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK);
	uint32_t doors = GATE_OUT_EXIT_OPEN | (l->chamber ? (uint32_t)GATE_OUT_ENTRY_OPEN : 0);
	bool driven = all(l->out, doors) || !any(l->in, GATE_IN_ESTOP_OK);
	bool right_state = all(l->in, SAFE) || l->a.state == GATE_EVACUATE;
	return right_state && (!IN(l->a.state, FREED) || (free && driven));
}

/* Somebody goes back after an alarm or an evacuation: the lane is stopped behind them anyway. */
static bool goes_out(const struct look *l)
{
	return IN(l->a.state, BACK) && l->a.epoch == 0;
}

bool rule_unbelievable_sensors_stop_the_lane(const struct look *l)
{
	return any(l->in, GATE_IN_SENSORS_OK) || IN(l->a.state, STOPPED | BIT(GATE_INIT)) ||
	       goes_out(l);
}

bool rule_tamper_is_an_alarm(const struct look *l)
{
	return any(l->in, GATE_IN_TAMPER_OK) || IN(l->a.state, STOPPED) || goes_out(l);
}

bool rule_a_forced_door_is_an_alarm(const struct look *l)
{
	uint32_t anyway = STOPPED | BIT(GATE_INIT);
	bool entry = any(l->in, GATE_IN_ENTRY_CLOSED) || IN(l->a.state, anyway | ENTERING | BACK);
	bool exit = any(l->in, GATE_IN_EXIT_CLOSED) || IN(l->a.state, anyway | LEAVING);
	return entry && exit;
}

bool rule_an_intruder_is_an_alarm(const struct look *l)
{
	return !l->chamber || nobody(l->in) ||
	       !IN(l->a.state, BIT(GATE_IDLE) | BIT(GATE_CLOSED) | BIT(GATE_READING) |
				       BIT(GATE_REFERRED_OUTSIDE));
}

bool rule_several_are_never_alone(const struct look *l)
{
	if (!any(l->in, GATE_IN_SEVERAL)) {
		return true;
	}
	bool leaving =
		l->a.state == GATE_EXIT_OPEN || (l->chamber && l->a.state == GATE_EXIT_CLOSING);
	bool entering = l->a.state == GATE_ENTRY_OPEN ||
			(l->a.state == GATE_ENTRY_CLOSING && l->a.why == GATE_WHY_NONE);
	return !leaving && !entering && !IN(l->a.state, INSIDE);
}

bool rule_who_vanishes_is_not_compared(const struct look *l)
{
	return !IN(l->a.state, INSIDE) || one(l->in);
}

bool rule_a_breach_ends_what_it_breaches(const struct look *l)
{
	bool stopped = IN(l->a.state, STOPPED | BIT(GATE_INIT)) || goes_out(l);
	bool referred = IN(l->a.state, REFERRED | BACK) || l->a.state == GATE_EXIT_CLOSING ||
			(l->a.state == GATE_ENTRY_CLOSING && l->a.why != GATE_WHY_NONE);
	if (l->breach == GATE_WHY_NONE || stopped) {
		return true;
	}
	return referred && !breach_stops(l->breach);
}

bool rule_release_frees_the_way_out(const struct look *l)
{
	if (!l->chamber || !all(l->in, GATE_IN_RELEASE | GATE_IN_EXIT_CLOSED)) {
		return true;
	}
	if (l->a.state == GATE_EXIT_OPEN) {
		return !any(l->out, GATE_OUT_EXIT_LOCK);
	}
	return IN(l->a.state, FREED | BIT(GATE_ENTRY_OPEN) | BIT(GATE_BACK_OPEN)) &&
	       !any(l->out, GATE_OUT_ENTRY_LOCK);
}

bool rule_idle_remembers_nobody(const struct look *l)
{
	if (IN(l->a.state, WAITING) && l->a.why != GATE_WHY_NONE) {
		return false;
	}
	bool known = l->a.epoch != 0 || l->a.evidence != 0;
	return !known || !IN(l->a.state, WAITING | STOPPED);
}

bool rule_busy_states_have_a_traveller(const struct look *l)
{
	return l->a.epoch != 0 || IN(l->a.state, WAITING | STOPPED | BACK);
}

bool rule_busy_states_have_a_timer(const struct look *l)
{
	bool has = gate_timer_ms((enum gate_state)l->a.state) != 0;
	bool rests = IN(l->a.state, BIT(GATE_IDLE) | BIT(GATE_CLOSED) | BIT(GATE_EVACUATE));
	return has == !rests;
}

bool rule_tries_stay_in_their_bounds(const struct look *l)
{
	if (IN(l->a.state, CLOSING_DOOR)) {
		return l->a.tries < 2u * l->a.plan.attempts;
	}
	return IN(l->a.state, CALLING) ? l->a.tries < l->a.plan.calls : l->a.tries == 0;
}

bool rule_decisions_count_once(const struct look *l)
{
	uint32_t has = l->a.evidence;
	uint32_t deciding = LEAVING | BIT(GATE_RECORDING);
	uint32_t shown = l->desk ? BIT(GATE_REFERRED_INSIDE) : 0;
	return (!any(has, GATE_HAS_RECORD) || IN(l->a.state, LEAVING)) &&
	       (!any(has, GATE_HAS_FACE | GATE_HAS_FINGER) || IN(l->a.state, deciding | shown)) &&
	       (!any(has, GATE_HAS_OFFICER) ||
		IN(l->a.state, deciding | ENTERING | BIT(GATE_WALKING)));
}

bool rule_a_lane_that_closes_begins_nothing(const struct look *l)
{
	return !l->a.closing || !IN(l->a.state, BIT(GATE_IDLE) | BIT(GATE_CLOSED));
}

static bool lamp_pair(uint32_t out, uint32_t green, uint32_t red, uint32_t lock, bool waits)
{
	bool is_green = any(out, green);
	bool is_red = any(out, red);
	return !(is_green && any(out, lock)) && !(is_green && is_red) &&
	       (is_green || is_red == !waits);
}

bool rule_lamps_tell_the_truth(const struct look *l)
{
	bool waits = l->a.state == GATE_IDLE && any(l->in, (uint32_t)GATE_IN_READY);
	bool entry = lamp_pair(l->out, GATE_OUT_ENTRY_GREEN, GATE_OUT_ENTRY_RED,
			       GATE_OUT_ENTRY_LOCK, waits);
	bool exit = lamp_pair(l->out, GATE_OUT_EXIT_GREEN, GATE_OUT_EXIT_RED, GATE_OUT_EXIT_LOCK,
			      false);
	bool light = any(l->out, GATE_OUT_FACE_LIGHT) == (l->a.state == GATE_FACE);
	bool invited = IN(l->a.state, FREED | BIT(GATE_ENTRY_OPEN) | BIT(GATE_BACK_OPEN)) ||
		       !any(l->out, GATE_OUT_ENTRY_GREEN);
	bool shown =
		IN(l->a.state, FREED | BIT(GATE_EXIT_OPEN)) || !any(l->out, GATE_OUT_EXIT_GREEN);
	return l->desk ||
	       (entry && exit && light && invited && shown && !any(l->out, GATE_OUT_WATCHDOG));
}

bool rule_calls_tell_the_truth(const struct look *l)
{
	bool unproved = l->a.state == GATE_INIT && !proved_shut(l);
	bool held = IN(l->a.state, CLOSING_DOOR) && l->a.tries >= 4; /* 20 s: the second alarm */
	bool call = IN(l->a.state, REFERRED | STOPPED) || let_out(&l->a) || unproved || held;
	return l->desk || any(l->out, GATE_OUT_OFFICER_CALL) == call;
}

bool rule_the_buzzer_tells_the_truth(const struct look *l)
{
	bool sounds = IN(l->a.state, STOPPED) || let_out(&l->a) || opens_again(&l->a);
	return any(l->out, GATE_OUT_BUZZER) == sounds;
}

bool rule_signs_tell_the_truth(const struct look *l)
{
	bool cross = IN(l->a.state, STOPPED | BIT(GATE_INIT) | BIT(GATE_CLOSED)) || l->a.closing;
	bool back = !cross && l->a.reversed;
	bool blue = l->a.state == GATE_IDLE && any(l->in, (uint32_t)GATE_IN_READY);
	bool passed = l->a.state == GATE_EXIT_CLOSING && l->a.why == GATE_WHY_NONE;
	if (l->desk) {
		return true;
	}
	return any(l->out, GATE_OUT_CROSS) == cross && any(l->out, GATE_OUT_ARROW_BACK) == back &&
	       any(l->out, GATE_OUT_ARROW) == (!cross && !back) &&
	       any(l->out, GATE_OUT_IDLE) == blue && any(l->out, GATE_OUT_PASSED) == passed;
}
