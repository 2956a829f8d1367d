/*
 * finger_trial: sets of fingerprints compared by the FVC protocol, by our matcher and by a peer.
 * Knows pairs, scores and time. Never knows what is promised.
 *
 * Pairs are those of finger_set_is_pair().
 */
#ifndef EG_TESTS_FINGER_TRIAL_H
#define EG_TESTS_FINGER_TRIAL_H

#include "finger_rates.h"
#include "finger_set.h"

#define FINGER_SETS_MAX 48

enum finger_rival {
	FINGER_OWN,  /* the chip's image through WSQ */
	FINGER_RAW,  /* the chip's image as it is: what WSQ costs */
	FINGER_PEER, /* libfprint, the chip's image through WSQ */
	FINGER_RIVALS
};

/* Start with all zero. */
struct finger_trials {
	struct finger_set set[FINGER_SETS_MAX];
	float *score[FINGER_SETS_MAX][FINGER_RIVALS]; /* [chip * count + live]; NAN: no pair */
	size_t sets;
	struct measure_times match; /* CPU, of FINGER_OWN */
	const char *bench;          /* whose lines are printed */
	const char *peer;           /* program; NULL: none */
};
void finger_trials_free(struct finger_trials *t);
/* Extracts, compares and says how long it took; the set at t->sets was loaded. Its images are freed
 * afterwards. */
EG_CHECK enum eg_err finger_trials_run(struct finger_trials *t);

/* Which sets, as bits. */
#define FINGER_ALL_SETS (~(uint64_t)0)
enum finger_pairs {
	FINGER_PAIRS_ALL,
	FINGER_PAIRS_FIRST, /* impostors: the first impressions alone, as FVC did */
	FINGER_PAIRS_TWO,   /* two fingers that are taken for one person's, summed */
};
/* Rates of these; printed as what. EG_NOT_FOUND: no pairs of both kinds. */
EG_CHECK enum eg_err finger_trials_tell(const struct finger_trials *t, enum finger_rival rival,
					enum finger_pairs pairs, uint64_t sets, const char *what,
					struct rates_result *out);
/* What 15:1 WSQ of the chip's side costs, of these sets; printed. */
EG_CHECK enum eg_err finger_trials_tell_wsq(const struct finger_trials *t, uint64_t sets,
					    const char *what, struct rates_cost *out);
/* The last part of its path. */
const char *finger_trials_name(const struct finger_trials *t, size_t set);

#endif
