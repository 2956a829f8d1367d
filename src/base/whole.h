/*
 * whole: all of some bytes to a descriptor, or from it to its end.
 * Knows calls that do a part or are interrupted. Never knows what a file is for.
 */
#ifndef EG_BASE_WHOLE_H
#define EG_BASE_WHOLE_H

#include "base/rd.h"
#include "base/secret.h"

/* Blocks until all are written. EG_IO: they were not. Says nothing of the disk: see fsync. */
EG_CHECK enum eg_err whole_write(int fd, struct rd octets);
/*
 * Blocks until the end. Replaces what out holds, and reserves limit octets for it at once.
 * EG_TOO_BIG beyond limit, EG_IO; what came until then is in out.
 */
EG_CHECK enum eg_err whole_read(int fd, size_t limit, struct bytes *out);

#endif
