/*
 * finger_stock: fingerprints to measure with: a folder of a set, or as many that are made up; each
 * with its template and its quality.
 * Knows files, the forge, the extractor and the matcher. Never knows what is measured.
 */
#include "finger_stock.h"

#include "biometrics/finger_extract.h"
#include "biometrics/finger_match.h"
#include "measure.h"
#include "simulator/finger_press.h"

#include <stdio.h>
#include <stdlib.h>

#define SEED 2002 /* of the fingers that are made up */

void finger_stock_free(struct finger_stock *s)
{
	for (size_t i = 0; s->item != NULL && i < STOCK_COUNT; i++) {
		finger_image_free(&s->item[i].image);
		finger_template_clear(&s->item[i].made);
	}
	free(s->item);
	*s = (struct finger_stock){0};
}

static enum eg_err stock_new(struct finger_stock *out, const char *name)
{
	finger_stock_free(out);
	out->name = name;
	out->item = calloc(STOCK_COUNT, sizeof(*out->item));
	return out->item != NULL ? EG_OK : EG_FAIL(EG_NO_MEMORY, "stock of fingers");
}

enum eg_err finger_stock_load(struct finger_stock *out, const char *name, const char *folder,
			      const char *ending, uint16_t dpi)
{
	EG_TRY(stock_new(out, name));
	for (size_t i = 0; i < STOCK_COUNT; i++) {
		char path[512];
		EG_AUTO(bytes_free) struct bytes file = {0};
		const struct finger_told told = {.dpi = dpi};
		(void)snprintf(path, sizeof(path), "%s/%zu_%zu.%s", folder,
			       101 + i / STOCK_IMPRESSIONS, 1 + i % STOCK_IMPRESSIONS, ending);
		EG_TRY(measure_file(path, &file));
		EG_TRY(finger_image_decode(bytes_rd(&file), &told, &out->item[i].image));
	}
	return EG_OK;
}

static enum eg_err make_image(struct finger_image *out, const struct finger_press *press,
			      const struct finger_print *print)
{
	EG_AUTO(finger_shot_made_free) struct finger_shot_made shot = {0};
	EG_TRY(finger_press_make(&shot, press, print));
	EG_TRY(finger_image_new(shot.width, shot.height, press->dpi, out));
	for (size_t i = 0; i < (size_t)shot.width * shot.height; i++) {
		out->grey[i] = shot.grey[i];
	}
	return EG_OK;
}

enum eg_err finger_stock_make(struct finger_stock *out, const char *name, bool capacitive)
{
	EG_TRY(stock_new(out, name));
	struct finger_press usual = finger_press_usual(0, 388, 374);
	if (capacitive) {
		usual = finger_press_usual(0, 300, 300);
		usual.platen = FINGER_PLATEN_CAPACITIVE;
		usual.noise = 13;
	}
	for (size_t f = 0; f < STOCK_FINGERS; f++) {
		EG_AUTO(finger_print_free) struct finger_print print = {0};
		EG_TRY(finger_print_grow(&print, SEED + f, FINGER_CLASS_COUNT));
		finger_print_age(&print, (double)(15 + 5 * f));
		for (size_t i = 0; i < STOCK_IMPRESSIONS; i++) {
			size_t at = f * STOCK_IMPRESSIONS + i;
			const struct finger_press press =
				finger_press_drawn(usual, SEED * 100 + at, 1);
			EG_TRY(make_image(&out->item[at].image, &press, &print));
		}
	}
	return EG_OK;
}

enum eg_err finger_stock_look(struct finger_stock *s)
{
	EG_AUTO(finger_extractor_free) struct finger_extractor *x = NULL;
	EG_TRY(finger_extractor_new(&x));
	for (size_t i = 0; i < STOCK_COUNT; i++) {
		struct stock_item *item = &s->item[i];
		enum eg_err err = finger_extract(x, &item->image, &item->made);
		if (err != EG_OK && err != EG_NOT_FOUND) {
			return err;
		}
		finger_quality_assess(&item->image, err == EG_OK ? &item->made : NULL,
				      &item->quality);
	}
	return EG_OK;
}

static uint8_t lower(const struct stock_item *a, const struct stock_item *b)
{
	uint8_t x = a->quality.value[FINGER_QUALITY_UNIFIED];
	uint8_t y = b->quality.value[FINGER_QUALITY_UNIFIED];
	return x < y ? x : y;
}

enum eg_err finger_stock_match(const struct finger_stock *s, struct stock_pairs *out)
{
	EG_AUTO(finger_matcher_free) struct finger_matcher *m = NULL;
	EG_TRY(finger_matcher_new(&m));
	out->count = 0;
	for (size_t a = 0; a < STOCK_COUNT; a++) {
		for (size_t b = a + 1; b < STOCK_COUNT; b++) {
			const struct stock_item *x = &s->item[a];
			const struct stock_item *y = &s->item[b];
			out->of[out->count++] = (struct stock_pair){
				.a = (uint16_t)a,
				.b = (uint16_t)b,
				.genuine = a / STOCK_IMPRESSIONS == b / STOCK_IMPRESSIONS,
				.score = finger_match(m, &x->made, &y->made),
				.quality = lower(x, y),
			};
		}
	}
	return EG_OK;
}

/* Highest scores first; among equal ones impostors, so that ties count against the matcher. */
static int by_score(const void *a, const void *b)
{
	const struct stock_pair *x = a;
	const struct stock_pair *y = b;
	if (x->score != y->score) {
		return x->score > y->score ? -1 : 1;
	}
	return (int)x->genuine - (int)y->genuine;
}

struct stock_rates finger_stock_rates(struct stock_pairs *p, unsigned least)
{
	struct stock_rates r = {.eer = 100, .fnmr = 100};
	size_t matched = 0;
	size_t wrong = 0;
	qsort(p->of, p->count, sizeof(p->of[0]), by_score);
	for (size_t i = 0; i < p->count; i++) {
		r.genuine += p->of[i].genuine && p->of[i].quality >= least;
		r.impostor += !p->of[i].genuine && p->of[i].quality >= least;
	}
	for (size_t i = 0; i < p->count && r.genuine > 0 && r.impostor > 0; i++) {
		if (p->of[i].quality < least) {
			continue;
		}
		matched += p->of[i].genuine;
		wrong += !p->of[i].genuine;
		double fmr = 100.0 * (double)wrong / (double)r.impostor;
		double fnmr = 100.0 * (double)(r.genuine - matched) / (double)r.genuine;
		double worse = fmr > fnmr ? fmr : fnmr;
		r.eer = worse < r.eer ? worse : r.eer;
		r.fnmr = fmr <= 0.1 && fnmr < r.fnmr ? fnmr : r.fnmr;
	}
	return r;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;
	return x < y ? -1 : x > y;
}

void finger_stock_sort(double *row, size_t count)
{
	qsort(row, count, sizeof(row[0]), by_size);
}

double finger_stock_at(const double *sorted, size_t count, double share)
{
	return count == 0 ? 0 : sorted[(size_t)((double)(count - 1) * share)];
}
