/*
 * reader: a card reader as an APDU pipe: which backend serves it.
 * Knows the names of the backends. Never knows an APDU.
 */
#include "hal/reader.h"

#include "hal/pcsc.h"
#include "hal/reader_replay.h"
#include "hal/spec.h"

#include <string.h>

enum eg_err reader_find(const char *spec, const struct reader_backend **backend, const char **where)
{
	static const struct reader_backend *const all[] = {&reader_pcsc, &reader_replay};
	if (spec != NULL && strcmp(spec, "pcsc:") == 0) { /* a lane with one reader names none */
		*backend = &reader_pcsc;
		*where = "";
		return EG_OK;
	}
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		const char *found = spec_where(spec, all[i]->name);
		if (found != NULL) {
			*backend = all[i];
			*where = found;
			return EG_OK;
		}
	}
	return EG_FAIL(EG_CONFIG, "card reader: neither pcsc:NAME nor replay:FILE");
}
