/*
 * finger_match: two templates become a score that means something.
 * Knows minutiae and ridge flow. Never knows thresholds (policy) or people.
 *
 * A score is ten times the decimal logarithm of a likelihood ratio (decibans): how much likelier
 * what is seen is if both are of one finger than if they are not. Scores of independent fingers
 * add. The table of thresholds for a wanted false-match rate is in finger_rate.h.
 */
#ifndef EG_BIOMETRICS_FINGER_MATCH_H
#define EG_BIOMETRICS_FINGER_MATCH_H

#include "biometrics/finger_template.h"

/* Version of what scores, for records: whatever changes a score raises it. */
#define FINGER_MATCHER 1

#define FINGER_SCORE_NONE (-1000) /* nothing to compare */
/* No pair of prints proves more: presses fail, and sets of prints are small. */
#define FINGER_SCORE_LEAST (-20)
#define FINGER_SCORE_MOST  90
/* Elementary comparisons of one match, whatever the templates. */
#define FINGER_MATCH_STEPS_MAX 3000000

/* Room for one comparison, fixed: no allocation while matching. */
struct finger_matcher;
EG_CHECK enum eg_err finger_matcher_new(struct finger_matcher **out);
/* Cleanup: wipes; leaves NULL, accepts NULL inside. */
void finger_matcher_free(struct finger_matcher **m);
/*
 * Of the chip's print against the live one, decibans; the same for both orders. FINGER_SCORE_NONE
 * where either has too few minutiae.
 */
int16_t finger_match(struct finger_matcher *m, const struct finger_template *chip,
		     const struct finger_template *live);
/* How many elementary comparisons the last finger_match made. */
uint64_t finger_matcher_steps(const struct finger_matcher *m);

#endif
