/*
 * explore: every reachable gate under every event, every sensor image, current and stale epoch.
 * Knows the search and its facts. Never knows what the facts should be (rules.h).
 */
#ifndef EG_TESTS_MODEL_EXPLORE_H
#define EG_TESTS_MODEL_EXPLORE_H

#include "gate/gate.h"

/* Wires 0..9 and READY: all images of them. */
#define EXPLORE_IMAGES    (2u << GATE_INPUT_LINES)
#define EXPLORE_GATES_MAX 512
/* The traveller whom the search follows; any other epoch is stale. */
#define EXPLORE_EPOCH 7u

/* What was seen of one way from a state to another by one event. */
struct way {
	uint32_t count;     /* transitions in the calm: no danger, no tamper */
	uint32_t high;      /* inputs high in all of them */
	uint32_t low;       /* inputs low in all of them */
	uint32_t todo;      /* asked in any of them */
	uint32_t whys;      /* reasons (1 << why) set on arrival */
	uint32_t in_danger; /* transitions with fire, emergency stop, mains or tamper */
};

struct explore {
	struct gate gates[EXPLORE_GATES_MAX]; /* inputs 0; epoch 0 or EXPLORE_EPOCH */
	size_t count;
	uint64_t transitions;
	uint64_t conceivable; /* gates tried on the interlock alone */
	const char *broken;   /* first rule broken, NULL if none */
	struct gate broken_before;
	struct gate_event broken_by;
	struct gate broken_after;
	struct way ways[GATE_STATE_COUNT][GATE_EVENT_COUNT][GATE_STATE_COUNT];
	/* Steps in the calm from gate to gate, for the way back to IDLE. */
	bool calm[EXPLORE_GATES_MAX][EXPLORE_GATES_MAX];
};

/* The inputs of an image number below EXPLORE_IMAGES. */
uint32_t explore_inputs(uint32_t image);
/* Searches until done or until a rule is broken. */
void explore_run(struct explore *x);

#endif
