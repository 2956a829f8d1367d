/*
 * test_face_attack: the real egate-face process in its sandbox, with the real models, before
 * cameras that show nothing and faces that are none. Needs the set-up's models and media (else 77).
 */
#include "../bench/face_frames.h"
#include "../bench/measure.h"
#include "biometrics/face_prompt.h"
#include "biometrics/picture_encode.h"
#include "face_desk.h"
#include "gate/policy.h"
#include "hal/camera_sim.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- a camera that shows nothing ---- */

static void show_exact(struct face_lane *l, const struct picture *p)
{
	EG_AUTO(bytes_free) struct bytes jpeg = {0};
	assert_int_equal(picture_encode_jpeg(p, (struct picture_jpeg){.quality = 90},
					     CAMERA_SIM_SIZE_MAX, &jpeg),
			 EG_OK);
	assert_int_equal(face_lane_frame(l, bytes_rd(&jpeg)), EG_OK);
}

/* A lens that is covered: the sensor's noise is still there. */
static void show_black(struct face_lane *l)
{
	EG_AUTO(picture_free) struct picture p = {0};
	uint32_t dice = 3 + l->sequence;
	assert_int_equal(picture_new(640, 480, &p), EG_OK);
	face_frames_fill(&p, 0, 0, 640, 480, 5);
	face_frames_noise(&p, 2, &dice);
	show_exact(l, &p);
}

static void show_frozen(struct face_lane *l)
{
	EG_AUTO(bytes_free) struct bytes jpeg = {0};
	assert_int_equal(measure_file(desk_man[0], &jpeg), EG_OK);
	assert_int_equal(face_lane_frame(l, bytes_rd(&jpeg)), EG_OK);
}

static void expect_unfit(struct face_lane *l, enum reason why)
{
	assert_int_equal(desk_hear_kind(l, MSG_UNFIT).body.unfit.reason, why);
	desk_ends_in_failure(l);
}

static void a_black_camera_is_never_ready(void **state)
{
	desk_camera = show_black;
	expect_unfit(*state, REASON_CAMERA_BLACK);
}

static void a_frozen_camera_is_never_ready(void **state)
{
	desk_camera = show_frozen;
	expect_unfit(*state, REASON_CAMERA_FROZEN);
}

static void a_camera_that_fails_while_nobody_is_there_ends_the_worker(void **state)
{
	static void (*const failing[])(struct face_lane * l) = {show_black, show_frozen};
	static const enum reason reasons[] = {REASON_CAMERA_BLACK, REASON_CAMERA_FROZEN};
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct face_lane l;
		desk_camera = desk_show_man;
		assert_int_equal(face_lane_start(&l, WORKER, DESK_MODELS, "check_s=1"), EG_OK);
		assert_int_equal(desk_hear_kind(&l, MSG_READY).body.ready.role, ROLE_FACE);
		desk_camera = failing[i];
		expect_unfit(&l, reasons[i]);
	}
}

static void a_face_while_nobody_is_there_is_looked_at_again_soon(void **state)
{
	(void)state;
	struct face_lane l;
	desk_camera = desk_show_man;
	assert_int_equal(face_lane_start(&l, WORKER, DESK_MODELS, "check_s=3600"), EG_OK);
	assert_int_equal(desk_hear_kind(&l, MSG_READY).body.ready.role, ROLE_FACE);
	desk_hear_wish(&l);
	(void)face_lane_end(&l, NULL); /* in the middle of its look */
}

static void a_worker_that_has_looked_for_long_ends_in_peace(void **state)
{
	(void)state;
	struct face_lane l;
	struct msg m;
	desk_camera = desk_show_man; /* a face asks for a look soon */
	assert_int_equal(face_lane_start(&l, WORKER, DESK_MODELS, "renew_ms=1"), EG_OK);
	assert_int_equal(desk_hear_kind(&l, MSG_READY).body.ready.role, ROLE_FACE);
	enum face_lane_event event = face_lane_wait(&l, DESK_QUIET_MS, &m);
	while (event == FACE_LANE_WANTED) {
		desk_show_man(&l);
		event = face_lane_wait(&l, DESK_QUIET_MS, &m);
	}
	assert_int_equal(event, FACE_LANE_GONE);
	assert_int_equal(face_lane_end(&l, NULL), 0);
}

