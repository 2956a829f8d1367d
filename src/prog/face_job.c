/*
 * face_job: the face worker's job for one traveller: portrait, guided capture, result.
 * Knows observations, quality limits, time as it is told. Never knows sockets, cameras or what a
 * score means (policy).
 */
#include "prog/face_job_part.h"

#include "prog/face_time.h"

#include "base/secret.h"

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
		.challenge = FACE_JOB_CHALLENGE_DOUBT,
		.attack = attack_limits_default(),
		.quality = face_quality_limits_default(),
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

struct face_job face_job_new(struct face_job_limits limits, uint32_t draw)
{
	return (struct face_job){.limits = limits, .draw = draw, .person = FACE_JOB_PEOPLE};
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

/* Its quality is told if it can be; a portrait of which it cannot be is none the worse for that. */
static enum eg_err observe_portrait(struct face_engine *e, const struct picture *p,
				    struct face_observation *out)
{
	const unsigned looks = FACE_LOOK_LIVE | FACE_LOOK_POSE | FACE_LOOK_QUALITY;
	enum eg_err err = face_observe_portrait(e, p, looks, out);
	return err == EG_OK || err == EG_NOT_FOUND ? err : face_observe_portrait(e, p, 0, out);
}

void face_job_portrait(struct face_job *j, struct face_engine *e, struct rd encoded,
		       struct findings *f, struct picture *shown)
{
	struct face_observation seen = {0};
	face_template_clear(&j->portrait);
	j->has_portrait = false;
	j->portrait_quality = face_quality_none();
	enum eg_err err = picture_decode(encoded, FACE_JOB_PORTRAIT_SIDE, shown);
	if (err != EG_OK) {
		blame_portrait(f, err, REASON_UNDECODABLE);
		return;
	}
	err = observe_portrait(e, shown, &seen);
	if (err != EG_OK) {
		blame_portrait(f, err, REASON_NO_FACE);
		return;
	}
	j->portrait_quality = seen.quality;
	enum reason why = judge_portrait(j, &seen);
	if (why == REASON_NONE) {
		j->portrait = seen.face;
		j->has_portrait = true;
	}
	face_template_clear(&seen.face);
	findings_set(f, CHECK_PORTRAIT, why == REASON_NONE ? VERDICT_PASS : VERDICT_FAIL, why);
}

/* Of a challenge that was under way nothing counts, either: it is asked again. */
static void start_over(struct face_job *j)
{
	secret_wipe(j->frames, sizeof(j->frames));
	secret_wipe(j->live, sizeof(j->live));
	j->count = 0;
	j->collection++;
	j->collected_us = 0;
	face_job_leave(j);
	j->challenge = (struct challenge){.phase = CHALLENGE_UNASKED};
}

void face_job_idle(struct face_job *j, const struct face_observation *seen)
{
	if (seen == NULL) {
		j->idle_eyes = 0;
		j->idle_looks = 0;
		return;
	}
	struct face_point nose = seen->points[FACE_JOB_NOSE];
	if (j->idle_looks > 0 &&
	    attack_same_place(nose, seen->eye_distance, j->idle_nose, j->idle_eyes)) {
		if (j->idle_looks < FACE_JOB_IDLE_LOOKS) {
			j->idle_looks++;
		}
		return; /* where the row began: whoever sways is not followed */
	}
	j->idle_looks = 1;
	j->idle_nose = nose;
	j->idle_eyes = seen->eye_distance;
}

bool face_job_idle_asks(const struct face_job *j)
{
	return j->idle_looks > 0 && j->idle_looks < FACE_JOB_IDLE_LOOKS;
}

void face_job_capture(struct face_job *j, int64_t now_us)
{
	if (j->asked > 0) {
		j->draw = j->draw * 1664525U + 1013904223U; /* as unforeseen as it began */
	}
	face_job_remember(j);
	start_over(j);
	j->started_us = now_us;
	j->first_face_us = 0;
	j->second_face = false;
	j->asked = 0;
	j->attack = attack_new(j->limits.attack, now_us);
	if (j->idle_looks == FACE_JOB_IDLE_LOOKS) {
		attack_idle_face(&j->attack, j->idle_nose, j->idle_eyes);
	}
	j->shown = 0;
	j->hidden = 0;
}

/* Poorer frames are taken only when the first half of the time has brought no better ones. */
static bool is_late(const struct face_job *j, int64_t now_us)
{
	return now_us - j->started_us > j->limits.timeout_us / 2;
}

static uint16_t norm_wanted(const struct face_job *j, int64_t now_us)
{
	return is_late(j, now_us) ? j->limits.norm_min : j->limits.norm_good;
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
	enum face_prompt ask = face_quality_guide(&l->quality, &seen->quality, is_late(j, now_us));
	if (ask != FACE_PROMPT_NONE) {
		return ask;
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

bool face_job_same(const struct face_job *j, const struct face_observation *seen)
{
	int16_t score;
	return j->count == 0 || (face_compare(&j->frames[0], &seen->face, &score) == EG_OK &&
				 score >= j->limits.same_min);
}

bool face_job_collected(const struct face_job *j)
{
	return j->count >= j->limits.frames;
}

static void see_attack(struct face_job *j, const struct face_observation *seen, bool good,
		       const struct face_job_frame *frame)
{
	struct attack_frame f = {.came_us = frame->came_us, .taken_us = frame->taken_us};
	f.shown = seen != NULL;
	/* Frames that are not good enough to be compared are none to judge by, either: the passive
	 * model has learnt neither far faces nor turned ones. */
	if (good && seen != NULL) {
		f.face = true;
		f.live = seen->live;
		f.edges = frame->edges;
		f.nose = seen->points[FACE_JOB_NOSE];
		f.eye_distance = seen->eye_distance;
	}
	attack_see(&j->attack, &f, frame->look);
}

static void take_frame(struct face_job *j, const struct face_observation *seen)
{
	int16_t score;
	if (j->has_portrait && face_compare(&j->portrait, &seen->face, &score) == EG_OK) {
		face_job_closest(j, score);
	}
	j->frames[j->count] = seen->face;
	j->live[j->count] = seen->live;
	j->count++;
}

/* Another person than the collection's, or a second one. While frames are collected, only good ones
 * tell that; while a challenge is under way, every one must show that person. */
static bool stranger(const struct face_job *j, const struct face_observation *seen, bool good)
{
	if (seen == NULL) {
		return false;
	}
	return !seen->alone || ((good || face_job_collected(j)) && !face_job_same(j, seen));
}

static void count_face(struct face_job *j, const struct face_observation *seen, int64_t came_us)
{
	if (seen != NULL) {
		j->first_face_us = j->first_face_us == 0 ? came_us : j->first_face_us;
		j->second_face = !seen->alone;
		j->shown++;
		j->hidden += face_quality_covered(&j->limits.quality, &seen->quality);
	}
}

enum face_prompt face_job_frame(struct face_job *j, const struct face_observation *seen,
				const struct face_job_frame *frame)
{
	int64_t came_us = frame->came_us;
	if (face_job_over(j, came_us)) {
		return FACE_PROMPT_DONE;
	}
	enum face_prompt prompt = seen == NULL ? FACE_PROMPT_LOOK : judge_frame(j, seen, came_us);
	const bool good = prompt == FACE_PROMPT_NONE;
	const bool listens = face_job_collected(j);
	bool anew = stranger(j, seen, good);
	if (anew) {
		start_over(j);
	}
	if (good) {
		face_job_meet(j, &seen->face);
	}
	see_attack(j, seen, good, frame);
	count_face(j, seen, came_us);
	if (listens && !anew && j->attack.cuts != j->cuts) {
		start_over(j); /* what a film does is no answer, not even in part */
		anew = true;
	}
	if (listens && anew) {
		return seen == NULL || seen->alone ? FACE_PROMPT_STILL : FACE_PROMPT_ALONE;
	}
	if (listens) {
		return face_job_listen(j, seen, came_us);
	}
	if (!good) {
		return prompt;
	}
	take_frame(j, seen);
	return face_job_collected(j) ? face_job_ask(j, came_us) : FACE_PROMPT_STILL;
}

void face_job_channel(struct face_job *j, int16_t score)
{
	attack_channel(&j->attack, score);
}

bool face_job_over(const struct face_job *j, int64_t now_us)
{
	int64_t most_us =
		j->limits.timeout_us + (j->asked > 0 ? FACE_TIME_CHALLENGE_MS * INT64_C(1000) : 0);
	return (face_job_collected(j) && challenge_over(&j->challenge)) ||
	       now_us - j->started_us >= most_us;
}
