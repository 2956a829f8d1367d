/*
 * finger_match: two templates become a score that means something.
 * Knows the order of work. Never knows thresholds (policy) or people.
 */
#include "biometrics/finger_match_part.h"

#include "base/secret.h"

#include <stdlib.h>
#include <string.h>

#define LOOKS  2    /* alignments whose ridges are compared */
#define RIVALS 0.6F /* the second, if its minutiae come that near to the first's */

_Static_assert(sizeof(struct finger_template) <= 16384, "promised: 16 KB");

enum eg_err finger_matcher_new(struct finger_matcher **out)
{
	*out = calloc(1, sizeof(**out));
	return *out == NULL ? EG_FAIL(EG_NO_MEMORY, "no memory for a finger matcher") : EG_OK;
}

void finger_matcher_free(struct finger_matcher **m)
{
	if (m != NULL && *m != NULL) {
		secret_wipe(*m, sizeof(**m));
		free(*m);
		*m = NULL;
	}
}

uint64_t finger_matcher_steps(const struct finger_matcher *m)
{
	return m->steps;
}

/* An order of templates that does not depend on which was named first. */
static int order(const struct finger_template *a, const struct finger_template *b)
{
	if (a->count != b->count) {
		return a->count - b->count;
	}
	size_t count = a->count <= FINGER_MINUTIAE_MAX ? a->count : 0;
	int d = memcmp(a->minutia, b->minutia, count * sizeof(a->minutia[0]));
	d = d != 0 ? d : memcmp(a->flow, b->flow, sizeof(a->flow));
	d = d != 0 ? d : memcmp(a->period, b->period, sizeof(a->period));
	d = d != 0 ? d : memcmp(a->ridge, b->ridge, sizeof(a->ridge));
	d = d != 0 ? d : a->cells_wide - b->cells_wide;
	d = d != 0 ? d : a->cells_high - b->cells_high;
	d = d != 0 ? d : a->ridge_x - b->ridge_x;
	return d != 0 ? d : a->ridge_y - b->ridge_y;
}

int16_t finger_match(struct finger_matcher *m, const struct finger_template *chip,
		     const struct finger_template *live)
{
	bool swap = order(chip, live) > 0;
	int16_t best = FINGER_SCORE_NONE;
	m->steps = 0;
	const bool marked = finger_match_fixed(m, chip, live);
	if (marked) {
		chip = &m->own[0];
		live = &m->own[1];
	}
	if (!finger_side_set(&m->a, swap ? live : chip) ||
	    !finger_side_set(&m->b, swap ? chip : live)) {
		return FINGER_SCORE_NONE;
	}
	finger_match_pairs(m);
	finger_match_fit(m);
	for (size_t i = 0; i < m->fit_count && i < LOOKS; i++) {
		if (m->fit[i].total < RIVALS * m->fit[0].total) {
			break;
		}
		if (marked && finger_match_is_still(m, &m->fit[i])) {
			continue;
		}
		struct finger_look look;
		finger_match_look(m, &m->fit[i], &look);
		int16_t score = finger_match_score(&look);
		best = score > best ? score : best;
	}
	return best;
}
