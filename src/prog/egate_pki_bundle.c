/*
 * egate_pki_bundle: egate pki bundle make and check, an update carried by hand.
 * Knows folders and the command line. The bundle's list and files are only read behind the sandbox.
 */
#include "os/now.h"
#include "pki/crypt.h"
#include "pki/store_disk.h"
#include "prog/egate.h"
#include "prog/egate_pki.h"
#include "prog/folder.h"
#include "prog/pki_bundle.h"
#include "prog/pki_import_choose.h"
#include "prog/pki_import_tell.h"
#include "prog/pki_words.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_SIZE 4096
#define MS_PER_S  1000

enum {
	OPTION_STORE,
	OPTION_JSON,
	/* as of an import, of check */
	OPTION_ANCHOR,
	OPTION_LISTS,
	OPTION_UNANCHORED,
	OPTION_OWN_STATE,
	OPTION_COUNT
};
static const struct words_option options[OPTION_COUNT] = {
	[OPTION_STORE] = {"--store", false},
	[OPTION_JSON] = {"--json", true},
	[OPTION_ANCHOR] = {"--anchor", false},
	[OPTION_LISTS] = {"--lists-of", false},
	[OPTION_UNANCHORED] = {"--take-unanchored", true},
	[OPTION_OWN_STATE] = {"--own-state", false},
};

static enum eg_err path_in(char out[PATH_SIZE], const char *folder, const char *name)
{
	int length = snprintf(out, PATH_SIZE, "%s/%s", folder, name);
	return length > 0 && length < PATH_SIZE ? EG_OK : EG_FAIL(EG_CONFIG, "path is too long");
}

static const char *name_of(const char *path)
{
	const char *mark = strrchr(path, '/');
	return mark == NULL ? path : mark + 1;
}

static enum eg_err add_file(struct bundle *b, const char *path, struct rd content)
{
	uint8_t digest[CRYPT_HASH_MAX] = {0};
	struct bundle_file *f = &b->files[b->count];
	const char *name = name_of(path);
	struct rd hash = rd_of(digest, sizeof(f->sha256));
	size_t size = 0;
	if (b->count == BUNDLE_FILES_MAX || !bundle_name_good(name)) {
		return EG_FAIL(EG_CONFIG, "too many files, or a name with other than letters, "
					  "digits, '-', '_' and '.'");
	}
	for (size_t i = 0; i < b->count; i++) {
		if (strcmp(b->files[i].name, name) == 0) {
			return EG_FAIL(EG_CONFIG, "two files of one name");
		}
	}
	EG_TRY(crypt_hash(CRYPT_SHA256, content, digest));
	*f = (struct bundle_file){.size = content.left};
	if (!rd_copy(&hash, f->sha256, sizeof(f->sha256)) ||
	    !rd_dump(rd_cstr(name), f->name, BUNDLE_NAME_MAX, &size)) {
		return EG_FAIL(EG_CONFIG, "name of a file");
	}
	b->count++;
	return EG_OK;
}

static enum eg_err make(const struct words *w)
{
	static struct bundle bundle;
	EG_AUTO(pki_files_free) struct pki_files files = {0};
	EG_AUTO(eg_free) uint8_t *text = malloc(BUNDLE_LIST_MAX);
	const char *folder = w->plain[0];
	char path[PATH_SIZE];
	struct wr out = wr_of(text, text == NULL ? 0 : BUNDLE_LIST_MAX);
	EG_TRY(egate_pki_files(w->plain + 1, w->plain_count - 1, &files));
	bundle.made_s = now_unix_ms() / MS_PER_S;
	for (size_t i = 0; i < files.count; i++) {
		EG_TRY(add_file(&bundle, w->plain[i + 1], bytes_rd(&files.of[i])));
	}
	EG_TRY(bundle_write(&bundle, &out));
	if (mkdir(folder, 0755) != 0) {
		return EG_FAIL(EG_IO, "folder of the bundle exists already or cannot be made");
	}
	for (size_t i = 0; i < files.count; i++) {
		EG_TRY(path_in(path, folder, bundle.files[i].name));
		EG_TRY(store_disk_write(path, bytes_rd(&files.of[i])));
	}
	EG_TRY(path_in(path, folder, BUNDLE_LIST_NAME));
	EG_TRY(store_disk_write(path, wr_view(&out)));
	if (w->value[OPTION_JSON] != NULL) {
		EG_AUTO(json_free) cJSON *root = cJSON_CreateObject();
		bool good = json_text(root, "folder", folder) &&
			    json_number(root, "files", (double)bundle.count);
		return json_print(stdout, good ? root : NULL);
	}
	return printf("%s: %zu files\n", folder, bundle.count) > 0
		       ? EG_OK
		       : EG_FAIL(EG_IO, "standard output");
}

