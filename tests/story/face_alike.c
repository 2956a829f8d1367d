/*
 * face_alike: how alike two faces in two picture files are, for stories that look at pictures.
 *
 *     face_alike MODELS FILE FILE      prints the cosine x 1000; 1 when one of them has no face
 */
#include "tests/bench/measure.h"

#include "prog/face_open.h"

#include <stdio.h>
#include <stdlib.h>

static enum eg_err face_of(struct face_engine *e, const char *path, struct face_template *out)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_AUTO(picture_free) struct picture p = {0};
	struct face_observation seen;
	EG_TRY(measure_file(path, &file));
	EG_TRY(picture_decode(bytes_rd(&file), PICTURE_SIDE_MAX, &p));
	EG_TRY(face_observe_portrait(e, &p, 0, &seen));
	*out = seen.face;
	return EG_OK;
}

static enum eg_err compare(char *const argv[], int16_t *score)
{
	EG_AUTO(face_engine_close) struct face_engine *e = NULL;
	struct face_template a;
	struct face_template b;
	EG_TRY(face_open(argv[1], NULL, &e));
	EG_TRY(face_of(e, argv[2], &a));
	EG_TRY(face_of(e, argv[3], &b));
	return face_compare(&a, &b, score);
}

int main(int argc, char *argv[])
{
	int16_t score;
	if (argc != 4) {
		(void)fputs("usage: face_alike MODELS FILE FILE\n", stderr);
		return EXIT_FAILURE;
	}
	if (compare(argv, &score) != EG_OK) {
		(void)fprintf(stderr, "face_alike: %s\n", eg_fault_last().reason);
		return EXIT_FAILURE;
	}
	printf("%d\n", score);
	return EXIT_SUCCESS;
}
