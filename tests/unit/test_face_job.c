/*
 * test_face_job: the capture as the traveller lives it: prompts, good frames, a second person, the
 * time running out. Observations are made up; no models are needed.
 */
#include "prog/face_job.h"

#include "biometrics/attack_channel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define MODEL  7u
#define SECOND INT64_C(1000000)
#define FRAME  (SECOND / 25)

/* A good frame of a person: persons differ in the direction of their vector. */
static struct face_observation frame_of(size_t person)
{
	struct face_observation o = {
		.faces = 1,
		.alone = true,
		.whole = true,
		.box_height = 400,
		.eye_distance = 140,
		.live = 1000,
		.eyes_closed = 0,
		.face = {.size = FACE_TEMPLATE_SIZE, .norm = 4000, .model = MODEL},
	};
	o.face.v[person] = 4;
	for (size_t c = 0; c < FACE_QUALITY_COUNT; c++) {
		o.quality.value[c] = 100;
	}
	return o;
}

/* A frame of which only the time is known beside what was seen. */
static enum face_prompt give(struct face_job *j, const struct face_observation *seen,
			     int64_t came_us)
{
	const struct face_job_frame frame = {.came_us = came_us};
	return face_job_frame(j, seen, &frame);
}

static struct face_job job_for(size_t person)
{
	struct face_job j = face_job_new(face_job_limits_default(), 0);
	j.portrait = frame_of(person).face;
	j.has_portrait = true;
	face_job_capture(&j, 0);
	return j;
}

static void five_good_frames_make_a_result(void **state)
{
	(void)state;
	struct face_job j = job_for(1);
	struct face_observation seen = frame_of(1);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(give(&j, &seen, i * FRAME), FACE_PROMPT_STILL);
		assert_false(face_job_over(&j, i * FRAME));
	}
	assert_int_equal(give(&j, &seen, 4 * FRAME), FACE_PROMPT_DONE);
	assert_true(face_job_over(&j, 4 * FRAME));
	struct msg_face_result r = face_job_result(&j, MODEL, 5 * FRAME);
	assert_int_equal(r.scores.match, 1000);
	assert_int_equal(r.scores.live, 1000);
	assert_true(r.scores.alone);
	assert_int_equal(r.frames, 5);
	assert_int_equal(r.quality, 4000);
	assert_int_equal(r.model, MODEL);
}

static void another_persons_portrait_scores_low(void **state)
{
	(void)state;
	struct face_job j = job_for(2);
	struct face_observation seen = frame_of(1);
	for (int i = 0; i < 5; i++) {
		(void)give(&j, &seen, i * FRAME); /* the result tells */
	}
	struct msg_face_result r = face_job_result(&j, MODEL, SECOND);
	assert_int_equal(r.scores.match, 0);
	assert_int_equal(r.frames, 5);
}

static void human_time_is_not_counted_as_machine_time(void **state)
{
	(void)state;
	struct face_job j = job_for(1);
	struct face_observation seen = frame_of(1);
	for (int i = 0; i < 100; i++) {
		assert_int_equal(give(&j, NULL, i * FRAME), FACE_PROMPT_LOOK);
	}
	for (int i = 100; i < 105; i++) {
		(void)give(&j, &seen, i * FRAME); /* the result tells */
	}
	assert_int_equal(face_job_result(&j, MODEL, 105 * FRAME).own_us, 5 * FRAME);
}

static void each_fault_has_its_prompt_and_counts_for_nothing(void **state)
{
	(void)state;
	struct face_job j = job_for(1);
	struct face_observation far = frame_of(1);
	struct face_observation cut = frame_of(1);
	struct face_observation blink = frame_of(1);
	struct face_observation turned = frame_of(1);
	struct face_observation blurred = frame_of(1);
	struct face_observation unjudged = frame_of(1);
	far.eye_distance = 59;
	cut.whole = false;
	blink.eyes_closed = 900;
	turned.turn = -300;
	blurred.face.norm = 3399;
	unjudged.live = -1;
	assert_int_equal(give(&j, &far, 0), FACE_PROMPT_CLOSER);
	assert_int_equal(give(&j, &cut, 0), FACE_PROMPT_CENTRE);
	assert_int_equal(give(&j, &blink, 0), FACE_PROMPT_EYES);
	assert_int_equal(give(&j, &turned, 0), FACE_PROMPT_STILL);
	assert_int_equal(give(&j, &blurred, 0), FACE_PROMPT_STILL);
	assert_int_equal(give(&j, &unjudged, 0), FACE_PROMPT_STILL);
	assert_int_equal(j.count, 0);
}

