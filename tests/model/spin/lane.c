/*
 * lane: the machine as the model of SPIN steps it.
 * Knows how the plant's facts become levels. Never knows what may happen in the plant (gate.pml).
 */
#include "lane.h"

#include "gate/gate.h"

struct spin_kept spin_kept;

/* Few tries and calls: more of the same are counted by the model check. */
static struct gate_plan plan_of(bool chamber)
{
	struct gate_plan plan = gate_plan_of(chamber ? GATE_MANTRAP : GATE_ONE_DOOR);
	plan.attempts = 1;
	plan.calls = 2;
	return plan;
}

static struct gate unpacked(bool chamber)
{
	struct gate_plan plan = plan_of(chamber);
	struct gate g = gate_start(&plan);
	if (spin_kept.begun != 0) {
		g.state = spin_kept.state;
		g.evidence = spin_kept.evidence;
		g.why = spin_kept.why;
		g.tries = spin_kept.tries;
		g.epoch = spin_kept.traveller;
	}
	return g;
}

static void pack(const struct gate *g)
{
	spin_kept = (struct spin_kept){
		.state = g->state,
		.evidence = g->evidence,
		.why = g->why,
		.tries = g->tries,
		.traveller = g->epoch != 0 ? 1 : 0,
		.begun = 1,
	};
}

static uint32_t bit(bool on, uint32_t input)
{
	return on ? input : 0;
}

static uint32_t inputs_of(const struct spin_levels *l)
{
	bool breach = l->trouble == SPIN_TAILGATING || l->trouble == SPIN_PIGGYBACK;
	return bit(l->entry_closed, GATE_IN_ENTRY_CLOSED) |
	       bit(l->exit_closed, GATE_IN_EXIT_CLOSED) | bit(l->entry_body, GATE_IN_ENTRY_BEAM) |
	       bit(l->exit_body, GATE_IN_EXIT_BEAM) |
	       bit(l->people > 0 && l->trouble != SPIN_BLIND, GATE_IN_PRESENT) |
	       bit(l->people > 1, GATE_IN_SEVERAL) | bit(!l->fire, GATE_IN_FIRE_OK) |
	       GATE_IN_ESTOP_OK | GATE_IN_MAINS_OK |
	       bit(l->trouble != SPIN_TAMPER, GATE_IN_TAMPER_OK) |
	       bit(l->trouble != SPIN_BLIND, GATE_IN_SENSORS_OK) | bit(l->button, GATE_IN_RELEASE) |
	       bit(breach, GATE_IN_BREACH) | bit(l->passed, GATE_IN_PASSED) |
	       bit(l->ready, (uint32_t)GATE_IN_READY);
}

static const enum gate_event_kind events[SPIN_EVENTS] = {
	GATE_EV_LEVELS,         GATE_EV_TIMER,        GATE_EV_DOCUMENT,   GATE_EV_DOCUMENT_OK,
	GATE_EV_DOCUMENT_REFER, GATE_EV_FACE_OK,      GATE_EV_FACE_REFER, GATE_EV_FINGER_WANTED,
	GATE_EV_FINGER_OK,      GATE_EV_FINGER_REFER, GATE_EV_RECORDED,   GATE_EV_RECORD_FAILED,
	GATE_EV_WORKER_LOST,    GATE_EV_ORDER_PASS,   GATE_EV_ORDER_BACK, GATE_EV_ORDER_RETRY,
	GATE_EV_ORDER_RESET,    GATE_EV_ORDER_HOLD,   GATE_EV_ORDER_FREE,
};

static bool is_order(enum gate_event_kind kind)
{
	return kind == GATE_EV_ORDER_PASS || kind == GATE_EV_ORDER_BACK ||
	       kind == GATE_EV_ORDER_RETRY || kind == GATE_EV_ORDER_RESET ||
	       kind == GATE_EV_ORDER_HOLD || kind == GATE_EV_ORDER_FREE;
}

static bool is_served(uint8_t state)
{
	return state >= GATE_READING && state <= GATE_EXIT_CLOSING;
}

struct spin_seen spin_step(bool chamber, unsigned event, const struct spin_levels *l)
{
	struct gate before = unpacked(chamber);
	struct gate_event ev = {
		.kind = events[event],
		.epoch = before.epoch,
		.inputs = inputs_of(l),
		.breach = l->trouble == SPIN_TAILGATING ? GATE_WHY_TAILGATING : GATE_WHY_PIGGYBACK,
	};
	struct gate after = gate_step(before, ev).gate;
	uint32_t out = gate_outputs(after);
	pack(&after);
	return (struct spin_seen){
		.entry_lock = (out & GATE_OUT_ENTRY_LOCK) != 0,
		.exit_lock = (out & GATE_OUT_EXIT_LOCK) != 0,
		.call = (out & GATE_OUT_OFFICER_CALL) != 0,
		.evacuates = after.state == GATE_EVACUATE || after.state == GATE_CLEARING,
		.serves = is_served(after.state),
		.rang = ev.kind == GATE_EV_TIMER ||
			gate_timer_ms((enum gate_state)before.state) == 0,
		.officer = is_order(ev.kind),
	};
}
