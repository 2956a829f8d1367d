/*
 * rules: lists of what must hold, how a step is looked at, and the interlock alone.
 * Knows which rule is asked when. Never knows how the machine keeps them.
 */
#include "rules.h"

#include "rules_look.h"

uint32_t rules_levels(const struct gate_plan *p, uint32_t in)
{
	uint32_t of_entry = GATE_IN_ENTRY_BEAM | GATE_IN_RELEASE;
	if (rules_desk(p)) {
		return (in & (uint32_t)GATE_IN_READY) | SAFE | GATE_IN_TAMPER_OK |
		       GATE_IN_SENSORS_OK | GATE_IN_ENTRY_CLOSED | GATE_IN_EXIT_CLOSED |
		       GATE_IN_PRESENT;
	}
	if (rules_chamber(p)) {
		return in & ~(uint32_t)GATE_IN_PASSED;
	}
	return (in & ~of_entry) | GATE_IN_ENTRY_CLOSED;
}

bool rules_chamber(const struct gate_plan *p)
{
	switch ((enum gate_topology)p->topology) {
	case GATE_MANTRAP:
		return true;
	case GATE_ONE_DOOR:
	case GATE_KIOSK:
	case GATE_FLAP:
	case GATE_DESK:
	case GATE_TOPOLOGY_COUNT:
		break;
	}
	return false;
}

bool rules_desk(const struct gate_plan *p)
{
	return p->topology == GATE_DESK;
}

bool rules_personal(enum gate_event_kind kind)
{
	return kind != GATE_EV_LEVELS && kind != GATE_EV_DOCUMENT && kind != GATE_EV_ORDER_RESET &&
	       kind != GATE_EV_ORDER_CLOSE && kind != GATE_EV_ORDER_OPEN &&
	       kind != GATE_EV_ORDER_FREE && kind != GATE_EV_ORDER_TURN;
}

bool rules_state_of_plan(const struct gate_plan *p, uint8_t state)
{
	if (rules_desk(p)) {
		return IN(state, AT_DESK);
	}
	return rules_chamber(p) ? state != GATE_WALKING
				: !IN(state, ENTERING | BACK | BIT(GATE_REFERRED_INSIDE));
}

static bool same_plan(struct gate_plan x, struct gate_plan y)
{
	return x.topology == y.topology && x.waived == y.waived && x.attempts == y.attempts &&
	       x.calls == y.calls && x.reversible == y.reversible && x.reject_back == y.reject_back;
}

bool rules_same_gate(struct gate x, struct gate y)
{
	return same_plan(x.plan, y.plan) && x.state == y.state && x.evidence == y.evidence &&
	       x.why == y.why && x.tries == y.tries && x.closing == y.closing &&
	       x.reversed == y.reversed && x.epoch == y.epoch && x.next_epoch == y.next_epoch &&
	       x.inputs == y.inputs && x.breach == y.breach;
}

bool rules_same_step(struct gate_step x, struct gate_step y)
{
	return rules_same_gate(x.gate, y.gate) && x.todo == y.todo && x.epoch == y.epoch &&
	       x.why == y.why;
}

struct rule {
	const char *name;
	const char *promise;
	bool (*holds)(const struct look *l);
};

static const struct rule state_rules[] = {
#define X(name, promise) {#name, promise, rule_##name},
	STATE_RULES(X)};
static const struct rule step_rules[] = {STEP_RULES(X)};
static const struct rule duty_rules[] = {DUTY_RULES(X)};
static const struct rule desk_rules[] = {DESK_RULES(X)};
static const struct rule twice_rules[] = {TWICE_RULES(X)
#undef X
};
#define STATE_RULE_COUNT (sizeof(state_rules) / sizeof(state_rules[0]))
#define STEP_RULE_COUNT  (sizeof(step_rules) / sizeof(step_rules[0]))
#define DUTY_RULE_COUNT  (sizeof(duty_rules) / sizeof(duty_rules[0]))
#define DESK_RULE_COUNT  (sizeof(desk_rules) / sizeof(desk_rules[0]))
#define TWICE_RULE_COUNT (sizeof(twice_rules) / sizeof(twice_rules[0]))

static const char *first_broken(const struct rule *rules, size_t count, const struct look *l)
{
	for (size_t i = 0; i < count; i++) {
		if (!rules[i].holds(l)) {
			return rules[i].name;
		}
	}
	return NULL;
}