/* What lies in the folder, read before the sandbox closes. */
struct folder_found {
	char names[WORDS_PLAIN_MAX][BUNDLE_NAME_MAX + 1];
	char paths[WORDS_PLAIN_MAX][PATH_SIZE];
	size_t count;
	struct pki_files files;
	struct bytes list;
};

static void close_folder(DIR **d)
{
	if (*d != NULL) {
		(void)closedir(*d); /* was only read */
	}
}

static enum eg_err find_all(const char *folder, struct folder_found *f)
{
	EG_AUTO(close_folder) DIR *d = opendir(folder);
	size_t size = 0;
	if (d == NULL) {
		return EG_FAIL(EG_CONFIG, "folder of the bundle not readable");
	}
	for (const struct dirent *e = readdir(d); e != NULL; e = readdir(d)) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0 ||
		    strcmp(e->d_name, BUNDLE_LIST_NAME) == 0) {
			continue;
		}
		if (f->count == WORDS_PLAIN_MAX || !bundle_name_good(e->d_name)) {
			return EG_FAIL(EG_BAD_DATA, "too many files in the bundle, or one with a "
						    "name that none has");
		}
		if (!rd_dump(rd_cstr(e->d_name), f->names[f->count], BUNDLE_NAME_MAX, &size)) {
			return EG_FAIL(EG_BAD_DATA, "name of a file");
		}
		EG_TRY(path_in(f->paths[f->count], folder, e->d_name));
		f->count++;
	}
	return EG_OK;
}

static enum eg_err read_all(const char *folder, struct folder_found *f)
{
	const char *paths[WORDS_PLAIN_MAX];
	char path[PATH_SIZE];
	EG_TRY(find_all(folder, f));
	for (size_t i = 0; i < f->count; i++) {
		paths[i] = f->paths[i];
	}
	EG_TRY(path_in(path, folder, BUNDLE_LIST_NAME));
	EG_TRY(folder_file(path, BUNDLE_LIST_MAX, &f->list));
	return egate_pki_files(paths, f->count, &f->files);
}

static size_t place_of(const struct folder_found *f, const char *name)
{
	size_t i = 0;
	while (i < f->count && strcmp(f->names[i], name) != 0) {
		i++;
	}
	return i;
}

static const char *state_of(const struct bundle_file *one, const struct folder_found *f)
{
	uint8_t digest[CRYPT_HASH_MAX] = {0};
	size_t at = place_of(f, one->name);
	if (at == f->count) {
		return "missing";
	}
	bool same = f->files.of[at].size == one->size &&
		    crypt_hash(CRYPT_SHA256, bytes_rd(&f->files.of[at]), digest) == EG_OK &&
		    memcmp(digest, one->sha256, sizeof(one->sha256)) == 0;
	return same ? "whole" : "changed";
}

static bool is_listed(const struct bundle *b, const char *name)
{
	for (size_t i = 0; i < b->count; i++) {
		if (strcmp(b->files[i].name, name) == 0) {
			return true;
		}
	}
	return false;
}

/* Where a file is told of: as text, or in a list of JSON. */
static bool put_state(cJSON *list, const char *name, const char *state)
{
	if (list == NULL) {
		return printf("%s: %s\n", name, state) > 0;
	}
	cJSON *one = json_add_object(list);
	return json_text(one, "name", name) && json_text(one, "state", state);
}

/* Every file that is listed, as it is listed, and no other: *good. list: NULL for text. */
static bool put_states(cJSON *list, const struct bundle *b, const struct folder_found *f,
		       bool *good)
{
	bool told = true;
	*good = b->count == f->count;
	for (size_t i = 0; i < b->count && told; i++) {
		const char *state = state_of(&b->files[i], f);
		*good = *good && strcmp(state, "whole") == 0;
		told = put_state(list, b->files[i].name, state);
	}
	for (size_t i = 0; i < f->count && told; i++) {
		if (!is_listed(b, f->names[i])) {
			told = put_state(list, f->names[i], "not-listed");
		}
	}
	return told;
}

/* An import that is tried: into what, and whose lists it takes. */
struct trial {
	struct rd old; /* the store */
	struct import_options how;
};

