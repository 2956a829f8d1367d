/*
 * finger_plate: what marks on a plate, at one place in every image, do to scores: the highest of
 * different fingers, and those of the same one.
 *
 *   finger_plate [FVC_FOLDER [SET...]]
 *
 * The folder holds DB1_B and DB3_B (or the sets that are named, of 500 dpi); without it the made
 * sets stand alone. Of each finger the first IMPRESSIONS presses are taken.
 * Chip and live image come from the same plate here, which they never do at a gate.
 */
#include "biometrics/finger_extract.h"
#include "biometrics/finger_match.h"
#include "finger_stock.h"
#include "simulator/finger_press.h"
#include "tests/unit/plate_kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ACCEPT      10 /* decibans: a lane's threshold */
#define IMPRESSIONS 3
#define TAKEN       (STOCK_FINGERS * IMPRESSIONS)
#define WORST       3 /* a clean plate's highest impostor may be passed by so much */

static bool is_taken(size_t item)
{
	return item % STOCK_IMPRESSIONS < IMPRESSIONS;
}

struct outcome {
	double impostor[2]; /* 99 % and highest */
	double genuine[2];  /* 5 % and median */
	size_t accepted;    /* impostors at ACCEPT */
	size_t missed;      /* genuine pairs under ACCEPT */
	size_t genuine_pairs;
	double minutiae;
	size_t without; /* images that no template was made of */
};

/* A finger of nobody's in the sets, as it stays on the plate: of the plate's size. */
static enum eg_err make_latent(uint16_t width, uint16_t height, struct finger_shot_made *out)
{
	EG_AUTO(finger_print_free) struct finger_print print = {0};
	EG_TRY(finger_print_grow(&print, 77, FINGER_WHORL));
	struct finger_press press = finger_press_usual(5, width, height);
	press.place_x = -1.5;
	press.smear = 2;
	return finger_press_make(out, &press, &print);
}

static enum eg_err mark_all(const struct finger_stock *clean, const struct plate_mark *mark,
			    struct finger_stock *marked)
{
	EG_AUTO(finger_shot_made_free) struct finger_shot_made latent = {0};
	for (size_t i = 0; i < STOCK_COUNT; i++) {
		if (!is_taken(i)) {
			continue;
		}
		const struct finger_image *from = &clean->item[i].image;
		struct finger_image *to = &marked->item[i].image;
		if (mark->kind == PLATE_LATENT &&
		    (latent.width != from->width || latent.height != from->height)) {
			EG_TRY(make_latent(from->width, from->height, &latent));
		}
		const struct plate plate = {from->width, from->height, latent.grey};
		for (size_t k = 0; k < (size_t)from->width * from->height; k++) {
			to->grey[k] = from->grey[k];
		}
		plate_mark_draw(mark, &plate, to->grey);
	}
	return EG_OK;
}

static enum eg_err extract_all(struct finger_stock *s, struct outcome *out)
{
	EG_AUTO(finger_extractor_free) struct finger_extractor *x = NULL;
	EG_TRY(finger_extractor_new(&x));
	for (size_t i = 0; i < STOCK_COUNT; i++) {
		if (!is_taken(i)) {
			continue;
		}
		if (finger_extract(x, &s->item[i].image, &s->item[i].made) != EG_OK) {
			out->without++;
		}
		out->minutiae += s->item[i].made.count / (double)TAKEN;
	}
	return EG_OK;
}

static void count(struct outcome *out, bool genuine, int16_t score)
{
	out->genuine_pairs += genuine;
	out->accepted += !genuine && score >= ACCEPT;
	out->missed += genuine && score < ACCEPT;
}

