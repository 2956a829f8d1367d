/*
 * test_face_worker: the real egate-face process in its sandbox, with the real models: a capture, a
 * second one, and everything that must end it. Needs the set-up's models and media (else 77).
 */
#include "../bench/face_frames.h"
#include "../bench/face_lane.h"
#include "../bench/measure.h"
#include "biometrics/face_prompt.h"
#include "gate/policy.h"
#include "os/cpu_limit.h"
#include "prog/face_open.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define MODELS   SOURCE_ROOT "/.setup/models"
#define MEDIA    SOURCE_ROOT "/.setup/media/"
#define PEOPLE   SOURCE_ROOT "/.setup/people/"
#define CORPUS   SOURCE_ROOT "/tests/fuzz/corpus/picture/"
#define QUIET_MS 20000 /* a machine under load */

/* Frames of one man, shown in turn: all of good quality, eyes open; not his portrait, which would
 * be taken for what it is. */
static const char *const man[] = {MEDIA "franck_02045.jpg", MEDIA "franck_02159.jpg",
				  MEDIA "franck_02221.jpg", MEDIA "franck_04035.jpg",
				  MEDIA "franck_04117.jpg"};
#define MAN_FRAMES (sizeof(man) / sizeof(man[0]))

static void show(struct face_lane *l, const char *path)
{
	EG_AUTO(bytes_free) struct bytes jpeg = {0};
	assert_int_equal(measure_file(path, &jpeg), EG_OK);
	assert_int_equal(face_lane_frame_noisy(l, bytes_rd(&jpeg)), EG_OK);
}

static void show_man(struct face_lane *l)
{
	static size_t shown;
	show(l, man[shown++ % MAN_FRAMES]);
}

/* What the camera shows when it is asked. */
static void (*camera)(struct face_lane *l) = show_man;

static int start(void **state)
{
	static struct face_lane lane;
	*state = &lane;
	camera = show_man;
	return face_lane_start(&lane, WORKER, MODELS, NULL) == EG_OK ? 0 : -1;
}

static int stop(void **state)
{
	struct face_lane *l = *state;
	if (l->pid > 0) {
		(void)face_lane_end(l, NULL); /* a test that failed half-way */
	}
	return 0;
}

/* The next message; frames that are asked for meanwhile are the camera's. */
static struct msg hear(struct face_lane *l)
{
	struct msg m = {0};
	for (;;) {
		switch (face_lane_wait(l, QUIET_MS, &m)) {
		case FACE_LANE_MESSAGE:
			return m;
		case FACE_LANE_WANTED:
			camera(l);
			break;
		case FACE_LANE_GONE:
		case FACE_LANE_QUIET:
			fail_msg("the worker ended or is silent");
		}
	}
}

static struct msg hear_kind(struct face_lane *l, enum msg_kind kind)
{
	struct msg m = hear(l);
	while (m.kind != kind && (m.kind == MSG_FACE_GUIDE || m.kind == MSG_FACE_PICTURE)) {
		m = hear(l);
	}
	assert_int_equal(m.kind, kind);
	return m;
}

/* Until the worker asks for a frame. */
static void hear_wish(struct face_lane *l)
{
	struct msg m = {.kind = MSG_FACE_PICTURE};
	enum face_lane_event event = FACE_LANE_MESSAGE;
	while (event == FACE_LANE_MESSAGE && m.kind == MSG_FACE_PICTURE) {
		event = face_lane_wait(l, QUIET_MS, &m);
	}
	assert_int_equal(event, FACE_LANE_WANTED);
}

static struct finding give_portrait(struct face_lane *l, const char *path)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	assert_int_equal(measure_file(path, &file), EG_OK);
	assert_int_equal(hear_kind(l, MSG_READY).body.ready.role, ROLE_FACE);
	assert_int_equal(face_lane_say(l, MSG_BEGIN, FACE_LANE_EPOCH), EG_OK);
	assert_int_equal(face_lane_portrait(l, bytes_rd(&file)), EG_OK);
	struct msg m = hear_kind(l, MSG_FINDINGS);
	assert_int_equal(m.epoch, FACE_LANE_EPOCH);
	struct finding f = m.body.findings.findings.of[CHECK_PORTRAIT];
	assert_int_equal(hear_kind(l, MSG_PORTRAIT_READY).epoch, FACE_LANE_EPOCH);
	return f;
}

