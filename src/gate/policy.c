/*
 * policy: findings and facts become a decision, by a table that is data.
 * Knows who is eligible and which finding refers. Never knows documents, pictures or time of day.
 */
#include "gate/policy_page.h"
#include "gate/policy_part.h"

#define ADULT_YEARS   18
#define FACE_MATCH    450
#define FACE_REFER    350
#define FACE_REPLAY   985
#define LIVE_MATCH    500
#define FINGER_MATCH  10 /* decibans: ten times likelier of one finger than of two */
#define FINGER_REFER  0  /* below, two are likelier */
#define FINGER_TRIES  3
#define SCORE_MAX     1000
#define VERDICT_COUNT 4

struct policy policy_default(void)
{
	/* All effects begin as POLICY_REFER. */
	struct policy p = {
		.issuing_citizens = {.code = {"UTO"}, .count = 1},
		.issuing_residents = {.code = {"UTO"}, .count = 1},
		.nationalities = {.code = {"UTO"}, .count = 1},
		.minimum_age_years = ADULT_YEARS,
		.direction = DIRECTION_ENTRY,
		.residents_may_enter = true,
		.residents_may_leave = true,
		.face_match = FACE_MATCH,
		.face_refer = FACE_REFER,
		.face_replay = FACE_REPLAY,
		.live_match = LIVE_MATCH,
		.finger = POLICY_FINGER_NEVER,
		.finger_tries = FINGER_TRIES,
		.finger_match = FINGER_MATCH,
		.finger_refer = FINGER_REFER,
		/* Index fingers, thumbs, middle, ring, little; right before left. */
		.finger_order = {2, 7, 1, 6, 3, 8, 4, 9, 5, 10},
		.desk_face = POLICY_DESK_ALL,
		.desk_finger = POLICY_DESK_NONE,
	};
	/* What the worker can judge in every capture. */
	p.cue_needed[CUE_PASSIVE] = true;
	p.cue_needed[CUE_REPEAT] = true;
	p.cue_needed[CUE_FROZEN] = true;
	p.cue_needed[CUE_BLACK] = true;
	/* All these are optional in Doc 9303; where a signed key is hidden or the chip does not
	 * prove that it holds it, the check is not merely undone. */
	p.effect[CHECK_DG14_HASH][VERDICT_NOT_DONE] = POLICY_TOLERATE;
	p.effect[CHECK_DG15_HASH][VERDICT_NOT_DONE] = POLICY_TOLERATE;
	p.effect[CHECK_SOD_COM][VERDICT_NOT_DONE] = POLICY_TOLERATE;
	p.effect[CHECK_TERMINAL_AUTH][VERDICT_NOT_DONE] = POLICY_TOLERATE;
	p.effect[CHECK_DG3_HASH][VERDICT_NOT_DONE] = POLICY_TOLERATE;
	p.effect[CHECK_DG4_HASH][VERDICT_NOT_DONE] = POLICY_TOLERATE;
	p.effect[CHECK_GROUPS_HASH][VERDICT_NOT_DONE] = POLICY_TOLERATE;
	p.effect[CHECK_CARD_SECURITY][VERDICT_NOT_DONE] = POLICY_TOLERATE;
	p.effect[CHECK_ACTIVE_AUTH][VERDICT_NOT_DONE] = POLICY_TOLERATE;
	p.effect[CHECK_CHIP_AUTH][VERDICT_NOT_DONE] = POLICY_TOLERATE;
	p.effect[CHECK_CHIP_MAPPED][VERDICT_NOT_DONE] = POLICY_TOLERATE;
	p.effect[CHECK_WATCHLIST][VERDICT_NOT_DONE] = POLICY_TOLERATE; /* a lane may have none */
	policy_page_default(&p);
	p.effect[CHECK_SOD_REVOCATION][VERDICT_CANNOT_TELL] = POLICY_TOLERATE_ABSENT;
	return p;
}

static bool same_code(const char a[4], const char b[4])
{
	return rd_equal(rd_of(a, 4), rd_of(b, 4));
}

/* An empty list admits every state. */
static bool admits(const struct policy_states *list, const char code[4])
{
	for (uint8_t i = 0; i < list->count && i < POLICY_STATES_MAX; i++) {
		if (same_code(list->code[i], code)) {
			return true;
		}
	}
	return list->count == 0;
}

