/*
 * set_report: what the scores of a set say: rates with their intervals, groups, odd pairs.
 * Knows counts and thresholds. Never prints, never knows who is shown.
 */
#ifndef EG_PROG_SET_REPORT_H
#define EG_PROG_SET_REPORT_H

#include "gate/policy.h"
#include "prog/set_score.h"

/* Rates that are told: name; FMR asked for, 0: the threshold is policy's. */
#define SET_RATES(X)                           \
	X(SET_FMR_100, "FMR 1 %", 0.01)        \
	X(SET_FMR_1000, "FMR 0.1 %", 0.001)    \
	X(SET_FMR_2000, "FMR 0.05 %", 0.0005)  \
	X(SET_FMR_10000, "FMR 0.01 %", 0.0001) \
	X(SET_MATCH, "policy: match", 0.0)     \
	X(SET_REFER, "policy: refer", 0.0)

enum set_rate_kind {
#define X(name, text, fmr) name,
	SET_RATES(X)
#undef X
		SET_RATE_COUNT
};
const char *set_rate_name(enum set_rate_kind kind);

struct set_rate {
	int threshold;
	uint64_t false_matches;
	uint64_t false_nonmatches;
	double fmr; /* all NAN without pairs */
	double fnmr;
	double frr; /* failures to enrol are rejections, too */
	struct score_range fmr_range;
	struct score_range fnmr_range;
	bool too_few; /* impostor pairs: the FMR asked for is less than one of them */
};

/* A group is called small below this, as is one whose pairs cannot show the rate of all. */
#define SET_GROUP_PEOPLE 30

struct set_group_rate {
	struct set_rate at[2]; /* match, refer */
	bool few_people;
	bool few_impostors; /* fewer than three for each false match that the FMR of all makes */
	bool worse_fmr;     /* its interval lies above the rate of all, at the match threshold */
	bool worse_fnmr;
};

#define SET_ODD_PAIRS 20

struct set_report {
	struct set_rate rate[SET_RATE_COUNT];
	struct score_eer eer;
	struct score_range failed;    /* of failures to enrol, Wilson's */
	struct set_group_rate *group; /* owned, by group */
	/* Borrowed from the score: impostors with the highest scores, genuine with the lowest. */
	const struct score_pair *highest;
	const struct score_pair *lowest;
	size_t highest_count;
	size_t lowest_count;
};

EG_CHECK enum eg_err set_report_make(const struct set *s, const struct set_score *score,
				     const struct set_groups *groups, const struct policy *policy,
				     uint64_t seed, struct set_report *out);
void set_report_free(struct set_report *r); /* cleanup */
/* Pictures of the odd pairs, each once; room for 4 * SET_ODD_PAIRS. Returns how many. */
size_t set_report_pictures(const struct set *s, const struct set_report *r, uint32_t *out);

#endif
