/*
 * set_write: the files of a report, in a folder.
 * Knows their names. Never computes a rate.
 */
#include "prog/set_show.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_ROOM   4096
#define FOLDER_MODE 0700 /* names of pictures can be names of people */
#define FILE_MODE   0077 /* what others may not do with the files */

struct table {
	const char *name;
	enum eg_err (*put)(FILE *to, const struct set_view *v);
};

struct drawing {
	const char *name;
	enum eg_err (*put)(const char *path, const struct set_view *v);
};

static enum eg_err path_of(const char *folder, const char *name, char out[PATH_ROOM])
{
	int size = snprintf(out, PATH_ROOM, "%s/%s", folder, name);
	return size > 0 && size < PATH_ROOM ? EG_OK : EG_FAIL(EG_TOO_BIG, "path of the report");
}

/*
 * What lies there may be readable for others, or a link to somewhere: a new file takes its place.
 * Nobody else can put one there meanwhile: set_write_ready.
 */
static enum eg_err clear(const char *path)
{
	return unlink(path) == 0 || errno == ENOENT
		       ? EG_OK
		       : EG_FAIL(EG_IO, "former file of the report could not be removed");
}

static enum eg_err put_table(const char *path, const struct table *t, const struct set_view *v)
{
	FILE *to = fopen(path, "we");
	if (to == NULL) {
		return EG_FAIL(EG_IO, "file of the report could not be written");
	}
	enum eg_err err = t->put(to, v);
	if (fclose(to) != 0 && err == EG_OK) {
		err = EG_FAIL(EG_IO, "file of the report could not be written");
	}
	return err;
}

enum eg_err set_write_ready(const char *folder)
{
	struct stat info;
	if (mkdir(folder, FOLDER_MODE) != 0 && errno != EEXIST) {
		return EG_FAIL(EG_IO, "folder of the report could not be made");
	}
	if (stat(folder, &info) != 0 || !S_ISDIR(info.st_mode) || access(folder, W_OK) != 0) {
		return EG_FAIL(EG_IO, "folder of the report is none that can be written");
	}
	return info.st_uid == geteuid() && (info.st_mode & (S_IWGRP | S_IWOTH)) == 0
		       ? EG_OK
		       : EG_FAIL(EG_DENIED,
				 "folder of the report is somebody else's, or others may "
				 "write into it");
}

enum eg_err set_write(const char *folder, const struct set_view *v)
{
	static const struct table tables[] = {
		{"summary.json", set_json},         {"summary.txt", set_text},
		{"roc.csv", set_csv_roc},           {"scores.csv", set_csv_scores},
		{"pictures.csv", set_csv_pictures}, {"pairs.csv", set_csv_pairs},
		{"groups.csv", set_csv_groups},
	};
	static const struct drawing drawings[] = {{"roc.png", set_draw_roc},
						  {"scores.png", set_draw_scores}};
	char path[PATH_ROOM];
	mode_t before = umask(FILE_MODE);
	enum eg_err err = EG_OK;
	for (size_t i = 0; err == EG_OK && i < sizeof(tables) / sizeof(tables[0]); i++) {
		err = path_of(folder, tables[i].name, path);
		err = err == EG_OK ? clear(path) : err;
		if (err == EG_OK) {
			err = put_table(path, &tables[i], v);
		}
	}
	for (size_t i = 0; err == EG_OK && i < sizeof(drawings) / sizeof(drawings[0]); i++) {
		err = path_of(folder, drawings[i].name, path);
		err = err == EG_OK ? clear(path) : err;
		if (err == EG_OK) {
			err = drawings[i].put(path, v);
		}
	}
	(void)umask(before); /* it cannot fail; the old one is back */
	return err;
}
