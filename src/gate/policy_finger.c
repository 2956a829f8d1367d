/*
 * policy_finger: when a finger is wanted beside the face, and what it decides.
 * Knows scores and findings. Never knows images, sensors or time of day.
 */
#include "gate/policy_part.h"

#include <stddef.h>

static bool sound_score(int16_t score)
{
	return score >= -FINGER_SCORE_LIMIT && score <= FINGER_SCORE_LIMIT;
}

bool finger_scores_sound(const struct finger_scores *s)
{
	int sum = 0;
	for (size_t i = 0; i < POLICY_FINGERS; i++) {
		bool compared = s->position[i] != 0;
		if (s->position[i] > POLICY_POSITIONS || s->quality[i] > 100 ||
		    !sound_score(s->of[i]) || (!compared && s->of[i] != 0) ||
		    (compared && i > 0 && s->position[i] == s->position[i - 1])) {
			return false;
		}
		sum += s->of[i];
	}
	return s->sum == sum && s->tries <= POLICY_FINGERS * POLICY_TRIES_MAX;
}

bool finger_scores_some(const struct finger_scores *s)
{
	unsigned compared = 0;
	for (size_t i = 0; i < POLICY_FINGERS; i++) {
		compared += s->position[i] != 0;
	}
	return compared > 0;
}

static void judge_live(const struct finger_cues *c, struct findings *f)
{
	findings_set(f, CHECK_FINGER_LIVE, VERDICT_PASS, REASON_NONE);
	for (unsigned i = 0; i < FINGER_CUE_COUNT; i++) {
		struct finding *live = &f->of[CHECK_FINGER_LIVE];
		if (c->of[i] == VERDICT_PASS || live->verdict == VERDICT_FAIL) {
			continue;
		}
		if (c->of[i] == VERDICT_FAIL) {
			findings_set(f, CHECK_FINGER_LIVE, VERDICT_FAIL, finger_cue_reason(i));
		} else if (live->verdict == VERDICT_PASS) {
			/* Each can be judged of every picture: one that is not is no pass. */
			findings_set(f, CHECK_FINGER_LIVE, VERDICT_CANNOT_TELL,
				     finger_cue_reason(i));
		}
	}
}

void policy_judge_finger(const struct policy *p, const struct finger_scores *s,
			 const struct finger_cues *c, enum reason why, struct findings *f)
{
	if (!finger_scores_sound(s)) {
		findings_set(f, CHECK_FINGER_MATCH, VERDICT_CANNOT_TELL, REASON_INTERNAL);
		findings_set(f, CHECK_FINGER_LIVE, VERDICT_CANNOT_TELL, REASON_INTERNAL);
		return;
	}
	judge_live(c, f);
	if (!finger_scores_some(s)) {
		findings_set(f, CHECK_FINGER_MATCH, VERDICT_CANNOT_TELL, why);
		if (findings_verdict(f, CHECK_FINGER_LIVE) != VERDICT_FAIL) {
			findings_set(f, CHECK_FINGER_LIVE, VERDICT_CANNOT_TELL, why);
		}
	} else if (s->sum >= p->finger_match) {
		findings_set(f, CHECK_FINGER_MATCH, VERDICT_PASS, REASON_NONE);
	} else if (s->sum >= p->finger_refer) {
		findings_set(f, CHECK_FINGER_MATCH, VERDICT_CANNOT_TELL, REASON_FINGER_UNSURE);
	} else {
		findings_set(f, CHECK_FINGER_MATCH, VERDICT_FAIL, REASON_OTHER_FINGER);
	}
}

unsigned policy_choose_fingers(const struct policy *p, unsigned usable, uint8_t out[POLICY_FINGERS])
{
	unsigned count = 0;
	for (size_t i = 0; i < POLICY_POSITIONS && count < POLICY_FINGERS; i++) {
		uint8_t position = p->finger_order[i];
		if (position <= POLICY_POSITIONS && (usable & 1u << position) != 0) {
			out[count++] = position;
			usable &= ~(1u << position);
		}
	}
	for (size_t i = count; i < POLICY_FINGERS; i++) {
		out[i] = 0;
	}
	return count;
}

