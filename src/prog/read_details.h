/*
 * read_details: what the files of a document say, as labels and values for people.
 * Knows which values are personal, and masks them unless told to reveal. This is the only way
 * from a file to a screen: text and JSON show nothing but details. Never knows how they are shown.
 */
#ifndef EG_PROG_READ_DETAILS_H
#define EG_PROG_READ_DETAILS_H

#include "prog/read_run.h"

#define DETAILS_MAX      256
#define DETAIL_VALUE_MAX 160

struct read_detail {
	enum emrtd_file file;
	const char *label;            /* "number"; static; small letters and blanks */
	char value[DETAIL_VALUE_MAX]; /* printable text, ended by NUL */
};

struct read_details {
	struct read_detail of[DETAILS_MAX];
	size_t count;
	bool revealed;
};

/*
 * Takes the details out of every file that is understood, in the order of their numbers. Names
 * become initials, numbers keep their last two characters, other personal values stars. A file
 * that breaks its format gives the one detail "format" with "not understood". Without a verdict of
 * Passive Authentication (r->judged) these are words of a stranger: the caller says so.
 */
void details_of(struct read_details *out, const struct read_result *r, bool reveal);
void details_clear(struct read_details *d); /* cleanup; wipes */

#endif
