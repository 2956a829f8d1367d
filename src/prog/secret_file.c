/*
 * secret_file: a passphrase or PIN in a file of its own.
 * Knows who may read such a file. Never knows what the secret opens.
 */
#include "prog/secret_file.h"

#include "base/whole.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_ROOM 4096

static enum eg_err judge(int fd)
{
	struct stat info;
	if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
		return EG_FAIL(EG_CONFIG, "file of a secret is no plain file");
	}
	if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
		return EG_FAIL(EG_CONFIG, "others may touch the file of a secret: chmod 600");
	}
	if (info.st_uid != 0 && info.st_uid != geteuid()) {
		return EG_FAIL(EG_CONFIG, "file of a secret belongs to somebody else");
	}
	return EG_OK;
}

/* Cuts one line end off; a NUL or a second line is no text of one line. */
static enum eg_err cut(struct bytes *text)
{
	struct rd all = bytes_rd(text);
	uint8_t last = 0;
	if (rd_byte_at(&all, text->size - 1, &last) && last == '\n') {
		text->size--;
	}
	if (text->size > 0 && rd_byte_at(&all, text->size - 1, &last) && last == '\r') {
		text->size--;
	}
	all = bytes_rd(text);
	for (size_t i = 0; rd_byte_at(&all, i, &last); i++) {
		if (last == '\n' || last == '\0') {
			return EG_FAIL(EG_CONFIG, "file of a secret has more than one line");
		}
	}
	return text->size > 0 ? EG_OK : EG_FAIL(EG_CONFIG, "file of a secret is empty");
}

static enum eg_err open_file(const char *path, int *fd)
{
	/* A pipe must not hold up the start. */
	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
	if (*fd < 0) {
		return errno == ELOOP ? EG_FAIL(EG_CONFIG, "file of a secret is a link")
				      : EG_FAIL(EG_CONFIG, "file of a secret cannot be opened");
	}
	return judge(*fd);
}

static enum eg_err read_text(int fd, struct bytes *out)
{
	enum eg_err err = whole_read(fd, SECRET_FILE_MAX, out);
	if (err == EG_OK) {
		err = cut(out);
	}
	if (err != EG_OK) {
		bytes_free(out);
	}
	return err;
}

enum eg_err secret_file_read(const char *path, struct bytes *out)
{
	EG_AUTO(eg_close) int fd = -1;
	EG_TRY(open_file(path, &fd));
	return read_text(fd, out);
}

/* The open file still has its name. */
static bool is_named(int fd, const char *path)
{
	struct stat open_one;
	struct stat named;
	return fstat(fd, &open_one) == 0 && lstat(path, &named) == 0 &&
	       open_one.st_dev == named.st_dev && open_one.st_ino == named.st_ino;
}

enum eg_err secret_file_take(const char *path, struct bytes *out, int *held)
{
	EG_AUTO(eg_close) int fd = -1;
	*held = -1;
	if (secret_file_is_refused(path)) {
		return EG_FAIL(EG_STATE, "PIN was refused before; its file lies at FILE.refused");
	}
	EG_TRY(open_file(path, &fd));
	while (flock(fd, LOCK_EX) != 0) {
		if (errno != EINTR) {
			return EG_FAIL(EG_IO, "file of a PIN cannot be locked");
		}
	}
	if (!is_named(fd, path)) {
		return EG_FAIL(EG_STATE, "PIN was refused just now, or its file replaced");
	}
	EG_TRY(read_text(fd, out));
	*held = fd;
	fd = -1;
	return EG_OK;
}

static bool name_aside(const char *path, char aside[PATH_ROOM])
{
	int size = snprintf(aside, PATH_ROOM, "%s.refused", path);
	return size > 0 && size < PATH_ROOM;
}

enum eg_err secret_file_refuse(const char *path)
{
	char aside[PATH_ROOM];
	if (!name_aside(path, aside) || rename(path, aside) != 0) {
		return EG_FAIL(EG_IO, "file of a refused PIN cannot be put aside");
	}
	return EG_OK;
}

bool secret_file_is_refused(const char *path)
{
	char aside[PATH_ROOM];
	return name_aside(path, aside) && access(path, F_OK) != 0 && access(aside, F_OK) == 0;
}