static void poorer_frames_are_taken_only_late(void **state)
{
	(void)state;
	struct face_job j = job_for(1);
	struct face_observation poor = frame_of(1);
	poor.face.norm = 3100;
	assert_int_equal(give(&j, &poor, SECOND), FACE_PROMPT_STILL);
	assert_int_equal(j.count, 0);
	(void)give(&j, &poor, 8 * SECOND); /* the count tells */
	assert_int_equal(j.count, 1);
	poor.face.norm = 2999;
	(void)give(&j, &poor, 9 * SECOND); /* the count tells */
	assert_int_equal(j.count, 1);
}

static void a_second_face_starts_the_collection_over(void **state)
{
	(void)state;
	struct face_job j = job_for(1);
	struct face_observation seen = frame_of(1);
	struct face_observation two = frame_of(1);
	two.alone = false;
	two.faces = 2;
	for (int i = 0; i < 4; i++) {
		(void)give(&j, &seen, i * FRAME); /* the count tells */
	}
	assert_int_equal(j.count, 4);
	assert_int_equal(give(&j, &two, 5 * FRAME), FACE_PROMPT_ALONE);
	assert_int_equal(j.count, 0);
	assert_false(face_job_result(&j, MODEL, 6 * FRAME).scores.alone);
	for (int i = 0; i < 5; i++) {
		(void)give(&j, &seen, (6 + i) * FRAME); /* the result tells */
	}
	assert_true(face_job_result(&j, MODEL, SECOND).scores.alone);
}

static void frames_of_two_people_are_never_mixed(void **state)
{
	(void)state;
	struct face_job j = job_for(1);
	struct face_observation holder = frame_of(1);
	struct face_observation other = frame_of(2);
	for (int i = 0; i < 4; i++) {
		(void)give(&j, &holder, i * FRAME); /* the count tells */
	}
	(void)give(&j, &other, 4 * FRAME); /* the count tells */
	assert_int_equal(j.count, 1);
	for (int i = 0; i < 4; i++) {
		(void)give(&j, &other, (5 + i) * FRAME); /* the result tells */
	}
	assert_int_equal(face_job_result(&j, MODEL, SECOND).scores.match, 0);
}

static void time_ends_a_capture_with_nothing_compared(void **state)
{
	(void)state;
	struct face_job j = job_for(1);
	struct face_observation seen = frame_of(1);
	for (int i = 0; i < 4; i++) {
		(void)give(&j, &seen, i * FRAME); /* the result tells */
	}
	assert_false(face_job_over(&j, 15 * SECOND - 1));
	assert_true(face_job_over(&j, 15 * SECOND));
	(void)give(&j, &seen, 15 * SECOND); /* too late to count */
	struct msg_face_result r = face_job_result(&j, MODEL, 15 * SECOND);
	assert_int_equal(r.frames, 0);
	assert_int_equal(r.scores.match, -1000);
	assert_int_equal(r.scores.live, -1);
}

static void without_a_portrait_nothing_is_compared(void **state)
{
	(void)state;
	struct face_job j = face_job_new(face_job_limits_default(), 0);
	struct face_observation seen = frame_of(1);
	face_job_capture(&j, 0);
	for (int i = 0; i < 5; i++) {
		(void)give(&j, &seen, i * FRAME); /* the result tells */
	}
	struct msg_face_result r = face_job_result(&j, MODEL, SECOND);
	assert_int_equal(r.frames, 0);
	assert_int_equal(r.scores.match, -1000);
}

static void liveness_is_the_median_of_the_frames(void **state)
{
	(void)state;
	static const int16_t live[5] = {900, 100, 200, 950, 300};
	struct face_job j = job_for(1);
	for (int i = 0; i < 5; i++) {
		struct face_observation seen = frame_of(1);
		seen.live = live[i];
		(void)give(&j, &seen, i * FRAME); /* the result tells */
	}
	assert_int_equal(face_job_result(&j, MODEL, SECOND).scores.live, 300);
}

