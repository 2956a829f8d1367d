/*
 * drawn_face: a face drawn from nothing, with its landmarks: what tests of quality need where no
 * models and no pictures are. Never knows how it is judged.
 */
#ifndef EG_TESTS_UNIT_DRAWN_FACE_H
#define EG_TESTS_UNIT_DRAWN_FACE_H

#include "biometrics/face_quality_assess.h"

#define DRAWN_WIDTH  640
#define DRAWN_HEIGHT 640

struct drawn_face {
	struct picture p; /* owned */
	struct face_point points[FACE_POINTS];
	struct face_point origin;        /* where the aligned face's corner is, */
	double scale;                    /* how many pixels its units have, */
	double angle;                    /* and how far it is turned, clockwise as seen, radians */
	struct face_quality_facts facts; /* of a good face; its points are those above */
};

/* skin: red, green, blue. Cleanup: drawn_face_free. */
void drawn_face_new(struct drawn_face *d, const uint8_t skin[3]);
void drawn_face_free(struct drawn_face *d);
/* The landmarks and their alignment moved, scaled and turned, as the picture was. */
void drawn_face_move(struct drawn_face *d, double x, double y);
void drawn_face_scale(struct drawn_face *d, double share);
/* Degrees about the picture's middle, clockwise as seen. */
void drawn_face_turn(struct drawn_face *d, double degrees);
void drawn_face_assess(const struct drawn_face *d, struct face_quality *out);

#endif