bool policy_desk_wants(const struct policy *p, enum policy_desk whom, const char nationality[4])
{
	switch (whom) {
	case POLICY_DESK_NONE:
		return false;
	case POLICY_DESK_FOREIGN:
		return nationality[0] == '\0' || !admits(&p->issuing_citizens, nationality);
	case POLICY_DESK_ALL:
		break;
	}
	return true;
}

static bool residents_admitted(const struct policy *p)
{
	return p->direction == DIRECTION_ENTRY ? p->residents_may_enter : p->residents_may_leave;
}

/* Why the holder may not use the gate; REASON_NONE if they may. */
static enum reason not_eligible(const struct policy *p, const struct holder_facts *h,
				struct date today)
{
	bool citizen = h->kind == DOCUMENT_TD3;
	if (!citizen && h->kind != DOCUMENT_TD1) {
		return REASON_DOCUMENT_KIND;
	}
	if (!admits(citizen ? &p->issuing_citizens : &p->issuing_residents, h->issuing_state)) {
		return REASON_ISSUING_STATE;
	}
	if (citizen && !admits(&p->nationalities, h->nationality)) {
		return REASON_NATIONALITY;
	}
	if (date_compare(h->birth, today) > 0) {
		return REASON_BAD_FORMAT;
	}
	if (date_age_years(h->birth, today) < p->minimum_age_years) {
		return REASON_TOO_YOUNG;
	}
	return citizen || residents_admitted(p) ? REASON_NONE : REASON_DIRECTION;
}

void policy_judge_holder(const struct policy *p, const struct holder_facts *h, struct date today,
			 struct findings *f)
{
	if (!date_valid(today)) {
		findings_set(f, CHECK_DOCUMENT_PERIOD, VERDICT_CANNOT_TELL, REASON_INTERNAL);
		findings_set(f, CHECK_ELIGIBLE, VERDICT_CANNOT_TELL, REASON_INTERNAL);
		return;
	}
	if (!date_valid(h->expiry)) {
		findings_set(f, CHECK_DOCUMENT_PERIOD, VERDICT_FAIL, REASON_BAD_FORMAT);
	} else if (date_compare(today, h->expiry) > 0) {
		findings_set(f, CHECK_DOCUMENT_PERIOD, VERDICT_FAIL, REASON_EXPIRED);
	} else {
		findings_set(f, CHECK_DOCUMENT_PERIOD, VERDICT_PASS, REASON_NONE);
	}
	enum reason why = not_eligible(p, h, today);
	findings_set(f, CHECK_ELIGIBLE, why == REASON_NONE ? VERDICT_PASS : VERDICT_FAIL, why);
}

static void judge_match(const struct policy *p, int16_t match, struct findings *f)
{
	if (match < -SCORE_MAX || match > SCORE_MAX) {
		findings_set(f, CHECK_FACE_MATCH, VERDICT_CANNOT_TELL, REASON_INTERNAL);
	} else if (match >= p->face_replay) {
		findings_set(f, CHECK_FACE_MATCH, VERDICT_FAIL, REASON_REPLAYED_PORTRAIT);
	} else if (match >= p->face_match) {
		findings_set(f, CHECK_FACE_MATCH, VERDICT_PASS, REASON_NONE);
	} else if (match >= p->face_refer) {
		findings_set(f, CHECK_FACE_MATCH, VERDICT_CANNOT_TELL, REASON_SCORE_UNSURE);
	} else {
		findings_set(f, CHECK_FACE_MATCH, VERDICT_FAIL, REASON_SCORE_LOW);
	}
}

void policy_judge_face(const struct policy *p, const struct face_scores *s, struct findings *f)
{
	judge_match(p, s->match, f);
	if (s->live < 0 || s->live > SCORE_MAX) {
		findings_set(f, CHECK_FACE_LIVE, VERDICT_CANNOT_TELL, REASON_INTERNAL);
	} else if (s->live >= p->live_match) {
		findings_set(f, CHECK_FACE_LIVE, VERDICT_PASS, REASON_NONE);
	} else {
		findings_set(f, CHECK_FACE_LIVE, VERDICT_FAIL, REASON_NOT_LIVE);
	}
	if (s->alone) {
		findings_set(f, CHECK_FACE_ALONE, VERDICT_PASS, REASON_NONE);
	} else {
		findings_set(f, CHECK_FACE_ALONE, VERDICT_FAIL, REASON_SEVERAL_FACES);
	}
}

