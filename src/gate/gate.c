/*
 * gate: the machine of a gate. Values in, values out.
 * Knows doors, beams, evidence, orders and timers as events. Never knows time, bytes of a
 * document, files, heap or processes; nothing here can fail.
 *
 * A step is three parts: what the levels alone lead to, then the event, then the levels again, so
 * that a state is never left standing that the levels already contradict. Danger (fire, emergency
 * stop, mains) and tamper come before any state. This is the layer that proposes; gate_out.c
 * disposes.
 */
#include "gate/gate_move.h"

/*
 * A door that does not close in time opens again and tries anew, some times; then it is an alarm.
 * In the odd tries it opens.
 */
static void try_again(struct gate_step *s)
{
	if (s->gate.tries + 1 >= 2 * s->gate.plan.attempts) {
		gate_alarm(s, GATE_WHY_OBSTRUCTED);
		return;
	}
	s->gate.tries++;
	s->todo |= GATE_DO_TIMER;
}

/*
 * The officer is called again. Who may be locked in goes back when calls were in vain. Where the
 * exit is not proved closed the entry may not be freed alone; but a contact that is broken looks
 * the same as an open door, and nobody is locked in for its sake: all doors are freed. An alarm
 * over an empty chamber locks nobody in; sensors that cannot be believed prove no empty chamber.
 * A desk calls nobody, however long it waits: its timer runs out once, for nothing.
 */
static void call_again(struct gate_step *s)
{
	if (!gate_has_doors(&s->gate.plan)) {
		return;
	}
	uint32_t in = s->gate.inputs;
	bool held =
		s->gate.state == GATE_REFERRED_INSIDE || !empty(in) || !any(in, GATE_IN_SENSORS_OK);
	bool last = s->gate.tries + 1 >= s->gate.plan.calls;
	s->todo |= GATE_DO_TIMER;
	if (s->gate.state == GATE_INIT && proved(&s->gate)) {
		s->gate.tries = 0; /* it waits for processes: nobody is called */
	} else if (!last) {
		s->gate.tries++;
	} else if (gate_has_chamber(&s->gate.plan) && held && any(in, GATE_IN_EXIT_CLOSED)) {
		gate_let_out(s, GATE_WHY_CALLS);
	} else if (gate_has_chamber(&s->gate.plan) && held) {
		gate_evacuate(s, GATE_WHY_CALLS);
	}
}

static void on_timer(struct gate_step *s)
{
	switch ((enum gate_state)s->gate.state) {
	case GATE_READING:
		gate_refer_outside(s, GATE_WHY_TIME);
		break;
	case GATE_WALKING:
		gate_note(s, GATE_WHY_LEFT);
		gate_idle(s);
		break;
	case GATE_ENTRY_OPEN:
		gate_go(s, GATE_ENTRY_CLOSING, GATE_WHY_NONE);
		break;
	case GATE_FACE:
	case GATE_FINGER:
		gate_refer_inside(s, GATE_WHY_TIME);
		break;
	case GATE_RECORDING:
		gate_refer_inside(s, GATE_WHY_JOURNAL);
		break;
	case GATE_EXIT_OPEN:
		gate_close_exit(s, GATE_WHY_TIME);
		break;
	case GATE_BACK_OPEN:
		gate_go(s, GATE_BACK_CLOSING,
			s->gate.epoch != 0 ? GATE_WHY_TIME : (enum gate_why)s->gate.why);
		break;
	case GATE_ENTRY_CLOSING:
	case GATE_EXIT_CLOSING:
	case GATE_BACK_CLOSING:
		try_again(s);
		break;
	case GATE_REFERRED_OUTSIDE:
		gate_idle(s);
		break;
	case GATE_REFERRED_INSIDE:
	case GATE_ALARM:
	case GATE_INIT:
		call_again(s);
		break;
	case GATE_CLEARING:
		gate_go(s, GATE_INIT, GATE_WHY_NONE);
		break;
	case GATE_CLOSED:
	case GATE_IDLE:
	case GATE_EVACUATE:
	case GATE_STATE_COUNT:
		break;
	}
}

