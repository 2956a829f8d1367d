/*
 * chip_args: key=value words on the command line of the virtual chip and of forge.
 * Knows text forms. Never knows what a setting means.
 */
#ifndef EG_SIMULATOR_CHIP_ARGS_H
#define EG_SIMULATOR_CHIP_ARGS_H

#include "base/err.h"

/* Value of the key among the words, or the fallback (may be NULL). */
const char *chip_args_text(int count, char *const words[], const char *key, const char *fallback);
/* Number in 0..highest; EG_CONFIG if it is given but is no such number. */
EG_CHECK enum eg_err chip_args_number(int count, char *const words[], const char *key,
				      uint32_t highest, uint32_t fallback, uint32_t *out);
/* on or off; EG_CONFIG if it is given but is neither. */
EG_CHECK enum eg_err chip_args_switch(int count, char *const words[], const char *key,
				      bool fallback, bool *out);
/* EG_CONFIG if a word is not key=value with a key of the NULL-ended list. */
EG_CHECK enum eg_err chip_args_check(int count, char *const words[], const char *const *keys);

#endif