static struct msg_face_result capture(struct face_lane *l)
{
	assert_int_equal(face_lane_say(l, MSG_CAPTURE, FACE_LANE_EPOCH), EG_OK);
	struct msg m = hear_kind(l, MSG_FACE_RESULT);
	assert_int_equal(m.epoch, FACE_LANE_EPOCH);
	return m.body.face_result;
}

static void the_holder_matches_and_an_officer_may_ask_again(void **state)
{
	struct face_lane *l = *state;
	assert_int_equal(give_portrait(l, MEDIA "franck_01829.jpg").verdict, VERDICT_PASS);
	for (int i = 0; i < 2; i++) {
		struct msg_face_result r = capture(l);
		assert_in_range(r.scores.match, 700, 984);
		assert_in_range(r.scores.live, 950, 1000);
		assert_true(r.scores.alone);
		assert_int_equal(r.frames, 5);
		assert_true(r.own_us > 0);
	}
	assert_int_equal(face_lane_end(l, NULL), 0); /* the core closes: the worker ends in peace */
}

static void another_persons_document_does_not_match(void **state)
{
	struct face_lane *l = *state;
	assert_int_equal(give_portrait(l, MEDIA "cage.jpg").verdict, VERDICT_PASS);
	struct msg_face_result r = capture(l);
	assert_true(r.scores.match < 250);
	assert_int_equal(r.frames, 5);
	assert_int_equal(face_lane_end(l, NULL), 0);
}

static struct face_engine *engine;

static struct face_template face_of(struct rd encoded)
{
	EG_AUTO(picture_free) struct picture p = {0};
	struct face_observation seen;
	assert_int_equal(picture_decode(encoded, PICTURE_SIDE_MAX, &p), EG_OK);
	assert_int_equal(face_observe_portrait(engine, &p, 0, &seen), EG_OK);
	return seen.face;
}

static int16_t alike(const struct face_template *shown, const char *path)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	int16_t score;
	assert_int_equal(measure_file(path, &file), EG_OK);
	struct face_template real = face_of(bytes_rd(&file));
	assert_int_equal(face_compare(shown, &real, &score), EG_OK);
	return score;
}

/* The next picture that comes: sealed, as told, and a JPEG whatever the document held. */
static struct face_template hear_picture(struct face_lane *l, enum face_picture which)
{
	static const uint8_t jpeg[] = {0xFF, 0xD8, 0xFF};
	EG_AUTO(bulk_unmap) struct bulk bytes = {0};
	EG_AUTO(picture_free) struct picture p = {0};
	struct rd magic;
	struct msg m = hear(l);
	while (m.kind != MSG_FACE_PICTURE || m.body.face_picture.which != which) {
		assert_true(m.kind == MSG_FACE_GUIDE || m.kind == MSG_FACE_RESULT);
		m = hear(l);
	}
	const struct msg_face_picture *told = &m.body.face_picture;
	assert_int_equal(m.epoch, FACE_LANE_EPOCH);
	assert_int_equal(bulk_map(l->bulk, told->size, FACE_PICTURE_SIZE_MAX, &bytes), EG_OK);
	struct rd r = bulk_rd(&bytes);
	assert_true(rd_take(&r, sizeof(jpeg), &magic) && rd_equal(magic, RD_ARRAY(jpeg)));
	assert_int_equal(picture_decode(bulk_rd(&bytes), FACE_PICTURE_WIDTH_MAX, &p), EG_OK);
	assert_int_equal(p.width, told->width);
	assert_int_equal(p.height, told->height);
	return face_of(bulk_rd(&bytes));
}

