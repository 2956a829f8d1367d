/*
 * test_touch_trouble: the worker with the finger sensor as a process, whose libfprint gets into
 * trouble (troubled_fprint.c): a device that another process holds still, and a library that never
 * comes back.
 */
#include "touch_desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define SKIPPED 77

static char path[64];
static char spec[128];

static void start(struct touch_desk *d, const char *trouble, const char *setting)
{
	assert_int_equal(setenv("TROUBLE", trouble, 1), 0);
	touch_desk_start(d, TROUBLED, (const char *const[]){spec, setting, NULL});
}

static void a_device_that_the_one_before_holds_still_is_tried_again(void **state)
{
	(void)state;
	struct touch_desk d;
	start(&d, "busy", "open_ms=600000");
	touch_desk_log(&d, "open-again");
	touch_desk_ready(&d);
	touch_desk_press(&d, TOUCH_DESK_EPOCH, 1, TOUCH_DESK_PRESS_MS);
	(void)touch_desk_event(&d, 1, PRESS_NEEDED);
	assert_int_equal(touch_desk_close(&d), EXIT_SUCCESS);
}

static void a_device_that_stays_anothers_is_told(void **state)
{
	(void)state;
	struct touch_desk d;
	start(&d, "busy", "open_ms=0");
	touch_desk_unfit(&d, 0);
}

/* And the process ends, with a thread of it in the library still. */
static void a_library_that_is_stuck_when_it_opens_is_told(void **state)
{
	(void)state;
	struct touch_desk d;
	start(&d, "open", NULL);
	touch_desk_unfit(&d, 0);
}

static void a_library_that_is_stuck_in_a_press_is_told(void **state)
{
	(void)state;
	struct touch_desk d;
	start(&d, "capture", NULL);
	touch_desk_ready(&d);
	touch_desk_press(&d, TOUCH_DESK_EPOCH, 1, TOUCH_DESK_PRESS_MS);
	touch_desk_unfit(&d, TOUCH_DESK_EPOCH);
}

static void a_library_that_is_stuck_when_a_press_is_stopped_is_told(void **state)
{
	(void)state;
	struct touch_desk d;
	start(&d, "capture", NULL);
	touch_desk_ready(&d);
	touch_desk_press(&d, TOUCH_DESK_EPOCH, 1, TOUCH_DESK_PRESS_MS);
	touch_desk_press(&d, TOUCH_DESK_EPOCH, 1, 0);
	touch_desk_unfit(&d, TOUCH_DESK_EPOCH);
}

static bool virtual_device_there(void)
{
	struct touch_desk d;
	start(&d, "none", "open_ms=0");
	bool there = touch_desk_hear(&d).kind == MSG_READY;
	(void)touch_desk_close(&d);
	return there;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_device_that_the_one_before_holds_still_is_tried_again),
		cmocka_unit_test(a_device_that_stays_anothers_is_told),
		cmocka_unit_test(a_library_that_is_stuck_when_it_opens_is_told),
		cmocka_unit_test(a_library_that_is_stuck_in_a_press_is_told),
		cmocka_unit_test(a_library_that_is_stuck_when_a_press_is_stopped_is_told),
	};
	(void)snprintf(path, sizeof(path), "/tmp/test_touch_trouble.%ld", (long)getpid());
	(void)snprintf(spec, sizeof(spec), "sensor=fprint-virtual:%s", path);
	if (!virtual_device_there()) {
		(void)puts("libfprint was built without its virtual image device");
		return SKIPPED;
	}
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	(void)unlink(path); /* of the virtual device */
	return failed;
}
