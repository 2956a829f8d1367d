/*
 * finger_hard: error rates on fingers that were pressed worse, and on sensors of other kinds, than
 * those of the sets at hand; beside libfprint's mindtct and bozorth3.
 *
 *   finger_hard PEER [FOLDER DPI]...
 *
 * Each image of a folder is changed as finger_change has it: turned, bent, dried, wetted, cut,
 * swept, or shown by a sensor of another resolution; and fingers are made and pressed as people who
 * were told to be awkward would, on four sensors. Everything else is as in finger_accuracy: one
 * threshold for all. Without folders: FVC2002 DB1_B and DB3_B, on which the matcher was tuned. It
 * promises nothing: it shows where the matcher loses. PEER: finger_bozorth, or "none".
 */
#include "finger_change.h"
#include "finger_trial.h"
#include "simulator/finger_press.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BENCH         "finger_hard"
#define EXIT_MISSING  77
#define FINGERS       10
#define IMPRESSIONS   8
#define NAME_MAX_HERE 64

static const struct {
	const char *folder;
	uint16_t dpi;
} known[] = {
	{"../shared/data/finger/fvc2002/DB1_B", 500},
	{"../shared/data/finger/fvc2002/DB3_B", 500},
};

static const struct sensor {
	const char *name;
	enum finger_platen platen;
	uint16_t width;
	uint16_t height;
	uint16_t dpi;
	double pressure;
	double stretch;
	double contrast;
	double noise;
	double spread; /* 1: volunteers who were told to differ */
} sensors[] = {
	{"made 640 x 480", FINGER_PLATEN_OPTICAL, 640, 480, 500, 0.5, 0.25, 0.9, 4, 1.3},
	{"made 328 x 364", FINGER_PLATEN_OPTICAL, 328, 364, 512, 0.5, 0.05, 0.9, 8, 1.5},
	{"made 300 x 480", FINGER_PLATEN_CAPACITIVE, 300, 480, 512, 0.7, 0.05, 0.9, 10, 1.3},
	{"made 288 x 384", FINGER_PLATEN_OPTICAL, 288, 384, 500, 0.5, 0.05, 0.6, 13, 1.3},
};

struct hard {
	struct finger_trials trials;
	char name[FINGER_SETS_MAX][NAME_MAX_HERE];
};

static enum eg_err begin(struct hard *h, const char *first, const char *second)
{
	size_t at = h->trials.sets;
	if (at == FINGER_SETS_MAX) {
		return EG_FAIL(EG_TOO_BIG, "more sets than there is room for");
	}
	(void)snprintf(h->name[at], sizeof(h->name[at]), "%s%s%s", first, second == NULL ? "" : " ",
		       second == NULL ? "" : second);
	return finger_set_new(h->name[at], &h->trials.set[at]);
}

static enum eg_err add_changed(struct hard *h, const struct finger_set *from, const char *name,
			       const struct finger_change *change)
{
	EG_TRY(begin(h, name, change->name));
	struct finger_set *to = &h->trials.set[h->trials.sets];
	for (size_t i = 0; i < from->count; i++) {
		EG_AUTO(finger_image_free) struct finger_image image = {0};
		const struct set_print *p = &from->print[i];
		/* Each image of each change has its own chance; always the same. */
		uint64_t seed = (uint64_t)h->trials.sets * FINGER_SET_MAX + i;
		EG_TRY(finger_change_apply(&p->image[FINGER_LIVE], change, seed, &image));
		EG_TRY(finger_set_add(to, p->finger, p->impression, &image));
	}
	return finger_trials_run(&h->trials);
}

static enum eg_err add_folder(struct hard *h, const char *folder, uint16_t dpi)
{
	EG_AUTO(finger_set_free) struct finger_set from = {0};
	size_t count;
	const struct finger_change *change = finger_changes(&count);
	const char *slash = strrchr(folder, '/');
	EG_TRY(finger_set_load(folder, dpi, &from));
	for (size_t i = 0; i < count; i++) {
		EG_TRY(add_changed(h, &from, slash == NULL ? folder : slash + 1, &change[i]));
	}
	return EG_OK;
}

