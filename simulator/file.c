/*
 * file: whole small files of the simulator.
 * Knows paths and sizes. Never knows what is inside.
 */
#include "simulator/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_ROOM 576

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

static enum eg_err write_all(int fd, struct rd bytes)
{
	struct rd piece;
	while (bytes.left > 0) {
		const ssize_t put = write(fd, bytes.at, bytes.left);
		if (put <= 0 || !rd_take(&bytes, (size_t)put, &piece)) {
			return EG_FAIL(EG_IO, "file cannot be written");
		}
	}
	return EG_OK;
}

enum eg_err file_write(const char *path, struct rd bytes)
{
	char aside[PATH_ROOM];
	const int printed = snprintf(aside, sizeof(aside), "%s.XXXXXX", path);
	if (printed < 0 || (size_t)printed >= sizeof(aside)) {
		return EG_FAIL(EG_CONFIG, "path too long");
	}
	EG_AUTO(eg_close) int fd = mkostemp(aside, O_CLOEXEC);
	if (fd < 0) {
		return EG_FAIL(EG_IO, "no file to write into");
	}
	enum eg_err err = write_all(fd, bytes);
	if (err == EG_OK && rename(aside, path) != 0) {
		err = EG_FAIL(EG_IO, "file cannot be named");
	}
	if (err != EG_OK) {
		(void)unlink(aside); /* what is half written helps nobody */
	}
	return err;
}
