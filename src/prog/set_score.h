/*
 * set_score: every pair of a set compared and counted, as a whole and by group.
 * Knows units and scores. Never keeps a score of each pair: memory grows with the pictures.
 */
#ifndef EG_PROG_SET_SCORE_H
#define EG_PROG_SET_SCORE_H

#include "prog/score_range.h"
#include "prog/set.h"
#include "prog/set_groups.h"

/* Pairs that are kept one by one, of each kind, for intervals and for names: 12 MB. */
#define SET_KEPT (1U << 20)

/* One group's own pairs: genuine ones of its people, impostors within it. */
struct set_group_score {
	struct score_pairs pairs;
	size_t people; /* who have a unit */
};

struct set_score {
	struct score_pairs pairs;
	struct score_list lowest;  /* genuine pairs */
	struct score_list highest; /* impostor pairs */
	/* What intervals need, owned: by unit, and by person. */
	uint32_t *person;
	uint32_t *portraits;
	uint32_t *lives;
	uint64_t *genuine;
	bool each_with_each;
	size_t person_count;
	struct set_group_score *group; /* owned, by group; NULL without groups */
	size_t group_count;
};

/* groups may be NULL. The templates of the set are scaled to length 1. */
EG_CHECK enum eg_err set_score_all(struct set *s, const struct set_groups *groups,
				   struct set_score *out);
void set_score_free(struct set_score *s); /* cleanup */
/* For score_bootstrap; borrows. */
struct score_people set_score_people(const struct set_score *s);

#endif
