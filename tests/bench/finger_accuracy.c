/*
 * finger_accuracy: error rates and times of the extractor and the matcher, by the FVC protocol,
 * beside those of libfprint's mindtct and bozorth3.
 *
 *   finger_accuracy PEER [FOLDER DPI]...
 *
 * A folder holds FINGER_IMPRESSION.png, .pgm or .wsq. The earlier impression of each pair is the
 * chip's (through WSQ at 0.75 bits a pixel), the later one the live one, as it is. Genuine: all
 * pairs of a finger's impressions. Impostor: all pairs of different fingers' impressions; the row
 * "first" takes the first impressions alone, as FVC did. Nothing is left out: what the extractor
 * refuses scores lowest. "all" pools the sets under one threshold. "two" sums the scores of two
 * fingers that are taken for one person's.
 *
 * PEER: the program finger_bozorth, or "none". Without folders: the four sets of FVC2002, and
 * failure where the promises of docs/finger.md are not kept. Exit 77 without them.
 */
#include "finger_beside.h"
#include "finger_rates.h"

#include "biometrics/finger_match.h"

#include <math.h>
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
#define MATCH_MOST   1000 /* us of CPU, 95th percentile */

enum matcher { OWN, PEER, MATCHERS };
static const char *const matcher_name[MATCHERS] = {"egate", "libfprint"};

struct bench {
	struct finger_set set[FINGER_SETS_MAX];
	float *score[FINGER_SETS_MAX][MATCHERS]; /* [chip * count + live] */
	size_t sets;
	struct measure_times match;
	bool peer;
};

static const struct {
	const char *folder;
	uint16_t dpi;
} known[] = {
	{"../shared/data/finger/fvc2002/DB1_B", 500},
	{"../shared/data/finger/fvc2002/DB2_B", 569},
	{"../shared/data/finger/fvc2002/DB3_B", 500},
	{"../shared/data/finger/fvc2002/DB4_B", 500},
};

/* The chip's impression comes before the live one: of a finger, or of all. */
static bool is_pair(const struct finger_set *s, size_t chip, size_t live)
{
	return chip < live && (s->print[chip].order != s->print[live].order ||
			       s->print[chip].impression < s->print[live].impression);
}

static enum eg_err match_all(struct bench *b, size_t set)
{
	EG_AUTO(finger_matcher_free) struct finger_matcher *m = NULL;
	const struct finger_set *s = &b->set[set];
	EG_TRY(finger_matcher_new(&m));
	for (size_t i = 0; i < s->count * s->count; i++) {
		size_t chip = i / s->count;
		size_t live = i % s->count;
		if (is_pair(s, chip, live)) {
			int64_t begin = finger_set_cpu();
			int16_t score = finger_match(m, &s->print[chip].made[FINGER_CHIP],
						     &s->print[live].made[FINGER_LIVE]);
			measure_add(&b->match, finger_set_cpu() - begin);
			b->score[set][OWN][i] =
				score == FINGER_SCORE_NONE ? FINGER_SCORE_LEAST : score;
		}
	}
	return EG_OK;
}

/* Fingers are counted through all sets. */
static size_t first_finger(const struct bench *b, size_t set)
{
	size_t first = 0;
	for (size_t i = 0; i < set; i++) {
		first += b->set[i].fingers;
	}
	return first;
}

static enum eg_err add_set(const struct bench *b, size_t set, enum matcher matcher, bool first_only,
			   struct rates_trials *out)
{
	const struct finger_set *s = &b->set[set];
	size_t base = first_finger(b, set);
	for (size_t i = 0; i < s->count * s->count; i++) {
		const struct set_print *chip = &s->print[i / s->count];
		const struct set_print *live = &s->print[i % s->count];
		bool genuine = chip->order == live->order;
		bool first = (chip == s->print || chip[-1].order != chip->order) &&
			     (live == s->print || live[-1].order != live->order);
		if (is_pair(s, i / s->count, i % s->count) && (genuine || first || !first_only)) {
			struct rates_trial t = {.score = b->score[set][matcher][i],
						.finger_a = (uint16_t)(base + chip->order),
						.finger_b = (uint16_t)(base + live->order)};
			EG_TRY(rates_add(out, t));
		}
	}
	return EG_OK;
}

