/*
 * face_job_challenge: whether and when a traveller is asked to blink or to turn the head.
 * Knows the collection of the face job, what was asked and seen. Never knows pixels or policy.
 */
#include "prog/face_job_part.h"

#define CHALLENGES_MAX 3 /* of one capture: who guesses must not guess for long */

/* A challenge begins and ends with a face that is seen whole. Eyes that are closed and heads that
 * are turned are not asked: what covers a face was measured on straight ones. */
static bool hidden(const struct face_job *j, const struct face_observation *seen,
		   const struct challenge_frame *f)
{
	return challenge_plain(f) && face_quality_covered(&j->limits.quality, &seen->quality);
}

enum face_prompt face_job_listen(struct face_job *j, const struct face_observation *seen,
				 int64_t came_us)
{
	struct challenge_frame f = {.came_us = came_us};
	if (seen != NULL) {
		f.closed = seen->eyes_closed;
		f.turn = seen->turn;
		f.points = seen->points;
	}
	if (seen == NULL || hidden(j, seen, &f)) {
		challenge_miss(&j->challenge, came_us);
	} else {
		challenge_see(&j->challenge, &f);
	}
	enum face_prompt ask = challenge_prompt(&j->challenge);
	return ask == FACE_PROMPT_NONE ? FACE_PROMPT_DONE : ask;
}

/* Once a challenge was asked in a capture, it is owed; nobody's answer is another's. */
static bool owes_challenge(const struct face_job *j)
{
	switch ((enum face_job_challenge)j->limits.challenge) {
	case FACE_JOB_CHALLENGE_NEVER:
		return false;
	case FACE_JOB_CHALLENGE_DOUBT:
		return j->asked > 0 || face_job_owes(j) ||
		       attack_doubt(&j->attack, face_job_liveness(j));
	case FACE_JOB_CHALLENGE_ALWAYS:
		break;
	}
	return true;
}

enum face_prompt face_job_ask(struct face_job *j, int64_t came_us)
{
	j->collected_us = came_us;
	if (!owes_challenge(j)) {
		return FACE_PROMPT_DONE;
	}
	if (j->asked == CHALLENGES_MAX) {
		j->challenge.phase = CHALLENGE_LOST;
		return FACE_PROMPT_DONE;
	}
	j->challenge = challenge_ask(j->draw, came_us); /* the same each time: nobody chooses */
	j->cuts = j->attack.cuts;
	j->asked++;
	return challenge_prompt(&j->challenge);
}
