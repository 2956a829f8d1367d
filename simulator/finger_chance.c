/*
 * finger_chance: numbers that look like chance and are the same for the same seed.
 * Knows seeds, streams and clouds. Never knows what is drawn with them.
 */
#include "simulator/finger_chance.h"

#include <math.h>

#define GOLDEN UINT64_C(0x9E3779B97F4A7C15)

/* The finaliser of SplitMix64: every bit of the input moves about half of the output's. */
static uint64_t mix(uint64_t z)
{
	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

struct finger_chance finger_chance_of(uint64_t seed, uint64_t stream)
{
	return (struct finger_chance){mix(mix(seed + GOLDEN) ^ (stream * GOLDEN))};
}

uint64_t finger_chance_next(struct finger_chance *c)
{
	c->state += GOLDEN;
	return mix(c->state);
}

/* 0 <= value < 1 */
static double unit(uint64_t bits)
{
	return (double)(bits >> 11) * 0x1p-53;
}

double finger_chance_between(struct finger_chance *c, double low, double high)
{
	return low + (high - low) * unit(finger_chance_next(c));
}

double finger_chance_normal(struct finger_chance *c, double mean, double sigma)
{
	/* Box and Muller; 1 - u is never 0. */
	double u = unit(finger_chance_next(c));
	double v = unit(finger_chance_next(c));
	double z = sqrt(-2 * log(1 - u)) * cos(2 * M_PI * v);
	return mean + sigma * fmax(-3, fmin(3, z));
}

static double corner(uint64_t seed, int64_t x, int64_t y)
{
	uint64_t place = (uint64_t)x * UINT64_C(0xD6E8FEB86659FD93) + (uint64_t)y * GOLDEN;
	return 2 * unit(mix(seed ^ mix(place))) - 1;
}

static double ease(double t)
{
	return t * t * (3 - 2 * t);
}

double finger_cloud(uint64_t seed, double x, double y)
{
	double left = floor(x);
	double top = floor(y);
	int64_t i = (int64_t)left;
	int64_t j = (int64_t)top;
	double u = ease(x - left);
	double v = ease(y - top);
	double above = (1 - u) * corner(seed, i, j) + u * corner(seed, i + 1, j);
	double below = (1 - u) * corner(seed, i, j + 1) + u * corner(seed, i + 1, j + 1);
	return (1 - v) * above + v * below;
}
