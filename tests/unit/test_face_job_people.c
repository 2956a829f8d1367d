/*
 * test_face_job_people: whose frames a capture is judged by, and what begins anew and what does
 * not: with another person, with another capture, with a cut.
 */
#include "prog/face_job.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define MODEL  7u
#define SECOND INT64_C(1000000)
#define FRAME  (SECOND / 25)

/* Observations of people who differ in the direction of their vector, and the clock they share. */
static struct face_job job;
static int64_t now_us;
static int16_t edges;
static struct attack_look look;

static struct face_observation frame_of(size_t person)
{
	struct face_observation o = {
		.faces = 1,
		.alone = true,
		.whole = true,
		.box_height = 400,
		.eye_distance = 140,
		.live = 1000,
		.face = {.size = FACE_TEMPLATE_SIZE, .norm = 4000, .model = MODEL},
	};
	o.face.v[person] = 4;
	for (size_t c = 0; c < FACE_QUALITY_COUNT; c++) {
		o.quality.value[c] = 100;
	}
	return o;
}

/* Like this person by so much of 1000. */
static struct face_observation frame_like(size_t person, int score)
{
	struct face_observation o = frame_of(person);
	double part = score / 1000.0;
	o.face.v[person] = (float)(4 * part);
	o.face.v[person + 1] = (float)(4 * sqrt(1 - part * part));
	return o;
}

static enum face_prompt give(const struct face_observation *seen)
{
	now_us += FRAME;
	look.hash++;
	const struct face_job_frame f = {.came_us = now_us, .edges = edges, .look = &look};
	return face_job_frame(&job, seen, &f);
}

static void give_times(int times, struct face_observation seen)
{
	for (int i = 0; i < times; i++) {
		(void)give(&seen); /* the cues tell */
	}
}

static void give_two(void)
{
	struct face_observation two = frame_of(1);
	two.alone = false;
	assert_int_equal(give(&two), FACE_PROMPT_ALONE);
}

static struct face_observation flat_of(size_t person)
{
	struct face_observation o = frame_of(person);
	o.live = 100;
	return o;
}

static int begin(void **state)
{
	(void)state;
	now_us = 0;
	edges = 0;
	look = (struct attack_look){.bright = 200};
	job = face_job_new(face_job_limits_default(), 0);
	job.portrait = frame_of(1).face;
	job.has_portrait = true;
	job.limits.challenge = FACE_JOB_CHALLENGE_NEVER;
	face_job_capture(&job, 0);
	return 0;
}

static void capture_again(void)
{
	now_us += SECOND;
	face_job_capture(&job, now_us);
}

static uint8_t cue(enum cue c)
{
	return face_job_result(&job, MODEL, now_us).cues.of[c];
}

static void nobody_is_judged_by_the_frames_of_who_stood_there_before(void **state)
{
	(void)state;
	edges = 950;
	give_times(4, flat_of(2));
	give_two();
	give_times(4, flat_of(2));
	assert_int_equal(cue(CUE_PASSIVE), VERDICT_FAIL);
	assert_int_equal(cue(CUE_EDGES), VERDICT_FAIL);
	edges = 0;
	give_times(5, frame_of(1));
	assert_int_equal(face_job_result(&job, MODEL, now_us).frames, 5);
	assert_int_equal(cue(CUE_PASSIVE), VERDICT_PASS);
	assert_int_equal(cue(CUE_EDGES), VERDICT_PASS);
}

static void living_frames_of_another_do_not_outvote_a_picture(void **state)
{
	(void)state;
	give_times(4, flat_of(1));
	give_two();
	give_times(4, flat_of(1));
	for (int i = 0; i < 4; i++) {
		give_two();
		give_times(4, frame_of(2));
	}
	give_times(5, frame_of(1));
	assert_int_equal(face_job_result(&job, MODEL, now_us).frames, 5);
	assert_int_equal(cue(CUE_PASSIVE), VERDICT_FAIL); /* 8 of its 13 */
}

static void more_faces_than_anybody_brings_are_a_films(void **state)
{
	(void)state;
	for (size_t person = 1; person <= FACE_JOB_PEOPLE; person++) {
		give_times(2, frame_of(person * 2));
	}
	give_times(4, frame_of(2));
	assert_int_equal(cue(CUE_SCENE), VERDICT_PASS);
	give_times(4, frame_of(1));
	assert_int_equal(cue(CUE_SCENE), VERDICT_FAIL);
}

static void a_failed_cue_stays_with_its_face_in_a_further_capture(void **state)
{
	(void)state;
	edges = 950;
	give_times(5, frame_of(1));
	assert_int_equal(cue(CUE_EDGES), VERDICT_FAIL);
	edges = 0;
	capture_again();
	give_times(5, frame_of(1));
	assert_int_equal(face_job_result(&job, MODEL, now_us).frames, 5);
	assert_int_equal(cue(CUE_EDGES), VERDICT_FAIL);
	assert_int_equal(cue(CUE_PASSIVE), VERDICT_PASS);
	capture_again();
	give_times(5, frame_of(2));
	assert_int_equal(cue(CUE_EDGES), VERDICT_PASS);
}

