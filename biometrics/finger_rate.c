/*
 * finger_rate: which score a wanted false-match rate asks for.
 * Knows a table of measurements, and where they come from. Never knows prints or people.
 */
#include "biometrics/finger_rate.h"

#include "biometrics/finger_match.h"

/*
 * tests/bench/finger_accuracy on FVC2002 DB1_B to DB4_B, pooled: 11,520 pairs of 40 fingers on four
 * sensors, the earlier impression through WSQ at 0.75 bits a pixel. low and high are of all sets
 * together; the threshold is at least the higher of high and of what the worst of the four sensors
 * asks for alone. One in 10,000 would be one pair, and of one sensor a third of one: from one
 * decade to the next the threshold rose by seven decibans, and it is laid two further.
 */
static const struct finger_rate table[] = {
	{.one_in = 100, .threshold = -1, .low = -9, .high = -4},
	{.one_in = 1000, .threshold = 6, .low = -3, .high = 4},
	{.one_in = 2000, .threshold = 9, .low = -3, .high = 4},
	{.one_in = 10000, .threshold = 15, .low = -1, .high = 7, .extrapolated = true},
};
#define COUNT (sizeof(table) / sizeof(table[0]))

const struct finger_rate *finger_rate_table(size_t *count)
{
	*count = COUNT;
	return table;
}

bool finger_rate_threshold(double fmr, int16_t *out)
{
	*out = FINGER_SCORE_MOST;
	if (!(fmr <= 1)) { /* not a number, too */
		return false;
	}
	for (size_t i = 0; i < COUNT; i++) {
		/* 0.001 is not exactly one in 1000. */
		if (1.0 / table[i].one_in <= fmr * (1 + 1e-9)) {
			*out = table[i].threshold;
			return true;
		}
	}
	return false;
}
