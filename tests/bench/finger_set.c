/*
 * finger_set: a folder of fingerprints as both sides of a comparison.
 * Knows files and the extractor. Never knows scores.
 */
#include "finger_set.h"

#include "finger_number.h"
#include "finger_read.h"

#include "biometrics/wsq.h"
#include "biometrics/wsq_encode.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <time.h>

static const char *const endings[] = {".bmp", ".jp2", ".jpeg", ".jpg", ".pgm",
				      ".png", ".tif", ".tiff", ".wsq"};

int64_t finger_set_cpu(void)
{
	struct timespec t;
	if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t) != 0) {
		return 0;
	}
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

void finger_set_free_images(struct finger_set *s)
{
	for (size_t i = 0; i < s->count; i++) {
		finger_image_free(&s->print[i].image[FINGER_CHIP]);
		finger_image_free(&s->print[i].image[FINGER_LIVE]);
	}
}

void finger_set_free(struct finger_set *s)
{
	finger_set_free_images(s);
	free(s->print);
	*s = (struct finger_set){0};
}

static enum eg_err read_image(const char *path, uint16_t dpi, struct finger_image *out)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_TRY(measure_file(path, &file));
	enum eg_err err = finger_read(bytes_rd(&file), dpi, out);
	if (err != EG_OK) {
		(void)fprintf(stderr, "%s: cannot be read\n", path); /* which of hundreds */
	}
	return err;
}

/* What the chip holds of it, decoded again. */
static enum eg_err through_wsq(const struct finger_image *image, struct finger_image *out)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_TRY(wsq_encode(image, &(struct wsq_order){0}, &file));
	EG_TRY(wsq_decode(bytes_rd(&file), out));
	out->dpi = image->dpi;
	return EG_OK;
}

static int by_name(const void *a, const void *b)
{
	const struct set_print *p = a;
	const struct set_print *q = b;
	if (p->finger != q->finger) {
		return p->finger < q->finger ? -1 : 1;
	}
	return p->impression < q->impression ? -1 : p->impression > q->impression;
}

/* Names FINGER_IMPRESSION and one of these endings, in capitals or not; others are not of the set.
 */
static bool read_name(const char *name, struct set_print *p)
{
	const char *rest = name;
	if (!finger_number(&rest, &p->finger) || *rest != '_') {
		return false;
	}
	rest++;
	if (!finger_number(&rest, &p->impression)) {
		return false;
	}
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		if (strcasecmp(rest, endings[i]) == 0) {
			return true;
		}
	}
	return false;
}

static enum eg_err list(const char *folder, struct finger_set *out)
{
	DIR *d = opendir(folder);
	if (d == NULL) {
		return EG_FAIL(EG_NOT_FOUND, "folder of fingerprints");
	}
	bool room = true;
	for (struct dirent *e = readdir(d); e != NULL && room; e = readdir(d)) {
		struct set_print p = {0};
		if (!read_name(e->d_name, &p)) {
			continue;
		}
		room = out->count < FINGER_SET_MAX;
		if (room) {
			out->print[out->count] = p;
			(void)snprintf(out->print[out->count].path, sizeof(p.path), "%s/%s", folder,
				       e->d_name);
			out->count++;
		}
	}
	(void)closedir(d); /* was only read */
	if (!room) {
		return EG_FAIL(EG_TOO_BIG, "more images than a set has room for");
	}
	return out->count == 0 ? EG_FAIL(EG_NOT_FOUND, "images named FINGER_IMPRESSION") : EG_OK;
}

static enum eg_err number_fingers(struct finger_set *s)
{
	qsort(s->print, s->count, sizeof(s->print[0]), by_name);
	for (size_t i = 0; i < s->count; i++) {
		s->fingers += i == 0 || s->print[i].finger != s->print[i - 1].finger;
		s->print[i].order = s->fingers - 1;
		if (i > 0 && by_name(&s->print[i - 1], &s->print[i]) == 0) {
			return EG_FAIL(EG_BAD_DATA, "an impression that is there in two files");
		}
	}
	return EG_OK;
}

enum eg_err finger_set_new(const char *name, struct finger_set *out)
{
	*out = (struct finger_set){.name = name};
	out->print = calloc(FINGER_SET_MAX, sizeof(*out->print));
	return out->print != NULL ? EG_OK : EG_FAIL(EG_NO_MEMORY, "room for a set of fingerprints");
}

enum eg_err finger_set_add(struct finger_set *s, unsigned finger, unsigned impression,
			   struct finger_image *image)
{
	if (s->count == FINGER_SET_MAX) {
		return EG_FAIL(EG_TOO_BIG, "more images than a set has room for");
	}
	struct set_print *p = &s->print[s->count++];
	p->finger = finger;
	p->impression = impression;
	p->image[FINGER_LIVE] = *image;
	*image = (struct finger_image){0};
	s->fingers += s->count == 1 || p[-1].finger != finger;
	p->order = s->fingers - 1;
	return through_wsq(&p->image[FINGER_LIVE], &p->image[FINGER_CHIP]);
}

enum eg_err finger_set_load(const char *folder, uint16_t dpi, struct finger_set *out)
{
	EG_TRY(finger_set_new(folder, out));
	EG_TRY(list(folder, out));
	EG_TRY(number_fingers(out));
	for (size_t i = 0; i < out->count; i++) {
		struct set_print *p = &out->print[i];
		EG_TRY(read_image(p->path, dpi, &p->image[FINGER_LIVE]));
		EG_TRY(through_wsq(&p->image[FINGER_LIVE], &p->image[FINGER_CHIP]));
	}
	return EG_OK;
}

enum eg_err finger_set_extract(struct finger_set *s)
{
	EG_AUTO(finger_extractor_free) struct finger_extractor *x = NULL;
	EG_TRY(finger_extractor_new(&x));
	for (size_t i = 0; i < s->count; i++) {
		struct set_print *p = &s->print[i];
		for (size_t side = 0; side < FINGER_SIDES; side++) {
			int64_t begin = finger_set_cpu();
			enum eg_err err = finger_extract(x, &p->image[side], &p->made[side]);
			measure_add(&s->extract, finger_set_cpu() - begin);
			if (err == EG_NOT_FOUND) {
				s->refused[side]++; /* counts: it matches nothing */
			} else if (err != EG_OK) {
				return err;
			}
		}
	}
	return EG_OK;
}

bool finger_set_is_first(const struct finger_set *s, size_t print)
{
	return print == 0 || s->print[print - 1].order != s->print[print].order;
}

bool finger_set_is_pair(const struct finger_set *s, size_t chip, size_t live)
{
	const struct set_print *a = &s->print[chip];
	const struct set_print *b = &s->print[live];
	if (a->order == b->order) {
		return a->impression < b->impression;
	}
	return a->order < b->order &&
	       (s->fingers <= FINGER_ALL_MOST || a->impression == b->impression ||
		(finger_set_is_first(s, chip) && finger_set_is_first(s, live)));
}
