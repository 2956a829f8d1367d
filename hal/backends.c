/*
 * backends: the backends of each device, by their names alone.
 * Knows names; a test holds them against the backends. Never links one.
 */
#include "hal/backends.h"

#define NAMES_MAX 4

static const char *const names[BACKEND_DEVICES][NAMES_MAX] = {
	[BACKEND_WIRES] = {"gpiod", "modbus", "remote", "sim"},
	[BACKEND_PAGE] = {"swipe", "sim"},
	[BACKEND_READER] = {"pcsc", "replay"},
	[BACKEND_CAMERA] = {"v4l2", "sim"},
	[BACKEND_FINGER] = {"fprint", "fprint-virtual", "sim"},
};

static enum eg_err refuse(enum backend_device device)
{
	switch (device) {
	case BACKEND_WIRES:
		return EG_FAIL(EG_CONFIG,
			       "gate-io: gpiod:LABEL, modbus:WHERE, remote:PATH or sim:PATH");
	case BACKEND_PAGE:
		return EG_FAIL(EG_CONFIG, "page: swipe:TTY or sim:PATH");
	case BACKEND_READER:
		return EG_FAIL(EG_CONFIG, "reader: pcsc:NAME or replay:FILE");
	case BACKEND_CAMERA:
		return EG_FAIL(EG_CONFIG, "camera: v4l2:DEVICE or sim:PATH");
	case BACKEND_FINGER:
		return EG_FAIL(EG_CONFIG, "finger sensor: fprint:DRIVER or sim:PATH");
	case BACKEND_DEVICES:
		break;
	}
	return EG_FAIL(EG_STATE, "no such device");
}

enum eg_err backend_known(enum backend_device device, struct rd spec)
{
	struct rd where = spec;
	struct rd name = rd_until(&where, ":");
	bool colon = name.left < spec.left;
	/* A lane with one card reader names none: "pcsc:". */
	bool placed = where.left > 0 || rd_equal(spec, RD_TEXT("pcsc:"));
	for (size_t i = 0; i < NAMES_MAX && device < BACKEND_DEVICES; i++) {
		const char *known = names[device][i];
		if (known != NULL && colon && placed && rd_equal(name, rd_cstr(known))) {
			return EG_OK;
		}
	}
	return refuse(device);
}
