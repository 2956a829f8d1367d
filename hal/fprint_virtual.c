/*
 * fprint_virtual: libfprint's virtual device, for tests and for programs of the simulator.
 * Knows its variable and its driver. Never part of a lane's own programs: it takes injected
 * fingers.
 */
#include "hal/fprint_sensor.h"

#include <stdlib.h>

#define PATH_ROOM 108 /* of a socket's address */

static enum eg_err open_virtual(struct finger_sensor **out, const char *text)
{
	struct finger_where where = {.driver = "virtual_image", .id = "0"};
	struct rd keys = rd_cstr(text);
	struct rd path = rd_until(&keys, ",");
	char socket[PATH_ROOM];
	size_t size;
	EG_TRY(finger_where_keys(keys, &where));
	if (path.left == 0 || !rd_dump(path, socket, sizeof(socket) - 1, &size)) {
		return EG_FAIL(EG_CONFIG, "path longer than a socket address");
	}
	socket[size] = '\0';
	EG_TRY(fprint_clear_variables());
	if (setenv("FP_VIRTUAL_IMAGE", socket, 1) != 0) {
		return EG_FAIL(EG_NO_MEMORY, "environment");
	}
	return fprint_open(out, &where, false); /* it calls itself one to swipe over */
}

const struct finger_sensor_backend finger_sensor_fprint_virtual = {
	.name = "fprint-virtual",
	.injected = true,
	.open = open_virtual,
	.start = fprint_start,
	.next = fprint_next,
	.there = fprint_there,
	.stop = fprint_stop,
	.close = fprint_close,
};
