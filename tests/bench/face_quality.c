/*
 * face_quality: what the checks of quality make of a set of people: as they are, covered by
 * drawing, and in bad conditions; how often a covered or bad picture would be taken, and how often
 * a good one would not.
 *
 *   face_quality MODEL_FOLDER SET_FOLDER [EVERY]
 *
 * The set is NNN_neutral.jpg and NNN_smiling.jpg; EVERY: only each EVERY-th person. Exit 77 without
 * it; failure when more go wrong than were measured (docs/face.md, "Quality").
 */
#include "biometrics/condition.h"
#include "biometrics/face.h"
#include "biometrics/face_quality_guide.h"
#include "cover.h"
#include "degrade.h"
#include "measure.h"
#include "prog/face_open.h"

#include <stdio.h>
#include <stdlib.h>

#define PEOPLE_MAX   200
#define EXIT_MISSING 77
#define MATCH        450
#define HAT_LIMIT    50

/* What a set of people is shown in. */
struct condition_shown {
	const char *text;
	const char *made; /* as conditions_read has it; NULL: as it is */
	bool neutral;     /* the portrait's own picture */
	double blue;      /* then: gain of red; green half of the way; 0: none */
	int jpeg;         /* and quality; 0: none */
};

static const struct condition_shown shown[] = {
	{.text = "neutral, as it is", .neutral = true},
	{.text = "smiling, as it is"},
	{.text = "eyes 90 px", .made = "eyes:90"},
	{.text = "eyes 90 px, blur 2", .made = "eyes:90,blur:2"},
	{.text = "eyes 90 px, blur 4", .made = "eyes:90,blur:4"},
	{.text = "eyes 90 px, blur 6", .made = "eyes:90,blur:6"},
	{.text = "eyes 90 px, noise 12", .made = "eyes:90,noise:12"},
	{.text = "eyes 90 px, half light, noise 12", .made = "eyes:90,half-light,noise:12"},
	{.text = "eyes 90 px, quarter light", .made = "eyes:90,half-light:0.25"},
	{.text = "eyes 90 px, light x 1.6", .made = "eyes:90,over:1.6"},
	{.text = "eyes 90 px, light x 2.2", .made = "eyes:90,over:2.2"},
	{.text = "eyes 90 px, one half at 0.4", .made = "eyes:90,side-light:0.4"},
	{.text = "eyes 90 px, bluish light", .made = "eyes:90", .blue = 0.75},
	{.text = "eyes 90 px, JPEG quality 10", .made = "eyes:90", .jpeg = 10},
	{.text = "eyes 60 px", .made = "eyes:60"},
	{.text = "eyes 40 px", .made = "eyes:40"},
	{.text = "eyes 25 px", .made = "eyes:25"},
};

#define SHOWN (sizeof(shown) / sizeof(shown[0]))

struct person {
	struct bytes neutral;
	struct bytes smiling;
	struct face_observation portrait;
	struct face_point points[FACE_POINTS]; /* of the smiling picture */
	double eyes;
};

struct tally {
	unsigned shown;   /* pictures */
	unsigned faces;   /* in which a face was found */
	unsigned covered; /* told as covered: eyes, mouth or face; hats apart */
	unsigned hat;
	unsigned retaken; /* for anything but what is only seen in the embedding */
	unsigned poor;    /* embedding too weak */
	unsigned match;   /* would have matched the portrait */
	unsigned by[FACE_QUALITY_COUNT];
};

static struct face_engine *engine;

static enum eg_err look(const struct picture *p, struct face_observation *seen)
{
	return face_observe(engine, p, FACE_LOOK_LIVE | FACE_LOOK_QUALITY, seen);
}

static void count(struct tally *t, const struct picture *p, const struct person *who)
{
	const struct face_quality_limits limits = face_quality_limits_default();
	struct face_observation seen;
	int16_t score = -1000;
	t->shown++;
	if (look(p, &seen) != EG_OK) {
		return;
	}
	t->faces++;
	t->covered += face_quality_covered(&limits, &seen.quality);
	t->hat += seen.quality.value[FACE_QUALITY_NO_COVERING] < HAT_LIMIT;
	enum face_quality_component worst = face_quality_worst(&limits, &seen.quality, false);
	if (worst < FACE_QUALITY_COUNT) {
		t->retaken++;
		t->by[worst]++;
	}
	t->poor += seen.face.norm < 3400;
	t->match +=
		face_compare(&who->portrait.face, &seen.face, &score) == EG_OK && score >= MATCH;
}

static void print(const char *kind, const char *what, const struct tally *t)
{
	printf("%-34s %4u %5u %7u %4u %7u %5u %5u ", what, t->shown, t->faces, t->covered, t->hat,
	       t->retaken, t->poor, t->match);
	for (unsigned c = 0; c < FACE_QUALITY_COUNT; c++) {
		if (t->by[c] > 0) {
			printf(" %s %u", face_quality_name(c), t->by[c]);
		}
	}
	printf("\n{\"bench\":\"face_quality\",\"%s\":\"%s\",\"shown\":%u,\"faces\":%u,"
	       "\"covered\":%u,\"hat\":%u,\"retaken\":%u,\"poor\":%u,\"match\":%u}\n",
	       kind, what, t->shown, t->faces, t->covered, t->hat, t->retaken, t->poor, t->match);
}

