/*
 * policy: findings and facts become a decision, by a table that is data.
 * Knows who is eligible and which finding refers. Never knows documents, pictures or time of day.
 */
#ifndef EG_GATE_POLICY_H
#define EG_GATE_POLICY_H

#include "base/cue.h"
#include "base/date.h"
#include "base/finger_cue.h"
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

/* When a finger is wanted beside the face. */
enum policy_finger {
	POLICY_FINGER_NEVER,
	POLICY_FINGER_DOUBT,  /* where the face is between refer and match */
	POLICY_FINGER_ALWAYS, /* of everybody whose chip has one that can be compared */
};
/* Of whom an officer's desk takes it. */
enum policy_desk {
	POLICY_DESK_NONE,
	POLICY_DESK_FOREIGN, /* nationality is none of issuing-citizens, or not known */
	POLICY_DESK_ALL,
};
#define POLICY_POSITIONS   10   /* 1..10: right thumb to right little, left thumb to left little */
#define POLICY_FINGERS     2    /* of one traveller; their scores add */
#define POLICY_TRIES_MAX   3    /* presses for each */
#define FINGER_SCORE_LIMIT 1000 /* decibans of one finger, either way */
/* Of the shipped embedder, as of the live face; egated says those of the one in use. */
#define POLICY_PAGE_MATCH 450
#define POLICY_PAGE_REFER 350

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
	uint8_t finger;             /* enum policy_finger */
	uint8_t finger_tries;       /* 1..POLICY_TRIES_MAX */
	int16_t finger_match;       /* decibans: at or above is a match */
	int16_t finger_refer;       /* below is another finger, between is "unsure" */
	uint8_t finger_order[POLICY_POSITIONS]; /* positions, each once, the preferred first */
	int16_t page_match; /* cosine x 1000 of the page's portrait and the chip's: at or above is a
			     * match */
	int16_t page_refer; /* below is another face, between is "unsure" */
	uint8_t desk_face;  /* enum policy_desk: what a desk has to take before a pass */
	uint8_t desk_finger;
};

/* The shipped defaults, no finger wanted, at a desk everybody's face: Utopia (UTO) citizens with
 * TD3, UTO residents with TD1, 18 years and older.
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
 *   finger             never | doubt | always
 *   finger-match, finger-refer                           0..1000 decibans
 *   finger-tries       1..3
 *   finger-positions   "right-index left-thumb ...", the preferred first; others come after them
 *   page-match, page-refer                               0..1000
 *   page-needs         "none", or of "print", "infrared", "portrait" what the lane's page reader
 *                      can tell: not done, or not to be told, it refers then; a document whose
 *                      form has no portrait beside its zone is excused (REASON_NOT_PRESENT)
 *   watchlist          "none", or "needed": a lane with lists, where nobody passes who was not
 *                      looked up. What is listed, or could not be looked up, refers in any case
 *   desk-face, desk-finger   none | foreign | all: of whom an inspection desk takes it, where it
 * can be had, before an officer may let them pass live-needs         "none", or of base/cue.h those
 * that must have passed beside those that policy_default needs: "challenge", "channel"
 *   tolerate-absent    "none", or of the checks that policy_default excuses (docs/operate.md names
 *                      them) those that may be left undone for want of what they need, "default"
 *                      for all of them; also CHECK_FINGER_CHIP, which it does not excuse: a
 *                      document without fingers. What is seen of a page it leaves to page-needs
 */
EG_CHECK enum eg_err policy_set(struct policy *p, struct rd key, struct rd value);
/* "right-index"; "?" for what is no finger. */
const char *policy_position_word(unsigned position);
/* To be called after the last setting: EG_CONFIG unless 0 < refer <= match < replay, live > 0;
 * of the page, 0 < refer <= match;
 * where a finger is wanted, refer <= match, 0 < match of it. */
EG_CHECK enum eg_err policy_check(const struct policy *p);

/* Fills CHECK_DOCUMENT_PERIOD and CHECK_ELIGIBLE from the facts. */
void policy_judge_holder(const struct policy *p, const struct holder_facts *h, struct date today,
			 struct findings *f);

/* A desk takes it of who has this nationality (Doc 9303-3; empty: not known). */
bool policy_desk_wants(const struct policy *p, enum policy_desk whom, const char nationality[4]);

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

/* What was counted of a traveller's fingers; all 0: none was compared. */
struct finger_scores {
	int16_t sum; /* decibans, of those compared */
	int16_t of[POLICY_FINGERS];
	uint8_t position[POLICY_FINGERS]; /* ISO/IEC 19794-4, Table 5: 1..10; 0: not compared */
	uint8_t quality[POLICY_FINGERS];  /* of the live one, 0..100 */
	uint8_t tries;                    /* presses that gave a picture */
	uint8_t pad;
};
/* True if scores are in their ranges, their sum is right, no finger counts twice. */
EG_CHECK bool finger_scores_sound(const struct finger_scores *s);
/* True if any finger was compared. */
EG_CHECK bool finger_scores_some(const struct finger_scores *s);

/*
 * Fills CHECK_FINGER_MATCH and CHECK_FINGER_LIVE. Where none was compared: why, e.g.
 * REASON_NO_FINGER. Scores alone decide: nothing of the face adds to them. A sum of both was
 * measured and gains nothing (tests/bench/fusion.c, docs/finger.md).
 */
void policy_judge_finger(const struct policy *p, const struct finger_scores *s,
			 const struct finger_cues *c, enum reason why, struct findings *f);
/*
 * Those to ask for, of the usable ones (1 << position): how many, at most POLICY_FINGERS, as
 * preferred.
 */
unsigned policy_choose_fingers(const struct policy *p, unsigned usable,
			       uint8_t out[POLICY_FINGERS]);

/*
 * Fills CHECK_PAGE_PORTRAIT. came: there was a picture of the page. why: REASON_NONE where the two
 * were compared, else why not, e.g. REASON_NO_FACE on the page; without a picture
 * REASON_NOT_PRESENT of a form that has none there.
 */
void policy_judge_page(const struct policy *p, int16_t score, bool came, enum reason why,
		       struct findings *f);
/* page-needs names anything: a reader that gives lines of text could serve nobody. */
bool policy_page_needed(const struct policy *p);

struct decision {
	bool admit;
	bool finger;    /* not decided yet: a finger is wanted first; then admit is false */
	uint8_t check;  /* enum check: the first that failed, else could not be told, else was not
			 * done */
	uint8_t reason; /* enum reason */
};
/*
 * A finding of document, page or list that did not pass and by itself would refer nobody. Of a live
 * comparison never: what that is worth is decided with all of them.
 */
bool policy_tolerates(const struct policy *p, enum check c, struct finding found);
/*
 * Admit only if no check up to CHECK_PORTRAIT, none of the page and no watchlist refers; where
 * everybody's finger is wanted, also CHECK_FINGER_CHIP, as soon as something is known of it.
 */
struct decision policy_decide_document(const struct policy *p, const struct findings *f);
/*
 * Admit, refer or ask for a finger. It is asked for only of those whom nothing else refers, and
 * whose face is a match or in doubt: a face that is another's never gets to the finger. A
 * CHECK_FINGER_CHIP that is not done yet counts as a finger that can be had.
 */
struct decision policy_decide_face(const struct policy *p, const struct findings *f);
/* After a finger was asked for: every check counts; one that matches settles a face in doubt. */
struct decision policy_decide_finger(const struct policy *p, const struct findings *f);

#endif
