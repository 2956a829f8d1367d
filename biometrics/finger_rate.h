/*
 * finger_rate: which score a wanted false-match rate asks for.
 * Knows a table of measurements, and where they come from. Never knows prints or people.
 */
#ifndef EG_BIOMETRICS_FINGER_RATE_H
#define EG_BIOMETRICS_FINGER_RATE_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One finger against one finger; a match scores at least the threshold. */
struct finger_rate {
	uint32_t one_in;   /* false-match rate: one of so many pairs of different fingers */
	int16_t threshold; /* decibans: the upper end of what was measured, so that the rate is kept
			    */
	int16_t low;       /* 95 % of bootstraps over fingers lie between low and high */
	int16_t high;
	bool extrapolated; /* the measurements are too few to show this rate */
};

/* In rising one_in, and so in rising threshold; always there. */
const struct finger_rate *finger_rate_table(size_t *count);
/*
 * The least threshold of the table that lets at most this share of different fingers match, fmr in
 * 0..1. False where no measurement promises that, or fmr is no rate; then *out is
 * FINGER_SCORE_MOST, beyond what any pair scores in practice.
 */
EG_CHECK bool finger_rate_threshold(double fmr, int16_t *out);

#endif
