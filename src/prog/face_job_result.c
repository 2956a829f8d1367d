/*
 * face_job_result: a capture becomes scores and a verdict for each cue.
 * Knows the collection of the face job. Never knows what policy makes of a score.
 */
#include "prog/face_job_part.h"

#include "base/secret.h"

#define LIVE_NONE (-1)

/*
 * The liveness of a capture: the median of its frames, the lower of two middle ones, and never more
 * than FACE_JOB_BEST frames have, so that the template can be made of frames as lively as that.
 */
int16_t face_job_liveness(const struct face_job *j)
{
	int16_t sorted[FACE_JOB_FRAMES_MAX] = {0};
	for (uint8_t i = 0; i < j->count; i++) {
		uint8_t at = i;
		for (; at > 0 && sorted[at - 1] > j->live[i]; at--) {
			sorted[at] = sorted[at - 1];
		}
		sorted[at] = j->live[i];
	}
	uint8_t middle = (uint8_t)((j->count - 1) / 2);
	uint8_t most = (uint8_t)(j->count - FACE_JOB_BEST);
	return sorted[middle < most ? middle : most];
}

static struct cues judge_cues(const struct face_job *j)
{
	struct cues c = attack_judge(&j->attack);
	c.of[CUE_CHALLENGE] =
		(uint8_t)(j->asked == 0 ? VERDICT_NOT_DONE : challenge_answered(&j->challenge));
	if (j->asked > 0 && c.of[CUE_CHALLENGE] != VERDICT_PASS) {
		c.of[CUE_CHALLENGE] = VERDICT_FAIL;
	}
	c.of[CUE_DEPTH] = (uint8_t)challenge_depth(&j->challenge);
	face_job_recall(j, &c);
	return c;
}

/*
 * The frames of the highest norms, FACE_JOB_BEST of them, among those that are at least this alive:
 * else some frames could show a living face and others, of a picture, match the portrait.
 */
static void pick_best(const struct face_job *j, int16_t live,
		      struct face_template best[FACE_JOB_BEST])
{
	bool taken[FACE_JOB_FRAMES_MAX] = {false};
	for (size_t k = 0; k < FACE_JOB_BEST; k++) {
		size_t top = FACE_JOB_FRAMES_MAX;
		for (size_t i = 0; i < j->count; i++) {
			if (!taken[i] && j->live[i] >= live &&
			    (top == FACE_JOB_FRAMES_MAX ||
			     j->frames[i].norm > j->frames[top].norm)) {
				top = i;
			}
		}
		if (top < FACE_JOB_FRAMES_MAX) {
			taken[top] = true;
			best[k] = j->frames[top];
		}
	}
}

struct msg_face_result face_job_result(const struct face_job *j, uint32_t model, int64_t now_us)
{
	struct msg_face_result r = {
		.scores = {.match = FACE_JOB_SCORE_NONE,
			   .live = LIVE_NONE,
			   .alone = !j->second_face},
		.model = model,
		.closest = FACE_JOB_SCORE_NONE,
		.challenge = (uint8_t)(j->asked == 0 ? FACE_PROMPT_NONE
						     : challenge_asks(j->challenge.kind)),
		.cues = judge_cues(j),
	};
	struct face_template best[FACE_JOB_BEST] = {0};
	struct face_template live = {0};
	int64_t last_us = j->asked > 0 && j->collected_us != 0 ? j->collected_us : now_us;
	int64_t own_us = j->first_face_us == 0 ? 0 : last_us - j->first_face_us;
	r.own_us = own_us > UINT32_MAX ? UINT32_MAX : (uint32_t)own_us;
	r.covered = j->shown > 0 && j->hidden * 2 >= j->shown;
	if (!j->has_portrait || j->count < j->limits.frames || j->count < FACE_JOB_BEST) {
		return r;
	}
	int16_t alive = face_job_liveness(j);
	int16_t match;
	pick_best(j, alive, best);
	if (face_mean(best, FACE_JOB_BEST, &live) == EG_OK &&
	    face_compare(&j->portrait, &live, &match) == EG_OK) {
		r.scores.match = match;
		r.scores.live = alive;
		r.closest = j->person < FACE_JOB_PEOPLE ? j->people[j->person].closest : match;
		r.quality = (int16_t)(live.norm > INT16_MAX ? INT16_MAX : live.norm);
		r.frames = j->count;
		r.covered = 0;
	}
	secret_wipe(best, sizeof(best));
	face_template_clear(&live);
	return r;
}
