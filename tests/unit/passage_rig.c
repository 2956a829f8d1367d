/*
 * passage_rig: a gate's sensor lines in a test's hands, and virtual time.
 * Knows how to step. Never knows what the passage logic should conclude.
 */
#include "passage_rig.h"

#define BEAT_MS 50

void rig_fit(struct gate_fitting *f, uint32_t wires)
{
	for (unsigned i = 0; i < GATE_WIRE_COUNT; i++) {
		f->wire[i] = (struct gate_line){.debounce_ms = gate_wire_debounce_ms(i)};
		if ((wires >> i & 1u) != 0) {
			f->wire[i].name[0] = 'w';
		}
	}
}

struct rig rig_start_with(enum gate_topology topology, uint32_t wires)
{
	struct rig r = {
		.fitting = gate_fitting_of(topology),
		.passage = passage_start(),
		.lines = {.levels = RIG_LOOPS | RIG_CLOSED},
		.outputs = RIG_LOCKED,
	};
	r.fitting.times = (struct gate_times){.loiter = 45000,
					      .stuck = 600000,
					      .travel = 3000,
					      .settle = 3000,
					      .object = 10000,
					      .buzzer = 5000,
					      .hand = 2000};
	rig_fit(&r.fitting, wires);
	for (unsigned i = 0; i < GATE_OUTPUT_LINES; i++) {
		r.fitting.output[i] = (struct gate_drive){.name = "o"};
	}
	for (unsigned i = 0; i < GATE_CURTAIN_MAX; i++) {
		r.fitting.curtain[i].debounce_ms = 5;
	}
	r.beats = (wires & WIRE_RETURN) != 0;
	rig_run(&r, 5000);
	rig_forget(&r);
	return r;
}

struct rig rig_start(enum gate_topology topology)
{
	uint32_t all = (1u << GATE_WIRE_COUNT) - 1u;
	return rig_start_with(topology, all & ~(uint32_t)(WIRE_COUNT_IN | WIRE_COUNT_OUT));
}

void rig_step(struct rig *r)
{
	r->sense = passage_step(&r->passage, &r->fitting, &r->lines, r->debounced, r->outputs,
				r->now_ms);
	r->whys |= r->sense.breach != GATE_WHY_NONE ? 1u << r->sense.breach : 0u;
	r->turned += r->sense.turned ? 1 : 0;
}

void rig_run(struct rig *r, uint32_t ms)
{
	int64_t end = r->now_ms + ms;
	rig_step(r);
	while (r->now_ms < end) {
		r->now_ms += RIG_STEP_MS;
		if (r->beats && r->now_ms % BEAT_MS == 0) {
			r->outputs ^= (uint32_t)GATE_OUT_WATCHDOG;
		} else if (r->beats) {
			bool high = (r->outputs & GATE_OUT_WATCHDOG) != 0;
			r->lines.levels &= ~(uint32_t)WIRE_RETURN;
			r->lines.levels |= high ? (uint32_t)WIRE_RETURN : 0u;
		}
		rig_step(r);
	}
}

void rig_on(struct rig *r, uint32_t wires, uint32_t ms)
{
	r->lines.levels |= wires;
	rig_run(r, ms);
}

void rig_off(struct rig *r, uint32_t wires, uint32_t ms)
{
	r->lines.levels &= ~wires;
	rig_run(r, ms);
}

void rig_drive(struct rig *r, uint32_t outputs, uint32_t ms)
{
	r->outputs = outputs | (r->outputs & (uint32_t)GATE_OUT_WATCHDOG);
	rig_run(r, ms);
}

void rig_curtain(struct rig *r, uint32_t beams, uint32_t ms)
{
	r->lines.curtain = beams;
	rig_run(r, ms);
}

void rig_forget(struct rig *r)
{
	r->whys = 0;
	r->turned = 0;
}
