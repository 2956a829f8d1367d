/*
 * pki_import_tell: what became of each file of an import, for people or for programs.
 * Knows words and layout. Never imports.
 */
#ifndef EG_PROG_PKI_IMPORT_TELL_H
#define EG_PROG_PKI_IMPORT_TELL_H

#include "pki/import.h"
#include "prog/json.h"

/* To standard output; names of the files in their order. dry: the store stays as it is. */
EG_CHECK enum eg_err pki_import_text(const char *const *names, bool dry,
				     const struct import_report *r);
EG_CHECK enum eg_err pki_import_json(const char *const *names, bool dry,
				     const struct import_report *r);
/* The same as members of an object; false where memory ends. */
bool pki_import_put(cJSON *root, const char *const *names, bool dry, const struct import_report *r);

#endif
