/*
 * store_disk: a trust store's file on a disk.
 * Knows mapping, and replacing in one step. Never knows what is in it.
 */
#include "pki/store_disk.h"

#include "base/whole.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pki/store_file.h"

enum eg_err store_disk_map(int fd, struct store_map *out)
{
	struct stat info;
	*out = (struct store_map){0};
	if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size <= 0) {
		return EG_FAIL(EG_CONFIG, "trust store is no plain file");
	}
	if ((info.st_mode & S_IWOTH) != 0) {
		return EG_FAIL(EG_CONFIG, "everybody may write the trust store");
	}
	if ((uintmax_t)info.st_size > STORE_FILE_SIZE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "trust store");
	}
	void *at = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (at == MAP_FAILED) {
		return EG_FAIL(EG_IO, "trust store cannot be mapped");
	}
	*out = (struct store_map){at, (size_t)info.st_size};
	return EG_OK;
}

enum eg_err store_disk_map_path(const char *path, struct store_map *out)
{
	EG_AUTO(eg_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		return errno == ENOENT ? EG_FAIL(EG_NOT_FOUND, "trust store")
				       : EG_FAIL(EG_IO, "trust store cannot be opened");
	}
	return store_disk_map(fd, out);
}

void store_disk_unmap(struct store_map *m)
{
	if (m != NULL && m->at != NULL) {
		(void)munmap(m->at, m->size); /* cannot fail for what mmap gave */
		*m = (struct store_map){0};
	}
}

struct rd store_disk_rd(const struct store_map *m)
{
	return rd_of(m->at, m->size);
}

static enum eg_err write_synced(int fd, struct rd bytes)
{
	EG_TRY(whole_write(fd, bytes));
	return fsync(fd) == 0 ? EG_OK : EG_FAIL(EG_IO, "trust store cannot be flushed");
}

/* Everything before the last slash, or the folder one is in. */
static enum eg_err flush_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	EG_AUTO(eg_free)
	char *folder = slash == NULL ? strdup(".")
				     : strndup(path, slash == path ? 1 : (size_t)(slash - path));
	if (folder == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "trust store");
	}
	EG_AUTO(eg_close) int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd >= 0 && fsync(fd) == 0 ? EG_OK
					 : EG_FAIL(EG_IO, "folder of the trust store not flushed");
}

/* What an import that was cut off left there is not written into: it may be somebody else's. */
static enum eg_err write_beside(const char *beside, const struct stat *old, struct rd bytes)
{
	if (unlink(beside) != 0 && errno != ENOENT) {
		return EG_FAIL(EG_IO, "a file beside the trust store cannot be removed");
	}
	EG_AUTO(eg_close) int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0) {
		return EG_FAIL(EG_IO, "no file beside the trust store");
	}
	if (S_ISREG(old->st_mode) && fchmod(fd, old->st_mode & 0777) != 0) {
		return EG_FAIL(EG_IO, "rights of the trust store cannot be kept");
	}
	return write_synced(fd, bytes);
}

enum eg_err store_disk_write(const char *path, struct rd bytes)
{
	char beside[PATH_MAX];
	struct stat old = {0};
	int length = snprintf(beside, sizeof(beside), "%s.new", path);
	if (length < 0 || (size_t)length >= sizeof(beside)) {
		return EG_FAIL(EG_TOO_BIG, "path of the trust store");
	}
	if (lstat(path, &old) == 0 && !S_ISREG(old.st_mode)) {
		return EG_FAIL(EG_CONFIG, "what is to be replaced is no plain file, or only a "
					  "link to one");
	}
	enum eg_err err = write_beside(beside, &old, bytes);
	if (err == EG_OK && rename(beside, path) != 0) {
		err = EG_FAIL(EG_IO, "trust store cannot be replaced");
	}
	if (err != EG_OK) {
		(void)unlink(beside); /* what is left there is overwritten the next time */
		return err;
	}
	return flush_folder(path);
}
