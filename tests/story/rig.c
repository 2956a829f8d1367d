/*
 * rig: one whole lane in one process, on virtual time.
 * Knows in which order the core does things (as core.c). Never knows why a body moves, nor what
 * ought to come of it.
 */
#include "rig.h"

#include "prog/core_settings.h"

#define UNIX_MS INT64_C(1700000000000) /* 2023-11-14 */

static void drive(struct rig *r)
{
	const struct gate *g = &r->lane.gate;
	r->wanted = lane_outputs(&r->lane);
	r->driven = actuate_step(&r->actuate, &r->lane.settings.fitting, r->wanted | r->watchdog,
				 g->inputs, g->why, r->now_us / 1000);
	/* What is not fitted is not driven, and reads as nothing (hal/gate_io.h). */
	*r->metal = metal_drive(*r->metal, r->driven & r->outputs);
}

static struct gate_lines read_lines(const struct rig *r)
{
	struct gate_lines now = metal_lines(r->metal);
	now.levels &= r->wires;
	return now;
}

void rig_wake(struct rig *r)
{
	if (r->dead) {
		return;
	}
	lane_at(&r->lane, r->now_us, UNIX_MS + r->now_us / 1000);
	r->lines = read_lines(r);
	uint32_t outputs = r->wanted | (r->driven & (uint32_t)GATE_OUT_WATCHDOG);
	struct gate_sense sense = passage_step(&r->passage, &r->lane.settings.fitting, &r->lines, 0,
					       outputs, r->now_us / 1000);
	lane_sense(&r->lane, &sense);
	r->wake_us = sense.wait_ms == 0 ? 0 : r->now_us + (int64_t)sense.wait_ms * 1000;
	drive(r);
}

static void end_turn(struct rig *r)
{
	if (lane_outputs(&r->lane) != r->wanted) {
		drive(r);
	}
}

static bool changed(const struct rig *r)
{
	struct gate_lines now = read_lines(r);
	return now.levels != r->lines.levels || now.curtain != r->lines.curtain;
}

void rig_pass(struct rig *r, uint32_t us)
{
	r->now_us += us;
	if (r->dead) {
		return;
	}
	if (changed(r) || (r->wake_us != 0 && r->now_us >= r->wake_us)) {
		rig_wake(r);
	}
	if (r->now_us >= r->tick_us) {
		r->tick_us += RIG_TICK_US;
		rig_wake(r);
		r->watchdog ^= (uint32_t)GATE_OUT_WATCHDOG;
		drive(r);
	}
	if (r->timer_us != 0 && r->now_us >= r->timer_us) {
		r->timer_us = 0;
		rig_wake(r);
		lane_timer(&r->lane);
		end_turn(r);
	}
	rig_work(r);
	end_turn(r);
}

static void begin(struct rig *r)
{
	struct lane_ports ports = rig_ports(r);
	r->dead = false;
	r->passage = passage_start();
	r->actuate = actuate_start();
	r->tick_us = r->now_us + RIG_TICK_US;
	r->settings.session++;
	lane_start(&r->lane, &r->settings, &ports);
	drive(r);
	rig_wake(r);
	rig_join_all(r);
}

void rig_start(struct rig *r, const struct lane_settings *s, struct metal *metal)
{
	*r = (struct rig){
		.metal = metal,
		.settings = *s,
		.wires = gate_fitting_wires(&s->fitting),
		.outputs = gate_fitting_outputs(&s->fitting),
		.pace = {.chip = 200,
			 .verify = 50,
			 .portrait = 60,
			 .face = 400,
			 .record = 5,
			 .start = 30},
		.face = RIG_FACE_HOLDER,
		.now_us = metal->now_us,
	};
	begin(r);
}

void rig_order(struct rig *r, enum gate_event_kind order)
{
	if (!r->dead) {
		rig_wake(r);
		r->orders++;
		if (order == GATE_EV_ORDER_PASS && r->lane.gate.epoch != 0) {
			r->passed = r->lane.gate.epoch;
		}
		lane_order(&r->lane, order, r->lane.gate.epoch, 1);
		end_turn(r);
	}
}

void rig_kill(struct rig *r)
{
	r->good_document = r->good_face = r->passed = r->recorded = 0;
	r->dead = true;
	r->settings.freed = lane_freed(&r->lane); /* its guard keeps that for the next */
	r->timer_us = 0;
	for (size_t i = 0; i < RIG_JOBS; i++) {
		r->job[i].at_us = 0;
	}
}

void rig_again(struct rig *r)
{
	if (r->dead) {
		begin(r);
	}
}
