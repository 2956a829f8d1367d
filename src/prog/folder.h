/*
 * folder: the files of a folder with certain endings, each read whole and handed over.
 * Knows names, sizes and who may read a secret. Never knows what is in the files.
 */
#ifndef EG_PROG_FOLDER_H
#define EG_PROG_FOLDER_H

#include "base/secret.h"

enum folder_guard {
	FOLDER_OPEN,   /* anybody's */
	FOLDER_SECRET, /* refused when everybody may read or write it */
	/* It says which code is loaded: also refused unless file and folder are ours or root's, and
	 * for nobody else to write. */
	FOLDER_CODE,
};
struct folder_kind {
	const char *ending; /* ".ml" */
	size_t size_max;
	enum folder_guard guard;
	/* Takes one file; content is borrowed for the call. An error ends the reading. */
	enum eg_err (*take)(void *context, struct rd content);
};

/* Name of the file that was refused; empty: none was. While a file is taken, its name. */
struct folder_bad {
	char name[256];
};

/*
 * Hands every plain file of a kind to its function; other names are passed over. The order is the
 * file system's. EG_CONFIG: folder or file not readable; EG_TOO_BIG; else what take answers. *bad
 * (may be NULL) then tells the file.
 */
EG_CHECK enum eg_err folder_each(const char *path, const struct folder_kind *kinds, size_t count,
				 void *context, struct folder_bad *bad);
/* One file, read whole. The same errors. */
EG_CHECK enum eg_err folder_file(const char *path, size_t size_max, struct bytes *out);
/* The same of a file that was found, not named by anybody: no link is followed to another one. */
EG_CHECK enum eg_err folder_found_file(const char *path, size_t size_max, struct bytes *out);

#endif
