/*
 * gate_out: outputs of a gate from its state, and the interlock that has the last word.
 * Knows locks and lamps. Never knows events, nor how a state was reached; shares no code with the
 * machine, so that a fault there does not unlock a door here.
 */
#include "gate/gate.h"

#define LOCKS      (GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK)
#define SHUT       (LOCKS | GATE_OUT_ENTRY_RED | GATE_OUT_EXIT_RED)
#define WAIT       (LOCKS | GATE_OUT_EXIT_RED)
#define ENTER_ONLY (GATE_OUT_EXIT_LOCK | GATE_OUT_EXIT_RED | GATE_OUT_ENTRY_OPEN)
#define ENTER      (ENTER_ONLY | GATE_OUT_ENTRY_GREEN)
#define LEAVE_ONLY (GATE_OUT_ENTRY_LOCK | GATE_OUT_ENTRY_RED | GATE_OUT_EXIT_OPEN)
#define LEAVE      (LEAVE_ONLY | GATE_OUT_EXIT_GREEN)
#define FREE       (GATE_OUT_ENTRY_GREEN | GATE_OUT_EXIT_GREEN | OPENS)
#define CALL       GATE_OUT_OFFICER_CALL
#define SAFE       (GATE_IN_FIRE_OK | GATE_IN_ESTOP_OK | GATE_IN_MAINS_OK)
#define SHUT_DOORS (GATE_IN_ENTRY_CLOSED | GATE_IN_EXIT_CLOSED)

/* 20 s with the usual timers: the main alarm for a door that is held open. */
#define HELD_TRIES 4

#define OPENS (GATE_OUT_ENTRY_OPEN | GATE_OUT_EXIT_OPEN)

/* What each state proposes: locks, lamps, light, calls. */
#define GATE_PROPOSALS(X)                               \
	X(GATE_INIT, SHUT)                              \
	X(GATE_CLOSED, SHUT)                            \
	X(GATE_IDLE, WAIT | GATE_OUT_IDLE)              \
	X(GATE_READING, SHUT)                           \
	X(GATE_WALKING, SHUT)                           \
	X(GATE_ENTRY_OPEN, ENTER)                       \
	X(GATE_ENTRY_CLOSING, SHUT)                     \
	X(GATE_FACE, SHUT | GATE_OUT_FACE_LIGHT)        \
	X(GATE_FINGER, SHUT)                            \
	X(GATE_RECORDING, SHUT)                         \
	X(GATE_EXIT_OPEN, LEAVE)                        \
	X(GATE_EXIT_CLOSING, SHUT)                      \
	X(GATE_REFERRED_OUTSIDE, SHUT | CALL)           \
	X(GATE_REFERRED_INSIDE, SHUT | CALL)            \
	X(GATE_BACK_OPEN, ENTER)                        \
	X(GATE_BACK_CLOSING, SHUT)                      \
	X(GATE_ALARM, SHUT | CALL | GATE_OUT_BUZZER)    \
	X(GATE_EVACUATE, FREE | CALL | GATE_OUT_BUZZER) \
	X(GATE_CLEARING, FREE | CALL | GATE_OUT_BUZZER)

static uint32_t proposal_of(uint8_t state)
{
	switch ((enum gate_state)state) {
#define X(name, outputs) \
	case name:       \
		return (outputs);
		GATE_PROPOSALS(X)
#undef X
	case GATE_STATE_COUNT:
		break;
	}
	return SHUT | CALL;
}

static bool all(uint32_t word, uint32_t bits)
{
	return (word & bits) == bits;
}

static bool any(uint32_t word, uint32_t bits)
{
	return (word & bits) != 0;
}

/*
 * A door that did not close: in the odd tries it opens again, without inviting anybody, and warns
 * who holds it. After four timers the officer is called, too, though the lane still tries.
 */
static uint32_t again_of(const struct gate *g)
{
	bool odd = g->tries % 2 != 0;
	bool entry = g->state == GATE_ENTRY_CLOSING || g->state == GATE_BACK_CLOSING;
	bool exit = g->state == GATE_EXIT_CLOSING;
	uint32_t call = (entry || exit) && g->tries >= HELD_TRIES ? CALL : 0;
	if (odd && entry) {
		return ENTER_ONLY | GATE_OUT_ENTRY_RED | GATE_OUT_BUZZER | call;
	}
	if (odd && exit) {
		return LEAVE_ONLY | GATE_OUT_EXIT_RED | GATE_OUT_BUZZER | call;
	}
	return proposal_of(g->state) | call;
}

