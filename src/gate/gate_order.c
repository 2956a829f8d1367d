/*
 * gate_order: what an officer's orders do, in every state.
 * Knows which order makes sense where; one that does not changes nothing. Never knows who gave it.
 */
#include "gate/gate_move.h"

/* In: the traveller outside, or the one inside alone, may go on; the officer answers for them. */
static void order_pass(struct gate_step *s)
{
	bool chamber = gate_has_chamber(&s->gate.plan);
	bool inside = s->gate.state == GATE_REFERRED_INSIDE && alone(s->gate.inputs);
	if (s->gate.state == GATE_REFERRED_OUTSIDE) {
		s->gate.evidence |= GATE_HAS_OFFICER;
		gate_go(s, chamber ? GATE_ENTRY_OPEN : GATE_WALKING, GATE_WHY_NONE);
	} else if (inside) {
		s->gate.evidence |= GATE_HAS_OFFICER;
		gate_record(s);
	}
}

/* The exit is proved closed, and there is an entry to go back by. */
static void back_from_inside(struct gate_step *s)
{
	if (gate_has_chamber(&s->gate.plan) && any(s->gate.inputs, GATE_IN_EXIT_CLOSED)) {
		gate_note(s, GATE_WHY_OFFICER);
		s->gate.evidence = 0;
		gate_go(s, GATE_BACK_OPEN, GATE_WHY_OFFICER);
	}
}

/* At a desk the record alone is awaited of who was let pass: they have no door to come back from,
 * and what was written says that they were admitted. */
static bool admitted(const struct gate *g)
{
	return !gate_has_doors(&g->plan) && g->state == GATE_RECORDING;
}

/* From a desk, whatever is being done about them there. */
static void send_away(struct gate_step *s)
{
	if (s->gate.epoch != 0 && !admitted(&s->gate)) {
		gate_note(s, GATE_WHY_OFFICER);
		gate_idle(s);
	}
}

static void back_from_door(struct gate_step *s)
{
	bool chamber = gate_has_chamber(&s->gate.plan);
	switch ((enum gate_state)s->gate.state) {
	case GATE_READING:
	case GATE_WALKING:
		gate_refer_outside(s, GATE_WHY_OFFICER);
		break;
	case GATE_REFERRED_OUTSIDE:
		gate_idle(s);
		break;
	case GATE_ENTRY_OPEN:
	case GATE_ENTRY_CLOSING:
		gate_close_entry(s, GATE_WHY_OFFICER);
		break;
	case GATE_EXIT_OPEN:
		gate_close_exit(s, GATE_WHY_OFFICER);
		break;
	case GATE_FACE:
	case GATE_FINGER:
	case GATE_RECORDING:
		if (!chamber) {
			gate_refer_outside(s, GATE_WHY_OFFICER);
		}
		back_from_inside(s);
		break;
	case GATE_INIT:
	case GATE_ALARM:
	case GATE_REFERRED_INSIDE:
		back_from_inside(s);
		break;
	case GATE_CLOSED:
	case GATE_IDLE:
	case GATE_EXIT_CLOSING:
	case GATE_BACK_OPEN:
	case GATE_BACK_CLOSING:
	case GATE_EVACUATE:
	case GATE_CLEARING:
	case GATE_STATE_COUNT:
		break;
	}
}

static void order_back(struct gate_step *s)
{
	if (gate_has_doors(&s->gate.plan)) {
		back_from_door(s);
	} else {
		send_away(s);
	}
}

/* As BACK, but who is inside stays there: the officer comes. So does whoever is at a desk. */
static void order_hold(struct gate_step *s)
{
	bool served = s->gate.epoch != 0 && !gate_refers(s->gate.state);
	bool inside = gate_compares(&s->gate) || s->gate.state == GATE_RECORDING;
	bool stays = gate_has_chamber(&s->gate.plan) ? inside : !gate_has_doors(&s->gate.plan);
	if (served && stays && !admitted(&s->gate)) {
		gate_refer_inside(s, GATE_WHY_OFFICER);
	} else if (served && !stays) {
		order_back(s);
	}
}

static void order_retry(struct gate_step *s)
{
	/* At a desk whoever is not eligible is compared, too: it decides nothing. */
	bool may = any(s->gate.evidence, GATE_HAS_DOCUMENT) || !gate_has_doors(&s->gate.plan);
	bool inside = s->gate.state == GATE_REFERRED_INSIDE && alone(s->gate.inputs);
	bool outside = s->gate.state == GATE_REFERRED_OUTSIDE && !gate_has_chamber(&s->gate.plan);
	if (may && inside) {
		gate_capture(s);
	} else if (may && outside) {
		gate_go(s, GATE_WALKING, GATE_WHY_NONE);
	}
}

/* An evacuation ends only when nobody is there: nobody is locked in by a reset. */
static void order_reset(struct gate_step *s)
{
	bool safe = danger(s->gate.inputs) == GATE_WHY_NONE && clear(&s->gate);
	bool sound = proved(&s->gate) && any(s->gate.inputs, GATE_IN_TAMPER_OK);
	if (s->gate.state == GATE_EVACUATE && safe) {
		gate_go(s, GATE_CLEARING, GATE_WHY_NONE);
	} else if (s->gate.state == GATE_ALARM && sound) {
		gate_go(s, GATE_INIT, GATE_WHY_NONE);
	}
}

/* A lane that serves somebody, or is stopped, closes when that is over. */
static void order_service(struct gate_step *s, bool open)
{
	bool free = s->gate.state == GATE_IDLE || s->gate.state == GATE_INIT;
	s->gate.closing = !open && !free && s->gate.state != GATE_CLOSED;
	if (open && s->gate.state == GATE_CLOSED) {
		gate_go(s, GATE_INIT, GATE_WHY_NONE);
	} else if (!open && free) {
		gate_go(s, GATE_CLOSED, GATE_WHY_NONE);
	}
}

static void order_free(struct gate_step *s)
{
	if (gate_has_doors(&s->gate.plan) && s->gate.state != GATE_EVACUATE) {
		gate_evacuate(s, GATE_WHY_OFFICER);
	}
}

/* Only while nobody is served; then all has to be proved again, the other way round. */
static void order_turn(struct gate_step *s)
{
	bool nobody = s->gate.state == GATE_IDLE || s->gate.state == GATE_CLOSED;
	if (s->gate.plan.reversible && nobody) {
		s->gate.reversed = !s->gate.reversed;
		s->gate.closing = s->gate.state == GATE_CLOSED;
		gate_go(s, GATE_INIT, GATE_WHY_NONE);
	}
}

void gate_order(struct gate_step *s, enum gate_event_kind order)
{
	if (order == GATE_EV_ORDER_PASS) {
		order_pass(s);
	} else if (order == GATE_EV_ORDER_BACK) {
		order_back(s);
	} else if (order == GATE_EV_ORDER_RETRY) {
		order_retry(s);
	} else if (order == GATE_EV_ORDER_RESET) {
		order_reset(s);
	} else if (order == GATE_EV_ORDER_CLOSE || order == GATE_EV_ORDER_OPEN) {
		order_service(s, order == GATE_EV_ORDER_OPEN);
	} else if (order == GATE_EV_ORDER_HOLD) {
		order_hold(s);
	} else if (order == GATE_EV_ORDER_FREE) {
		order_free(s);
	} else if (order == GATE_EV_ORDER_TURN) {
		order_turn(s);
	}
}
