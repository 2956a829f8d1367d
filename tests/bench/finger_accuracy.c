/*
 * finger_accuracy: error rates and times of the extractor and the matcher, by the FVC protocol,
 * beside those of libfprint's mindtct and bozorth3.
 *
 *   finger_accuracy PEER [FOLDER DPI]...
 *
 * A folder holds FINGER_IMPRESSION.png (or another ending of finger_set). The earlier impression of
 * each pair is the chip's (through WSQ at 0.75 bits a pixel), the later one the live one, as it is.
 * Genuine: all pairs of a finger's impressions. Impostor: all pairs of different fingers'
 * impressions; the row "first" takes the first impressions alone, as FVC did. Nothing is left out:
 * what the extractor refuses scores lowest. "all" pools the sets under one threshold. "two" sums
 * the scores of two fingers that are taken for one person's. "egate-raw": the chip's image as it
 * is, too; what WSQ costs is said with what chance may have done.
 *
 * PEER: the program finger_bozorth, or "none". Without folders: the four sets of FVC2002, and
 * failure where the promises of docs/finger.md are not kept. Exit 77 without them.
 */
#include "finger_trial.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BENCH        "finger_accuracy"
#define EXIT_MISSING 77
#define EER_MOST     0.025
#define FMR1000_MOST 0.06
#define PEERS_SHARE  0.45 /* of what libfprint's matcher loses at the same false-match rate */
#define TWO_MOST     0.008
#define WSQ_MOST     0.05 /* relative EER */
#define MATCH_MOST   1000 /* us of CPU, 95th percentile */

static const struct {
	const char *folder;
	uint16_t dpi;
} known[] = {
	{"../shared/data/finger/fvc2002/DB1_B", 500},
	{"../shared/data/finger/fvc2002/DB2_B", 569},
	{"../shared/data/finger/fvc2002/DB3_B", 500},
	{"../shared/data/finger/fvc2002/DB4_B", 500},
};

static enum eg_err tell_rival(const struct finger_trials *t, enum finger_rival rival,
			      struct rates_result *all, struct rates_result *two)
{
	struct rates_result r;
	char what[64];
	for (size_t i = 0; i < t->sets; i++) {
		const char *name = finger_trials_name(t, i);
		uint64_t set = (uint64_t)1 << i;
		(void)snprintf(what, sizeof(what), "%s first", name);
		EG_TRY(finger_trials_tell(t, rival, FINGER_PAIRS_FIRST, set, what, &r));
		EG_TRY(finger_trials_tell(t, rival, FINGER_PAIRS_ALL, set, name, &r));
	}
	EG_TRY(finger_trials_tell(t, rival, FINGER_PAIRS_ALL, FINGER_ALL_SETS, "all", all));
	return finger_trials_tell(t, rival, FINGER_PAIRS_TWO, FINGER_ALL_SETS, "all, two", two);
}

static bool keeps(const char *what, double value, double most)
{
	printf("%-52s %6.2f %%   at most %6.2f %%   %s\n", what, value * 100, most * 100,
	       value <= most ? "kept" : "NOT KEPT");
	return value <= most;
}

static bool judge(struct finger_trials *t, const struct rates_result all[FINGER_RIVALS],
		  const struct rates_result two[FINGER_RIVALS])
{
	const struct rates *own = &all[FINGER_OWN].value;
	const struct rates *peer = &all[FINGER_PEER].value;
	bool good = keeps("EER", own->eer, EER_MOST);
	good = keeps("FNMR at FMR 0.1 %", own->fnmr[1], FMR1000_MOST) && good;
	good = keeps("two fingers, FNMR at FMR 0.05 %", two[FINGER_OWN].value.fnmr[2], TWO_MOST) &&
	       good;
	if (t->peer != NULL) {
		good = keeps("EER, of libfprint's", own->eer, PEERS_SHARE * peer->eer) && good;
		good = keeps("FNMR at FMR 0.1 %, of libfprint's", own->fnmr[1],
			     PEERS_SHARE * peer->fnmr[1]) &&
		       good;
	}
	int64_t match = measure_at(&t->match, 95);
	printf("%-52s %6.2f ms  at most %6.2f ms  %s\n", "match, 95th percentile",
	       (double)match / 1000, MATCH_MOST / 1000.0,
	       match <= MATCH_MOST ? "kept" : "NOT KEPT");
	return good && match <= MATCH_MOST;
}

