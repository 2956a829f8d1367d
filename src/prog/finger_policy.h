/*
 * finger_policy: from which score on a finger matches: a false match rate of the configuration,
 * looked up in the matcher's table. Knows both. Never knows a finger; policy decides.
 *
 *   [finger]  fmr = 1/N
 *   [policy]  finger-match    said outright, it overrules the table
 */
#ifndef EG_PROG_FINGER_POLICY_H
#define EG_PROG_FINGER_POLICY_H

#include "prog/config.h"

/* The rate where nobody asks for another: the one at which the Entry/Exit System is measured
 * (Implementing Decision (EU) 2019/329). */
#define FINGER_POLICY_FMR 2000
/* A match is evidence for the traveller, however many strangers a rate lets through: decibans. */
#define FINGER_POLICY_LEAST 1

struct finger_policy {
	int16_t match;     /* decibans, as in gate/policy.h */
	uint32_t one_in;   /* the rate that the table promises there: what match stands for */
	bool extrapolated; /* by more than was measured */
};

/*
 * EG_CONFIG with the reason where a rate and a score are both given, no threshold is known for a
 * rate, the table knows no rate for a score, or a score that refers is above the one that matches.
 * The rate is of one finger against one; two that add up to the score are rarer.
 */
EG_CHECK enum eg_err finger_policy_choose(const struct config *c, struct finger_policy *out);
/* Chooses, and adds the choice to the words of the core where a finger may be wanted. */
EG_CHECK enum eg_err finger_policy_apply(struct config *c, struct finger_policy *out);

#endif