/* ---- attacks ---- */

static bool admits(const struct msg_face_result *r)
{
	const struct policy p = policy_default();
	struct findings f = findings_none();
	for (unsigned c = 0; c < CHECK_COUNT; c++) {
		findings_set(&f, (enum check)c, VERDICT_PASS, REASON_NONE);
	}
	policy_judge_face(&p, &r->scores, &f);
	policy_judge_attack(&p, &r->cues, r->closest, &f);
	return policy_decide_face(&p, &f).admit;
}

static void the_holder_fails_no_cue(void **state)
{
	struct face_lane *l = *state;
	assert_int_equal(desk_portrait(l, DESK_MEDIA "franck_01829.jpg").verdict, VERDICT_PASS);
	struct msg_face_result r = desk_capture(l);
	assert_int_equal(cues_first(&r.cues, VERDICT_FAIL), CUE_COUNT);
	assert_int_equal(r.cues.of[CUE_CHALLENGE], VERDICT_NOT_DONE); /* no doubt, nothing asked */
	assert_true(admits(&r));
	assert_int_equal(face_lane_end(l, NULL), 0);
}

/* Two frames, each as it was, again and again. */
static void show_loop(struct face_lane *l)
{
	EG_AUTO(bytes_free) struct bytes jpeg = {0};
	assert_int_equal(measure_file(desk_man[l->sequence % 2], &jpeg), EG_OK);
	assert_int_equal(face_lane_frame(l, bytes_rd(&jpeg)), EG_OK);
}

static void a_looped_video_is_the_officers(void **state)
{
	struct face_lane *l = *state;
	assert_int_equal(desk_portrait(l, DESK_MEDIA "franck_01829.jpg").verdict, VERDICT_PASS);
	desk_camera = show_loop;
	struct msg_face_result r = desk_capture(l);
	assert_int_equal(r.frames, 5);
	assert_int_equal(r.cues.of[CUE_REPEAT], VERDICT_FAIL);
	assert_false(admits(&r));
	assert_int_equal(face_lane_end(l, NULL), 0);
}

/* A picture of the man, held up in a booth: white paper or a black frame around it. */
static void show_held(struct face_lane *l, uint8_t edge)
{
	EG_AUTO(bytes_free) struct bytes jpeg = {0};
	EG_AUTO(picture_free) struct picture still = {0};
	EG_AUTO(picture_free) struct picture cut = {0};
	EG_AUTO(picture_free) struct picture scene = {0};
	uint32_t dice = 9 + l->sequence;
	int sway = (int)(l->sequence % 5);
	assert_int_equal(measure_file(desk_man[0], &jpeg), EG_OK);
	assert_int_equal(picture_decode(bytes_rd(&jpeg), PICTURE_SIDE_MAX, &still), EG_OK);
	assert_int_equal(face_frames_crop(&still, 190, 60, 500, 620, &cut), EG_OK);
	assert_int_equal(picture_new(1280, 720, &scene), EG_OK);
	face_frames_fill(&scene, 0, 0, 1280, 720, 140);
	face_frames_fill(&scene, 368 + sway, 28, 912 + sway, 692, edge);
	face_frames_paste(&scene, &cut, 390 + sway, 50);
	face_frames_noise(&scene, 1.5, &dice);
	show_exact(l, &scene);
}

static void show_print(struct face_lane *l)
{
	show_held(l, 240);
}

static void show_screen(struct face_lane *l)
{
	show_held(l, 15);
}

static void a_print_and_a_screen_are_the_officers(void **state)
{
	static void (*const held[])(struct face_lane * l) = {show_print, show_screen};
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct face_lane l;
		desk_camera = desk_show_man;
		assert_int_equal(face_lane_start(&l, WORKER, DESK_MODELS, "challenge=never"),
				 EG_OK);
		assert_int_equal(desk_portrait(&l, DESK_MEDIA "franck_01829.jpg").verdict,
				 VERDICT_PASS);
		desk_camera = held[i];
		struct msg_face_result r = desk_capture(&l);
		assert_int_equal(r.frames, 5);
		assert_true(r.scores.match > 450); /* it is his face */
		assert_int_equal(r.cues.of[CUE_EDGES], VERDICT_FAIL);
		assert_false(admits(&r));
		assert_int_equal(face_lane_end(&l, NULL), 0);
	}
}

