/*
 * test_touch_job: what is made of presses, with a sensor that does what the test says and time that
 * the test passes in.
 */
#include "fake_finger.h"
#include "prog/touch_job.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#define EPOCH  7u
#define PRESS  3u /* the core has counted others before */
#define MS     10000u
#define START  INT64_C(5000000)
#define SECOND INT64_C(1000000)

/* ---- the job ---- */

static struct touch_job job;
static int64_t now_us;

static int open_job(void **state)
{
	(void)state;
	fake_finger = (struct finger_sensor){.there = true};
	job = (struct touch_job){0};
	now_us = START;
	return touch_job_open(&job, &fake_finger_backend, "somewhere") == EG_OK ? 0 : -1;
}

static int close_job(void **state)
{
	(void)state;
	touch_job_close(&job);
	touch_job_close(&job); /* nothing is left to be closed */
	return job.sensor == NULL ? 0 : -1;
}

static enum eg_err say(enum msg_kind kind, uint32_t epoch, uint32_t press, uint32_t ms)
{
	struct msg m = msg_make(kind, epoch);
	m.body.press = (struct msg_press){.press = press, .ms = ms};
	return touch_job_take(&job, &m, now_us);
}

static void want(uint32_t press, uint32_t ms)
{
	assert_int_equal(say(MSG_PRESS_WANTED, EPOCH, press, ms), EG_OK);
	assert_true(job.on);
}

static enum eg_err stop(uint32_t press)
{
	return say(MSG_PRESS_STOP, EPOCH, press, 0);
}

/* The next thing to be told, as the core's parser takes it. */
static struct touch_said expect_said(enum msg_kind kind, uint32_t press)
{
	struct touch_said said;
	struct msg parsed;
	assert_int_equal(touch_job_next(&job, now_us, &said), EG_OK);
	assert_int_equal(said.m.kind, kind);
	assert_int_equal(said.m.epoch, EPOCH);
	assert_int_equal(
		msg_parse(rd_of(&said.m, msg_length(&said.m)), kind == MSG_PRESS_IMAGE, &parsed),
		EG_OK);
	assert_int_equal(kind == MSG_PRESS_IMAGE ? parsed.body.press_image.press
						 : parsed.body.press_event.press,
			 press);
	return said;
}

static void expect_event(uint32_t press, enum press_event event)
{
	struct touch_said said = expect_said(MSG_PRESS_EVENT, press);
	assert_int_equal(said.m.body.press_event.event, event);
	assert_int_equal(touch_job_told(&job, &said), EG_OK);
}

static void expect_image(uint32_t press)
{
	struct touch_said said = expect_said(MSG_PRESS_IMAGE, press);
	const struct msg_press_image *p = &said.m.body.press_image;
	assert_int_equal(p->width, FAKE_FINGER_WIDTH);
	assert_int_equal(p->height, FAKE_FINGER_HEIGHT);
	assert_int_equal(p->dpi, 512);
	assert_int_equal(p->size, FAKE_FINGER_WIDTH * FAKE_FINGER_HEIGHT);
	assert_true(rd_equal(said.grey, RD_ARRAY(fake_finger.grey)));
	assert_int_equal(fake_finger.grey[FAKE_FINGER_WIDTH * FAKE_FINGER_HEIGHT - 1],
			 FAKE_FINGER_GREY);
	assert_int_equal(touch_job_told(&job, &said), EG_OK);
	assert_int_equal(said.grey.left, 0);
	assert_int_equal(fake_finger.grey[0], 0); /* wiped as soon as it was handed on */
	assert_int_equal(fake_finger.grey[FAKE_FINGER_WIDTH * FAKE_FINGER_HEIGHT - 1], 0);
}

static void expect_err(enum eg_err expected)
{
	struct touch_said said;
	assert_int_equal(touch_job_next(&job, now_us, &said), expected);
	assert_int_equal(said.m.kind, MSG_NOTHING);
	assert_int_equal(said.grey.left, 0);
}

static void expect_unfit(enum eg_err expected)
{
	expect_err(expected);
	assert_true(job.unfit);
	expect_err(EG_STATE); /* nothing more is asked of it */
}

