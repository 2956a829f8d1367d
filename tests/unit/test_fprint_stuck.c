/*
 * test_fprint_stuck: a library that never comes back. Nobody who calls the backend waits for ever.
 *
 * Each case leaves a thread behind, so each is a program run of its own:
 *
 *   test_fprint_stuck enumerate | open | capture | close
 *
 * No time passes: the backend's waits end at once, and it counts them.
 */
#include "hal/fprint_sensor.h"

#include <fprint.h>

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define SKIPPED 77

static const char *stuck = "";
static bool hurried; /* waits are over at once */

/* ---- the library, as far as it gets stuck ---- */

int __real_poll(struct pollfd *fds, nfds_t count, int ms);
int __wrap_poll(struct pollfd *fds, nfds_t count, int ms);
void __real_fp_context_enumerate(FpContext *context);
void __wrap_fp_context_enumerate(FpContext *context);
void __real_fp_device_open(FpDevice *device, GCancellable *cancel, GAsyncReadyCallback done,
			   gpointer data);
void __wrap_fp_device_open(FpDevice *device, GCancellable *cancel, GAsyncReadyCallback done,
			   gpointer data);
void __real_fp_device_capture(FpDevice *device, gboolean wait, GCancellable *cancel,
			      GAsyncReadyCallback done, gpointer data);
void __wrap_fp_device_capture(FpDevice *device, gboolean wait, GCancellable *cancel,
			      GAsyncReadyCallback done, gpointer data);
void __real_fp_device_close(FpDevice *device, GCancellable *cancel, GAsyncReadyCallback done,
			    gpointer data);
void __wrap_fp_device_close(FpDevice *device, GCancellable *cancel, GAsyncReadyCallback done,
			    gpointer data);

int __wrap_poll(struct pollfd *fds, nfds_t count, int ms)
{
	return __real_poll(fds, count, hurried ? 0 : ms);
}

void __wrap_fp_context_enumerate(FpContext *context)
{
	while (strcmp(stuck, "enumerate") == 0) {
		(void)pause(); /* as in a transfer that never ends */
	}
	__real_fp_context_enumerate(context);
}

void __wrap_fp_device_open(FpDevice *device, GCancellable *cancel, GAsyncReadyCallback done,
			   gpointer data)
{
	if (strcmp(stuck, "open") != 0) {
		__real_fp_device_open(device, cancel, done, data);
	}
}

void __wrap_fp_device_capture(FpDevice *device, gboolean wait, GCancellable *cancel,
			      GAsyncReadyCallback done, gpointer data)
{
	if (strcmp(stuck, "capture") != 0) {
		__real_fp_device_capture(device, wait, cancel, done, data);
	}
}

void __wrap_fp_device_close(FpDevice *device, GCancellable *cancel, GAsyncReadyCallback done,
			    gpointer data)
{
	if (strcmp(stuck, "close") != 0) {
		__real_fp_device_close(device, cancel, done, data);
	}
}

/* ---- the backend ---- */

static const struct finger_sensor_backend *const sensor = &finger_sensor_fprint_virtual;
static char path[64];

static void a_device_that_does_not_open_is_given_up(void **state)
{
	(void)state;
	struct finger_sensor *s = NULL;
	hurried = true;
	assert_int_equal(sensor->open(&s, path), EG_IO);
	assert_null(s);
	assert_int_equal(sensor->open(&s, path), EG_STATE); /* the process is to end */
}

static void a_device_that_never_becomes_ready_is_given_up(void **state)
{
	(void)state;
	struct finger_sensor *s = NULL;
	struct finger_shot shot;
	assert_int_equal(sensor->open(&s, path), EG_OK);
	hurried = true;
	assert_int_equal(sensor->start(s), EG_OK);
	assert_int_equal(sensor->next(s, FPRINT_READY_MS - 1, &shot), EG_TIMEOUT);
	assert_true(sensor->there(s));
	assert_int_equal(sensor->next(s, UINT32_MAX, &shot), EG_IO);
	assert_false(sensor->there(s));
	assert_int_equal(sensor->next(s, 0, &shot), EG_STATE);
	assert_int_equal(sensor->start(s), EG_IO);
	assert_int_equal(sensor->stop(s), EG_OK); /* nothing is wanted of it */
	sensor->close(&s);
	assert_null(s);
}

static void a_device_that_does_not_close_is_left_behind(void **state)
{
	(void)state;
	struct finger_sensor *s = NULL;
	assert_int_equal(sensor->open(&s, path), EG_OK);
	hurried = true;
	sensor->close(&s);
	assert_null(s);
}

static bool virtual_device_there(void)
{
	struct finger_sensor *s = NULL;
	const char *later = stuck;
	stuck = "";
	enum eg_err err = sensor->open(&s, path);
	sensor->close(&s);
	stuck = later;
	return err != EG_NOT_FOUND;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest opens[] = {
		cmocka_unit_test(a_device_that_does_not_open_is_given_up),
	};
	const struct CMUnitTest captures[] = {
		cmocka_unit_test(a_device_that_never_becomes_ready_is_given_up),
	};
	const struct CMUnitTest closes[] = {
		cmocka_unit_test(a_device_that_does_not_close_is_left_behind),
	};
	if (argc != 2) {
		return 2;
	}
	stuck = argv[1];
	(void)snprintf(path, sizeof(path), "/tmp/test_fprint_stuck.%ld", (long)getpid());
	if (!virtual_device_there()) {
		(void)puts("libfprint was built without its virtual image device");
		return SKIPPED;
	}
	int failed = strcmp(stuck, "capture") == 0 ? cmocka_run_group_tests(captures, NULL, NULL)
		     : strcmp(stuck, "close") == 0 ? cmocka_run_group_tests(closes, NULL, NULL)
						   : cmocka_run_group_tests(opens, NULL, NULL);
	(void)unlink(path); /* of the virtual device */
	_exit(failed); /* the thread that was left behind is no affair of the C library's end */
}
