/*
 * folder: the files of a folder with certain endings, each read whole and handed over.
 * Knows names, sizes and who may read a secret. Never knows what is in the files.
 */
#include "prog/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void close_folder(DIR **d)
{
	if (*d != NULL) {
		(void)closedir(*d); /* nothing was written */
		*d = NULL;
	}
}

/* Nobody else may have written it. */
static bool is_ours(const struct stat *info)
{
	return (info->st_uid == 0 || info->st_uid == geteuid()) &&
	       (info->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

static enum eg_err read_all(int fd, const struct folder_kind *kind, struct bytes *out)
{
	struct stat info;
	if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
		return EG_FAIL(EG_CONFIG, "no plain file");
	}
	if (kind->guard != FOLDER_OPEN && (info.st_mode & (S_IROTH | S_IWOTH)) != 0) {
		return EG_FAIL(EG_CONFIG, "everybody may read or write a secret file");
	}
	if (kind->guard == FOLDER_CODE && !is_ours(&info)) {
		return EG_FAIL(EG_CONFIG,
			       "others may write a file that names a library: chmod 600");
	}
	EG_TRY(bytes_reserve(out, (size_t)info.st_size, kind->size_max));
	while (out->size < out->cap) {
		ssize_t got = read(fd, out->data + out->size, out->cap - out->size);
		if (got < 0 && errno == EINTR) {
			continue;
		}
		if (got <= 0) {
			return EG_FAIL(EG_CONFIG, "file not readable");
		}
		out->size += (size_t)got;
	}
	return EG_OK;
}

static enum eg_err take_file(int folder_fd, const char *name, const struct folder_kind *kind,
			     void *context)
{
	EG_AUTO(bytes_free) struct bytes content = {0};
	struct stat folder;
	if (kind->guard == FOLDER_CODE && (fstat(folder_fd, &folder) != 0 || !is_ours(&folder))) {
		return EG_FAIL(EG_CONFIG, "others may write a folder that names a library");
	}
	/* A pipe must not hold up the start. */
	EG_AUTO(eg_close) int fd = openat(folder_fd, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0) {
		return EG_FAIL(EG_CONFIG, "file not readable");
	}
	EG_TRY(read_all(fd, kind, &content));
	return kind->take(context, bytes_rd(&content));
}

static enum eg_err open_and_read(const char *path, int follow, size_t size_max, struct bytes *out)
{
	const struct folder_kind kind = {.size_max = size_max};
	EG_AUTO(eg_close) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | follow);
	if (fd < 0) {
		return EG_FAIL(EG_CONFIG, "file not readable");
	}
	return read_all(fd, &kind, out);
}

enum eg_err folder_file(const char *path, size_t size_max, struct bytes *out)
{
	return open_and_read(path, 0, size_max, out);
}

enum eg_err folder_found_file(const char *path, size_t size_max, struct bytes *out)
{
	return open_and_read(path, O_NOFOLLOW, size_max, out);
}

static bool ends_with(const char *name, struct rd ending)
{
	struct rd text = rd_cstr(name);
	return text.left > ending.left && rd_skip(&text, text.left - ending.left) &&
	       rd_equal(text, ending);
}

static const struct folder_kind *kind_of(const struct folder_kind *kinds, size_t count,
					 const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (ends_with(name, rd_cstr(kinds[i].ending))) {
			return &kinds[i];
		}
	}
	return NULL;
}

static void name_it(struct folder_bad *bad, const char *name)
{
	if (bad != NULL) {
		/* A name is never longer than 255 octets. */
		(void)snprintf(bad->name, sizeof(bad->name), "%s", name);
	}
}

enum eg_err folder_each(const char *path, const struct folder_kind *kinds, size_t count,
			void *context, struct folder_bad *bad)
{
	EG_AUTO(close_folder) DIR *d = opendir(path);
	if (bad != NULL) {
		*bad = (struct folder_bad){0};
	}
	if (d == NULL) {
		return EG_FAIL(EG_CONFIG, "folder not readable");
	}
	for (;;) {
		errno = 0;
		const struct dirent *entry = readdir(d);
		if (entry == NULL) {
			name_it(bad, "");
			return errno == 0 ? EG_OK : EG_FAIL(EG_CONFIG, "folder not readable");
		}
		const struct folder_kind *kind = kind_of(kinds, count, entry->d_name);
		if (kind != NULL) {
			name_it(bad, entry->d_name);
			EG_TRY(take_file(dirfd(d), entry->d_name, kind, context));
		}
	}
}
