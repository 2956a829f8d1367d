/*
 * finger_line: walks along lines one pixel wide.
 * Knows neighbours of a pixel. Never knows minutiae.
 */
#ifndef EG_BIOMETRICS_FINGER_LINE_H
#define EG_BIOMETRICS_FINGER_LINE_H

#include "biometrics/finger_work.h"

#define FINGER_WAYS  4  /* lines that can meet in a pixel */
#define FINGER_STEPS 47 /* of the longest walk: three wide ridges */

/* The lines that leave a pixel: the nearest pixel of each. */
struct finger_ways {
	uint32_t count; /* 1: an end; 2: within a line; more: a fork */
	uint32_t next[FINGER_WAYS];
};
struct finger_ways finger_ways_of(const uint8_t *plane, uint32_t at);

/* A walk along a line: pixels at[0] to at[steps]. */
struct finger_walk {
	uint32_t steps;
	uint32_t ways; /* of the last pixel; 2: the walk was cut off */
	uint32_t at[FINGER_STEPS + 1];
};
/* From a pixel by one of its ways, until an end, a fork, or most steps (<= FINGER_STEPS). */
struct finger_walk finger_walk(const uint8_t *plane, uint32_t from, uint32_t way, uint32_t most);
static inline uint32_t finger_walk_end(const struct finger_walk *w)
{
	return w->at[w->steps];
}

static inline int32_t finger_x(uint32_t at)
{
	return (int32_t)(at % STRIDE) - MARGIN;
}
static inline int32_t finger_y(uint32_t at)
{
	return (int32_t)(at / STRIDE) - MARGIN;
}

#endif