static void the_best_three_frames_make_the_template(void **state)
{
	(void)state;
	struct face_job j = job_for(1);
	for (int i = 0; i < 5; i++) {
		struct face_observation seen = frame_of(1);
		seen.face.norm = (uint16_t)(3500 + 100 * i);
		if (i < 2) {
			seen.face.v[2] = 4; /* still the same person, but worse */
		}
		(void)give(&j, &seen, i * FRAME); /* the result tells */
	}
	assert_int_equal(face_job_result(&j, MODEL, SECOND).scores.match, 1000);
}

/* Someone alike holds up a picture of the holder between looking into the camera themselves: the
 * face that is alive must be the one that matches. */
static void a_picture_matches_nobody_for_a_living_face(void **state)
{
	(void)state;
	static const bool picture[5] = {true, false, false, true, false};
	struct face_job j = job_for(1);
	for (int i = 0; i < 5; i++) {
		struct face_observation seen = frame_of(1);
		seen.live = picture[i] ? 10 : 990;
		seen.face.norm = picture[i] ? 5000 : 4000;
		seen.face.v[2] = picture[i] ? 0 : 8; /* alike by 447 of 1000 */
		(void)give(&j, &seen, i * FRAME);    /* the result tells */
	}
	struct msg_face_result r = face_job_result(&j, MODEL, SECOND);
	assert_int_equal(r.frames, 5);
	assert_int_equal(r.scores.live, 990);
	assert_int_equal(r.scores.match, 447);
}

static void few_frames_must_all_be_alive(void **state)
{
	(void)state;
	static const int16_t live[3] = {900, 100, 950};
	struct face_job j = job_for(1);
	j.limits.frames = 3;
	for (int i = 0; i < 3; i++) {
		struct face_observation seen = frame_of(1);
		seen.live = live[i];
		(void)give(&j, &seen, i * FRAME); /* the result tells */
	}
	struct msg_face_result r = face_job_result(&j, MODEL, SECOND);
	assert_int_equal(r.scores.live, 100);
	assert_int_equal(r.scores.match, 1000);
}

static struct face_observation covered_frame_of(size_t person, enum face_quality_component part)
{
	struct face_observation o = frame_of(person);
	o.quality.value[part] = 0;
	return o;
}

static void a_covered_face_never_ends_in_a_match(void **state)
{
	(void)state;
	static const struct {
		enum face_quality_component part;
		enum face_prompt prompt;
	} covered[] = {
		{FACE_QUALITY_MOUTH_VISIBLE, FACE_PROMPT_MOUTH},
		{FACE_QUALITY_EYES_VISIBLE, FACE_PROMPT_GLASSES},
		{FACE_QUALITY_FACE_VISIBLE, FACE_PROMPT_MOUTH},
	};
	for (size_t k = 0; k < sizeof(covered) / sizeof(covered[0]); k++) {
		struct face_job j = job_for(1);
		struct face_observation seen = covered_frame_of(1, covered[k].part);
		for (int i = 0; i < 15; i++) { /* up to the end of its time */
			assert_int_equal(give(&j, &seen, i * SECOND), covered[k].prompt);
		}
		struct msg_face_result r = face_job_result(&j, MODEL, 15 * SECOND);
		assert_int_equal(r.frames, 0);
		assert_int_equal(r.scores.match, -1000);
		assert_int_equal(r.covered, 1);
	}
}

static void a_mask_that_is_taken_off_is_forgotten(void **state)
{
	(void)state;
	struct face_job j = job_for(1);
	struct face_observation masked = covered_frame_of(1, FACE_QUALITY_MOUTH_VISIBLE);
	struct face_observation free = frame_of(1);
	for (int i = 0; i < 20; i++) {
		(void)give(&j, &masked, i * FRAME); /* the count tells */
	}
	assert_int_equal(j.count, 0);
	for (int i = 20; i < 25; i++) {
		(void)give(&j, &free, i * FRAME); /* the result tells */
	}
	struct msg_face_result r = face_job_result(&j, MODEL, SECOND);
	assert_int_equal(r.frames, 5);
	assert_int_equal(r.covered, 0);
	face_job_capture(&j, 2 * SECOND);
	assert_int_equal(face_job_result(&j, MODEL, 3 * SECOND).covered, 0);
}

