/*
 * finger_sensor: pictures of a finger that somebody lays on a sensor.
 * Backends: fprint (libfprint: press sensors), sim (a world process that hands out images);
 * fprint-virtual (libfprint's own virtual device) in tests and in programs of the simulator only.
 * Knows presses and rows of grey. Never knows ridges, templates or people.
 *
 * start   NEEDED -> PRESENT -> TAKEN -> LIFTED -> CAPTURED, and it is off again
 *           ^          |         |
 *           +-- RETRY -+---------+
 *
 * Sensors tell what they can tell: only NEEDED and CAPTURED are sure to come, and which of LIFTED
 * and CAPTURED comes first is the sensor's affair. Through libfprint a picture comes after the
 * finger was lifted: who never lifts it never gives one.
 */
#ifndef EG_HAL_FINGER_SENSOR_H
#define EG_HAL_FINGER_SENSOR_H

#include "base/rd.h"

/* Longest side of a picture: a thumb at 1000 dpi is below it. */
#define FINGER_SENSOR_SIDE_MAX 2048 /* pixels */
/* ISO/IEC 19794-4 knows 250 to 1000 dpi. */
#define FINGER_SENSOR_DPI_MIN 250
#define FINGER_SENSOR_DPI_MAX 1000
/*
 * What a picture shows at least, in pixels at 500 dpi: half an inch across, as FAP 10 of NIST SP
 * 500-280 has it, and as much skin as 300 x 300. On less of a finger too little of what the chip
 * holds comes again.
 */
#define FINGER_SENSOR_SIDE_LEAST 250
#define FINGER_SENSOR_AREA_LEAST 90000

/* What a sensor says while somebody tries. */
enum finger_event {
	FINGER_EVENT_NONE,     /* nothing new in this time */
	FINGER_EVENT_NEEDED,   /* ready: a finger may be laid on */
	FINGER_EVENT_PRESENT,  /* a finger lies on it */
	FINGER_EVENT_TAKEN,    /* and was seen well enough: it may be lifted */
	FINGER_EVENT_LIFTED,   /* and is gone again */
	FINGER_EVENT_RETRY,    /* no image of this press, another is waited for: why is in retry */
	FINGER_EVENT_CAPTURED, /* image is there; the sensor is off */
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
	uint16_t dpi;    /* as the specification says, else as the device does, else 500 */
	int64_t came_us; /* CLOCK_MONOTONIC */
	struct rd grey;  /* width * height, dark ridges; borrowed until the next call */
};

struct finger_sensor;

struct finger_sensor_backend {
	const char *name; /* "fprint", "sim" */
	bool injected;    /* takes connections of whoever lays fingers on: no lane has it */
	/*
	 * Opens; called before the sandbox. where: as of the backend (docs/integrate.md).
	 * EG_NOT_FOUND: no such device; EG_CONFIG: a device that this lane must not use; EG_IO: it
	 * does not open in time.
	 */
	enum eg_err (*open)(struct finger_sensor **out, const char *where);
	/* A press is wanted from now on, until an image is there or stop. EG_STATE: it is already.
	 */
	enum eg_err (*start)(struct finger_sensor *s);
	/*
	 * What happens next, waiting up to ms. EG_TIMEOUT: nothing. EG_GONE: device lost. EG_IO: it
	 * failed, or is stuck. EG_CONFIG: its pictures are not finger_sensor_big_enough.
	 * EG_STATE: no press is wanted. After any failure but EG_TIMEOUT none is wanted any more.
	 */
	enum eg_err (*next)(struct finger_sensor *s, uint32_t ms, struct finger_shot *shot);
	/* Is the device still there? Told at once, also while it is off and inside the sandbox. */
	bool (*there)(struct finger_sensor *s);
	/* Ends a wait for a press; nothing of it comes afterwards. Wipes the image that is lent. */
	enum eg_err (*stop)(struct finger_sensor *s);
	void (*close)(struct finger_sensor **s);
};

/* Whether a picture of this size shows enough of a finger. */
EG_CHECK bool finger_sensor_big_enough(uint16_t width, uint16_t height, uint16_t dpi);

/* The backends that this program was linked with: finger_backends.c or finger_backends_virtual.c */
extern const struct finger_sensor_backend *const finger_sensor_backends[];
extern const size_t finger_sensor_backend_count;

EG_CHECK enum eg_err finger_sensor_find(const char *spec,
					const struct finger_sensor_backend **backend,
					const char **where);

#endif
