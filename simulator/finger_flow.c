/*
 * finger_flow: which way the ridges of an invented finger run, and how close they lie.
 * Knows classes of patterns, cores and deltas. Never knows single ridges or pixels.
 */
#include "simulator/finger_flow.h"

#include "simulator/finger_chance.h"

#include <math.h>

/* Streams of a finger's seed. */
enum { STREAM_CLASS = 1, STREAM_PLACES, STREAM_BEND, STREAM_PERIOD };

const char *finger_class_name(unsigned class)
{
	static const char *const words[] = {
#define X(name, word, share) [name] = (word),
		FINGER_CLASSES(X)
#undef X
	};
	return class < FINGER_CLASS_COUNT ? words[class] : "?";
}

static enum finger_class draw_class(uint64_t seed)
{
	static const unsigned shares[] = {
#define X(name, word, share) [name] = (share),
		FINGER_CLASSES(X)
#undef X
	};
	struct finger_chance c = finger_chance_of(seed, STREAM_CLASS);
	double left = finger_chance_between(&c, 0, 1000);
	for (unsigned i = 0; i + 1 < FINGER_CLASS_COUNT; i++) {
		left -= shares[i];
		if (left < 0) {
			return (enum finger_class)i;
		}
	}
	return FINGER_DOUBLE_LOOP;
}

static void add_turn(struct finger_flow *f, double sign, double x, double y)
{
	f->turn[f->count++] = (struct finger_turn){.x = x, .y = y, .sign = sign};
}

/* side: +1 has its delta to the right, so that the loop opens to the left. */
static void place_loop(struct finger_flow *f, struct finger_chance *c, double side)
{
	double x = finger_chance_normal(c, 0, 10);
	double y = finger_chance_normal(c, -8, 12);
	add_turn(f, 1, x, y);
	add_turn(f, -1, x + side * finger_chance_normal(c, 92, 16),
		 y + finger_chance_normal(c, 112, 18));
}

static void place_tented(struct finger_flow *f, struct finger_chance *c)
{
	double x = finger_chance_normal(c, 0, 10);
	double y = finger_chance_normal(c, 10, 12);
	add_turn(f, 1, x, y);
	add_turn(f, -1, x + finger_chance_normal(c, 0, 4), y + finger_chance_normal(c, 78, 14));
}

/* Two cores one above the other; apart: how far sideways they stand. */
static void place_whorl(struct finger_flow *f, struct finger_chance *c, double height, double apart)
{
	double x = finger_chance_normal(c, 0, 10);
	double y = finger_chance_normal(c, -22, 12);
	add_turn(f, 1, x - apart / 2, y);
	add_turn(f, 1, x + apart / 2, y + height);
	add_turn(f, -1, x - finger_chance_normal(c, 100, 15),
		 y + height + finger_chance_normal(c, 92, 18));
	add_turn(f, -1, x + finger_chance_normal(c, 100, 15),
		 y + height + finger_chance_normal(c, 92, 18));
}

static void place_turns(struct finger_flow *f)
{
	struct finger_chance c = finger_chance_of(f->seed, STREAM_PLACES);
	double side = finger_chance_next(&c) % 2 == 0 ? 1 : -1;
	switch (f->class) {
	case FINGER_ARCH:
		f->middle = finger_chance_normal(&c, 0, 10);
		break;
	case FINGER_TENTED_ARCH:
		place_tented(f, &c);
		break;
	case FINGER_LEFT_LOOP:
		place_loop(f, &c, 1);
		break;
	case FINGER_RIGHT_LOOP:
		place_loop(f, &c, -1);
		break;
	case FINGER_WHORL:
		place_whorl(f, &c, finger_chance_between(&c, 18, 50), side * 6);
		break;
	case FINGER_DOUBLE_LOOP:
		place_whorl(f, &c, finger_chance_between(&c, 50, 80),
			    side * finger_chance_between(&c, 26, 44));
		break;
	case FINGER_CLASS_COUNT:
		break;
	}
	f->hill = finger_chance_between(&c, 0.75, 1.25);
	f->width = finger_chance_normal(&c, 62, 8);
}

/* Neighbouring knots differ little: the bent angle still grows all the way round. */
static void bend_turns(struct finger_flow *f)
{
	struct finger_chance c = finger_chance_of(f->seed, STREAM_BEND);
	for (unsigned i = 0; i < f->count; i++) {
		double first = finger_chance_between(&c, 0, 2 * M_PI);
		double second = finger_chance_between(&c, 0, 2 * M_PI);
		for (unsigned k = 0; k < FINGER_KNOTS; k++) {
			double at = 2 * M_PI * k / FINGER_KNOTS;
			f->turn[i].bend[k] = 0.13 * sin(at + first) + 0.07 * sin(2 * at + second);
		}
	}
}

struct finger_flow finger_flow_of(uint64_t seed, enum finger_class class)
{
	struct finger_flow f = {.seed = seed};
	struct finger_chance c = finger_chance_of(seed, STREAM_PERIOD);
	f.class = class < FINGER_CLASS_COUNT ? class : draw_class(seed);
	f.period = fmax(7.0, fmin(10.2, finger_chance_normal(&c, 8.4, 0.65)));
	place_turns(&f);
	bend_turns(&f);
	return f;
}

/* Angle from a core or delta to a place, y upwards, bent; jumps by a whole turn at the left. */
static double turn_angle(const struct finger_turn *t, double x, double y)
{
	double angle = atan2(t->y - y, x - t->x);
	double at = (angle + M_PI) / (2 * M_PI) * FINGER_KNOTS;
	double whole = floor(at);
	unsigned k = (unsigned)whole % FINGER_KNOTS;
	double part = at - whole;
	return angle + (1 - part) * t->bend[k] + part * t->bend[(k + 1) % FINGER_KNOTS];
}

/* How much steeper, y upwards, ridges stand to the sides near the tip of the finger. */
static double tip_slope(double x, double y)
{
	double up = 1 / (1 + exp((y + 60) / 50));
	return -0.0032 * x * up;
}

static double arch_slope(const struct finger_flow *f, double x, double y)
{
	double u = (x - f->middle) / f->width;
	double near = exp(-pow((y - 25) / 120, 2)); /* the hill stands a little below the middle */
	return -f->hill * near * u * exp(-u * u / 2) * 1.6 - 0.0026 * x / (1 + exp((y + 30) / 45));
}

double finger_flow_angle(const struct finger_flow *f, double x, double y)
{
	double angle;
	if (f->count == 0) {
		angle = atan(arch_slope(f, x, y));
	} else {
		angle = atan(tip_slope(x, y));
		for (unsigned i = 0; i < f->count; i++) {
			angle += f->turn[i].sign * turn_angle(&f->turn[i], x, y) / 2;
		}
	}
	angle = fmod(-angle, M_PI);
	return angle < 0 ? angle + M_PI : angle;
}

double finger_flow_period(const struct finger_flow *f, double x, double y)
{
	/* Wider towards the crease of the joint, a little wider at the tip. */
	double crease = 1 / (1 + exp(-(y - 110) / 30));
	double tip = 1 / (1 + exp((y + 170) / 25));
	double wave = finger_cloud(f->seed ^ STREAM_PERIOD, x / 90, y / 90);
	return f->period * (1 + 0.16 * crease + 0.05 * tip + 0.06 * wave);
}