static void a_face_that_moved_like_a_flat_picture_did_so_in_a_further_capture_too(void **state)
{
	(void)state;
	give_times(5, frame_of(1));
	job.asked = 1;
	job.challenge = (struct challenge){.kind = CHALLENGE_LEFT,
					   .phase = CHALLENGE_DONE,
					   .most = 300,
					   .residual = 5,
					   .narrowing = 700};
	assert_int_equal(cue(CUE_DEPTH), VERDICT_FAIL);
	capture_again();
	give_times(5, frame_of(1));
	assert_int_equal(cue(CUE_DEPTH), VERDICT_FAIL);
	capture_again();
	give_times(5, frame_of(2));
	assert_int_equal(cue(CUE_DEPTH), VERDICT_NOT_DONE);
}

static void a_copy_of_the_portrait_stays_one_whoever_comes_in_between(void **state)
{
	(void)state;
	job.portrait = frame_like(2, 1000).face;
	give_times(2, frame_like(2, 1000)); /* the portrait itself */
	give_times(2, frame_of(4));
	give_times(5, frame_like(2, 900));
	struct msg_face_result r = face_job_result(&job, MODEL, now_us);
	assert_int_equal(r.frames, 5);
	assert_in_range(r.scores.match, 895, 905);
	assert_int_equal(r.closest, 1000);
	capture_again();
	give_times(5, frame_like(2, 900));
	assert_int_equal(face_job_result(&job, MODEL, now_us).closest, 1000);
	capture_again();
	give_times(5, frame_of(4));
	assert_in_range(face_job_result(&job, MODEL, now_us).closest, 0, 5);
}

static void a_face_is_met_again_by_the_likeness_of_a_collection(void **state)
{
	static const struct {
		int score;
		uint8_t passive;
	} cases[] = {{410, VERDICT_FAIL}, {390, VERDICT_PASS}};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(begin(state), 0);
		give_times(4, flat_of(1));
		give_two();
		give_times(4, flat_of(1));
		give_two();
		give_times(5, frame_like(1, cases[i].score));
		assert_int_equal(face_job_result(&job, MODEL, now_us).frames, 5);
		assert_int_equal(cue(CUE_PASSIVE), cases[i].passive);
	}
}

static void a_bad_frame_or_two_are_no_failed_capture(void **state)
{
	(void)state;
	give_times(2, flat_of(1));
	capture_again();
	give_times(2, flat_of(1));
	give_times(3, frame_of(1));
	assert_int_equal(cue(CUE_PASSIVE), VERDICT_PASS); /* 2 of 5, not 4 of 7 */
	capture_again();
	give_times(3, flat_of(1));
	capture_again();
	give_times(5, frame_of(1));
	assert_int_equal(cue(CUE_PASSIVE), VERDICT_FAIL);
}

static void a_camera_that_stood_still_is_judged_anew(void **state)
{
	(void)state;
	struct face_observation seen = frame_of(1);
	for (int i = 0; i < 4; i++) {
		now_us += FRAME;
		const struct face_job_frame f = {.came_us = now_us, .look = &look};
		(void)face_job_frame(&job, &seen, &f); /* the cue tells */
	}
	assert_int_equal(cue(CUE_FROZEN), VERDICT_FAIL);
	capture_again();
	give_times(5, frame_of(1));
	assert_int_equal(cue(CUE_FROZEN), VERDICT_PASS);
}

static void a_loop_is_remembered_and_a_hand_before_the_lens_is_not(void **state)
{
	(void)state;
	struct attack_look pair[2] = {{.hash = 1}, {.hash = 2}}; /* without light */
	struct face_observation seen = frame_of(1);
	for (size_t i = 0; i < ATTACK_SAMPLES; i++) {
		pair[1].residual[i] = 1;
	}
	for (int i = 0; i < 4; i++) {
		const struct face_job_frame f = {.came_us = i * FRAME, .look = &pair[i % 2]};
		(void)face_job_frame(&job, &seen, &f); /* the cues tell */
	}
	assert_int_equal(cue(CUE_REPEAT), VERDICT_FAIL);
	assert_int_equal(cue(CUE_BLACK), VERDICT_FAIL);
	capture_again();
	give_times(5, frame_of(1));
	assert_int_equal(cue(CUE_REPEAT), VERDICT_FAIL);
	assert_int_equal(cue(CUE_BLACK), VERDICT_PASS);
}

/* ---- challenges ---- */

