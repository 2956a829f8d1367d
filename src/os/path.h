/*
 * path: a file's path in a folder.
 * Knows how both are joined. Never knows whether there is such a file.
 */
#ifndef EG_OS_PATH_H
#define EG_OS_PATH_H

#include "base/err.h"

/* "folder/name"; false: too long for cap, and then out is not to be used. */
EG_CHECK bool path_in(const char *folder, const char *name, char *out, size_t cap);

#endif
