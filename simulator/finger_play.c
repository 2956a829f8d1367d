/*
 * finger_play: what somebody does at the finger sensor of a booth, act after act.
 * Knows acts and their times. Never knows a sensor's protocol, nor whose finger it is.
 */
#include "simulator/finger_play.h"

#define FELT_MAX 3
#define NO_MORE  (-1)

/* What is felt of each act, in this order. */
static const int8_t felt_of[][FELT_MAX + 1] = {
	[FINGER_ACT_PRESS] = {FINGER_FELT_ON, FINGER_FELT_PICTURE, FINGER_FELT_OFF, NO_MORE},
	[FINGER_ACT_HOLD] = {FINGER_FELT_ON, FINGER_FELT_PICTURE, NO_MORE},
	[FINGER_ACT_TOUCH] = {FINGER_FELT_ON, FINGER_FELT_OFF, NO_MORE},
	[FINGER_ACT_REFUSE] = {FINGER_FELT_ON, FINGER_FELT_REFUSED, NO_MORE},
	[FINGER_ACT_FAIL] = {FINGER_FELT_FAILED, NO_MORE},
	[FINGER_ACT_UNPLUG] = {FINGER_FELT_UNPLUGGED, NO_MORE},
	[FINGER_ACT_PLUG] = {FINGER_FELT_PLUGGED, NO_MORE},
};

enum eg_err finger_play_add(struct finger_play *p, const struct finger_do *act)
{
	if (p->count == FINGER_PLAY_ACTS) {
		return EG_FAIL(EG_TOO_BIG, "more acts at the finger sensor than are kept");
	}
	p->act[(p->first + p->count) % FINGER_PLAY_ACTS] = *act;
	p->count++;
	return EG_OK;
}

static void end_act(struct finger_play *p)
{
	p->act[p->first] = (struct finger_do){0};
	p->first = (p->first + 1) % FINGER_PLAY_ACTS;
	p->count--;
	p->begun = false;
	p->felt = 0;
}

/* Whether a finger lies there because it was asked for. */
static bool under_way(const struct finger_play *p)
{
	return p->count > 0 && p->begun && p->felt > 0 && !p->act[p->first].unasked;
}

void finger_play_want(struct finger_play *p, bool wanted)
{
	if (!wanted && under_way(p)) {
		end_act(p); /* whoever lifts it now is not felt any more */
	} else if (!wanted && p->count > 0 && !p->act[p->first].unasked) {
		p->begun = false; /* it is still to be done, when they are asked again */
	}
	p->wanted = wanted;
}

/* A cable needs no invitation. */
static bool may_begin(const struct finger_play *p, const struct finger_do *act)
{
	return p->wanted || act->unasked || act->act == FINGER_ACT_UNPLUG ||
	       act->act == FINGER_ACT_PLUG;
}

/* After these the lane has what it asked for, or nothing to ask. */
static bool ends_wish(enum finger_act act)
{
	return act == FINGER_ACT_PRESS || act == FINGER_ACT_HOLD || act == FINGER_ACT_FAIL ||
	       act == FINGER_ACT_UNPLUG;
}

static enum eg_err feel_next(struct finger_play *p, int64_t now_us, const struct finger_end *end)
{
	const struct finger_do act = p->act[p->first];
	int8_t what = felt_of[act.act][p->felt++];
	p->due_us += act.hold_us;
	if (felt_of[act.act][p->felt] == NO_MORE) {
		p->wanted = p->wanted && !ends_wish(act.act);
		end_act(p);
	}
	return end->feel(end->of, (enum finger_felt)what, &act, now_us);
}

enum eg_err finger_play_pass(struct finger_play *p, int64_t now_us, const struct finger_end *end)
{
	while (p->count > 0) {
		const struct finger_do *act = &p->act[p->first];
		if (!p->begun && !may_begin(p, act)) {
			return EG_OK;
		}
		if (!p->begun) {
			p->begun = true;
			p->due_us = now_us + act->after_us;
		}
		if (now_us < p->due_us) {
			return EG_OK;
		}
		EG_TRY(feel_next(p, now_us, end));
	}
	return EG_OK;
}

bool finger_play_over(const struct finger_play *p)
{
	return p->count == 0;
}
