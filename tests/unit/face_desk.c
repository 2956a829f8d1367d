/*
 * face_desk: the real egate-face process before a test that plays its core and its camera.
 * Knows the lane of tests/bench/face_lane, and pictures of one man. Never judges a result.
 */
#include "face_desk.h"

#include "../bench/measure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* Frames of one man, shown in turn: all of good quality, eyes open; not his portrait, which would
 * be taken for what it is. */
const char *const desk_man[DESK_MAN_FRAMES] = {
	DESK_MEDIA "franck_02045.jpg", DESK_MEDIA "franck_02159.jpg", DESK_MEDIA "franck_02221.jpg",
	DESK_MEDIA "franck_04035.jpg", DESK_MEDIA "franck_04117.jpg"};

void desk_show(struct face_lane *l, const char *path)
{
	EG_AUTO(bytes_free) struct bytes jpeg = {0};
	assert_int_equal(measure_file(path, &jpeg), EG_OK);
	assert_int_equal(face_lane_frame_noisy(l, bytes_rd(&jpeg)), EG_OK);
}

void desk_show_man(struct face_lane *l)
{
	static size_t shown;
	desk_show(l, desk_man[shown++ % DESK_MAN_FRAMES]);
}

/* What the camera shows when it is asked. */
void (*desk_camera)(struct face_lane *l) = desk_show_man;

int desk_start(void **state)
{
	static struct face_lane lane;
	*state = &lane;
	desk_camera = desk_show_man;
	return face_lane_start(&lane, WORKER, DESK_MODELS, NULL) == EG_OK ? 0 : -1;
}

int desk_stop(void **state)
{
	struct face_lane *l = *state;
	if (l->pid > 0) {
		(void)face_lane_end(l, NULL); /* a test that failed half-way */
	}
	return 0;
}

/* The next message; frames that are asked for meanwhile are the camera's. */
struct msg desk_hear(struct face_lane *l)
{
	struct msg m = {0};
	for (;;) {
		switch (face_lane_wait(l, DESK_QUIET_MS, &m)) {
		case FACE_LANE_MESSAGE:
			return m;
		case FACE_LANE_WANTED:
			desk_camera(l);
			break;
		case FACE_LANE_GONE:
		case FACE_LANE_QUIET:
			fail_msg("the worker ended or is silent");
		}
	}
}

struct msg desk_hear_kind(struct face_lane *l, enum msg_kind kind)
{
	struct msg m = desk_hear(l);
	while (m.kind != kind && (m.kind == MSG_FACE_GUIDE || m.kind == MSG_FACE_PICTURE)) {
		m = desk_hear(l);
	}
	assert_int_equal(m.kind, kind);
	return m;
}

/* Until the worker asks for a frame. */
void desk_hear_wish(struct face_lane *l)
{
	struct msg m = {.kind = MSG_FACE_PICTURE};
	enum face_lane_event event = FACE_LANE_MESSAGE;
	while (event == FACE_LANE_MESSAGE && m.kind == MSG_FACE_PICTURE) {
		event = face_lane_wait(l, DESK_QUIET_MS, &m);
	}
	assert_int_equal(event, FACE_LANE_WANTED);
}

struct finding desk_portrait(struct face_lane *l, const char *path)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	assert_int_equal(measure_file(path, &file), EG_OK);
	assert_int_equal(desk_hear_kind(l, MSG_READY).body.ready.role, ROLE_FACE);
	assert_int_equal(face_lane_say(l, MSG_BEGIN, FACE_LANE_EPOCH), EG_OK);
	assert_int_equal(face_lane_portrait(l, bytes_rd(&file)), EG_OK);
	struct msg m = desk_hear_kind(l, MSG_FINDINGS);
	assert_int_equal(m.epoch, FACE_LANE_EPOCH);
	struct finding f = m.body.findings.findings.of[CHECK_PORTRAIT];
	assert_int_equal(desk_hear_kind(l, MSG_PORTRAIT_READY).epoch, FACE_LANE_EPOCH);
	return f;
}

struct msg_face_result desk_capture(struct face_lane *l)
{
	assert_int_equal(face_lane_say(l, MSG_CAPTURE, FACE_LANE_EPOCH), EG_OK);
	struct msg m = desk_hear_kind(l, MSG_FACE_RESULT);
	assert_int_equal(m.epoch, FACE_LANE_EPOCH);
	return m.body.face_result;
}

void desk_ends_in_failure(struct face_lane *l)
{
	struct msg m;
	enum face_lane_event event = FACE_LANE_MESSAGE;
	while (event == FACE_LANE_MESSAGE) {
		event = face_lane_wait(l, DESK_QUIET_MS, &m);
		assert_true(event != FACE_LANE_MESSAGE || m.kind != MSG_FACE_RESULT);
	}
	assert_int_equal(event, FACE_LANE_GONE);
	int status = face_lane_end(l, NULL);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), EXIT_FAILURE);
}

bool desk_furnished(void)
{
	bool all = access(DESK_MODELS "/fr_feature.onnx", R_OK) == 0 &&
		   access(DESK_MODELS "/dlib_128.onnx", R_OK) == 0 &&
		   access(desk_man[0], R_OK) == 0;
	if (!all) {
		(void)puts("skipped: .setup/models or .setup/media is missing, run tests/setup");
	}
	return all;
}
