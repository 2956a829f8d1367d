/*
 * test_face_models: the real models on real pictures: known scores, strangers, masks, two people,
 * portraits that are none. Needs the set-up's models and media (exit 77 without them).
 */
#include "face_album.h"
#include "prog/face_job.h"
#include "prog/face_open.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define CORPUS SOURCE_ROOT "/tests/fuzz/corpus/picture/"
#define NEAR   10 /* of 1000: what another processor's arithmetic may change */

static struct face_engine *engine;

static struct face_observation observe(const char *path)
{
	return album_observe(engine, path, FACE_LOOK_LIVE);
}

static void assert_near(const char *what, int value, int expected, int near)
{
	if (value < expected - near || value > expected + near) {
		fail_msg("%s: %d, not %d", what, value, expected);
	}
}

static void one_man_scores_as_measured(void **state)
{
	(void)state;
	static const struct {
		const char *other;
		int score;
	} known[] = {
		{ALBUM_MEDIA "franck_01829.jpg", 1000}, {ALBUM_MEDIA "franck_02045.jpg", 942},
		{ALBUM_MEDIA "franck_02221.jpg", 884},  {ALBUM_MEDIA "franck_03909.jpg", 812},
		{ALBUM_MEDIA "franck_04117.jpg", 699},
	};
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		assert_near(known[i].other,
			    album_score(engine, ALBUM_MEDIA "franck_01829.jpg", known[i].other),
			    known[i].score, NEAR);
	}
}

static void two_pictures_of_one_person_match(void **state)
{
	(void)state;
	assert_near("audrey",
		    album_score(engine, ALBUM_MEDIA "audrey.jpg", ALBUM_MEDIA "audrey_crop.jpg"),
		    980, NEAR);
	assert_near("cage",
		    album_score(engine, ALBUM_MEDIA "cage.jpg", ALBUM_MEDIA "cage2_crop.jpg"), 801,
		    NEAR);
	assert_near("bieber",
		    album_score(engine, ALBUM_MEDIA "bieber_small.jpg",
				ALBUM_MEDIA "Justin-Bieber2_crop.jpg"),
		    773, NEAR);
	assert_near("connery",
		    album_score(engine, ALBUM_MEDIA "SeanConnery.jpg",
				ALBUM_MEDIA "sean_guru2_crop.jpg"),
		    556, NEAR);
}

static void strangers_score_far_below_a_match(void **state)
{
	(void)state;
	static const char *const people[] = {
		ALBUM_MEDIA "franck_02045.jpg", ALBUM_MEDIA "cage.jpg",
		ALBUM_MEDIA "audrey.jpg",       ALBUM_MEDIA "bieber_small.jpg",
		ALBUM_MEDIA "SeanConnery.jpg",  ALBUM_MEDIA "vendetta.jpg",
	};
	struct face_observation seen[6];
	for (size_t i = 0; i < 6; i++) {
		seen[i] = observe(people[i]);
		for (size_t k = 0; k < i; k++) {
			int16_t score = 1000;
			assert_int_equal(face_compare(&seen[i].face, &seen[k].face, &score), EG_OK);
			if (score > 250) {
				fail_msg("%s and %s: %d", people[i], people[k], score);
			}
		}
	}
}

static void a_living_man_is_seen_as_such_and_eyes_are_read(void **state)
{
	(void)state;
	struct face_observation open = observe(ALBUM_MEDIA "franck_02045.jpg");
	struct face_observation closed = observe(ALBUM_MEDIA "franck_03979.jpg");
	assert_in_range(open.live, 950, 1000);
	assert_in_range(open.eyes_closed, 0, 100);
	assert_in_range(closed.eyes_closed, 900, 1000);
	assert_in_range(open.eye_distance, 110, 122);
	assert_int_equal(open.faces, 1);
	assert_true(open.alone);
	assert_true(open.whole);
}

