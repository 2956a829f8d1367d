/*
 * pki_files: files that an administrator names on the command line, read whole before the sandbox
 * closes.
 * Knows sizes. Never looks into one.
 */
#ifndef EG_PROG_PKI_FILES_H
#define EG_PROG_PKI_FILES_H

#include "base/secret.h"
#include "prog/words.h"

/* The complete collections of the public key directory have 75 MB. */
#define PKI_FILE_MAX (256u * 1024u * 1024u)

struct pki_files {
	struct bytes of[WORDS_PLAIN_MAX]; /* owned */
	size_t count;
	const char *bad; /* the file that could not be read; NULL: none */
};

EG_CHECK enum eg_err pki_files_read(const char *const *paths, size_t count, struct pki_files *out);
void pki_files_free(struct pki_files *f); /* cleanup */

#endif
