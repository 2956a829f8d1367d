/*
 * page_chance: numbers by chance for pages, the same in every run.
 * Knows distributions. Never knows pages.
 */
#ifndef EG_SIMULATOR_PAGE_CHANCE_H
#define EG_SIMULATOR_PAGE_CHANCE_H

#include <stdint.h>

struct page_chance {
	uint64_t state;
};

/* Below bound, evenly; 0 for a bound of 0. */
uint32_t page_chance_below(struct page_chance *c, uint32_t bound);
/* Evenly from low up to high. */
double page_chance_between(struct page_chance *c, double low, double high);
/* About normal: mean 0, deviation 1, never beyond 6. */
double page_chance_normal(struct page_chance *c);

#endif
