/*
 * set_files: the pictures of a folder, at any depth.
 * Knows paths. Never opens a picture.
 */
#ifndef EG_PROG_SET_FILES_H
#define EG_PROG_SET_FILES_H

#include "base/err.h"

#define SET_FILES_MAX 100000 /* of which a set keeps 6 kB each in memory */

struct set_files {
	char **path; /* owned, each; within the folder; in the order of their octets */
	size_t count;
	size_t others;      /* files that are no pictures by their ending */
	size_t passed_over; /* links, pipes, devices */
	size_t unreadable;  /* folders that could not be read */
};

/* EG_NOT_FOUND: no such folder; EG_TOO_BIG. The folder itself may be a link, nothing in it: whoever
 * put a link there need not have meant us to read what it names. */
EG_CHECK enum eg_err set_files_list(const char *folder, struct set_files *out);
void set_files_free(struct set_files *f); /* cleanup */

#endif
