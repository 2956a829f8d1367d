/*
 * gate_out: outputs of a gate from its state, and the interlock that has the last word.
 * Knows locks and lamps. Never knows events, nor how a state was reached; shares no code with the
 * machine, so that a fault there does not unlock a door here.
 */
#include "gate/gate.h"

#define LOCKS      (GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK)
#define SHUT       (LOCKS | GATE_OUT_ENTRY_RED | GATE_OUT_EXIT_RED)
#define WAIT       (LOCKS | GATE_OUT_EXIT_RED)
#define ENTER      (GATE_OUT_EXIT_LOCK | GATE_OUT_EXIT_RED | GATE_OUT_ENTRY_GREEN)
#define LEAVE      (GATE_OUT_ENTRY_LOCK | GATE_OUT_ENTRY_RED | GATE_OUT_EXIT_GREEN)
#define FREE       (GATE_OUT_ENTRY_GREEN | GATE_OUT_EXIT_GREEN)
#define CALL       GATE_OUT_OFFICER_CALL
#define SAFE       (GATE_IN_FIRE_OK | GATE_IN_ESTOP_OK | GATE_IN_MAINS_OK)
#define SHUT_DOORS (GATE_IN_ENTRY_CLOSED | GATE_IN_EXIT_CLOSED)

/* What each state proposes: locks, lamps, light, calls. */
#define GATE_PROPOSALS(X)                            \
	X(GATE_INIT, SHUT)                           \
	X(GATE_CLOSED, SHUT)                         \
	X(GATE_IDLE, WAIT)                           \
	X(GATE_READING, SHUT)                        \
	X(GATE_ENTRY_OPEN, ENTER)                    \
	X(GATE_ENTRY_CLOSING, SHUT)                  \
	X(GATE_FACE, SHUT | GATE_OUT_FACE_LIGHT)     \
	X(GATE_RECORDING, SHUT)                      \
	X(GATE_EXIT_OPEN, LEAVE)                     \
	X(GATE_EXIT_CLOSING, SHUT)                   \
	X(GATE_REFERRED_OUTSIDE, SHUT | CALL)        \
	X(GATE_REFERRED_INSIDE, SHUT | CALL)         \
	X(GATE_BACK_OPEN, ENTER)                     \
	X(GATE_BACK_CLOSING, SHUT)                   \
	X(GATE_ALARM, SHUT | CALL | GATE_OUT_BUZZER) \
	X(GATE_EVACUATE, FREE | CALL | GATE_OUT_BUZZER)

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

/* The exit frees nobody without a decision, a record, and a chamber of one. */
static bool may_leave(const struct gate *g)
{
	bool decided = all(g->evidence, GATE_HAS_DOCUMENT | GATE_HAS_FACE) ||
		       any(g->evidence, GATE_HAS_OFFICER);
	return decided && any(g->evidence, GATE_HAS_RECORD) && !any(g->inputs, GATE_IN_SEVERAL);
}

/* Disposes over what the state proposes; knows nothing of states but the evacuation. */
static uint32_t interlock(const struct gate *g, uint32_t out)
{
	bool entry_shut = any(g->inputs, GATE_IN_ENTRY_CLOSED);
	bool exit_shut = any(g->inputs, GATE_IN_EXIT_CLOSED);
	if (g->state == GATE_EVACUATE || !all(g->inputs, SAFE)) {
		return out & ~(uint32_t)LOCKS;
	}
	if (!exit_shut) {
		out |= GATE_OUT_ENTRY_LOCK;
	}
	if (!entry_shut || !may_leave(g) || !any(out, GATE_OUT_ENTRY_LOCK)) {
		out |= GATE_OUT_EXIT_LOCK;
	}
	if (!entry_shut && any(g->inputs, GATE_IN_ENTRY_BEAM)) {
		out &= ~(uint32_t)GATE_OUT_ENTRY_LOCK;
	}
	if (!exit_shut && any(g->inputs, GATE_IN_EXIT_BEAM)) {
		out &= ~(uint32_t)GATE_OUT_EXIT_LOCK;
	}
	return out;
}

uint32_t gate_outputs(struct gate g)
{
	uint32_t out = proposal_of(g.state);
	bool unproved =
		!all(g.inputs, SHUT_DOORS) || any(g.inputs, GATE_IN_PRESENT | GATE_IN_SEVERAL);
	if (g.state == GATE_INIT && unproved) {
		out |= CALL;
	}
	if (g.state == GATE_IDLE && !any(g.inputs, GATE_IN_READY)) {
		out |= GATE_OUT_ENTRY_RED;
	}
	return interlock(&g, out);
}
