/*
 * args: the settings a process is given, as key=value words on its command line.
 * Knows keys and text forms. Never reads a file: egated does, once.
 */
#ifndef EG_OS_ARGS_H
#define EG_OS_ARGS_H

#include "base/err.h"

struct args {
	int count;
	char *const *words; /* borrowed from main */
};

struct args args_of(int argc, char *const argv[]);
/* Value of a key, or the fallback (may be NULL). */
const char *args_text(const struct args *a, const char *key, const char *fallback);
/* Number in lowest..highest; EG_CONFIG if it is given but not such a number. */
EG_CHECK enum eg_err args_number(const struct args *a, const char *key, int64_t lowest,
				 int64_t highest, int64_t fallback, int64_t *out);

#endif
