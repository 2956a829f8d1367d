/*
 * real_data: files of real states that lie beside the project and are never part of it.
 * Knows where they are. A test without them is skipped, and says so.
 */
#ifndef EG_TESTS_REAL_DATA_H
#define EG_TESTS_REAL_DATA_H

#include <stdio.h>

#include "base/secret.h"

#define REAL_DATA          "/../shared/data/pki/"
#define REAL_FILE_SIZE_MAX (2u * 1024u * 1024u)

/* Reads a whole file; false if it is not there. */
static inline bool real_file_at(const char *path, struct bytes *out)
{
	FILE *file = fopen(path, "rb");
	if (file == NULL) {
		return false;
	}
	bool ok = bytes_reserve(out, REAL_FILE_SIZE_MAX, REAL_FILE_SIZE_MAX) == EG_OK;
	out->size = ok ? fread(out->data, 1, out->cap, file) : 0;
	ok = fclose(file) == 0 && ok && out->size > 0 && out->size < out->cap;
	if (!ok) {
		bytes_free(out);
	}
	return ok;
}

/* Reads a whole file beside the project of that root; false if it is not there. */
static inline bool real_file(const char *root, const char *name, struct bytes *out)
{
	char path[512];
	int length = snprintf(path, sizeof(path), "%s%s%s", root, REAL_DATA, name);
	return length > 0 && (size_t)length < sizeof(path) && real_file_at(path, out);
}

#endif
