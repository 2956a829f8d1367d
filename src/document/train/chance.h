/*
 * chance: numbers by chance that are the same in every build.
 * Knows distributions. Never knows what they are for.
 */
#ifndef EG_DOCUMENT_TRAIN_CHANCE_H
#define EG_DOCUMENT_TRAIN_CHANCE_H

#include <stdint.h>

/* xorshift64* (Vigna 2014); never 0. */
struct chance {
	uint64_t state;
};

static inline uint32_t chance_bits(struct chance *c)
{
	c->state ^= c->state >> 12;
	c->state ^= c->state << 25;
	c->state ^= c->state >> 27;
	return (uint32_t)(c->state * UINT64_C(2685821657736338717) >> 32);
}

static inline uint32_t chance_below(struct chance *c, uint32_t bound)
{
	return (uint32_t)((uint64_t)chance_bits(c) * bound >> 32);
}

static inline float chance_between(struct chance *c, float low, float high)
{
	return low + (high - low) * (float)(chance_bits(c) >> 8) / 16777216.0f;
}

/* About normal, deviation 1. */
static inline float chance_normal(struct chance *c)
{
	/* The octets of one draw, summed up: 4 even distributions. */
	const uint32_t bits = chance_bits(c);
	const uint32_t sum = (bits & 255) + (bits >> 8 & 255) + (bits >> 16 & 255) + (bits >> 24);
	return ((float)sum - 510) / 147.8f;
}

#endif
