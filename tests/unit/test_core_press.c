/*
 * test_core_press: orders, presses and results have numbers: what was stopped has no effect, and
 * what nobody asked for is a violation.
 */
#include "core_finger_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void what_was_under_way_when_time_was_up_has_no_effect(void **state)
{
	(void)state;
	struct stage *s = fingers_at_finger();
	struct msg guide = stage_about(s, MSG_FINGER_GUIDE);
	guide.body.finger_guide = (struct msg_finger_guide){.prompt = 2, .position = RIGHT_INDEX};
	assert_true(fingers_want_press(s, 1));
	assert_true(stage_say(s, ROLE_FINGER, &guide));
	assert_int_equal(s->told.body.status.finger_prompt, 2);
	assert_int_equal(s->told.body.status.finger_position, RIGHT_INDEX);
	lane_timer(&s->lane);
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_int_equal(s->told.body.status.finger_prompt, 0);
	assert_non_null(stage_last_to(s, ROLE_FINGER, MSG_FINGER_STOP));
	assert_int_equal(stage_last_to(s, ROLE_TOUCH, MSG_PRESS_STOP)->m.body.press.press, 1);
	size_t before = s->sent_count;
	assert_true(fingers_touch_tells(s, 1, PRESS_PRESENT));
	assert_true(fingers_touch_gives(s, 1));
	assert_true(fingers_want_press(s, 2));
	assert_true(stage_say(s, ROLE_FINGER, &guide));
	assert_true(fingers_tell(s, 1, 100));
	assert_int_equal(s->sent_count, before); /* nothing of it goes on */
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_int_equal(s->told.body.status.finger_prompt, 0);
	assert_int_equal(s->killed[ROLE_FINGER] + s->killed[ROLE_TOUCH], 0);
	/* And nothing of it is an answer to what is ordered next. */
	lane_order(&s->lane, GATE_EV_ORDER_RETRY, s->lane.gate.epoch, 0);
	assert_true(stage_face_tells(s, DOUBT));
	fingers_press(s, 3);
	assert_true(fingers_tell(s, 2, 25));
	fingers_leave(s);
}

/* Nobody knows what they were worth, but they were given. */
static void pictures_of_an_order_without_an_answer_are_on_record(void **state)
{
	struct msg unfit = msg_make(MSG_UNFIT, 0);
	unfit.body.unfit.reason = REASON_SENSOR_LOST;
	(void)state;
	for (int lost = 0; lost < 2; lost++) {
		struct stage *s = fingers_at_finger();
		fingers_press(s, 1);
		fingers_press(s, 2);
		if (lost == 1) {
			assert_true(stage_say(s, ROLE_TOUCH, &unfit));
		} else {
			lane_timer(&s->lane);
		}
		assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
		assert_int_equal(stage_last_record(s)->what, RECORD_REFERRAL);
		assert_int_equal(stage_last_record(s)->fingers.tries, 2);
		assert_int_equal(stage_last_record(s)->fingers.position[0], 0);
		assert_int_equal(stage_last_record(s)->finger_match, 0);
	}
}

static void a_result_that_was_overtaken_by_a_new_order_is_dropped(void **state)
{
	(void)state;
	struct stage *s = fingers_at_finger();
	lane_timer(&s->lane);
	lane_order(&s->lane, GATE_EV_ORDER_RETRY, s->lane.gate.epoch, 0);
	assert_true(stage_face_tells(s, DOUBT));
	assert_int_equal(stage_state(s), GATE_FINGER);
	assert_true(fingers_tell(s, 1, 100));
	assert_int_equal(stage_state(s), GATE_FINGER);
	fingers_press(s, 1);
	assert_true(fingers_tell(s, 2, -5));
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
}

/* Each is said by one worker in GATE_FINGER, whose traveller is referred for it. */
typedef bool lie(struct stage *s);

