/*
 * lanes_script: what a lane tells of one traveller, in its order.
 * Knows states, steps, prompts, wires and when each comes. Never knows sockets.
 */
#ifndef EG_TESTS_BENCH_LANES_SCRIPT_H
#define EG_TESTS_BENCH_LANES_SCRIPT_H

#include "base/err.h"

#include <stddef.h>

/* What goes with a status. */
enum script_more {
	SCRIPT_ALONE,
	SCRIPT_ROW,  /* a row of the journal before it */
	SCRIPT_CASE, /* document, holder, findings and the chip's portrait behind it */
	SCRIPT_LIVE  /* the live picture behind it */
};
enum script_of { SCRIPT_BOTH, SCRIPT_CROSSING, SCRIPT_REFERRAL };

struct script_deed {
	uint32_t at_ms; /* since the traveller came */
	uint8_t state;  /* enum gate_state */
	uint8_t step;   /* enum lane_step that has just ended */
	uint8_t prompt; /* enum face_prompt */
	uint8_t more;   /* enum script_more */
	uint8_t of;     /* enum script_of */
	bool wires;     /* says of wires alone: nothing that an officer is shown */
	uint32_t inputs;
};

const struct script_deed *script_deeds(size_t *count);
/* The next of such a traveller from this one on; count: none. */
size_t script_next(size_t from, bool referral);
/* The step that a screen shows with it: the last that has ended. */
uint8_t script_step(size_t deed, bool referral);

#endif
