/*
 * set_files: the pictures of a folder, at any depth.
 * Knows paths. Never opens a picture.
 */
#include "prog/set_files.h"

#include "prog/set_name.h"

#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define GROWTH 1024

static void close_walk(FTS **walk)
{
	if (*walk != NULL) {
		(void)fts_close(*walk); /* nothing was written */
		*walk = NULL;
	}
}

static enum eg_err keep(struct set_files *f, const char *path)
{
	if (f->count == SET_FILES_MAX) {
		return EG_FAIL(EG_TOO_BIG, "more pictures than a set may have");
	}
	if (f->count % GROWTH == 0) {
		char **more = realloc(f->path, (f->count + GROWTH) * sizeof(*more));
		if (more == NULL) {
			return EG_FAIL(EG_NO_MEMORY, "list of pictures");
		}
		f->path = more;
	}
	f->path[f->count] = strdup(path);
	if (f->path[f->count] == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "list of pictures");
	}
	f->count++;
	return EG_OK;
}

/* The path behind the set's folder. */
static const char *within(const FTSENT *entry, size_t folder_size)
{
	const char *path = entry->fts_path + folder_size;
	while (*path == '/') {
		path++;
	}
	return path;
}

static enum eg_err take(struct set_files *f, const FTSENT *entry, size_t folder_size)
{
	switch (entry->fts_info) {
	case FTS_F:
		if (set_is_picture(entry->fts_path)) {
			return keep(f, within(entry, folder_size));
		}
		f->others++;
		return EG_OK;
	case FTS_SL:
	case FTS_SLNONE:
	case FTS_DEFAULT: /* pipes, devices: opening one may already do something */
		f->passed_over++;
		return EG_OK;
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		f->unreadable++;
		return EG_OK;
	default: /* of a library: folders on the way in and out */
		return EG_OK;
	}
}

static int by_octets(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

enum eg_err set_files_list(const char *folder, struct set_files *out)
{
	struct stat info;
	char *root = strdup(folder);
	*out = (struct set_files){0};
	if (root == NULL || stat(folder, &info) != 0 || !S_ISDIR(info.st_mode)) {
		eg_free(&root);
		return EG_FAIL(EG_NOT_FOUND, "no such folder");
	}
	char *const roots[] = {root, NULL};
	EG_AUTO(close_walk)
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, NULL);
	enum eg_err err = walk == NULL ? EG_FAIL(EG_NOT_FOUND, "no such folder") : EG_OK;
	for (FTSENT *entry = NULL; err == EG_OK && (entry = fts_read(walk)) != NULL;) {
		err = take(out, entry, strlen(folder));
	}
	eg_free(&root);
	if (err != EG_OK) {
		set_files_free(out);
		return err;
	}
	if (out->count > 0) {
		qsort(out->path, out->count, sizeof(*out->path), by_octets);
	}
	return EG_OK;
}

void set_files_free(struct set_files *f)
{
	for (size_t i = 0; i < f->count; i++) {
		free(f->path[i]);
	}
	free(f->path);
	*f = (struct set_files){0};
}