static void an_impostor_and_the_portrait_are_shown_each_as_who_they_are(void **state)
{
	struct face_lane *l = *state;
	assert_int_equal(face_open(MODELS, NULL, &engine), EG_OK);
	(void)give_portrait(l, MEDIA "cage.jpg");
	struct face_template portrait = hear_picture(l, FACE_PICTURE_PORTRAIT);
	assert_true(alike(&portrait, MEDIA "cage.jpg") > 900);
	assert_true(alike(&portrait, man[0]) < 250);
	for (int i = 0; i < 2; i++) { /* an officer has it compared again */
		assert_int_equal(face_lane_say(l, MSG_CAPTURE, FACE_LANE_EPOCH), EG_OK);
		struct face_template live = hear_picture(l, FACE_PICTURE_LIVE);
		assert_true(alike(&live, man[0]) > 600);
		assert_true(alike(&live, MEDIA "cage.jpg") < 250);
	}
	assert_int_equal(face_lane_end(l, NULL), 0);
	face_engine_close(&engine);
}

static void a_jpeg_2000_portrait_is_shown_as_a_jpeg(void **state)
{
	struct face_lane *l = *state;
	if (access(PEOPLE "franck/portrait.jp2", R_OK) != 0) {
		skip(); /* made by simulator/prepare */
	}
	assert_int_equal(face_open(MODELS, NULL, &engine), EG_OK);
	(void)give_portrait(l, PEOPLE "franck/portrait.jp2");
	struct face_template portrait = hear_picture(l, FACE_PICTURE_PORTRAIT);
	assert_true(alike(&portrait, MEDIA "franck_02045.jpg") > 900);
	assert_int_equal(face_lane_end(l, NULL), 0);
	face_engine_close(&engine);
}

static void a_portrait_that_is_none_is_said_to_be_so(void **state)
{
	struct face_lane *l = *state;
	struct finding f = give_portrait(l, SOURCE_ROOT "/meson.build");
	assert_int_equal(f.verdict, VERDICT_FAIL);
	assert_int_equal(f.reason, REASON_UNDECODABLE);
	assert_int_equal(capture(l).frames, 0);
	assert_int_equal(face_lane_end(l, NULL), 0);
}

/* A limit that no portrait can keep: as a hostile one keeps none. */
static void a_portrait_that_takes_too_long_is_cut_and_blamed(void **state)
{
	struct face_lane *l = *state;
	(void)face_lane_end(l, NULL); /* the one with the usual limit */
	assert_int_equal(face_lane_start(l, WORKER, MODELS, "portrait_ms=1"), EG_OK);
	struct finding f = give_portrait(l, MEDIA "franck_01829.jpg");
	assert_int_equal(f.verdict, VERDICT_FAIL);
	assert_int_equal(f.reason, REASON_UNDECODABLE);
	struct msg m;
	assert_int_equal(face_lane_wait(l, QUIET_MS, &m), FACE_LANE_GONE);
	int status = face_lane_end(l, NULL);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), CPU_LIMIT_EXIT);
}

static void an_empty_booth_and_a_damaged_frame_ask_to_look(void **state)
{
	static const char *const nothing[] = {CORPUS "colour.jpg", SOURCE_ROOT "/meson.build"};
	struct face_lane *l = *state;
	assert_int_equal(give_portrait(l, MEDIA "franck_01829.jpg").verdict, VERDICT_PASS);
	assert_int_equal(face_lane_say(l, MSG_CAPTURE, FACE_LANE_EPOCH), EG_OK);
	struct msg m;
	for (size_t i = 0; i < 2; i++) {
		hear_wish(l);
		show(l, nothing[i]);
		if (i == 0) {
			m = hear_kind(l, MSG_FACE_GUIDE);
			assert_int_equal(m.body.face_guide.prompt, FACE_PROMPT_LOOK);
		}
	}
	assert_int_equal(hear_kind(l, MSG_FACE_RESULT).body.face_result.frames, 5);
	assert_int_equal(face_lane_end(l, NULL), 0);
}

static void a_new_order_ends_the_capture_before_it(void **state)
{
	struct face_lane *l = *state;
	assert_int_equal(give_portrait(l, MEDIA "franck_01829.jpg").verdict, VERDICT_PASS);
	assert_int_equal(face_lane_say(l, MSG_CAPTURE, FACE_LANE_EPOCH), EG_OK);
	hear_wish(l);
	assert_int_equal(face_lane_say(l, MSG_CAPTURE, FACE_LANE_EPOCH), EG_OK);
	show(l, CORPUS "colour.jpg");
	assert_int_equal(hear_kind(l, MSG_FACE_RESULT).body.face_result.frames, 0);
	assert_int_equal(hear_kind(l, MSG_FACE_RESULT).body.face_result.frames, 5);
	assert_int_equal(face_lane_end(l, NULL), 0);
}

