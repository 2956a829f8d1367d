/*
 * test_touch_virtual: egate-touch-virtual behind its sandbox: the stock library on its virtual
 * device, with fingers laid on by this test. And what a lane's own egate-touch makes of such a
 * device: nothing.
 */
#include "drawn_ridges.h"
#include "touch_desk.h"
#include "virtual_finger.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define WIDTH   320
#define HEIGHT  360
#define SKIPPED 77
/* Numbers of libfprint 1.94.5: FpDeviceRetry, FpDeviceError. */
#define RETRY_CENTRE  2
#define ERROR_GENERAL 0

static uint8_t grey[WIDTH * HEIGHT];
static char path[64];
static char spec[128];

static int start(void **state)
{
	static struct touch_desk d;
	touch_desk_start(&d, TWIN, (const char *const[]){spec, NULL});
	touch_desk_ready(&d);
	*state = &d;
	return 0;
}

static int stop(void **state)
{
	struct touch_desk *d = *state;
	if (d->pid > 0) {
		touch_desk_kill(d); /* of a test that failed half-way */
	}
	(void)unlink(path); /* the library leaves it, mostly */
	return 0;
}

static int lay_finger(void)
{
	int finger = virtual_finger_connect(path); /* accepted behind the sandbox */
	assert_true(finger >= 0);
	return finger;
}

static void expect_press(struct touch_desk *d, int finger, uint32_t press)
{
	(void)touch_desk_event(d, press, PRESS_NEEDED);
	virtual_finger_say(finger, VIRTUAL_FINGER, 1);
	virtual_finger_image(finger, WIDTH, HEIGHT, grey);
	(void)touch_desk_event(d, press, PRESS_PRESENT);
	(void)touch_desk_event(d, press, PRESS_TAKEN);
	virtual_finger_say(finger, VIRTUAL_FINGER, 0);
	(void)touch_desk_event(d, press, PRESS_LIFTED);
	touch_desk_image(d, press, WIDTH, HEIGHT, RD_ARRAY(grey));
}

static void presses_give_pictures_and_the_core_ends_it_in_peace(void **state)
{
	struct touch_desk *d = *state;
	EG_AUTO(eg_close) int finger = lay_finger();
	for (uint32_t press = 1; press <= 3; press++) {
		touch_desk_press(d, TOUCH_DESK_EPOCH, press, TOUCH_DESK_PRESS_MS);
		expect_press(d, finger, press);
	}
	assert_int_equal(touch_desk_close(d), EXIT_SUCCESS);
}

static void a_refused_press_says_why_and_the_next_gives_its_picture(void **state)
{
	struct touch_desk *d = *state;
	EG_AUTO(eg_close) int finger = lay_finger();
	touch_desk_press(d, TOUCH_DESK_EPOCH, 1, TOUCH_DESK_PRESS_MS);
	(void)touch_desk_event(d, 1, PRESS_NEEDED);
	virtual_finger_say(finger, VIRTUAL_RETRY, RETRY_CENTRE);
	assert_int_equal(touch_desk_event(d, 1, PRESS_RETRY).retry, PRESS_RETRY_CENTRE);
	expect_press(d, finger, 1);
	assert_int_equal(touch_desk_close(d), EXIT_SUCCESS);
}

static void a_stopped_press_is_dropped_and_the_next_one_is_its_own(void **state)
{
	struct touch_desk *d = *state;
	EG_AUTO(eg_close) int finger = lay_finger();
	touch_desk_press(d, TOUCH_DESK_EPOCH, 1, TOUCH_DESK_PRESS_MS);
	(void)touch_desk_event(d, 1, PRESS_NEEDED);
	virtual_finger_say(finger, VIRTUAL_FINGER, 1);
	(void)touch_desk_event(d, 1, PRESS_PRESENT);
	touch_desk_press(d, TOUCH_DESK_EPOCH, 1, 0);
	touch_desk_press(d, TOUCH_DESK_EPOCH, 2, TOUCH_DESK_PRESS_MS);
	expect_press(d, finger, 2);
	assert_int_equal(touch_desk_close(d), EXIT_SUCCESS);
}

