/*
 * guard_gate: what a guard drives: the gate's own machine without travellers.
 * Knows the machine, its sensors and its timers. Never knows documents, orders, wires' backends or
 * a clock.
 *
 * As after power-up: doors locked, but never against a body in the swing or a danger. The lane is
 * never ready and nobody orders anything, so nobody begins. What frees people goes on: fire,
 * emergency stop, mains, the button inside, and the calls after which who is inside is let out.
 */
#ifndef EG_PROG_GUARD_GATE_H
#define EG_PROG_GUARD_GATE_H

#include "gate/actuate.h"
#include "gate/passage.h"
#include "prog/core_lane.h"

struct guard_gate {
	const struct lane_settings *settings; /* borrowed: fitting and timers */
	struct gate gate;
	struct passage passage;
	struct actuate actuate;
	uint32_t outputs; /* of the machine at the last step, with the watchdog's */
	int64_t timer_us; /* when the timer of the state runs out; 0: it has none */
};

/* inputs: levels as the core saw them last (enum gate_input), turned round or not as the fitting of
 * the settings; 0: it has seen none. Doors that were free for all (settings->freed) stay so. */
struct guard_gate guard_gate_start(const struct lane_settings *settings, uint32_t inputs,
				   int64_t now_us);
bool guard_gate_freed(const struct guard_gate *g);
/* Levels to open the wires with. */
uint32_t guard_gate_first(const struct guard_gate *g);
/*
 * The wires were read: levels to drive. watchdog: GATE_OUT_WATCHDOG or 0. debounced: as
 * passage_step has it. Call at least every 50 ms.
 */
uint32_t guard_gate_step(struct guard_gate *g, const struct gate_lines *lines, uint32_t debounced,
			 uint32_t watchdog, int64_t now_us);

#endif
