/*
 * core_rig: the real egate-core on this machine, with a simulated card of wires, doors and one
 * body, and everybody whom it speaks to played by a cast (tests/vm/cast.h).
 * Knows when what is due. Never knows a test's aim. Fails like cmocka's asserts.
 */
#ifndef EG_TESTS_CORE_RIG_H
#define EG_TESTS_CORE_RIG_H

#include "os/beat.h"
#include "simulator/metal.h"
#include "simulator/serve.h"
#include "tests/vm/cast.h"

struct core_rig {
	char folder[32];
	char wires[64]; /* socket of the card */
	char log[64];
	int beat_fd; /* owned */
	struct beat *beat;
	struct serve card;
	struct cast cast;
	struct metal metal;
	struct gate_lines told;
	uint32_t outputs; /* as driven last */
	uint32_t first;   /* as driven first */
	uint32_t ever;    /* driven at any time */
	uint32_t drives;  /* so far */
	int64_t at_us;
	bool still; /* the guard, whom we play, does not look */
};

/* A card without a core yet. */
void core_rig_open(struct core_rig *r);
/* Starts the core with a guard beside it and further words (NULL-ended); preload: as cast_start. */
void core_rig_start(struct core_rig *r, const char *const *words, const char *preload);
void core_rig_pass(struct core_rig *r, int ms);
/* Until the core tells of a state; fails when it does not in good time. */
void core_rig_state(struct core_rig *r, enum gate_state state);
/* One honest traveller, from IDLE to IDLE. */
void core_rig_cross(struct core_rig *r);
/* One look at the card: takes who connects, hears what is driven, tells what has changed. */
void core_rig_card(struct core_rig *r);
void core_rig_close(struct core_rig *r);

#endif
