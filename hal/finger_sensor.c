/*
 * finger_sensor: pictures of a finger: which backend gives them, and whether they are large enough.
 * Knows the names of the backends. Never knows what a picture shows.
 */
#include "hal/finger_sensor.h"

#include "hal/spec.h"

#define DPI_USUAL 500

bool finger_sensor_big_enough(uint16_t width, uint16_t height, uint16_t dpi)
{
	uint64_t across = (uint64_t)width * DPI_USUAL;
	uint64_t along = (uint64_t)height * DPI_USUAL;
	uint64_t least = (uint64_t)FINGER_SENSOR_SIDE_LEAST * dpi;
	return across >= least && along >= least &&
	       across * along >= (uint64_t)FINGER_SENSOR_AREA_LEAST * dpi * dpi;
}

enum eg_err finger_sensor_find(const char *spec, const struct finger_sensor_backend **backend,
			       const char **where)
{
	for (size_t i = 0; i < finger_sensor_backend_count; i++) {
		const char *found = spec_where(spec, finger_sensor_backends[i]->name);
		if (found != NULL) {
			*backend = finger_sensor_backends[i];
			*where = found;
			return EG_OK;
		}
	}
	return EG_FAIL(EG_CONFIG, "finger sensor: neither fprint:DRIVER nor sim:PATH");
}
