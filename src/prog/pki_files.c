/*
 * pki_files: files that an administrator names on the command line, read whole before the sandbox
 * closes.
 * Knows sizes. Never looks into one.
 */
#include "prog/pki_files.h"

#include "prog/folder.h"

enum eg_err pki_files_read(const char *const *paths, size_t count, struct pki_files *out)
{
	*out = (struct pki_files){0};
	if (count > WORDS_PLAIN_MAX) {
		return EG_FAIL(EG_TOO_BIG, "too many files");
	}
	for (size_t i = 0; i < count; i++) {
		out->bad = paths[i];
		EG_TRY(folder_file(paths[i], PKI_FILE_MAX, &out->of[i]));
		out->count++;
	}
	out->bad = NULL;
	return EG_OK;
}

void pki_files_free(struct pki_files *f)
{
	for (size_t i = 0; i < WORDS_PLAIN_MAX; i++) {
		bytes_free(&f->of[i]);
	}
	*f = (struct pki_files){0};
}