static bool press_out_of_turn(struct stage *s)
{
	return fingers_want_press(s, 2);
}
static bool two_presses_at_once(struct stage *s)
{
	assert_true(fingers_want_press(s, 1));
	return fingers_want_press(s, 2);
}
static bool stop_of_another_press(struct stage *s)
{
	struct msg m = stage_about(s, MSG_PRESS_STOP);
	m.body.press.press = 9;
	return stage_say(s, ROLE_FINGER, &m);
}
static bool more_presses_than_tries(struct stage *s)
{
	for (uint32_t press = 1; press <= 6; press++) {
		fingers_press(s, press);
	}
	return fingers_want_press(s, 7);
}
static bool result_that_nobody_ordered(struct stage *s)
{
	return fingers_tell(s, 2, 100);
}
static bool result_without_a_press(struct stage *s)
{
	return fingers_tell(s, 1, 100);
}
static bool result_of_a_finger_not_asked_for(struct stage *s)
{
	struct msg m = fingers_result(s, 1, 100);
	fingers_press(s, 1);
	m.body.finger_result.scores.position[0] = 1;
	return stage_say(s, ROLE_FINGER, &m);
}
static bool more_tries_than_pictures(struct stage *s)
{
	struct msg m = fingers_result(s, 1, 100);
	fingers_press(s, 1);
	m.body.finger_result.scores.tries = 2;
	return stage_say(s, ROLE_FINGER, &m);
}
static bool two_fingers_of_one_picture(struct stage *s)
{
	struct msg m = fingers_result(s, 1, 100);
	fingers_press(s, 1);
	m.body.finger_result.scores.position[1] = LEFT_INDEX;
	return stage_say(s, ROLE_FINGER, &m);
}
static bool ready_again(struct stage *s)
{
	return fingers_ready(s, BOTH);
}
static bool findings_again(struct stage *s)
{
	return fingers_find(s, VERDICT_PASS, REASON_NONE);
}
static bool picture_that_nobody_asked_for(struct stage *s)
{
	return fingers_touch_gives(s, 1);
}
static bool picture_of_a_later_press(struct stage *s)
{
	assert_true(fingers_want_press(s, 1));
	return fingers_touch_gives(s, 2);
}
static bool second_picture_of_a_press(struct stage *s)
{
	fingers_press(s, 1);
	return fingers_touch_gives(s, 1);
}
static bool event_after_the_picture(struct stage *s)
{
	fingers_press(s, 1);
	return fingers_touch_tells(s, 1, PRESS_LIFTED);
}
static bool picture_after_it_was_over(struct stage *s)
{
	assert_true(fingers_want_press(s, 1));
	assert_true(fingers_touch_tells(s, 1, PRESS_OVER));
	return fingers_touch_gives(s, 1);
}

static void a_worker_that_breaks_the_order_is_killed_and_refers(void **state)
{
	static const struct {
		lie *lie;
		enum role role;
	} lies[] = {
		{press_out_of_turn, ROLE_FINGER},
		{two_presses_at_once, ROLE_FINGER},
		{stop_of_another_press, ROLE_FINGER},
		{more_presses_than_tries, ROLE_FINGER},
		{result_that_nobody_ordered, ROLE_FINGER},
		{result_without_a_press, ROLE_FINGER},
		{result_of_a_finger_not_asked_for, ROLE_FINGER},
		{more_tries_than_pictures, ROLE_FINGER},
		{two_fingers_of_one_picture, ROLE_FINGER},
		{ready_again, ROLE_FINGER},
		{findings_again, ROLE_FINGER},
		{picture_that_nobody_asked_for, ROLE_TOUCH},
		{picture_of_a_later_press, ROLE_TOUCH},
		{second_picture_of_a_press, ROLE_TOUCH},
		{event_after_the_picture, ROLE_TOUCH},
		{picture_after_it_was_over, ROLE_TOUCH},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		struct stage *s = fingers_at_finger();
		assert_false(lies[i].lie(s));
		assert_int_equal(s->killed[lies[i].role], 1);
		assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
		assert_int_equal(s->lane.gate.why, GATE_WHY_WORKER);
		assert_false(s->exit_was_free);
	}
}

static void a_second_result_refers_even_whom_the_first_admitted(void **state)
{
	(void)state;
	struct stage *s = fingers_at_finger();
	fingers_press(s, 1);
	assert_true(fingers_tell(s, 1, 25));
	assert_int_equal(stage_state(s), GATE_RECORDING);
	assert_false(fingers_tell(s, 1, 26));
	assert_int_equal(stage_state(s), GATE_REFERRED_INSIDE);
	assert_false(s->exit_was_free);
}