static void a_frame_of_which_nothing_was_judged_counts_for_nothing(void **state)
{
	(void)state;
	struct face_job j = job_for(1);
	struct face_observation seen = frame_of(1);
	seen.quality = face_quality_none();
	assert_int_equal(give(&j, &seen, 0), FACE_PROMPT_STILL);
	assert_int_equal(give(&j, &seen, 10 * SECOND), FACE_PROMPT_STILL);
	assert_int_equal(j.count, 0);
	assert_int_equal(face_job_result(&j, MODEL, 15 * SECOND).covered, 0);
}

static void a_hat_that_stays_on_is_accepted_late(void **state)
{
	(void)state;
	struct face_job j = job_for(1);
	struct face_observation seen = covered_frame_of(1, FACE_QUALITY_NO_COVERING);
	assert_int_equal(give(&j, &seen, SECOND), FACE_PROMPT_HAT);
	assert_int_equal(j.count, 0);
	(void)give(&j, &seen, 8 * SECOND); /* the count tells */
	assert_int_equal(j.count, 1);
}

static void a_second_capture_begins_afresh(void **state)
{
	(void)state;
	struct face_job j = job_for(1);
	struct face_observation other = frame_of(2);
	struct face_observation holder = frame_of(1);
	for (int i = 0; i < 5; i++) {
		(void)give(&j, &other, i * FRAME); /* the first result does not matter */
	}
	face_job_capture(&j, 60 * SECOND);
	assert_false(face_job_over(&j, 60 * SECOND));
	for (int i = 0; i < 5; i++) {
		(void)give(&j, &holder, 60 * SECOND + i * FRAME); /* the result tells */
	}
	struct msg_face_result r = face_job_result(&j, MODEL, 61 * SECOND);
	assert_int_equal(r.scores.match, 1000);
	assert_int_equal(r.own_us, SECOND);
}

/* ---- challenges ---- */

/* A job that has its five frames, and the setting and draw of its challenge. */
static struct face_job job_asked(enum face_job_challenge when, uint32_t draw, int16_t live)
{
	struct face_job j = job_for(1);
	struct face_observation seen = frame_of(1);
	seen.live = live;
	j.limits.challenge = (uint8_t)when;
	j.draw = draw;
	for (int i = 1; i <= 5; i++) {
		(void)give(&j, &seen, i * FRAME); /* the result tells */
	}
	return j;
}

static uint8_t cue_now(const struct face_job *j, enum cue c, int64_t now_us)
{
	return face_job_result(j, MODEL, now_us).cues.of[c];
}

static void a_challenge_is_asked_as_set(void **state)
{
	(void)state;
	struct face_job j = job_asked(FACE_JOB_CHALLENGE_DOUBT, 0, 900);
	assert_true(face_job_over(&j, 5 * FRAME)); /* through in five frames */
	assert_int_equal(cue_now(&j, CUE_CHALLENGE, 5 * FRAME), VERDICT_NOT_DONE);
	j = job_asked(FACE_JOB_CHALLENGE_DOUBT, 0, 899);
	assert_false(face_job_over(&j, 5 * FRAME));
	assert_int_equal(cue_now(&j, CUE_CHALLENGE, 5 * FRAME), VERDICT_FAIL);
	j = job_asked(FACE_JOB_CHALLENGE_NEVER, 0, 10);
	assert_true(face_job_over(&j, 5 * FRAME));
	j = job_asked(FACE_JOB_CHALLENGE_ALWAYS, 1, 1000);
	assert_false(face_job_over(&j, 5 * FRAME));
	assert_int_equal(face_job_result(&j, MODEL, SECOND).challenge, FACE_PROMPT_TURN_LEFT);
}

