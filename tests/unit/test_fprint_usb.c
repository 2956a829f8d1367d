/*
 * test_fprint_usb: the backend of libfprint on a USB device, which umockdev plays: found, opened,
 * failing and unplugged by way of libusb, GUsb and a real driver. The device can be opened, and no
 * more: it answers no transfer.
 *
 * Run with umockdev's library preloaded; its functions are looked for when the test begins, so that
 * it builds where umockdev is not installed.
 */
#include "hal/fprint_sensor.h"
#include "os/sandbox.h"

#include <dlfcn.h>
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
#define BUS     "/devices/pci0000:00/0000:00:14.0/usb1"
#define PLACE   BUS "/1-%u"

/* umockdev.h: as much as is used. */
struct umockdev {
	void *(*testbed_new)(void);
	int (*add_from_string)(void *testbed, const char *device, void **error);
	void (*remove_device)(void *testbed, const char *place);
	void (*uevent)(void *testbed, const char *place, const char *action);
};

static struct umockdev mock;
static void *testbed;

/* A Veridicom sensor, as its descriptors tell: one interface that nobody has claimed. */
static bool plug(unsigned number)
{
	char device[1024];
	(void)snprintf(
		device, sizeof(device),
		"P: " PLACE "\n"
		"N: bus/usb/001/%03u\n"
		"E: DEVNAME=/dev/bus/usb/001/%03u\n"
		"E: DEVTYPE=usb_device\n"
		"E: SUBSYSTEM=usb\n"
		"E: BUSNUM=001\n"
		"E: DEVNUM=%03u\n"
		"A: busnum=1\\n\n"
		"A: devnum=%u\\n\n"
		"A: speed=12\\n\n"
		"A: bConfigurationValue=1\\n\n"
		"A: idVendor=061a\\n\n"
		"A: idProduct=0110\\n\n"
		"H: descriptors=12010002FF0000081A0610010001000000010902120001010080320904000000"
		"FF000000\n",
		number, number, number, number, number);
	return mock.add_from_string(testbed, device, NULL) != 0;
}

static void unplug(unsigned number)
{
	char place[128];
	(void)snprintf(place, sizeof(place), "/sys" PLACE, number);
	mock.uevent(testbed, place, "remove");
	mock.remove_device(testbed, place);
}

static void *find(void *library, const char *name)
{
	return library != NULL ? dlsym(library, name) : NULL;
}

/* What it is plugged into: without it the library takes its place for none, and ends. */
static bool make_bus(void)
{
	static const char hub[] = "P: " BUS "\n"
				  "N: bus/usb/001/001\n"
				  "E: DEVNAME=/dev/bus/usb/001/001\n"
				  "E: DEVTYPE=usb_device\n"
				  "E: SUBSYSTEM=usb\n"
				  "E: BUSNUM=001\n"
				  "E: DEVNUM=001\n"
				  "A: busnum=1\\n\n"
				  "A: devnum=1\\n\n"
				  "A: speed=480\\n\n"
				  "A: bConfigurationValue=1\\n\n"
				  "A: idVendor=1d6b\\n\n"
				  "A: idProduct=0002\\n\n"
				  "H: descriptors=12010002090000406B1D0200000100000001"
				  "0902120001010000000904000000090000"
				  "00\n";
	return mock.add_from_string(testbed, hub, NULL) != 0;
}

static void say_nothing(void *context, int level, const char *text)
{
	(void)context;
	(void)level;
	(void)text;
}

/* libusb complains of each answer that it does not get, thousands of times. */
static void hush_libusb(void)
{
	union {
		void *symbol;
		void (*set_log_cb)(void *context, void (*log)(void *, int, const char *), int mode);
	} found = {.symbol = dlsym(RTLD_DEFAULT, "libusb_set_log_cb")};
	if (found.symbol != NULL) {
		found.set_log_cb(NULL, say_nothing, 1); /* LIBUSB_LOG_CB_GLOBAL */
	}
}