static void images_of_a_chip_come_in_order_and_before_the_end(void **state)
{
	(void)state;
	struct stage *s = fingers_idle(POLICY_FINGER_ALWAYS);
	stage_lay_document(s);
	stage_chip_done(s);
	struct msg second = fingers_image(s, 1, 2, LEFT_INDEX);
	assert_false(stage_say(s, ROLE_VERIFY, &second));

	s = fingers_idle(POLICY_FINGER_ALWAYS);
	stage_lay_document(s);
	stage_chip_done(s);
	struct msg first = fingers_image(s, 0, 2, RIGHT_INDEX);
	assert_true(stage_say(s, ROLE_VERIFY, &first));
	assert_false(fingers_find(s, VERDICT_PASS, REASON_NONE)); /* before it has seen all */
	assert_int_equal(s->killed[ROLE_FINGER], 1);

	s = fingers_idle(POLICY_FINGER_ALWAYS);
	stage_lay_document(s);
	stage_chip_done(s);
	first.epoch = s->lane.gate.epoch;
	assert_true(stage_say(s, ROLE_VERIFY, &first));
	struct msg done = stage_about(s, MSG_VERIFY_DONE);
	assert_false(stage_say(s, ROLE_VERIFY, &done)); /* one is missing */

	s = fingers_read(POLICY_FINGER_ALWAYS);
	assert_true(fingers_find(s, VERDICT_PASS, REASON_NONE));
	assert_false(fingers_ready(s, 1u << 3)); /* not in the chip */
	s = fingers_read(POLICY_FINGER_ALWAYS);
	assert_true(fingers_find(s, VERDICT_CANNOT_TELL, REASON_UNDECODABLE));
	assert_false(fingers_ready(s, BOTH)); /* says both */
	s = fingers_read(POLICY_FINGER_ALWAYS);
	assert_false(fingers_ready(s, BOTH)); /* without a word on them */
}

static void verify_cannot_vouch_for_fingers_nor_deny_those_it_handed_on(void **state)
{
	(void)state;
	for (int handed = 0; handed < 2; handed++) {
		struct stage *s = fingers_idle(POLICY_FINGER_ALWAYS);
		struct msg f = stage_about(s, MSG_FINDINGS);
		stage_lay_document(s);
		stage_chip_done(s);
		f.epoch = s->lane.gate.epoch;
		f.body.findings.findings = findings_none();
		findings_set(&f.body.findings.findings, CHECK_FINGER_CHIP,
			     handed == 1 ? VERDICT_CANNOT_TELL : VERDICT_PASS, REASON_NOT_PRESENT);
		if (handed == 1) {
			fingers_hand_on(s);
		}
		assert_false(stage_say(s, ROLE_VERIFY, &f));
		assert_int_equal(s->killed[ROLE_VERIFY], 1);
	}
}

/* That is told by signed files alone: else who decodes could excuse everybody. */
static void the_finger_worker_cannot_say_that_the_chip_has_none(void **state)
{
	(void)state;
	struct stage *s = fingers_read(POLICY_FINGER_ALWAYS);
	s->lane.settings.policy.effect[CHECK_FINGER_CHIP][VERDICT_CANNOT_TELL] =
		POLICY_TOLERATE_ABSENT;
	assert_false(fingers_find(s, VERDICT_CANNOT_TELL, REASON_NOT_PRESENT));
	assert_int_equal(s->killed[ROLE_FINGER], 1);
	assert_true(gate_refers(stage_state(s)) || stage_state(s) == GATE_ENTRY_CLOSING);
	assert_int_equal(s->lane.traveller.findings.of[CHECK_FINGER_CHIP].verdict,
			 VERDICT_NOT_DONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_under_way_when_time_was_up_has_no_effect),
		cmocka_unit_test(pictures_of_an_order_without_an_answer_are_on_record),
		cmocka_unit_test(a_result_that_was_overtaken_by_a_new_order_is_dropped),
		cmocka_unit_test(a_worker_that_breaks_the_order_is_killed_and_refers),
		cmocka_unit_test(a_second_result_refers_even_whom_the_first_admitted),
		cmocka_unit_test(images_of_a_chip_come_in_order_and_before_the_end),
		cmocka_unit_test(the_finger_worker_cannot_say_that_the_chip_has_none),
		cmocka_unit_test(verify_cannot_vouch_for_fingers_nor_deny_those_it_handed_on),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
