/*
 * gate_move: the transitions of the machine by what they mean.
 * Knows what each keeps, forgets and asks of the core. Never knows which event asks for it.
 */
#include "gate/gate_move.h"

void gate_go(struct gate_step *s, enum gate_state to, enum gate_why why)
{
	s->gate.state = (uint8_t)to;
	s->gate.why = (uint8_t)why;
	s->gate.tries = 0;
	/* What a state asked for that is left in the same step is not asked any more. */
	s->todo &= ~(uint32_t)(GATE_DO_RECORD | GATE_DO_CAPTURE | GATE_DO_FINGER);
	s->todo |= GATE_DO_TIMER;
}

void gate_note(struct gate_step *s, enum gate_why why)
{
	s->why = (uint8_t)why;
	s->todo |= GATE_DO_RECORD_REFERRAL;
}

/* From here on nobody is remembered. What stops a lane that is out of service leads back there. */
static void forget(struct gate_step *s)
{
	s->gate.closing = s->gate.closing || s->gate.state == GATE_CLOSED;
	s->todo |= s->gate.epoch != 0 ? GATE_DO_END : 0;
	s->gate.epoch = 0;
	s->gate.evidence = 0;
}

void gate_idle(struct gate_step *s)
{
	forget(s);
	gate_go(s, s->gate.closing ? GATE_CLOSED : GATE_IDLE, GATE_WHY_NONE);
	s->gate.closing = false;
}

void gate_examine(struct gate_step *s, enum gate_why why)
{
	s->gate.evidence &= (uint8_t)~GATE_HAS_OFFICER;
	gate_go(s, GATE_REFERRED_INSIDE, why);
}

void gate_refer_outside(struct gate_step *s, enum gate_why why)
{
	if (!gate_has_doors(&s->gate.plan)) {
		gate_examine(s, why);
		return;
	}
	gate_note(s, why);
	s->gate.evidence = 0;
	gate_go(s, GATE_REFERRED_OUTSIDE, why);
}

/* Where the operator has it so, these go back without an officer; others are held. */
static bool goes_back(const struct gate *g, enum gate_why why)
{
	bool harmless = why == GATE_WHY_FACE || why == GATE_WHY_FINGER || why == GATE_WHY_TIME ||
			why == GATE_WHY_SEVERAL || why == GATE_WHY_PIGGYBACK ||
			why == GATE_WHY_LOITERING;
	return g->plan.reject_back && harmless && g->state != GATE_BACK_CLOSING &&
	       any(g->inputs, GATE_IN_EXIT_CLOSED);
}

void gate_refer_inside(struct gate_step *s, enum gate_why why)
{
	if (!gate_has_doors(&s->gate.plan)) {
		gate_examine(s, why);
		return;
	}
	gate_note(s, why);
	if (gate_has_chamber(&s->gate.plan) && goes_back(&s->gate, why)) {
		s->gate.evidence = 0;
		gate_go(s, GATE_BACK_OPEN, why);
		return;
	}
	s->gate.evidence &= GATE_HAS_DOCUMENT;
	gate_go(s, gate_has_chamber(&s->gate.plan) ? GATE_REFERRED_INSIDE : GATE_REFERRED_OUTSIDE,
		why);
}

void gate_let_out(struct gate_step *s, enum gate_why why)
{
	gate_note(s, why);
	forget(s);
	gate_go(s, GATE_BACK_OPEN, why);
}

void gate_alarm(struct gate_step *s, enum gate_why why)
{
	gate_note(s, why);
	forget(s);
	gate_go(s, GATE_ALARM, why);
}

void gate_evacuate(struct gate_step *s, enum gate_why why)
{
	gate_note(s, why);
	forget(s);
	gate_go(s, GATE_EVACUATE, why);
}

void gate_record(struct gate_step *s)
{
	gate_go(s, GATE_RECORDING, GATE_WHY_NONE);
	s->todo |= GATE_DO_RECORD;
}

void gate_compared(struct gate_step *s)
{
	if (gate_has_doors(&s->gate.plan)) {
		gate_record(s);
	} else {
		gate_examine(s, GATE_WHY_INSPECTION);
	}
}

void gate_capture(struct gate_step *s)
{
	s->gate.evidence &= GATE_HAS_DOCUMENT;
	gate_go(s, GATE_FACE, GATE_WHY_NONE);
	s->todo |= GATE_DO_CAPTURE;
}

void gate_capture_finger(struct gate_step *s)
{
	gate_go(s, GATE_FINGER, GATE_WHY_NONE);
	s->todo |= GATE_DO_FINGER;
}

void gate_close_entry(struct gate_step *s, enum gate_why why)
{
	if (s->gate.state == GATE_ENTRY_OPEN) {
		gate_go(s, GATE_ENTRY_CLOSING, why);
	} else if (s->gate.why == GATE_WHY_NONE) {
		s->gate.why = (uint8_t)why;
	}
}

void gate_withdraw_exit(struct gate_step *s, enum gate_why why)
{
	if (why == GATE_WHY_OFFICER || why == GATE_WHY_SEVERAL || why == GATE_WHY_PIGGYBACK ||
	    why == GATE_WHY_ASSISTANCE || why == GATE_WHY_LEFT) {
		s->gate.evidence &= GATE_HAS_DOCUMENT;
	}
}

void gate_close_exit(struct gate_step *s, enum gate_why why)
{
	uint32_t in = s->gate.inputs;
	if (gate_has_chamber(&s->gate.plan) && empty(in) && any(in, GATE_IN_EXIT_CLOSED)) {
		gate_refer_inside(s, why);
		return;
	}
	gate_withdraw_exit(s, why);
	gate_go(s, GATE_EXIT_CLOSING, why);
}
