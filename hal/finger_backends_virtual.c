/*
 * finger_backends_virtual: the finger sensors of tests and of the simulator's programs.
 * Knows backends, libfprint's virtual device among them. Never part of a lane's own programs.
 */
#include "hal/finger_sensor_sim.h"
#include "hal/fprint_sensor.h"

const struct finger_sensor_backend *const finger_sensor_backends[] = {
	&finger_sensor_fprint, &finger_sensor_fprint_virtual, &finger_sensor_sim};
const size_t finger_sensor_backend_count =
	sizeof(finger_sensor_backends) / sizeof(finger_sensor_backends[0]);
