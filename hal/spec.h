/*
 * spec: the text that chooses a backend and its device, "name:where".
 * Knows the colon, and the resolution that may stand before a where. Never knows what a where
 * means.
 */
#ifndef EG_HAL_SPEC_H
#define EG_HAL_SPEC_H

#include "base/rd.h"

/* The text after "name:" within spec (borrowed), or NULL if spec names another backend. */
const char *spec_where(const char *spec, const char *name);

#define SPEC_DPI_LEAST 72
#define SPEC_DPI_MOST  2400
/*
 * Takes "DPI:", if a where begins so, off its front; *dpi is 0 if it does not. EG_CONFIG: a number
 * out of range, or one without a colon.
 */
EG_CHECK enum eg_err spec_dpi(struct rd *where, uint16_t *dpi);

#endif