static void a_blink_when_asked_is_a_pass(void **state)
{
	(void)state;
	struct face_job j = job_asked(FACE_JOB_CHALLENGE_ALWAYS, 0, 1000);
	struct face_observation open = frame_of(1);
	struct face_observation closed = frame_of(1);
	closed.eyes_closed = 950;
	assert_int_equal(give(&j, &open, 8 * FRAME), FACE_PROMPT_BLINK);
	assert_int_equal(give(&j, &closed, 9 * FRAME), FACE_PROMPT_BLINK);
	assert_int_equal(cue_now(&j, CUE_CHALLENGE, 9 * FRAME), VERDICT_FAIL);
	assert_int_equal(give(&j, &open, 10 * FRAME), FACE_PROMPT_DONE);
	assert_true(face_job_over(&j, 10 * FRAME));
	struct msg_face_result r = face_job_result(&j, MODEL, 60 * FRAME);
	assert_int_equal(r.cues.of[CUE_CHALLENGE], VERDICT_PASS);
	assert_int_equal(r.cues.of[CUE_DEPTH], VERDICT_NOT_DONE);
	assert_int_equal(r.challenge, FACE_PROMPT_BLINK);
	assert_int_equal(r.frames, 5);
	assert_int_equal(r.own_us, 4 * FRAME); /* the traveller's time is theirs */
}

static void who_does_not_answer_fails_also_when_time_is_up(void **state)
{
	(void)state;
	struct face_job j = job_asked(FACE_JOB_CHALLENGE_ALWAYS, 0, 1000);
	struct face_observation open = frame_of(1);
	int64_t at = 5 * FRAME;
	for (; !face_job_over(&j, at); at += 10 * FRAME) {
		assert_true(at < 20 * SECOND);
		(void)give(&j, &open, at); /* the result tells */
	}
	struct msg_face_result r = face_job_result(&j, MODEL, at);
	assert_int_equal(r.cues.of[CUE_CHALLENGE], VERDICT_FAIL);
	assert_int_equal(r.frames, 5); /* the officer sees the score all the same */
}

static void another_person_cannot_answer(void **state)
{
	(void)state;
	struct face_job j = job_asked(FACE_JOB_CHALLENGE_ALWAYS, 0, 1000);
	struct face_observation open = frame_of(1);
	struct face_observation helper = frame_of(2);
	(void)give(&j, &open, 8 * FRAME); /* the result tells */
	helper.eyes_closed = 950;
	assert_int_equal(give(&j, &helper, 9 * FRAME), FACE_PROMPT_STILL);
	assert_int_equal(j.count, 0);
	for (int i = 10; i < 15; i++) {
		(void)give(&j, &open, i * FRAME); /* the result tells */
	}
	assert_false(face_job_over(&j, 15 * FRAME)); /* it is asked again, of whoever is there */
	assert_int_equal(j.asked, 2);
	assert_int_equal(cue_now(&j, CUE_CHALLENGE, 15 * FRAME), VERDICT_FAIL);
}

static void who_makes_it_begin_again_and_again_has_not_answered(void **state)
{
	(void)state;
	struct face_job j = job_asked(FACE_JOB_CHALLENGE_ALWAYS, 0, 1000);
	struct face_observation open = frame_of(1);
	struct face_observation two = frame_of(1);
	two.alone = false;
	int64_t at = 5;
	for (; !face_job_over(&j, at * FRAME) && at < 100; at++) {
		(void)give(&j, at % 6 == 5 ? &two : &open, at * FRAME); /* the result tells */
	}
	assert_true(at < 100);
	assert_int_equal(j.asked, 3);
	assert_int_equal(cue_now(&j, CUE_CHALLENGE, at * FRAME), VERDICT_FAIL);
}

static void the_closest_frame_is_told_and_every_cue_of_the_capture(void **state)
{
	(void)state;
	struct face_job j = job_for(1);
	for (int i = 0; i < 5; i++) {
		struct face_observation seen = frame_of(1);
		seen.face.v[2] = i == 2 ? 0 : 3;
		assert_int_not_equal(give(&j, &seen, i * FRAME), FACE_PROMPT_LOOK);
	}
	struct msg_face_result r = face_job_result(&j, MODEL, SECOND);
	assert_int_equal(r.closest, 1000);
	assert_true(r.scores.match < 985);
	assert_int_equal(r.cues.of[CUE_PASSIVE], VERDICT_PASS);
	assert_int_equal(r.cues.of[CUE_EDGES], VERDICT_PASS);
	assert_int_equal(r.cues.of[CUE_REPEAT], VERDICT_NOT_DONE); /* no pixels were given */
	assert_int_equal(r.cues.of[CUE_CHANNEL], VERDICT_NOT_DONE);
}