static void a_skull_is_neither_alive_nor_worth_a_score(void **state)
{
	(void)state;
	struct face_observation seen = observe(ALBUM_MEDIA "skullmask.jpg");
	assert_in_range(seen.live, 0, 499);
	assert_in_range(seen.face.norm, 0, 2999);
}

static void the_same_picture_gives_the_same_numbers(void **state)
{
	(void)state;
	struct face_observation first = observe(ALBUM_MEDIA "cage.jpg");
	struct face_observation second = observe(ALBUM_MEDIA "cage.jpg");
	assert_memory_equal(first.face.v, second.face.v, sizeof(first.face.v));
	assert_int_equal(first.live, second.live);
	assert_int_equal(first.face.model, face_engine_model(engine));
}

/* A picture beside another, both cut to the lower height. */
static void join(const struct picture *a, const struct picture *b, struct picture *out)
{
	uint32_t height = a->height < b->height ? a->height : b->height;
	assert_int_equal(picture_new(a->width + b->width, height, out), EG_OK);
	uint8_t *to = out->bgr;
	for (uint32_t y = 0; y < height; y++) {
		const uint8_t *left = a->bgr + (size_t)y * a->width * 3;
		const uint8_t *right = b->bgr + (size_t)y * b->width * 3;
		for (size_t i = 0; i < (size_t)a->width * 3; i++) {
			*to++ = left[i];
		}
		for (size_t i = 0; i < (size_t)b->width * 3; i++) {
			*to++ = right[i];
		}
	}
}

static void two_people_are_not_alone(void **state)
{
	(void)state;
	EG_AUTO(picture_free) struct picture a = {0};
	EG_AUTO(picture_free) struct picture b = {0};
	EG_AUTO(picture_free) struct picture both = {0};
	struct face_observation seen;
	album_picture(ALBUM_MEDIA "franck_02045.jpg", &a);
	album_picture(ALBUM_MEDIA "cage.jpg", &b);
	join(&a, &b, &both);
	assert_int_equal(face_observe(engine, &both, FACE_LOOK_LIVE, &seen), EG_OK);
	assert_int_equal(seen.faces, 2);
	assert_false(seen.alone);
}

static void an_empty_booth_shows_no_face(void **state)
{
	(void)state;
	EG_AUTO(picture_free) struct picture p = {0};
	struct face_observation seen;
	assert_int_equal(picture_new(900, 720, &p), EG_OK);
	assert_int_equal(face_observe(engine, &p, FACE_LOOK_LIVE, &seen), EG_NOT_FOUND);
	assert_int_equal(picture_new(1, 1, &p), EG_OK);
	assert_int_equal(face_observe(engine, &p, FACE_LOOK_LIVE, &seen), EG_NOT_FOUND);
	assert_int_equal(picture_new(4096, 1, &p), EG_OK);
	assert_int_equal(face_observe(engine, &p, FACE_LOOK_LIVE, &seen), EG_NOT_FOUND);
	picture_free(&p);
	assert_int_equal(face_observe(engine, &p, FACE_LOOK_LIVE, &seen), EG_BAD_DATA);
}

static struct finding portrait_finding(const char *path, struct face_job *j)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_AUTO(picture_free) struct picture shown = {0};
	struct findings f = findings_none();
	album_load(path, &file);
	face_job_portrait(j, engine, bytes_rd(&file), &f, &shown);
	return f.of[CHECK_PORTRAIT];
}

static void a_portrait_is_used_or_the_reason_said(void **state)
{
	(void)state;
	struct face_job j = face_job_new(face_job_limits_default(), 0);
	struct finding f = portrait_finding(ALBUM_MEDIA "franck_01829.jpg", &j);
	assert_int_equal(f.verdict, VERDICT_PASS);
	assert_true(j.has_portrait);
	f = portrait_finding(ALBUM_MEDIA "skullmask.jpg", &j);
	assert_int_equal(f.verdict, VERDICT_FAIL);
	assert_int_equal(f.reason, REASON_POOR_QUALITY);
	assert_false(j.has_portrait); /* the one before is forgotten */
	f = portrait_finding(CORPUS "colour.jp2", &j);
	assert_int_equal(f.reason, REASON_NO_FACE);
	f = portrait_finding(SOURCE_ROOT "/meson.build", &j);
	assert_int_equal(f.verdict, VERDICT_FAIL);
	assert_int_equal(f.reason, REASON_UNDECODABLE);
}

