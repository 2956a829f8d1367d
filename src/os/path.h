/*
 * path: a file's path in a folder, and the folder of the programs.
 * Knows how both are joined. Never knows whether there is such a file.
 */
#ifndef EG_OS_PATH_H
#define EG_OS_PATH_H

#include "base/err.h"

/* "folder/name"; false: too long for cap, and then out is not to be used. */
EG_CHECK bool path_in(const char *folder, const char *name, char *out, size_t cap);
/* The folder of this program's file, behind all links: the others lie beside it. EG_CONFIG: not
 * known, or too long for cap; out is not to be used then. */
EG_CHECK enum eg_err path_of_programs(char *out, size_t cap);

#endif
