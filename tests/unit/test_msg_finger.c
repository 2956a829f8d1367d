/*
 * test_msg_finger: what the messages about fingers must look like.
 */
#include "wire/msg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static bool parses(const struct msg *m, bool bulk)
{
	struct msg out;
	return msg_parse(rd_of(m, msg_length(m)), bulk, &out) == EG_OK;
}

static void a_chips_finger_is_one_finger_of_a_number_of_images(void **state)
{
	(void)state;
	const struct msg_finger good = {.size = FINGER_IMAGE_SIZE_MAX,
					.raw = 1,
					.position = 10,
					.index = 15,
					.count = FINGER_IMAGES_MAX};
	const struct msg_finger wrong[] = {
		{.size = 0, .position = 2, .count = 1},
		{.size = FINGER_IMAGE_SIZE_MAX + 1, .position = 2, .count = 1},
		{.size = 1, .position = 0, .count = 1},
		{.size = 1, .position = 11, .count = 1},
		{.size = 1, .position = 13, .count = 1}, /* four at once */
		{.size = 1, .position = 2, .count = 0},
		{.size = 1, .position = 2, .count = 17},
		{.size = 1, .position = 2, .count = 2, .index = 2},
		{.size = 1, .position = 2, .count = 1, .raw = 2},
	};
	struct msg m = msg_make(MSG_FINGER, 7);
	m.body.finger = good;
	assert_true(parses(&m, true));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		m.body.finger = wrong[i];
		assert_false(parses(&m, true));
	}
	m = msg_make(MSG_FINGERS_READY, 7);
	m.body.fingers_ready.positions = 0x7FE;
	assert_true(parses(&m, false));
	m.body.fingers_ready.positions = 1; /* an unknown one cannot be asked for */
	assert_false(parses(&m, false));
	m.body.fingers_ready.positions = 0x800;
	assert_false(parses(&m, false));
}

static void an_order_names_each_finger_once(void **state)
{
	(void)state;
	const struct msg_finger_capture wrong[] = {
		{.ms = 1, .order = 0, .tries = 1, .count = 1, .position = {2}},
		{.ms = 0, .order = 1, .tries = 1, .count = 1, .position = {2}},
		{.ms = 1, .order = 1, .tries = 0, .count = 1, .position = {2}},
		{.ms = 1, .order = 1, .tries = 4, .count = 1, .position = {2}},
		{.ms = 1, .order = 1, .tries = 1, .count = 0},
		{.ms = 1, .order = 1, .tries = 1, .count = 3, .position = {2, 7}},
		{.ms = 1, .order = 1, .tries = 1, .count = 2, .position = {2, 2}},
		{.ms = 1, .order = 1, .tries = 1, .count = 2, .position = {2, 0}},
		{.ms = 1, .order = 1, .tries = 1, .count = 1, .position = {2, 7}},
		{.ms = 600001, .order = 1, .tries = 1, .count = 1, .position = {2}},
	};
	struct msg m = msg_make(MSG_FINGER_CAPTURE, 7);
	m.body.finger_capture = (struct msg_finger_capture){
		.ms = 28000, .order = 2, .tries = 3, .count = 2, .position = {2, 7}};
	assert_true(parses(&m, false));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		m.body.finger_capture = wrong[i];
		assert_false(parses(&m, false));
	}
}

