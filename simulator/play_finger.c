/*
 * play_finger: the sentences of a scenario that are about the finger sensor.
 * Knows whose finger is laid on how, when the screen asks for it, and what is wrong with the
 * sensor. Never knows pictures, nor what the lane makes of them.
 */
#include "simulator/play_finger.h"

#include "biometrics/finger_prompt.h"

#define READING_US INT64_C(600000)  /* to see, read and understand a line on the screen */
#define AGAIN_US   INT64_C(3000000) /* until somebody whom it still asks does it once more */

bool play_finger_is(unsigned verb)
{
	return verb >= VERB_FINGER && verb <= VERB_PROMPTED; /* they stand together */
}

bool play_finger_waits(unsigned verb)
{
	return verb >= VERB_FINGER && verb < VERB_FINGER_NONE;
}

static bool is_manner(unsigned verb)
{
	return verb >= VERB_FINGER && verb <= VERB_FINGER_NONE;
}

void play_finger_begin(struct play *p, const struct scenario_step *s)
{
	struct play_hand *h = &p->hand;
	if (is_manner(s->verb)) {
		h->manner = s->verb;
		h->who = s->who;
		h->of = s->verb == VERB_FINGER_OF ? (uint8_t)s->number : s->who;
		h->hold_ms = s->verb == VERB_FINGER_LATE ? s->number : 0;
		h->until = h->given + 1;
		h->changes++;
	} else if (s->verb == VERB_SENSOR_OUT) {
		h->unplugged = true;
	} else if (s->verb == VERB_SENSOR_OVER) {
		h->unplugged = false;
	} else if (s->verb == VERB_SENSOR_FAILS) {
		h->failures++;
	}
}

bool play_finger_over(const struct play *p, const struct scenario_step *s)
{
	if (s->verb == VERB_PROMPTED) {
		return (p->lane.prompted & 1u << s->number) != 0;
	}
	return !play_finger_waits(s->verb) || p->hand.given >= p->hand.until;
}

/* What a prompt means for somebody at the sensor. */
enum wish { WISH_NONE, WISH_FINGER, WISH_PATIENCE };

static enum wish wish_of(unsigned prompt)
{
	switch ((enum finger_prompt)prompt) {
	case FINGER_PROMPT_PLACE:
	case FINGER_PROMPT_CENTRE:
	case FINGER_PROMPT_WHOLE:
	case FINGER_PROMPT_MORE:
	case FINGER_PROMPT_LESS:
	case FINGER_PROMPT_DRY:
	case FINGER_PROMPT_WET:
	case FINGER_PROMPT_AGAIN:
	case FINGER_PROMPT_OTHER:
	case FINGER_PROMPT_LONGER:
	case FINGER_PROMPT_TURN:
		return WISH_FINGER;
	case FINGER_PROMPT_STILL:
	case FINGER_PROMPT_LIFT:
		return WISH_PATIENCE; /* of the press that is under way */
	case FINGER_PROMPT_NONE:
	case FINGER_PROMPT_DONE:
	case FINGER_PROMPT_WAIT:
	case FINGER_PROMPT_COUNT:
		break;
	}
	return WISH_NONE;
}

void play_finger_pass(struct play *p)
{
	struct play_hand *h = &p->hand;
	uint8_t prompt = p->lane.known ? p->lane.now.finger_prompt : (uint8_t)FINGER_PROMPT_NONE;
	uint8_t position = p->lane.known ? p->lane.now.finger_position : 0;
	if (prompt == h->prompt && position == h->position) {
		return;
	}
	h->prompt = prompt;
	h->position = position;
	h->lays_us = p->now_us + READING_US;
}

void play_finger_given(struct play *p, unsigned presses)
{
	p->hand.given += presses;
	if (presses > 0) {
		p->hand.lays_us = p->now_us + AGAIN_US; /* sooner where the screen says more */
	}
}

bool play_finger_lays(const struct play *p)
{
	const struct play_hand *h = &p->hand;
	return is_manner(h->manner) && h->manner != VERB_FINGER_NONE &&
	       wish_of(h->prompt) == WISH_FINGER && p->now_us >= h->lays_us;
}

bool play_finger_unasked(const struct play *p)
{
	return wish_of(p->hand.prompt) == WISH_NONE;
}
