/*
 * guard_gate: what a guard drives: the gate's own machine without travellers.
 * Knows the machine, its sensors and its timers. Never knows documents, orders, wires' backends or
 * a clock.
 */
#include "prog/guard_gate.h"

static void step(struct guard_gate *g, struct gate_event ev, int64_t now_us)
{
	struct gate_step s = gate_step(g->gate, ev);
	g->gate = s.gate;
	if ((s.todo & GATE_DO_TIMER) != 0) {
		uint32_t ms = g->settings->timer_ms[g->gate.state];
		g->timer_us = ms == 0 ? 0 : now_us + INT64_C(1000) * ms;
	}
}

static uint32_t outputs_of(const struct guard_gate *g)
{
	return gate_outputs(g->gate) & ~(uint32_t)GATE_OUT_WATCHDOG;
}

struct guard_gate guard_gate_start(const struct lane_settings *settings, uint32_t inputs,
				   int64_t now_us)
{
	struct guard_gate g = {
		.settings = settings,
		.gate = gate_start(&settings->fitting.plan),
		.passage = passage_start(),
		.actuate = actuate_start(),
		.timer_us = now_us + INT64_C(1000) * settings->timer_ms[GATE_INIT],
	};
	g.gate.reversed = settings->fitting.reversed;
	if (inputs != 0 || settings->freed) {
		struct gate_event last = {.kind = settings->freed ? GATE_EV_ORDER_FREE
								  : GATE_EV_LEVELS,
					  .inputs = inputs & ~(uint32_t)GATE_IN_READY};
		step(&g, last, now_us);
	}
	g.outputs = outputs_of(&g);
	return g;
}

bool guard_gate_freed(const struct guard_gate *g)
{
	return g->gate.state == GATE_EVACUATE || g->gate.state == GATE_CLEARING;
}

/* No pulse, whatever the lines rise from. */
uint32_t guard_gate_first(const struct guard_gate *g)
{
	struct actuate fresh = actuate_start();
	return actuate_step(&fresh, &g->settings->fitting, outputs_of(g), g->gate.inputs,
			    g->gate.why, 0);
}

uint32_t guard_gate_step(struct guard_gate *g, const struct gate_lines *lines, uint32_t debounced,
			 uint32_t watchdog, int64_t now_us)
{
	const struct gate_fitting *f = &g->settings->fitting;
	struct gate_sense sense =
		passage_step(&g->passage, f, lines, debounced, g->outputs, now_us / 1000);
	struct gate_event ev = {.kind = GATE_EV_LEVELS,
				.inputs = sense.inputs & ~(uint32_t)GATE_IN_READY,
				.breach = sense.breach};
	step(g, ev, now_us);
	if (g->timer_us != 0 && now_us >= g->timer_us) {
		ev.kind = GATE_EV_TIMER;
		ev.epoch = g->gate.epoch;
		g->timer_us = 0;
		step(g, ev, now_us);
	}
	g->outputs = outputs_of(g) | watchdog;
	return actuate_step(&g->actuate, f, g->outputs, g->gate.inputs, g->gate.why, now_us / 1000);
}