static struct face_observation closed_of(size_t person)
{
	struct face_observation o = frame_of(person);
	o.eyes_closed = 950;
	return o;
}

static void ask(uint32_t draw)
{
	job.limits.challenge = FACE_JOB_CHALLENGE_ALWAYS;
	job.draw = draw;
	give_times(5, frame_of(1));
	assert_int_equal(job.asked, 1);
	now_us += 2 * FRAME; /* nobody answers sooner */
}

static void an_answer_that_is_owed_is_asked_for_in_the_next_capture(void **state)
{
	(void)state;
	struct face_observation unsure = frame_of(1);
	job.limits.challenge = FACE_JOB_CHALLENGE_DOUBT;
	unsure.live = 899;
	give_times(5, unsure);
	assert_int_equal(job.asked, 1);
	capture_again();
	job.draw = 0; /* a blink */
	give_times(5, frame_of(1));
	assert_int_equal(job.asked, 1);
	assert_int_equal(cue(CUE_CHALLENGE), VERDICT_FAIL);
	now_us += 2 * FRAME;
	give_times(1, frame_of(1));
	give_times(1, closed_of(1));
	give_times(1, frame_of(1));
	assert_int_equal(cue(CUE_CHALLENGE), VERDICT_PASS);
	capture_again();
	give_times(5, frame_of(1));
	assert_int_equal(job.asked, 0);
	assert_true(face_job_over(&job, now_us));
}

static void blink(size_t person)
{
	now_us += 2 * FRAME;
	give_times(1, frame_of(person));
	give_times(1, closed_of(person));
	give_times(1, frame_of(person));
	assert_int_equal(cue(CUE_CHALLENGE), VERDICT_PASS);
}

static void nobody_answers_for_another(void **state)
{
	(void)state;
	struct face_observation unsure = frame_of(1);
	job.limits.challenge = FACE_JOB_CHALLENGE_DOUBT;
	unsure.live = 899;
	give_times(5, unsure);
	give_times(6, frame_of(2)); /* the first ends what was asked of the face before */
	assert_int_equal(job.asked, 2);
	blink(2);
	for (int i = 0; i < 2; i++) {
		capture_again();
		give_times(2, frame_of(1)); /* too few to be asked */
		job.draw = 0;               /* a blink */
		give_times(5, frame_of(2));
		assert_int_equal(job.asked, 1);
		blink(2);
	}
	capture_again();
	job.draw = 0;
	give_times(5, frame_of(1));
	assert_int_equal(job.asked, 1);
	blink(1);
	capture_again();
	give_times(5, frame_of(1));
	assert_int_equal(job.asked, 0);
}

static void who_makes_it_begin_again_is_asked_the_same(void **state)
{
	(void)state;
	ask(1);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(face_job_result(&job, MODEL, now_us).challenge,
				 FACE_PROMPT_TURN_LEFT);
		give_two();
		give_times(5, frame_of(1));
		assert_int_equal(job.asked, i + 2);
	}
	assert_int_equal(face_job_result(&job, MODEL, now_us).challenge, FACE_PROMPT_TURN_LEFT);
}

/* Everything but the mean light is another. */
static void cut(void)
{
	for (size_t i = 0; i < ATTACK_TILES; i++) {
		look.tiles[i] = look.tiles[i] > 100 ? 20 : 220;
	}
}

static void what_is_asked_changes_from_capture_to_capture(void **state)
{
	(void)state;
	bool asked[CHALLENGE_KINDS] = {false};
	ask(1);
	for (int i = 0; i < 20; i++) {
		capture_again();
		give_times(5, frame_of(1));
		assert_int_equal(job.asked, 1);
		asked[job.challenge.kind] = true;
	}
	assert_true(asked[CHALLENGE_BLINK] && asked[CHALLENGE_LEFT] && asked[CHALLENGE_RIGHT]);
}

static void what_is_asked_late_may_be_answered_later(void **state)
{
	(void)state;
	now_us = job.limits.timeout_us - 10 * FRAME;
	ask(0);
	give_times(10, frame_of(1));
	assert_true(now_us > job.limits.timeout_us);
	assert_false(face_job_over(&job, now_us));
	blink(1);
}

static void an_answer_across_a_cut_is_none(void **state)
{
	(void)state;
	for (size_t i = 0; i < ATTACK_TILES; i++) {
		look.tiles[i] = i % 2 == 0 ? 20 : 220;
	}
	ask(0);
	give_times(1, frame_of(1));
	struct face_observation shut = closed_of(1);
	shut.live = -1; /* good for nothing but an answer */
	cut();
	assert_int_equal(give(&shut), FACE_PROMPT_STILL);
	give_times(1, frame_of(1));
	assert_int_equal(cue(CUE_CHALLENGE), VERDICT_FAIL);
	assert_false(face_job_over(&job, now_us));
	give_times(4, frame_of(1)); /* asked again, of whoever is there now */
	assert_int_equal(job.asked, 2);
}

