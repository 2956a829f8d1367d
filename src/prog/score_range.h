/*
 * score_range: how sure an error rate is: 95 % intervals.
 * Knows counts, pairs by number of person, a seed. Never knows names or pictures.
 *
 * Pairs of a set share people and so are not independent: a bootstrap draws people, with all their
 * pairs, as if the set were drawn anew. It sees no error where the set has none, which Wilson's
 * interval (1927) does: what is told is the wider of both at each end.
 */
#ifndef EG_PROG_SCORE_RANGE_H
#define EG_PROG_SCORE_RANGE_H

#include "prog/score_count.h"

#include <stddef.h>

struct score_range {
	double low; /* NAN: not known */
	double high;
};

/* Wilson's interval of errors among trials that are independent. */
struct score_range score_wilson(uint64_t errors, uint64_t trials);
/* The wider at each end. */
struct score_range score_wider(struct score_range a, struct score_range b);

struct score_pair {
	uint32_t a; /* unit: what is compared, by number */
	uint32_t b;
	int16_t score;
};

/*
 * The pairs with the highest scores (or the lowest), as many as fit: whole for all pairs beyond
 * edge.
 */
struct score_list {
	struct score_pair *pair; /* owned */
	size_t count;
	size_t cap;
	bool lowest; /* keeps the lowest scores */
	int edge;    /* every pair above (below, where lowest) is in the list */
};

EG_CHECK enum eg_err score_list_new(size_t cap, bool lowest, struct score_list *out);
void score_list_free(struct score_list *l); /* cleanup */
void score_list_add(struct score_list *l, struct score_pair pair);
/* The most extreme first; equal scores by unit. */
void score_list_sort(struct score_list *l);
/* Whether every pair at or above (below, where lowest) the threshold is in the list. */
bool score_list_holds(const struct score_list *l, int threshold);

/* People of a set, or of one group of it: those outside have no units. */
struct score_people {
	size_t count;
	const uint32_t *person;    /* of each unit */
	const uint32_t *portraits; /* units compared as portrait, by person */
	const uint32_t *lives;     /* as live picture; NULL: each with each, portraits are all */
	const uint64_t *genuine;   /* genuine pairs, by person */
};

#define SCORE_RANGES_MAX 8
#define SCORE_DRAWS      1000

struct score_ranges {
	struct score_range fmr[SCORE_RANGES_MAX]; /* by threshold; NAN where the list ends before */
	struct score_range fnmr[SCORE_RANGES_MAX];
};

/* Percentile intervals of SCORE_DRAWS draws of people, the same for the same seed. */
EG_CHECK enum eg_err score_bootstrap(const struct score_people *people,
				     const struct score_list *genuine,
				     const struct score_list *impostor, const int *thresholds,
				     size_t count, uint64_t seed, struct score_ranges *out);

#endif
