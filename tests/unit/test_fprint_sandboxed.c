/*
 * test_fprint_sandboxed: libfprint goes on capturing behind the sandbox, with the threads that it
 * had before, and nowhere else: the stock library and its virtual device, in a process of its own.
 */
#include "hal/fprint_sensor.h"
#include "os/sandbox.h"

#include "drawn_ridges.h"
#include "virtual_finger.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/usbdevice_fs.h>

#include <cmocka.h>

#define WIDTH     320
#define HEIGHT    360
#define PRESSES   8
#define MEMORY_MB 1024
#define WAIT_MS   60000 /* for what is certain to come */
#define SKIPPED   77

/* What the worker tells the test. */
enum told {
	TOLD_OPEN = 'o',
	TOLD_NEEDED = 'n',
	TOLD_PICTURE = 'p',
	TOLD_GONE = 'g',
	TOLD_NONE = '-'
};

static const struct finger_sensor_backend *const sensor = &finger_sensor_fprint_virtual;
static uint8_t grey[WIDTH * HEIGHT];
static char path[64];

static const struct sandbox_need whole = {
	.usb_library = true, .virtual_sensor = true, .memory_mb = MEMORY_MB};

/* ---- the worker: exit codes say how far it came ---- */

static void tell(int fd, enum told what)
{
	const char byte = (char)what;
	if (send(fd, &byte, 1, MSG_NOSIGNAL) != 1) {
		_exit(10);
	}
}

static void take_press(struct finger_sensor *s, int fd, bool gone)
{
	struct finger_shot shot = {0};
	if (sensor->start(s) != EG_OK) {
		_exit(11);
	}
	while (shot.event != FINGER_EVENT_CAPTURED) {
		enum eg_err err = sensor->next(s, WAIT_MS, &shot);
		if (err == EG_GONE && gone) {
			return;
		}
		if (err != EG_OK) {
			_exit(12);
		}
		if (shot.event == FINGER_EVENT_NEEDED) {
			tell(fd, TOLD_NEEDED);
		}
	}
	if (!rd_equal(shot.grey, RD_ARRAY(grey))) {
		_exit(13);
	}
	tell(fd, TOLD_PICTURE);
}

/* Files, threads and other processes stay out of reach, without an end to the worker. */
static void try_files(void)
{
	int fd = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
	if (fd >= 0 || access("/etc/passwd", F_OK) == 0 || fork() >= 0) {
		_exit(14);
	}
}

_Noreturn static void work(int fd, const struct sandbox_need *need)
{
	struct finger_sensor *s = NULL;
	enum eg_err err = sensor->open(&s, path);
	if (err != EG_OK) {
		tell(fd, TOLD_NONE);
		_exit(err == EG_NOT_FOUND ? SKIPPED : 15);
	}
	if (sandbox_enter(need) != EG_OK) {
		_exit(16);
	}
	tell(fd, TOLD_OPEN);
	for (int i = 0; i < PRESSES; i++) {
		take_press(s, fd, false);
	}
	if (sensor->start(s) != EG_OK || sensor->stop(s) != EG_OK || !sensor->there(s)) {
		_exit(17);
	}
	try_files();
	take_press(s, fd, true); /* during which the device is unplugged */
	if (sensor->there(s)) {
		_exit(18);
	}
	tell(fd, TOLD_GONE);
	sensor->close(&s);
	_exit(0);
}

/* ---- the test lays fingers on ---- */

static pid_t start_worker(int *fd, const struct sandbox_need *need)
{
	int pair[2];
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		work(pair[1], need);
	}
	eg_close(&pair[1]);
	*fd = pair[0];
	return child;
}

static char hear(int fd)
{
	char byte = 0;
	return recv(fd, &byte, 1, 0) == 1 ? byte : 0;
}

static int end_of(pid_t child)
{
	int status = 0;
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void pictures_are_taken_behind_the_sandbox(void **state)
{
	(void)state;
	EG_AUTO(eg_close) int fd = -1;
	EG_AUTO(eg_close) int finger = -1;
	pid_t child = start_worker(&fd, &whole);
	assert_int_equal(hear(fd), TOLD_OPEN);
	finger = virtual_finger_connect(path); /* accepted behind the sandbox, too */
	assert_true(finger >= 0);
	for (int i = 0; i < PRESSES; i++) {
		assert_int_equal(hear(fd), TOLD_NEEDED);
		virtual_finger_say(finger, VIRTUAL_FINGER, 1);
		virtual_finger_image(finger, WIDTH, HEIGHT, grey);
		virtual_finger_say(finger, VIRTUAL_FINGER, 0);
		assert_int_equal(hear(fd), TOLD_PICTURE);
	}
	assert_int_equal(hear(fd), TOLD_NEEDED);
	virtual_finger_say(finger, VIRTUAL_REMOVE, 0);
	assert_int_equal(hear(fd), TOLD_GONE);
	int status = end_of(child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* Without this the test above would not tell that the sandbox is there. */
static void a_sandbox_that_does_not_know_libraries_ends_them(void **state)
{
	(void)state;
	const struct sandbox_need bare = {.memory_mb = MEMORY_MB};
	EG_AUTO(eg_close) int fd = -1;
	EG_AUTO(eg_close) int finger = -1;
	pid_t child = start_worker(&fd, &bare);
	assert_int_equal(hear(fd), TOLD_OPEN);
	finger = virtual_finger_connect(path);
	int status = end_of(child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGSYS);
}

static int in_sandbox(unsigned long command)
{
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		if (sandbox_enter(&whole) != EG_OK) {
			_exit(1);
		}
		/* No device: the kernel refuses what the filter lets through. */
		_exit(ioctl(STDIN_FILENO, command, NULL) == 0 ? 2 : 0);
	}
	return end_of(child);
}

static void of_ioctl_only_what_is_for_usb_devices_passes(void **state)
{
	(void)state;
	static const unsigned long usb[] = {USBDEVFS_SUBMITURB,        USBDEVFS_REAPURBNDELAY,
					    USBDEVFS_DISCARDURB,       USBDEVFS_CLAIMINTERFACE,
					    USBDEVFS_RELEASEINTERFACE, USBDEVFS_RESET};
	for (size_t i = 0; i < sizeof(usb) / sizeof(usb[0]); i++) {
		int status = in_sandbox(usb[i]);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	}
	assert_true(WIFSIGNALED(in_sandbox(TIOCSTI))); /* types into a terminal */
}

static bool virtual_device_there(void)
{
	EG_AUTO(eg_close) int fd = -1;
	int status = 0;
	pid_t child = start_worker(&fd, &whole);
	char told = hear(fd);
	if (told == TOLD_NONE) {
		status = end_of(child);
		return !(WIFEXITED(status) && WEXITSTATUS(status) == SKIPPED);
	}
	(void)kill(child, SIGKILL);
	status = end_of(child);
	return true;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pictures_are_taken_behind_the_sandbox),
		cmocka_unit_test(a_sandbox_that_does_not_know_libraries_ends_them),
		cmocka_unit_test(of_ioctl_only_what_is_for_usb_devices_passes),
	};
	(void)snprintf(path, sizeof(path), "/tmp/test_fprint_sandboxed.%ld", (long)getpid());
	drawn_ridges(grey, WIDTH, HEIGHT, 1);
	if (!virtual_device_there()) {
		(void)puts("libfprint was built without its virtual image device");
		return SKIPPED;
	}
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	(void)unlink(path); /* the sandboxed worker cannot */
	return failed;
}
