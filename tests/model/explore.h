/*
 * explore: every reachable gate of a plan under every event, sensor image, current and stale epoch.
 * Knows the search and its facts. Never knows what the facts should be (rules.h).
 *
 * Cuts, and why nothing is lost by them:
 * - a gate is its state, evidence, reason, tries, closing, reversed, and whether there is a
 *   traveller: old levels do not matter (a rule), epochs are "the present one" or "another";
 * - levels that a plan lacks stand still: that they change nothing is a rule, asked each time;
 * - troubles (danger, tamper, sensors, breach) come in all combinations, and with every reason,
 *   with LEVELS; with other events one at a time, one danger and a reason of each class: every step
 *   judges levels first, and what they end is over (a rule); several troubles end no less than one;
 * - with a trouble the lane is READY: that only permits to begin, and then nothing may begin.
 */
#ifndef EG_TESTS_MODEL_EXPLORE_H
#define EG_TESTS_MODEL_EXPLORE_H

#include "gate/gate.h"

#define EXPLORE_GATES_MAX 8192
/* The traveller whom the search follows; any other epoch is stale. */
#define EXPLORE_EPOCH 7u

/* What was seen of one way from a state to another by one event. */
struct way {
	uint32_t count;     /* transitions in the calm: no danger, no tamper, sensors believed */
	uint32_t high;      /* inputs high in all of them */
	uint32_t low;       /* inputs low in all of them */
	uint32_t todo;      /* asked in any of them */
	uint32_t whys;      /* reasons (1 << why) set on arrival */
	uint32_t in_danger; /* transitions with danger, tamper or unbelievable sensors */
};

/* How a gate was reached first. */
struct came {
	uint16_t from;
	struct gate_event by;
};

struct explore {
	struct gate_plan plan;
	bool search_only; /* the interlock is not tried by itself: it is known to hold */
	struct gate gates[EXPLORE_GATES_MAX]; /* inputs 0; epoch 0 or EXPLORE_EPOCH */
	struct came came[EXPLORE_GATES_MAX];
	size_t count;
	uint16_t number[1u << 23]; /* of a gate by its key, plus one; 0: not reached */
	uint64_t transitions;
	uint64_t conceivable; /* gates tried on the interlock alone */
	uint32_t images;      /* levels tried with each gate */
	const char *broken;   /* first rule broken, NULL if none */
	size_t broken_at;     /* number of the gate before; EXPLORE_GATES_MAX: unreachable */
	struct gate broken_before;
	struct gate_event broken_by;
	struct gate broken_after;
	struct way ways[GATE_STATE_COUNT][GATE_EVENT_COUNT][GATE_STATE_COUNT];
	/* Steps in the calm from gate to gate, a bit each, for the way back to IDLE. */
	uint64_t calm[EXPLORE_GATES_MAX][EXPLORE_GATES_MAX / 64];
	uint32_t timer_ms[GATE_STATE_COUNT]; /* as configured; given before the search */
	/* Longest that somebody may be held, by timers alone: until the call, from it to a free
	 * door. */
	uint32_t call_ms;
	uint32_t free_ms;
	unsigned free_timers; /* from the call on */
};

/* Searches until done or until a rule is broken. *x is zero but for its plan, timers and
 * search_only. */
void explore_run(struct explore *x);

/* Facts about all that was reached (explore_whole.c); each may break a rule. */
void explore_broke(struct explore *x, const char *rule, size_t at, struct gate_event ev,
		   struct gate after);
void explore_whole(struct explore *x);
/* Levels of an image without trouble; count of them for a plan. */
uint32_t explore_calm_images(const struct gate_plan *p);
uint32_t explore_calm_inputs(const struct gate_plan *p, uint32_t image);

#endif
