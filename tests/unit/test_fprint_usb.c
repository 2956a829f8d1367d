/*
 * test_fprint_usb: the backend of libfprint on a USB device, which umockdev plays: found, opened,
 * failing and unplugged by way of libusb, GUsb and a real driver. The device can be opened, and no
 * more: it answers no transfer.
 *
 * Run with umockdev's library preloaded.
 */
#include "hal/fprint_sensor.h"
#include "os/sandbox.h"

#include "mock_usb.h"

#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define SKIPPED 77
#define WAIT_MS 60000 /* for what is certain to come */

static const struct finger_sensor_backend *const sensor = &finger_sensor_fprint;

static enum eg_err open_sensor(struct finger_sensor **s, const char *where)
{
	*s = NULL;
	return sensor->open(s, where);
}

static void no_sensor_is_not_found(void **state)
{
	(void)state;
	struct finger_sensor *s;
	assert_int_equal(open_sensor(&s, "vcom5s"), EG_NOT_FOUND);
	assert_null(s);
}

static void the_one_that_was_named_is_opened_and_no_other(void **state)
{
	(void)state;
	struct finger_sensor *s;
	assert_true(mock_usb_plug(4));
	assert_int_equal(open_sensor(&s, "uru4000"), EG_NOT_FOUND);
	assert_int_equal(open_sensor(&s, "vcom5s:1"), EG_NOT_FOUND);
	assert_int_equal(open_sensor(&s, "vcom5s:0,dpi=500"), EG_OK);
	assert_true(sensor->there(s));
	sensor->close(&s);
	assert_true(mock_usb_plug(
		5)); /* the same driver, the same number: they have none of their own */
	assert_int_equal(open_sensor(&s, "vcom5s:0"), EG_CONFIG);
	assert_int_equal(open_sensor(&s, "vcom5s"), EG_CONFIG);
	mock_usb_unplug(5);
	assert_int_equal(open_sensor(&s, "vcom5s"), EG_OK);
	sensor->close(&s);
	mock_usb_unplug(4);
	assert_int_equal(open_sensor(&s, "vcom5s"), EG_NOT_FOUND);
}

static void one_that_answers_nothing_fails_and_is_still_there(void **state)
{
	(void)state;
	struct finger_sensor *s;
	struct finger_shot shot;
	enum eg_err err = EG_OK;
	assert_true(mock_usb_plug(4));
	assert_int_equal(open_sensor(&s, "vcom5s"), EG_OK);
	assert_int_equal(sensor->start(s), EG_OK);
	while (err == EG_OK) {
		err = sensor->next(s, WAIT_MS, &shot);
	}
	assert_int_equal(err, EG_IO);
	assert_true(sensor->there(s));
	sensor->close(&s);
	mock_usb_unplug(4);
}

static void the_cable_is_pulled_while_nothing_is_asked_of_it(void **state)
{
	(void)state;
	struct finger_sensor *s;
	assert_true(mock_usb_plug(4));
	assert_int_equal(open_sensor(&s, "vcom5s"), EG_OK);
	assert_true(sensor->there(s));
	mock_usb_unplug(4);
	while (sensor->there(s)) {
		(void)sched_yield(); /* until the event has come through; the test's time ends it */
	}
	assert_int_equal(sensor->start(s), EG_GONE);
	sensor->close(&s);
	assert_true(mock_usb_plug(4)); /* and in again: the next worker has it */
	assert_int_equal(open_sensor(&s, "vcom5s"), EG_OK);
	sensor->close(&s);
	mock_usb_unplug(4);
}

/* ---- behind the sandbox, in a process of its own: exit codes say how far it came ---- */

#define WORKER_FD 3

_Noreturn static void work(void)
{
	const struct sandbox_need need = {.usb_library = true, .memory_mb = 1024};
	struct finger_sensor *s;
	const char ready = 'o';
	if (open_sensor(&s, "vcom5s") != EG_OK) {
		_exit(10);
	}
	if (sandbox_enter(&need) != EG_OK || !sensor->there(s)) {
		_exit(11);
	}
	if (send(WORKER_FD, &ready, 1, MSG_NOSIGNAL) != 1) {
		_exit(12);
	}
	while (sensor->there(s)) {
		(void)sched_yield(); /* as in the test above */
	}
	_exit(sensor->start(s) == EG_GONE ? 0 : 13);
}

static void it_is_known_behind_the_sandbox_too(void **state)
{
	(void)state;
	int pair[2];
	char told = 0;
	int status = 0;
	assert_true(mock_usb_plug(4));
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		if (dup2(pair[1], WORKER_FD) != WORKER_FD) {
			_exit(14);
		}
		(void)execl("/proc/self/exe", "test_fprint_usb", "worker", (char *)NULL);
		_exit(15);
	}
	eg_close(&pair[1]);
	ssize_t got = recv(pair[0], &told, 1, 0);
	mock_usb_unplug(4);
	assert_int_equal(waitpid(child, &status, 0), child);
	eg_close(&pair[0]);
	assert_int_equal(got, 1);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "worker") == 0) {
		mock_usb_hush();
		work();
	}
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_sensor_is_not_found),
		cmocka_unit_test(the_one_that_was_named_is_opened_and_no_other),
		cmocka_unit_test(one_that_answers_nothing_fails_and_is_still_there),
		cmocka_unit_test(the_cable_is_pulled_while_nothing_is_asked_of_it),
		cmocka_unit_test(it_is_known_behind_the_sandbox_too),
	};
	if (!mock_usb_open()) {
		(void)puts("umockdev is not installed, or not preloaded");
		return SKIPPED;
	}
	mock_usb_hush();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
