/*
 * words: the words behind a command: options with their values, and plain ones.
 * Knows which options a command has. Never knows what they mean.
 */
#ifndef EG_PROG_WORDS_H
#define EG_PROG_WORDS_H

#include "base/date.h"

#define WORDS_OPTIONS_MAX 24
#define WORDS_PLAIN_MAX   64

struct words_option {
	const char *name; /* "--json" */
	bool alone;       /* no value follows */
};

struct words {
	const char *value[WORDS_OPTIONS_MAX]; /* by option; NULL: not given; "" of one alone */
	const char *plain[WORDS_PLAIN_MAX];
	size_t plain_count;
};

/* Each option at most once. EG_CONFIG: an option that is not known, is given twice or lacks its
 * value, or too many plain words. Borrows. */
EG_CHECK enum eg_err words_take(int count, char *const words[], const struct words_option *options,
				size_t option_count, struct words *out);
EG_CHECK enum eg_err words_number(const char *text, long lowest, long highest, long *out);
/* "2026-11-29"; today if the text is NULL. */
EG_CHECK enum eg_err words_day(const char *text, struct date *out);

#endif
