/*
 * test_face_worker: the real egate-face process in its sandbox, with the real models: a capture, a
 * second one, and everything that must end it. Needs the set-up's models and media (else 77).
 */
#include "../bench/measure.h"
#include "biometrics/face_prompt.h"
#include "face_desk.h"
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

#define PEOPLE SOURCE_ROOT "/.setup/people/"
#define CORPUS SOURCE_ROOT "/tests/fuzz/corpus/picture/"

static void the_holder_matches_and_an_officer_may_ask_again(void **state)
{
	struct face_lane *l = *state;
	assert_int_equal(desk_portrait(l, DESK_MEDIA "franck_01829.jpg").verdict, VERDICT_PASS);
	for (int i = 0; i < 2; i++) {
		struct msg_face_result r = desk_capture(l);
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
	assert_int_equal(desk_portrait(l, DESK_MEDIA "cage.jpg").verdict, VERDICT_PASS);
	struct msg_face_result r = desk_capture(l);
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
	struct msg m = desk_hear(l);
	while (m.kind != MSG_FACE_PICTURE || m.body.face_picture.which != which) {
		assert_true(m.kind == MSG_FACE_GUIDE || m.kind == MSG_FACE_RESULT);
		m = desk_hear(l);
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
	assert_int_equal(face_open(DESK_MODELS, NULL, &engine), EG_OK);
	(void)desk_portrait(l, DESK_MEDIA "cage.jpg");
	struct face_template portrait = hear_picture(l, FACE_PICTURE_PORTRAIT);
	assert_true(alike(&portrait, DESK_MEDIA "cage.jpg") > 900);
	assert_true(alike(&portrait, desk_man[0]) < 250);
	for (int i = 0; i < 2; i++) { /* an officer has it compared again */
		assert_int_equal(face_lane_say(l, MSG_CAPTURE, FACE_LANE_EPOCH), EG_OK);
		struct face_template live = hear_picture(l, FACE_PICTURE_LIVE);
		assert_true(alike(&live, desk_man[0]) > 600);
		assert_true(alike(&live, DESK_MEDIA "cage.jpg") < 250);
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
	assert_int_equal(face_open(DESK_MODELS, NULL, &engine), EG_OK);
	(void)desk_portrait(l, PEOPLE "franck/portrait.jp2");
	struct face_template portrait = hear_picture(l, FACE_PICTURE_PORTRAIT);
	assert_true(alike(&portrait, DESK_MEDIA "franck_02045.jpg") > 900);
	assert_int_equal(face_lane_end(l, NULL), 0);
	face_engine_close(&engine);
}

static void a_portrait_that_is_none_is_said_to_be_so(void **state)
{
	struct face_lane *l = *state;
	struct finding f = desk_portrait(l, SOURCE_ROOT "/meson.build");
	assert_int_equal(f.verdict, VERDICT_FAIL);
	assert_int_equal(f.reason, REASON_UNDECODABLE);
	assert_int_equal(desk_capture(l).frames, 0);
	assert_int_equal(face_lane_end(l, NULL), 0);
}

/* A limit that no portrait can keep: as a hostile one keeps none. */
static void a_portrait_that_takes_too_long_is_cut_and_blamed(void **state)
{
	struct face_lane *l = *state;
	(void)face_lane_end(l, NULL); /* the one with the usual limit */
	assert_int_equal(face_lane_start(l, WORKER, DESK_MODELS, "portrait_ms=1"), EG_OK);
	struct finding f = desk_portrait(l, DESK_MEDIA "franck_01829.jpg");
	assert_int_equal(f.verdict, VERDICT_FAIL);
	assert_int_equal(f.reason, REASON_UNDECODABLE);
	struct msg m;
	assert_int_equal(face_lane_wait(l, DESK_QUIET_MS, &m), FACE_LANE_GONE);
	int status = face_lane_end(l, NULL);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), CPU_LIMIT_EXIT);
}

static void an_empty_booth_and_a_damaged_frame_ask_to_look(void **state)
{
	static const char *const nothing[] = {CORPUS "colour.jpg", SOURCE_ROOT "/meson.build"};
	struct face_lane *l = *state;
	assert_int_equal(desk_portrait(l, DESK_MEDIA "franck_01829.jpg").verdict, VERDICT_PASS);
	assert_int_equal(face_lane_say(l, MSG_CAPTURE, FACE_LANE_EPOCH), EG_OK);
	struct msg m;
	for (size_t i = 0; i < 2; i++) {
		desk_hear_wish(l);
		desk_show(l, nothing[i]);
		if (i == 0) {
			m = desk_hear_kind(l, MSG_FACE_GUIDE);
			assert_int_equal(m.body.face_guide.prompt, FACE_PROMPT_LOOK);
		}
	}
	assert_int_equal(desk_hear_kind(l, MSG_FACE_RESULT).body.face_result.frames, 5);
	assert_int_equal(face_lane_end(l, NULL), 0);
}

static void a_new_order_ends_the_capture_before_it(void **state)
{
	struct face_lane *l = *state;
	assert_int_equal(desk_portrait(l, DESK_MEDIA "franck_01829.jpg").verdict, VERDICT_PASS);
	assert_int_equal(face_lane_say(l, MSG_CAPTURE, FACE_LANE_EPOCH), EG_OK);
	desk_hear_wish(l);
	assert_int_equal(face_lane_say(l, MSG_CAPTURE, FACE_LANE_EPOCH), EG_OK);
	desk_show(l, CORPUS "colour.jpg");
	assert_int_equal(desk_hear_kind(l, MSG_FACE_RESULT).body.face_result.frames, 0);
	assert_int_equal(desk_hear_kind(l, MSG_FACE_RESULT).body.face_result.frames, 5);
	assert_int_equal(face_lane_end(l, NULL), 0);
}

static void a_message_of_another_traveller_ends_the_worker(void **state)
{
	struct face_lane *l = *state;
	assert_int_equal(desk_portrait(l, DESK_MEDIA "franck_01829.jpg").verdict, VERDICT_PASS);
	assert_int_equal(face_lane_say(l, MSG_CAPTURE, FACE_LANE_EPOCH + 1), EG_OK);
	desk_ends_in_failure(l);
}

static void a_second_traveller_ends_the_worker(void **state)
{
	struct face_lane *l = *state;
	assert_int_equal(desk_portrait(l, DESK_MEDIA "franck_01829.jpg").verdict, VERDICT_PASS);
	assert_int_equal(face_lane_say(l, MSG_BEGIN, FACE_LANE_EPOCH + 1), EG_OK);
	desk_ends_in_failure(l);
}

static void a_lost_camera_ends_the_worker_without_a_result(void **state)
{
	struct face_lane *l = *state;
	assert_int_equal(desk_portrait(l, DESK_MEDIA "franck_01829.jpg").verdict, VERDICT_PASS);
	assert_int_equal(face_lane_say(l, MSG_CAPTURE, FACE_LANE_EPOCH), EG_OK);
	desk_hear_wish(l);
	eg_close(&l->camera);
	desk_ends_in_failure(l);
}

static void a_camera_lost_while_nobody_is_there_ends_the_worker(void **state)
{
	struct face_lane *l = *state;
	assert_int_equal(desk_hear_kind(l, MSG_READY).body.ready.role, ROLE_FACE);
	eg_close(&l->camera);
	struct msg m;
	assert_int_equal(face_lane_wait(l, DESK_QUIET_MS, &m), FACE_LANE_MESSAGE);
	assert_int_equal(m.kind, MSG_UNFIT);
	assert_int_equal(m.body.unfit.reason, REASON_CAMERA_LOST);
	desk_ends_in_failure(l);
}

/* Ended in failure without a word, not even to its camera. */
static void assert_never_ready(const char *models, const char *setting)
{
	struct face_lane l;
	struct msg m;
	assert_int_equal(face_lane_start(&l, WORKER, models, setting), EG_OK);
	assert_int_equal(l.camera, -1);
	assert_int_equal(face_lane_wait(&l, DESK_QUIET_MS, &m), FACE_LANE_GONE);
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
		(void)snprintf(from, sizeof(from), "%s/%s", DESK_MODELS,
			       i < 5 ? name : "dlib_128.onnx");
		(void)snprintf(path[i], sizeof(path[i]), "%s/%s", folder, name);
		assert_int_equal(symlink(from, path[i]), 0);
	}
	assert_never_ready(folder, NULL);
	assert_never_ready(DESK_MODELS, "model=arcface");
	assert_never_ready(DESK_MODELS, "model=" SOURCE_ROOT "/meson.build");
	for (size_t i = 0; i < 6; i++) {
		assert_int_equal(unlink(path[i]), 0);
	}
	assert_int_equal(rmdir(folder), 0);
}

