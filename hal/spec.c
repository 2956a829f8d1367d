/*
 * spec: the text that chooses a backend and its device, "name:where".
 * Knows the colon. Never knows what a where means.
 */
#include "hal/spec.h"

#include <string.h>

const char *spec_where(const char *spec, const char *name)
{
	size_t size = strlen(name);
	if (spec == NULL || strncmp(spec, name, size) != 0 || spec[size] != ':') {
		return NULL;
	}
	return spec[size + 1] == '\0' ? NULL : spec + size + 1;
}