static void a_press_is_as_large_as_its_picture(void **state)
{
	(void)state;
	const struct msg_press_image good = {.press = 1,
					     .size = PRESS_SIDE_MAX * PRESS_SIDE_MAX,
					     .width = PRESS_SIDE_MAX,
					     .height = PRESS_SIDE_MAX,
					     .dpi = 1000};
	struct msg m = msg_make(MSG_PRESS_IMAGE, 7);
	m.body.press_image = good;
	assert_true(parses(&m, true));
	m.body.press_image.size--;
	assert_false(parses(&m, true));
	m.body.press_image = good;
	m.body.press_image.width++;
	assert_false(parses(&m, true));
	m.body.press_image = good;
	m.body.press_image.dpi = 1001;
	assert_false(parses(&m, true));
	m.body.press_image.dpi = 249;
	assert_false(parses(&m, true));
	m.body.press_image = good;
	m.body.press_image.press = 0;
	assert_false(parses(&m, true));
	m = msg_make(MSG_PRESS_EVENT, 7);
	m.body.press_event = (struct msg_press_event){.press = 1, .event = PRESS_RETRY, .retry = 4};
	assert_true(parses(&m, false));
	m.body.press_event.retry = PRESS_RETRY_COUNT;
	assert_false(parses(&m, false));
	m.body.press_event =
		(struct msg_press_event){.press = 1, .event = PRESS_LIFTED, .retry = 1};
	assert_false(parses(&m, false));
	m.body.press_event = (struct msg_press_event){.press = 1, .event = 0};
	assert_false(parses(&m, false));
	m.body.press_event.event = PRESS_EVENT_COUNT;
	assert_false(parses(&m, false));
	m = msg_make(MSG_PRESS_WANTED, 7);
	m.body.press = (struct msg_press){.press = 1, .ms = 0};
	assert_false(parses(&m, false));
	m = msg_make(MSG_PRESS_STOP, 7);
	m.body.press = (struct msg_press){.press = 1, .ms = 1};
	assert_false(parses(&m, false));
}

static void a_result_has_scores_or_a_reason(void **state)
{
	(void)state;
	const struct msg_finger_result good = {
		.scores = {.sum = 30, .of = {-5, 35}, .position = {2, 7}, .quality = {40, 100}},
		.order = 1,
		.cues = {{VERDICT_PASS, VERDICT_FAIL}},
	};
	struct msg m = msg_make(MSG_FINGER_RESULT, 7);
	m.body.finger_result = good;
	assert_true(parses(&m, false));
	m.body.finger_result.why = REASON_NO_FINGER;
	assert_false(parses(&m, false));
	m.body.finger_result = good;
	m.body.finger_result.scores.sum = 31;
	assert_false(parses(&m, false));
	m.body.finger_result = good;
	m.body.finger_result.order = 0;
	assert_false(parses(&m, false));
	m.body.finger_result = good;
	m.body.finger_result.cues.of[1] = VERDICT_CANNOT_TELL + 1;
	assert_false(parses(&m, false));
	m.body.finger_result = (struct msg_finger_result){.order = 1};
	assert_false(parses(&m, false));
	m.body.finger_result.why = REASON_COUNT;
	assert_false(parses(&m, false));
	m.body.finger_result.why = REASON_POOR_QUALITY;
	assert_true(parses(&m, false));
	m = msg_make(MSG_FINGER_GUIDE, 7);
	m.body.finger_guide.position = 11;
	assert_false(parses(&m, false));
}

static void records_and_status_are_held_against_the_same_ranges(void **state)
{
	(void)state;
	struct msg m = msg_make(MSG_RECORD, 7);
	m.body.record = (struct msg_record){.number = 1, .what = RECORD_REFERRAL};
	m.body.record.fingers = (struct finger_scores){.sum = 30, .of = {30}, .position = {10}};
	assert_true(parses(&m, false));
	m.body.record.fingers.sum = 29;
	assert_false(parses(&m, false));
	m.body.record.fingers.sum = 30;
	m.body.record.finger_match = 1001;
	assert_false(parses(&m, false));
	m.body.record.finger_match = -1;
	assert_false(parses(&m, false));
	m.body.record.finger_match = 1000;
	assert_true(parses(&m, false));
	m = msg_make(MSG_STATUS, 7);
	m.body.status.missing = 1u << ROLE_TOUCH;
	assert_int_equal(m.body.status.missing >> ROLE_TOUCH, 1); /* every role has a bit */
	m.body.status.touch_unfit = REASON_COUNT;
	assert_false(parses(&m, false));
	m.body.status.touch_unfit = REASON_SENSOR_LOST;
	m.body.status.finger_position = 11;
	assert_false(parses(&m, false));
	m.body.status.finger_position = 10;
	m.body.status.finger_match = -1;
	assert_false(parses(&m, false));
	m.body.status.finger_match = 10;
	assert_true(parses(&m, false));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_chips_finger_is_one_finger_of_a_number_of_images),
		cmocka_unit_test(an_order_names_each_finger_once),
		cmocka_unit_test(a_press_is_as_large_as_its_picture),
		cmocka_unit_test(a_result_has_scores_or_a_reason),
		cmocka_unit_test(records_and_status_are_held_against_the_same_ranges),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
