/*
 * finger_set: a folder of fingerprints as both sides of a comparison.
 * Knows files and the extractor. Never knows scores.
 */
#include "finger_set.h"

#include "finger_number.h"

#include "biometrics/wsq.h"
#include "biometrics/wsq_encode.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int64_t finger_set_cpu(void)
{
	struct timespec t;
	if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t) != 0) {
		return 0;
	}
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

void finger_set_free(struct finger_set *s)
{
	for (size_t i = 0; i < s->count; i++) {
		finger_image_free(&s->print[i].image[FINGER_CHIP]);
		finger_image_free(&s->print[i].image[FINGER_LIVE]);
	}
	free(s->print);
	*s = (struct finger_set){0};
}

/* A decimal number of a PGM header, after blanks and comments. */
static bool pgm_number(struct rd *r, unsigned *out)
{
	uint8_t c = ' ';
	*out = 0;
	while (c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '#') {
		bool comment = c == '#';
		if (!rd_u8(r, &c)) {
			return false;
		}
		while (comment && c != '\n') {
			if (!rd_u8(r, &c)) {
				return false;
			}
		}
	}
	for (; c >= '0' && c <= '9'; *out = *out * 10 + (c - '0')) {
		if (*out > 100000 || !rd_u8(r, &c)) {
			return false;
		}
	}
	return true;
}

/* P5, 8 bits. */
static enum eg_err pgm_decode(struct rd file, uint16_t dpi, struct finger_image *out)
{
	unsigned width;
	unsigned height;
	unsigned most;
	struct rd magic;
	if (!rd_take(&file, 2, &magic) || !rd_equal(magic, RD_TEXT("P5")) ||
	    !pgm_number(&file, &width) || !pgm_number(&file, &height) ||
	    !pgm_number(&file, &most) || most != 255 || width > FINGER_SIDE_MAX ||
	    height > FINGER_SIDE_MAX) {
		return EG_FAIL(EG_BAD_DATA, "not a PGM of 8 bits");
	}
	EG_TRY(finger_image_new((uint16_t)width, (uint16_t)height, dpi, out));
	for (size_t i = 0; i < (size_t)width * height; i++) {
		if (!rd_u8(&file, &out->grey[i])) {
			return EG_FAIL(EG_TRUNCATED, "a PGM ends early");
		}
	}
	return EG_OK;
}

static bool ends_with(const char *name, const char *end)
{
	size_t size = strlen(name);
	size_t length = strlen(end);
	return size > length && strcmp(name + size - length, end) == 0;
}

static enum eg_err read_image(const char *path, uint16_t dpi, struct finger_image *out)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_TRY(measure_file(path, &file));
	if (ends_with(path, ".pgm")) {
		return pgm_decode(bytes_rd(&file), dpi, out);
	}
	EG_TRY(finger_image_decode(bytes_rd(&file), &(struct finger_told){.dpi = dpi}, out));
	out->dpi = dpi;
	return EG_OK;
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

/* Names FINGER_IMPRESSION.png, .pgm or .wsq; others are not of the set. */
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
	return strcmp(rest, ".png") == 0 || strcmp(rest, ".pgm") == 0 || strcmp(rest, ".wsq") == 0;
}

static enum eg_err list(const char *folder, struct finger_set *out)
{
	DIR *d = opendir(folder);
	if (d == NULL) {
		return EG_FAIL(EG_NOT_FOUND, "folder of fingerprints");
	}
	for (struct dirent *e = readdir(d); e != NULL && out->count < FINGER_SET_MAX;
	     e = readdir(d)) {
		struct set_print *p = &out->print[out->count];
		if (read_name(e->d_name, p)) {
			(void)snprintf(p->path, sizeof(p->path), "%s/%s", folder, e->d_name);
			out->count++;
		}
	}
	(void)closedir(d); /* was only read */
	return out->count == 0 ? EG_FAIL(EG_NOT_FOUND, "images named FINGER_IMPRESSION") : EG_OK;
}

static void number_fingers(struct finger_set *s)
{
	qsort(s->print, s->count, sizeof(s->print[0]), by_name);
	for (size_t i = 0; i < s->count; i++) {
		s->fingers += i == 0 || s->print[i].finger != s->print[i - 1].finger;
		s->print[i].order = s->fingers - 1;
	}
}

enum eg_err finger_set_load(const char *folder, uint16_t dpi, struct finger_set *out)
{
	out->name = folder;
	out->print = calloc(FINGER_SET_MAX, sizeof(*out->print));
	if (out->print == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "room for a set of fingerprints");
	}
	EG_TRY(list(folder, out));
	number_fingers(out);
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

bool finger_set_is_pair(const struct finger_set *s, size_t chip, size_t live)
{
	return chip < live && (s->print[chip].order != s->print[live].order ||
			       s->print[chip].impression < s->print[live].impression);
}
