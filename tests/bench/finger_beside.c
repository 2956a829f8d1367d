/*
 * finger_beside: runs the peer's program over a set and takes its scores.
 * Knows files and processes. Never knows how either matcher works.
 */
#include "finger_beside.h"

#include "finger_number.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATH_MAX_HERE 128

struct folder {
	char path[32];
	size_t prints;
};

static void name(const struct folder *f, size_t print, size_t side, char out[PATH_MAX_HERE])
{
	(void)snprintf(out, PATH_MAX_HERE, "%s/%zu_%zu.pgm", f->path, print, side);
}

static void folder_remove(struct folder *f)
{
	char path[PATH_MAX_HERE];
	for (size_t i = 0; i < f->prints * FINGER_SIDES; i++) {
		name(f, i / FINGER_SIDES, i % FINGER_SIDES, path);
		(void)remove(path); /* what was not written is not there */
	}
	(void)snprintf(path, sizeof(path), "%s/manifest", f->path);
	(void)remove(path);
	(void)rmdir(f->path); /* what is left is said by the next ls */
}

static enum eg_err write_image(const char *path, const struct finger_image *image)
{
	FILE *f = fopen(path, "wb");
	if (f == NULL) {
		return EG_FAIL(EG_IO, "image for the peer");
	}
	size_t size = (size_t)image->width * image->height;
	bool good = fprintf(f, "P5 %u %u 255\n", image->width, image->height) > 0 &&
		    fwrite(image->grey, 1, size, f) == size;
	return fclose(f) == 0 && good ? EG_OK : EG_FAIL(EG_IO, "image for the peer");
}

static enum eg_err write_all(const struct folder *f, const struct finger_set *s, FILE *manifest)
{
	for (size_t i = 0; i < s->count; i++) {
		char path[FINGER_SIDES][PATH_MAX_HERE];
		for (size_t side = 0; side < FINGER_SIDES; side++) {
			name(f, i, side, path[side]);
			EG_TRY(write_image(path[side], &s->print[i].image[side]));
		}
		if (fprintf(manifest, "%u %u %s %s\n", s->print[i].finger, s->print[i].impression,
			    path[FINGER_CHIP], path[FINGER_LIVE]) < 0) {
			return EG_FAIL(EG_IO, "manifest for the peer");
		}
	}
	return EG_OK;
}

static enum eg_err read_scores(int from, const struct finger_set *s, float *score)
{
	char line[64];
	FILE *f = fdopen(from, "r");
	if (f == NULL) {
		(void)close(from); /* nothing was read */
		return EG_FAIL(EG_IO, "scores of the peer");
	}
	while (fgets(line, sizeof(line), f) != NULL) {
		const char *at = line;
		unsigned chip;
		unsigned live;
		unsigned value;
		if (finger_number(&at, &chip) && finger_number(&at, &live) &&
		    finger_number(&at, &value) && chip < s->count && live < s->count) {
			score[chip * s->count + live] = (float)value;
		}
	}
	return fclose(f) == 0 ? EG_OK : EG_FAIL(EG_IO, "scores of the peer");
}

static enum eg_err run(const char *peer, const char *manifest, bool all, const struct finger_set *s,
		       float *score)
{
	int ends[2];
	int status = 0;
	if (pipe(ends) != 0) {
		return EG_FAIL(EG_IO, "pipe from the peer");
	}
	pid_t child = fork();
	if (child == 0) {
		(void)dup2(ends[1], STDOUT_FILENO); /* else it writes nothing, and is told so */
		(void)close(ends[0]);
		(void)close(ends[1]);
		(void)execl(peer, peer, manifest, all ? "all" : "same",
			    (char *)NULL); /* comes back only on failure */
		_exit(127);
	}
	(void)close(ends[1]); /* the child's */
	enum eg_err err = read_scores(ends[0], s, score);
	if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status) ||
	    WEXITSTATUS(status) != 0) {
		return EG_FAIL(EG_IO, "the peer failed");
	}
	return err;
}

enum eg_err finger_beside(const char *peer, const struct finger_set *s, bool all, float *score)
{
	struct folder f = {.path = "/tmp/finger_beside.XXXXXX", .prints = s->count};
	char path[PATH_MAX_HERE];
	if (mkdtemp(f.path) == NULL) {
		return EG_FAIL(EG_IO, "folder for the peer");
	}
	(void)snprintf(path, sizeof(path), "%s/manifest", f.path);
	FILE *manifest = fopen(path, "w");
	enum eg_err err = EG_FAIL(EG_IO, "manifest for the peer");
	if (manifest != NULL) {
		err = write_all(&f, s, manifest);
		err = fclose(manifest) == 0 ? err : EG_FAIL(EG_IO, "manifest for the peer");
	}
	if (err == EG_OK) {
		err = run(peer, path, all, s, score);
	}
	folder_remove(&f);
	return err;
}
