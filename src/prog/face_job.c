/*
 * face_job: the face worker's job for one traveller: portrait, guided capture, result.
 * Knows observations, quality limits, time as it is told. Never knows sockets, cameras or what a
 * score means (policy).
 */
#include "prog/face_job.h"

#include "biometrics/attack_channel.h"

#include "base/secret.h"

#define SCORE_NONE     (-1000)
#define LIVE_NONE      (-1)
#define CHALLENGES_MAX 3 /* of one capture: who guesses must not guess for long */
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

/* Of a challenge that was under way nothing counts, either: it is asked again. */
static void start_over(struct face_job *j)
{
	secret_wipe(j->frames, sizeof(j->frames));
	secret_wipe(j->live, sizeof(j->live));
	j->count = 0;
	j->collection++;
	j->collected_us = 0;
	j->closest = SCORE_NONE;
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
	start_over(j);
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

/* Whether a frame shows the person that the collection began with. */
static bool same_person(const struct face_job *j, const struct face_observation *seen)
{
	const struct face_job_limits *l = &j->limits;
	bool turned = seen->turn > l->same_turn || seen->turn < -l->same_turn;
	int16_t score;
	return j->count == 0 || (face_compare(&j->frames[0], &seen->face, &score) == EG_OK &&
				 score >= (turned ? l->same_turned_min : l->same_min));
}

static bool collected(const struct face_job *j)
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

/* A frame while a challenge is under way. */
static enum face_prompt see_challenge(struct face_job *j, const struct face_observation *seen,
				      int64_t came_us)
{
	if (seen == NULL) {
		challenge_miss(&j->challenge, came_us);
	} else if (!seen->alone || !same_person(j, seen)) {
		start_over(j);
		return seen->alone ? FACE_PROMPT_STILL : FACE_PROMPT_ALONE;
	} else {
		const struct challenge_frame f = {came_us, seen->eyes_closed, seen->turn,
						  seen->points};
		challenge_see(&j->challenge, &f);
	}
	enum face_prompt ask = challenge_prompt(&j->challenge);
	return ask == FACE_PROMPT_NONE ? FACE_PROMPT_DONE : ask;
}

/* Once a challenge was asked in a capture, it is owed. */
static bool owes_challenge(const struct face_job *j)
{
	switch ((enum face_job_challenge)j->limits.challenge) {
	case FACE_JOB_CHALLENGE_NEVER:
		return false;
	case FACE_JOB_CHALLENGE_DOUBT:
		return j->asked > 0 || attack_doubt(&j->attack, liveness(j->live, j->count));
	case FACE_JOB_CHALLENGE_ALWAYS:
		break;
	}
	return true;
}

static enum face_prompt collection_ends(struct face_job *j, int64_t came_us)
{
	j->collected_us = came_us;
	if (!owes_challenge(j)) {
		return FACE_PROMPT_DONE;
	}
	if (j->asked == CHALLENGES_MAX) {
		j->challenge.phase = CHALLENGE_LOST;
		return FACE_PROMPT_DONE;
	}
	j->challenge = challenge_ask(j->draw, came_us);
	j->draw = j->draw * 1664525U + 1013904223U; /* as unforeseen as the number it began with */
	j->asked++;
	return challenge_prompt(&j->challenge);
}

static void take_frame(struct face_job *j, const struct face_observation *seen)
{
	int16_t score;
	if (!same_person(j, seen)) {
		start_over(j);
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
	if (collected(j)) {
		return see_challenge(j, seen, came_us);
	}
	if (seen == NULL) {
		return FACE_PROMPT_LOOK;
	}
	enum face_prompt prompt = judge_frame(j, seen, came_us);
	if (prompt == FACE_PROMPT_ALONE) {
		start_over(j);
	}
	if (prompt != FACE_PROMPT_NONE) {
		return prompt;
	}
	take_frame(j, seen);
	return collected(j) ? collection_ends(j, came_us) : FACE_PROMPT_STILL;
}

void face_job_channel(struct face_job *j, int16_t score)
{
	j->channel_sum += score;
	j->channel_scores++;
}

bool face_job_over(const struct face_job *j, int64_t now_us)
{
	int64_t most_us = j->limits.timeout_us + (j->asked > 0 ? CHALLENGE_US : 0);
	return (collected(j) && challenge_over(&j->challenge)) || now_us - j->started_us >= most_us;
}

static enum verdict judge_channel(const struct face_job *j)
{
	if (j->channel_scores == 0) {
		return VERDICT_NOT_DONE;
	}
	return j->channel_sum / (int64_t)j->channel_scores >= ATTACK_CHANNEL_MATCH ? VERDICT_PASS
										   : VERDICT_FAIL;
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
	c.of[CUE_CHANNEL] = (uint8_t)judge_channel(j);
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
		.scores = {.match = SCORE_NONE, .live = LIVE_NONE, .alone = !j->second_face},
		.model = model,
		.closest = SCORE_NONE,
		.challenge = (uint8_t)(j->asked == 0 ? FACE_PROMPT_NONE
						     : challenge_asks(j->challenge.kind)),
		.cues = judge_cues(j),
	};
	struct face_template best[FACE_JOB_BEST] = {0};
	struct face_template live = {0};
	int64_t last_us = j->asked > 0 && j->collected_us != 0 ? j->collected_us : now_us;
	int64_t own_us = j->first_face_us == 0 ? 0 : last_us - j->first_face_us;
	r.own_us = own_us > UINT32_MAX ? UINT32_MAX : (uint32_t)own_us;
	r.covered = j->hidden * 2 > j->shown;
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
		r.closest = j->closest;
		r.quality = (int16_t)(live.norm > INT16_MAX ? INT16_MAX : live.norm);
		r.frames = j->count;
		r.covered = 0;
	}
	secret_wipe(best, sizeof(best));
	face_template_clear(&live);
	return r;
}
