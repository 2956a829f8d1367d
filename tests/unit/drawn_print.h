/*
 * drawn_print: templates of fingers that nobody has, as an extractor would make them of one finger
 * pressed twice: turned, moved, stretched, cut.
 * Knows the template's layout. Never knows images or the matcher.
 */
#ifndef EG_TESTS_DRAWN_PRINT_H
#define EG_TESTS_DRAWN_PRINT_H

#include "biometrics/finger_template.h"

/* How a finger lies on the sensor. All zero: upright, whole, in the middle, as it is. */
struct drawn_press {
	double turn; /* radians */
	double x;    /* pixels at 500 dpi */
	double y;
	double stretch; /* pixels that the skin is moved at most, slowly changing */
	double cut;     /* share of the width that is missing on the right */
	unsigned noise; /* seed; 0: every minutia exactly where it is */
	double radius;  /* of the area pressed, pixels; 0: 150 */
};

void drawn_print(struct finger_template *out, unsigned finger, const struct drawn_press *press);

#endif