static void the_second_embedder_scores_under_its_own_number(void **state)
{
	(void)state;
	struct face_lane l;
	assert_int_equal(face_lane_start(&l, WORKER, DESK_MODELS, "model=dlib-128"), EG_OK);
	assert_int_equal(desk_portrait(&l, DESK_MEDIA "franck_01829.jpg").verdict, VERDICT_PASS);
	struct msg_face_result r = desk_capture(&l);
	assert_in_range(r.scores.match, 945, 997);
	assert_int_equal(r.frames, 5);
	assert_int_equal(r.model, 0xB38A58DC);
	assert_int_equal(face_lane_end(&l, NULL), 0);
}

/* Of a desk: its officer has eyes. */
static void a_worker_without_a_camera_shows_portraits_and_captures_nothing(void **state)
{
	(void)state;
	struct face_lane l;
	struct msg m;
	assert_int_equal(face_lane_start(&l, WORKER, DESK_MODELS, "camera=none"), EG_OK);
	assert_int_equal(face_open(DESK_MODELS, NULL, &engine), EG_OK);
	assert_int_equal(desk_portrait(&l, DESK_MEDIA "cage.jpg").verdict, VERDICT_PASS);
	struct face_template portrait = hear_picture(&l, FACE_PICTURE_PORTRAIT);
	assert_true(alike(&portrait, DESK_MEDIA "cage.jpg") > 900);
	face_engine_close(&engine);
	assert_int_equal(face_lane_say(&l, MSG_CAPTURE, FACE_LANE_EPOCH), EG_OK);
	assert_int_equal(face_lane_wait(&l, DESK_QUIET_MS, &m), FACE_LANE_GONE);
	assert_int_equal(WEXITSTATUS(face_lane_end(&l, NULL)), EXIT_FAILURE);
}

static void a_setting_out_of_range_is_refused(void **state)
{
	(void)state;
	struct face_lane l;
	struct msg m;
	assert_int_equal(face_lane_start(&l, WORKER, DESK_MODELS, "frames=2"), EG_OK);
	assert_int_equal(face_lane_wait(&l, DESK_QUIET_MS, &m), FACE_LANE_GONE);
	assert_int_equal(WEXITSTATUS(face_lane_end(&l, NULL)), EXIT_FAILURE);
}

#define WITH_WORKER(test) cmocka_unit_test_setup_teardown((test), desk_start, desk_stop)

int main(void)
{
	if (!desk_furnished()) {
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
		cmocka_unit_test(without_its_models_a_worker_is_never_ready),
		cmocka_unit_test(with_another_embedder_than_described_a_worker_is_never_ready),
		cmocka_unit_test(the_second_embedder_scores_under_its_own_number),
		cmocka_unit_test(a_worker_without_a_camera_shows_portraits_and_captures_nothing),
		cmocka_unit_test(a_setting_out_of_range_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
