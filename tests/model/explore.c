/*
 * explore: every reachable gate under every event, every sensor image, current and stale epoch.
 * Knows the search and its facts. Never knows what the facts should be (rules.h).
 *
 * A step looks at the levels of its event only (a rule checks it), and epochs matter only as "the
 * present traveller" or "another": so a gate is its state, evidence, reason, and whether there is
 * a traveller. That makes the search finite and complete.
 */
#include "explore.h"

#include "rules.h"

#define ALL_OK (GATE_IN_FIRE_OK | GATE_IN_ESTOP_OK | GATE_IN_MAINS_OK | GATE_IN_TAMPER_OK)
/* Longest chain of timers that may pass before the lane rests or waits for an officer. */
#define TIMERS_MAX 4

uint32_t explore_inputs(uint32_t image)
{
	uint32_t wires = image & ((1u << GATE_INPUT_LINES) - 1);
	return wires | ((image >> GATE_INPUT_LINES) != 0 ? (uint32_t)GATE_IN_READY : 0);
}

static const struct gate_plan mantrap = {.topology = GATE_MANTRAP, .attempts = 5, .calls = 3};

static struct gate abstracted(struct gate g)
{
	g.inputs = 0;
	g.epoch = g.epoch != 0 ? EXPLORE_EPOCH : 0;
	g.next_epoch = UINT32_MAX; /* so that every BEGIN also wraps around */
	return g;
}

/* Number of an abstracted gate, added if it is new; EXPLORE_GATES_MAX if there is no room. */
static size_t number_of(struct explore *x, struct gate g)
{
	for (size_t i = 0; i < x->count; i++) {
		if (x->gates[i].state == g.state && x->gates[i].evidence == g.evidence &&
		    x->gates[i].why == g.why && x->gates[i].epoch == g.epoch) {
			return i;
		}
	}
	if (x->count < EXPLORE_GATES_MAX) {
		x->gates[x->count] = g;
		return x->count++;
	}
	return EXPLORE_GATES_MAX;
}

static void broke(struct explore *x, const char *rule, struct gate before, struct gate_event ev,
		  struct gate after)
{
	if (x->broken == NULL) {
		x->broken = rule;
		x->broken_before = before;
		x->broken_by = ev;
		x->broken_after = after;
	}
}

/* A way counts for an event only where the levels alone would not have moved the state. */
static void note_way(struct explore *x, struct gate b, struct gate_event ev, struct gate_step s)
{
	struct gate_event levels = {.kind = GATE_EV_LEVELS, .inputs = ev.inputs};
	struct way *w = &x->ways[b.state][ev.kind][s.gate.state];
	if (s.gate.state == b.state && s.todo == 0) {
		return;
	}
	if (ev.kind != GATE_EV_LEVELS && gate_step(b, levels).gate.state != b.state) {
		return;
	}
	if ((ev.inputs & ALL_OK) != ALL_OK) {
		w->in_danger++;
		return;
	}
	w->high = w->count == 0 ? ev.inputs : w->high & ev.inputs;
	w->low = w->count == 0 ? ~ev.inputs : w->low & ~ev.inputs;
	w->todo |= s.todo;
	w->whys |= 1u << (s.gate.why != GATE_WHY_NONE ? s.gate.why : s.why);
	w->count++;
}

static void visit(struct explore *x, size_t from, struct gate_event ev, bool fresh)
{
	struct gate b = x->gates[from];
	struct gate_step s = gate_step(b, ev);
	const char *rule = rules_step(&b, &ev, &s);
	x->transitions++;
	if (rule != NULL) {
		broke(x, rule, b, ev, s.gate);
		return;
	}
	size_t to = number_of(x, abstracted(s.gate));
	if (to == EXPLORE_GATES_MAX) {
		broke(x, "the_machine_stays_small", b, ev, s.gate);
		return;
	}
	if (fresh) {
		note_way(x, b, ev, s);
	}
	if ((ev.inputs & ALL_OK) == ALL_OK) {
		x->calm[from][to] = true;
	}
}

