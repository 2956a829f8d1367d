/*
 * fake_finger: a finger sensor that does what a test says, at once.
 * There is one; a test begins it anew with all zero.
 */
#ifndef EG_TESTS_UNIT_FAKE_FINGER_H
#define EG_TESTS_UNIT_FAKE_FINGER_H

#include "hal/finger_sensor.h"

#define FAKE_FINGER_WIDTH  300
#define FAKE_FINGER_HEIGHT 400
#define FAKE_FINGER_DPI    512
#define FAKE_FINGER_GREY   0x5A /* all over its picture, until it is wiped */
#define FAKE_FINGER_MAX    16

struct fake_doing {
	enum eg_err err;
	enum finger_event event;
	enum finger_retry retry;
};

struct finger_sensor {
	struct fake_doing doing[FAKE_FINGER_MAX]; /* what next gives, in turn; then EG_TIMEOUT */
	size_t count;
	size_t done;
	size_t opens;
	size_t starts;
	size_t stops;
	uint32_t waited_ms; /* as next was told last */
	enum eg_err open_err;
	enum eg_err start_err;
	enum eg_err stop_err;
	bool on;
	bool there;
	uint8_t grey[FAKE_FINGER_WIDTH * FAKE_FINGER_HEIGHT];
};

extern struct finger_sensor fake_finger;
extern const struct finger_sensor_backend fake_finger_backend;

/* What comes next of it. */
void fake_finger_does(enum eg_err err, enum finger_event event, enum finger_retry retry);
void fake_finger_shows(enum finger_event event);

#endif