static void assert_ends_in_failure(struct face_lane *l)
{
	struct msg m;
	enum face_lane_event event = FACE_LANE_MESSAGE;
	while (event == FACE_LANE_MESSAGE) {
		event = face_lane_wait(l, QUIET_MS, &m);
		assert_true(event != FACE_LANE_MESSAGE || m.kind != MSG_FACE_RESULT);
	}
	assert_int_equal(event, FACE_LANE_GONE);
	int status = face_lane_end(l, NULL);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), EXIT_FAILURE);
}

static void a_message_of_another_traveller_ends_the_worker(void **state)
{
	struct face_lane *l = *state;
	assert_int_equal(give_portrait(l, MEDIA "franck_01829.jpg").verdict, VERDICT_PASS);
	assert_int_equal(face_lane_say(l, MSG_CAPTURE, FACE_LANE_EPOCH + 1), EG_OK);
	assert_ends_in_failure(l);
}

static void a_second_traveller_ends_the_worker(void **state)
{
	struct face_lane *l = *state;
	assert_int_equal(give_portrait(l, MEDIA "franck_01829.jpg").verdict, VERDICT_PASS);
	assert_int_equal(face_lane_say(l, MSG_BEGIN, FACE_LANE_EPOCH + 1), EG_OK);
	assert_ends_in_failure(l);
}

static void a_lost_camera_ends_the_worker_without_a_result(void **state)
{
	struct face_lane *l = *state;
	assert_int_equal(give_portrait(l, MEDIA "franck_01829.jpg").verdict, VERDICT_PASS);
	assert_int_equal(face_lane_say(l, MSG_CAPTURE, FACE_LANE_EPOCH), EG_OK);
	hear_wish(l);
	eg_close(&l->camera);
	assert_ends_in_failure(l);
}

static void a_camera_lost_while_nobody_is_there_ends_the_worker(void **state)
{
	struct face_lane *l = *state;
	assert_int_equal(hear_kind(l, MSG_READY).body.ready.role, ROLE_FACE);
	eg_close(&l->camera);
	struct msg m;
	assert_int_equal(face_lane_wait(l, QUIET_MS, &m), FACE_LANE_MESSAGE);
	assert_int_equal(m.kind, MSG_UNFIT);
	assert_int_equal(m.body.unfit.reason, REASON_CAMERA_LOST);
	assert_ends_in_failure(l);
}

/* ---- a camera that shows nothing ---- */

static void show_exact(struct face_lane *l, const struct picture *p)
{
	EG_AUTO(bytes_free) struct bytes jpeg = {0};
	assert_int_equal(face_frames_jpeg(p, 90, &jpeg), EG_OK);
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
	assert_int_equal(measure_file(man[0], &jpeg), EG_OK);
	assert_int_equal(face_lane_frame(l, bytes_rd(&jpeg)), EG_OK);
}

static void expect_unfit(struct face_lane *l, enum reason why)
{
	assert_int_equal(hear_kind(l, MSG_UNFIT).body.unfit.reason, why);
	assert_ends_in_failure(l);
}

static void a_black_camera_is_never_ready(void **state)
{
	camera = show_black;
	expect_unfit(*state, REASON_CAMERA_BLACK);
}

static void a_frozen_camera_is_never_ready(void **state)
{
	camera = show_frozen;
	expect_unfit(*state, REASON_CAMERA_FROZEN);
}

static void a_camera_that_fails_while_nobody_is_there_ends_the_worker(void **state)
{
	static void (*const failing[])(struct face_lane * l) = {show_black, show_frozen};
	static const enum reason reasons[] = {REASON_CAMERA_BLACK, REASON_CAMERA_FROZEN};
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct face_lane l;
		camera = show_man;
		assert_int_equal(face_lane_start(&l, WORKER, MODELS, "check_s=1"), EG_OK);
		assert_int_equal(hear_kind(&l, MSG_READY).body.ready.role, ROLE_FACE);
		camera = failing[i];
		expect_unfit(&l, reasons[i]);
	}
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
	assert_int_equal(give_portrait(l, MEDIA "franck_01829.jpg").verdict, VERDICT_PASS);
	struct msg_face_result r = capture(l);
	assert_int_equal(cues_first(&r.cues, VERDICT_FAIL), CUE_COUNT);
	assert_int_equal(r.cues.of[CUE_CHALLENGE], VERDICT_NOT_DONE); /* no doubt, nothing asked */
	assert_true(admits(&r));
	assert_int_equal(face_lane_end(l, NULL), 0);
}