static struct decision refer(const struct findings *f, enum check why)
{
	return (struct decision){.check = (uint8_t)why, .reason = f->of[why].reason};
}

/* Between "another face" and a match: a finger may settle that, and nothing else. */
static bool face_in_doubt(const struct findings *f)
{
	const struct finding *match = &f->of[CHECK_FACE_MATCH];
	return match->verdict == VERDICT_CANNOT_TELL && match->reason == REASON_SCORE_UNSURE;
}

static bool failed(const struct findings *f, struct decision d)
{
	return !d.admit && f->of[d.check].verdict == VERDICT_FAIL;
}

/* Up to that check, and what was seen of the page. The page is named where nothing else refers, or
 * where it failed and nothing else did: what could not be told must not hide a forgery. */
static struct decision decide_up_to(const struct policy *p, const struct findings *f, enum check c)
{
	struct decision d = policy_decide(p, f, 0, c);
	struct decision beside = policy_decide(p, f, CHECK_PAGE_PRINT, CHECK_WATCHLIST);
	return d.admit || (failed(f, beside) && !failed(f, d)) ? beside : d;
}

/* Everything but the finger, a face in doubt taken for a match. */
static struct decision decide_others(const struct policy *p, const struct findings *f)
{
	struct findings settled = *f;
	if (face_in_doubt(f)) {
		findings_set(&settled, CHECK_FACE_MATCH, VERDICT_PASS, REASON_NONE);
	}
	return decide_up_to(p, &settled, CHECK_FACE_ALONE);
}

/* Nobody has asked for a finger, but what failed has failed. */
static struct decision decide_without(const struct policy *p, const struct findings *f)
{
	struct decision d = decide_up_to(p, f, CHECK_FACE_ALONE);
	for (unsigned c = CHECK_FINGER_CHIP; d.admit && c <= CHECK_FINGER_LIVE; c++) {
		d = f->of[c].verdict == VERDICT_FAIL ? refer(f, (enum check)c) : d;
	}
	return d;
}

/* Not tolerated, and known: nobody waits outside for what is still being decoded. */
static bool chip_refers(const struct policy *p, const struct findings *f)
{
	const struct finding *chip = &f->of[CHECK_FINGER_CHIP];
	return chip->verdict != VERDICT_NOT_DONE && policy_refers(p, CHECK_FINGER_CHIP, *chip);
}

struct decision policy_decide_document(const struct policy *p, const struct findings *f)
{
	struct decision d = decide_up_to(p, f, CHECK_PORTRAIT);
	if (d.admit && p->finger == POLICY_FINGER_ALWAYS && chip_refers(p, f)) {
		return refer(f, CHECK_FINGER_CHIP);
	}
	return d;
}

struct decision policy_decide_face(const struct policy *p, const struct findings *f)
{
	bool doubt = face_in_doubt(f);
	enum verdict chip = findings_verdict(f, CHECK_FINGER_CHIP);
	struct decision d = decide_others(p, f);
	if (p->finger == POLICY_FINGER_NEVER || !d.admit ||
	    (p->finger == POLICY_FINGER_DOUBT && !doubt)) {
		return decide_without(p, f);
	}
	if (chip == VERDICT_PASS || chip == VERDICT_NOT_DONE) {
		return (struct decision){.finger = true};
	}
	if (doubt) {
		return refer(f, CHECK_FACE_MATCH);
	}
	return chip_refers(p, f) ? refer(f, CHECK_FINGER_CHIP) : d;
}

struct decision policy_decide_finger(const struct policy *p, const struct findings *f)
{
	struct decision d = decide_others(p, f);
	if (!d.admit) {
		return d;
	}
	if (findings_verdict(f, CHECK_FINGER_CHIP) != VERDICT_PASS) {
		/* Nothing to compare with after all: that settles no doubt. */
		bool excused = !face_in_doubt(f) && p->finger == POLICY_FINGER_ALWAYS &&
			       !policy_refers(p, CHECK_FINGER_CHIP, f->of[CHECK_FINGER_CHIP]);
		return excused ? d : refer(f, CHECK_FINGER_CHIP);
	}
	return policy_decide(p, f, CHECK_FINGER_MATCH, CHECK_FINGER_LIVE);
}
