/*
 * finger_job_result: which press of a finger is compared, and what is told of an order.
 * Knows presses that were looked at. Never knows pictures, time or what policy makes of a score.
 */
#include "prog/finger_job_part.h"

#include "base/secret.h"

void finger_job_worsen(struct finger_cues *sofar, const struct finger_cues *by)
{
	for (size_t i = 0; i < FINGER_CUE_COUNT; i++) {
		if (verdict_weight(by->of[i]) > verdict_weight(sofar->of[i])) {
			sofar->of[i] = by->of[i];
		}
	}
}

/* By worth, then by quality; the score has no say. */
static bool better(const struct finger_job_kept *k, const struct finger_job_kept *than)
{
	if (k->worth != than->worth) {
		return k->worth < than->worth;
	}
	return k->quality > than->quality;
}

void finger_job_keep(struct finger_job_order *o, const struct finger_job_kept *k)
{
	const bool comparable = k->there && k->worth <= FINGER_WORTH_OTHER;
	if (comparable && (!o->best.there || better(k, &o->best))) {
		if (o->best.there) {
			finger_job_worsen(&o->unused, &o->best.cues);
		}
		o->best = *k;
	} else {
		finger_job_worsen(&o->unused, &k->cues);
	}
}

static void count(struct finger_job_order *o, const struct finger_job_kept *k)
{
	struct finger_scores *s = &o->scores;
	s->of[o->at] = k->score;
	s->position[o->at] = o->asked.position[o->at];
	s->quality[o->at] = k->quality;
	s->sum = (int16_t)(s->sum + k->score);
	finger_job_worsen(&o->told, &k->cues);
}

void finger_job_settle(struct finger_job *j)
{
	struct finger_job_order *o = &j->order;
	struct finger_job_kept *k = &o->best;
	if (k->there && !k->scored) {
		k->score = finger_job_score(j, o->asked.position[o->at], &k->live);
	}
	if (k->there) {
		count(o, k);
	} else {
		finger_job_worsen(&o->told, &o->unused);
	}
	secret_wipe(k, sizeof(*k));
	o->unused = (struct finger_cues){0};
}

static enum reason why_nothing(const struct finger_job_order *o)
{
	if (o->failed) {
		return REASON_INTERNAL;
	}
	return o->contact ? REASON_POOR_QUALITY : REASON_NO_FINGER;
}

struct msg_finger_result finger_job_result(const struct finger_job *j)
{
	const struct finger_job_order *o = &j->order;
	struct msg_finger_result r = {
		.scores = o->scores,
		.order = o->asked.order,
		.cues = o->told,
		.matcher = FINGER_MATCHER,
	};
	bool compared = false;
	for (size_t i = 0; i < POLICY_FINGERS; i++) {
		compared = compared || r.scores.position[i] != 0;
	}
	r.scores.tries = o->tries;
	r.why = (uint8_t)(compared ? REASON_NONE : why_nothing(o));
	return r;
}