/* Two frames, each as it was, again and again. */
static void show_loop(struct face_lane *l)
{
	EG_AUTO(bytes_free) struct bytes jpeg = {0};
	assert_int_equal(measure_file(man[l->sequence % 2], &jpeg), EG_OK);
	assert_int_equal(face_lane_frame(l, bytes_rd(&jpeg)), EG_OK);
}

static void a_looped_video_is_the_officers(void **state)
{
	struct face_lane *l = *state;
	assert_int_equal(give_portrait(l, MEDIA "franck_01829.jpg").verdict, VERDICT_PASS);
	camera = show_loop;
	struct msg_face_result r = capture(l);
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
	assert_int_equal(measure_file(man[0], &jpeg), EG_OK);
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
		camera = show_man;
		assert_int_equal(face_lane_start(&l, WORKER, MODELS, "challenge=never"), EG_OK);
		assert_int_equal(give_portrait(&l, MEDIA "franck_01829.jpg").verdict, VERDICT_PASS);
		camera = held[i];
		struct msg_face_result r = capture(&l);
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
		struct msg m = hear(l);
		while (!asks(&m)) {
			m = hear(l);
		}
		if (m.body.face_guide.prompt == FACE_PROMPT_BLINK) {
			return;
		}
		/* The next order ends this capture, and begins one with another draw. */
		assert_int_equal(face_lane_say(l, MSG_CAPTURE, FACE_LANE_EPOCH), EG_OK);
		struct msg_face_result r = hear_kind(l, MSG_FACE_RESULT).body.face_result;
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
	show(l, now == 5 || now == 6 ? MEDIA "franck_03979.jpg" : man[now % MAN_FRAMES]);
}

static void what_was_asked_is_answered_or_nobody_passes(void **state)
{
	(void)state;
	struct face_lane l;
	camera = show_man;
	assert_int_equal(face_lane_start(&l, WORKER, MODELS, "challenge=always"), EG_OK);
	assert_int_equal(give_portrait(&l, MEDIA "franck_01829.jpg").verdict, VERDICT_PASS);
	until_a_blink_is_asked(&l);
	blinking = 0;
	camera = show_blink;
	struct msg_face_result r = hear_kind(&l, MSG_FACE_RESULT).body.face_result;
	assert_int_equal(r.cues.of[CUE_CHALLENGE], VERDICT_PASS);
	assert_int_equal(r.challenge, FACE_PROMPT_BLINK);
	assert_true(admits(&r));
	assert_int_equal(face_lane_end(&l, NULL), 0);
}

/* Ended in failure without a word, not even to its camera. */
static void assert_never_ready(const char *models, const char *setting)
{
	struct face_lane l;
	struct msg m;
	assert_int_equal(face_lane_start(&l, WORKER, models, setting), EG_OK);
	assert_int_equal(l.camera, -1);
	assert_int_equal(face_lane_wait(&l, QUIET_MS, &m), FACE_LANE_GONE);
	assert_int_equal(WEXITSTATUS(face_lane_end(&l, NULL)), EXIT_FAILURE);
}

static void without_its_models_a_worker_is_never_ready(void **state)
{
	(void)state;
	assert_never_ready(CORPUS, NULL);
}

