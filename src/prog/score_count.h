/*
 * score_count: scores of pairs, counted one by one: error rates at every threshold.
 * Knows scores as the gate has them, cosine x 1000, so that counting them loses nothing. Never
 * knows whose they are.
 */
#ifndef EG_PROG_SCORE_COUNT_H
#define EG_PROG_SCORE_COUNT_H

#include "base/err.h"

#define SCORE_MIN  (-1000)
#define SCORE_MAX  1000
#define SCORE_BINS (SCORE_MAX - SCORE_MIN + 1)
/* A threshold that no score reaches. */
#define SCORE_NEVER (SCORE_MAX + 1)

struct score_count {
	uint64_t of[SCORE_BINS];
	uint64_t total;
	uint64_t failed; /* pairs without a score: a picture could not be enrolled */
};

struct score_pairs {
	struct score_count genuine;  /* two pictures of one person */
	struct score_count impostor; /* of two persons */
};

/* Scores out of range count as the nearest one. */
void score_add(struct score_count *c, int score);
/* Pairs at or above a threshold, or below it. */
uint64_t score_above(const struct score_count *c, int threshold);
uint64_t score_below(const struct score_count *c, int threshold);

/*
 * ISO/IEC 19795-1. FMR: share of impostor pairs at or above the threshold; FNMR: of genuine pairs
 * below it. NAN without pairs. FRR counts a failure to enrol as a rejection.
 */
double score_fmr(const struct score_pairs *p, int threshold);
double score_fnmr(const struct score_pairs *p, int threshold);
double score_frr(const struct score_pairs *p, int threshold);
/* The lowest threshold at which the FMR is at most this; SCORE_NEVER if no score is rare enough. */
int score_threshold(const struct score_pairs *p, double fmr);

struct score_eer {
	double rate; /* NAN without pairs of both kinds */
	int threshold;
};
/* Where both rates cross; between two thresholds they are taken as straight lines. */
struct score_eer score_eer(const struct score_pairs *p);

/* Mean of the scores; NAN without one. */
double score_mean(const struct score_count *c);
/* The lowest and the highest score there is; SCORE_NEVER and SCORE_MIN - 1 without one. */
int score_lowest(const struct score_count *c);
int score_highest(const struct score_count *c);

#endif
