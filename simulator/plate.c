/*
 * plate: the finger sensor of a lane, and the fingers that are laid on it.
 * Knows the pictures of people's fingers, both kinds of sensor, and what a play does at it. Never
 * knows what the lane makes of a picture.
 */
#include "simulator/plate.h"

#include "simulator/play_finger.h"

#include <stdio.h>

/* Fingers by number (ISO/IEC 19794-4, Table 5). */
#define RIGHT_INDEX 2
#define LEFT_INDEX  7

static const char *hand_of(const struct scenario_person *p)
{
	return p->fingers[0] != '\0' ? p->fingers : p->face;
}

/* What a press in this manner shows. The finger: the one that the screen names. */
static struct plate_choice choose(const struct plate *p, uint8_t manner, uint8_t of,
				  uint8_t position)
{
	struct plate_choice c = {.finger = position == 0 ? RIGHT_INDEX : position,
				 .impression = 1 + p->presses % PLATE_PRESSES};
	(void)snprintf(c.person, sizeof(c.person), "%s",
		       hand_of(&p->scenario->person[of])); /* one size */
	if (manner == VERB_FINGER_REPEAT && p->last.person[0] != '\0') {
		return p->last;
	}
	if (manner == VERB_FINGER_WRONG) {
		c.finger = c.finger == RIGHT_INDEX ? LEFT_INDEX : RIGHT_INDEX;
	} else if (manner == VERB_FINGER_COPY) {
		c.impression = PLATE_CHIP;
	} else if (manner == VERB_FINGER_DRY) {
		c.impression = PLATE_DRY;
	} else if (manner == VERB_FINGER_WET) {
		c.impression = PLATE_WET;
	}
	return c;
}

static enum eg_err take(const struct plate *p, const struct plate_choice *c,
			struct finger_taken *out)
{
	char path[FINGER_SERVE_PATH + SCENARIO_WORD + 1];
	(void)snprintf(path, sizeof(path), "%s/%s", p->folder, c->person); /* room for both */
	return finger_shelf_take(path, c->finger, c->impression, PLATE_DPI, out);
}

/* Every picture that a sentence lays on is there, of the finger that is asked for first. */
static enum eg_err look_for_pictures(const struct plate *p)
{
	EG_AUTO(finger_taken_free) struct finger_taken t = {0};
	for (size_t i = 0; i < p->scenario->steps; i++) {
		const struct scenario_step *s = &p->scenario->step[i];
		uint8_t of = s->verb == VERB_FINGER_OF ? (uint8_t)s->number : s->who;
		if (!play_finger_waits(s->verb)) {
			continue;
		}
		const struct plate_choice c = choose(p, s->verb, of, RIGHT_INDEX);
		if (take(p, &c, &t) != EG_OK) {
			return EG_FAIL(EG_NOT_FOUND, "nobody prepared that finger");
		}
	}
	return EG_OK;
}

enum eg_err plate_open(struct plate *p, const char *path, const char *folder,
		       const struct scenario *s)
{
	*p = PLATE_CLOSED;
	p->scenario = s;
	p->sensor = s->sensor;
	int printed = snprintf(p->folder, sizeof(p->folder), "%s", folder);
	if (printed < 0 || (size_t)printed >= sizeof(p->folder)) {
		return EG_FAIL(EG_CONFIG, "path too long");
	}
	if (p->sensor == FINGER_SENSOR_NONE) {
		for (size_t i = 0; i < s->steps; i++) {
			if (play_finger_is(s->step[i].verb)) {
				return EG_FAIL(EG_CONFIG, "a lane without \"sensor sim\" has none");
			}
		}
		return EG_OK;
	}
	EG_TRY(look_for_pictures(p));
	return p->sensor == FINGER_SENSOR_VIRTUAL ? finger_virtual_open(&p->virtual, path)
						  : finger_serve_open(&p->serve, path);
}

void plate_close(struct plate *p)
{
	finger_serve_close(&p->serve);
	finger_virtual_close(&p->virtual);
	finger_taken_free(&p->taken);
}

/* Nobody has laid anything on yet: what was meant to be is not. */
static void put_off(struct plate *p)
{
	if (p->under_way && p->acts.felt == 0) {
		p->acts = (struct finger_play){.wanted = p->acts.wanted};
		p->under_way = false;
	}
}

