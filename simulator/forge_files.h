/*
 * forge_files: files that forge writes, whole.
 * Knows paths and modes. Never knows contents.
 */
#ifndef EG_SIMULATOR_FORGE_FILES_H
#define EG_SIMULATOR_FORGE_FILES_H

#include "base/rd.h"

#include <sys/types.h>

#define FORGE_PATH_MAX 512

/* "folder/name"; EG_TOO_BIG if it does not fit. */
EG_CHECK enum eg_err forge_path(char out[FORGE_PATH_MAX], const char *folder, const char *name);
/* Replaces the file at once: readers see the old one or the whole new one. */
EG_CHECK enum eg_err forge_write_file(const char *folder, const char *name, mode_t mode,
				      struct rd contents);

#endif
