/*
 * passage_rig: a gate's sensor lines in a test's hands, and virtual time.
 * Knows fittings that name everything. Never knows what the passage logic should conclude.
 */
#ifndef EG_TESTS_PASSAGE_RIG_H
#define EG_TESTS_PASSAGE_RIG_H

#include "gate/passage.h"

#define RIG_LOOPS   (WIRE_FIRE_OK | WIRE_ESTOP_OK | WIRE_TAMPER_OK | WIRE_MAINS_OK)
#define RIG_CLOSED  (WIRE_ENTRY_CLOSED | WIRE_EXIT_CLOSED)
#define RIG_LOCKED  (GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK)
#define RIG_STEP_MS 5

struct rig {
	struct gate_fitting fitting;
	struct passage passage;
	struct gate_lines lines;
	uint32_t debounced;
	uint32_t outputs;
	bool beats; /* the watchdog output is toggled, and its return follows */
	int64_t now_ms;
	struct gate_sense sense; /* of the newest step */
	uint32_t whys;           /* bits of enum gate_why: every breach since rig_forget() */
	unsigned turned;         /* how often somebody turned back since */
};

/* Names a wire and gives it its usual debounce; 0 names none. */
void rig_fit(struct gate_fitting *f, uint32_t wires);
/* Every wire fitted but the people counter, no curtain, doors shut and locked, nobody there. */
struct rig rig_start(enum gate_topology topology);
/* The same with these wires only. */
struct rig rig_start_with(enum gate_topology topology, uint32_t wires);
/* A step at this moment. */
void rig_step(struct rig *r);
/* Lines and outputs as they are now, for so long. */
void rig_run(struct rig *r, uint32_t ms);
void rig_on(struct rig *r, uint32_t wires, uint32_t ms);
void rig_off(struct rig *r, uint32_t wires, uint32_t ms);
void rig_drive(struct rig *r, uint32_t outputs, uint32_t ms);
void rig_curtain(struct rig *r, uint32_t beams, uint32_t ms);
void rig_forget(struct rig *r);

#endif