static void a_press_that_nobody_gives_is_over_in_its_time(void **state)
{
	struct touch_desk *d = *state;
	touch_desk_press(d, TOUCH_DESK_EPOCH, 1, 500);
	touch_desk_over(d, 1);
	touch_desk_press(d, TOUCH_DESK_EPOCH, 2, 1);
	touch_desk_over(d, 2);
	assert_int_equal(touch_desk_close(d), EXIT_SUCCESS);
}

static void an_unplugged_sensor_is_told_in_a_press(void **state)
{
	struct touch_desk *d = *state;
	EG_AUTO(eg_close) int finger = lay_finger();
	touch_desk_press(d, TOUCH_DESK_EPOCH, 1, TOUCH_DESK_PRESS_MS);
	(void)touch_desk_event(d, 1, PRESS_NEEDED);
	virtual_finger_say(finger, VIRTUAL_REMOVE, 0);
	touch_desk_unfit(d, TOUCH_DESK_EPOCH);
}

/* The virtual device listens from its first press on. */
static void an_unplugged_sensor_is_told_while_no_press_is_wanted(void **state)
{
	struct touch_desk *d = *state;
	EG_AUTO(eg_close) int finger = lay_finger();
	touch_desk_press(d, TOUCH_DESK_EPOCH, 1, TOUCH_DESK_PRESS_MS);
	expect_press(d, finger, 1);
	virtual_finger_say(finger, VIRTUAL_REMOVE, 0);
	touch_desk_unfit(d, TOUCH_DESK_EPOCH);
}

static void a_failing_sensor_is_told(void **state)
{
	struct touch_desk *d = *state;
	EG_AUTO(eg_close) int finger = lay_finger();
	touch_desk_press(d, TOUCH_DESK_EPOCH, 1, TOUCH_DESK_PRESS_MS);
	(void)touch_desk_event(d, 1, PRESS_NEEDED);
	virtual_finger_say(finger, VIRTUAL_ERROR, ERROR_GENERAL);
	touch_desk_unfit(d, TOUCH_DESK_EPOCH);
}

static void a_picture_too_small_for_a_gate_never_gets_through(void **state)
{
	static uint8_t small[200 * 200];
	struct touch_desk *d = *state;
	EG_AUTO(eg_close) int finger = lay_finger();
	drawn_ridges(small, 200, 200, 3);
	touch_desk_press(d, TOUCH_DESK_EPOCH, 1, TOUCH_DESK_PRESS_MS);
	(void)touch_desk_event(d, 1, PRESS_NEEDED);
	virtual_finger_say(finger, VIRTUAL_FINGER, 1);
	virtual_finger_image(finger, 200, 200, small);
	(void)touch_desk_event(d, 1, PRESS_PRESENT);
	(void)touch_desk_event(d, 1, PRESS_TAKEN);
	virtual_finger_say(finger, VIRTUAL_FINGER, 0);
	(void)touch_desk_event(d, 1, PRESS_LIFTED);
	touch_desk_unfit(d, TOUCH_DESK_EPOCH);
}

static void the_next_process_has_the_device_when_the_one_before_was_killed(void **state)
{
	struct touch_desk *d = *state;
	for (uint32_t i = 0; i < 3; i++) {
		touch_desk_press(d, TOUCH_DESK_EPOCH, 1, TOUCH_DESK_PRESS_MS);
		(void)touch_desk_event(d, 1, PRESS_NEEDED);
		touch_desk_kill(d); /* in the middle of a press */
		touch_desk_start(d, TWIN, (const char *const[]){spec, NULL});
		touch_desk_ready(d);
	}
	EG_AUTO(eg_close) int finger = lay_finger();
	touch_desk_press(d, TOUCH_DESK_EPOCH, 1, TOUCH_DESK_PRESS_MS);
	expect_press(d, finger, 1);
	assert_int_equal(touch_desk_close(d), EXIT_SUCCESS);
}

/* ---- a lane's own program ---- */

