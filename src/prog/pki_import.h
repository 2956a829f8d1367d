/*
 * pki_import: an import as two processes: one in a sandbox that reads the published files, and one
 * that alone may replace the store and never looks into them.
 * Knows pipes and the store's file. Never knows what is imported.
 */
#ifndef EG_PROG_PKI_IMPORT_H
#define EG_PROG_PKI_IMPORT_H

#include "pki/import.h"

struct pki_import {
	const char *store;         /* path; need not exist yet */
	struct rd old;             /* its bytes; empty: none yet */
	struct import_file *files; /* their kinds are found behind the sandbox */
	size_t count;
	struct import_options options;
	bool dry; /* the store stays as it is */
};

/* What the sandboxed process says of it: told only after the store was replaced, or could not be
 * (err). Prints, gives an exit code. */
struct pki_import_tell {
	void *context;
	int (*tell)(void *context, const struct pki_import *order, const struct import_report *r,
		    enum eg_err err);
};

/* The exit code that tell gave; EGATE_FAILED with a fault told if it came to none. */
int pki_import_run(const struct pki_import *order, const struct pki_import_tell *tell);
/*
 * Keeps others from importing into the same store meanwhile: a lock on a file beside it.
 * EG_STATE: somebody is. The descriptor holds it.
 */
EG_CHECK enum eg_err pki_import_lock(const char *store, int *fd);

#endif