/* ---- presses ---- */

static void each_event_is_told_as_the_sensor_tells_it(void **state)
{
	(void)state;
	fake_finger_shows(FINGER_EVENT_NEEDED);
	fake_finger_shows(FINGER_EVENT_PRESENT);
	fake_finger_shows(FINGER_EVENT_TAKEN);
	fake_finger_shows(FINGER_EVENT_LIFTED);
	fake_finger_shows(FINGER_EVENT_CAPTURED);
	want(PRESS, MS);
	expect_event(PRESS, PRESS_NEEDED);
	expect_event(PRESS, PRESS_PRESENT);
	expect_event(PRESS, PRESS_TAKEN);
	expect_event(PRESS, PRESS_LIFTED);
	expect_image(PRESS);
	assert_false(job.on);
	expect_err(EG_STATE); /* after the picture nothing of that press */
}

static void each_retry_says_why_and_the_press_goes_on(void **state)
{
	(void)state;
	for (int why = FINGER_RETRY_GENERAL; why <= FINGER_RETRY_TOO_LIGHT; why++) {
		fake_finger_does(EG_OK, FINGER_EVENT_RETRY, (enum finger_retry)why);
		fake_finger_shows(FINGER_EVENT_NEEDED);
	}
	fake_finger_shows(FINGER_EVENT_CAPTURED);
	want(PRESS, MS);
	for (int why = PRESS_RETRY_GENERAL; why < PRESS_RETRY_COUNT; why++) {
		struct touch_said said = expect_said(MSG_PRESS_EVENT, PRESS);
		assert_int_equal(said.m.body.press_event.event, PRESS_RETRY);
		assert_int_equal(said.m.body.press_event.retry, why);
		expect_event(PRESS, PRESS_NEEDED);
	}
	expect_image(PRESS);
	assert_int_equal(fake_finger.starts, 1);
}

/* A backend that says why where nothing is asked: no part of the message. */
static void only_a_retry_has_a_reason(void **state)
{
	(void)state;
	fake_finger_does(EG_OK, FINGER_EVENT_LIFTED, FINGER_RETRY_SHORT);
	want(PRESS, MS);
	expect_event(PRESS, PRESS_LIFTED);
}

static void nothing_new_is_nothing_to_tell(void **state)
{
	(void)state;
	fake_finger_shows(FINGER_EVENT_NONE);
	fake_finger_does(EG_TIMEOUT, FINGER_EVENT_NONE, FINGER_RETRY_GENERAL);
	want(PRESS, MS);
	expect_err(EG_TIMEOUT);
	expect_err(EG_TIMEOUT);
	assert_true(job.on);
	assert_false(job.unfit);
	assert_int_equal(fake_finger.waited_ms, TOUCH_LOOK_MS);
}

static void a_press_is_over_when_its_time_is_up_and_the_sensor_is_off(void **state)
{
	(void)state;
	fake_finger_shows(FINGER_EVENT_NEEDED);
	fake_finger_shows(FINGER_EVENT_PRESENT);
	want(PRESS, MS);
	expect_event(PRESS, PRESS_NEEDED);
	expect_event(PRESS, PRESS_PRESENT);
	now_us = START + INT64_C(1000) * MS - 9500;
	expect_err(EG_TIMEOUT);
	assert_int_equal(fake_finger.waited_ms,
			 10); /* no longer than is left, and not for no time */
	now_us = START + INT64_C(1000) * MS;
	assert_true(fake_finger.on);
	expect_event(PRESS, PRESS_OVER);
	assert_false(fake_finger.on);
	assert_int_equal(fake_finger.stops, 1);
	expect_err(EG_STATE);
}

static void a_picture_within_the_time_counts(void **state)
{
	(void)state;
	fake_finger_shows(FINGER_EVENT_CAPTURED);
	want(PRESS, MS);
	now_us = START + INT64_C(1000) * MS - 1;
	expect_image(PRESS);
}