/* Score of two images in whichever order they were compared; NAN: never. */
static float score_of(const struct bench *b, size_t set, enum matcher matcher, size_t x, size_t y)
{
	return b->score[set][matcher]
		       [x < y ? x * b->set[set].count + y : y * b->set[set].count + x];
}

/* The same impression of the finger after this one: the second finger of the person. */
static size_t second(const struct finger_set *s, size_t print)
{
	size_t order = (s->print[print].order + 1) % s->fingers;
	for (size_t i = 0; i < s->count; i++) {
		if (s->print[i].order == order &&
		    s->print[i].impression == s->print[print].impression) {
			return i;
		}
	}
	return s->count;
}

static enum eg_err add_two(const struct bench *b, size_t set, enum matcher matcher,
			   struct rates_trials *out)
{
	const struct finger_set *s = &b->set[set];
	size_t base = first_finger(b, set);
	for (size_t i = 0; i < s->count * s->count; i++) {
		size_t chip = i / s->count;
		size_t live = i % s->count;
		size_t chip_two = second(s, chip);
		size_t live_two = second(s, live);
		if (!is_pair(s, chip, live) || chip_two == s->count || live_two == s->count) {
			continue;
		}
		float sum = score_of(b, set, matcher, chip, live) +
			    score_of(b, set, matcher, chip_two, live_two);
		struct rates_trial t = {.score = sum,
					.finger_a = (uint16_t)(base + s->print[chip].order),
					.finger_b = (uint16_t)(base + s->print[live].order)};
		if (!isnan(sum)) {
			EG_TRY(rates_add(out, t));
		}
	}
	return EG_OK;
}

static const char *short_name(const struct finger_set *s)
{
	const char *slash = strrchr(s->name, '/');
	return slash == NULL || slash[1] == '\0' ? s->name : slash + 1;
}

static enum eg_err tell(struct rates_trials *t, enum matcher matcher, const char *what,
			struct rates_result *out)
{
	enum eg_err err = rates_of(t, out);
	if (err == EG_OK) {
		rates_print(BENCH, matcher_name[matcher], what, out);
	}
	rates_free(t);
	return err;
}

static enum eg_err tell_matcher(const struct bench *b, enum matcher matcher,
				struct rates_result *all, struct rates_result *two)
{
	struct rates_trials t = {0};
	struct rates_result r;
	char what[64];
	for (size_t i = 0; i < b->sets; i++) {
		(void)snprintf(what, sizeof(what), "%s first", short_name(&b->set[i]));
		EG_TRY(add_set(b, i, matcher, true, &t));
		EG_TRY(tell(&t, matcher, what, &r));
		EG_TRY(add_set(b, i, matcher, false, &t));
		EG_TRY(tell(&t, matcher, short_name(&b->set[i]), &r));
	}
	for (size_t i = 0; i < b->sets; i++) {
		EG_TRY(add_set(b, i, matcher, false, &t));
	}
	EG_TRY(tell(&t, matcher, "all", all));
	for (size_t i = 0; i < b->sets; i++) {
		EG_TRY(add_two(b, i, matcher, &t));
	}
	return tell(&t, matcher, "all, two", two);
}

static bool keeps(const char *what, double value, double most)
{
	printf("%-52s %6.2f %%   at most %6.2f %%   %s\n", what, value * 100, most * 100,
	       value <= most ? "kept" : "NOT KEPT");
	return value <= most;
}

static bool judge(struct bench *b, const struct rates_result all[MATCHERS],
		  const struct rates_result two[MATCHERS])
{
	bool good = keeps("EER", all[OWN].value.eer, EER_MOST);
	good = keeps("FNMR at FMR 0.1 %", all[OWN].value.fnmr[1], FMR1000_MOST) && good;
	good = keeps("two fingers, FNMR at FMR 0.05 %", two[OWN].value.fnmr[2], TWO_MOST) && good;
	if (b->peer) {
		good = keeps("EER, of libfprint's", all[OWN].value.eer,
			     PEERS_SHARE * all[PEER].value.eer) &&
		       good;
		good = keeps("FNMR at FMR 0.1 %, of libfprint's", all[OWN].value.fnmr[1],
			     PEERS_SHARE * all[PEER].value.fnmr[1]) &&
		       good;
	}
	int64_t match = measure_at(&b->match, 95);
	printf("%-52s %6.2f ms  at most %6.2f ms  %s\n", "match, 95th percentile",
	       (double)match / 1000, MATCH_MOST / 1000.0,
	       match <= MATCH_MOST ? "kept" : "NOT KEPT");
	return good && match <= MATCH_MOST;
}

