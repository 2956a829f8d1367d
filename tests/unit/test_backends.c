/*
 * test_backends: the names that a configuration is checked by are those of the backends.
 */
#include "hal/camera.h"
#include "hal/finger_sensor.h"
#include "hal/gate_io.h"
#include "hal/backends.h"
#include "hal/page.h"
#include "hal/reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define RD_SPEC(text)                                            \
	{                                                        \
		(const uint8_t *)(text), sizeof(text) - 1, false \
	}

/* Whether the device's own library finds a backend. */
static enum eg_err find(enum backend_device device, const char *spec)
{
	const struct gate_io_backend *wires;
	const struct page_backend *page;
	const struct reader_backend *reader;
	const struct camera_backend *camera;
	const struct finger_sensor_backend *finger;
	const char *where;
	switch (device) {
	case BACKEND_WIRES:
		return gate_io_find(spec, &wires, &where);
	case BACKEND_PAGE:
		return page_find(spec, &page, &where);
	case BACKEND_READER:
		return reader_find(spec, &reader, &where);
	case BACKEND_CAMERA:
		return camera_find(spec, &camera, &where);
	case BACKEND_FINGER:
		return finger_sensor_find(spec, &finger, &where);
	case BACKEND_DEVICES:
		break;
	}
	return EG_STATE;
}

static const char *const specs[] = {
	"gpiod:bank", "remote:/run/x", "sim:/run/x",   "swipe:/dev/x",
	"pcsc:ACS",   "pcsc:",         "replay:x",     "v4l2:/dev/x",
	"gpiod:",     "gpiod",         "gpio:x",       ":x",
	"",           "sysfs:17",      "sim:",         "PCSC:x",
	"replay:",    "v4l2",          "fprint:x",     "fprint:",
	"fprint",     "folder:/x",     "wedge:/dev/x", "camera:sim:/x",
};

static void a_name_is_known_where_a_backend_has_it(void **state)
{
	(void)state;
	for (unsigned d = 0; d < BACKEND_DEVICES; d++) {
		unsigned taken = 0;
		for (size_t i = 0; i < sizeof(specs) / sizeof(specs[0]); i++) {
			enum eg_err found = find((enum backend_device)d, specs[i]);
			enum eg_err known =
				backend_known((enum backend_device)d, rd_cstr(specs[i]));
			if (found != known) {
				fail_msg("%s for device %u: %s, but known says %s", specs[i], d,
					 eg_err_name(found), eg_err_name(known));
			}
			taken += found == EG_OK ? 1 : 0;
		}
		assert_true(taken >= 2);
	}
}

/* What a page reader's where is made of is seen before the lane starts. */
static void a_page_readers_where_is_looked_at(void **state)
{
	(void)state;
	static const struct {
		struct rd spec;
		const char *reason; /* NULL: it is taken */
	} all[] = {
		{RD_SPEC("folder:/run/driver"), NULL},
		{RD_SPEC("folder:400:/run/driver"), NULL},
		{RD_SPEC("folder:run/driver"), "folder:[DPI:]/PATH"},
		{RD_SPEC("folder:400:run"), "folder:[DPI:]/PATH"},
		{RD_SPEC("folder:400"), "folder:[DPI:]/PATH"},
		{RD_SPEC("folder:4x0:/run"), "DPI:DEVICE"},
		{RD_SPEC("folder:71:/run"), "72 to 2400"},
		{RD_SPEC("folder:2401:/run"), "72 to 2400"},
		{RD_SPEC("folder:18446744073709551616:/run"), "DPI:DEVICE"},
		{RD_SPEC("camera:v4l2:/dev/video0"), NULL},
		{RD_SPEC("camera:300:v4l2:/dev/video0"), NULL},
		{RD_SPEC("camera:/dev/video0"), "v4l2:DEVICE"},
		{RD_SPEC("camera:300:/dev/video0"), "v4l2:DEVICE"},
		{RD_SPEC("camera:300:"), "v4l2:DEVICE"},
		{RD_SPEC("camera:camera:sim:/x"), "v4l2:DEVICE"},
		{RD_SPEC("folder:"), "swipe:TTY"},
		{RD_SPEC("flatbed:/dev/x"), "swipe:TTY"},
	};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		bool taken = backend_known(BACKEND_PAGE, all[i].spec) == EG_OK;
		assert_int_equal(taken, all[i].reason == NULL);
		if (!taken) {
			assert_non_null(strstr(eg_fault_last().reason, all[i].reason));
		}
	}
}

/* Served by a process of its own, so that the core never links it. */
static void modbus_is_for_egated_only(void **state)
{
	(void)state;
	assert_int_equal(backend_known(BACKEND_WIRES, RD_TEXT("modbus:tcp:192.0.2.7")), EG_OK);
	assert_int_equal(find(BACKEND_WIRES, "modbus:tcp:192.0.2.7"), EG_CONFIG);
	assert_int_equal(backend_known(BACKEND_WIRES, RD_TEXT("modbus:")), EG_CONFIG);
	assert_non_null(strstr(eg_fault_last().reason, "modbus:WHERE"));
}

/* For a worker of the simulator's; one of a lane has no such backend, and does not start with it.
 */
static void a_virtual_finger_sensor_is_for_the_simulator_only(void **state)
{
	(void)state;
	assert_int_equal(backend_known(BACKEND_FINGER, RD_TEXT("fprint-virtual:/tmp/x")), EG_OK);
	assert_int_equal(find(BACKEND_FINGER, "fprint-virtual:/tmp/x"), EG_CONFIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_is_known_where_a_backend_has_it),
		cmocka_unit_test(a_page_readers_where_is_looked_at),
		cmocka_unit_test(modbus_is_for_egated_only),
		cmocka_unit_test(a_virtual_finger_sensor_is_for_the_simulator_only),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
