/*
 * attack_challenge: something that only a person who is there can do when asked: a blink, or a turn
 * of the head that moves its landmarks as those of a solid thing.
 * Knows what was asked, and what was seen in each frame. Never knows clocks (times are told), who
 * chooses, or pixels.
 */
#ifndef EG_BIOMETRICS_ATTACK_CHALLENGE_H
#define EG_BIOMETRICS_ATTACK_CHALLENGE_H

#include "base/verdict.h"
#include "biometrics/face_point.h"
#include "biometrics/face_prompt.h"

enum challenge_kind { CHALLENGE_BLINK, CHALLENGE_LEFT, CHALLENGE_RIGHT, CHALLENGE_KINDS };

/* One frame with the face that is challenged. */
struct challenge_frame {
	int64_t came_us;
	int16_t closed; /* of the more closed eye x 1000 */
	int16_t turn; /* nose off the middle of the eyes / eye distance x 1000, to the right of the
		       * picture: the head is turned to its own left */
	const struct face_point *points; /* FACE_POINTS of them */
};

enum challenge_phase {
	CHALLENGE_UNASKED,
	CHALLENGE_BEFORE, /* eyes open, head straight: as it must begin */
	CHALLENGE_DOING,
	CHALLENGE_BACK, /* done; to the beginning again */
	CHALLENGE_DONE,
	CHALLENGE_LOST /* time is up, or the face was away */
};

struct challenge {
	uint8_t kind;  /* enum challenge_kind */
	uint8_t phase; /* enum challenge_phase */
	int64_t asked_us;
	int64_t last_us;   /* newest frame with the face */
	int64_t closed_us; /* eyes closed since */
	int16_t first;     /* turn as it began, positive to the side that was asked */
	int16_t most;      /* and at its farthest */
	struct face_point before[FACE_POINTS]; /* looking straight ahead */
	struct face_point turned[FACE_POINTS]; /* at the farthest turn */
	uint16_t residual;                     /* of attack_plane_residual between the two */
	uint16_t narrowing;                    /* of attack_plane_narrowing */
};

/* draw: any random number; it chooses which. */
struct challenge challenge_ask(uint32_t draw, int64_t now_us);
/* A frame without the face: nothing is answered while it is away, and not for long. */
void challenge_miss(struct challenge *c, int64_t came_us);
void challenge_see(struct challenge *c, const struct challenge_frame *f);
/* Nothing asked, answered or lost: nothing more is to be seen. */
bool challenge_over(const struct challenge *c);
/* Head straight, eyes open: as a challenge begins and ends. */
bool challenge_plain(const struct challenge_frame *f);
/* What a kind asks for; FACE_PROMPT_NONE for none of them. */
enum face_prompt challenge_asks(unsigned kind);
/* What the traveller is asked now; FACE_PROMPT_NONE when it is over. */
enum face_prompt challenge_prompt(const struct challenge *c);
/* NOT_DONE if not asked; PASS only for an answer; FAIL else, also before the time is up. */
enum verdict challenge_answered(const struct challenge *c);
/* Depth, of an answered turn: FAIL if a flat picture moves like that. */
enum verdict challenge_depth(const struct challenge *c);

#endif