/* Guides of the collection, and the officer's pictures, come before. */
static bool asks(const struct msg *m)
{
	uint8_t prompt = m->kind == MSG_FACE_GUIDE ? m->body.face_guide.prompt : FACE_PROMPT_NONE;
	assert_int_not_equal(m->kind, MSG_FACE_RESULT);
	return prompt >= FACE_PROMPT_BLINK && prompt <= FACE_PROMPT_TURN_RIGHT;
}

/* The challenge is drawn: captures are ordered until one asks for a blink, which the man's pictures
 * can answer. Those that were not answered come first, and are none of a pass. */
static void until_a_blink_is_asked(struct face_lane *l)
{
	assert_int_equal(face_lane_say(l, MSG_CAPTURE, FACE_LANE_EPOCH), EG_OK);
	for (int tries = 0; tries < 60; tries++) {
		struct msg m = desk_hear(l);
		while (!asks(&m)) {
			m = desk_hear(l);
		}
		if (m.body.face_guide.prompt == FACE_PROMPT_BLINK) {
			return;
		}
		/* The next order ends this capture, and begins one with another draw. */
		assert_int_equal(face_lane_say(l, MSG_CAPTURE, FACE_LANE_EPOCH), EG_OK);
		struct msg_face_result r = desk_hear_kind(l, MSG_FACE_RESULT).body.face_result;
		assert_int_equal(r.frames, 5);
		assert_int_equal(r.cues.of[CUE_CHALLENGE], VERDICT_FAIL);
		assert_false(admits(&r));
	}
	fail_msg("no blink was asked in 60 captures");
}

/* Open for some frames, closed for two, open again. */
static unsigned blinking;

static void show_blink(struct face_lane *l)
{
	unsigned now = blinking++ % 10;
	desk_show(l, now == 5 || now == 6 ? DESK_MEDIA "franck_03979.jpg"
					  : desk_man[now % DESK_MAN_FRAMES]);
}

static void what_was_asked_is_answered_or_nobody_passes(void **state)
{
	(void)state;
	struct face_lane l;
	desk_camera = desk_show_man;
	assert_int_equal(face_lane_start(&l, WORKER, DESK_MODELS, "challenge=always"), EG_OK);
	assert_int_equal(desk_portrait(&l, DESK_MEDIA "franck_01829.jpg").verdict, VERDICT_PASS);
	until_a_blink_is_asked(&l);
	blinking = 0;
	desk_camera = show_blink;
	struct msg_face_result r = desk_hear_kind(&l, MSG_FACE_RESULT).body.face_result;
	assert_int_equal(r.cues.of[CUE_CHALLENGE], VERDICT_PASS);
	assert_int_equal(r.challenge, FACE_PROMPT_BLINK);
	assert_true(admits(&r));
	assert_int_equal(face_lane_end(&l, NULL), 0);
}

#define WITH_WORKER(test) cmocka_unit_test_setup_teardown((test), desk_start, desk_stop)

int main(void)
{
	if (!desk_furnished()) {
		return 77;
	}
	const struct CMUnitTest tests[] = {
		WITH_WORKER(a_black_camera_is_never_ready),
		WITH_WORKER(a_frozen_camera_is_never_ready),
		cmocka_unit_test(a_camera_that_fails_while_nobody_is_there_ends_the_worker),
		cmocka_unit_test(a_face_while_nobody_is_there_is_looked_at_again_soon),
		cmocka_unit_test(a_worker_that_has_looked_for_long_ends_in_peace),
		WITH_WORKER(the_holder_fails_no_cue),
		WITH_WORKER(a_looped_video_is_the_officers),
		cmocka_unit_test(a_print_and_a_screen_are_the_officers),
		cmocka_unit_test(what_was_asked_is_answered_or_nobody_passes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
