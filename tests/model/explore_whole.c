/*
 * explore_whole: what holds over all gates that were reached: ways back, timers, nobody held.
 * Knows walks over the facts of the search. Never knows single steps (rules.h).
 */
#include "explore.h"

#include "rules.h"

/* Longest chain of timers that may pass before the lane rests, or is back where it was. */
#define TIMERS_MAX 64

static bool leads_to(const struct explore *x, size_t i, const uint64_t *back)
{
	for (size_t word = 0; word <= x->count / 64; word++) {
		if ((x->calm[i][word] & back[word]) != 0) {
			return true;
		}
	}
	return false;
}

/* Backwards from a state over steps in the calm, until nothing is added. */
static void state_is_reached_again(struct explore *x, enum gate_state goal, const char *rule)
{
	static uint64_t back[EXPLORE_GATES_MAX / 64];
	bool grown = true;
	for (size_t word = 0; word < EXPLORE_GATES_MAX / 64; word++) {
		back[word] = 0;
	}
	for (size_t i = 0; i < x->count; i++) {
		back[i / 64] |= (uint64_t)(x->gates[i].state == goal) << (i % 64);
	}
	while (grown) {
		grown = false;
		for (size_t i = 0; i < x->count; i++) {
			bool is_back = (back[i / 64] >> (i % 64) & 1) != 0;
			if (!is_back && leads_to(x, i, back)) {
				back[i / 64] |= UINT64_C(1) << (i % 64);
				grown = true;
			}
		}
	}
	for (size_t i = 0; i < x->count; i++) {
		if ((back[i / 64] >> (i % 64) & 1) == 0) {
			explore_broke(x, rule, i, (struct gate_event){0}, x->gates[i]);
		}
	}
}

static void every_state_is_reached(struct explore *x)
{
	bool seen[GATE_STATE_COUNT] = {false};
	for (size_t i = 0; i < x->count; i++) {
		seen[x->gates[i].state] = true;
	}
	for (unsigned s = 0; s < GATE_STATE_COUNT; s++) {
		if (!seen[s] && rules_state_of_plan(&x->plan, (uint8_t)s)) {
			struct gate g = {.state = (uint8_t)s};
			explore_broke(x, "every_state_of_its_plan_is_reached", x->count,
				      (struct gate_event){0}, g);
		}
	}
}

static struct gate ring(struct gate g, uint32_t in)
{
	struct gate_event ev = {.kind = GATE_EV_TIMER, .epoch = g.epoch, .inputs = in};
	return gate_step(g, ev).gate;
}

static bool rests(uint8_t state)
{
	return gate_timer_ms((enum gate_state)state) == 0 || state == GATE_REFERRED_INSIDE ||
	       state == GATE_ALARM || state == GATE_INIT;
}

/* With levels that stand still and no officer, timers alone bring every gate to rest. */
static void timers_bring_rest(struct explore *x, size_t i, uint32_t in)
{
	struct gate g = x->gates[i];
	int n = 0;
	while (n < TIMERS_MAX && !rests(g.state)) {
		g = ring(g, in);
		n++;
	}
	/* Who presses the button keeps the way back open. */
	if (!rests(g.state) && (in & GATE_IN_RELEASE) == 0) {
		struct gate_event ev = {.kind = GATE_EV_TIMER, .inputs = in};
		explore_broke(x, "timers_bring_every_gate_to_rest", i, ev, g);
	}
}

static bool called(const struct gate *g)
{
	return (gate_outputs(*g) & GATE_OUT_OFFICER_CALL) != 0;
}

static bool some_door_free(const struct gate *g)
{
	uint32_t locks = GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK;
	return (gate_outputs(*g) & locks) != locks;
}

/*
 * Somebody is inside a chamber, no officer comes, levels stand still: after some
 * timers the officer is called, and within so many more as the plan has calls a door is free.
 */
static void nobody_is_held(struct explore *x, size_t i, uint32_t in)
{
	struct gate_event ev = {.kind = GATE_EV_LEVELS, .inputs = in};
	struct gate g = gate_step(x->gates[i], ev).gate;
	uint32_t call_ms = 0;
	uint32_t free_ms = 0;
	unsigned timers = 0;
	unsigned after = 0;
	while (!called(&g) && !some_door_free(&g) && timers++ < TIMERS_MAX) {
		call_ms += x->timer_ms[g.state];
		g = ring(g, in);
	}
	bool heard = called(&g) || some_door_free(&g);
	/* Called while a door is still tried: the calls that are counted begin when it is given up.
	 */
	while (!some_door_free(&g) && !rests(g.state) && timers++ < TIMERS_MAX) {
		free_ms += x->timer_ms[g.state];
		g = ring(g, in);
	}
	while (!some_door_free(&g) && after <= x->plan.calls) {
		free_ms += x->timer_ms[g.state];
		g = ring(g, in);
		after++;
	}
	if (!heard || after > x->plan.calls) {
		explore_broke(x, "nobody_is_held_without_call_and_release", i, ev, g);
	}
	x->call_ms = call_ms > x->call_ms ? call_ms : x->call_ms;
	x->free_ms = free_ms > x->free_ms ? free_ms : x->free_ms;
	x->free_timers = after > x->free_timers ? after : x->free_timers;
}

static bool may_hold(const struct explore *x, uint32_t in)
{
	bool somebody =
		(in & (GATE_IN_PRESENT | GATE_IN_SEVERAL)) != 0 || (in & GATE_IN_SENSORS_OK) == 0;
	return rules_chamber(&x->plan) && somebody;
}

void explore_whole(struct explore *x)
{
	every_state_is_reached(x);
	for (size_t i = 0; i < x->count && x->broken == NULL; i++) {
		for (uint32_t image = 0; image < explore_calm_images(&x->plan); image++) {
			uint32_t in = explore_calm_inputs(&x->plan, image);
			uint32_t blind = in & ~(uint32_t)GATE_IN_SENSORS_OK;
			timers_bring_rest(x, i, in);
			if (may_hold(x, in)) {
				nobody_is_held(x, i, in);
			}
			if (may_hold(x, blind)) {
				nobody_is_held(x, i, blind);
			}
		}
	}
	state_is_reached_again(x, GATE_IDLE, "idle_is_reached_again_from_everywhere");
	state_is_reached_again(x, GATE_CLOSED, "a_lane_can_be_closed_from_everywhere");
}
