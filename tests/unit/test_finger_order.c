/*
 * test_finger_order: an order from its first press to its result: prompts, tries, time, stops, and
 * what the core may not say. On fingers that are made up.
 */
#include "finger_desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define MATCH 20 /* decibans */

static void open_for(struct finger_desk *d, uint8_t tries, uint8_t first, uint8_t second)
{
	finger_desk_open(d);
	finger_desk_two(d);
	assert_int_equal(finger_desk_order(d, tries, first, second), EG_OK);
}

static void happens(struct finger_desk *d, enum press_event event)
{
	finger_desk_event(d, event, PRESS_RETRY_GENERAL);
}

static void stop(struct finger_desk *d)
{
	const struct msg m = msg_make(MSG_FINGER_STOP, DESK_EPOCH);
	assert_int_equal(finger_desk_say(d, &m, (struct rd){0}), EG_OK);
	assert_int_equal(d->said.count, 0);
	assert_int_equal(finger_job_wait_ms(d->job, d->now_us), -1);
}

/* ---- prompts ---- */

static void prompts_follow_the_sensor(void **state)
{
	static const struct {
		enum press_event event;
		enum press_retry retry;
		enum finger_prompt prompt;
	} steps[] = {
		{PRESS_NEEDED, 0, FINGER_PROMPT_PLACE},
		{PRESS_PRESENT, 0, FINGER_PROMPT_STILL},
		{PRESS_RETRY, PRESS_RETRY_SHORT, FINGER_PROMPT_LONGER},
		{PRESS_NEEDED, 0, FINGER_PROMPT_LONGER},
		{PRESS_PRESENT, 0, FINGER_PROMPT_STILL},
		{PRESS_RETRY, PRESS_RETRY_CENTRE, FINGER_PROMPT_CENTRE},
		{PRESS_PRESENT, 0, FINGER_PROMPT_STILL},
		{PRESS_RETRY, PRESS_RETRY_TOO_LIGHT, FINGER_PROMPT_MORE},
		{PRESS_PRESENT, 0, FINGER_PROMPT_STILL},
		{PRESS_RETRY, PRESS_RETRY_REMOVE, FINGER_PROMPT_LIFT},
		{PRESS_NEEDED, 0, FINGER_PROMPT_AGAIN},
		{PRESS_PRESENT, 0, FINGER_PROMPT_STILL},
		{PRESS_LIFTED, 0, FINGER_PROMPT_LONGER}, /* before it was seen */
		{PRESS_PRESENT, 0, FINGER_PROMPT_STILL},
		{PRESS_RETRY, PRESS_RETRY_GENERAL, FINGER_PROMPT_AGAIN},
		{PRESS_PRESENT, 0, FINGER_PROMPT_STILL},
		{PRESS_TAKEN, 0, FINGER_PROMPT_LIFT},
		{PRESS_LIFTED, 0, FINGER_PROMPT_WAIT},
	};
	(void)state;
	struct finger_desk d;
	open_for(&d, 3, RIGHT_INDEX, LEFT_INDEX);
	assert_int_equal(d.prompt, FINGER_PROMPT_WAIT); /* the sensor is not ready yet */
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		finger_desk_event(&d, steps[i].event, steps[i].retry);
		assert_int_equal(d.prompt, steps[i].prompt);
		assert_int_equal(d.position, RIGHT_INDEX);
		assert_null(finger_desk_heard(&d, MSG_PRESS_WANTED));
	}
	assert_int_equal(finger_desk_show(&d, d.wanted, finger_desk_image(0, 1)), EG_OK);
	happens(&d, PRESS_NEEDED);
	assert_int_equal(d.prompt, FINGER_PROMPT_OTHER);
	assert_int_equal(d.position, LEFT_INDEX);
	assert_int_equal(finger_desk_show(&d, d.wanted, finger_desk_image(1, 1)), EG_OK);
	assert_int_equal(d.prompt, FINGER_PROMPT_DONE);
	assert_int_equal(d.position, 0);
	finger_desk_close(&d);
}

static void a_prompt_is_said_once(void **state)
{
	(void)state;
	struct finger_desk d;
	open_for(&d, 3, RIGHT_INDEX, 0);
	happens(&d, PRESS_NEEDED);
	assert_non_null(finger_desk_heard(&d, MSG_FINGER_GUIDE));
	happens(&d, PRESS_NEEDED);
	assert_int_equal(d.said.count, 0);
	finger_desk_close(&d);
}

/* ---- tries and time ---- */

static void nobody_presses_and_the_result_says_so(void **state)
{
	(void)state;
	struct finger_desk d;
	open_for(&d, 3, RIGHT_INDEX, LEFT_INDEX);
	for (unsigned i = 0; i < 6; i++) {
		happens(&d, PRESS_NEEDED);
		happens(&d, PRESS_OVER);
	}
	assert_true(d.answered);
	assert_int_equal(d.presses, 6);
	assert_int_equal(d.result.why, REASON_NO_FINGER);
	assert_int_equal(d.result.scores.tries, 0);
	for (size_t i = 0; i < FINGER_CUE_COUNT; i++) {
		assert_int_equal(d.result.cues.of[i], VERDICT_NOT_DONE);
	}
	finger_desk_close(&d);
}

