/*
 * lane: the machine as the model of SPIN steps it: what is kept between steps, levels, what is
 * seen. Knows how the plant's facts become levels. Never knows what may happen in the plant
 * (gate.pml).
 */
#ifndef EG_TESTS_MODEL_SPIN_LANE_H
#define EG_TESTS_MODEL_SPIN_LANE_H

#include <stdbool.h>
#include <stdint.h>

/* All that the machine remembers, without what SPIN need not tell apart: part of its state. */
struct spin_kept {
	uint8_t state;
	uint8_t evidence;
	uint8_t why;
	uint8_t tries;
	uint8_t traveller; /* 0: none, else there is one */
	uint8_t begun;     /* 0: before power-up */
};
extern struct spin_kept spin_kept;

/* Troubles of a step; 0: none. */
enum spin_trouble { SPIN_TAMPER = 1, SPIN_BLIND, SPIN_TAILGATING, SPIN_PIGGYBACK };
/* Events 0 .. SPIN_EVENTS - 1: LEVELS first; orders to close, open and turn are left out. */
#define SPIN_EVENTS 19

struct spin_levels {
	uint8_t people;
	bool entry_closed;
	bool exit_closed;
	bool entry_body;
	bool exit_body;
	bool fire;
	bool button;
	bool ready;
	bool passed;
	uint8_t trouble;
};

struct spin_seen {
	bool entry_lock;
	bool exit_lock;
	bool call;
	bool evacuates;
	bool serves;
	bool rang;
	bool officer;
};

struct spin_seen spin_step(bool chamber, unsigned event, const struct spin_levels *l);

#endif