static bool find_umockdev(void)
{
	const char *preloaded = getenv("LD_PRELOAD");
	void *library = dlopen("libumockdev.so.0", RTLD_NOW);
	/* ISO C has no conversion from what dlsym gives to a function. */
	union {
		void *symbol[4];
		struct umockdev mock;
	} found = {.symbol = {find(library, "umockdev_testbed_new"),
			      find(library, "umockdev_testbed_add_from_string"),
			      find(library, "umockdev_testbed_remove_device"),
			      find(library, "umockdev_testbed_uevent")}};
	if (preloaded == NULL || strstr(preloaded, "umockdev") == NULL) {
		return false;
	}
	for (size_t i = 0; i < 4; i++) {
		if (found.symbol[i] == NULL) {
			return false;
		}
	}
	mock = found.mock;
	testbed = mock.testbed_new();
	return testbed != NULL && make_bus();
}

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
	assert_true(plug(4));
	assert_int_equal(open_sensor(&s, "uru4000"), EG_NOT_FOUND);
	assert_int_equal(open_sensor(&s, "vcom5s:1"), EG_NOT_FOUND);
	assert_int_equal(open_sensor(&s, "vcom5s:0,dpi=500"), EG_OK);
	assert_true(sensor->there(s));
	sensor->close(&s);
	assert_true(plug(5)); /* the same driver, the same number: they have none of their own */
	assert_int_equal(open_sensor(&s, "vcom5s:0"), EG_CONFIG);
	assert_int_equal(open_sensor(&s, "vcom5s"), EG_CONFIG);
	unplug(5);
	assert_int_equal(open_sensor(&s, "vcom5s"), EG_OK);
	sensor->close(&s);
	unplug(4);
	assert_int_equal(open_sensor(&s, "vcom5s"), EG_NOT_FOUND);
}

static void one_that_answers_nothing_fails_and_is_still_there(void **state)
{
	(void)state;
	struct finger_sensor *s;
	struct finger_shot shot;
	enum eg_err err = EG_OK;
	assert_true(plug(4));
	assert_int_equal(open_sensor(&s, "vcom5s"), EG_OK);
	assert_int_equal(sensor->start(s), EG_OK);
	while (err == EG_OK) {
		err = sensor->next(s, WAIT_MS, &shot);
	}
	assert_int_equal(err, EG_IO);
	assert_true(sensor->there(s));
	sensor->close(&s);
	unplug(4);
}

static void the_cable_is_pulled_while_nothing_is_asked_of_it(void **state)
{
	(void)state;
	struct finger_sensor *s;
	assert_true(plug(4));
	assert_int_equal(open_sensor(&s, "vcom5s"), EG_OK);
	assert_true(sensor->there(s));
	unplug(4);
	while (sensor->there(s)) {
		(void)sched_yield(); /* until the event has come through; the test's time ends it */
	}
	assert_int_equal(sensor->start(s), EG_GONE);
	sensor->close(&s);
	assert_true(plug(4)); /* and in again: the next worker has it */
	assert_int_equal(open_sensor(&s, "vcom5s"), EG_OK);
	sensor->close(&s);
	unplug(4);
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
	assert_true(plug(4));
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
	unplug(4);
	assert_int_equal(waitpid(child, &status, 0), child);
	eg_close(&pair[0]);
	assert_int_equal(got, 1);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "worker") == 0) {
		hush_libusb();
		work();
	}
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_sensor_is_not_found),
		cmocka_unit_test(the_one_that_was_named_is_opened_and_no_other),
		cmocka_unit_test(one_that_answers_nothing_fails_and_is_still_there),
		cmocka_unit_test(the_cable_is_pulled_while_nothing_is_asked_of_it),
		cmocka_unit_test(it_is_known_behind_the_sandbox_too),
	};
	if (!find_umockdev()) {
		(void)puts("umockdev is not installed, or not preloaded");
		return SKIPPED;
	}
	hush_libusb();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
