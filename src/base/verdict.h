/*
 * verdict: findings, not booleans. Every check of a document or a person ends in one.
 * Knows the names of checks and reasons. Never knows what policy makes of them.
 */
#ifndef EG_BASE_VERDICT_H
#define EG_BASE_VERDICT_H

#include "base/err.h"

enum verdict { VERDICT_NOT_DONE, VERDICT_PASS, VERDICT_FAIL, VERDICT_CANNOT_TELL };

/* Checks in their fixed order: name, text for an officer. Journals keep the numbers: a new check
 * is put at the end, or asks for a new version of their rows (src/journal/row.c). */
#define EG_CHECKS(X)                                                            \
	X(CHECK_MRZ, "machine-readable zone read and its check digits")         \
	X(CHECK_ACCESS, "access to the chip (PACE or BAC)")                     \
	X(CHECK_PACE_KEPT, "PACE was used where the chip offers it")            \
	X(CHECK_FILES_READ, "files of the chip read")                           \
	X(CHECK_TERMINAL_AUTH, "chip let this gate read fingers or iris")       \
	X(CHECK_SOD_FORMAT, "document security object well formed")             \
	X(CHECK_SOD_SIGNER, "document signer certificate found")                \
	X(CHECK_SOD_SIGNATURE, "signature of the document security object")     \
	X(CHECK_SOD_CHAIN, "document signer issued by a trusted country CA")    \
	X(CHECK_SOD_VALIDITY, "document signer certificate within its period")  \
	X(CHECK_SOD_REVOCATION, "document signer not revoked")                  \
	X(CHECK_SOD_COUNTRY, "document signer of the issuing state")            \
	X(CHECK_SOD_COM, "list of files agrees with the signed ones")           \
	X(CHECK_DG1_HASH, "data group 1 unchanged")                             \
	X(CHECK_DG2_HASH, "data group 2 unchanged")                             \
	X(CHECK_DG3_HASH, "data group 3 unchanged")                             \
	X(CHECK_DG4_HASH, "data group 4 unchanged")                             \
	X(CHECK_DG14_HASH, "data group 14 unchanged")                           \
	X(CHECK_DG15_HASH, "data group 15 unchanged")                           \
	X(CHECK_GROUPS_HASH, "other data groups unchanged")                     \
	X(CHECK_CARD_SECURITY, "card security file signed, as told openly")     \
	X(CHECK_ACTIVE_AUTH, "chip is the genuine one (Active Authentication)") \
	X(CHECK_CHIP_AUTH, "chip is the genuine one (Chip Authentication)")     \
	X(CHECK_CHIP_MAPPED, "chip is the genuine one (PACE mapping)")          \
	X(CHECK_MRZ_SAME, "printed zone and chip say the same")                 \
	X(CHECK_DOCUMENT_PERIOD, "document within its period of validity")      \
	X(CHECK_ELIGIBLE, "traveller may use an automated gate")                \
	X(CHECK_PORTRAIT, "portrait in the chip usable")                        \
	X(CHECK_FACE_MATCH, "live face is the face in the chip")                \
	X(CHECK_FACE_LIVE, "live face is no picture or screen")                 \
	X(CHECK_FACE_ALONE, "one face before the camera")                       \
	X(CHECK_FINGER_CHIP, "fingers in the chip usable")                      \
	X(CHECK_FINGER_MATCH, "live finger is the finger in the chip")          \
	X(CHECK_FINGER_LIVE, "live finger is no copy of a picture")             \
	X(CHECK_PAGE_PRINT, "printed zone in the standard's shape, on paper")   \
	X(CHECK_PAGE_INFRARED, "printed zone dark in infrared")                 \
	X(CHECK_PAGE_PORTRAIT, "portrait on the page is the face in the chip")  \
	X(CHECK_WATCHLIST, "neither document nor holder on a watchlist")

enum check {
#define X(name, text) name,
	EG_CHECKS(X)
#undef X
		CHECK_COUNT
};

/* Why a check did not pass: name, text for an officer. Journals keep the numbers: new ones are put
 * at the end. */
