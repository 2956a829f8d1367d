/*
 * case: what officers and travellers are told of each other: a referral's case, hits of a
 * watchlist, guidance without secrets.
 * Knows words, numbers and layouts. Never knows sockets, policy or screens.
 */
#ifndef EG_WIRE_CASE_H
#define EG_WIRE_CASE_H

#include "base/date.h"

/* A referral as officers work on it; journals and screens keep numbers and words. */
#define CASE_STATES(X)                                                     \
	X(CASE_NONE, "none", "no case")                                    \
	X(CASE_OPEN, "open", "nobody has looked at it")                    \
	X(CASE_ACK, "ack", "an officer looks at it")                       \
	X(CASE_RETRY, "retry", "the traveller tries again")                \
	X(CASE_PASS, "pass", "the officer lets the traveller pass")        \
	X(CASE_MANUAL_LANE, "manual-lane", "goes on at an officer's desk") \
	X(CASE_SECOND_LINE, "second-line", "goes on in the second line")   \
	X(CASE_REFUSE, "refuse", "refused")                                \
	X(CASE_CLOSED, "closed", "done")

enum case_state {
#define X(name, word, text) name,
	CASE_STATES(X)
#undef X
		CASE_STATE_COUNT
};

/*
 * Why an officer decided so. The letters of refusals are those of the standard form of the
 * Schengen Borders Code (Regulation (EU) 2016/399, Annex V, Part B). Journals keep the numbers:
 * new ones are put at the end.
 */
#define CASE_CODES(X)                                                                    \
	X(CASE_CODE_NONE, "none", "no reason told")                                      \
	X(CASE_CODE_SAME_PERSON, "same-person", "same person, as the officer saw")       \
	X(CASE_CODE_GENUINE, "genuine", "document examined and genuine")                 \
	X(CASE_CODE_FALSE_HIT, "false-hit", "the list means somebody else")              \
	X(CASE_CODE_TECHNICAL, "technical", "a fault of the gate")                       \
	X(CASE_CODE_ASSISTED, "assisted", "traveller needs assistance")                  \
	X(CASE_CODE_EXAMINE, "examine", "document needs an examination")                 \
	X(CASE_CODE_INTERVIEW, "interview", "questions to be asked")                     \
	X(CASE_CODE_VERIFY_HIT, "verify-hit", "hit needs to be verified")                \
	X(CASE_CODE_BIOMETRICS, "biometrics", "face or finger to be compared by hand")   \
	X(CASE_CODE_REFUSE_A, "refuse-a", "A: no valid travel document")                 \
	X(CASE_CODE_REFUSE_B, "refuse-b", "B: false or altered travel document")         \
	X(CASE_CODE_REFUSE_C, "refuse-c", "C: no valid visa or residence permit")        \
	X(CASE_CODE_REFUSE_D, "refuse-d", "D: false or altered visa or permit")          \
	X(CASE_CODE_REFUSE_E, "refuse-e", "E: purpose and conditions of stay not shown") \
	X(CASE_CODE_REFUSE_F, "refuse-f", "F: stay already used up")                     \
	X(CASE_CODE_REFUSE_G, "refuse-g", "G: no sufficient means")                      \
	X(CASE_CODE_REFUSE_H, "refuse-h", "H: alert to refuse entry")                    \
	X(CASE_CODE_REFUSE_I, "refuse-i", "I: threat to public order or health")         \
	X(CASE_CODE_WALKED_OFF, "walked-off", "the traveller went away")                 \
	X(CASE_CODE_RANDOM, "random", "chosen at random")

enum case_code {
#define X(name, word, text) name,
	CASE_CODES(X)
#undef X
		CASE_CODE_COUNT
};

/*
 * Numbers of officers. One who is enrolled at a console has a number with the highest bit set; one
 * who connects to a lane by a program is the user id, below it; root has the highest of these,
 * which no other user may have. 0: nobody.
 */
#define OFFICER_ENROLLED 0x80000000u
#define OFFICER_ROOT     0x7FFFFFFFu

/* A case of this checkpoint, of any of its lanes: "LANE-TRAVELLER-SESSION", the last in
 * hexadecimal.
 */
#define CASE_LANES_MAX 10 /* of a checkpoint, numbered from 1 on */
struct case_ref {
	uint32_t lane;      /* as the console numbers them; 0: no case, and all of it is 0 */
	uint32_t traveller; /* that lane's epoch */
	uint32_t session;   /* of the start of that lane's core, as of msg_status */
};

/* An officer's own words, UTF-8, NULs behind. Part of what is erased with a person. */
#define CASE_NOTE_SIZE 88

/* A step's number is its console's own, drawn at random, with this bit; records of the core's own
 * have numbers without it. */
#define RECORD_OF_CASE (UINT64_C(1) << 63)

/* console -> core: a case has come to this state; put on record once. Said again until it is
 * acknowledged. */
