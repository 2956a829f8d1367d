/*
 * face_thresholds: what an embedder's description says of its thresholds, held against a set of
 * people.
 *
 *   face_thresholds MODEL_FOLDER SET_FOLDER MODEL
 *
 * The set is as for face_accuracy: NNN_neutral.jpg (the chip's portrait) and NNN_smiling.jpg (the
 * live view). Genuine pairs are a person's two pictures, impostor pairs all pictures of different
 * people. Prints the rates at every threshold of the table, and the thresholds that this set alone
 * would give. Exit 77 without the set or the model; failure where false matches are clearly more
 * than the table says.
 */
#include "measure.h"
#include "prog/face_open.h"

#include <stdio.h>
#include <stdlib.h>

#define PEOPLE_MAX   200
#define PICTURES     2
#define PAIRS_MAX    (2 * PEOPLE_MAX * (PEOPLE_MAX - 1))
#define EXIT_MISSING 77
/* More than three times what was to be expected, and three, is no accident. */
#define ACCIDENT 3

static struct face_template people[PEOPLE_MAX][PICTURES];
static int16_t genuine[PEOPLE_MAX];
static int16_t impostor[PAIRS_MAX];

static enum eg_err embed(struct face_engine *e, const char *path, bool portrait,
			 struct face_template *out)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_AUTO(picture_free) struct picture p = {0};
	struct face_observation seen;
	EG_TRY(measure_file(path, &file));
	EG_TRY(picture_decode(bytes_rd(&file), PICTURE_SIDE_MAX, &p));
	EG_TRY(portrait ? face_observe_portrait(e, &p, 0, &seen) : face_observe(e, &p, 0, &seen));
	*out = seen.face;
	return EG_OK;
}

static size_t load_people(struct face_engine *e, const char *folder)
{
	static const char *const names[PICTURES] = {"neutral", "smiling"};
	size_t count = 0;
	for (int number = 1; number < 1000 && count < PEOPLE_MAX; number++) {
		bool whole = true;
		for (size_t k = 0; k < PICTURES && whole; k++) {
			char path[512];
			(void)snprintf(path, sizeof(path), "%s/%03d_%s.jpg", folder, number,
				       names[k]);
			whole = embed(e, path, k == 0, &people[count][k]) == EG_OK;
		}
		count += whole; /* numbers have gaps; the count of people is printed */
	}
	return count;
}

static int16_t score(size_t a, size_t picture_a, size_t b, size_t picture_b)
{
	int16_t value = -1000;
	return face_compare(&people[a][picture_a], &people[b][picture_b], &value) == EG_OK ? value
											   : 1000;
}

static int by_score(const void *a, const void *b)
{
	return *(const int16_t *)a - *(const int16_t *)b;
}

static size_t compare_all(size_t count)
{
	size_t pairs = 0;
	for (size_t a = 0; a < count; a++) {
		genuine[a] = score(a, 0, a, 1);
		for (size_t b = 0; b < a; b++) {
			for (size_t k = 0; k < PICTURES * PICTURES; k++) {
				impostor[pairs++] = score(a, k / PICTURES, b, k % PICTURES);
			}
		}
	}
	qsort(genuine, count, sizeof(genuine[0]), by_score);
	qsort(impostor, pairs, sizeof(impostor[0]), by_score);
	return pairs;
}

static size_t below(const int16_t *sorted, size_t count, int16_t threshold)
{
	size_t i = 0;
	while (i < count && sorted[i] < threshold) {
		i++;
	}
	return i;
}

static bool print_table(const struct face_embedder *m, size_t count, size_t pairs)
{
	bool good = true;
	for (size_t i = 0; i < m->fmr_count; i++) {
		const struct face_fmr *f = &m->fmr[i];
		size_t passed = pairs - below(impostor, pairs, f->score);
		size_t lost = below(genuine, count, f->score);
		bool kept = (double)passed <= ACCIDENT * (1 + (double)pairs / (double)f->one_in);
		printf("1/%-6u %5d   passed %3zu of %zu   lost %3zu of %zu   %s\n", f->one_in,
		       f->score, passed, pairs, lost, count, kept ? "as described" : "WORSE");
		printf("{\"bench\":\"face_thresholds\",\"one_in\":%u,\"threshold\":%d,"
		       "\"fmr\":%.6f,\"fnmr\":%.4f}\n",
		       f->one_in, f->score, (double)passed / (double)pairs,
		       (double)lost / (double)count);
		good = good && kept;
	}
	return good;
}

/* The lowest threshold that lets at most this share of the set's own impostors pass. */
static void print_own(size_t count, size_t pairs)
{
	static const unsigned rates[] = {20, 50, 100, 200, 500, 1000};
	for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
		int16_t threshold = (int16_t)(impostor[pairs - pairs / rates[i] - 1] + 1);
		printf("of this set alone 1/%-5u %5d   lost %zu of %zu\n", rates[i], threshold,
		       below(genuine, count, threshold), count);
	}
}

int main(int argc, char *argv[])
{
	EG_AUTO(face_engine_close) struct face_engine *e = NULL;
	if (argc != 4) {
		(void)fputs("usage: face_thresholds MODEL_FOLDER SET_FOLDER MODEL\n", stderr);
		return EXIT_FAILURE;
	}
	if (face_open(argv[1], argv[3], &e) != EG_OK) {
		printf("skipped: model: %s\n", eg_fault_last().reason);
		return EXIT_MISSING;
	}
	size_t count = load_people(e, argv[2]);
	if (count < 2) {
		printf("skipped: no pairs of pictures in the set's folder\n");
		return EXIT_MISSING;
	}
	size_t pairs = compare_all(count);
	printf("people %zu   genuine lowest %d, median %d, highest %d   impostors highest %d\n",
	       count, genuine[0], genuine[count / 2], genuine[count - 1], impostor[pairs - 1]);
	bool good = print_table(face_engine_embedder(e), count, pairs);
	print_own(count, pairs);
	printf("%s\n", good ? "as described" : "WORSE than described");
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