static void two_presses_one_after_the_other_have_their_own_numbers(void **state)
{
	(void)state;
	fake_finger_shows(FINGER_EVENT_CAPTURED);
	fake_finger_shows(FINGER_EVENT_NEEDED);
	fake_finger_shows(FINGER_EVENT_CAPTURED);
	want(PRESS, MS);
	expect_image(PRESS);
	want(PRESS + 2, MS); /* one between was counted by the core alone */
	expect_event(PRESS + 2, PRESS_NEEDED);
	expect_image(PRESS + 2);
	assert_int_equal(fake_finger.starts, 2);
}

/* ---- stop ---- */

static void a_stop_drops_what_was_under_way(void **state)
{
	(void)state;
	fake_finger_shows(FINGER_EVENT_NEEDED);
	fake_finger_shows(FINGER_EVENT_PRESENT);
	want(PRESS, MS);
	expect_event(PRESS, PRESS_NEEDED);
	assert_int_equal(stop(PRESS), EG_OK);
	assert_false(fake_finger.on);
	assert_int_equal(fake_finger.stops, 1);
	expect_err(EG_STATE);
	assert_int_equal(stop(PRESS), EG_OK); /* the core's and finger's may cross */
	assert_int_equal(fake_finger.stops, 1);
	want(PRESS + 1, MS);
	expect_event(PRESS + 1, PRESS_PRESENT);
}

static void a_stop_before_the_sensor_was_ready_drops_the_press_too(void **state)
{
	(void)state;
	want(PRESS, MS);
	assert_int_equal(stop(PRESS), EG_OK);
	assert_false(fake_finger.on);
	expect_err(EG_STATE);
}

static void a_stop_behind_the_picture_is_of_no_effect(void **state)
{
	(void)state;
	fake_finger_shows(FINGER_EVENT_CAPTURED);
	want(PRESS, MS);
	expect_image(PRESS);
	size_t stops = fake_finger.stops;
	assert_int_equal(stop(PRESS), EG_OK);
	want(PRESS + 1, MS);
	assert_int_equal(stop(PRESS), EG_OK); /* nor on the next one */
	assert_true(job.on);
	assert_int_equal(fake_finger.stops, stops);
}

/* ---- out of turn ---- */

static void a_press_cannot_be_wanted_while_another_is(void **state)
{
	(void)state;
	want(PRESS, MS);
	assert_int_equal(say(MSG_PRESS_WANTED, EPOCH, PRESS + 1, MS), EG_STATE);
	assert_int_equal(fake_finger.starts, 1);
	assert_false(job.unfit); /* it is not the sensor's fault */
}

static void a_number_does_not_come_twice(void **state)
{
	(void)state;
	want(PRESS, MS);
	assert_int_equal(stop(PRESS), EG_OK);
	assert_int_equal(say(MSG_PRESS_WANTED, EPOCH, PRESS, MS), EG_STATE);
	assert_int_equal(say(MSG_PRESS_WANTED, EPOCH, PRESS - 1, MS), EG_STATE);
	assert_int_equal(fake_finger.starts, 1);
}

static void a_stop_of_what_nobody_wanted_is_refused(void **state)
{
	(void)state;
	assert_int_equal(stop(PRESS), EG_STATE);
	want(PRESS, MS);
	assert_int_equal(stop(PRESS + 1), EG_STATE);
	assert_false(job.unfit);
}

static void the_first_message_binds_it_to_its_traveller(void **state)
{
	(void)state;
	assert_int_equal(job.epoch, 0);
	assert_int_equal(say(MSG_PRESS_WANTED, 0, PRESS, MS), EG_STATE);
	want(PRESS, MS);
	assert_int_equal(job.epoch, EPOCH);
	assert_int_equal(say(MSG_PRESS_STOP, EPOCH + 1, PRESS, 0), EG_STATE);
	assert_true(fake_finger.on);
	assert_int_equal(stop(PRESS), EG_OK);
	assert_int_equal(say(MSG_PRESS_WANTED, EPOCH + 1, PRESS + 1, MS), EG_STATE);
	assert_int_equal(fake_finger.starts, 1);
}

