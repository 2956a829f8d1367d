/*
 * trust_folder: the administrator's folder of master lists and certificates, read once at start.
 * Knows file names and sizes. Never knows what a certificate is good for.
 */
#include "prog/trust_folder.h"

#include "base/secret.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void close_folder(DIR **d)
{
	if (*d != NULL) {
		(void)closedir(*d); /* nothing was written */
		*d = NULL;
	}
}

static enum eg_err read_all(int fd, struct bytes *out)
{
	struct stat info;
	if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
		return EG_FAIL(EG_CONFIG, "no plain file in the trust folder");
	}
	EG_TRY(bytes_reserve(out, (size_t)info.st_size, TRUST_LIST_SIZE_MAX));
	while (out->size < out->cap) {
		ssize_t got = read(fd, out->data + out->size, out->cap - out->size);
		if (got < 0 && errno == EINTR) {
			continue;
		}
		if (got <= 0) {
			return EG_FAIL(EG_IO, "file of the trust folder not readable");
		}
		out->size += (size_t)got;
	}
	return EG_OK;
}

static enum eg_err read_file(int folder_fd, const char *name, struct bytes *out)
{
	EG_AUTO(eg_close) int fd = openat(folder_fd, name, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		return EG_FAIL(EG_CONFIG, "file of the trust folder not readable");
	}
	return read_all(fd, out);
}

static bool ends_with(const char *name, struct rd ending)
{
	struct rd text = rd_cstr(name);
	return text.left > ending.left && rd_skip(&text, text.left - ending.left) &&
	       rd_equal(text, ending);
}

static enum eg_err add_file(struct trust *t, int folder_fd, const char *name, struct rd anchor)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	bool list = ends_with(name, RD_TEXT(".ml"));
	if (!list && !ends_with(name, RD_TEXT(".cer")) && !ends_with(name, RD_TEXT(".der"))) {
		return EG_OK;
	}
	EG_TRY(read_file(folder_fd, name, &file));
	return list ? trust_add_master_list(t, bytes_rd(&file), anchor)
		    : trust_add_certificate(t, bytes_rd(&file));
}

enum eg_err trust_folder_load(struct trust *t, const char *folder, const char *anchor_path)
{
	EG_AUTO(bytes_free) struct bytes anchor = {0};
	EG_AUTO(close_folder) DIR *d = opendir(folder);
	if (d == NULL) {
		return EG_FAIL(EG_CONFIG, "trust folder not readable");
	}
	if (anchor_path != NULL) {
		EG_TRY(read_file(AT_FDCWD, anchor_path, &anchor));
	}
	for (;;) {
		errno = 0;
		const struct dirent *entry = readdir(d);
		if (entry == NULL) {
			return errno == 0 ? EG_OK : EG_FAIL(EG_IO, "trust folder not readable");
		}
		EG_TRY(add_file(t, dirfd(d), entry->d_name, bytes_rd(&anchor)));
	}
}
