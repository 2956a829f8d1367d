/*
 * file: whole small files of the simulator.
 * Knows paths and sizes. Never knows what is inside.
 */
#ifndef EG_SIMULATOR_FILE_H
#define EG_SIMULATOR_FILE_H

#include "base/secret.h"

/* Reads a whole file of at most limit bytes. EG_NOT_FOUND: there is none. */
EG_CHECK enum eg_err file_read(const char *path, size_t limit, struct bytes *out);
/* Writes a whole file, which is there at once or not at all; several may do so side by side. */
EG_CHECK enum eg_err file_write(const char *path, struct rd bytes);

#endif
