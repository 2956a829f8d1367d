/*
 * spec: the text that chooses a backend and its device, "name:where".
 * Knows the colon. Never knows what a where means.
 */
#ifndef EG_HAL_SPEC_H
#define EG_HAL_SPEC_H

#include "base/err.h"

/* The text after "name:" within spec (borrowed), or NULL if spec names another backend. */
const char *spec_where(const char *spec, const char *name);

#endif