static void no_other_message_is_for_it(void **state)
{
	(void)state;
	for (int kind = MSG_READY; kind < MSG_KIND_COUNT; kind++) {
		if (kind != MSG_PRESS_WANTED && kind != MSG_PRESS_STOP) {
			assert_int_equal(say((enum msg_kind)kind, EPOCH, PRESS, MS), EG_STATE);
		}
	}
	assert_int_equal(job.epoch, 0);
	assert_int_equal(fake_finger.starts, 0);
}

/* ---- a sensor that is lost, stuck, or none for a gate ---- */

static void whatever_a_press_fails_with_makes_it_unfit(void **state)
{
	static const enum eg_err all[] = {EG_GONE,    EG_IO,          EG_CONFIG,   EG_BAD_DATA,
					  EG_TOO_BIG, EG_UNSUPPORTED, EG_NO_MEMORY};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		assert_int_equal(open_job(state), 0);
		fake_finger_shows(FINGER_EVENT_NEEDED);
		fake_finger_does(all[i], FINGER_EVENT_NONE, FINGER_RETRY_GENERAL);
		want(PRESS, MS);
		expect_event(PRESS, PRESS_NEEDED);
		expect_unfit(all[i]);
	}
}

static void one_that_does_not_start_is_unfit(void **state)
{
	(void)state;
	fake_finger.start_err = EG_GONE;
	assert_int_equal(say(MSG_PRESS_WANTED, EPOCH, PRESS, MS), EG_GONE);
	assert_true(job.unfit);
	assert_int_equal(job.epoch, EPOCH); /* whose order is decided by that */
}

static void one_that_does_not_stop_is_unfit(void **state)
{
	fake_finger.stop_err = EG_IO;
	want(PRESS, MS);
	assert_int_equal(stop(PRESS), EG_IO);
	assert_true(job.unfit);
	assert_int_equal(open_job(state), 0);
	fake_finger.stop_err = EG_IO;
	want(PRESS, MS);
	now_us += INT64_C(1000) * MS;
	expect_unfit(EG_IO); /* it is not told that it is off */
}

static void one_that_goes_away_while_nobody_is_there_is_unfit(void **state)
{
	(void)state;
	assert_int_equal(touch_job_check(&job), EG_OK);
	assert_false(job.unfit);
	fake_finger.there = false;
	assert_int_equal(touch_job_check(&job), EG_GONE);
	assert_true(job.unfit);
	assert_int_equal(job.epoch, 0);
}

/* ---- opening ---- */

static void a_device_that_somebody_holds_still_is_tried_again(void **state)
{
	static const enum eg_err passing[] = {EG_NOT_FOUND, EG_IO, EG_GONE};
	(void)state;
	fake_finger = (struct finger_sensor){.there = true};
	job = (struct touch_job){0};
	for (size_t i = 0; i < sizeof(passing) / sizeof(passing[0]); i++) {
		fake_finger.open_err = passing[i];
		assert_int_equal(touch_job_open(&job, &fake_finger_backend, "somewhere"),
				 EG_TIMEOUT);
		assert_false(job.unfit);
		assert_null(job.sensor);
	}
	fake_finger.open_err = EG_OK;
	assert_int_equal(touch_job_open(&job, &fake_finger_backend, "somewhere"), EG_OK);
	assert_ptr_equal(job.sensor, &fake_finger);
	assert_int_equal(fake_finger.opens, 4);
}

static void a_device_that_is_none_for_a_gate_is_not_tried_again(void **state)
{
	static const enum eg_err lasting[] = {EG_CONFIG, EG_STATE, EG_NO_MEMORY};
	(void)state;
	for (size_t i = 0; i < sizeof(lasting) / sizeof(lasting[0]); i++) {
		fake_finger = (struct finger_sensor){.open_err = lasting[i]};
		job = (struct touch_job){0};
		assert_int_equal(touch_job_open(&job, &fake_finger_backend, "somewhere"),
				 lasting[i]);
		assert_true(job.unfit);
	}
}