/* ---- a second channel, as a driver would fill it ---- */

struct lamp {
	int16_t answers[3];
	unsigned asked;
};

static enum eg_err lamp_score(void *state, struct face_point eyes, int64_t came_us, int16_t *score)
{
	struct lamp *l = state;
	assert_true(eyes.x >= 0 && came_us >= 0);
	*score = l->answers[l->asked++ % 3];
	return *score < 0 ? EG_TIMEOUT : EG_OK;
}

static uint8_t channel_of(struct lamp *l)
{
	const struct attack_channel channel = {"nir", l, lamp_score};
	struct face_job j = job_for(1);
	for (int i = 0; i < 3; i++) {
		int16_t score;
		if (channel.score(channel.state, (struct face_point){0}, i * FRAME, &score) ==
		    EG_OK) {
			face_job_channel(&j, score);
		}
	}
	return cue_now(&j, CUE_CHANNEL, SECOND);
}

static void a_second_channel_has_a_say(void **state)
{
	(void)state;
	struct lamp living = {{900, 800, -1}, 0};
	struct lamp paper = {{100, 900, 0}, 0};
	struct lamp silent = {{-1, -1, -1}, 0};
	assert_int_equal(channel_of(&living), VERDICT_PASS);
	assert_int_equal(channel_of(&paper), VERDICT_FAIL);
	assert_int_equal(channel_of(&silent), VERDICT_NOT_DONE);
}

static void a_cleared_job_remembers_nobody(void **state)
{
	(void)state;
	struct face_job j = job_for(1);
	struct face_observation seen = frame_of(1);
	(void)give(&j, &seen, 0); /* something to forget */
	face_job_clear(&j);
	const unsigned char *bytes = (const unsigned char *)&j;
	for (size_t i = 0; i < sizeof(j); i++) {
		assert_int_equal(bytes[i], 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(five_good_frames_make_a_result),
		cmocka_unit_test(another_persons_portrait_scores_low),
		cmocka_unit_test(human_time_is_not_counted_as_machine_time),
		cmocka_unit_test(each_fault_has_its_prompt_and_counts_for_nothing),
		cmocka_unit_test(poorer_frames_are_taken_only_late),
		cmocka_unit_test(a_second_face_starts_the_collection_over),
		cmocka_unit_test(frames_of_two_people_are_never_mixed),
		cmocka_unit_test(time_ends_a_capture_with_nothing_compared),
		cmocka_unit_test(without_a_portrait_nothing_is_compared),
		cmocka_unit_test(liveness_is_the_median_of_the_frames),
		cmocka_unit_test(the_best_three_frames_make_the_template),
		cmocka_unit_test(a_picture_matches_nobody_for_a_living_face),
		cmocka_unit_test(few_frames_must_all_be_alive),
		cmocka_unit_test(a_covered_face_never_ends_in_a_match),
		cmocka_unit_test(a_mask_that_is_taken_off_is_forgotten),
		cmocka_unit_test(a_frame_of_which_nothing_was_judged_counts_for_nothing),
		cmocka_unit_test(a_hat_that_stays_on_is_accepted_late),
		cmocka_unit_test(a_second_capture_begins_afresh),
		cmocka_unit_test(a_challenge_is_asked_as_set),
		cmocka_unit_test(a_blink_when_asked_is_a_pass),
		cmocka_unit_test(who_does_not_answer_fails_also_when_time_is_up),
		cmocka_unit_test(another_person_cannot_answer),
		cmocka_unit_test(who_makes_it_begin_again_and_again_has_not_answered),
		cmocka_unit_test(the_closest_frame_is_told_and_every_cue_of_the_capture),
		cmocka_unit_test(a_second_channel_has_a_say),
		cmocka_unit_test(a_cleared_job_remembers_nobody),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
