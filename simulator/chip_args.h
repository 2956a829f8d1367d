/*
 * chip_args: what the command lines of the virtual chip and of forge have beyond os/args.
 * Knows text forms. Never knows what a setting means.
 */
#ifndef EG_SIMULATOR_CHIP_ARGS_H
#define EG_SIMULATOR_CHIP_ARGS_H

#include "os/args.h"

/* on or off; EG_CONFIG if it is given but is neither. */
EG_CHECK enum eg_err chip_args_switch(const struct args *a, const char *key, bool fallback,
				      bool *out);
/* EG_CONFIG if a word is not key=value with a key of the NULL-ended list. */
EG_CHECK enum eg_err chip_args_check(const struct args *a, const char *const *keys);

#endif