static void each_finger_has_its_share_of_the_time(void **state)
{
	(void)state;
	struct finger_desk d;
	open_for(&d, 3, RIGHT_INDEX, LEFT_INDEX);
	int64_t began_us = d.now_us;
	const struct msg *m = finger_desk_heard(&d, MSG_PRESS_WANTED);
	assert_non_null(m);
	uint32_t ms = m->body.press.ms;
	assert_in_range(ms, ORDER_MS / 3, ORDER_MS / 2);
	finger_desk_wait(&d, ms - 1);
	assert_int_equal(d.said.count, 0);
	/* The sensor has not said that its time is up: it is told. */
	assert_true(finger_job_wait_ms(d.job, d.now_us) > 0);
	finger_desk_wait(&d, finger_job_wait_ms(d.job, d.now_us));
	assert_non_null(finger_desk_heard(&d, MSG_PRESS_STOP));
	assert_int_equal(d.position, LEFT_INDEX);
	assert_int_equal(d.presses, 2);
	finger_desk_wait(&d, finger_job_wait_ms(d.job, d.now_us));
	assert_non_null(finger_desk_heard(&d, MSG_PRESS_STOP));
	assert_true(d.answered);
	assert_true(d.answered_us - began_us <= (int64_t)ORDER_MS * 1000);
	assert_int_equal(d.result.why, REASON_NO_FINGER);
	finger_desk_close(&d);
}

static void time_that_is_over_lets_the_best_press_be_compared(void **state)
{
	(void)state;
	struct finger_desk d;
	struct finger_job_limits l = finger_job_limits_default();
	l.quality.unified = 101; /* nothing is good enough */
	finger_desk_open_with(&d, l);
	finger_desk_two(&d);
	assert_int_equal(finger_desk_order(&d, 3, RIGHT_INDEX, 0), EG_OK);
	finger_desk_press(&d, finger_desk_image(0, 1));
	assert_false(d.answered);
	finger_desk_wait(&d, finger_job_wait_ms(d.job, d.now_us));
	assert_true(d.answered);
	assert_true(d.result.scores.sum > MATCH);
	assert_int_equal(d.result.scores.tries, 1);
	assert_int_equal(d.result.why, REASON_NONE);
	finger_desk_close(&d);
}

static void a_picture_that_comes_with_the_time_over_finds_no_press(void **state)
{
	(void)state;
	struct finger_desk d;
	open_for(&d, 1, RIGHT_INDEX, 0);
	uint32_t press = d.wanted;
	finger_desk_wait(&d, ORDER_MS);
	assert_true(d.answered);
	assert_int_equal(finger_desk_show(&d, press, finger_desk_image(0, 1)), EG_OK);
	assert_int_equal(d.said.count, 0);
	assert_int_equal(finger_job_compared(d.job), 0);
	finger_desk_close(&d);
}

static void an_order_without_time_is_answered_at_once(void **state)
{
	(void)state;
	struct finger_desk d;
	struct msg m = msg_make(MSG_FINGER_CAPTURE, DESK_EPOCH);
	finger_desk_open(&d);
	finger_desk_two(&d);
	m.body.finger_capture = (struct msg_finger_capture){
		.ms = 100, .order = ++d.order, .tries = 3, .count = 1, .position = {RIGHT_INDEX}};
	assert_int_equal(finger_desk_say(&d, &m, (struct rd){0}), EG_OK);
	assert_true(d.answered);
	assert_int_equal(d.presses, 0);
	finger_desk_close(&d);
}

/* ---- stops, and orders behind them ---- */

/* Up to this step of a press, then the officer stops it. */
static void stop_after(unsigned steps)
{
	static const enum press_event events[] = {PRESS_NEEDED, PRESS_PRESENT, PRESS_TAKEN,
						  PRESS_LIFTED};
	struct finger_desk d;
	open_for(&d, 3, RIGHT_INDEX, LEFT_INDEX);
	for (unsigned i = 0; i < steps && i < 4; i++) {
		happens(&d, events[i]);
	}
	if (steps == 5) {
		assert_int_equal(finger_desk_show(&d, d.wanted, finger_desk_image(0, 1)), EG_OK);
	}
	uint32_t press = d.wanted;
	stop(&d);
	assert_false(d.answered);
	/* What was under way is dropped, and time brings nothing about. */
	assert_int_equal(finger_desk_show(&d, press, finger_desk_image(0, 2)), EG_OK);
	assert_int_equal(d.said.count, 0);
	finger_desk_wait(&d, ORDER_MS);
	assert_int_equal(d.said.count, 0);
	assert_int_equal(finger_desk_order(&d, 3, RIGHT_INDEX, 0), EG_OK);
	assert_int_equal(d.wanted, press + 1);
	assert_int_equal(finger_desk_show(&d, press, finger_desk_image(2, 1)), EG_OK);
	assert_int_equal(d.said.count, 0);
	finger_desk_press(&d, finger_desk_image(0, 3));
	assert_true(d.answered);
	assert_int_equal(d.result.order, 2);
	assert_int_equal(d.result.scores.tries, 1); /* nothing of the first counts */
	assert_true(d.result.scores.sum > MATCH);
	assert_int_equal(d.result.scores.position[1], 0);
	finger_desk_close(&d);
}

