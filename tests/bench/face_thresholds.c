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
#include "face_people.h"
#include "prog/face_open.h"

#include <stdio.h>
#include <stdlib.h>

#define PICTURES     FACE_PEOPLE_PICTURES
#define PAIRS_MAX    (2 * FACE_PEOPLE_MAX * (FACE_PEOPLE_MAX - 1))
#define EXIT_MISSING 77
/* More than three times what was to be expected, and three, is no accident. */
#define ACCIDENT 3

static struct face_people people;
static int16_t genuine[FACE_PEOPLE_MAX];
static int16_t impostor[PAIRS_MAX];

static int by_score(const void *a, const void *b)
{
	return *(const int16_t *)a - *(const int16_t *)b;
}

static size_t compare_all(size_t count)
{
	size_t pairs = 0;
	for (size_t a = 0; a < count; a++) {
		genuine[a] = face_people_score(&people, a, 0, a, 1);
		for (size_t b = 0; b < a; b++) {
			for (size_t k = 0; k < PICTURES * PICTURES; k++) {
				impostor[pairs++] = face_people_score(&people, a, k / PICTURES, b,
								      k % PICTURES);
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
	face_people_load(e, argv[2], &people);
	size_t count = people.count;
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
