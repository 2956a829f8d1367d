/*
 * test_face_idle: looks at the scene while nobody is served, and what a capture makes of them.
 */
#include "prog/face_job.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define MODEL  7u
#define SECOND INT64_C(1000000)
#define FRAME  (SECOND / 25)

static struct face_observation good_frame(void)
{
	struct face_observation o = {
		.faces = 1,
		.alone = true,
		.whole = true,
		.box_height = 400,
		.eye_distance = 140,
		.live = 1000,
		.face = {.size = FACE_TEMPLATE_SIZE, .norm = 4000, .model = MODEL, .v = {4}},
	};
	for (size_t c = 0; c < FACE_QUALITY_COUNT; c++) {
		o.quality.value[c] = 100;
	}
	return o;
}

static void a_picture_on_the_wall_is_no_traveller_and_who_leaves_is_no_picture(void **state)
{
	(void)state;
	/* Where a face was at the looks at the empty scene, and whether another is due soon; 0:
	 * none.
	 */
	static const struct {
		double looks[3];
		bool asks;
		enum verdict then;
	} scenes[] = {{{401, 399, 400}, false, VERDICT_FAIL}, {{0, 401, 399}, true, VERDICT_PASS},
		      {{400, 400, 0}, false, VERDICT_PASS},   {{0, 0, 400}, true, VERDICT_PASS},
		      {{394, 401, 407}, true, VERDICT_PASS}, /* sways */
		      {{200, 400, 400}, true, VERDICT_PASS}};
	for (size_t k = 0; k < sizeof(scenes) / sizeof(scenes[0]); k++) {
		struct face_job j = face_job_new(face_job_limits_default(), 0);
		struct face_observation seen = good_frame();
		struct attack_look look = {0};
		for (size_t i = 0; i < 3; i++) {
			double x = scenes[k].looks[i];
			seen.points[FACE_JOB_NOSE] = (struct face_point){x, 300};
			face_job_idle(&j, x > 0 ? &seen : NULL);
		}
		assert_int_equal(face_job_idle_asks(&j), scenes[k].asks);
		seen.points[FACE_JOB_NOSE] = (struct face_point){400, 300};
		face_job_capture(&j, 0);
		for (int i = 1; i <= 5; i++) {
			const struct face_job_frame f = {.came_us = i * FRAME, .look = &look};
			look.hash++;
			(void)face_job_frame(&j, &seen, &f); /* the cue tells */
		}
		struct msg_face_result r = face_job_result(&j, MODEL, SECOND);
		assert_int_equal(r.cues.of[CUE_SCENE], scenes[k].then);
	}
}

/* Whoever was looked at while they stood still walks in as others do. */
static void who_moves_once_is_no_picture(void **state)
{
	(void)state;
	struct face_job j = face_job_new(face_job_limits_default(), 0);
	struct face_observation seen = good_frame();
	struct attack_look look = {0};
	seen.points[FACE_JOB_NOSE] = (struct face_point){400, 300};
	for (size_t i = 0; i < FACE_JOB_IDLE_LOOKS; i++) {
		face_job_idle(&j, &seen);
	}
	face_job_capture(&j, 0);
	for (int i = 1; i <= 5; i++) {
		const struct face_job_frame f = {.came_us = i * FRAME, .look = &look};
		look.hash++;
		seen.points[FACE_JOB_NOSE].x = i == 3 ? 410 : 400;
		(void)face_job_frame(&j, &seen, &f); /* the cue tells */
	}
	struct msg_face_result r = face_job_result(&j, MODEL, SECOND);
	assert_int_equal(r.cues.of[CUE_SCENE], VERDICT_PASS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_picture_on_the_wall_is_no_traveller_and_who_leaves_is_no_picture),
		cmocka_unit_test(who_moves_once_is_no_picture),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
