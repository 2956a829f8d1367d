/*
 * test_touch_usb: a lane's own egate-touch on a USB sensor that umockdev plays, through libfprint,
 * GUsb and libusb, behind its sandbox. The device can be opened, and answers no transfer.
 *
 * Run with umockdev's library preloaded, in this process and in the worker.
 */
#include "mock_usb.h"
#include "touch_desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define SKIPPED 77
#define NUMBER  4
#define SENSOR  "sensor=fprint:vcom5s:0,dpi=500"

static struct touch_desk desk;

static int plug(void **state)
{
	*state = &desk;
	return mock_usb_plug(NUMBER) ? 0 : -1;
}

static int unplug(void **state)
{
	struct touch_desk *d = *state;
	if (d->pid > 0) {
		touch_desk_kill(d); /* of a test that failed half-way */
	}
	mock_usb_unplug(NUMBER);
	return 0;
}

static int clear(void **state)
{
	*state = &desk;
	return 0;
}

static void start(struct touch_desk *d)
{
	touch_desk_start(d, WORKER, (const char *const[]){SENSOR, "open_ms=0", NULL});
}

static void it_opens_the_sensor_and_ends_with_the_core(void **state)
{
	struct touch_desk *d = *state;
	start(d);
	touch_desk_ready(d);
	assert_int_equal(touch_desk_close(d), EXIT_SUCCESS);
}

static void a_cable_that_is_pulled_while_nobody_is_there_is_told(void **state)
{
	struct touch_desk *d = *state;
	for (int i = 0; i < 2; i++) {
		start(d);
		touch_desk_ready(d);
		mock_usb_unplug(NUMBER);
		touch_desk_unfit(d, 0);
		start(d);
		touch_desk_unfit(d, 0); /* so is the next one, until it is plugged in again */
		assert_true(mock_usb_plug(NUMBER));
	}
	start(d);
	touch_desk_ready(d);
	assert_int_equal(touch_desk_close(d), EXIT_SUCCESS);
}

static void a_sensor_that_answers_nothing_is_told(void **state)
{
	struct touch_desk *d = *state;
	start(d);
	touch_desk_ready(d);
	touch_desk_press(d, TOUCH_DESK_EPOCH, 1, TOUCH_DESK_PRESS_MS);
	struct msg m = touch_desk_hear(d);
	while (m.kind == MSG_PRESS_EVENT && m.body.press_event.event == PRESS_NEEDED) {
		m = touch_desk_hear(d);
	}
	assert_int_equal(m.kind, MSG_UNFIT);
	assert_int_equal(m.epoch, TOUCH_DESK_EPOCH);
	assert_int_equal(m.body.unfit.reason, REASON_SENSOR_LOST);
	touch_desk_ends(d, EXIT_FAILURE);
}

static void the_next_one_has_it_when_the_one_before_was_killed(void **state)
{
	struct touch_desk *d = *state;
	for (int i = 0; i < 5; i++) {
		start(d);
		touch_desk_ready(d);
		touch_desk_kill(d);
	}
	start(d);
	touch_desk_ready(d);
	assert_int_equal(touch_desk_close(d), EXIT_SUCCESS);
}

/* As a device that is begun anew: away from the bus, and there again. */
static void a_device_that_comes_while_it_is_looked_for_is_taken(void **state)
{
	struct touch_desk *d = *state;
	touch_desk_start(d, WORKER, (const char *const[]){SENSOR, "open_ms=600000", NULL});
	touch_desk_log(d, "open-again");
	assert_true(mock_usb_plug(NUMBER));
	touch_desk_ready(d);
	assert_int_equal(touch_desk_close(d), EXIT_SUCCESS);
}

#define PLUGGED(test) cmocka_unit_test_setup_teardown((test), plug, unplug)

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLUGGED(it_opens_the_sensor_and_ends_with_the_core),
		PLUGGED(a_cable_that_is_pulled_while_nobody_is_there_is_told),
		PLUGGED(a_sensor_that_answers_nothing_is_told),
		PLUGGED(the_next_one_has_it_when_the_one_before_was_killed),
		cmocka_unit_test_setup_teardown(a_device_that_comes_while_it_is_looked_for_is_taken,
						clear, unplug),
	};
	if (!mock_usb_open()) {
		(void)puts("umockdev is not installed, or not preloaded");
		return SKIPPED;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
