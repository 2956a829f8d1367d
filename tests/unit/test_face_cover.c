/*
 * test_face_cover: what covers real faces is told, and real faces with nothing on them pass: the
 * set-up's pictures, through the job that the face worker runs. Needs the set-up's models and
 * media (exit 77 without them).
 */
#include "tests/bench/cover.h"
#include "tests/bench/measure.h"
#include "prog/face_job.h"
#include "prog/face_open.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <unistd.h>

#include <cmocka.h>

#define MODELS SOURCE_ROOT "/.setup/models"
#define MEDIA  SOURCE_ROOT "/.setup/media/"

static struct face_engine *engine;

/* A clean shave and beards, light and shadow, red lips, painted eyes. */
static const char *const plain[] = {
	MEDIA "audrey.jpg",       MEDIA "bieber_small.jpg",    MEDIA "cage2_crop.jpg",
	MEDIA "chuck_crop.jpg",   MEDIA "franck_01829.jpg",    MEDIA "franck_03909.jpg",
	MEDIA "franck_04117.jpg", MEDIA "kim1_crop.jpg",       MEDIA "queen20_crop.jpg",
	MEDIA "SeanConnery.jpg",  MEDIA "sean_guru2_crop.jpg", MEDIA "walter2_crop.jpg",
};
static const char *const wearers[] = {
	MEDIA "bieber_small.jpg",
	MEDIA "cage2_crop.jpg",
	MEDIA "franck_02045.jpg",
};

static void load(const char *path, struct picture *p)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	assert_int_equal(measure_file(path, &file), EG_OK);
	assert_int_equal(picture_decode(bytes_rd(&file), PICTURE_SIDE_MAX, p), EG_OK);
}

static struct face_observation observe(const char *path, int cover)
{
	EG_AUTO(picture_free) struct picture p = {0};
	struct face_observation seen;
	load(path, &p);
	assert_int_equal(face_observe(engine, &p, FACE_JOB_LOOKS, &seen), EG_OK);
	if (cover >= 0) {
		cover_draw(&p, seen.points, (enum cover)cover);
		assert_int_equal(face_observe(engine, &p, FACE_JOB_LOOKS, &seen), EG_OK);
	}
	return seen;
}

static void real_faces_are_not_covered(void **state)
{
	(void)state;
	const struct face_quality_limits l = face_quality_limits_default();
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
		struct face_observation seen = observe(plain[i], -1);
		if (face_quality_covered(&l, &seen.quality)) {
			fail_msg("%s: mouth %d, eyes %d", plain[i],
				 seen.quality.value[FACE_QUALITY_MOUTH_VISIBLE],
				 seen.quality.value[FACE_QUALITY_EYES_VISIBLE]);
		}
	}
}

static void a_skull_for_a_face_is_covered(void **state)
{
	(void)state;
	const struct face_quality_limits l = face_quality_limits_default();
	struct face_observation seen = observe(MEDIA "skullmask.jpg", -1);
	assert_true(face_quality_covered(&l, &seen.quality));
}

/* White cloth on a pale face in warm light may pass: docs/face.md. */
static void masks_and_dark_glasses_are_told_in_nine_of_ten(void **state)
{
	(void)state;
	const struct face_quality_limits l = face_quality_limits_default();
	unsigned shown = 0;
	unsigned missed = 0;
	for (int c = 0; c < COVER_COUNT; c++) {
		enum cover_of of = cover_of((unsigned)c);
		if (of != COVER_OF_MOUTH && of != COVER_OF_EYES) {
			continue;
		}
		for (size_t i = 0; i < sizeof(wearers) / sizeof(wearers[0]); i++) {
			struct face_observation seen = observe(wearers[i], c);
			shown++;
			if (!face_quality_covered(&l, &seen.quality)) {
				print_message("%s, %s: mouth %d, eyes %d\n", wearers[i],
					      cover_text((unsigned)c),
					      seen.quality.value[FACE_QUALITY_MOUTH_VISIBLE],
					      seen.quality.value[FACE_QUALITY_EYES_VISIBLE]);
				missed++;
			}
		}
	}
	print_message("%u of %u told\n", shown - missed, shown);
	assert_true(shown == 42 && missed * 10 <= shown);
}

/* The holder's own portrait is in the chip, and the masked face would match it. */
static void the_masked_holder_ends_at_the_officer(void **state)
{
	(void)state;
	struct face_job j = face_job_new(face_job_limits_default(), 0);
	struct face_observation portrait = observe(MEDIA "franck_01829.jpg", -1);
	struct face_observation masked = observe(MEDIA "franck_02045.jpg", COVER_MASK_LOW_BLUE);
	int16_t score = 0;
	assert_int_equal(face_compare(&portrait.face, &masked.face, &score), EG_OK);
	assert_true(score >= 450);
	j.portrait = portrait.face;
	j.has_portrait = true;
	face_job_capture(&j, 0);
	for (int i = 0; i < 15; i++) {
		const struct face_job_frame frame = {.came_us = i * INT64_C(1000000)};
		assert_int_equal(face_job_frame(&j, &masked, &frame), FACE_PROMPT_MOUTH);
	}
	struct msg_face_result r = face_job_result(&j, 1, INT64_C(15000000));
	assert_int_equal(r.frames, 0);
	assert_int_equal(r.covered, 1);
	face_job_clear(&j);
}

static struct picture mirrored(const struct picture *p)
{
	struct picture out = {0};
	assert_int_equal(picture_new(p->width, p->height, &out), EG_OK);
	for (size_t y = 0; y < p->height; y++) {
		for (size_t x = 0; x < p->width; x++) {
			for (size_t k = 0; k < 3; k++) {
				out.bgr[(y * p->width + x) * 3 + k] =
					p->bgr[(y * p->width + p->width - 1 - x) * 3 + k];
			}
		}
	}
	return out;
}

/* The yaw of quality is told from the landmarks: negative when the nose points to the right of the
 * picture. */
static void a_mirror_turns_the_sign_of_the_yaw(void **state)
{
	(void)state;
	EG_AUTO(picture_free) struct picture p = {0};
	struct face_observation seen;
	load(MEDIA "franck_03909.jpg", &p);
	EG_AUTO(picture_free) struct picture other = mirrored(&p);
	assert_int_equal(face_observe(engine, &p, FACE_JOB_LOOKS, &seen), EG_OK);
	assert_true(seen.quality.native[FACE_QUALITY_YAW] < -15);
	assert_int_equal(face_observe(engine, &other, FACE_JOB_LOOKS, &seen), EG_OK);
	assert_true(seen.quality.native[FACE_QUALITY_YAW] > 15);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(real_faces_are_not_covered),
		cmocka_unit_test(a_skull_for_a_face_is_covered),
		cmocka_unit_test(masks_and_dark_glasses_are_told_in_nine_of_ten),
		cmocka_unit_test(the_masked_holder_ends_at_the_officer),
		cmocka_unit_test(a_mirror_turns_the_sign_of_the_yaw),
	};
	if (access(MODELS, F_OK) != 0 || access(MEDIA, F_OK) != 0) {
		print_message("skipped: .setup/models or .setup/media is missing\n");
		return 77;
	}
	if (face_open(MODELS, NULL, &engine) != EG_OK) {
		print_error("models: %s\n", eg_fault_last().reason);
		return 1;
	}
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	face_engine_close(&engine);
	return failed;
}
