/*
 * play_metal: the sentences of a scenario that are about doors, wires and bodies alone.
 * Knows the metal and what can be wrong with it. Never knows the lane's states, documents or faces.
 */
#include "simulator/play_metal.h"

/* A person who follows another closely keeps so much behind. */
#define CLOSELY_US 60000

int32_t play_home(const struct play *p, uint8_t who)
{
	return p->scenario->person[who].country ? METAL_COUNTRY : METAL_OUTSIDE;
}

int32_t play_goal(const struct play *p, uint8_t who)
{
	return p->scenario->person[who].country ? METAL_OUTSIDE : METAL_COUNTRY;
}

static void put_bag(struct play *p, uint8_t who)
{
	int32_t place = p->metal.body[who].place;
	for (unsigned i = SCENARIO_PERSONS; i < METAL_BODIES; i++) {
		if (!p->metal.body[i].here) {
			p->metal.body[i] = (struct metal_body){
				.here = true, .kind = METAL_BAG, .place = place, .goal = place};
			return;
		}
	}
}

static void take_bags(struct play *p)
{
	for (unsigned i = SCENARIO_PERSONS; i < METAL_BODIES; i++) {
		p->metal.body[i].here = false;
	}
}

static void begin_body(struct play *p, const struct scenario_step *s)
{
	struct metal_body *b = &p->metal.body[s->who];
	if (s->verb == VERB_WALK_TO) {
		b->goal = (int32_t)s->number;
	} else if (s->verb == VERB_STAND) {
		b->goal = b->place;
	} else if (s->verb == VERB_BAG) {
		put_bag(p, s->who);
	} else if (s->verb == VERB_BAG_TAKEN) {
		take_bags(p);
	} else if (s->verb == VERB_FOLLOW_CLOSELY) {
		p->behind[s->who] = (uint8_t)s->number;
		p->behind_us[s->who] = CLOSELY_US;
	}
}

static void begin_contact(struct play *p, const struct scenario_step *s)
{
	if (s->verb == VERB_PRESS) {
		p->metal.contacts |= WIRE_RELEASE;
	} else if (s->verb == VERB_PRESS_OVER) {
		p->metal.contacts &= ~(uint32_t)WIRE_RELEASE;
	} else if (s->verb == VERB_KEY) {
		p->metal.contacts |= WIRE_KEY;
	} else if (s->verb == VERB_KEY_OVER) {
		p->metal.contacts &= ~(uint32_t)WIRE_KEY;
	}
}

static void begin_door(struct play *p, const struct scenario_step *s)
{
	struct metal_door *d = &p->metal.door[s->number % METAL_DOORS];
	d->wedged = s->verb == VERB_WEDGE || (d->wedged && s->verb != VERB_WEDGE_OVER);
	d->hand = s->verb == VERB_HAND || (d->hand && s->verb != VERB_HAND_OVER);
	d->jammed = s->verb == VERB_JAM || (d->jammed && s->verb != VERB_DOOR_OVER);
	d->slow = s->verb == VERB_SLOW || (d->slow && s->verb != VERB_DOOR_OVER);
	d->half = s->verb == VERB_HALF || (d->half && s->verb != VERB_DOOR_OVER);
	d->forced = s->verb == VERB_FORCE || (d->forced && s->verb != VERB_DOOR_OVER);
}

static void begin_line(struct play *p, const struct scenario_step *s)
{
	struct metal_fault f = {.kind = METAL_SOUND};
	if (s->verb == VERB_STICK_LOW) {
		f.kind = METAL_STUCK_LOW;
	} else if (s->verb == VERB_STICK_HIGH) {
		f.kind = METAL_STUCK_HIGH;
	} else if (s->verb == VERB_CHATTER) {
		f.kind = METAL_CHATTERS;
	} else if (s->verb == VERB_SWAP) {
		f.kind = METAL_SWAPPED;
		f.other = s->check;
	} else if (s->verb == VERB_LATE) {
		f.kind = METAL_LATE;
		f.late_us = (int32_t)s->number * 1000;
		f.shown = (metal_inputs(&p->metal) & 1u << s->other) != 0;
	}
	p->metal.fault[s->other % GATE_WIRE_COUNT] = f;
}

static void begin_power(struct play *p, const struct scenario_step *s)
{
	struct metal *m = &p->metal;
	m->dead = s->verb == VERB_DEAD || (m->dead && s->verb != VERB_DEAD_OVER);
	if (s->verb == VERB_CUT || s->verb == VERB_CUT_OVER) {
		m->unpowered = s->verb == VERB_CUT;
		m->contacts = s->verb == VERB_CUT ? m->contacts & ~(uint32_t)WIRE_MAINS_OK
						  : m->contacts | WIRE_MAINS_OK;
	} else if (s->verb == VERB_WELD) {
		m->relay = METAL_RELAY_WELDED;
	} else if (s->verb == VERB_DROP) {
		m->relay = METAL_RELAY_DROPPED;
	} else if (s->verb == VERB_RELAY_OVER) {
		m->relay = METAL_RELAY_WORKS;
	}
}

void play_metal_begin(struct play *p, const struct scenario_step *s)
{
	if (s->verb >= VERB_FOLLOW_CLOSELY && s->verb <= VERB_BAG_TAKEN) {
		begin_body(p, s);
	} else if (s->verb >= VERB_PRESS && s->verb <= VERB_KEY_OVER) {
		begin_contact(p, s);
	} else if (s->verb >= VERB_WEDGE && s->verb <= VERB_DOOR_OVER) {
		begin_door(p, s);
	} else if (s->verb >= VERB_STICK_LOW && s->verb <= VERB_LINE_OVER) {
		begin_line(p, s);
	} else if (s->verb >= VERB_DEAD && s->verb <= VERB_RELAY_OVER) {
		begin_power(p, s);
	}
}

bool play_metal_over(const struct play *p, const struct scenario_step *s)
{
	const struct metal_door *d = &p->metal.door[s->number % METAL_DOORS];
	const struct metal_body *b = &p->metal.body[s->who];
	bool on = (p->metal.outputs & 1u << s->other) != 0;
	if (s->verb == VERB_AT) {
		return p->now_us >= (int64_t)s->number * 1000;
	}
	if (s->verb == VERB_WALK_TO) {
		return b->place == b->goal;
	}
	if (s->verb == VERB_ON || s->verb == VERB_OFF) {
		return on == (s->verb == VERB_ON);
	}
	if (s->verb == VERB_CHANGES) {
		return p->changes[s->other % GATE_OUTPUT_LINES] >= s->number;
	}
	if (s->verb == VERB_OPEN || s->verb == VERB_CLOSED) {
		return (d->open_us == 0) == (s->verb == VERB_CLOSED);
	}
	return s->verb != VERB_PLACE || b->place == (int32_t)s->number;
}