static void an_order_may_be_stopped_at_every_step_and_another_given(void **state)
{
	(void)state;
	for (unsigned steps = 0; steps <= 5; steps++) {
		stop_after(steps);
	}
}

static void a_stop_behind_the_result_is_none(void **state)
{
	(void)state;
	struct finger_desk d;
	open_for(&d, 1, RIGHT_INDEX, 0);
	finger_desk_press(&d, finger_desk_image(0, 1));
	assert_true(d.answered);
	stop(&d);
	finger_desk_close(&d);
}

/* ---- what the core may not say ---- */

static void what_belongs_to_another_traveller_is_refused(void **state)
{
	(void)state;
	struct finger_desk d;
	finger_desk_open(&d);
	finger_desk_two(&d);
	struct msg m = msg_make(MSG_FINGER_STOP, DESK_EPOCH + 1);
	assert_int_equal(finger_desk_say(&d, &m, (struct rd){0}), EG_STATE);
	m = msg_make(MSG_FINGER_STOP, 0);
	assert_int_equal(finger_desk_say(&d, &m, (struct rd){0}), EG_STATE);
	m = msg_make(MSG_BEGIN, DESK_EPOCH); /* a name is nothing to it */
	assert_int_equal(finger_desk_say(&d, &m, (struct rd){0}), EG_STATE);
	finger_desk_close(&d);
}

static void fingers_that_the_chip_does_not_have_are_not_asked_for(void **state)
{
	(void)state;
	struct finger_desk d;
	finger_desk_open(&d);
	assert_int_equal(finger_desk_order(&d, 3, RIGHT_INDEX, 0), EG_STATE); /* nor before it */
	finger_desk_two(&d);
	assert_int_equal(finger_desk_order(&d, 3, LEFT_THUMB, 0), EG_STATE);
	assert_int_equal(finger_desk_order(&d, 3, RIGHT_INDEX, LEFT_THUMB), EG_STATE);
	assert_int_equal(finger_desk_order(&d, 3, RIGHT_INDEX, LEFT_INDEX), EG_OK);
	d.order--; /* the same number again */
	assert_int_equal(finger_desk_order(&d, 3, RIGHT_INDEX, LEFT_INDEX), EG_STATE);
	finger_desk_close(&d);
}

static void a_picture_of_another_size_than_told_ends_it(void **state)
{
	(void)state;
	struct finger_desk d;
	struct msg m = msg_make(MSG_PRESS_IMAGE, DESK_EPOCH);
	open_for(&d, 3, RIGHT_INDEX, 0);
	m.body.press_image = (struct msg_press_image){
		.press = d.wanted, .size = 12, .width = 3, .height = 4, .dpi = 500};
	assert_int_equal(finger_desk_say(&d, &m, RD_TEXT("eleven byte")), EG_BAD_DATA);
	finger_desk_close(&d);
}

static void what_could_not_be_looked_at_is_not_the_travellers_fault(void **state)
{
	(void)state;
	struct finger_desk d;
	struct finger_image coarse = *finger_desk_image(0, 1); /* borrows */
	coarse.dpi = 100;                                      /* nobody's sensor */
	open_for(&d, 1, RIGHT_INDEX, 0);
	assert_int_equal(finger_desk_show(&d, d.wanted, &coarse), EG_OK);
	assert_true(d.answered);
	assert_int_equal(d.result.why, REASON_INTERNAL);
	finger_desk_close(&d);
}

static int make(void **state)
{
	(void)state;
	finger_desk_make();
	return 0;
}

static int unmake(void **state)
{
	(void)state;
	finger_desk_unmake();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prompts_follow_the_sensor),
		cmocka_unit_test(a_prompt_is_said_once),
		cmocka_unit_test(nobody_presses_and_the_result_says_so),
		cmocka_unit_test(each_finger_has_its_share_of_the_time),
		cmocka_unit_test(time_that_is_over_lets_the_best_press_be_compared),
		cmocka_unit_test(a_picture_that_comes_with_the_time_over_finds_no_press),
		cmocka_unit_test(an_order_without_time_is_answered_at_once),
		cmocka_unit_test(an_order_may_be_stopped_at_every_step_and_another_given),
		cmocka_unit_test(a_stop_behind_the_result_is_none),
		cmocka_unit_test(what_belongs_to_another_traveller_is_refused),
		cmocka_unit_test(fingers_that_the_chip_does_not_have_are_not_asked_for),
		cmocka_unit_test(a_picture_of_another_size_than_told_ends_it),
		cmocka_unit_test(what_could_not_be_looked_at_is_not_the_travellers_fault),
	};
	return cmocka_run_group_tests(tests, make, unmake);
}