static enum eg_err load_person(const char *folder, int number, struct person *out)
{
	char path[512];
	EG_AUTO(picture_free) struct picture p = {0};
	EG_AUTO(picture_free) struct picture live = {0};
	struct face_observation seen;
	(void)snprintf(path, sizeof(path), "%s/%03d_neutral.jpg", folder, number);
	EG_TRY(measure_file(path, &out->neutral));
	(void)snprintf(path, sizeof(path), "%s/%03d_smiling.jpg", folder, number);
	EG_TRY(measure_file(path, &out->smiling));
	EG_TRY(picture_decode(bytes_rd(&out->neutral), PICTURE_SIDE_MAX, &p));
	EG_TRY(face_observe_portrait(engine, &p, FACE_LOOK_QUALITY, &out->portrait));
	EG_TRY(picture_decode(bytes_rd(&out->smiling), PICTURE_SIDE_MAX, &live));
	EG_TRY(face_observe(engine, &live, 0, &seen));
	for (size_t i = 0; i < FACE_POINTS; i++) {
		out->points[i] = seen.points[i];
	}
	out->eyes = seen.eye_distance;
	return EG_OK;
}

static enum eg_err worsen(struct picture *p, const struct person *who,
			  const struct condition_shown *c)
{
	const double colour[3] = {1, (1 + c->blue) / 2, c->blue};
	const struct condition_face face = {who->eyes, (who->points[39].x + who->points[42].x) / 2};
	struct conditions made;
	if (c->made != NULL) {
		EG_TRY(conditions_read(c->made, &made));
		EG_TRY(conditions_apply(&made, face, 1, p));
	}
	if (c->blue > 0) {
		degrade_colour(p, colour);
	}
	return c->jpeg > 0 ? degrade_jpeg(p, c->jpeg) : EG_OK;
}

static enum eg_err count_condition(const struct person *who, const struct condition_shown *c,
				   struct tally *t)
{
	EG_AUTO(picture_free) struct picture p = {0};
	const struct bytes *file = c->neutral ? &who->neutral : &who->smiling;
	EG_TRY(picture_decode(bytes_rd(file), PICTURE_SIDE_MAX, &p));
	EG_TRY(worsen(&p, who, c));
	count(t, &p, who);
	return EG_OK;
}

static enum eg_err count_cover(const struct person *who, enum cover c, struct tally *t)
{
	EG_AUTO(picture_free) struct picture p = {0};
	EG_TRY(picture_decode(bytes_rd(&who->smiling), PICTURE_SIDE_MAX, &p));
	cover_draw(&p, who->points, c);
	count(t, &p, who);
	return EG_OK;
}

/* Of the plain pictures none may be told as covered; of the drawn ones nearly all must be. */
static bool as_measured(const struct tally *plain, const struct tally covers[COVER_COUNT])
{
	bool good = plain[0].covered + plain[1].covered == 0;
	for (unsigned c = 0; c < COVER_COUNT; c++) {
		const struct tally *t = &covers[c];
		bool hard = c == COVER_MASK_BEIGE || c == COVER_MASK_SKIN ||
			    c == COVER_GLASSES_TINTED || c == COVER_GLASSES_BROWN;
		if (cover_of(c) == COVER_OF_NOTHING) {
			good = good && t->covered * 20 <= t->faces;
		} else if (cover_of(c) != COVER_OF_HEAD && !hard) {
			good = good && t->covered * 20 >= t->faces * 19;
		}
	}
	return good;
}

static size_t load_people(const char *folder, long every, struct person *people)
{
	size_t found = 0;
	size_t kept = 0;
	for (int number = 1; number < 1000 && kept < PEOPLE_MAX; number++) {
		if (load_person(folder, number, &people[kept]) != EG_OK) {
			bytes_free(&people[kept].neutral);
			bytes_free(&people[kept].smiling);
			continue; /* numbers have gaps; the count of people is printed */
		}
		if (found++ % (size_t)every == 0) {
			kept++;
		} else {
			bytes_free(&people[kept].neutral);
			bytes_free(&people[kept].smiling);
		}
	}
	return kept;
}

static bool run(const struct person *people, size_t count)
{
	struct tally plain[SHOWN] = {0};
	struct tally covers[COVER_COUNT] = {0};
	printf("people %zu\n%-34s %4s %5s %7s %4s %7s %5s %5s  retaken first for\n", count,
	       "picture", "of", "faces", "covered", "hat", "retaken", "poor", "match");
	for (size_t c = 0; c < SHOWN; c++) {
		for (size_t i = 0; i < count; i++) {
			if (count_condition(&people[i], &shown[c], &plain[c]) != EG_OK) {
				return false;
			}
		}
		print("condition", shown[c].text, &plain[c]);
	}
	for (unsigned c = 0; c < COVER_COUNT; c++) {
		for (size_t i = 0; i < count; i++) {
			if (count_cover(&people[i], (enum cover)c, &covers[c]) != EG_OK) {
				return false;
			}
		}
		print("cover", cover_text(c), &covers[c]);
	}
	return as_measured(plain, covers);
}

int main(int argc, char *argv[])
{
	static struct person people[PEOPLE_MAX];
	if (argc != 3 && argc != 4) {
		(void)fputs("usage: face_quality MODEL_FOLDER SET_FOLDER [EVERY]\n", stderr);
		return EXIT_FAILURE;
	}
	long every = argc == 4 ? strtol(argv[3], NULL, 10) : 1;
	if (face_open(argv[1], NULL, &engine) != EG_OK) {
		printf("skipped: models: %s\n", eg_fault_last().reason);
		return EXIT_MISSING;
	}
	size_t count = load_people(argv[2], every < 1 ? 1 : every, people);
	if (count == 0) {
		printf("skipped: no pairs of pictures in the set's folder\n");
		face_engine_close(&engine);
		return EXIT_MISSING;
	}
	bool good = run(people, count);
	printf("%s\n", good ? "as measured" : "WORSE than measured");
	for (size_t i = 0; i < count; i++) {
		bytes_free(&people[i].neutral);
		bytes_free(&people[i].smiling);
	}
	face_engine_close(&engine);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
