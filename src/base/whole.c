/*
 * whole: all of some bytes to a descriptor, or from it to its end.
 * Knows calls that do a part or are interrupted. Never knows what a file is for.
 */
#include "base/whole.h"

#include <errno.h>
#include <unistd.h>

enum eg_err whole_write(int fd, struct rd octets)
{
	while (octets.left > 0) {
		ssize_t done = write(fd, octets.at, octets.left);
		if (done < 0 && errno == EINTR) {
			continue;
		}
		if (done <= 0 || !rd_skip(&octets, (size_t)done)) {
			return EG_FAIL(EG_IO, "bytes cannot be written");
		}
	}
	return EG_OK;
}

enum eg_err whole_read(int fd, size_t limit, struct bytes *out)
{
	bytes_free(out);
	if (limit == SIZE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "no limit of what is read");
	}
	EG_TRY(bytes_reserve(out, limit + 1, limit + 1)); /* one more tells that it is too much */
	while (out->size <= limit) {
		ssize_t got = read(fd, out->data + out->size, out->cap - out->size);
		if (got < 0 && errno == EINTR) {
			continue;
		}
		if (got < 0) {
			return EG_FAIL(EG_IO, "bytes cannot be read");
		}
		if (got == 0) {
			return EG_OK;
		}
		out->size += (size_t)got;
	}
	return EG_FAIL(EG_TOO_BIG, "more bytes than are allowed");
}
