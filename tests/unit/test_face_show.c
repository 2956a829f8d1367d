/*
 * test_face_show: which frame of a capture an officer is shown: the best of the person who was
 * compared, never one of somebody who was there before. Observations and frames are made up.
 */
#include "prog/face_show.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define MODEL 7u
#define FRAME (INT64_C(1000000) / 25)

struct booth {
	struct face_job job;
	struct face_show show;
	int64_t now_us;
};

static struct booth booth_make(void)
{
	struct booth b = {.job = face_job_new(face_job_limits_default(), 0)};
	b.job.portrait = (struct face_template){
		.size = FACE_TEMPLATE_SIZE, .norm = 4000, .model = MODEL, .v = {[1] = 4}};
	b.job.has_portrait = true;
	face_job_capture(&b.job, 0);
	return b;
}

static void booth_clear(struct booth *b)
{
	face_show_clear(&b->show);
	face_job_clear(&b->job);
}

/* A frame all in one shade, so that it can be told from others when it comes out. */
static void paint(struct picture *p, uint8_t shade)
{
	assert_int_equal(picture_new(90, 72, p), EG_OK);
	for (size_t i = 0; i < picture_size(p); i++) {
		p->bgr[i] = shade;
	}
}

static struct face_observation seen_of(size_t person, uint16_t norm)
{
	struct face_observation o = {
		.faces = 1,
		.alone = true,
		.whole = true,
		.box_height = 400,
		.eye_distance = 140,
		.live = 1000,
		.face = {.size = FACE_TEMPLATE_SIZE, .norm = norm, .model = MODEL},
	};
	o.face.v[person] = 4;
	for (size_t c = 0; c < FACE_QUALITY_COUNT; c++) {
		o.quality.value[c] = 100;
	}
	return o;
}

/* One frame of that shade; seen: NULL: no face in it. */
static enum face_prompt frame(struct booth *b, uint8_t shade, const struct face_observation *seen)
{
	EG_AUTO(picture_free) struct picture p = {0};
	paint(&p, shade);
	b->now_us += FRAME;
	const struct face_job_frame f = {.came_us = b->now_us};
	enum face_prompt prompt = face_job_frame(&b->job, seen, &f);
	face_show_frame(&b->show, &p, seen, &b->job);
	return prompt;
}

static enum face_prompt person(struct booth *b, uint8_t shade, size_t who, uint16_t norm)
{
	struct face_observation seen = seen_of(who, norm);
	return frame(b, shade, &seen);
}

/* Of the picture that comes out; -1: none does. */
static int shade_shown(struct booth *b)
{
	EG_AUTO(bytes_free) struct bytes jpeg = {0};
	EG_AUTO(picture_free) struct picture p = {0};
	struct msg m;
	if (face_show_live(&b->show, &m, &jpeg) != EG_OK) {
		return -1;
	}
	assert_int_equal(m.kind, MSG_FACE_PICTURE);
	assert_int_equal(m.body.face_picture.which, FACE_PICTURE_LIVE);
	assert_int_equal(m.body.face_picture.size, jpeg.size);
	assert_int_equal(picture_decode(bytes_rd(&jpeg), PICTURE_SIDE_MAX, &p), EG_OK);
	assert_int_equal(m.body.face_picture.width, p.width);
	assert_int_equal(m.body.face_picture.height, p.height);
	return p.bgr[picture_size(&p) / 2];
}

static void the_best_of_the_frames_is_shown(void **state)
{
	(void)state;
	struct booth b = booth_make();
	person(&b, 10, 1, 3600);
	person(&b, 60, 1, 4200);
	person(&b, 120, 1, 3900);
	person(&b, 180, 1, 4200); /* no better */
	assert_int_equal(person(&b, 240, 1, 3500), FACE_PROMPT_DONE);
	assert_in_range(shade_shown(&b), 58, 62);
	assert_int_equal(shade_shown(&b), -1); /* it is kept no longer than that */
	booth_clear(&b);
}