static void on_document(struct gate_step *s)
{
	uint32_t in = s->gate.inputs;
	if (s->gate.state != GATE_IDLE || !any(in, GATE_IN_READY) || any(in, GATE_IN_EXIT_BEAM)) {
		return;
	}
	s->gate.epoch = s->gate.next_epoch++;
	if (s->gate.next_epoch == 0) {
		s->gate.next_epoch = 1;
	}
	s->epoch = s->gate.epoch;
	s->todo |= GATE_DO_BEGIN;
	gate_go(s, GATE_READING, GATE_WHY_NONE);
}

static void on_document_ok(struct gate_step *s)
{
	if (s->gate.state != GATE_READING) {
		return;
	}
	s->gate.evidence |= GATE_HAS_DOCUMENT;
	if (gate_has_doors(&s->gate.plan)) {
		gate_go(s, gate_has_chamber(&s->gate.plan) ? GATE_ENTRY_OPEN : GATE_WALKING,
			GATE_WHY_NONE);
	} else {
		gate_examine(s, GATE_WHY_INSPECTION);
	}
}

bool gate_refers(unsigned state)
{
	return state == GATE_REFERRED_INSIDE || state == GATE_REFERRED_OUTSIDE;
}

enum gate_place gate_place(enum gate_state state)
{
	switch (state) {
	case GATE_READING:
	case GATE_WALKING:
	case GATE_ENTRY_OPEN:
	case GATE_REFERRED_OUTSIDE:
		return GATE_OUTSIDE;
	case GATE_ENTRY_CLOSING:
	case GATE_FACE:
	case GATE_FINGER:
	case GATE_RECORDING:
	case GATE_EXIT_OPEN:
	case GATE_EXIT_CLOSING:
	case GATE_REFERRED_INSIDE:
	case GATE_BACK_OPEN:
	case GATE_BACK_CLOSING:
		return GATE_INSIDE;
	case GATE_INIT:
	case GATE_CLOSED:
	case GATE_IDLE:
	case GATE_ALARM:
	case GATE_EVACUATE:
	case GATE_CLEARING:
	case GATE_STATE_COUNT:
		break;
	}
	return GATE_NOWHERE;
}

/* Document or worker fail the traveller, wherever they are; once the exit is open it is over. */
static void withdraw(struct gate_step *s, enum gate_why why)
{
	if (gate_refers(s->gate.state)) {
		s->gate.evidence = 0; /* no retry with nobody to serve it, but at a desk */
		if (s->gate.why == GATE_WHY_INSPECTION) {
			s->gate.why = (uint8_t)why; /* the other one says that all was well */
		}
		return;
	}
	if (why == GATE_WHY_DOCUMENT && gate_compares(&s->gate) &&
	    !any(s->gate.evidence, GATE_HAS_DOCUMENT)) {
		return; /* a desk compares whom it knows to be refused: told again it is no news */
	}
	bool entering = s->gate.state == GATE_ENTRY_OPEN || s->gate.state == GATE_ENTRY_CLOSING;
	bool inside = gate_compares(&s->gate) || s->gate.state == GATE_RECORDING;
	bool before = s->gate.state == GATE_READING || s->gate.state == GATE_WALKING;
	if (!entering && !inside && !before) {
		return;
	}
	s->gate.evidence = 0;
	if (entering) {
		gate_close_entry(s, why);
	} else if (inside) {
		gate_refer_inside(s, why);
	} else {
		gate_refer_outside(s, why);
	}
}

/* The face is enough, is not, or is not enough by itself. */
static void on_face(struct gate_step *s, enum gate_event_kind kind)
{
	if (s->gate.state != GATE_FACE) {
		return;
	}
	if (kind == GATE_EV_FACE_OK) {
		s->gate.evidence |= GATE_HAS_FACE;
		gate_compared(s);
	} else if (kind == GATE_EV_FINGER_WANTED) {
		gate_capture_finger(s);
	} else {
		gate_refer_inside(s, GATE_WHY_FACE);
	}
}

