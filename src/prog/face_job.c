/*
 * face_job: the face worker's job for one traveller: portrait, guided capture, result.
 * Knows observations, quality limits, time as it is told. Never knows sockets, cameras or what a
 * score means (policy).
 */
#include "prog/face_job_part.h"

#include "base/secret.h"

/* A challenge that begins late is still listened to; the gate's own timer is above this sum. */
#define CHALLENGE_US INT64_C(4000000)

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
		.same_turned_min = 200,
		.same_turn = 150,
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
	return (struct face_job){.limits = limits, .draw = draw};
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
		       struct findings *f)
{
	EG_AUTO(picture_free) struct picture p = {0};
	struct face_observation seen = {0};
	face_template_clear(&j->portrait);
	j->has_portrait = false;
	j->portrait_quality = face_quality_none();
	enum eg_err err = picture_decode(encoded, FACE_JOB_PORTRAIT_SIDE, &p);
	if (err != EG_OK) {
		blame_portrait(f, err, REASON_UNDECODABLE);
		return;
	}
	err = observe_portrait(e, &p, &seen);
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

void face_job_start_over(struct face_job *j)
{
	secret_wipe(j->frames, sizeof(j->frames));
	secret_wipe(j->live, sizeof(j->live));
	j->count = 0;
	j->collection++;
	j->collected_us = 0;
	j->closest = FACE_JOB_SCORE_NONE;
	j->challenge = (struct challenge){.phase = CHALLENGE_UNASKED};
}

void face_job_idle(struct face_job *j, const struct face_observation *seen)
{
	if (seen == NULL) {
		j->idle_eyes = 0;
		j->idle_stays = false;
		return;
	}
	struct face_point nose = seen->points[FACE_JOB_NOSE];
	j->idle_stays = j->idle_eyes > 0 &&
			attack_same_place(nose, seen->eye_distance, j->idle_nose, j->idle_eyes);
	j->idle_nose = nose;
	j->idle_eyes = seen->eye_distance;
}

void face_job_capture(struct face_job *j, int64_t now_us)
{
	face_job_start_over(j);
	j->started_us = now_us;
	j->first_face_us = 0;
	j->second_face = false;
	j->asked = 0;
	j->channel_sum = 0;
	j->channel_scores = 0;
	j->attack = attack_new(j->limits.attack, now_us);
	if (j->idle_stays) {
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
	const struct face_job_limits *l = &j->limits;
	bool turned = seen->turn > l->same_turn || seen->turn < -l->same_turn;
	int16_t score;
	return j->count == 0 || (face_compare(&j->frames[0], &seen->face, &score) == EG_OK &&
				 score >= (turned ? l->same_turned_min : l->same_min));
}

bool face_job_collected(const struct face_job *j)
{
	return j->count >= j->limits.frames;
}

static void see_attack(struct face_job *j, const struct face_observation *seen,
		       const struct face_job_frame *frame)
{
	struct attack_frame f = {.came_us = frame->came_us, .taken_us = frame->taken_us};
	/* Frames that are not good enough to be compared are none to judge by, either: the passive
	 * model has learnt neither far faces nor turned ones. */
	if (seen != NULL && judge_frame(j, seen, frame->came_us) == FACE_PROMPT_NONE) {
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
	if (!face_job_same(j, seen)) {
		face_job_start_over(j);
	}
	if (j->has_portrait && face_compare(&j->portrait, &seen->face, &score) == EG_OK &&
	    score > j->closest) {
		j->closest = score;
	}
	j->frames[j->count] = seen->face;
	j->live[j->count] = seen->live;
	j->count++;
}

enum face_prompt face_job_frame(struct face_job *j, const struct face_observation *seen,
				const struct face_job_frame *frame)
{
	int64_t came_us = frame->came_us;
	if (face_job_over(j, came_us)) {
		return FACE_PROMPT_DONE;
	}
	see_attack(j, seen, frame);
	if (seen != NULL) {
		j->first_face_us = j->first_face_us == 0 ? came_us : j->first_face_us;
		j->second_face = !seen->alone;
		j->shown++;
		j->hidden += face_quality_covered(&j->limits.quality, &seen->quality);
	}
	if (face_job_collected(j)) {
		return face_job_listen(j, seen, came_us);
	}
	if (seen == NULL) {
		return FACE_PROMPT_LOOK;
	}
	enum face_prompt prompt = judge_frame(j, seen, came_us);
	if (prompt == FACE_PROMPT_ALONE) {
		face_job_start_over(j);
	}
	if (prompt != FACE_PROMPT_NONE) {
		return prompt;
	}
	take_frame(j, seen);
	return face_job_collected(j) ? face_job_ask(j, came_us) : FACE_PROMPT_STILL;
}

void face_job_channel(struct face_job *j, int16_t score)
{
	j->channel_sum += score;
	j->channel_scores++;
}

bool face_job_over(const struct face_job *j, int64_t now_us)
{
	int64_t most_us = j->limits.timeout_us + (j->asked > 0 ? CHALLENGE_US : 0);
	return (face_job_collected(j) && challenge_over(&j->challenge)) ||
	       now_us - j->started_us >= most_us;
}