static void one_that_was_warm_for_long_is_worn_unless_it_serves_somebody(void **state)
{
	(void)state;
	assert_false(touch_job_worn(&job, 60000, 59999999));
	assert_true(touch_job_worn(&job, 60000, 60000000));
	want(PRESS, MS);
	assert_int_equal(stop(PRESS), EG_OK);
	assert_false(touch_job_worn(&job, 60000, 60000000));
}

static void one_that_never_opened_has_nothing_to_close(void **state)
{
	struct touch_job none = {0};
	(void)state;
	touch_job_close(&none);
	assert_null(none.sensor);
}

/* ---- how long a sensor may wait ---- */

/* Waits until the present press is over; seconds that it was wanted. */
static int64_t wait_for_over(uint32_t press)
{
	struct touch_said said;
	int64_t began_us = now_us;
	enum eg_err err = touch_job_next(&job, now_us, &said);
	while (err == EG_TIMEOUT) {
		now_us += SECOND;
		err = touch_job_next(&job, now_us, &said);
	}
	assert_int_equal(err, EG_OK);
	assert_int_equal(said.m.body.press_event.press, press);
	assert_int_equal(said.m.body.press_event.event, PRESS_OVER);
	return (now_us - began_us) / SECOND;
}

static void a_wish_beyond_what_a_sensor_may_wait_is_cut(void **state)
{
	(void)state;
	want(1, 600000);
	assert_int_equal(wait_for_over(1), TOUCH_WAIT_MS / 1000);
	assert_false(job.unfit);
}

static void presses_together_stay_below_what_a_sensor_may_wait(void **state)
{
	(void)state;
	want(1, 100000);
	assert_int_equal(wait_for_over(1), 100);
	want(2, 100000);
	now_us += 20 * SECOND;
	assert_int_equal(stop(2), EG_OK);
	fake_finger_shows(FINGER_EVENT_CAPTURED);
	want(3, 100000);
	now_us += 10 * SECOND;
	expect_image(3);
	now_us += 1000 * SECOND; /* it was off */
	want(4, 100000);
	assert_int_equal(wait_for_over(4), TOUCH_WAIT_MS / 1000 - 130);
	assert_int_equal(fake_finger.starts, 4);
	want(5, 100000);
	assert_int_equal(wait_for_over(5), 0); /* without turning it on */
	assert_int_equal(fake_finger.starts, 4);
	assert_false(job.unfit);
}

#define JOB(test) cmocka_unit_test_setup_teardown((test), open_job, close_job)

int main(void)
{
	const struct CMUnitTest tests[] = {
		JOB(each_event_is_told_as_the_sensor_tells_it),
		JOB(each_retry_says_why_and_the_press_goes_on),
		JOB(only_a_retry_has_a_reason),
		JOB(nothing_new_is_nothing_to_tell),
		JOB(a_press_is_over_when_its_time_is_up_and_the_sensor_is_off),
		JOB(a_picture_within_the_time_counts),
		JOB(two_presses_one_after_the_other_have_their_own_numbers),
		JOB(a_stop_drops_what_was_under_way),
		JOB(a_stop_before_the_sensor_was_ready_drops_the_press_too),
		JOB(a_stop_behind_the_picture_is_of_no_effect),
		JOB(a_press_cannot_be_wanted_while_another_is),
		JOB(a_number_does_not_come_twice),
		JOB(a_stop_of_what_nobody_wanted_is_refused),
		JOB(the_first_message_binds_it_to_its_traveller),
		JOB(no_other_message_is_for_it),
		JOB(whatever_a_press_fails_with_makes_it_unfit),
		JOB(one_that_does_not_start_is_unfit),
		JOB(one_that_does_not_stop_is_unfit),
		JOB(one_that_goes_away_while_nobody_is_there_is_unfit),
		JOB(a_device_that_somebody_holds_still_is_tried_again),
		JOB(a_device_that_is_none_for_a_gate_is_not_tried_again),
		JOB(one_that_was_warm_for_long_is_worn_unless_it_serves_somebody),
		cmocka_unit_test(one_that_never_opened_has_nothing_to_close),
		JOB(a_wish_beyond_what_a_sensor_may_wait_is_cut),
		JOB(presses_together_stay_below_what_a_sensor_may_wait),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