/* The traveller's own epoch, the one before, the one after, and none. */
static void visit_epochs(struct explore *x, size_t from, enum gate_event_kind kind, uint32_t in)
{
	static const uint32_t epochs[] = {EXPLORE_EPOCH, EXPLORE_EPOCH - 1, EXPLORE_EPOCH + 1, 0};
	uint32_t current = x->gates[from].epoch;
	for (size_t i = 0; i < sizeof(epochs) / sizeof(epochs[0]); i++) {
		struct gate_event ev = {.kind = kind, .epoch = epochs[i], .inputs = in};
		bool fresh = !gate_event_personal(kind) || epochs[i] == current;
		if (gate_event_personal(kind) || i == 0) {
			visit(x, from, ev, fresh);
		}
	}
}

static void search(struct explore *x)
{
	(void)number_of(x, abstracted(gate_start(&mantrap))); /* the first; there is room */
	for (size_t from = 0; from < x->count; from++) {
		for (uint32_t image = 0; image < EXPLORE_IMAGES; image++) {
			for (unsigned kind = 0; kind < GATE_EVENT_COUNT; kind++) {
				visit_epochs(x, from, (enum gate_event_kind)kind,
					     explore_inputs(image));
			}
			if (x->broken != NULL) {
				return;
			}
		}
	}
}

/* The interlock alone, on gates that no machine would ever make. */
static void conceive(struct explore *x)
{
	for (uint32_t n = 0; n < GATE_STATE_COUNT * 16u * EXPLORE_IMAGES; n++) {
		struct gate g = {
			.state = (uint8_t)(n / EXPLORE_IMAGES / 16u),
			.evidence = (uint8_t)(n / EXPLORE_IMAGES % 16u),
			.epoch = EXPLORE_EPOCH,
			.inputs = explore_inputs(n % EXPLORE_IMAGES),
		};
		const char *rule = rules_outputs(&g);
		x->conceivable++;
		if (rule != NULL) {
			broke(x, rule, g, (struct gate_event){.inputs = g.inputs}, g);
			return;
		}
	}
}

static bool rests(uint8_t state)
{
	return gate_timer_ms((enum gate_state)state) == 0 || state == GATE_REFERRED_INSIDE ||
	       state == GATE_ALARM;
}

/* With levels that stand still and no officer, timers alone bring every gate to rest. */
static void timers_bring_rest(struct explore *x)
{
	for (size_t i = 0; i < x->count; i++) {
		for (uint32_t image = 0; image < EXPLORE_IMAGES; image++) {
			struct gate g = x->gates[i];
			struct gate_event ev = {.kind = GATE_EV_TIMER,
						.epoch = g.epoch,
						.inputs = explore_inputs(image)};
			for (int n = 0; n < TIMERS_MAX; n++) {
				ev.epoch = g.epoch;
				g = gate_step(g, ev).gate;
			}
			if (!rests(g.state)) {
				broke(x, "timers_bring_every_gate_to_rest", x->gates[i], ev, g);
				return;
			}
		}
	}
}

/* Backwards from IDLE over steps in the calm, until nothing is added. */
static void idle_is_reached_again(struct explore *x)
{
	bool back[EXPLORE_GATES_MAX] = {false};
	bool grown = true;
	for (size_t i = 0; i < x->count; i++) {
		back[i] = x->gates[i].state == GATE_IDLE;
	}
	while (grown) {
		grown = false;
		for (size_t i = 0; i < x->count; i++) {
			for (size_t j = 0; !back[i] && j < x->count; j++) {
				if (x->calm[i][j] && back[j]) {
					back[i] = true;
					grown = true;
				}
			}
		}
	}
	for (size_t i = 0; i < x->count; i++) {
		if (!back[i]) {
			broke(x, "idle_is_reached_again_from_everywhere", x->gates[i],
			      (struct gate_event){0}, x->gates[i]);
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
		if (!seen[s]) {
			struct gate g = {.state = (uint8_t)s};
			broke(x, "every_state_is_reached", g, (struct gate_event){0}, g);
		}
	}
}

void explore_run(struct explore *x)
{
	search(x);
	conceive(x);
	if (x->broken == NULL) {
		every_state_is_reached(x);
		timers_bring_rest(x);
		idle_is_reached_again(x);
	}
}
