/*
 * backends: the backends of each device, by their names alone: for who checks a configuration and
 * opens none. Knows names. Never links a backend.
 */
#ifndef EG_HAL_BACKENDS_H
#define EG_HAL_BACKENDS_H

#include "base/rd.h"

enum backend_device {
	BACKEND_WIRES,  /* gate_io.h, and modbus, which a process of its own serves */
	BACKEND_PAGE,   /* page.h */
	BACKEND_READER, /* reader.h */
	BACKEND_CAMERA, /* camera.h */
	BACKEND_FINGER, /* finger_sensor.h, and fprint-virtual, which no program of a lane has */
	BACKEND_DEVICES
};

/* Whether a text is "NAME:WHERE" with the name of one of them. EG_CONFIG with the reason. */
EG_CHECK enum eg_err backend_known(enum backend_device device, struct rd spec);

#endif