/* What an import of it all would come to, without one. root: NULL for text. */
static enum eg_err try_import(cJSON *root, const struct folder_found *f, const struct trial *t,
			      bool *good)
{
	EG_AUTO(bytes_free) struct bytes image = {0};
	EG_AUTO(import_report_free) struct import_report report = {0};
	struct import_file files[WORDS_PLAIN_MAX];
	const char *names[WORDS_PLAIN_MAX];
	for (size_t i = 0; i < f->count; i++) {
		names[i] = f->names[i];
		files[i] = (struct import_file){.bytes = bytes_rd(&f->files.of[i])};
		if (!import_kind_of(files[i].bytes, &files[i].kind)) {
			files[i].kind = STORE_KIND_COUNTRY_CA; /* is refused, with the reason */
		}
	}
	EG_TRY(import_run(t->old, files, f->count, &t->how, &image, &report));
	*good = *good && !report.refused;
	if (root == NULL) {
		return pki_import_text(names, true, &report);
	}
	return pki_import_put(cJSON_AddObjectToObject(root, "import"), names, true, &report)
		       ? EG_OK
		       : EG_FAIL(EG_NO_MEMORY, "result as JSON");
}

/* trial: NULL: none is asked for. */
static enum eg_err tell_text(const struct bundle *b, const struct folder_found *f,
			     const struct trial *trial, bool *good)
{
	if (!put_states(NULL, b, f, good) ||
	    printf("made %s, %s\n", pki_moment(b->made_s).text,
		   *good ? "as it was made" : "NOT AS IT WAS MADE") < 0 ||
	    fflush(stdout) != 0) {
		return EG_FAIL(EG_IO, "standard output");
	}
	return *good && trial != NULL ? try_import(NULL, f, trial, good) : EG_OK;
}

static enum eg_err tell_json(const struct bundle *b, const struct folder_found *f,
			     const struct trial *trial, bool *good)
{
	EG_AUTO(json_free) cJSON *root = cJSON_CreateObject();
	cJSON *list = cJSON_AddArrayToObject(root, "files");
	bool told = list != NULL && put_states(list, b, f, good) &&
		    json_text(root, "made", pki_moment(b->made_s).text) &&
		    json_bool(root, "whole", *good);
	if (told && *good && trial != NULL) {
		EG_TRY(try_import(root, f, trial, good));
	}
	return json_print(stdout, told ? root : NULL);
}

static enum eg_err check(const struct words *w, bool *good)
{
	static struct bundle bundle;
	static struct folder_found storage;
	EG_AUTO(store_disk_unmap) struct store_map map = {0};
	struct folder_found *found = &storage; /* until the process ends */
	EG_AUTO(pki_files_free) struct pki_files anchors = {0};
	struct rd anchor = RD_EMPTY;
	struct trial trial = {.how = {.now_s = now_unix_ms() / MS_PER_S, .anchors = &anchor}};
	bool trying = w->value[OPTION_STORE] != NULL;
	EG_TRY(pki_import_choose(w->value[OPTION_LISTS], w->value[OPTION_OWN_STATE],
				 w->value[OPTION_UNANCHORED] != NULL, &trial.how));
	if (w->value[OPTION_ANCHOR] != NULL) {
		EG_TRY(egate_pki_files(&w->value[OPTION_ANCHOR], 1, &anchors));
		anchor = bytes_rd(&anchors.of[0]);
		trial.how.anchor_count = 1;
	}
	if (trying && access(w->value[OPTION_STORE], F_OK) == 0) { /* else: a new one, as import */
		EG_TRY(store_disk_map_path(w->value[OPTION_STORE], &map));
	}
	EG_TRY(read_all(w->plain[0], found));
	EG_TRY(egate_pki_sandbox());
	EG_TRY(bundle_parse(bytes_rd(&found->list), &bundle));
	trial.old = store_disk_rd(&map);
	return w->value[OPTION_JSON] != NULL
		       ? tell_json(&bundle, found, trying ? &trial : NULL, good)
		       : tell_text(&bundle, found, trying ? &trial : NULL, good);
}

int egate_pki_bundle(int count, char *const words[])
{
	struct words w;
	bool good = true;
	if (count < 1 || words_take(count - 1, words + 1, options, OPTION_COUNT, &w) != EG_OK) {
		return EGATE_USAGE;
	}
	bool making = strcmp(words[0], "make") == 0 && w.plain_count >= 2;
	for (size_t i = OPTION_ANCHOR; i < OPTION_COUNT; i++) {
		if (w.value[i] != NULL && (making || w.value[OPTION_STORE] == NULL)) {
			return EGATE_USAGE; /* nothing is imported there */
		}
	}
	if (!making && (strcmp(words[0], "check") != 0 || w.plain_count != 1)) {
		return EGATE_USAGE;
	}
	enum eg_err err = making ? make(&w) : check(&w, &good);
	if (err != EG_OK) {
		return egate_failed();
	}
	return good ? EGATE_DONE : EGATE_FAILED;
}