static void a_frame_that_counts_is_shown_before_one_that_does_not(void **state)
{
	(void)state;
	struct booth b = booth_make();
	struct face_observation far = seen_of(1, 4900);
	far.eye_distance = 10;
	frame(&b, 10, NULL);
	assert_int_equal(frame(&b, 60, &far), FACE_PROMPT_CLOSER);
	assert_int_equal(person(&b, 120, 1, 3500), FACE_PROMPT_STILL);
	assert_int_equal(frame(&b, 180, &far), FACE_PROMPT_CLOSER);
	frame(&b, 240, NULL);
	assert_in_range(shade_shown(&b), 118, 122);
	booth_clear(&b);
}

static void a_face_that_was_never_good_enough_is_shown_all_the_same(void **state)
{
	(void)state;
	struct booth b = booth_make();
	struct face_observation far = seen_of(1, 3000);
	far.eye_distance = 10;
	frame(&b, 10, NULL);
	frame(&b, 60, &far);
	frame(&b, 120, NULL);
	assert_in_range(shade_shown(&b), 58, 62);
	booth_clear(&b);
}

static void without_a_face_the_newest_frame_is_shown(void **state)
{
	(void)state;
	struct booth b = booth_make();
	frame(&b, 10, NULL);
	frame(&b, 60, NULL);
	assert_in_range(shade_shown(&b), 58, 62);
	booth_clear(&b);
}

/* Also where both have given one frame: the count alone does not tell them apart. */
static void who_was_there_before_is_not_shown(void **state)
{
	(void)state;
	for (int before = 1; before < 5; before++) {
		struct booth b = booth_make();
		for (int i = 0; i < before; i++) {
			person(&b, 10, 2, 4800);
		}
		person(&b, 120, 1, 3500);
		assert_in_range(shade_shown(&b), 118, 122);
		booth_clear(&b);
	}
}

static void two_faces_are_shown_as_two(void **state)
{
	(void)state;
	struct booth b = booth_make();
	struct face_observation two = seen_of(1, 3400);
	two.alone = false;
	two.faces = 2;
	person(&b, 10, 1, 4800);
	assert_int_equal(frame(&b, 120, &two), FACE_PROMPT_ALONE);
	assert_in_range(shade_shown(&b), 118, 122);
	booth_clear(&b);
}

static void a_new_capture_shows_nothing_of_the_one_before(void **state)
{
	(void)state;
	struct booth b = booth_make();
	person(&b, 10, 1, 4800);
	face_job_capture(&b.job, b.now_us);
	person(&b, 120, 1, 3500);
	assert_in_range(shade_shown(&b), 118, 122);
	booth_clear(&b);
}

static void without_a_frame_there_is_no_picture(void **state)
{
	(void)state;
	struct booth b = booth_make();
	assert_int_equal(shade_shown(&b), -1);
	struct picture none = {0};
	face_show_frame(&b.show, &none, NULL, &b.job); /* a damaged one */
	assert_int_equal(shade_shown(&b), -1);
	booth_clear(&b);
}

static void a_portrait_that_cannot_be_decoded_is_none(void **state)
{
	(void)state;
	EG_AUTO(bytes_free) struct bytes jpeg = {0};
	const struct picture none = {0};
	struct msg m;
	assert_true(face_show_portrait(&none, &m, &jpeg) != EG_OK);
	assert_null(jpeg.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_best_of_the_frames_is_shown),
		cmocka_unit_test(a_frame_that_counts_is_shown_before_one_that_does_not),
		cmocka_unit_test(a_face_that_was_never_good_enough_is_shown_all_the_same),
		cmocka_unit_test(without_a_face_the_newest_frame_is_shown),
		cmocka_unit_test(who_was_there_before_is_not_shown),
		cmocka_unit_test(two_faces_are_shown_as_two),
		cmocka_unit_test(a_new_capture_shows_nothing_of_the_one_before),
		cmocka_unit_test(without_a_frame_there_is_no_picture),
		cmocka_unit_test(a_portrait_that_cannot_be_decoded_is_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