/* The exit frees nobody without a decision, a record, and one person alone. */
static bool may_leave(const struct gate *g)
{
	bool compared = any(g->evidence, GATE_HAS_FACE | GATE_HAS_FINGER);
	bool decided = (any(g->evidence, GATE_HAS_DOCUMENT) && compared) ||
		       any(g->evidence, GATE_HAS_OFFICER);
	bool recorded = any(g->evidence, GATE_HAS_RECORD) || any(g->plan.waived, GATE_LOCK_RECORD);
	bool one = !any(g->inputs, GATE_IN_SEVERAL) || any(g->plan.waived, GATE_LOCK_PEOPLE);
	return decided && recorded && one;
}

/* Disposes over what the state proposes; knows nothing of states but those of an evacuation. */
static uint32_t interlock(const struct gate *g, uint32_t out)
{
	bool chamber = gate_has_chamber(&g->plan);
	bool entry_shut = any(g->inputs, GATE_IN_ENTRY_CLOSED) || !chamber;
	bool exit_shut = any(g->inputs, GATE_IN_EXIT_CLOSED);
	bool entry_body = chamber && !entry_shut && any(g->inputs, GATE_IN_ENTRY_BEAM);
	bool exit_body = !exit_shut && any(g->inputs, GATE_IN_EXIT_BEAM);
	bool doors = !any(g->plan.waived, GATE_LOCK_DOORS);
	if (g->state == GATE_EVACUATE || g->state == GATE_CLEARING || !all(g->inputs, SAFE)) {
		return out & ~(uint32_t)LOCKS;
	}
	if (doors && !exit_shut) {
		out |= GATE_OUT_ENTRY_LOCK;
	}
	if (!may_leave(g) || (doors && (!entry_shut || !any(out, GATE_OUT_ENTRY_LOCK)))) {
		out |= GATE_OUT_EXIT_LOCK;
	}
	if (!any(g->plan.waived, GATE_LOCK_BEAMS) && entry_body) {
		out = (out & ~(uint32_t)GATE_OUT_ENTRY_LOCK) | GATE_OUT_ENTRY_OPEN;
	}
	if (!any(g->plan.waived, GATE_LOCK_BEAMS) && exit_body) {
		out = (out & ~(uint32_t)GATE_OUT_EXIT_LOCK) | GATE_OUT_EXIT_OPEN;
	}
	return out;
}

/* No drive against its own lock, none where there is no door, none in an emergency stop. */
static uint32_t drives(const struct gate *g, uint32_t out)
{
	bool stop = !any(g->inputs, GATE_IN_ESTOP_OK);
	if (any(out, GATE_OUT_ENTRY_LOCK) || stop || !gate_has_chamber(&g->plan)) {
		out &= ~(uint32_t)GATE_OUT_ENTRY_OPEN;
	}
	if (any(out, GATE_OUT_EXIT_LOCK) || stop) {
		out &= ~(uint32_t)GATE_OUT_EXIT_OPEN;
	}
	return out;
}

/* Arrow or cross over the lane, and one person more for the peers. */
static uint32_t signs(const struct gate *g)
{
	bool out_of_service = g->state == GATE_INIT || g->state == GATE_CLOSED ||
			      g->state == GATE_ALARM || g->state == GATE_EVACUATE ||
			      g->state == GATE_CLEARING || g->closing;
	bool passed = g->state == GATE_EXIT_CLOSING && g->why == GATE_WHY_NONE;
	uint32_t arrow = g->reversed ? GATE_OUT_ARROW_BACK : GATE_OUT_ARROW;
	return (out_of_service ? (uint32_t)GATE_OUT_CROSS : arrow) |
	       (passed ? (uint32_t)GATE_OUT_PASSED : 0u);
}

/* After power-up the officer is called for what stands against beginning. */
static bool unproved(const struct gate *g)
{
	bool chamber = gate_has_chamber(&g->plan);
	uint32_t shut = chamber ? SHUT_DOORS : GATE_IN_EXIT_CLOSED;
	uint32_t people = chamber ? GATE_IN_PRESENT | GATE_IN_SEVERAL : GATE_IN_EXIT_BEAM;
	return !all(g->inputs, shut | GATE_IN_SENSORS_OK) ||
	       any(g->inputs, people | GATE_IN_BREACH);
}

uint32_t gate_outputs(struct gate g)
{
	uint32_t out = again_of(&g) | signs(&g);
	if (!gate_has_doors(&g.plan)) {
		return 0; /* there is nothing to drive */
	}
	bool let_out = g.why == GATE_WHY_RELEASE || g.why == GATE_WHY_CALLS;
	if (g.state == GATE_INIT && unproved(&g)) {
		out |= CALL;
	}
	if (let_out && (g.state == GATE_BACK_OPEN || g.state == GATE_BACK_CLOSING)) {
		out |= CALL | GATE_OUT_BUZZER;
	}
	if (g.state == GATE_IDLE && !any(g.inputs, GATE_IN_READY)) {
		out = (out | GATE_OUT_ENTRY_RED) & ~(uint32_t)GATE_OUT_IDLE;
	}
	return drives(&g, interlock(&g, out));
}
