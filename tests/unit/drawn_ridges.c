/*
 * drawn_ridges: pictures with ridges that end and fork, drawn on the spot, for tests of sensors.
 * No model of a finger: only enough for a library to take it for one.
 *
 * A wave whose phase turns once around each of some points: there a ridge begins or ends.
 */
#include "drawn_ridges.h"

#include <math.h>
#include <stddef.h>

#define POINTS 24
#define PERIOD 9.0 /* pixels from ridge to ridge */
#define TURN   6.283185307179586

static uint32_t next(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u; /* Numerical Recipes' linear congruence */
	return *state >> 8;
}

void drawn_ridges(uint8_t *grey, uint16_t width, uint16_t height, uint32_t seed)
{
	double x[POINTS];
	double y[POINTS];
	uint32_t state = seed * 2654435761u + 1;
	for (size_t i = 0; i < POINTS; i++) {
		x[i] = next(&state) % width;
		y[i] = next(&state) % height;
	}
	double lean = (double)(next(&state) % 100) / 200;
	for (uint16_t row = 0; row < height; row++) {
		for (uint16_t column = 0; column < width; column++) {
			double phase = TURN * (row + lean * column) / PERIOD;
			for (size_t i = 0; i < POINTS; i++) {
				double turn = atan2(row - y[i], column - x[i]);
				phase += i % 2 == 0 ? turn : -turn;
			}
			grey[(size_t)row * width + column] =
				(uint8_t)lround(128 + 100 * sin(phase));
		}
	}
}
