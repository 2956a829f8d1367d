/*
 * finger_number: decimal numbers out of names and lines.
 * Knows digits. Never knows what is counted.
 */
#ifndef EG_TESTS_FINGER_NUMBER_H
#define EG_TESTS_FINGER_NUMBER_H

#include "base/err.h"

#include <stdbool.h>
#include <stdlib.h>

#define FINGER_NUMBER_MAX 1000000000UL

/* The number at *at, after blanks, of at most FINGER_NUMBER_MAX; *at then is behind it. */
EG_CHECK static inline bool finger_number(const char **at, unsigned *out)
{
	char *end = NULL;
	const char *begin = *at;
	while (*begin == ' ') {
		begin++;
	}
	if (*begin < '0' || *begin > '9') {
		return false;
	}
	unsigned long value = strtoul(begin, &end, 10);
	if (value > FINGER_NUMBER_MAX) {
		return false;
	}
	*out = (unsigned)value;
	*at = end;
	return true;
}

#endif
