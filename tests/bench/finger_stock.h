/*
 * finger_stock: fingerprints to measure with: a folder of a set, or as many that are made up; each
 * with its template and its quality.
 * Knows files, the forge, the extractor and the matcher. Never knows what is measured.
 */
#ifndef EG_TESTS_BENCH_FINGER_STOCK_H
#define EG_TESTS_BENCH_FINGER_STOCK_H

#include "biometrics/finger_image.h"
#include "biometrics/finger_quality.h"
#include "biometrics/finger_template.h"

#define STOCK_FINGERS     10 /* as in the sets B of FVC */
#define STOCK_IMPRESSIONS 8
#define STOCK_COUNT       (STOCK_FINGERS * STOCK_IMPRESSIONS)
#define STOCK_GENUINE     (STOCK_FINGERS * STOCK_IMPRESSIONS * (STOCK_IMPRESSIONS - 1) / 2)
#define STOCK_IMPOSTOR \
	(STOCK_FINGERS * (STOCK_FINGERS - 1) / 2 * STOCK_IMPRESSIONS * STOCK_IMPRESSIONS)

struct stock_item {
	struct finger_image image;
	struct finger_template made; /* all zero if there is none */
	struct finger_quality quality;
};

/* Item i is impression i % STOCK_IMPRESSIONS of finger i / STOCK_IMPRESSIONS. */
struct finger_stock {
	const char *name;
	struct stock_item *item; /* owned: STOCK_COUNT */
};
void finger_stock_free(struct finger_stock *s);
/* FINGER_IMPRESSION.png (or the ending that is told), 101_1 to 110_8. EG_NOT_FOUND. */
EG_CHECK enum eg_err finger_stock_load(struct finger_stock *out, const char *name,
				       const char *folder, const char *ending, uint16_t dpi);
/* As finger_press_drawn with all its spread; capacitive: the other platen. */
EG_CHECK enum eg_err finger_stock_make(struct finger_stock *out, const char *name, bool capacitive);
/* Templates and qualities of all. */
EG_CHECK enum eg_err finger_stock_look(struct finger_stock *s);

struct stock_pair {
	uint16_t a; /* items */
	uint16_t b;
	bool genuine;
	int16_t score;   /* decibans; FINGER_SCORE_NONE if one has no template */
	uint8_t quality; /* the lower of the two, unified */
};
struct stock_pairs {
	size_t count;
	struct stock_pair of[STOCK_GENUINE + STOCK_IMPOSTOR];
};
/* Every pair of impressions, of one finger and of two; fills out. */
EG_CHECK enum eg_err finger_stock_match(const struct finger_stock *s, struct stock_pairs *out);

struct stock_rates {
	size_t genuine;
	size_t impostor;
	double eer;  /* percent */
	double fnmr; /* percent, where no more than 1 of 1000 impostors match */
};
/* Of the pairs whose quality is at least this. Sorts. */
struct stock_rates finger_stock_rates(struct stock_pairs *p, unsigned least);

/* The value that this share of a sorted row does not exceed. */
double finger_stock_at(const double *sorted, size_t count, double share);
void finger_stock_sort(double *row, size_t count);

#endif
