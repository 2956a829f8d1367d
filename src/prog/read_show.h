/*
 * read_show: a result for people or for programs.
 * Knows words and layout. Shows of the files nothing but details, which are masked (read_details).
 */
#ifndef EG_PROG_READ_SHOW_H
#define EG_PROG_READ_SHOW_H

#include "prog/read_details.h"

#include <stdio.h>

struct read_view {
	const struct read_result *result;
	const struct read_details *details;
	const char *reader; /* as the reader was named */
	bool found;         /* read_found */
};

/* Aligned text; EG_IO if it could not be written. */
EG_CHECK enum eg_err read_text(FILE *to, const struct read_view *v);
/* One JSON object and a line end (docs/integrate.md tells its members). */
EG_CHECK enum eg_err read_json(FILE *to, const struct read_view *v);
/* The reader's name, safe to show: others than the user may have chosen it. As UTF-8, cut. */
#define READ_NAME_MAX 512
void read_reader_name(char out[READ_NAME_MAX], const char *name);
/* "PACE", "BAC", "not needed", "none". Static. */
const char *read_access_name(enum emrtd_access access);

#endif
