/*
 * gate_io: the wires of one gate, as levels: which backend serves them.
 * Knows the names of the backends. Never knows lines or levels.
 */
#include "hal/gate_io.h"

#include "hal/gate_io_sim.h"
#include "hal/gate_io_gpiod.h"
#include "hal/spec.h"

enum eg_err gate_io_find(const char *spec, const struct gate_io_backend **backend,
			 const char **where)
{
	static const struct gate_io_backend *const all[] = {&gate_io_gpiod, &gate_io_sim,
							    &gate_io_remote};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		const char *found = spec_where(spec, all[i]->name);
		if (found != NULL) {
			*backend = all[i];
			*where = found;
			return EG_OK;
		}
	}
	return EG_FAIL(EG_CONFIG, "gate wires: neither gpiod:LABEL, remote:PATH nor sim:PATH");
}
