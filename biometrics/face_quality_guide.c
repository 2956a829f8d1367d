/*
 * face_quality_guide: what is good enough, and what a traveller is asked to do when it is not.
 * Knows limits as data. Never knows pixels, time or scores.
 */
#include "biometrics/face_quality_guide.h"

/* Which side of a measure a piece of advice is for. */
enum side { SIDE_ANY, SIDE_UNDER, SIDE_OVER };

struct advice {
	uint8_t component; /* enum face_quality_component */
	uint8_t prompt;    /* enum face_prompt */
	uint8_t side;      /* enum side */
	float middle;      /* of the native measure */
};

/*
 * In the order in which people can follow: first who and where, then what covers the face, the
 * light, the head, and last what comes of moving.
 */
static const struct advice advices[] = {
	{FACE_QUALITY_SINGLE, FACE_PROMPT_ALONE, SIDE_ANY, 0},
	{FACE_QUALITY_HEAD_SIZE, FACE_PROMPT_BACK, SIDE_OVER, 0.45F},
	{FACE_QUALITY_EYE_DISTANCE, FACE_PROMPT_CLOSER, SIDE_ANY, 0},
	{FACE_QUALITY_MARGIN_LEFT, FACE_PROMPT_CENTRE, SIDE_ANY, 0},
	{FACE_QUALITY_MARGIN_RIGHT, FACE_PROMPT_CENTRE, SIDE_ANY, 0},
	{FACE_QUALITY_MOUTH_VISIBLE, FACE_PROMPT_MOUTH, SIDE_ANY, 0},
	{FACE_QUALITY_EYES_VISIBLE, FACE_PROMPT_GLASSES, SIDE_ANY, 0},
	{FACE_QUALITY_FACE_VISIBLE, FACE_PROMPT_MOUTH, SIDE_ANY, 0},
	{FACE_QUALITY_LUMINANCE_MEAN, FACE_PROMPT_LIGHT, SIDE_UNDER, 0.5F},
	{FACE_QUALITY_LUMINANCE_MEAN, FACE_PROMPT_BRIGHT, SIDE_OVER, 0.5F},
	{FACE_QUALITY_UNDER_EXPOSURE, FACE_PROMPT_LIGHT, SIDE_ANY, 0},
	{FACE_QUALITY_OVER_EXPOSURE, FACE_PROMPT_BRIGHT, SIDE_ANY, 0},
	{FACE_QUALITY_DYNAMIC_RANGE, FACE_PROMPT_LIGHT, SIDE_ANY, 0},
	{FACE_QUALITY_ILLUMINATION, FACE_PROMPT_LIGHT, SIDE_ANY, 0},
	{FACE_QUALITY_NO_COVERING, FACE_PROMPT_HAT, SIDE_ANY, 0},
	{FACE_QUALITY_YAW, FACE_PROMPT_AHEAD, SIDE_ANY, 0},
	{FACE_QUALITY_PITCH, FACE_PROMPT_CHIN_UP, SIDE_UNDER, 0},
	{FACE_QUALITY_PITCH, FACE_PROMPT_CHIN_DOWN, SIDE_OVER, 0},
	{FACE_QUALITY_ROLL, FACE_PROMPT_UPRIGHT, SIDE_ANY, 0},
	{FACE_QUALITY_EYES_OPEN, FACE_PROMPT_EYES, SIDE_ANY, 0},
	{FACE_QUALITY_MOUTH_CLOSED, FACE_PROMPT_MOUTH_CLOSED, SIDE_ANY, 0},
	{FACE_QUALITY_SHARPNESS, FACE_PROMPT_STEADY, SIDE_ANY, 0},
	{FACE_QUALITY_UNIFIED, FACE_PROMPT_STILL, SIDE_ANY, 0},
};

#define ADVICES (sizeof(advices) / sizeof(advices[0]))

