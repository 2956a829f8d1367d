/*
 * finger_chance: numbers that look like chance and are the same for the same seed.
 * Knows seeds, streams and clouds. Never knows what is drawn with them.
 */
#ifndef EG_SIMULATOR_FINGER_CHANCE_H
#define EG_SIMULATOR_FINGER_CHANCE_H

#include <stdint.h>

struct finger_chance {
	uint64_t state;
};

/* Streams of one seed do not follow each other: one for each thing that is drawn. */
struct finger_chance finger_chance_of(uint64_t seed, uint64_t stream);
uint64_t finger_chance_next(struct finger_chance *c);
/* Even, low <= value < high. */
double finger_chance_between(struct finger_chance *c, double low, double high);
/* Normal, cut at three sigma. */
double finger_chance_normal(struct finger_chance *c, double mean, double sigma);

/*
 * A smooth field without beginning or end, -1..1: hills about one unit wide. The same place always
 * has the same height.
 */
double finger_cloud(uint64_t seed, double x, double y);

#endif