static void on_finger(struct gate_step *s, enum gate_event_kind kind)
{
	if (s->gate.state != GATE_FINGER) {
		return;
	}
	if (kind == GATE_EV_FINGER_OK) {
		s->gate.evidence |= GATE_HAS_FINGER;
		gate_compared(s);
	} else {
		gate_refer_inside(s, GATE_WHY_FINGER);
	}
}

/* The crossing is on record: the exit opens; at a desk that was all. */
static void on_recorded(struct gate_step *s)
{
	if (s->gate.state != GATE_RECORDING) {
		return;
	}
	if (gate_has_doors(&s->gate.plan)) {
		s->gate.evidence |= GATE_HAS_RECORD;
		gate_go(s, GATE_EXIT_OPEN, GATE_WHY_NONE);
	} else {
		gate_idle(s);
	}
}

static void by_event(struct gate_step *s, enum gate_event_kind kind)
{
	switch (kind) {
	case GATE_EV_TIMER:
		on_timer(s);
		break;
	case GATE_EV_DOCUMENT:
		on_document(s);
		break;
	case GATE_EV_DOCUMENT_OK:
		on_document_ok(s);
		break;
	case GATE_EV_DOCUMENT_REFER:
		withdraw(s, GATE_WHY_DOCUMENT);
		break;
	case GATE_EV_FACE_OK:
	case GATE_EV_FACE_REFER:
	case GATE_EV_FINGER_WANTED:
		on_face(s, kind);
		break;
	case GATE_EV_FINGER_OK:
	case GATE_EV_FINGER_REFER:
		on_finger(s, kind);
		break;
	case GATE_EV_RECORDED:
		on_recorded(s);
		break;
	case GATE_EV_RECORD_FAILED:
		if (s->gate.state == GATE_RECORDING) {
			gate_refer_inside(s, GATE_WHY_JOURNAL);
		}
		break;
	case GATE_EV_WORKER_LOST:
		withdraw(s, GATE_WHY_WORKER);
		break;
	case GATE_EV_ORDER_PASS:
	case GATE_EV_ORDER_BACK:
	case GATE_EV_ORDER_RETRY:
	case GATE_EV_ORDER_RESET:
	case GATE_EV_ORDER_CLOSE:
	case GATE_EV_ORDER_OPEN:
	case GATE_EV_ORDER_HOLD:
	case GATE_EV_ORDER_FREE:
	case GATE_EV_ORDER_TURN:
		gate_order(s, kind);
		break;
	case GATE_EV_LEVELS:
	case GATE_EVENT_COUNT:
		break;
	}
}

struct gate gate_start(const struct gate_plan *plan)
{
	return (struct gate){
		.plan = *plan,
		.state = GATE_INIT,
		.next_epoch = 1,
		.inputs = GATE_IN_FIRE_OK | GATE_IN_ESTOP_OK | GATE_IN_TAMPER_OK |
			  GATE_IN_MAINS_OK | GATE_IN_SENSORS_OK,
	};
}

/* A breach without a reason that is known is taken for the worst. */
static uint8_t breach_of(uint32_t in, uint8_t told)
{
	if (!any(in, GATE_IN_BREACH)) {
		return GATE_WHY_NONE;
	}
	bool known = told > GATE_WHY_NONE && told < GATE_WHY_COUNT;
	return known ? told : (uint8_t)GATE_WHY_INTRUSION;
}

struct gate_step gate_step(struct gate g, struct gate_event ev)
{
	struct gate_step s = {.gate = g, .epoch = g.epoch};
	bool adverse = ev.kind == GATE_EV_WORKER_LOST || ev.kind == GATE_EV_DOCUMENT_REFER;
	s.gate.inputs = levels_of(&g.plan, ev.inputs);
	s.gate.breach = breach_of(s.gate.inputs, ev.breach);
	gate_settle(&s);
	bool stale =
		gate_event_personal(ev.kind) && (ev.epoch != g.epoch || ev.epoch != s.gate.epoch);
	if (!stale && (adverse || s.gate.state == g.state)) {
		by_event(&s, ev.kind);
		gate_settle(&s);
	}
	return s;
}
