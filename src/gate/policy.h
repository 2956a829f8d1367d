/*
 * policy: findings and facts become a decision, by a table that is data.
 * Knows who is eligible and which finding refers. Never knows documents, pictures or time of day.
 */
#ifndef EG_GATE_POLICY_H
#define EG_GATE_POLICY_H

#include "base/cue.h"
#include "base/date.h"
#include "base/rd.h"
#include "base/verdict.h"

enum document_kind { DOCUMENT_NONE, DOCUMENT_TD1, DOCUMENT_TD2, DOCUMENT_TD3 };
enum direction { DIRECTION_ENTRY, DIRECTION_EXIT };

/* Facts of DG1 that decide eligibility; plain letters, padded with NUL (Doc 9303-3 codes, "D" too).
 */
struct holder_facts {
	uint8_t kind; /* enum document_kind */
	char issuing_state[4];
	char nationality[4];
	struct date birth;
	struct date expiry;
};

#define POLICY_STATES_MAX 64
/* Codes a list may hold; an empty list admits every state. */
struct policy_states {
	char code[POLICY_STATES_MAX][4];
	uint8_t count;
};

/*
 * What a verdict of one check does. TOLERATE_ABSENT tolerates only where what the check needs is
 * not there (REASON_NOT_PRESENT, REASON_NO_REVOCATION_LIST), not a check that broke.
 */
enum policy_effect { POLICY_REFER, POLICY_TOLERATE, POLICY_TOLERATE_ABSENT };

struct policy {
	/* effect[check][verdict]; PASS never refers; FAIL and the others as the table says. */
	uint8_t effect[CHECK_COUNT][4];
	struct policy_states issuing_citizens;  /* TD3: issuing states admitted */
	struct policy_states issuing_residents; /* TD1: issuing states admitted */
	struct policy_states nationalities;     /* TD3: nationalities admitted; TD1: any */
	uint8_t minimum_age_years;
	uint8_t direction;        /* enum direction of this lane */
	bool residents_may_enter; /* TD1 admitted when entering, leaving */
	bool residents_may_leave;
	int16_t face_match;         /* cosine x 1000: at or above is a match */
	int16_t face_refer;         /* below is "another face", between is "unsure" */
	int16_t face_replay;        /* at or above the live picture is the portrait itself */
	int16_t live_match;         /* liveness x 1000: at or above passes */
	bool cue_needed[CUE_COUNT]; /* must have passed; of the others it is enough that none failed
				     */
};

/* The shipped defaults: Utopia (UTO) citizens with TD3, UTO residents with TD1, 18 years and older.
 */
struct policy policy_default(void);

/*
 * Applies one setting as text; EG_CONFIG with a reason for an unknown key or a value that makes no
 * sense, and then *p is unchanged.
 *   issuing-citizens, issuing-residents, nationalities   codes "UTO D AUT", or "*" for every state
 *   minimum-age        0..120
 *   direction          entry | exit
 *   residents-may-enter, residents-may-leave             yes | no
 *   face-match, face-refer, face-replay, live-match      0..1000
 *   live-needs         "none", or of base/cue.h those that must have passed beside those that
 *                      policy_default needs: "challenge", "channel"
 *   tolerate-absent    "none", or of the checks that policy_default excuses (docs/operate.md names
 *                      them) those that may be left undone for want of what they need
 */
EG_CHECK enum eg_err policy_set(struct policy *p, struct rd key, struct rd value);
/* To be called after the last setting: EG_CONFIG unless 0 < refer <= match < replay, live > 0. */
EG_CHECK enum eg_err policy_check(const struct policy *p);

/* Fills CHECK_DOCUMENT_PERIOD and CHECK_ELIGIBLE from the facts. */
void policy_judge_holder(const struct policy *p, const struct holder_facts *h, struct date today,
			 struct findings *f);

struct face_scores {
	int16_t match; /* cosine x 1000 */
	int16_t live;  /* x 1000 */
	bool alone;
};
/* Fills CHECK_FACE_MATCH, CHECK_FACE_LIVE, CHECK_FACE_ALONE from scores. */
void policy_judge_face(const struct policy *p, const struct face_scores *s, struct findings *f);

/*
 * Makes CHECK_FACE_LIVE worse by what the cues say: a failed one is a failure with its own reason,
 * a needed one that did not pass leaves it untold. closest: highest score of any one frame; one
 * that is too high is a failure of CHECK_FACE_MATCH, whatever the mean of the frames is.
 */
void policy_judge_attack(const struct policy *p, const struct cues *c, int16_t closest,
			 struct findings *f);

struct decision {
	bool admit;
	uint8_t check;  /* enum check: the first that failed, else could not be told, else was not
			 * done */
	uint8_t reason; /* enum reason */
};
/* Admit only if no check up to CHECK_PORTRAIT refers (document), or every check (face). */
struct decision policy_decide_document(const struct policy *p, const struct findings *f);
struct decision policy_decide_face(const struct policy *p, const struct findings *f);

#endif
