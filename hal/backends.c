/*
 * backends: the backends of each device, by their names alone.
 * Knows names; a test holds them against the backends. Never links one.
 */
#include "hal/backends.h"

#include "hal/spec.h"

#define NAMES_MAX 5

static const char *const names[BACKEND_DEVICES][NAMES_MAX] = {
	[BACKEND_WIRES] = {"gpiod", "modbus", "remote", "sim"},
	[BACKEND_PAGE] = {"swipe", "wedge", "folder", "camera", "sim"},
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
		return EG_FAIL(EG_CONFIG, "page: swipe:TTY, wedge:EVENTS, folder:[DPI:]/PATH, "
					  "camera:[DPI:]CAMERA or sim:PATH");
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

/* Whether a text is "NAME:WHERE" with one of the device's names. */
static bool named(enum backend_device device, struct rd spec)
{
	struct rd where = spec;
	struct rd name = rd_until(&where, ":");
	bool colon = name.left < spec.left;
	/* A lane with one card reader names none: "pcsc:". */
	bool placed = where.left > 0 || rd_equal(spec, RD_TEXT("pcsc:"));
	for (size_t i = 0; i < NAMES_MAX && device < BACKEND_DEVICES; i++) {
		const char *known = names[device][i];
		if (known != NULL && colon && placed && rd_equal(name, rd_cstr(known))) {
			return true;
		}
	}
	return false;
}

/* What a page reader's where is made of: a folder's whole path, another device's specification. */
static enum eg_err page_placed(struct rd spec)
{
	struct rd where = spec;
	struct rd name = rd_until(&where, ":");
	bool folder = rd_equal(name, RD_TEXT("folder"));
	uint16_t dpi;
	if (!folder && !rd_equal(name, RD_TEXT("camera"))) {
		return EG_OK;
	}
	EG_TRY(spec_dpi(&where, &dpi));
	if (folder) {
		return rd_begins(where, RD_TEXT("/"))
			       ? EG_OK
			       : EG_FAIL(EG_CONFIG, "page: folder:[DPI:]/PATH");
	}
	return named(BACKEND_CAMERA, where)
		       ? EG_OK
		       : EG_FAIL(EG_CONFIG, "page: camera:[DPI:]v4l2:DEVICE or camera:sim:PATH");
}

enum eg_err backend_known(enum backend_device device, struct rd spec)
{
	if (!named(device, spec)) {
		return refuse(device);
	}
	return device == BACKEND_PAGE ? page_placed(spec) : EG_OK;
}
