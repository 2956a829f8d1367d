/*
 * spec: the text that chooses a backend and its device, "name:where".
 * Knows the colon, and the resolution that may stand before a where. Never knows what a where
 * means.
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

enum eg_err spec_dpi(struct rd *where, uint16_t *dpi)
{
	struct rd rest = *where;
	struct rd digits = rd_until(&rest, ":");
	uint32_t number = 0;
	uint8_t c = 0;
	*dpi = 0;
	if (!rd_peek(where, &c) || c < '0' || c > '9') {
		return EG_OK;
	}
	while (rd_u8(&digits, &c)) {
		if (c < '0' || c > '9' || number > SPEC_DPI_MOST) {
			return EG_FAIL(EG_CONFIG, "neither a device nor DPI:DEVICE");
		}
		number = number * 10 + (uint32_t)(c - '0');
	}
	if (number < SPEC_DPI_LEAST || number > SPEC_DPI_MOST) {
		return EG_FAIL(EG_CONFIG, "a resolution is 72 to 2400 dpi");
	}
	*dpi = (uint16_t)number;
	*where = rest;
	return EG_OK;
}
