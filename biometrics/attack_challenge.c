/*
 * attack_challenge: something that only a person who is there can do when asked: a blink, or a turn
 * of the head that moves its landmarks as those of a solid thing.
 * Knows what was asked, and what was seen in each frame. Never knows clocks (times are told), who
 * chooses, or pixels.
 */
#include "biometrics/attack_challenge.h"

#include "biometrics/attack_plane.h"

#include <math.h>

#define TIME_US      INT64_C(8000000) /* to read, understand and do it */
#define AWAY_US      INT64_C(700000)  /* the face may be missed by a detector, not exchanged */
#define EARLY_US     INT64_C(100000)  /* nobody answers sooner: what is seen then was under way */
#define BLINK_US     INT64_C(2000000) /* eyes that stay closed for longer are no blink */
#define CLOSED_MIN   700
#define OPEN_MAX     300
#define STRAIGHT_MAX 150
#define TURNED_MIN   250 /* about 22 degrees */
/* Thousandths of the eye distance: a turned sheet leaves what is the landmarks' own error. */
#define FLAT_MAX 35
/*
 * The nose stands out of the plane of the eyes by about half of their distance. What is turned so
 * far that it looks that narrow moves its nose by the tangent of that angle, times this at least;
 * a sheet has to be turned far before landmarks on it move like a turned head's.
 */
#define NOSE_LEAST 0.35

struct challenge challenge_ask(uint32_t draw, int64_t now_us)
{
	return (struct challenge){
		.kind = (uint8_t)(draw % CHALLENGE_KINDS),
		.phase = CHALLENGE_BEFORE,
		.asked_us = now_us,
		.last_us = now_us,
	};
}

static void keep(struct face_point to[FACE_POINTS], const struct face_point *from)
{
	for (size_t i = 0; i < FACE_POINTS; i++) {
		to[i] = from[i];
	}
}

bool challenge_over(const struct challenge *c)
{
	return c->phase == CHALLENGE_UNASKED || c->phase == CHALLENGE_DONE ||
	       c->phase == CHALLENGE_LOST;
}

/* False when the challenge is over, or is by this. */
static bool goes_on(struct challenge *c, int64_t came_us)
{
	if (challenge_over(c)) {
		return false;
	}
	if (came_us - c->asked_us >= TIME_US || came_us - c->last_us > AWAY_US) {
		c->phase = CHALLENGE_LOST;
		return false;
	}
	return true;
}

void challenge_miss(struct challenge *c, int64_t came_us)
{
	if (goes_on(c, came_us) && c->phase != CHALLENGE_BEFORE) {
		c->phase = CHALLENGE_BEFORE; /* to be seen from the beginning to the end */
	}
}

static void see_blink(struct challenge *c, const struct challenge_frame *f)
{
	bool open = f->closed >= 0 && f->closed <= OPEN_MAX;
	bool closed = f->closed >= CLOSED_MIN;
	switch ((enum challenge_phase)c->phase) {
	case CHALLENGE_BEFORE:
		c->phase = open ? CHALLENGE_DOING : CHALLENGE_BEFORE;
		break;
	case CHALLENGE_DOING:
		if (closed) {
			c->phase = CHALLENGE_BACK;
			c->closed_us = f->came_us;
		}
		break;
	case CHALLENGE_BACK:
		if (f->came_us - c->closed_us > BLINK_US) {
			c->phase = CHALLENGE_BEFORE;
		} else if (open) {
			c->phase = CHALLENGE_DONE;
		}
		break;
	case CHALLENGE_UNASKED:
	case CHALLENGE_DONE:
	case CHALLENGE_LOST:
		break;
	}
}

static bool straight(int16_t turn)
{
	return turn <= STRAIGHT_MAX && turn >= -STRAIGHT_MAX;
}

bool challenge_plain(const struct challenge_frame *f)
{
	return straight(f->turn) && f->closed >= 0 && f->closed <= OPEN_MAX;
}

static void see_turn(struct challenge *c, const struct challenge_frame *f)
{
	/* As if it were to the left; both ends of an int16_t are beyond any turn. */
	int turn = c->kind == CHALLENGE_LEFT ? f->turn : -f->turn;
	switch ((enum challenge_phase)c->phase) {
	case CHALLENGE_BEFORE:
		if (straight(f->turn)) {
			c->phase = CHALLENGE_DOING;
			c->most = 0;
			c->first = (int16_t)turn;
			keep(c->before, f->points);
		}
		break;
	case CHALLENGE_DOING:
	case CHALLENGE_BACK:
		if (turn <= -TURNED_MIN) {
			c->phase = CHALLENGE_LOST; /* the other way: not what was asked */
		} else if (turn >= TURNED_MIN && turn > c->most) {
			c->phase = CHALLENGE_BACK;
			c->most = (int16_t)turn;
			keep(c->turned, f->points);
		} else if (c->phase == CHALLENGE_BACK && straight(f->turn)) {
			bool told = attack_plane_residual(c->before, c->turned, &c->residual);
			c->narrowing = attack_plane_narrowing(c->before, c->turned);
			c->phase = told ? CHALLENGE_DONE : CHALLENGE_LOST;
		}
		break;
	case CHALLENGE_UNASKED:
	case CHALLENGE_DONE:
	case CHALLENGE_LOST:
		break;
	}
}

void challenge_see(struct challenge *c, const struct challenge_frame *f)
{
	if (!goes_on(c, f->came_us)) {
		return;
	}
	c->last_us = f->came_us;
	if (f->came_us - c->asked_us < EARLY_US) {
		return;
	}
	if (c->kind == CHALLENGE_BLINK) {
		see_blink(c, f);
	} else {
		see_turn(c, f);
	}
}

enum face_prompt challenge_asks(unsigned kind)
{
	switch (kind) {
	case CHALLENGE_BLINK:
		return FACE_PROMPT_BLINK;
	case CHALLENGE_LEFT:
		return FACE_PROMPT_TURN_LEFT;
	case CHALLENGE_RIGHT:
		return FACE_PROMPT_TURN_RIGHT;
	default:
		return FACE_PROMPT_NONE;
	}
}

enum face_prompt challenge_prompt(const struct challenge *c)
{
	if (challenge_over(c)) {
		return FACE_PROMPT_NONE;
	}
	bool back = c->phase == CHALLENGE_BACK && c->kind != CHALLENGE_BLINK;
	return back ? FACE_PROMPT_STRAIGHT : challenge_asks(c->kind);
}

enum verdict challenge_answered(const struct challenge *c)
{
	if (c->phase == CHALLENGE_UNASKED) {
		return VERDICT_NOT_DONE;
	}
	return c->phase == CHALLENGE_DONE ? VERDICT_PASS : VERDICT_FAIL;
}

/* What the nose of a solid head moves by, at least, that has become so narrow; x 1000. */
static double nose_least(uint16_t narrowing)
{
	double cosine = fmin(1, narrowing / 1000.0);
	return cosine <= 0 ? INFINITY : 1000 * NOSE_LEAST * sqrt(1 / (cosine * cosine) - 1);
}

enum verdict challenge_depth(const struct challenge *c)
{
	if (c->phase != CHALLENGE_DONE || c->kind == CHALLENGE_BLINK) {
		return VERDICT_NOT_DONE;
	}
	bool solid = c->residual > FLAT_MAX && c->most - c->first >= nose_least(c->narrowing);
	return solid ? VERDICT_PASS : VERDICT_FAIL;
}
