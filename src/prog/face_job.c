/*
 * face_job: the face worker's job for one traveller: portrait, guided capture, result.
 * Knows observations, quality limits, time as it is told. Never knows sockets, cameras or what a
 * score means (policy).
 */
#include "prog/face_job.h"

#include "base/secret.h"

#define SCORE_NONE (-1000)
#define LIVE_NONE  (-1)

struct face_job_limits face_job_limits_default(void)
{
	return (struct face_job_limits){
		.timeout_us = 15 * INT64_C(1000000),
		.frames = 5,
		.eye_distance_min = 60,
		.norm_good = 3400,
		.norm_min = 3000,
		.portrait_norm_min = 2500,
		.turn_max = 250,
		.closed_max = 500,
		.same_min = 400,
	};
}

struct face_job_limits face_job_limits_for(struct face_job_limits limits,
					   const struct face_embedder *embedder)
{
	limits.norm_good = embedder->norm_good;
	limits.norm_min = embedder->norm_min;
	limits.portrait_norm_min = embedder->norm_portrait;
	limits.same_min = embedder->same;
	return limits;
}

struct face_job face_job_new(struct face_job_limits limits)
{
	return (struct face_job){.limits = limits};
}

void face_job_clear(struct face_job *j)
{
	secret_wipe(j, sizeof(*j));
}

static enum reason judge_portrait(const struct face_job *j, const struct face_observation *seen)
{
	if (!seen->alone) {
		return REASON_SEVERAL_FACES;
	}
	if (seen->face.norm < j->limits.portrait_norm_min) {
		return REASON_POOR_QUALITY;
	}
	return REASON_NONE;
}

/* What a failed decoding says about the portrait; a failure of ours is not the document's fault. */
static void blame_portrait(struct findings *f, enum eg_err err, enum reason why)
{
	bool ours = err == EG_NO_MEMORY || err == EG_IO || err == EG_STATE;
	findings_set(f, CHECK_PORTRAIT, ours ? VERDICT_CANNOT_TELL : VERDICT_FAIL,
		     ours ? REASON_INTERNAL : why);
}

void face_job_portrait(struct face_job *j, struct face_engine *e, struct rd encoded,
		       struct findings *f)
{
	EG_AUTO(picture_free) struct picture p = {0};
	struct face_observation seen = {0};
	face_template_clear(&j->portrait);
	j->has_portrait = false;
	enum eg_err err = picture_decode(encoded, FACE_JOB_PORTRAIT_SIDE, &p);
	if (err != EG_OK) {
		blame_portrait(f, err, REASON_UNDECODABLE);
		return;
	}
	err = face_observe_portrait(e, &p, 0, &seen);
	if (err != EG_OK) {
		blame_portrait(f, err, REASON_NO_FACE);
		return;
	}
	enum reason why = judge_portrait(j, &seen);
	if (why == REASON_NONE) {
		j->portrait = seen.face;
		j->has_portrait = true;
	}
	face_template_clear(&seen.face);
	findings_set(f, CHECK_PORTRAIT, why == REASON_NONE ? VERDICT_PASS : VERDICT_FAIL, why);
}

static void start_over(struct face_job *j)
{
	secret_wipe(j->frames, sizeof(j->frames));
	secret_wipe(j->live, sizeof(j->live));
	j->count = 0;
	j->collection++;
}

void face_job_capture(struct face_job *j, int64_t now_us)
{
	start_over(j);
	j->started_us = now_us;
	j->first_face_us = 0;
	j->second_face = false;
}

/* Poorer frames are taken only when the first half of the time has brought no better ones. */
static uint16_t norm_wanted(const struct face_job *j, int64_t now_us)
{
	bool late = now_us - j->started_us > j->limits.timeout_us / 2;
	return late ? j->limits.norm_min : j->limits.norm_good;
}

