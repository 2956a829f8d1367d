/*
 * cover: faces in pictures are covered by drawing: masks, glasses, hats, placed by the landmarks.
 * For tests and benches. Knows shapes and colours. Never knows how they are found.
 */
#ifndef EG_TESTS_BENCH_COVER_H
#define EG_TESTS_BENCH_COVER_H

#include "biometrics/face_point.h"
#include "biometrics/picture.h"

#define COVERS(X)                                                                      \
	X(COVER_MASK_BLUE, "surgical mask, blue", COVER_OF_MOUTH)                      \
	X(COVER_MASK_WHITE, "mask, white", COVER_OF_MOUTH)                             \
	X(COVER_MASK_BLACK, "mask, black", COVER_OF_MOUTH)                             \
	X(COVER_MASK_GREY, "mask, grey", COVER_OF_MOUTH)                               \
	X(COVER_MASK_RED, "mask, dark red", COVER_OF_MOUTH)                            \
	X(COVER_MASK_PATTERN, "mask, checked", COVER_OF_MOUTH)                         \
	X(COVER_MASK_BEIGE, "mask, beige", COVER_OF_MOUTH)                             \
	X(COVER_MASK_SKIN, "mask of the cheek's own colour", COVER_OF_MOUTH)           \
	X(COVER_MASK_LOW_BLUE, "blue mask under the nose", COVER_OF_MOUTH)             \
	X(COVER_MASK_LOW_BLACK, "black mask under the nose", COVER_OF_MOUTH)           \
	X(COVER_GLASSES_BLACK, "dark glasses, black", COVER_OF_EYES)                   \
	X(COVER_GLASSES_BROWN, "dark glasses, brown", COVER_OF_EYES)                   \
	X(COVER_GLASSES_MIRROR, "glasses that mirror the sky", COVER_OF_EYES)          \
	X(COVER_GLASSES_TINTED, "tinted glasses, a third gets through", COVER_OF_EYES) \
	X(COVER_GLASSES_CLEAR, "clear glasses, black frame", COVER_OF_NOTHING)         \
	X(COVER_HAT_BLACK, "cap over the forehead, black", COVER_OF_HEAD)              \
	X(COVER_HAT_RED, "cap over the forehead, red", COVER_OF_HEAD)                  \
	X(COVER_HAT_BLUE, "cap over the forehead, navy", COVER_OF_HEAD)                \
	X(COVER_HAT_WHITE, "woollen hat to the hairline, white", COVER_OF_HEAD)        \
	X(COVER_HOOD_GREY, "hood, grey", COVER_OF_HEAD)                                \
	X(COVER_HOOD_BLUE, "hood, blue", COVER_OF_HEAD)

enum cover_of { COVER_OF_NOTHING, COVER_OF_MOUTH, COVER_OF_EYES, COVER_OF_HEAD };

enum cover {
#define X(name, text, of) name,
	COVERS(X)
#undef X
		COVER_COUNT
};

const char *cover_text(unsigned cover);
enum cover_of cover_of(unsigned cover);
/* Draws over the face; what lies outside the picture is left out. */
void cover_draw(struct picture *p, const struct face_point points[FACE_POINTS], enum cover cover);

#endif
