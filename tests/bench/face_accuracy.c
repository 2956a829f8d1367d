/*
 * face_accuracy: every portrait against every live picture of a set of people, as egate face set
 * does it, and whether the thresholds of policy are as good as promised.
 *
 *   face_accuracy MODEL_FOLDER SET_FOLDER
 *
 * The set is NNN_neutral.jpg (made the chip's portrait, JPEG 2000 of 15 kB) and NNN_smiling.jpg
 * (the live view, then made worse in known ways), as the Face Research Lab London Set is named
 * here. Exit 77 without it; failure when a genuine pair of good pictures falls below the match
 * threshold, more impostors pass than were measured, or the mean genuine score under a condition is
 * off by more than two points of a hundred.
 */
#include "prog/face_open.h"
#include "prog/set_run.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define EXIT_MISSING 77
#define CHIP         "jp2:15"
/* Promised of 2,550 impostor pairs; of all people's 10,302 pairs 6 were at or above 450. */
#define IMPOSTORS_OF_10000_MAX 16
#define POINTS_MAX             20 /* of 1000 */

/* A condition of the live picture and what was measured on all 102 people of the set with other
 * code. */
struct row {
	const char *condition; /* NULL: as it is */
	int mean;              /* genuine scores */
	unsigned failed;       /* faces that may not be found */
};

/* How much noise and blur the first of the known figures had is not on record: these give them. */
static const struct row rows[] = {
	{NULL, 911, 0},
	{"eyes:120,blur:0.8,noise:5", 917, 0},
	{"eyes:60,blur:0.8,noise:5", 915, 0},
	{"eyes:40,blur:0.8,noise:5", 899, 0},
	{"eyes:25,blur:0.8,noise:5", 833, 0},
	{"eyes:90,blur:2", 910, 0},
	{"eyes:90,blur:4", 824, 0},
	{"eyes:90,blur:6", 640, 0},
	{"half-light,noise:12", 841, 1},
	{"over:1.6", 895, 0},
	{"over:2.2", 748, 0},
};

struct bench {
	struct face_engine *engine;
	struct set set;
	struct set_order order;
	struct policy policy;
	bool good;
};

static void tell(const struct bench *b, const struct row *row, const struct set_score *score)
{
	const struct score_pairs *p = &score->pairs;
	const char *name = row->condition == NULL ? "as it is" : row->condition;
	uint64_t below = score_below(&p->genuine, b->policy.face_match);
	uint64_t passed = score_above(&p->impostor, b->policy.face_match);
	printf("%-26s %5d %6.0f %6d %8llu of %llu %6zu %7d %6llu of %llu\n", name, row->mean,
	       score_mean(&p->genuine), score_lowest(&p->genuine), (unsigned long long)below,
	       (unsigned long long)p->genuine.total, b->set.failed, score_highest(&p->impostor),
	       (unsigned long long)passed, (unsigned long long)p->impostor.total);
	printf("{\"bench\":\"face_accuracy\",\"condition\":\"%s\",\"genuine\":%llu,\"rejected\":%"
	       "llu,"
	       "\"not_enrolled\":%zu,\"genuine_mean\":%.1f,\"genuine_min\":%d,\"impostors\":%llu,"
	       "\"passed\":%llu,\"impostor_max\":%d}\n",
	       name, (unsigned long long)p->genuine.total, (unsigned long long)below, b->set.failed,
	       score_mean(&p->genuine), score_lowest(&p->genuine),
	       (unsigned long long)p->impostor.total, (unsigned long long)passed,
	       score_highest(&p->impostor));
}

static bool is_as_promised(const struct bench *b, const struct row *row,
			   const struct set_score *score)
{
	const struct score_pairs *p = &score->pairs;
	uint64_t passed = score_above(&p->impostor, b->policy.face_match);
	bool near = fabs(score_mean(&p->genuine) - row->mean) <= POINTS_MAX;
	bool found = b->set.failed <= row->failed;
	if (row->condition != NULL) {
		return near && found;
	}
	return near && found && score_below(&p->genuine, b->policy.face_match) == 0 &&
	       passed * 10000 <= p->impostor.total * IMPOSTORS_OF_10000_MAX;
}

static enum eg_err measure(struct bench *b, const struct row *row)
{
	EG_AUTO(set_score_free) struct set_score score = {0};
	struct conditions conditions;
	if (row->condition == NULL) {
		EG_TRY(set_enrol(&b->set, &b->order, b->engine));
	} else {
		EG_TRY(conditions_read(row->condition, &conditions));
		b->order.conditions = &conditions;
		EG_TRY(set_enrol_live(&b->set, &b->order, b->engine));
		b->order.conditions = NULL;
	}
	EG_TRY(set_score_all(&b->set, NULL, &score));
	tell(b, row, &score);
	if (!is_as_promised(b, row, &score)) {
		printf("WORSE than promised\n");
		b->good = false;
	}
	return EG_OK;
}

static enum eg_err run(struct bench *b)
{
	printf("condition                  known   mean lowest  rejected    not found highest "
	       "impostors\n");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		EG_TRY(measure(b, &rows[i]));
	}
	return EG_OK;
}

int main(int argc, char *argv[])
{
	struct portrait_order chip;
	struct bench b = {.policy = policy_default(), .good = true};
	if (argc != 3) {
		(void)fputs("usage: face_accuracy MODEL_FOLDER SET_FOLDER\n", stderr);
		return EXIT_FAILURE;
	}
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	b.order = (struct set_order){.folder = argv[2],
				     .portrait = "neutral",
				     .live = "smiling",
				     .chip = &chip,
				     .probe = 1,
				     .jobs = processors < 1 ? 1 : (unsigned)processors,
				     .seed = 1};
	if (portrait_read(CHIP, &chip) != EG_OK || face_open(argv[1], NULL, &b.engine) != EG_OK) {
		printf("skipped: models: %s\n", eg_fault_last().reason);
		return EXIT_MISSING;
	}
	if (set_open(&b.order, &b.set) != EG_OK) {
		printf("skipped: set: %s\n", eg_fault_last().reason);
		face_engine_close(&b.engine);
		return EXIT_MISSING;
	}
	enum eg_err err = run(&b);
	if (err != EG_OK) {
		printf("%s\n", eg_fault_last().reason);
	}
	set_free(&b.set);
	face_engine_close(&b.engine);
	printf("%s\n", b.good && err == EG_OK ? "as promised" : "NOT as promised");
	return b.good && err == EG_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
