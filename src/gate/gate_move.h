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

/* The levels that this plan has; what it has not reads as if all were well with it. Whoever is at a
 * desk is there alone. */
static inline uint32_t levels_of(const struct gate_plan *p, uint32_t in)
{
	uint32_t well = GATE_IN_FIRE_OK | GATE_IN_ESTOP_OK | GATE_IN_TAMPER_OK | GATE_IN_MAINS_OK |
			GATE_IN_SENSORS_OK;
	uint32_t shut = GATE_IN_ENTRY_CLOSED | GATE_IN_EXIT_CLOSED;
	if (!gate_has_doors(p)) {
		return (in & (uint32_t)GATE_IN_READY) | well | shut | GATE_IN_PRESENT;
	}
	if (gate_has_chamber(p)) {
		return in & ~(uint32_t)GATE_IN_PASSED;
	}
	return (in | GATE_IN_ENTRY_CLOSED) & ~(uint32_t)(GATE_IN_ENTRY_BEAM | GATE_IN_RELEASE);
}

/* Nobody is where a locked door would hold them, or close on them. */
static inline bool clear(const struct gate *g)
{
	return gate_has_chamber(&g->plan) ? empty(g->inputs) : !any(g->inputs, GATE_IN_EXIT_BEAM);
}

/* Doors closed, nobody inside, sensors and passage as they should be. */
static inline bool proved(const struct gate *g)
{
	uint32_t shut = GATE_IN_ENTRY_CLOSED | GATE_IN_EXIT_CLOSED;
	return all(g->inputs, shut | GATE_IN_SENSORS_OK) && !any(g->inputs, GATE_IN_BREACH) &&
	       clear(g);
}

/* Face or finger are being compared. */
static inline bool gate_compares(const struct gate *g)
{
	return g->state == GATE_FACE || g->state == GATE_FINGER;
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
/* The session is over, nobody is remembered; out of service if that was ordered meanwhile. */
void gate_idle(struct gate_step *s);
void gate_refer_outside(struct gate_step *s, enum gate_why why);
/*
 * After the document was accepted. It stays so for a retry; face, finger, officer and record count
 * once only. Where there is no chamber the traveller just goes away; at a desk nobody does, and
 * both are gate_examine().
 */
void gate_refer_inside(struct gate_step *s, enum gate_why why);
/* Both end the session: who is where is for people to sort out now. */
void gate_alarm(struct gate_step *s, enum gate_why why);
void gate_evacuate(struct gate_step *s, enum gate_why why);
/* The entry opens for the way back though no officer ordered it; the lane stays locked after it. */
void gate_let_out(struct gate_step *s, enum gate_why why);
/*
 * At a desk: whatever the checks found, the officer decides. Nothing goes on record before that.
 * What was found of document, face and finger stays; an officer's decision does not.
 */
void gate_examine(struct gate_step *s, enum gate_why why);
/* Admitted: the journal first. */
void gate_record(struct gate_step *s);
/* Policy is content with whoever was compared: they are admitted, but at a desk. */
void gate_compared(struct gate_step *s);
/* What an earlier comparison found counts no more. */
void gate_capture(struct gate_step *s);
void gate_capture_finger(struct gate_step *s);
/* The entry closes before it is known on which side the traveller is; the first reason stays. */
void gate_close_entry(struct gate_step *s, enum gate_why why);

/*
 * The exit closes though nobody is known to have left by it. Who was let go and is not seen any
 * more, behind doors that are shut, is an officer's matter.
 */
void gate_close_exit(struct gate_step *s, enum gate_why why);
/* Where the reason is one against whoever stands there, no try to close opens the exit for them. */
void gate_withdraw_exit(struct gate_step *s, enum gate_why why);

/* An officer's order (gate_order.c). */
void gate_order(struct gate_step *s, enum gate_event_kind order);
/* Moves by levels alone until nothing moves (gate_level.c). */
void gate_settle(struct gate_step *s);

#endif