void policy_judge_attack(const struct policy *p, const struct cues *c, int16_t closest,
			 struct findings *f)
{
	enum cue failed = cues_first(c, VERDICT_FAIL);
	if (closest >= p->face_replay) {
		findings_set(f, CHECK_FACE_MATCH, VERDICT_FAIL, REASON_REPLAYED_PORTRAIT);
	}
	if (findings_verdict(f, CHECK_FACE_LIVE) == VERDICT_FAIL) {
		return; /* what the passive model says is enough */
	}
	if (failed < CUE_COUNT) {
		findings_set(f, CHECK_FACE_LIVE, VERDICT_FAIL, cue_reason(failed));
		return;
	}
	for (unsigned i = 0; i < CUE_COUNT; i++) {
		if (p->cue_needed[i] && c->of[i] != VERDICT_PASS &&
		    findings_verdict(f, CHECK_FACE_LIVE) == VERDICT_PASS) {
			findings_set(f, CHECK_FACE_LIVE, VERDICT_CANNOT_TELL, cue_reason(i));
		}
	}
}

static bool absent(uint8_t reason)
{
	return reason == REASON_NOT_PRESENT || reason == REASON_NO_REVOCATION_LIST;
}

/* Where a finger may be wanted, these two tell whether the chip's can be had, and no more. What
 * that is worth is decided by CHECK_FINGER_CHIP: it refers nobody who needs none. */
static bool of_fingers_alone(const struct policy *p, unsigned check, struct finding found)
{
	bool wanted = p->finger != POLICY_FINGER_NEVER || p->desk_finger != POLICY_DESK_NONE;
	return wanted && found.verdict == VERDICT_CANNOT_TELL &&
	       (check == CHECK_TERMINAL_AUTH || check == CHECK_DG3_HASH);
}

bool policy_refers(const struct policy *p, unsigned check, struct finding found)
{
	if (found.verdict == VERDICT_PASS || of_fingers_alone(p, check, found)) {
		return false;
	}
	if (found.verdict >= VERDICT_COUNT || found.verdict == VERDICT_FAIL) {
		return true;
	}
	switch ((enum policy_effect)p->effect[check][found.verdict]) {
	case POLICY_REFER:
		return true;
	case POLICY_TOLERATE:
		return false;
	case POLICY_TOLERATE_ABSENT:
		return !absent(found.reason);
	}
	return true;
}

/* What was found wrong explains more than what could not be told, and that more than what was not
 * come to any more. */
static unsigned weight(uint8_t verdict)
{
	switch ((enum verdict)verdict) {
	case VERDICT_PASS:
	case VERDICT_NOT_DONE:
		return 1;
	case VERDICT_CANNOT_TELL:
		return 2;
	case VERDICT_FAIL:
		break;
	}
	return 3;
}

struct decision policy_decide(const struct policy *p, const struct findings *f, unsigned first,
			      unsigned last)
{
	struct decision d = {.admit = true};
	unsigned heaviest = 0;
	for (unsigned c = first; c <= last; c++) {
		if (policy_refers(p, c, f->of[c]) && weight(f->of[c].verdict) > heaviest) {
			heaviest = weight(f->of[c].verdict);
			d = (struct decision){.check = (uint8_t)c, .reason = f->of[c].reason};
		}
	}
	return d;
}

static bool compares_live(enum check c)
{
	return c == CHECK_FACE_MATCH || c == CHECK_FACE_LIVE || c == CHECK_FACE_ALONE ||
	       c == CHECK_FINGER_MATCH || c == CHECK_FINGER_LIVE;
}

bool policy_tolerates(const struct policy *p, enum check c, struct finding found)
{
	struct findings alone = findings_none();
	if (found.verdict == VERDICT_PASS || found.verdict == VERDICT_FAIL || compares_live(c)) {
		return false; /* what failed has failed, also of fingers that nobody asks for */
	}
	for (unsigned i = 0; i < CHECK_COUNT; i++) {
		findings_set(&alone, (enum check)i, VERDICT_PASS, REASON_NONE);
	}
	alone.of[c] = found;
	return policy_decide_document(p, &alone).admit;
}
