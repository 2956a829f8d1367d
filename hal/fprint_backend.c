/*
 * fprint_backend: sensors of libfprint that a lane may use: real ones.
 * Knows driver names and the variables by which libfprint shows other devices. Never opens one
 * itself.
 *
 * A virtual device takes injected fingers from whoever reaches its socket, and any program that
 * uses libfprint shows one when a variable says so. So the variables are taken away before the
 * library is begun with, no driver but the configured one is let in, and it must not be a virtual
 * one.
 */
#include "hal/fprint_sensor.h"

#include <stdlib.h>
#include <unistd.h>

#define VARIABLES "FP_" /* VIRTUAL_IMAGE, VIRTUAL_DEVICE, DEVICE_EMULATION and their likes */
#define DRIVERS   "virtual_"

enum eg_err fprint_clear_variables(void)
{
	char name[64];
	size_t i = 0;
	while (environ != NULL && environ[i] != NULL) {
		struct rd text = rd_cstr(environ[i]);
		struct rd word = rd_until(&text, "=");
		size_t size;
		if (!rd_begins(word, RD_TEXT(VARIABLES))) {
			i++;
			continue;
		}
		if (!rd_dump(word, name, sizeof(name) - 1, &size)) {
			return EG_FAIL(EG_CONFIG, "a variable of libfprint with a long name");
		}
		name[size] = '\0';
		if (unsetenv(name) != 0) {
			return EG_FAIL(EG_CONFIG, "a variable of libfprint stays");
		}
	}
	return EG_OK;
}

/* No driver but this one is looked at, in any version of the library. */
static enum eg_err allow_driver(const char *driver)
{
	bool set = setenv("FP_DRIVERS_WHITELIST", driver, 1) == 0 &&
		   setenv("FP_DRIVERS_ALLOWLIST", driver, 1) == 0;
	return set ? EG_OK : EG_FAIL(EG_NO_MEMORY, "environment");
}

static enum eg_err open_real(struct finger_sensor **out, const char *text)
{
	struct finger_where where;
	EG_TRY(fprint_clear_variables());
	EG_TRY(finger_where_parse(rd_cstr(text), &where));
	if (rd_begins(rd_cstr(where.driver), RD_TEXT(DRIVERS))) {
		return EG_FAIL(EG_CONFIG, "a virtual finger sensor, to which anybody can inject");
	}
	EG_TRY(allow_driver(where.driver));
	return fprint_open(out, &where, true);
}

const struct finger_sensor_backend finger_sensor_fprint = {
	.name = "fprint",
	.open = open_real,
	.start = fprint_start,
	.next = fprint_next,
	.there = fprint_there,
	.stop = fprint_stop,
	.close = fprint_close,
};
