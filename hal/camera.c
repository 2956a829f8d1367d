/*
 * camera: frames of the live picture: which backend gives them.
 * Knows the names of the backends. Never knows what a frame shows.
 */
#include "hal/camera_sim.h"
#include "hal/spec.h"

enum eg_err camera_find(const char *spec, const struct camera_backend **backend, const char **where)
{
	static const struct camera_backend *const all[] = {&camera_sim, &camera_v4l2};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		const char *found = spec_where(spec, all[i]->name);
		if (found != NULL) {
			*backend = all[i];
			*where = found;
			return EG_OK;
		}
	}
	return EG_FAIL(EG_CONFIG, "camera: neither v4l2:DEVICE nor sim:PATH");
}
