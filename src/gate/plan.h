/*
 * plan: what a gate is made of, as far as its machine cares: which doors, which rules.
 * Knows features of a topology. Never knows lines, names, polarities or times (fitting.h).
 */
#ifndef EG_GATE_PLAN_H
#define EG_GATE_PLAN_H

#include "base/err.h"

/*
 * Topologies that are shipped; the machine looks at features only.
 *   mantrap   document outside, entry door, chamber of one, exit door
 *   one-door  document, face and one swing door in one place
 *   kiosk     document read at a pillar apart, face at the door
 *   flap      as one-door with a driven flap and beam pairs: short, fast, people close together
 *   desk      an officer's counter: no door, no sensor; the officer decides about everybody
 */
#define GATE_TOPOLOGIES(X)           \
	X(GATE_MANTRAP, "mantrap")   \
	X(GATE_ONE_DOOR, "one-door") \
	X(GATE_KIOSK, "kiosk")       \
	X(GATE_FLAP, "flap")         \
	X(GATE_DESK, "desk")

enum gate_topology {
#define X(name, word) name,
	GATE_TOPOLOGIES(X)
#undef X
		GATE_TOPOLOGY_COUNT
};

#define GATE_DOOR_TOPOLOGIES GATE_DESK /* those before it have doors */

/*
 * Rules of the last word (gate_out.c), by the words of a description. A gate may waive one only if
 * the model check finds that its invariants hold without it.
 */
#define GATE_INTERLOCKS(X)                                                            \
	X(GATE_LOCK_DOORS, 0, "doors")   /* one door only, the other proved closed */ \
	X(GATE_LOCK_BEAMS, 1, "beams")   /* no door is driven on a body */            \
	X(GATE_LOCK_PEOPLE, 2, "people") /* the exit for exactly one person */        \
	X(GATE_LOCK_RECORD, 3, "record") /* the exit behind an acknowledged record */

enum gate_interlock {
#define X(name, bit, word) name = 1 << (bit),
	GATE_INTERLOCKS(X)
#undef X
};
#define GATE_LOCK_ALL 15

struct gate_plan {
	uint8_t topology; /* enum gate_topology */
	uint8_t waived;   /* enum gate_interlock bits that this gate does without; usually 0 */
	uint8_t attempts; /* at closing an obstructed door, before the alarm; 1..10 */
	uint8_t calls;    /* unanswered calls before who is inside is let out; 1..10 */
	bool reversible;  /* the officer may turn the lane round */
	bool reject_back; /* who is referred inside goes back at once, no officer needed */
};

/* The shipped values of a topology: nothing waived, 5 attempts, 3 calls, neither of the others. */
struct gate_plan gate_plan_of(enum gate_topology topology);
/* There is an entry door before the exit door, and a chamber that holds one person. */
static inline bool gate_has_chamber(const struct gate_plan *p)
{
	return p->topology == GATE_MANTRAP;
}
/* There is a door at all, and sensors about it. */
static inline bool gate_has_doors(const struct gate_plan *p)
{
	return p->topology != GATE_DESK;
}

#endif
