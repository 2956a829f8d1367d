/*
 * finger_sensor: pictures of a finger that somebody lays on a sensor.
 * Backends: fprint (libfprint: press sensors), sim (a world process that hands out images).
 * Knows presses and rows of grey. Never knows ridges, templates or people.
 */
#ifndef EG_HAL_FINGER_SENSOR_H
#define EG_HAL_FINGER_SENSOR_H

#include "base/rd.h"

/* What a sensor says while somebody tries. */
enum finger_event {
	FINGER_EVENT_NONE,     /* nothing new in this time */
	FINGER_EVENT_NEEDED,   /* ready: a finger may be laid on */
	FINGER_EVENT_PRESENT,  /* a finger lies on it */
	FINGER_EVENT_LIFTED,   /* and is gone again */
	FINGER_EVENT_RETRY,    /* no image of this press: why is in retry */
	FINGER_EVENT_CAPTURED, /* image is there */
};

enum finger_retry {
	FINGER_RETRY_GENERAL,   /* once more */
	FINGER_RETRY_SHORT,     /* longer */
	FINGER_RETRY_CENTRE,    /* to the middle */
	FINGER_RETRY_REMOVE,    /* lift it and lay it on anew */
	FINGER_RETRY_TOO_LIGHT, /* press more, as sensors say it that can tell */
};

struct finger_shot {
	enum finger_event event;
	enum finger_retry retry; /* of FINGER_EVENT_RETRY */
	uint16_t width;          /* pixels, of FINGER_EVENT_CAPTURED */
	uint16_t height;
	uint16_t dpi;    /* as the device says, else as the specification does */
	int64_t came_us; /* CLOCK_MONOTONIC */
	struct rd grey;  /* width * height, dark ridges; borrowed until the next call */
};

struct finger_sensor;

struct finger_sensor_backend {
	const char *name; /* "fprint", "sim" */
	/*
	 * Opens; called before the sandbox. where: as of the backend (docs/integrate.md).
	 * EG_NOT_FOUND: no such device; EG_CONFIG: a device that this lane must not use.
	 */
	enum eg_err (*open)(struct finger_sensor **out, const char *where);
	/* A press is wanted from now on, until an image is there or stop. */
	enum eg_err (*start)(struct finger_sensor *s);
	/* What happens next, waiting up to ms. EG_TIMEOUT: nothing. EG_GONE: device lost. */
	enum eg_err (*next)(struct finger_sensor *s, uint32_t ms, struct finger_shot *shot);
	/* Is the device still there? Told at once, also while it is off and inside the sandbox. */
	bool (*there)(struct finger_sensor *s);
	/* Ends a wait for a press; nothing of it comes afterwards. */
	enum eg_err (*stop)(struct finger_sensor *s);
	void (*close)(struct finger_sensor **s);
};

EG_CHECK enum eg_err finger_sensor_find(const char *spec,
					const struct finger_sensor_backend **backend,
					const char **where);

#endif
