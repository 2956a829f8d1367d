/*
 * test_look_wire: what was seen in a picture comes through as it was, and nothing else does.
 */
#include "prog/look_wire.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static uint8_t octets[LOOK_WIRE_SIZE];

static struct look_answer sample(void)
{
	struct look_answer a = {.err = EG_NOT_FOUND,
				.reason = "no face",
				.width = 413,
				.height = 531,
				.portrait_size = 14967,
				.seen = {.faces = 2,
					 .alone = true,
					 .box_height = 300,
					 .eye_distance = 103,
					 .turn = -12,
					 .live = -1,
					 .yaw = FACE_NOT_MEASURED,
					 .roll = -150,
					 .quality = face_quality_none()}};
	a.seen.quality.value[FACE_QUALITY_SHARPNESS] = 100;
	a.seen.face.norm = 4106;
	a.seen.face.size = FACE_TEMPLATE_SIZE;
	a.seen.face.model = 0x87AACDFE;
	for (size_t i = 0; i < FACE_TEMPLATE_SIZE; i++) {
		a.seen.face.v[i] = (float)i / 7 - 30;
	}
	return a;
}

static struct rd written(const struct look_answer *a)
{
	struct wr w = WR_ARRAY(octets);
	struct rd made = RD_EMPTY;
	look_write(&w, a);
	assert_int_equal(wr_done(&w, &made), EG_OK);
	assert_int_equal(made.left, LOOK_WIRE_SIZE);
	return made;
}

static void an_answer_comes_through_as_it_was(void **state)
{
	(void)state;
	struct look_answer a = sample();
	struct look_answer b;
	assert_int_equal(look_read(written(&a), &b), EG_OK);
	assert_int_equal(b.err, EG_NOT_FOUND);
	assert_string_equal(b.reason, "no face");
	assert_true(b.width == 413 && b.height == 531 && b.portrait_size == 14967);
	assert_true(b.seen.faces == 2 && b.seen.alone && !b.seen.whole);
	assert_true(b.seen.turn == -12 && b.seen.live == -1 && b.seen.yaw == FACE_NOT_MEASURED &&
		    b.seen.roll == -150);
	assert_int_equal(b.seen.quality.value[FACE_QUALITY_SHARPNESS], 100);
	assert_int_equal(b.seen.quality.value[FACE_QUALITY_COLOUR], FACE_QUALITY_UNKNOWN);
	assert_true(b.seen.face.size == FACE_TEMPLATE_SIZE && b.seen.face.norm == 4106 &&
		    b.seen.face.model == 0x87AACDFE);
	for (size_t i = 0; i < FACE_TEMPLATE_SIZE; i++) {
		assert_true(a.seen.face.v[i] == b.seen.face.v[i]);
	}
}

static void a_longer_reason_is_cut(void **state)
{
	(void)state;
	struct look_answer a = sample();
	struct look_answer b;
	for (size_t i = 0; i + 1 < LOOK_REASON_MAX; i++) {
		a.reason[i] = 'x';
	}
	a.reason[LOOK_REASON_MAX - 1] = '\0';
	assert_int_equal(look_read(written(&a), &b), EG_OK);
	assert_int_equal(rd_cstr(b.reason).left, LOOK_REASON_MAX - 1);
}

static void values_that_cannot_be_are_refused(void **state)
{
	(void)state;
	struct look_answer a = sample();
	struct look_answer b;
	struct rd made = written(&a);
	static const struct {
		size_t at;
		uint8_t value;
	} wrong[] = {
		{0, EG_SANDBOX + 1},                  /* kind of failure */
		{3, '\n'},                            /* of the reason: not printable */
		{LOOK_REASON_MAX, 'x'},               /* does not end */
		{10, 'x'},                            /* goes on behind its end */
		{1 + LOOK_REASON_MAX + 12 + 1, 2},    /* neither true nor false */
		{1 + LOOK_REASON_MAX + 12 + 19, 101}, /* quality above its highest */
	};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		uint8_t before = octets[wrong[i].at];
		octets[wrong[i].at] = wrong[i].value;
		if (look_read(made, &b) != EG_BAD_DATA) {
			fail_msg("taken: %u at %zu", wrong[i].value, wrong[i].at);
		}
		octets[wrong[i].at] = before;
	}
	assert_int_equal(look_read(made, &b), EG_OK);
	assert_int_equal(look_read(rd_of(octets, LOOK_WIRE_SIZE - 1), &b), EG_BAD_DATA);
	a.seen.face.v[100] = NAN;
	assert_int_equal(look_read(written(&a), &b), EG_BAD_DATA);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_comes_through_as_it_was),
		cmocka_unit_test(a_longer_reason_is_cut),
		cmocka_unit_test(values_that_cannot_be_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
