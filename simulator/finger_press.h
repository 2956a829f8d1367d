/*
 * finger_press: an invented finger, laid on an invented sensor: the image that comes of it.
 * Knows contact, skin that gives way, moisture, dirt and the sensor's own grey. Never knows
 * minutiae, or who compares what.
 */
#ifndef EG_SIMULATOR_FINGER_PRESS_H
#define EG_SIMULATOR_FINGER_PRESS_H

#include "simulator/finger_print.h"

#define FINGER_PRESS_SIDE_MAX 2000 /* pixels */

/* What the bare sensor looks like. */
enum finger_platen {
	FINGER_PLATEN_OPTICAL,    /* white, and even */
	FINGER_PLATEN_CAPACITIVE, /* grey, with columns that differ and much noise */
};

/* One press. Start from finger_press_usual or finger_press_drawn. */
struct finger_press {
	uint64_t seed; /* of everything that is left to chance in this press */
	enum finger_platen platen;
	uint64_t platen_seed; /* of this sensor's own pattern: the same for all its images */
	uint16_t width;       /* pixels */
	uint16_t height;
	uint16_t dpi;
	double at_x; /* where the middle of the contact is on the finger, mm to the right and down
		      */
	double at_y; /* of the middle of the pattern; a tip that is laid on alone is at -6 */
	double place_x; /* where that lies on the sensor, mm from its middle */
	double place_y;
	double turn;     /* degrees, clockwise */
	double pressure; /* 0 hardly touches, 0.5 usual, 1 as strong as one can */
	double moisture; /* -1 dry as paper, 0 usual, 1 dripping */
	double drag_x;   /* mm that the finger moved after its skin had stuck */
	double drag_y;
	double twist;    /* degrees, likewise */
	double stretch;  /* mm that skin lies off at most, here and there, because it is soft */
	double contrast; /* 0..1, of the sensor */
	double noise;    /* grey levels, sigma */
	double smear;    /* pixels that the finger slid while the image was taken, to the right */
	double dirt;     /* 0..1: specks beside the finger, and of it */
};

/* A good press in the middle of an optical sensor of 500 dpi. */
struct finger_press finger_press_usual(uint64_t seed, uint16_t width, uint16_t height);
/*
 * A press as people make them, from usual: spread 0 keeps every press alike, 1 is as wide as in the
 * sets that were made to be difficult: FVC2002's volunteers were told to turn, to shift, to dry and
 * to moisten their fingers.
 */
struct finger_press finger_press_drawn(struct finger_press usual, uint64_t seed, double spread);

/* Rows of grey, dark ridges. */
struct finger_shot_made {
	uint16_t width;
	uint16_t height;
	uint8_t *grey; /* owned */
};
/* Cleanup: frees; leaves an empty one. Accepts NULL. */
void finger_shot_made_free(struct finger_shot_made *s);
/* print: NULL is the bare sensor. EG_TOO_BIG, EG_NO_MEMORY. About 0.2 s. */
EG_CHECK enum eg_err finger_press_make(struct finger_shot_made *out,
				       const struct finger_press *press,
				       const struct finger_print *print);

#endif