static void with_another_embedder_than_described_a_worker_is_never_ready(void **state)
{
	(void)state;
	static const char *const kept[] = {"fr_detect.onnx", "fr_landmark.onnx", "fr_liveness.onnx",
					   "fr_eye.onnx", "fr_pose.onnx"};
	char folder[] = "/tmp/test_face_worker.XXXXXX";
	char path[6][64];
	assert_non_null(mkdtemp(folder));
	for (size_t i = 0; i < 6; i++) {
		char from[512];
		const char *name = i < 5 ? kept[i] : "fr_feature.onnx";
		(void)snprintf(from, sizeof(from), "%s/%s", MODELS, i < 5 ? name : "dlib_128.onnx");
		(void)snprintf(path[i], sizeof(path[i]), "%s/%s", folder, name);
		assert_int_equal(symlink(from, path[i]), 0);
	}
	assert_never_ready(folder, NULL);
	assert_never_ready(MODELS, "model=arcface");
	assert_never_ready(MODELS, "model=" SOURCE_ROOT "/meson.build");
	for (size_t i = 0; i < 6; i++) {
		assert_int_equal(unlink(path[i]), 0);
	}
	assert_int_equal(rmdir(folder), 0);
}

static void the_second_embedder_scores_under_its_own_number(void **state)
{
	(void)state;
	struct face_lane l;
	assert_int_equal(face_lane_start(&l, WORKER, MODELS, "model=dlib-128"), EG_OK);
	assert_int_equal(give_portrait(&l, MEDIA "franck_01829.jpg").verdict, VERDICT_PASS);
	struct msg_face_result r = capture(&l);
	assert_in_range(r.scores.match, 945, 997);
	assert_int_equal(r.frames, 5);
	assert_int_equal(r.model, 0xB38A58DC);
	assert_int_equal(face_lane_end(&l, NULL), 0);
}

static void a_setting_out_of_range_is_refused(void **state)
{
	(void)state;
	struct face_lane l;
	struct msg m;
	assert_int_equal(face_lane_start(&l, WORKER, MODELS, "frames=2"), EG_OK);
	assert_int_equal(face_lane_wait(&l, QUIET_MS, &m), FACE_LANE_GONE);
	assert_int_equal(WEXITSTATUS(face_lane_end(&l, NULL)), EXIT_FAILURE);
}

#define WITH_WORKER(test) cmocka_unit_test_setup_teardown((test), start, stop)

int main(void)
{
	if (access(MODELS "/fr_feature.onnx", R_OK) != 0 ||
	    access(MODELS "/dlib_128.onnx", R_OK) != 0 || access(man[0], R_OK) != 0) {
		(void)puts("skipped: .setup/models or .setup/media is missing, run tests/setup");
		return 77;
	}
	const struct CMUnitTest tests[] = {
		WITH_WORKER(the_holder_matches_and_an_officer_may_ask_again),
		WITH_WORKER(another_persons_document_does_not_match),
		WITH_WORKER(an_impostor_and_the_portrait_are_shown_each_as_who_they_are),
		WITH_WORKER(a_jpeg_2000_portrait_is_shown_as_a_jpeg),
		WITH_WORKER(a_portrait_that_is_none_is_said_to_be_so),
		WITH_WORKER(a_portrait_that_takes_too_long_is_cut_and_blamed),
		WITH_WORKER(an_empty_booth_and_a_damaged_frame_ask_to_look),
		WITH_WORKER(a_new_order_ends_the_capture_before_it),
		WITH_WORKER(a_message_of_another_traveller_ends_the_worker),
		WITH_WORKER(a_second_traveller_ends_the_worker),
		WITH_WORKER(a_lost_camera_ends_the_worker_without_a_result),
		WITH_WORKER(a_camera_lost_while_nobody_is_there_ends_the_worker),
		WITH_WORKER(a_black_camera_is_never_ready),
		WITH_WORKER(a_frozen_camera_is_never_ready),
		cmocka_unit_test(a_camera_that_fails_while_nobody_is_there_ends_the_worker),
		WITH_WORKER(the_holder_fails_no_cue),
		WITH_WORKER(a_looped_video_is_the_officers),
		cmocka_unit_test(a_print_and_a_screen_are_the_officers),
		cmocka_unit_test(what_was_asked_is_answered_or_nobody_passes),
		cmocka_unit_test(without_its_models_a_worker_is_never_ready),
		cmocka_unit_test(with_another_embedder_than_described_a_worker_is_never_ready),
		cmocka_unit_test(the_second_embedder_scores_under_its_own_number),
		cmocka_unit_test(a_setting_out_of_range_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