static enum eg_err look(const struct finger_stock *s, struct outcome *out)
{
	static double row[2][STOCK_IMPOSTOR];
	size_t pairs[2] = {0};
	EG_AUTO(finger_matcher_free) struct finger_matcher *m = NULL;
	EG_TRY(finger_matcher_new(&m));
	for (size_t i = 0; i < STOCK_COUNT * STOCK_COUNT; i++) {
		const size_t a = i / STOCK_COUNT;
		const size_t b = i % STOCK_COUNT;
		if (a >= b || !is_taken(a) || !is_taken(b)) {
			continue;
		}
		const bool genuine = a / STOCK_IMPRESSIONS == b / STOCK_IMPRESSIONS;
		const int16_t score = finger_match(m, &s->item[a].made, &s->item[b].made);
		row[genuine][pairs[genuine]++] =
			score < FINGER_SCORE_LEAST ? FINGER_SCORE_LEAST : score;
		count(out, genuine, score);
	}
	for (int k = 0; k < 2; k++) {
		finger_stock_sort(row[k], pairs[k]);
	}
	out->impostor[0] = finger_stock_at(row[0], pairs[0], 0.99);
	out->impostor[1] = finger_stock_at(row[0], pairs[0], 1);
	out->genuine[0] = finger_stock_at(row[1], pairs[1], 0.05);
	out->genuine[1] = finger_stock_at(row[1], pairs[1], 0.5);
	return EG_OK;
}

static void print(const char *set, const char *mark, const struct outcome *o)
{
	printf("%-16s %-32s %5.0f %5.0f %6zu   %5.0f %5.0f %3zu/%zu  %6.1f %3zu\n", set, mark,
	       o->impostor[0], o->impostor[1], o->accepted, o->genuine[0], o->genuine[1], o->missed,
	       o->genuine_pairs, o->minutiae, o->without);
	(void)fflush(stdout); /* a set takes a while */
}

/* False where a mark takes impostors over the threshold that a clean plate keeps out. */
static enum eg_err run(const struct finger_stock *clean, struct finger_stock *marked, bool *good)
{
	double bar = ACCEPT;
	for (size_t i = 0; i < plate_mark_count(); i++) {
		struct outcome o = {0};
		EG_TRY(mark_all(clean, &plate_marks[i], marked));
		EG_TRY(extract_all(marked, &o));
		EG_TRY(look(marked, &o));
		print(clean->name, plate_marks[i].name, &o);
		if (plate_marks[i].kind == PLATE_CLEAN) {
			bar = o.impostor[1] + WORST > ACCEPT ? o.impostor[1] + WORST : ACCEPT;
		}
		*good = *good && o.impostor[1] < bar;
	}
	return EG_OK;
}

static enum eg_err made(const char *name, bool capacitive, bool *good)
{
	EG_AUTO(finger_stock_free) struct finger_stock clean = {0};
	EG_AUTO(finger_stock_free) struct finger_stock marked = {0};
	EG_TRY(finger_stock_make(&clean, name, capacitive));
	EG_TRY(finger_stock_make(&marked, name, capacitive));
	return run(&clean, &marked, good);
}

static enum eg_err real(const char *folder, const char *set, bool *good)
{
	EG_AUTO(finger_stock_free) struct finger_stock clean = {0};
	EG_AUTO(finger_stock_free) struct finger_stock marked = {0};
	char path[512];
	(void)snprintf(path, sizeof(path), "%s/%s", folder, set); /* else not found */
	if (finger_stock_load(&clean, set, path, "png", 500) != EG_OK) {
		printf("skipped: %s is not there\n", path);
		return EG_OK;
	}
	EG_TRY(finger_stock_load(&marked, set, path, "png", 500));
	return run(&clean, &marked, good);
}

int main(int argc, char *argv[])
{
	bool good = true;
	printf("%-16s %-32s %5s %5s %6s   %5s %5s %7s %6s %3s\n", "set", "mark", "99 %", "most",
	       ">= 10", "5 %", "50 %", "missed", "minut.", "no");
	enum eg_err err = argc > 2 ? EG_OK : made("made, optical", false, &good);
	err = err == EG_OK && argc <= 2 ? made("made, capacitive", true, &good) : err;
	for (size_t i = 0; i < 2 && argc == 2 && err == EG_OK; i++) {
		static const char *const set[] = {"DB1_B", "DB3_B"};
		err = real(argv[1], set[i], &good);
	}
	for (int i = 2; i < argc && err == EG_OK; i++) {
		err = real(argv[1], argv[i], &good);
	}
	if (err != EG_OK) {
		printf("failed: %s\n", eg_fault_last().reason);
	}
	printf("%s\n",
	       good ? "no mark makes a finger another's" : "a mark makes a finger ANOTHER'S");
	return err == EG_OK && good ? EXIT_SUCCESS : EXIT_FAILURE;
}
