/*
 * face_look: what the face engine sees in pictures, one line each, scored against the first.
 * For people who choose cameras, light and portraits. Never part of a lane.
 *
 *   face_look MODEL_FOLDER PORTRAIT PICTURE...
 */
#include "measure.h"
#include "prog/face_open.h"

#include <stdio.h>
#include <stdlib.h>

static enum eg_err look(struct face_engine *e, const char *path, bool portrait,
			struct face_observation *seen)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_AUTO(picture_free) struct picture p = {0};
	EG_TRY(measure_file(path, &file));
	EG_TRY(picture_decode(bytes_rd(&file), PICTURE_SIDE_MAX, &p));
	return portrait ? face_observe_portrait(e, &p, FACE_LOOK_POSE, seen)
			: face_observe(e, &p, FACE_LOOK_LIVE | FACE_LOOK_POSE, seen);
}

int main(int argc, char *argv[])
{
	EG_AUTO(face_engine_close) struct face_engine *e = NULL;
	struct face_observation portrait = {0};
	if (argc < 3) {
		(void)fputs("usage: face_look MODEL_FOLDER PORTRAIT PICTURE...\n", stderr);
		return EXIT_FAILURE;
	}
	if (face_open(argv[1], NULL, &e) != EG_OK) {
		(void)fprintf(stderr, "models: %s\n", eg_fault_last().reason);
		return EXIT_FAILURE;
	}
	enum eg_err found = EG_NOT_FOUND;
	for (int i = 2; i < argc; i++) {
		struct face_observation seen = {0};
		int16_t score = -1000;
		enum eg_err err = look(e, argv[i], i == 2, &seen);
		if (i == 2) {
			found = err;
			portrait = seen;
		}
		if (err != EG_OK) {
			printf("%s: %s\n", argv[i], eg_fault_last().reason);
			continue;
		}
		if (found != EG_OK || face_compare(&portrait.face, &seen.face, &score) != EG_OK) {
			score = -1000;
		}
		printf("%s: faces %u%s%s box %u eyes %u turn %d norm %u live %d closed %d "
		       "yaw %d pitch %d roll %d",
		       argv[i], seen.faces, seen.alone ? "" : " several", seen.whole ? "" : " cut",
		       seen.box_height, seen.eye_distance, seen.turn, seen.face.norm, seen.live,
		       seen.eyes_closed, seen.yaw, seen.pitch, seen.roll);
		printf(" score %d\n", score);
	}
	return EXIT_SUCCESS;
}