static enum eg_err add_folder(struct bench *b, const char *folder, uint16_t dpi, const char *peer)
{
	struct finger_set *s = &b->set[b->sets];
	EG_TRY(finger_set_load(folder, dpi, s));
	EG_TRY(finger_set_extract(s));
	for (size_t k = 0; k < MATCHERS; k++) {
		b->score[b->sets][k] = calloc(s->count * s->count, sizeof(float));
		if (b->score[b->sets][k] == NULL) {
			return EG_FAIL(EG_NO_MEMORY, "room for scores");
		}
		for (size_t i = 0; i < s->count * s->count; i++) {
			b->score[b->sets][k][i] = NAN;
		}
	}
	EG_TRY(match_all(b, b->sets));
	printf("%-16s %zu images of %zu fingers; refused: %zu chip, %zu live\n", short_name(s),
	       s->count, s->fingers, s->refused[FINGER_CHIP], s->refused[FINGER_LIVE]);
	measure_print(BENCH, "extract (CPU)", &s->extract);
	if (b->peer) {
		EG_TRY(finger_beside(peer, s, b->score[b->sets][PEER]));
	}
	b->sets++;
	return EG_OK;
}

static enum eg_err run(struct bench *b, bool promised, bool *good)
{
	struct rates_result all[MATCHERS];
	struct rates_result two[MATCHERS];
	measure_print(BENCH, "match (CPU)", &b->match);
	printf("template %zu bytes\n", sizeof(struct finger_template));
	rates_head();
	for (size_t k = 0; k < (b->peer ? MATCHERS : 1U); k++) {
		EG_TRY(tell_matcher(b, (enum matcher)k, &all[k], &two[k]));
	}
	*good = !promised || judge(b, all, two);
	return EG_OK;
}

static enum eg_err add_folders(struct bench *b, int argc, char *argv[])
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]) && argc == 2; i++) {
		EG_TRY(add_folder(b, known[i].folder, known[i].dpi, argv[1]));
	}
	for (int i = 2; i + 1 < argc && b->sets < FINGER_SETS_MAX; i += 2) {
		long dpi = strtol(argv[i + 1], NULL, 10);
		if (dpi < FINGER_DPI_MIN || dpi > FINGER_DPI_MAX) {
			return EG_FAIL(EG_BAD_DATA, "DPI: 250 to 1000");
		}
		EG_TRY(add_folder(b, argv[i], (uint16_t)dpi, argv[1]));
	}
	return EG_OK;
}

int main(int argc, char *argv[])
{
	static struct bench b;
	bool good = false;
	if (argc < 2 || argc % 2 != 0) {
		(void)fputs("usage: finger_accuracy PEER [FOLDER DPI]...\n", stderr);
		return EXIT_FAILURE;
	}
	if (argc == 2 && access(known[0].folder, R_OK) != 0) {
		printf("skipped: no %s\n", known[0].folder);
		return EXIT_MISSING;
	}
	b.peer = strcmp(argv[1], "none") != 0;
	enum eg_err err = add_folders(&b, argc, argv);
	if (err == EG_OK) {
		err = run(&b, argc == 2, &good);
	}
	if (err != EG_OK) {
		printf("failed: %s\n", eg_fault_last().reason);
	}
	for (size_t i = 0; i < FINGER_SETS_MAX; i++) {
		finger_set_free(&b.set[i]);
		free(b.score[i][OWN]);
		free(b.score[i][PEER]);
	}
	return err == EG_OK && good ? EXIT_SUCCESS : EXIT_FAILURE;
}