struct face_quality_limits face_quality_limits_default(void)
{
	struct face_quality_limits l = {0};
	l.needed[FACE_QUALITY_MOUTH_VISIBLE] = 55;
	l.needed[FACE_QUALITY_EYES_VISIBLE] = 40;
	l.needed[FACE_QUALITY_FACE_VISIBLE] = 30;
	l.wanted[FACE_QUALITY_HEAD_SIZE] = 15; /* the head fills more than 0.57 of the picture */
	l.wanted[FACE_QUALITY_LUMINANCE_MEAN] = 30;
	l.wanted[FACE_QUALITY_UNDER_EXPOSURE] = 50;
	l.wanted[FACE_QUALITY_OVER_EXPOSURE] = 50;
	l.wanted[FACE_QUALITY_DYNAMIC_RANGE] = 65;
	l.wanted[FACE_QUALITY_ILLUMINATION] = 70;
	l.wanted[FACE_QUALITY_NO_COVERING] = 50; /* never needed: some are worn by right */
	l.wanted[FACE_QUALITY_YAW] = 85;
	l.wanted[FACE_QUALITY_PITCH] = 85;
	l.wanted[FACE_QUALITY_ROLL] = 90;
	l.wanted[FACE_QUALITY_MOUTH_CLOSED] = 20;
	l.wanted[FACE_QUALITY_SHARPNESS] = 50;
	return l;
}

static bool too_low(uint8_t value, uint8_t limit)
{
	return limit > 0 && (value == FACE_QUALITY_UNKNOWN || value < limit);
}

static bool speaks_of(const struct advice *a, const struct face_quality *q)
{
	float native = q->native[a->component];
	bool unknown = q->value[a->component] == FACE_QUALITY_UNKNOWN;
	switch ((enum side)a->side) {
	case SIDE_ANY:
		return true;
	case SIDE_UNDER:
		return unknown || native < a->middle;
	case SIDE_OVER:
		return unknown || native >= a->middle;
	}
	return true;
}

/* The first piece of advice that these limits call for, or ADVICES. */
static size_t first(const uint8_t limits[FACE_QUALITY_COUNT], const struct face_quality *q,
		    bool unknown_too)
{
	for (size_t i = 0; i < ADVICES; i++) {
		uint8_t value = q->value[advices[i].component];
		bool judged = unknown_too || value != FACE_QUALITY_UNKNOWN;
		if (judged && too_low(value, limits[advices[i].component]) &&
		    speaks_of(&advices[i], q)) {
			return i;
		}
	}
	return ADVICES;
}

static size_t find(const struct face_quality_limits *l, const struct face_quality *q, bool late)
{
	size_t i = first(l->needed, q, false);
	if (i == ADVICES && !late) {
		i = first(l->wanted, q, false); /* what was not looked for is not asked for */
	}
	/* Often it is bad light, told by now, that leaves something untold. */
	return i == ADVICES ? first(l->needed, q, true) : i;
}

enum face_prompt face_quality_guide(const struct face_quality_limits *l,
				    const struct face_quality *q, bool late)
{
	size_t i = find(l, q, late);
	if (i == ADVICES) {
		return FACE_PROMPT_NONE;
	}
	bool unknown = q->value[advices[i].component] == FACE_QUALITY_UNKNOWN;
	return unknown ? FACE_PROMPT_STILL : (enum face_prompt)advices[i].prompt;
}

enum face_quality_component face_quality_worst(const struct face_quality_limits *l,
					       const struct face_quality *q, bool late)
{
	size_t i = find(l, q, late);
	return i == ADVICES ? FACE_QUALITY_COUNT
			    : (enum face_quality_component)advices[i].component;
}

bool face_quality_covered(const struct face_quality_limits *l, const struct face_quality *q)
{
	static const uint8_t parts[] = {FACE_QUALITY_MOUTH_VISIBLE, FACE_QUALITY_EYES_VISIBLE,
					FACE_QUALITY_FACE_VISIBLE};
	for (size_t i = 0; i < sizeof(parts); i++) {
		uint8_t value = q->value[parts[i]];
		if (value != FACE_QUALITY_UNKNOWN && too_low(value, l->needed[parts[i]])) {
			return true;
		}
	}
	return false;
}
