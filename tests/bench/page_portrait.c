/*
 * page_portrait: the portrait that is printed on the page against the one in the chip: how surely a
 * rightful page is told from one whose photograph was exchanged.
 *
 *   page_portrait MODEL_FOLDER SET_FOLDER MODEL
 *
 * The set is as for face_accuracy. The chip holds NNN_neutral.jpg as a JPEG of a chip's size. The
 * page shows the same picture in print: grey, at a page reader's resolution, under security print,
 * worn. Impostors are all pages with all other people's chips. "other photo": the page shows
 * NNN_smiling.jpg instead, as where page and chip were made of different pictures. Prints rates at
 * the thresholds that a gate takes for the live face. Exit 77 without the set or the model.
 */
#include "degrade.h"
#include "face_people.h"
#include "measure.h"
#include "prog/face_job.h"
#include "prog/face_open.h"
#include "prog/face_policy.h"

#include "biometrics/condition.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define EXIT_MISSING 77
#define SEED         UINT64_C(20261130)

/* Print as page readers see it; eyes are 33 mm wide portraits' at 300 and 150 dpi. */
struct level {
	const char *name;
	const char *conditions;
	const char *photo;
	double gamma;   /* of the print */
	double lines;   /* grey levels of the security print over it */
	double period;  /* pixels, of its lines */
	int quality;    /* of the reader's JPEG */
	uint8_t lowest; /* black of the print: laminate and light lift it */
	bool promised;
};

static const struct level levels[] = {
	{"mild, 300 dpi", "eyes:90,blur:0.7,noise:3", "neutral", 1.0, 10, 9, 85, 20, true},
	{"hard, 300 dpi", "eyes:90,blur:1.6,noise:8,side-light:0.7", "neutral", 1.3, 22, 9, 60, 45,
	 true},
	{"mild, 150 dpi", "eyes:45,blur:0.7,noise:3", "neutral", 1.0, 10, 5, 85, 20, false},
	{"hard, 150 dpi", "eyes:45,blur:1.2,noise:8,side-light:0.7", "neutral", 1.3, 22, 5, 60, 45,
	 false},
	{"other photo, mild, 300 dpi", "eyes:90,blur:0.7,noise:3", "smiling", 1.0, 10, 9, 85, 20,
	 true},
	{"other photo, hard, 300 dpi", "eyes:90,blur:1.6,noise:8,side-light:0.7", "smiling", 1.3,
	 22, 9, 60, 45, true},
};

#define LEVELS (sizeof(levels) / sizeof(levels[0]))

static struct face_template chip[FACE_PEOPLE_MAX];
static struct face_template page[FACE_PEOPLE_MAX];
static bool seen_page[FACE_PEOPLE_MAX];
static int numbers[FACE_PEOPLE_MAX];

static enum eg_err load(const char *folder, int number, const char *photo, struct picture *out)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	char path[512];
	(void)snprintf(path, sizeof(path), "%s/%03d_%s.jpg", folder, number, photo);
	EG_TRY(measure_file(path, &file));
	return picture_decode(bytes_rd(&file), PICTURE_SIDE_MAX, out);
}

static enum eg_err embed(struct face_engine *e, const struct picture *p, struct face_template *out)
{
	struct face_observation seen;
	EG_TRY(face_observe_portrait(e, p, 0, &seen));
	*out = seen.face;
	return EG_OK;
}

static size_t load_chips(struct face_engine *e, const char *folder)
{
	size_t count = 0;
	for (int number = 1; number < 1000 && count < FACE_PEOPLE_MAX; number++) {
		EG_AUTO(picture_free) struct picture p = {0};
		if (load(folder, number, "neutral", &p) == EG_OK && degrade_jpeg(&p, 60) == EG_OK &&
		    embed(e, &p, &chip[count]) == EG_OK) {
			numbers[count++] = number;
		}
	}
	return count;
}

/* Security print of two waves over all of it, then what the levels of grey of a print are. */
static void print_over(const struct level *l, struct picture *p)
{
	for (size_t i = 0; i < (size_t)p->width * p->height; i++) {
		double x = (double)(i % p->width);
		double y = (double)(i / p->width);
		uint8_t *bgr = &p->bgr[i * 3];
		double grey = 0.114 * bgr[0] + 0.587 * bgr[1] + 0.299 * bgr[2];
		double wave = sin((x + 6 * sin(y / 31)) * 2 * M_PI / l->period) +
			      sin((y + 5 * sin(x / 23)) * 2 * M_PI / (l->period * 1.3));
		grey = l->lowest + grey * (255 - l->lowest) / 255 - l->lines * fmax(wave - 0.6, 0);
		uint8_t level = (uint8_t)fmin(fmax(grey, 0), 255);
		bgr[0] = level;
		bgr[1] = level;
		bgr[2] = level;
	}
}

