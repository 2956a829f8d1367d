/*
 * finger_rates: error rates of scores, with what chance may have done to them.
 * Knows scores and whose they are. Never knows prints.
 *
 * Confidence is by bootstrap over fingers: the pairs of one finger are not independent of each
 * other, so whole fingers are drawn again, each pair counting as often as its fingers.
 */
#ifndef EG_TESTS_FINGER_RATES_H
#define EG_TESTS_FINGER_RATES_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

#define RATES_POINTS      4 /* FMR 1 %, 0.1 %, 0.05 %, 0.01 % */
#define RATES_FINGERS_MAX 2048

extern const double rates_fmr[RATES_POINTS];

/* One comparison. finger: counted through all sets, so that pooled ones differ. */
struct rates_trial {
	float score;
	uint16_t finger_a;
	uint16_t finger_b; /* equal: genuine */
};

struct rates_trials {
	struct rates_trial *trial; /* owned */
	size_t count;
	size_t room;
	bool sorted;
};
void rates_free(struct rates_trials *t);
EG_CHECK enum eg_err rates_add(struct rates_trials *t, struct rates_trial trial);

struct rates {
	double eer;
	double fnmr[RATES_POINTS];
	double threshold[RATES_POINTS]; /* accepted is this or above */
};
struct rates_result {
	size_t genuine;
	size_t impostor;
	struct rates value;
	struct rates low; /* 2.5 % of the bootstraps are below */
	struct rates high;
};
/* EG_NOT_FOUND: no genuine or no impostor trials. The bootstrap is seeded, and always the same. */
EG_CHECK enum eg_err rates_of(struct rates_trials *t, struct rates_result *out);
/* What one way costs against another, over the same pairs, fingers drawn alike for both. */
struct rates_cost {
	size_t genuine;
	double eer;      /* of the one */
	double eer_than; /* of the other */
	double points;   /* difference of the two, 1 = 100 % */
	double points_low;
	double points_high;
	double share; /* the difference of the other's; 0 if that is 0 */
	double share_low;
	double share_high; /* of the bootstraps whose other is not 0 */
};
EG_CHECK enum eg_err rates_compare(struct rates_trials *t, struct rates_trials *than,
				   struct rates_cost *out);
void rates_print_cost(const char *bench, const char *what, const struct rates_cost *c);
/* A line for people, and one as JSON. */
void rates_print(const char *bench, const char *matcher, const char *what,
		 const struct rates_result *r);
void rates_head(void);

#endif