/* Something that happens to the device itself, whatever lies on it. */
static enum eg_err happen(struct plate *p, enum finger_act what)
{
	const struct finger_do act = {.act = what, .unasked = true};
	p->acts = (struct finger_play){.wanted = p->acts.wanted};
	p->under_way = false;
	return finger_play_add(&p->acts, &act);
}

static enum eg_err follow_trouble(struct plate *p, const struct play_hand *h)
{
	if (h->unplugged != p->unplugged) {
		p->unplugged = h->unplugged;
		return happen(p, h->unplugged ? FINGER_ACT_UNPLUG : FINGER_ACT_PLUG);
	}
	if (h->failures != p->failures) {
		p->failures = h->failures;
		return happen(p, FINGER_ACT_FAIL);
	}
	return EG_OK;
}

/* The finger lies at the edge: what is left of it is pushed half a picture aside. */
static void push_aside(struct finger_taken *t)
{
	size_t width = t->picture.width;
	size_t cut = width / 2;
	uint8_t *grey = t->file.data + (t->file.size - t->picture.grey.left);
	for (size_t y = 0; y < t->picture.height; y++) {
		uint8_t *row = grey + y * width;
		uint8_t bare = row[0]; /* the sensor without a finger */
		for (size_t x = width; x-- > 0;) {
			row[x] = x >= cut ? row[x - cut] : bare;
		}
	}
}

static enum eg_err take_for(struct plate *p, const struct play_hand *h)
{
	const struct plate_choice c = choose(p, h->manner, h->of, h->position);
	EG_TRY(take(p, &c, &p->taken));
	p->last = c;
	if (h->manner == VERB_FINGER_ASIDE) {
		push_aside(&p->taken);
	}
	if (h->manner != VERB_FINGER_BLANK) {
		return EG_OK;
	}
	const struct finger_picture size = p->taken.picture;
	return finger_shelf_blank(size.width, size.height, PLATE_DPI, UINT8_MAX, &p->taken);
}

static enum eg_err lay_on(struct plate *p, const struct play_hand *h)
{
	struct finger_do act = {.act = FINGER_ACT_PRESS, .hold_us = PLATE_HOLD_US};
	EG_TRY(take_for(p, h));
	act.picture = p->taken.picture;
	if (h->manner == VERB_FINGER_TOUCH) {
		act.act = FINGER_ACT_REFUSE;
		act.why = FINGER_RETRY_SHORT;
	} else if (h->manner == VERB_FINGER_HOLD) {
		act.act = FINGER_ACT_HOLD;
	}
	if (h->hold_ms > 0) {
		act.hold_us = (int64_t)h->hold_ms * 1000 / 2; /* to be seen, and to be lifted */
	}
	p->presses++;
	p->under_way = true;
	return finger_play_add(&p->acts, &act);
}

/* The virtual device cannot say that a press is wanted: the screen does. */
static void follow_screen(struct plate *p, const struct play *play)
{
	if (play_finger_unasked(play)) {
		finger_play_want(&p->acts, false);
	} else if (play_finger_lays(play) && !p->under_way) {
		finger_play_want(&p->acts, true);
	}
}

enum eg_err plate_pass(struct plate *p, int64_t now_us, const struct play *play, unsigned *given)
{
	const struct play_hand *h = &play->hand;
	bool virtual = p->sensor == FINGER_SENSOR_VIRTUAL;
	*given = 0;
	if (p->sensor == FINGER_SENSOR_NONE) {
		return EG_OK;
	}
	if (h->changes != p->changes) {
		p->changes = h->changes;
		put_off(p);
	}
	EG_TRY(follow_trouble(p, h));
	if (virtual) {
		follow_screen(p, play);
	}
	if (!p->under_way && finger_play_over(&p->acts) && p->acts.wanted &&
	    play_finger_lays(play)) {
		EG_TRY(lay_on(p, h));
	}
	EG_TRY(virtual ? finger_virtual_pass(&p->virtual, now_us, &p->acts)
		       : finger_serve_pass(&p->serve, now_us, &p->acts));
	if (p->under_way && finger_play_over(&p->acts)) {
		p->under_way = false;
		*given = 1;
	}
	return EG_OK;
}
