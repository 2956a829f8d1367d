/*
 * mrz_digit: check digits of the machine-readable zone (Doc 9303-3, 4.9).
 * Knows weights and values of characters. Never knows where digits stand.
 */
#ifndef EG_EMRTD_MRZ_DIGIT_H
#define EG_EMRTD_MRZ_DIGIT_H

#include "base/rd.h"

/* A running sum over one or several pieces; starts as all zeros. */
struct mrz_weighing {
	unsigned sum;
	unsigned position;
};

/* Adds a piece, weights 7 3 1; false at a character that is not of the MRZ alphabet. */
EG_CHECK bool mrz_weigh(struct mrz_weighing *w, struct rd text);
/* The digit of what was added so far. */
char mrz_weighed_digit(const struct mrz_weighing *w);

#endif