static enum face_prompt judge_frame(const struct face_job *j, const struct face_observation *seen,
				    int64_t now_us)
{
	const struct face_job_limits *l = &j->limits;
	if (!seen->alone) {
		return FACE_PROMPT_ALONE;
	}
	if (seen->eye_distance < l->eye_distance_min) {
		return FACE_PROMPT_CLOSER;
	}
	if (!seen->whole) {
		return FACE_PROMPT_CENTRE;
	}
	if (seen->eyes_closed > l->closed_max) {
		return FACE_PROMPT_EYES;
	}
	if (seen->turn > l->turn_max || seen->turn < -l->turn_max || seen->live < 0 ||
	    seen->face.norm < norm_wanted(j, now_us)) {
		return FACE_PROMPT_STILL;
	}
	return FACE_PROMPT_NONE;
}

/* Whether a frame shows the person that the collection began with. */
static bool same_person(const struct face_job *j, const struct face_observation *seen)
{
	int16_t score;
	return j->count == 0 || (face_compare(&j->frames[0], &seen->face, &score) == EG_OK &&
				 score >= j->limits.same_min);
}

enum face_prompt face_job_frame(struct face_job *j, const struct face_observation *seen,
				int64_t came_us)
{
	if (face_job_over(j, came_us)) {
		return FACE_PROMPT_DONE;
	}
	if (seen == NULL) {
		return FACE_PROMPT_LOOK;
	}
	if (j->first_face_us == 0) {
		j->first_face_us = came_us;
	}
	j->second_face = !seen->alone;
	enum face_prompt prompt = judge_frame(j, seen, came_us);
	if (prompt == FACE_PROMPT_ALONE) {
		start_over(j);
	}
	if (prompt != FACE_PROMPT_NONE) {
		return prompt;
	}
	if (!same_person(j, seen)) {
		start_over(j);
	}
	j->frames[j->count] = seen->face;
	j->live[j->count] = seen->live;
	j->count++;
	return j->count >= j->limits.frames ? FACE_PROMPT_DONE : FACE_PROMPT_STILL;
}

bool face_job_over(const struct face_job *j, int64_t now_us)
{
	return j->count >= j->limits.frames || now_us - j->started_us >= j->limits.timeout_us;
}

/*
 * The liveness of a capture: the median of its frames, the lower of two middle ones, and never more
 * than FACE_JOB_BEST frames have, so that the template can be made of frames as lively as that.
 */
static int16_t liveness(const int16_t *values, uint8_t count)
{
	int16_t sorted[FACE_JOB_FRAMES_MAX] = {0};
	for (uint8_t i = 0; i < count; i++) {
		uint8_t at = i;
		for (; at > 0 && sorted[at - 1] > values[i]; at--) {
			sorted[at] = sorted[at - 1];
		}
		sorted[at] = values[i];
	}
	uint8_t middle = (uint8_t)((count - 1) / 2);
	uint8_t most = (uint8_t)(count - FACE_JOB_BEST);
	return sorted[middle < most ? middle : most];
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
		.scores = {.match = SCORE_NONE, .live = LIVE_NONE, .alone = !j->second_face},
		.model = model,
	};
	struct face_template best[FACE_JOB_BEST] = {0};
	struct face_template live = {0};
	int64_t own_us = j->first_face_us == 0 ? 0 : now_us - j->first_face_us;
	r.own_us = own_us > UINT32_MAX ? UINT32_MAX : (uint32_t)own_us;
	if (!j->has_portrait || j->count < j->limits.frames || j->count < FACE_JOB_BEST) {
		return r;
	}
	int16_t alive = liveness(j->live, j->count);
	int16_t match;
	pick_best(j, alive, best);
	if (face_mean(best, FACE_JOB_BEST, &live) == EG_OK &&
	    face_compare(&j->portrait, &live, &match) == EG_OK) {
		r.scores.match = match;
		r.scores.live = alive;
		r.quality = (int16_t)(live.norm > INT16_MAX ? INT16_MAX : live.norm);
		r.frames = j->count;
	}
	secret_wipe(best, sizeof(best));
	face_template_clear(&live);
	return r;
}