struct msg_case {
	uint8_t state; /* enum case_state */
	uint8_t code;  /* enum case_code */
	uint8_t pad[2];
	uint32_t officer; /* as of msg_order */
	char note[CASE_NOTE_SIZE];
	uint64_t number; /* tells it apart, whichever core hears it: RECORD_OF_CASE and 63 bits */
	int64_t unix_ms; /* when it came to this state, whenever it is said */
	struct case_ref of; /* its traveller is the message's, and may have left */
	uint8_t pad2[4];
};
/* core -> watchers as WATCH_OFFICER: this one is in the journal; also where it was already. */
struct msg_case_recorded {
	uint64_t number;
};

/* What a list is about, and what an entry wants done. */
enum hit_kind { HIT_DOCUMENT = 1, HIT_PERSON };
#define HIT_CATEGORIES(X)                                                       \
	X(HIT_LOST, "lost", "document reported lost")                           \
	X(HIT_STOLEN, "stolen", "document reported stolen")                     \
	X(HIT_BLANK_STOLEN, "blank-stolen", "document stolen as a blank")       \
	X(HIT_INVALIDATED, "invalidated", "document invalidated by its issuer") \
	X(HIT_REFUSE, "refuse", "entry or exit to be refused")                  \
	X(HIT_ARREST, "arrest", "wanted")                                       \
	X(HIT_MISSING, "missing", "missing, or to be protected")                \
	X(HIT_INFORM, "inform", "an authority is to be told")                   \
	X(HIT_CHECK, "check", "to be checked in the second line")

enum hit_category {
#define X(name, word, text) name,
	HIT_CATEGORIES(X)
#undef X
		HIT_CATEGORY_COUNT
};

/* What of an entry was compared, for "why it matched". */
#define HIT_FEATURES(X)                                  \
	X(HIT_NUMBER, "number", "document number")       \
	X(HIT_STATE, "state", "issuing state")           \
	X(HIT_SURNAME, "surname", "surname")             \
	X(HIT_GIVEN, "given", "given names")             \
	X(HIT_BIRTH, "birth", "date of birth")           \
	X(HIT_NATIONALITY, "nationality", "nationality") \
	X(HIT_SEX, "sex", "sex")

enum hit_feature {
#define X(name, word, text) name,
	HIT_FEATURES(X)
#undef X
		HIT_FEATURE_COUNT
};

/* Which zone was looked up. */
enum lookup_source { LOOKUP_PAGE, LOOKUP_CHIP, LOOKUP_SOURCE_COUNT };

#define HITS_MAX 8 /* that one lookup tells; more are counted */

/*
 * What a traveller is told of why, apart from the state. Nothing here tells a listed person, nor a
 * forger, what was found: those read GUIDE_OFFICER.
 */
#define GUIDE_REASONS(X)                                                   \
	X(GUIDE_NONE, "none")                                              \
	X(GUIDE_OFFICER, "officer")       /* go to the officer; no more */ \
	X(GUIDE_UNREADABLE, "unreadable") /* page or chip not read */      \
	X(GUIDE_DOCUMENT_KIND, "document-kind")                            \
	X(GUIDE_EXPIRED, "expired")                                        \
	X(GUIDE_NOT_ELIGIBLE, "not-eligible")                              \
	X(GUIDE_TOO_YOUNG, "too-young")                                    \
	X(GUIDE_FACE, "face")     /* face not recognised */                \
	X(GUIDE_FINGER, "finger") /* finger not recognised */              \
	X(GUIDE_ALONE, "alone")   /* one person at a time */               \
	X(GUIDE_OBJECT, "object") /* something was left behind */          \
	X(GUIDE_TIME, "time")     /* it took too long */                   \
	X(GUIDE_WAY, "way")       /* against the direction */              \
	X(GUIDE_LEFT, "left")     /* went back half-way */                 \
	X(GUIDE_FAULT, "fault")   /* the gate cannot serve */

enum guide_reason {
#define X(name, word) name,
	GUIDE_REASONS(X)
#undef X
		GUIDE_REASON_COUNT
};

/* Whether the lane takes travellers now. */
enum guide_service { GUIDE_OPEN, GUIDE_CLOSED, GUIDE_NOT_READY, GUIDE_SERVICE_COUNT };

/* Static words and texts; out-of-range values give "?". */
const char *case_state_word(unsigned state);
const char *case_state_text(unsigned state);
const char *case_code_word(unsigned code);
const char *case_code_text(unsigned code);
const char *hit_category_word(unsigned category);
const char *hit_category_text(unsigned category);
const char *hit_feature_word(unsigned feature);
const char *hit_feature_text(unsigned feature);
const char *guide_reason_word(unsigned reason);
/* There is a case, and it is one that can be; without one all is 0. */
EG_CHECK bool case_ref_ok(const struct case_ref *c);

#endif