#define EG_REASONS(X)                                                         \
	X(REASON_NONE, "no reason to give")                                   \
	X(REASON_BAD_FORMAT, "badly formed")                                  \
	X(REASON_CHECK_DIGIT, "check digit wrong")                            \
	X(REASON_NOT_PRESENT, "not present")                                  \
	X(REASON_CHIP_REFUSED, "the chip refused")                            \
	X(REASON_CHIP_LOST, "contact with the chip lost")                     \
	X(REASON_WRONG_PASSWORD, "the key from the printed zone was refused") \
	X(REASON_PACE_FAILED, "PACE is offered but failed")                   \
	X(REASON_SECURE_MESSAGING, "protected messaging broken")              \
	X(REASON_ALGORITHM, "algorithm not supported or not allowed")         \
	X(REASON_NO_SIGNER, "no certificate for the signer")                  \
	X(REASON_SIGNATURE_WRONG, "signature wrong")                          \
	X(REASON_UNKNOWN_ISSUER, "issuing country CA not in the trust list")  \
	X(REASON_EXPIRED, "expired")                                          \
	X(REASON_NOT_YET_VALID, "not yet valid")                              \
	X(REASON_REVOKED, "revoked")                                          \
	X(REASON_NO_REVOCATION_LIST, "no revocation list at hand")            \
	X(REASON_COUNTRY_DIFFERS, "another country")                          \
	X(REASON_HASH_WRONG, "hash differs from the signed one")              \
	X(REASON_KEY_DIFFERS, "the chip does not hold the signed key")        \
	X(REASON_NO_TERMINAL, "no certificate of ours that the chip takes")   \
	X(REASON_NOT_SIGNED, "not among the signed data groups")              \
	X(REASON_DIFFERS, "differs")                                          \
	X(REASON_DOCUMENT_KIND, "kind of document not admitted")              \
	X(REASON_ISSUING_STATE, "issuing state not admitted")                 \
	X(REASON_NATIONALITY, "nationality not admitted")                     \
	X(REASON_TOO_YOUNG, "below the minimum age")                          \
	X(REASON_DIRECTION, "not admitted in this direction")                 \
	X(REASON_UNDECODABLE, "picture could not be decoded")                 \
	X(REASON_NO_FACE, "no face found")                                    \
	X(REASON_POOR_QUALITY, "picture quality too low")                     \
	X(REASON_SCORE_LOW, "another face")                                   \
	X(REASON_SCORE_UNSURE, "faces alike, but not surely the same")        \
	X(REASON_NOT_LIVE, "looks like a picture or screen")                  \
	X(REASON_SEVERAL_FACES, "several faces")                              \
	X(REASON_REPLAYED_PORTRAIT, "live picture is the portrait itself")    \
	X(REASON_DEVIATION, "deviation from the standard")                    \
	X(REASON_TIME_UP, "not finished in time")                             \
	X(REASON_INTERNAL, "the system could not do the check")               \
	X(REASON_REVOCATION_STALE, "revocation list out of date")             \
	X(REASON_REVOCATION_ISSUER, "revocation list signed by another key")  \
	X(REASON_DEFECT_LISTED, "a list of defects tells against it")         \
	X(REASON_CHALLENGE_FAILED, "what was asked of the face was not done") \
	X(REASON_FLAT_FACE, "face moves like a flat picture")                 \
	X(REASON_PICTURE_EDGES, "edges of a sheet or screen around the face") \
	X(REASON_SCENE_UNLIKELY, "scene changed as no person changes it")     \
	X(REASON_VIDEO_REPEATED, "live video repeats itself")                 \
	X(REASON_VIDEO_TIMING, "live video is not timed like a camera")       \
	X(REASON_CAMERA_FROZEN, "camera shows a frozen picture")              \
	X(REASON_CAMERA_BLACK, "camera shows a black picture")                \
	X(REASON_CAMERA_LOST, "camera gives no picture")                      \
	X(REASON_CHANNEL_LOW, "second channel sees no living face")           \
	X(REASON_FACE_COVERED, "face partly covered")                         \
	X(REASON_OTHER_FINGER, "another finger")                              \
	X(REASON_FINGER_UNSURE, "fingers alike, but not surely the same")     \
	X(REASON_NO_FINGER, "no finger was given")                            \
	X(REASON_SENSOR_LOST, "finger sensor gives no fit picture")           \
	X(REASON_FINGER_COPIED, "live finger is the chip's picture itself")   \
	X(REASON_FINGER_REPEATED, "finger gave the same picture twice")       \
	X(REASON_FINGER_PATTERN, "live picture shows no finger")              \
	X(REASON_INK_DULL, "print is not seen in infrared")                   \
	X(REASON_DOCUMENT_LISTED, "document is on a watchlist")               \
	X(REASON_PERSON_LISTED, "holder is on a watchlist")

enum reason {
#define X(name, text) name,
	EG_REASONS(X)
#undef X
		REASON_COUNT
};
#define REASON_BITS 6 /* a record has verdict and reason of a check in one octet */

/* One finding; small enough to travel by the dozen in one message. */
struct finding {
	uint8_t check;   /* enum check */
	uint8_t verdict; /* enum verdict */
	uint8_t reason;  /* enum reason */
	uint8_t detail;  /* free for the check: a data-group number, an error kind; 0 if unused */
};

/* At most one finding a check; start with all NOT_DONE. */
struct findings {
	struct finding of[CHECK_COUNT];
};

/* Order of enum verdict by weight: a failure is never covered by a doubt, nor a doubt by a pass;
 * out of range it weighs as a failure. */
int verdict_weight(uint8_t v);

struct findings findings_none(void);
void findings_set(struct findings *f, enum check c, enum verdict v, enum reason why);
/* Takes over what the other has done (not NOT_DONE), a worse verdict never replaced by PASS. */
void findings_merge(struct findings *f, const struct findings *other);
enum verdict findings_verdict(const struct findings *f, enum check c);

/* Static texts; out-of-range values give "?". */
const char *check_name(unsigned c);
const char *check_text(unsigned c);
const char *reason_name(unsigned r);
const char *reason_text(unsigned r);
const char *verdict_name(unsigned v);

#endif
