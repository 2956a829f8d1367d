/*
 * finger_backends: the finger sensors of a lane's own programs.
 * Knows backends. Never knows a virtual device: finger_backends_virtual.c, which no lane has.
 */
#include "hal/finger_sensor_sim.h"
#include "hal/fprint_sensor.h"

const struct finger_sensor_backend *const finger_sensor_backends[] = {&finger_sensor_fprint,
								      &finger_sensor_sim};
const size_t finger_sensor_backend_count =
	sizeof(finger_sensor_backends) / sizeof(finger_sensor_backends[0]);
