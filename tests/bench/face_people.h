/*
 * face_people: people of a set as pairs of templates: NNN_neutral.jpg (the chip's portrait) and
 * NNN_smiling.jpg (the live view). For benches. Knows files and an engine. Never knows thresholds.
 */
#ifndef EG_TESTS_BENCH_FACE_PEOPLE_H
#define EG_TESTS_BENCH_FACE_PEOPLE_H

#include "biometrics/face.h"

#define FACE_PEOPLE_MAX      200
#define FACE_PEOPLE_PICTURES 2 /* portrait, live */

struct face_people {
	struct face_template face[FACE_PEOPLE_MAX][FACE_PEOPLE_PICTURES];
	size_t count;
};

/* All whose pictures are both there and usable; numbers have gaps. */
void face_people_load(struct face_engine *e, const char *folder, struct face_people *out);
/* Cosine x 1000 of two pictures; 1000 where they cannot be compared: worst among impostors. */
int16_t face_people_score(const struct face_people *p, size_t a, size_t picture_a, size_t b,
			  size_t picture_b);

#endif