static enum eg_err add_press(struct finger_set *to, const struct finger_print *print,
			     const struct finger_press *press, unsigned finger, unsigned impression)
{
	EG_AUTO(finger_shot_made_free) struct finger_shot_made shot = {0};
	EG_AUTO(finger_image_free) struct finger_image image = {0};
	EG_TRY(finger_press_make(&shot, press, print));
	EG_TRY(finger_image_new(shot.width, shot.height, press->dpi, &image));
	for (size_t i = 0; i < (size_t)shot.width * shot.height; i++) {
		image.grey[i] = shot.grey[i];
	}
	return finger_set_add(to, finger, impression, &image);
}

static enum eg_err add_made(struct hard *h, const struct sensor *s, uint64_t seed)
{
	struct finger_press usual = finger_press_usual(0, s->width, s->height);
	usual.platen = s->platen;
	usual.dpi = s->dpi;
	usual.pressure = s->pressure;
	usual.stretch = s->stretch;
	usual.contrast = s->contrast;
	usual.noise = s->noise;
	EG_TRY(begin(h, s->name, NULL));
	for (unsigned f = 0; f < FINGERS; f++) {
		EG_AUTO(finger_print_free) struct finger_print print = {0};
		EG_TRY(finger_print_grow(&print, seed + f, FINGER_CLASS_COUNT));
		finger_print_age(&print, 15 + 5 * (double)f);
		for (unsigned i = 0; i < IMPRESSIONS; i++) {
			uint64_t own = seed * 100 + f * IMPRESSIONS + i;
			const struct finger_press press = finger_press_drawn(usual, own, s->spread);
			EG_TRY(add_press(&h->trials.set[h->trials.sets], &print, &press, f, i));
		}
	}
	return finger_trials_run(&h->trials);
}

static enum eg_err tell(const struct hard *h)
{
	const struct finger_trials *t = &h->trials;
	struct rates_result r;
	struct rates_cost cost;
	rates_head();
	for (unsigned k = 0; k < FINGER_RIVALS; k++) {
		enum finger_rival rival = (enum finger_rival)k;
		if (rival == FINGER_RAW || (rival == FINGER_PEER && t->peer == NULL)) {
			continue;
		}
		for (size_t i = 0; i < t->sets; i++) {
			EG_TRY(finger_trials_tell(t, rival, FINGER_PAIRS_ALL, (uint64_t)1 << i,
						  h->name[i], &r));
		}
		EG_TRY(finger_trials_tell(t, rival, FINGER_PAIRS_ALL, FINGER_ALL_SETS, "all", &r));
		EG_TRY(finger_trials_tell(t, rival, FINGER_PAIRS_TWO, FINGER_ALL_SETS, "all, two",
					  &r));
	}
	return finger_trials_tell_wsq(t, FINGER_ALL_SETS, "all", &cost);
}

static enum eg_err run(struct hard *h, int argc, char *argv[])
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]) && argc == 2; i++) {
		EG_TRY(add_folder(h, known[i].folder, known[i].dpi));
	}
	for (int i = 2; i + 1 < argc; i += 2) {
		long dpi = strtol(argv[i + 1], NULL, 10);
		if (dpi < FINGER_DPI_MIN || dpi > FINGER_DPI_MAX) {
			return EG_FAIL(EG_BAD_DATA, "DPI: 250 to 1000");
		}
		EG_TRY(add_folder(h, argv[i], (uint16_t)dpi));
	}
	for (size_t i = 0; i < sizeof(sensors) / sizeof(sensors[0]); i++) {
		EG_TRY(add_made(h, &sensors[i], 4001 + i));
	}
	measure_print(BENCH, "match (CPU)", &h->trials.match);
	return tell(h);
}

int main(int argc, char *argv[])
{
	static struct hard h = {.trials = {.bench = BENCH}};
	if (argc < 2 || argc % 2 != 0) {
		(void)fputs("usage: finger_hard PEER [FOLDER DPI]...\n", stderr);
		return EXIT_FAILURE;
	}
	if (argc == 2 && access(known[0].folder, R_OK) != 0) {
		printf("skipped: no %s\n", known[0].folder);
		return EXIT_MISSING;
	}
	h.trials.peer = strcmp(argv[1], "none") == 0 ? NULL : argv[1];
	enum eg_err err = run(&h, argc, argv);
	if (err != EG_OK) {
		printf("failed: %s\n", eg_fault_last().reason);
	}
	finger_trials_free(&h.trials);
	return err == EG_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
