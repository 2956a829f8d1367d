/*
 * test_face_page: the real egate-face process and the portrait that is printed on the page. Needs
 * the set-up's models and media (else 77).
 */
#include "../bench/measure.h"
#include "biometrics/picture.h"
#include "face_desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define BORDER 40 /* pixels of the page around the portrait */

/* As a page worker hands on what it cut out: grey, the surroundings paper. */
static enum eg_err say_page(struct face_lane *l, const char *path, uint16_t too_much)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_AUTO(bytes_free) struct bytes grey = {0};
	EG_AUTO(picture_free) struct picture p = {0};
	EG_AUTO(picture_free) struct picture page = {0};
	EG_AUTO(eg_close) int fd = -1;
	EG_TRY(measure_file(path, &file));
	EG_TRY(picture_decode(bytes_rd(&file), PAGE_PICTURE_SIDE_MAX - 2 * BORDER, &p));
	EG_TRY(picture_extend(&p, BORDER, &page));
	size_t pixels = (size_t)page.width * page.height;
	EG_TRY(bytes_reserve(&grey, pixels, pixels));
	for (size_t i = 0; i < pixels; i++) {
		EG_TRY(bytes_append(&grey, rd_of(&page.bgr[i * 3 + 1], 1)));
	}
	struct msg m = msg_make(MSG_PAGE_PICTURE, FACE_LANE_EPOCH);
	m.body.page_picture = (struct msg_page_picture){
		.size = (uint32_t)pixels,
		.width = (uint16_t)(page.width + too_much),
		.height = (uint16_t)page.height,
		.dpi = 300,
	};
	EG_TRY(bulk_make(bytes_rd(&grey), &fd));
	return link_send(l->link, &m, fd);
}

static void begin(struct face_lane *l)
{
	assert_int_equal(desk_hear_kind(l, MSG_READY).body.ready.role, ROLE_FACE);
	assert_int_equal(face_lane_say(l, MSG_BEGIN, FACE_LANE_EPOCH), EG_OK);
}

static struct msg_portrait_ready portrait(struct face_lane *l, const char *path)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	assert_int_equal(measure_file(path, &file), EG_OK);
	assert_int_equal(face_lane_portrait(l, bytes_rd(&file)), EG_OK);
	assert_int_equal(desk_hear_kind(l, MSG_FINDINGS).epoch, FACE_LANE_EPOCH);
	return desk_hear_kind(l, MSG_PORTRAIT_READY).body.portrait_ready;
}

static void the_chips_own_portrait_on_the_page_is_alike(void **state)
{
	struct face_lane *l = *state;
	begin(l);
	assert_int_equal(say_page(l, DESK_MEDIA "franck_01829.jpg", 0), EG_OK);
	struct msg_portrait_ready r = portrait(l, DESK_MEDIA "franck_01829.jpg");
	assert_int_equal(r.page_came, 1);
	assert_int_equal(r.page_why, REASON_NONE);
	assert_in_range(r.page, 700, 1000);
	assert_true(desk_capture(l).scores.match > 700); /* the live face is compared as ever */
	assert_int_equal(face_lane_end(l, NULL), 0);
}

static void an_exchanged_portrait_is_another_face(void **state)
{
	struct face_lane *l = *state;
	begin(l);
	assert_int_equal(say_page(l, DESK_MEDIA "cage.jpg", 0), EG_OK);
	struct msg_portrait_ready r = portrait(l, DESK_MEDIA "franck_01829.jpg");
	assert_int_equal(r.page_why, REASON_NONE);
	assert_true(r.page < 250);
	assert_int_equal(face_lane_end(l, NULL), 0);
}

static void a_page_without_a_face_compares_nothing(void **state)
{
	struct face_lane *l = *state;
	begin(l);
	assert_int_equal(say_page(l, SOURCE_ROOT "/tests/fuzz/corpus/picture/grey.jpg", 0), EG_OK);
	struct msg_portrait_ready r = portrait(l, DESK_MEDIA "franck_01829.jpg");
	assert_int_equal(r.page_came, 1);
	assert_int_equal(r.page_why, REASON_NO_FACE);
	assert_int_equal(r.page, 0);
	assert_int_equal(face_lane_end(l, NULL), 0);
}

static void without_a_page_nothing_is_said_of_one(void **state)
{
	struct face_lane *l = *state;
	begin(l);
	struct msg_portrait_ready r = portrait(l, DESK_MEDIA "franck_01829.jpg");
	assert_int_equal(r.page_came, 0);
	assert_int_equal(r.page_why, REASON_NONE);
	assert_int_equal(r.page, 0);
	assert_int_equal(face_lane_end(l, NULL), 0);
}

static void a_chip_without_a_portrait_leaves_nothing_to_compare(void **state)
{
	struct face_lane *l = *state;
	begin(l);
	assert_int_equal(say_page(l, DESK_MEDIA "cage.jpg", 0), EG_OK);
	struct msg_portrait_ready r = portrait(l, SOURCE_ROOT "/meson.build");
	assert_int_equal(r.page_came, 1);
	assert_int_equal(r.page_why, REASON_NOT_PRESENT);
	assert_int_equal(r.page, 0);
	assert_int_equal(face_lane_end(l, NULL), 0);
}

static void a_second_page_ends_the_worker(void **state)
{
	struct face_lane *l = *state;
	begin(l);
	assert_int_equal(say_page(l, DESK_MEDIA "cage.jpg", 0), EG_OK);
	assert_int_equal(say_page(l, DESK_MEDIA "cage.jpg", 0), EG_OK);
	desk_ends_in_failure(l);
}

static void a_page_of_another_size_than_told_ends_the_worker(void **state)
{
	struct face_lane *l = *state;
	begin(l);
	assert_int_equal(say_page(l, DESK_MEDIA "cage.jpg", 1), EG_OK);
	desk_ends_in_failure(l);
}

#define WITH_WORKER(test) cmocka_unit_test_setup_teardown((test), desk_start, desk_stop)

int main(void)
{
	if (!desk_furnished()) {
		return 77;
	}
	const struct CMUnitTest tests[] = {
		WITH_WORKER(the_chips_own_portrait_on_the_page_is_alike),
		WITH_WORKER(an_exchanged_portrait_is_another_face),
		WITH_WORKER(a_page_without_a_face_compares_nothing),
		WITH_WORKER(without_a_page_nothing_is_said_of_one),
		WITH_WORKER(a_chip_without_a_portrait_leaves_nothing_to_compare),
		WITH_WORKER(a_second_page_ends_the_worker),
		WITH_WORKER(a_page_of_another_size_than_told_ends_the_worker),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
