/*
 * dice: numbers by chance that are the same in every run and everywhere.
 */
#include "dice.h"

#include <math.h>

uint32_t dice(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

int dice_noise(uint32_t *state, double sigma)
{
	double sum = 0;
	for (int i = 0; i < 4; i++) {
		sum += (double)(dice(state) & 0xFFFF) / 0xFFFF - 0.5;
	}
	return (int)lround(sum * sigma * sqrt(3));
}
