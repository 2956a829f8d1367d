/*
 * page_chance: numbers by chance for pages, the same in every run.
 * Knows distributions. Never knows pages.
 */
#include "simulator/page_chance.h"

/* splitmix64 (Steele, Lea, Flood 2014). */
static uint64_t next(struct page_chance *c)
{
	uint64_t z = c->state += UINT64_C(0x9E3779B97F4A7C15);
	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return z ^ z >> 31;
}

uint32_t page_chance_below(struct page_chance *c, uint32_t bound)
{
	return (uint32_t)(((next(c) >> 32) * bound) >> 32);
}

double page_chance_between(struct page_chance *c, double low, double high)
{
	return low + (high - low) * ((double)(next(c) >> 11) / 9007199254740992.0);
}

double page_chance_normal(struct page_chance *c)
{
	double sum = -6;
	for (int i = 0; i < 12; i++) {
		sum += page_chance_between(c, 0, 1);
	}
	return sum;
}