static enum eg_err print_page(const struct level *l, size_t person, struct face_engine *e,
			      const char *folder, struct face_job *job)
{
	EG_AUTO(picture_free) struct picture p = {0};
	EG_AUTO(bytes_free) struct bytes grey = {0};
	struct face_observation seen;
	struct conditions conditions;
	EG_TRY(load(folder, numbers[person], l->photo, &p));
	EG_TRY(face_observe_portrait(e, &p, 0, &seen));
	struct condition_face face = {.eye_distance = seen.eye_distance, .middle = p.width / 2.0};
	EG_TRY(conditions_read(l->conditions, &conditions));
	degrade_gamma(&p, l->gamma);
	EG_TRY(conditions_apply(&conditions, face, SEED + person, &p));
	print_over(l, &p);
	EG_TRY(degrade_jpeg(&p, l->quality));
	size_t pixels = (size_t)p.width * p.height;
	EG_TRY(bytes_reserve(&grey, pixels, pixels));
	for (size_t i = 0; i < pixels; i++) {
		EG_TRY(bytes_append(&grey, rd_of(&p.bgr[i * 3 + 1], 1)));
	}
	return face_job_page(job, e, bytes_rd(&grey), p.width, p.height);
}

struct rates {
	size_t unseen;  /* pages on which no face was found, or too poor a one */
	size_t lost;    /* rightful pages below match */
	size_t refused; /* and below refer: another face, it says */
	size_t passed;  /* exchanged ones at or above match */
	size_t told;    /* exchanged ones below refer */
	size_t pairs;
	int16_t lowest;  /* rightful */
	int16_t highest; /* exchanged */
};

static struct rates count_rates(size_t people, int16_t match, int16_t refer)
{
	struct rates r = {.lowest = 1000, .highest = -1000};
	for (size_t a = 0; a < people; a++) {
		r.unseen += !seen_page[a];
		for (size_t b = 0; b < people && seen_page[a]; b++) {
			int16_t score = 0;
			if (face_compare(&page[a], &chip[b], &score) != EG_OK) {
				continue;
			}
			if (a == b) {
				r.lost += score < match;
				r.refused += score < refer;
				r.lowest = score < r.lowest ? score : r.lowest;
			} else {
				r.pairs++;
				r.passed += score >= match;
				r.told += score < refer;
				r.highest = score > r.highest ? score : r.highest;
			}
		}
	}
	return r;
}

static void tell(const struct level *l, size_t people, const struct rates *r)
{
	printf("%-27s  people %zu  no face %zu  rightful: lowest %4d, unsure %zu, \"another\" %zu  "
	       "exchanged %zu: highest %4d, pass %zu, told as another %zu (%.2f %%)\n",
	       l->name, people, r->unseen, r->lowest, r->lost - r->refused, r->refused, r->pairs,
	       r->highest, r->passed, r->told, 100.0 * (double)r->told / (double)r->pairs);
	printf("{\"bench\":\"page_portrait\",\"level\":\"%s\",\"people\":%zu,\"no_face\":%zu,"
	       "\"unsure\":%zu,\"refused\":%zu,\"exchanged\":%zu,\"passed\":%zu,\"told\":%zu}\n",
	       l->name, people, r->unseen, r->lost - r->refused, r->refused, r->pairs, r->passed,
	       r->told);
}

/* Of a page reader's own resolution no rightful page is told as another's, and exchanged ones are.
 */
static bool run_level(const struct level *l, struct face_engine *e, const char *folder,
		      size_t people, int16_t match, int16_t refer)
{
	for (size_t i = 0; i < people; i++) {
		struct face_job job = face_job_new(
			face_job_limits_for(face_job_limits_default(), face_engine_embedder(e)), 1);
		enum eg_err err = print_page(l, i, e, folder, &job);
		seen_page[i] = err == EG_OK && job.page_why == REASON_NONE;
		page[i] = job.page;
		face_job_clear(&job);
	}
	struct rates r = count_rates(people, match, refer);
	tell(l, people, &r);
	return !l->promised || (r.refused == 0 && r.pairs - r.told <= r.pairs / 100);
}

int main(int argc, char *argv[])
{
	EG_AUTO(face_engine_close) struct face_engine *e = NULL;
	struct face_fmr match;
	struct face_fmr refer;
	if (argc != 4) {
		(void)fputs("usage: page_portrait MODEL_FOLDER SET_FOLDER MODEL\n", stderr);
		return EXIT_FAILURE;
	}
	if (face_open(argv[1], argv[3], &e) != EG_OK) {
		printf("skipped: model: %s\n", eg_fault_last().reason);
		return EXIT_MISSING;
	}
	size_t people = load_chips(e, argv[2]);
	if (people < 2) {
		printf("skipped: no pictures in the set's folder\n");
		return EXIT_MISSING;
	}
	if (!face_embedder_threshold(face_engine_embedder(e), FACE_POLICY_FMR, &match) ||
	    !face_embedder_threshold(face_engine_embedder(e), FACE_POLICY_REFER_FMR, &refer)) {
		return EXIT_FAILURE;
	}
	printf("match from %d, another face below %d\n", match.score, refer.score);
	bool good = true;
	for (size_t i = 0; i < LEVELS; i++) {
		good = run_level(&levels[i], e, argv[2], people, match.score, refer.score) && good;
	}
	printf("at 300 dpi no rightful page is told as another's, and 99 %% of exchanged ones are: "
	       "%s\n",
	       good ? "kept" : "NOT KEPT");
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