/* Light that is switched on before anything is asked. */
static void a_cut_before_a_challenge_voids_no_answer(void **state)
{
	(void)state;
	for (size_t i = 0; i < ATTACK_TILES; i++) {
		look.tiles[i] = i % 2 == 0 ? 20 : 220;
	}
	give_times(1, frame_of(1));
	cut();
	give_times(1, frame_of(1));
	assert_int_equal(job.attack.cuts, 1);
	ask(0);
	blink(1);
}

static void a_covered_face_answers_nothing(void **state)
{
	(void)state;
	struct face_observation masked = frame_of(1);
	masked.quality.value[FACE_QUALITY_MOUTH_VISIBLE] = 0;
	ask(0);
	give_times(1, masked);
	give_times(1, closed_of(1));
	give_times(1, masked);
	assert_int_equal(cue(CUE_CHALLENGE), VERDICT_FAIL);
	give_times(1, frame_of(1));
	give_times(1, closed_of(1));
	give_times(1, frame_of(1));
	assert_int_equal(cue(CUE_CHALLENGE), VERDICT_PASS);
}

static void a_turned_head_is_held_to_the_same_likeness(void **state)
{
	(void)state;
	struct face_observation turned = frame_like(1, 300);
	turned.turn = 200;
	give_times(4, frame_of(1));
	assert_int_equal(job.count, 4);
	(void)give(&turned); /* the count tells */
	assert_int_equal(job.count, 1);
	assert_int_equal(begin(state), 0);
	ask(1);
	give_times(1, frame_of(1));
	turned.turn = 300;
	assert_int_equal(give(&turned), FACE_PROMPT_STILL); /* somebody else takes over */
	assert_int_equal(job.count, 0);
}

static void half_of_the_faces_covered_is_covered(void **state)
{
	(void)state;
	struct face_observation masked = frame_of(1);
	masked.quality.value[FACE_QUALITY_MOUTH_VISIBLE] = 0;
	assert_int_equal(face_job_result(&job, MODEL, now_us).covered, 0); /* nobody was seen */
	give_times(3, masked);
	give_times(3, frame_of(1));
	assert_int_equal(face_job_result(&job, MODEL, now_us).covered, 1);
	give_times(1, frame_of(1));
	assert_int_equal(face_job_result(&job, MODEL, now_us).covered, 0);
	capture_again();
	give_times(1, frame_of(1));
	assert_int_equal(face_job_result(&job, MODEL, now_us).covered, 0);
	give_times(1, masked);
	assert_int_equal(face_job_result(&job, MODEL, now_us).covered, 1);
}

static void a_channels_scores_are_the_faces_they_were_made_of(void **state)
{
	(void)state;
	face_job_channel(&job, 900); /* of the first face, before its first good frame */
	give_times(2, frame_of(2));
	face_job_channel(&job, 900);
	face_job_channel(&job, 900);
	assert_int_equal(cue(CUE_CHANNEL), VERDICT_PASS);
	give_times(5, frame_of(1));
	face_job_channel(&job, 100);
	assert_int_equal(cue(CUE_CHANNEL), VERDICT_FAIL);
}

#define FRESH(test) cmocka_unit_test_setup((test), begin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(nobody_is_judged_by_the_frames_of_who_stood_there_before),
		FRESH(living_frames_of_another_do_not_outvote_a_picture),
		FRESH(more_faces_than_anybody_brings_are_a_films),
		FRESH(a_failed_cue_stays_with_its_face_in_a_further_capture),
		FRESH(a_face_that_moved_like_a_flat_picture_did_so_in_a_further_capture_too),
		FRESH(a_copy_of_the_portrait_stays_one_whoever_comes_in_between),
		FRESH(a_face_is_met_again_by_the_likeness_of_a_collection),
		FRESH(a_bad_frame_or_two_are_no_failed_capture),
		FRESH(a_camera_that_stood_still_is_judged_anew),
		FRESH(a_loop_is_remembered_and_a_hand_before_the_lens_is_not),
		FRESH(an_answer_that_is_owed_is_asked_for_in_the_next_capture),
		FRESH(nobody_answers_for_another),
		FRESH(who_makes_it_begin_again_is_asked_the_same),
		FRESH(what_is_asked_changes_from_capture_to_capture),
		FRESH(what_is_asked_late_may_be_answered_later),
		FRESH(an_answer_across_a_cut_is_none),
		FRESH(a_cut_before_a_challenge_voids_no_answer),
		FRESH(a_covered_face_answers_nothing),
		FRESH(a_turned_head_is_held_to_the_same_likeness),
		FRESH(half_of_the_faces_covered_is_covered),
		FRESH(a_channels_scores_are_the_faces_they_were_made_of),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
