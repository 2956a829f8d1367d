/*
 * finger_flow: which way the ridges of an invented finger run, and how close they lie.
 * Knows classes of patterns, cores and deltas. Never knows single ridges or pixels.
 *
 * Directions follow Sherlock and Monro (1993): half of what the angles to the cores add up to, less
 * half of that to the deltas; each angle is bent as by Vizcaya and Gerhardt (1996), so that no two
 * loops are alike.
 */
#ifndef EG_SIMULATOR_FINGER_FLOW_H
#define EG_SIMULATOR_FINGER_FLOW_H

#include <stdint.h>

/* Class: word; share of fingers, in 1/1000 (Wilson, Candela and Watson 1994; of their whorls a
 * fifth are taken as double loops). */
#define FINGER_CLASSES(X)                        \
	X(FINGER_ARCH, "arch", 37)               \
	X(FINGER_TENTED_ARCH, "tented-arch", 29) \
	X(FINGER_LEFT_LOOP, "left-loop", 338)    \
	X(FINGER_RIGHT_LOOP, "right-loop", 317)  \
	X(FINGER_WHORL, "whorl", 223)            \
	X(FINGER_DOUBLE_LOOP, "double-loop", 56)

enum finger_class {
#define X(name, word, share) name,
	FINGER_CLASSES(X)
#undef X
		FINGER_CLASS_COUNT
};

#define FINGER_TURNS_MAX 4 /* two cores, two deltas */
#define FINGER_KNOTS     8 /* of a bent angle */

/* A core or a delta; places are pixels at 500 dpi from the middle of the finger, y downwards. */
struct finger_turn {
	double x;
	double y;
	double sign;               /* +1 core, -1 delta */
	double bend[FINGER_KNOTS]; /* radians, at even steps of the angle */
};

struct finger_flow {
	uint64_t seed;
	enum finger_class class;
	unsigned count;
	struct finger_turn turn[FINGER_TURNS_MAX];
	double hill;   /* of an arch: how steep */
	double width;  /* of the hill, pixels */
	double middle; /* of the pattern from the middle of the finger, pixels to the right */
	double period; /* mean distance from ridge to ridge, pixels */
};

/* class: FINGER_CLASS_COUNT draws one with its natural share. */
struct finger_flow finger_flow_of(uint64_t seed, enum finger_class class);
/* Direction of the ridges, radians from x towards y, 0 <= value < pi. */
double finger_flow_angle(const struct finger_flow *f, double x, double y);
/* Distance from ridge to ridge, pixels at 500 dpi. */
double finger_flow_period(const struct finger_flow *f, double x, double y);

/* Static word; "?" out of range. */
const char *finger_class_name(unsigned class);

#endif
