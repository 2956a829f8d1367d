/*
 * rules_look: one step of the gate machine, looked at from all sides; what rules are told by.
 * Knows sets of states and how levels are read, written a second time, away from the machine.
 * Private to the rules.
 */
#ifndef EG_TESTS_MODEL_RULES_LOOK_H
#define EG_TESTS_MODEL_RULES_LOOK_H

#include "rules.h"

struct look {
	struct gate b; /* before */
	struct gate a; /* after */
	struct gate_event ev;
	struct gate_step s;
	struct gate_step by_levels; /* what the levels alone would have done */
	uint32_t in;                /* levels as the plan has them */
	uint32_t out;
	uint8_t breach; /* reason that counts; NONE: no breach */
	bool fresh;
	bool chamber;
	bool desk;
};

#define BIT(state)     (1u << (state))
#define IN(state, set) ((BIT(state) & (set)) != 0)
#define WAITING        (BIT(GATE_IDLE) | BIT(GATE_CLOSED) | BIT(GATE_INIT))
#define FREED          (BIT(GATE_EVACUATE) | BIT(GATE_CLEARING))
#define STOPPED        (BIT(GATE_ALARM) | FREED)
#define BACK           (BIT(GATE_BACK_OPEN) | BIT(GATE_BACK_CLOSING))
#define LEAVING        (BIT(GATE_EXIT_OPEN) | BIT(GATE_EXIT_CLOSING))
#define ENTERING       (BIT(GATE_ENTRY_OPEN) | BIT(GATE_ENTRY_CLOSING))
#define COMPARING      (BIT(GATE_FACE) | BIT(GATE_FINGER))
#define INSIDE         (COMPARING | BIT(GATE_RECORDING))
#define COMING         (BIT(GATE_READING) | BIT(GATE_WALKING))
#define REFERRED       (BIT(GATE_REFERRED_OUTSIDE) | BIT(GATE_REFERRED_INSIDE))
#define CLOSING_DOOR   (BIT(GATE_ENTRY_CLOSING) | BIT(GATE_EXIT_CLOSING) | BIT(GATE_BACK_CLOSING))
#define CALLING        (BIT(GATE_REFERRED_INSIDE) | BIT(GATE_ALARM) | BIT(GATE_INIT))
#define AT_DESK        (WAITING | INSIDE | BIT(GATE_READING) | BIT(GATE_REFERRED_INSIDE))
#define SAFE           (GATE_IN_FIRE_OK | GATE_IN_ESTOP_OK | GATE_IN_MAINS_OK)

static inline bool all(uint32_t word, uint32_t bits)
{
	return (word & bits) == bits;
}

static inline bool any(uint32_t word, uint32_t bits)
{
	return (word & bits) != 0;
}

static inline bool nobody(uint32_t in)
{
	return !any(in, GATE_IN_PRESENT | GATE_IN_SEVERAL);
}

static inline bool one(uint32_t in)
{
	return any(in, GATE_IN_PRESENT) && !any(in, GATE_IN_SEVERAL);
}

static inline bool decided(uint32_t evidence)
{
	return all(evidence, GATE_HAS_DOCUMENT | GATE_HAS_FACE) ||
	       all(evidence, GATE_HAS_DOCUMENT | GATE_HAS_FINGER) ||
	       any(evidence, GATE_HAS_OFFICER);
}

/* A body in the swing of a door that is not closed: nothing may drive that door. */
static inline bool body_in(uint32_t in, uint32_t closed, uint32_t beam)
{
	return !any(in, closed) && any(in, beam);
}

/* Reasons that stop the lane; any other breach refers who is served. */
static inline bool breach_stops(uint8_t why)
{
	return why == GATE_WHY_INTRUSION || why == GATE_WHY_WRONG_WAY ||
	       why == GATE_WHY_TAILGATING || why == GATE_WHY_OBJECT || why == GATE_WHY_CRAWLING;
}

static inline bool let_out(const struct gate *g)
{
	return IN(g->state, BACK) && g->epoch == 0 &&
	       (g->why == GATE_WHY_RELEASE || g->why == GATE_WHY_CALLS);
}

/* The door that closes is in the half of a try in which it opens once more. */
static inline bool opens_again(const struct gate *g)
{
	return IN(g->state, CLOSING_DOOR) && g->tries % 2 != 0;
}

/* Nobody is where locks would hold them, or close on them. */
static inline bool free_of_people(const struct look *l)
{
	return l->chamber ? nobody(l->in) : !any(l->in, GATE_IN_EXIT_BEAM);
}

static inline bool proved_shut(const struct look *l)
{
	return all(l->in, GATE_IN_ENTRY_CLOSED | GATE_IN_EXIT_CLOSED | GATE_IN_SENSORS_OK) &&
	       !any(l->in, GATE_IN_BREACH) && free_of_people(l);
}

static inline bool order(const struct look *l, enum gate_event_kind kind)
{
	return l->fresh && l->ev.kind == kind;
}

static inline bool entered(const struct look *l, enum gate_state state)
{
	return l->a.state == state && l->b.state != state;
}

/* Levels alone leave the state as it is, so that the event counts. */
static inline bool event_counts(const struct look *l)
{
	return l->by_levels.gate.state == l->b.state;
}

#define X(name, promise) bool rule_##name(const struct look *l);
STATE_RULES(X)
STEP_RULES(X)
DUTY_RULES(X)
DESK_RULES(X)
TWICE_RULES(X)
#undef X

#endif