static const char *const variables[] = {"FP_VIRTUAL_IMAGE", "FP_VIRTUAL_DEVICE",
					"FP_VIRTUAL_DEVICE_STORAGE", "FP_DEVICE_EMULATION"};

static int expose(void **state)
{
	static struct touch_desk d;
	*state = &d;
	for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
		if (setenv(variables[i], path, 1) != 0) {
			return -1;
		}
	}
	return 0;
}

static int cover(void **state)
{
	(void)stop(state);
	for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
		if (unsetenv(variables[i]) != 0) {
			return -1;
		}
	}
	return 0;
}

static void a_lanes_program_does_not_know_the_virtual_backend(void **state)
{
	struct touch_desk *d = *state;
	touch_desk_start(d, WORKER, (const char *const[]){spec, NULL});
	touch_desk_ends(d, EXIT_FAILURE); /* without a word: it is the configuration's fault */
	assert_int_not_equal(access(path, F_OK), 0);
}

/* Neither by its name nor in the place of a real one; and no socket to inject by. */
static void a_lanes_program_opens_no_virtual_device_whatever_its_environment_says(void **state)
{
	static const char *const specs[] = {
		"sensor=fprint:virtual_image",    "sensor=fprint:virtual_image:0,dpi=500",
		"sensor=fprint:virtual_device:0", "sensor=fprint:virtual_device_storage",
		"sensor=fprint:uru4000,dpi=512",
	};
	struct touch_desk *d = *state;
	for (size_t i = 0; i < sizeof(specs) / sizeof(specs[0]); i++) {
		touch_desk_start(d, WORKER, (const char *const[]){specs[i], "open_ms=0", NULL});
		touch_desk_unfit(d, 0);
		assert_int_not_equal(access(path, F_OK), 0);
	}
}

/* Without this the two tests above could not fail. */
static void the_twin_opens_it_where_they_look(void **state)
{
	struct touch_desk *d = *state;
	touch_desk_start(d, TWIN, (const char *const[]){spec, NULL});
	touch_desk_ready(d);
	assert_int_equal(access(path, F_OK), 0);
	assert_int_equal(touch_desk_close(d), EXIT_SUCCESS);
}

static bool virtual_device_there(void)
{
	struct touch_desk d;
	touch_desk_start(&d, TWIN, (const char *const[]){spec, "open_ms=0", NULL});
	bool there = touch_desk_hear(&d).kind == MSG_READY;
	(void)touch_desk_close(&d);
	(void)unlink(path);
	return there;
}

#define PRESS(test) cmocka_unit_test_setup_teardown((test), start, stop)
#define LANE(test)  cmocka_unit_test_setup_teardown((test), expose, cover)

int main(void)
{
	const struct CMUnitTest tests[] = {
		PRESS(presses_give_pictures_and_the_core_ends_it_in_peace),
		PRESS(a_refused_press_says_why_and_the_next_gives_its_picture),
		PRESS(a_stopped_press_is_dropped_and_the_next_one_is_its_own),
		PRESS(a_press_that_nobody_gives_is_over_in_its_time),
		PRESS(an_unplugged_sensor_is_told_in_a_press),
		PRESS(an_unplugged_sensor_is_told_while_no_press_is_wanted),
		PRESS(a_failing_sensor_is_told),
		PRESS(a_picture_too_small_for_a_gate_never_gets_through),
		PRESS(the_next_process_has_the_device_when_the_one_before_was_killed),
		LANE(a_lanes_program_does_not_know_the_virtual_backend),
		LANE(a_lanes_program_opens_no_virtual_device_whatever_its_environment_says),
		LANE(the_twin_opens_it_where_they_look),
	};
	drawn_ridges(grey, WIDTH, HEIGHT, 1);
	(void)snprintf(path, sizeof(path), "/tmp/test_touch_virtual.%ld", (long)getpid());
	(void)snprintf(spec, sizeof(spec), "sensor=fprint-virtual:%s", path);
	if (!virtual_device_there()) {
		(void)puts("libfprint was built without its virtual image device");
		return SKIPPED;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
