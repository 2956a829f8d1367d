/*
 * file: whole small files of the simulator.
 * Knows paths and sizes. Never knows what is inside.
 */
#include "simulator/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum eg_err file_read(const char *path, size_t limit, struct bytes *out)
{
	struct stat about;
	EG_AUTO(eg_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		return errno == ENOENT ? EG_FAIL(EG_NOT_FOUND, "there is no such file")
				       : EG_FAIL(EG_IO, "file cannot be opened");
	}
	if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode) || about.st_size < 0) {
		return EG_FAIL(EG_IO, "not a plain file");
	}
	EG_TRY(bytes_reserve(out, (size_t)about.st_size, limit));
	while (out->size < out->cap) {
		ssize_t got = read(fd, out->data + out->size, out->cap - out->size);
		if (got <= 0) {
			return EG_FAIL(EG_IO, "file ends too early");
		}
		out->size += (size_t)got;
	}
	return EG_OK;
}