/* Few pairs make an error rate: what chance may have done is said beside it. */
static bool judge_wsq(const struct rates_cost *c)
{
	const char *verdict = "kept";
	if (c->share > WSQ_MOST) {
		verdict = c->share_low > WSQ_MOST ? "NOT KEPT" : "over it, within chance";
	}
	printf("%-52s %+6.1f %%   at most %6.2f %%   %s; chance alone: %+.0f to %+.0f %%\n",
	       "EER, relative cost of WSQ 15:1", c->share * 100, WSQ_MOST * 100, verdict,
	       c->share_low * 100, c->share_high * 100);
	return !(c->share_low > WSQ_MOST);
}

static enum eg_err add_folder(struct finger_trials *t, const char *folder, uint16_t dpi)
{
	if (t->sets == FINGER_SETS_MAX) {
		return EG_FAIL(EG_TOO_BIG, "more folders than there is room for");
	}
	EG_TRY(finger_set_load(folder, dpi, &t->set[t->sets]));
	return finger_trials_run(t);
}

static enum eg_err run(struct finger_trials *t, bool promised, bool *good)
{
	struct rates_result all[FINGER_RIVALS];
	struct rates_result two[FINGER_RIVALS];
	struct rates_cost cost;
	measure_print(BENCH, "match (CPU)", &t->match);
	printf("template %zu bytes\n", sizeof(struct finger_template));
	rates_head();
	for (unsigned k = 0; k < FINGER_RIVALS; k++) {
		if (k != FINGER_PEER || t->peer != NULL) {
			EG_TRY(tell_rival(t, (enum finger_rival)k, &all[k], &two[k]));
		}
	}
	for (size_t i = 0; i < t->sets; i++) {
		uint64_t set = (uint64_t)1 << i;
		EG_TRY(finger_trials_tell_wsq(t, set, finger_trials_name(t, i), &cost));
	}
	EG_TRY(finger_trials_tell_wsq(t, FINGER_ALL_SETS, "all", &cost));
	*good = !promised || judge(t, all, two);
	*good = (judge_wsq(&cost) || !promised) && *good;
	return EG_OK;
}

static enum eg_err add_folders(struct finger_trials *t, int argc, char *argv[])
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]) && argc == 2; i++) {
		EG_TRY(add_folder(t, known[i].folder, known[i].dpi));
	}
	for (int i = 2; i + 1 < argc; i += 2) {
		long dpi = strtol(argv[i + 1], NULL, 10);
		if (dpi < FINGER_DPI_MIN || dpi > FINGER_DPI_MAX) {
			return EG_FAIL(EG_BAD_DATA, "DPI: 250 to 1000");
		}
		EG_TRY(add_folder(t, argv[i], (uint16_t)dpi));
	}
	return EG_OK;
}

int main(int argc, char *argv[])
{
	static struct finger_trials t = {.bench = BENCH};
	bool good = false;
	if (argc < 2 || argc % 2 != 0) {
		(void)fputs("usage: finger_accuracy PEER [FOLDER DPI]...\n", stderr);
		return EXIT_FAILURE;
	}
	if (argc == 2 && access(known[0].folder, R_OK) != 0) {
		printf("skipped: no %s\n", known[0].folder);
		return EXIT_MISSING;
	}
	t.peer = strcmp(argv[1], "none") == 0 ? NULL : argv[1];
	enum eg_err err = add_folders(&t, argc, argv);
	if (err == EG_OK) {
		err = run(&t, argc == 2, &good);
	}
	if (err != EG_OK) {
		printf("failed: %s\n", eg_fault_last().reason);
	}
	finger_trials_free(&t);
	return err == EG_OK && good ? EXIT_SUCCESS : EXIT_FAILURE;
}