/* A breach that gives no reason, or one that nobody knows, is as bad as an intrusion. */
static uint8_t breach_of(uint32_t in, const struct gate_event *ev)
{
	if (!any(in, GATE_IN_BREACH)) {
		return GATE_WHY_NONE;
	}
	bool known = ev->breach > GATE_WHY_NONE && ev->breach < GATE_WHY_COUNT;
	return known ? ev->breach : (uint8_t)GATE_WHY_INTRUSION;
}

const char *rules_step(const struct gate *before, const struct gate_event *ev,
		       const struct gate_step *after, const struct gate_step *levels,
		       enum rules_depth depth)
{
	uint32_t in = rules_levels(&before->plan, ev->inputs);
	struct look l = {
		.b = *before,
		.a = after->gate,
		.ev = *ev,
		.s = *after,
		.by_levels = *levels,
		.in = in,
		.out = gate_outputs(after->gate),
		.breach = breach_of(in, ev),
		.fresh = !rules_personal(ev->kind) || ev->epoch == before->epoch,
		.chamber = rules_chamber(&before->plan),
		.desk = rules_desk(&before->plan),
	};
	const char *broken = first_broken(duty_rules, DUTY_RULE_COUNT, &l);
	if (broken == NULL && l.desk) {
		broken = first_broken(desk_rules, DESK_RULE_COUNT, &l);
	}
	if (broken == NULL && depth != RULES_DUTY) {
		broken = first_broken(state_rules, STATE_RULE_COUNT, &l);
	}
	if (broken == NULL && depth != RULES_DUTY) {
		broken = first_broken(step_rules, STEP_RULE_COUNT, &l);
	}
	if (broken == NULL && depth == RULES_TWICE) {
		broken = first_broken(twice_rules, TWICE_RULE_COUNT, &l);
	}
	return broken;
}

/* What the last word has to hold by itself, whatever state and evidence it is given. */
static const char *door_rules(const struct look *l, uint8_t forgiven)
{
	if (!any(forgiven, GATE_LOCK_DOORS) && !rule_never_two_doors_free(l)) {
		return "interlock_frees_one_door_at_most";
	}
	if (!any(forgiven, GATE_LOCK_BEAMS) && !rule_no_door_is_driven_against_a_body(l)) {
		return "interlock_drives_against_nobody";
	}
	return rule_drives_never_work_against_locks(l) ? NULL : "interlock_parts_drives_from_locks";
}

const char *rules_outputs(const struct gate *g, uint8_t forgiven)
{
	struct look l = {
		.a = *g,
		.in = g->inputs,
		.out = gate_outputs(*g),
		.chamber = rules_chamber(&g->plan),
	};
	if (rules_desk(&g->plan)) {
		return rule_a_desk_drives_nothing(&l) ? NULL : "a_desk_drives_nothing";
	}
	bool body = body_in(l.in, GATE_IN_EXIT_CLOSED, GATE_IN_EXIT_BEAM);
	bool leave = !any(l.out, GATE_OUT_EXIT_LOCK) && !(body && !any(forgiven, GATE_LOCK_BEAMS));
	if (!all(l.in, SAFE) || IN(g->state, FREED)) {
		bool free = !any(l.out, GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK);
		if (!free) {
			return "interlock_frees_both_doors_in_danger";
		}
		return rule_drives_never_work_against_locks(&l)
			       ? NULL
			       : "interlock_parts_drives_from_locks";
	}
	if (leave && !decided(g->evidence)) {
		return "interlock_asks_for_a_decision";
	}
	if (leave && !any(forgiven, GATE_LOCK_RECORD) && !any(g->evidence, GATE_HAS_RECORD)) {
		return "interlock_asks_for_a_record";
	}
	if (leave && !any(forgiven, GATE_LOCK_PEOPLE) && any(l.in, GATE_IN_SEVERAL)) {
		return "interlock_lets_one_person_leave";
	}
	return door_rules(&l, forgiven);
}

static const struct rule *numbered(unsigned n)
{
	static const struct {
		const struct rule *rules;
		size_t count;
	} lists[] = {
		{state_rules, STATE_RULE_COUNT}, {step_rules, STEP_RULE_COUNT},
		{duty_rules, DUTY_RULE_COUNT},   {desk_rules, DESK_RULE_COUNT},
		{twice_rules, TWICE_RULE_COUNT},
	};
	size_t left = n;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		if (left < lists[i].count) {
			return &lists[i].rules[left];
		}
		left -= lists[i].count;
	}
	return NULL;
}

const char *rules_name(unsigned n)
{
	const struct rule *rule = numbered(n);
	return rule != NULL ? rule->name : NULL;
}

const char *rules_promise(unsigned n)
{
	const struct rule *rule = numbered(n);
	return rule != NULL ? rule->promise : NULL;
}
