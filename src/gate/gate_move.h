/*
 * gate_move: what every part of the machine may do to a step, and how it reads levels.
 * Knows transitions by what they mean (refer, alarm, record). Never knows which event asks for
 * them. Private to src/gate; gate_out.c does not use it, so that the two layers fail apart.
 */
#ifndef EG_GATE_GATE_MOVE_H
#define EG_GATE_GATE_MOVE_H

#include "gate/gate.h"

static inline bool all(uint32_t word, uint32_t bits)
{
	return (word & bits) == bits;
}

static inline bool any(uint32_t word, uint32_t bits)
{
	return (word & bits) != 0;
}

/* "Several" without "present" is still somebody. */
static inline bool empty(uint32_t in)
{
	return !any(in, GATE_IN_PRESENT | GATE_IN_SEVERAL);
}

static inline bool alone(uint32_t in)
{
	return any(in, GATE_IN_PRESENT) && !any(in, GATE_IN_SEVERAL);
}

static inline bool proved(uint32_t in)
{
	return all(in, GATE_IN_ENTRY_CLOSED | GATE_IN_EXIT_CLOSED) && empty(in);
}

static inline enum gate_why danger(uint32_t in)
{
	if (!any(in, GATE_IN_FIRE_OK)) {
		return GATE_WHY_FIRE;
	}
	if (!any(in, GATE_IN_ESTOP_OK)) {
		return GATE_WHY_ESTOP;
	}
	return any(in, GATE_IN_MAINS_OK) ? GATE_WHY_NONE : GATE_WHY_MAINS;
}

/* Enters a state; its timer starts anew, or is disarmed. */
void gate_go(struct gate_step *s, enum gate_state to, enum gate_why why);
/* A referral or an alarm goes to the journal. */
void gate_note(struct gate_step *s, enum gate_why why);
/* The session is over, nobody is remembered. */
void gate_idle(struct gate_step *s);
void gate_refer_outside(struct gate_step *s, enum gate_why why);
/* The document stays accepted for a retry; face, officer and record count once only. */
void gate_refer_inside(struct gate_step *s, enum gate_why why);
/* Both end the session: who is where is for people to sort out now. */
void gate_alarm(struct gate_step *s, enum gate_why why);
void gate_evacuate(struct gate_step *s, enum gate_why why);
/* Admitted: the journal first. */
void gate_record(struct gate_step *s);
void gate_capture(struct gate_step *s);
/* The entry closes before it is known on which side the traveller is; the first reason stays. */
void gate_close_entry(struct gate_step *s, enum gate_why why);

/* Moves by levels alone until nothing moves (gate_level.c). */
void gate_settle(struct gate_step *s);

#endif