static void a_portrait_cropped_to_the_face_is_still_found(void **state)
{
	(void)state;
	EG_AUTO(picture_free) struct picture whole = {0};
	EG_AUTO(picture_free) struct picture tight = {0};
	struct face_observation seen;
	struct face_observation reference = observe(ALBUM_MEDIA "cage.jpg");
	int16_t score = -1000;
	album_picture(ALBUM_MEDIA "cage.jpg", &whole);
	/* From the brows to the lips, cheek to cheek. */
	assert_int_equal(picture_new(300, 330, &tight), EG_OK);
	for (uint32_t y = 0; y < tight.height; y++) {
		for (uint32_t i = 0; i < tight.width * 3; i++) {
			tight.bgr[(size_t)y * tight.width * 3 + i] =
				whole.bgr[((size_t)(y + 170) * whole.width + 85) * 3 + i];
		}
	}
	assert_int_equal(face_observe_portrait(engine, &tight, 0, &seen), EG_OK);
	assert_int_equal(face_compare(&reference.face, &seen.face, &score), EG_OK);
	assert_in_range(score, 700, 1000);
}

static void a_model_that_is_not_the_pinned_one_is_refused(void **state)
{
	(void)state;
	static const char *const files[] = {"fr_detect.onnx", "fr_landmark.onnx", "fr_feature.onnx",
					    "fr_liveness.onnx", "fr_eye.onnx"};
	char folder[] = "/tmp/test_face_models.XXXXXX";
	char to[256];
	char from[512];
	struct face_engine *e = NULL;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(face_open(folder, NULL, &e), EG_NOT_FOUND);
	for (size_t bad = 0; bad < 5; bad++) {
		for (size_t i = 0; i < 5; i++) {
			/* Another real model under the right name: only the hash can tell. */
			(void)snprintf(from, sizeof(from), "%s/%s", ALBUM_MODELS,
				       files[i == bad ? (i + 1) % 5 : i]);
			(void)snprintf(to, sizeof(to), "%s/%s", folder, files[i]);
			(void)unlink(to); /* not there the first time */
			assert_int_equal(symlink(from, to), 0);
		}
		assert_int_equal(face_open(folder, NULL, &e), EG_MISMATCH);
		assert_null(e);
	}
	for (size_t i = 0; i < 5; i++) {
		(void)snprintf(to, sizeof(to), "%s/%s", folder, files[i]);
		assert_int_equal(unlink(to), 0);
	}
	assert_int_equal(rmdir(folder), 0);
}

static int open_engine(void **state)
{
	(void)state;
	return face_open(ALBUM_MODELS, NULL, &engine) == EG_OK ? 0 : -1;
}

static int close_engine(void **state)
{
	(void)state;
	face_engine_close(&engine);
	return 0;
}

int main(void)
{
	if (!album_is_here()) {
		return 77;
	}
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_man_scores_as_measured),
		cmocka_unit_test(two_pictures_of_one_person_match),
		cmocka_unit_test(strangers_score_far_below_a_match),
		cmocka_unit_test(a_living_man_is_seen_as_such_and_eyes_are_read),
		cmocka_unit_test(a_skull_is_neither_alive_nor_worth_a_score),
		cmocka_unit_test(the_same_picture_gives_the_same_numbers),
		cmocka_unit_test(two_people_are_not_alone),
		cmocka_unit_test(an_empty_booth_shows_no_face),
		cmocka_unit_test(a_portrait_is_used_or_the_reason_said),
		cmocka_unit_test(a_portrait_cropped_to_the_face_is_still_found),
		cmocka_unit_test(a_model_that_is_not_the_pinned_one_is_refused),
	};
	return cmocka_run_group_tests(tests, open_engine, close_engine);
}
