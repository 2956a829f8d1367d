/*
 * mock_usb: USB finger sensors that umockdev plays, for tests that run with its library preloaded.
 * Its functions are looked for when the test begins, so that it builds where umockdev is not
 * installed.
 */
#include "mock_usb.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUS   "/devices/pci0000:00/0000:00:14.0/usb1"
#define PLACE BUS "/1-%u"

/* umockdev.h: as much as is used. */
struct umockdev {
	void *(*testbed_new)(void);
	int (*add_from_string)(void *testbed, const char *device, void **error);
	void (*remove_device)(void *testbed, const char *place);
	void (*uevent)(void *testbed, const char *place, const char *action);
};

static struct umockdev mock;
static void *testbed;

bool mock_usb_plug(unsigned number)
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

void mock_usb_unplug(unsigned number)
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

void mock_usb_hush(void)
{
	union {
		void *symbol;
		void (*set_log_cb)(void *context, void (*log)(void *, int, const char *), int mode);
	} found = {.symbol = dlsym(RTLD_DEFAULT, "libusb_set_log_cb")};
	if (found.symbol != NULL) {
		found.set_log_cb(NULL, say_nothing, 1); /* LIBUSB_LOG_CB_GLOBAL */
	}
}

bool mock_usb_open(void)
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
