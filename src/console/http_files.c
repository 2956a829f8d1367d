/*
 * http_files: the parts of a page, read once at the start.
 * Knows folders, kinds of files, tags. Never knows what is on a page.
 */
#include "console/http_files.h"

#include "base/secret.h"
#include "base/whole.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define PREFIX "/web/"

struct file {
	char path[HTTP_PATH_MAX + 1];
	const char *type;
	char tag[HTTP_TAG_SIZE];
	struct bytes content;
};

struct http_files {
	struct file list[HTTP_FILES_MAX];
	size_t count;
	const struct file *root; /* of list; NULL: none */
};

static const struct {
	const char *ending;
	const char *type;
} kinds[] = {
	{".html", "text/html; charset=utf-8"},
	{".css", "text/css; charset=utf-8"},
	{".js", "text/javascript; charset=utf-8"},
	{".mjs", "text/javascript; charset=utf-8"},
	{".json", "application/json"},
	{".svg", "image/svg+xml"},
	{".png", "image/png"},
	{".jpg", "image/jpeg"},
	{".woff2", "font/woff2"},
	{".txt", "text/plain; charset=utf-8"},
};

static const char *type_of(struct rd name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct rd ending = rd_cstr(kinds[i].ending);
		struct rd end = name;
		if (end.left > ending.left && rd_skip(&end, end.left - ending.left) &&
		    rd_equal(end, ending)) {
			return kinds[i].type;
		}
	}
	return NULL;
}

enum eg_err http_files_open(struct http_files **out)
{
	*out = calloc(1, sizeof(**out));
	return *out != NULL ? EG_OK : EG_FAIL(EG_NO_MEMORY, "files of a page");
}

void http_files_close(struct http_files **f)
{
	if (f == NULL || *f == NULL) {
		return;
	}
	for (size_t i = 0; i < (*f)->count; i++) {
		bytes_free(&(*f)->list[i].content);
	}
	free(*f);
	*f = NULL;
}

static const struct file *find(const struct http_files *f, struct rd path)
{
	for (size_t i = 0; i < f->count; i++) {
		if (rd_equal(rd_cstr(f->list[i].path), path)) {
			return &f->list[i];
		}
	}
	return NULL;
}

/* The same octets have the same tag, others another one: of files that nobody foreign writes. */
static void set_tag(struct file *x)
{
	uint64_t forth = rd_hash(bytes_rd(&x->content), RD_HASH_START);
	uint64_t again = rd_hash(bytes_rd(&x->content), forth);
	(void)snprintf(x->tag, sizeof(x->tag), "\"%016llx%08llx\"", (unsigned long long)forth,
		       (unsigned long long)(again & UINT32_MAX)); /* fits */
}

static enum eg_err load(struct http_files *f, int folder, const char *name)
{
	struct stat s;
	EG_AUTO(eg_close) int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0 && errno == ELOOP) {
		return EG_OK; /* a link */
	}
	if (fd < 0 || fstat(fd, &s) != 0) {
		return EG_FAIL(EG_IO, "a file of a page cannot be opened");
	}
	if (!S_ISREG(s.st_mode)) {
		return EG_OK;
	}
	if (f->count == HTTP_FILES_MAX || s.st_size > HTTP_FILE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "a page has too many files, or too large a one");
	}
	struct file *x = &f->list[f->count];
	*x = (struct file){.type = type_of(rd_cstr(name))};
	struct wr w = wr_of(x->path, HTTP_PATH_MAX);
	wr_put(&w, RD_TEXT(PREFIX));
	wr_put(&w, rd_cstr(name));
	if (!http_path_ok(wr_view(&w))) {
		return EG_OK; /* nobody could ask for it */
	}
	if (find(f, wr_view(&w)) != NULL) {
		return EG_FAIL(EG_CONFIG, "two files of a page with one name");
	}
	f->count++; /* what it holds is freed from now on */
	EG_TRY(whole_read(fd, (size_t)s.st_size, &x->content));
	set_tag(x);
	return EG_OK;
}

static enum eg_err load_all(struct http_files *f, DIR *folder, struct rd starts)
{
	const struct dirent *entry = NULL;
	while ((entry = readdir(folder)) != NULL) {
		struct rd name = rd_cstr(entry->d_name);
		if (rd_begins(name, starts) && type_of(name) != NULL) {
			EG_TRY(load(f, dirfd(folder), entry->d_name));
		}
	}
	return EG_OK;
}

enum eg_err http_files_add(struct http_files *f, const char *folder, const char *starts)
{
	DIR *d = opendir(folder);
	if (d == NULL) {
		return EG_FAIL(EG_IO, "folder of a page cannot be opened");
	}
	enum eg_err err = load_all(f, d, rd_cstr(starts));
	(void)closedir(d); /* read only */
	return err;
}

enum eg_err http_files_root(struct http_files *f, const char *path)
{
	f->root = find(f, rd_cstr(path));
	return f->root != NULL ? EG_OK : EG_FAIL(EG_NOT_FOUND, "the page itself is not there");
}

static bool is_kept(const struct http_request *r, const struct file *x)
{
	struct rd tag = RD_EMPTY;
	return http_header(r, "If-None-Match", &tag) && rd_equal(tag, rd_cstr(x->tag));
}

bool http_files_answer(const struct http_files *f, const struct http_request *r,
		       struct http_answer *a)
{
	bool root = rd_equal(r->path, RD_TEXT("/"));
	const struct file *x = root ? f->root : find(f, r->path);
	if (r->method != HTTP_GET || x == NULL) {
		return false;
	}
	bool kept = is_kept(r, x);
	if (http_answer_body(a, kept ? 304 : 200, x->type,
			     kept ? RD_EMPTY : bytes_rd(&x->content)) != EG_OK) {
		a->status = 503;
		return true;
	}
	struct wr w = wr_of(a->tag, sizeof(a->tag) - 1);
	wr_put(&w, rd_cstr(x->tag));
	return true;
}
