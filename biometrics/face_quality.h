/*
 * face_quality: how good a picture of a face is, by components of ISO/IEC 29794-5:2025.
 * Knows names and numbers. Never knows thresholds (face_job, policy) or whose face it is.
 */
#ifndef EG_BIOMETRICS_FACE_QUALITY_H
#define EG_BIOMETRICS_FACE_QUALITY_H

#include "base/err.h"

/* Component: name as in reports, text for people. Expression neutrality is left out: it needs a
 * model that is not to be had. */
#define FACE_QUALITIES(X)                                            \
	X(FACE_QUALITY_UNIFIED, "quality as a whole")                \
	X(FACE_QUALITY_BACKGROUND, "background uniform")             \
	X(FACE_QUALITY_ILLUMINATION, "both halves lit alike")        \
	X(FACE_QUALITY_LUMINANCE_MEAN, "neither dark nor bright")    \
	X(FACE_QUALITY_LUMINANCE_VARIANCE, "contrast")               \
	X(FACE_QUALITY_UNDER_EXPOSURE, "no black parts")             \
	X(FACE_QUALITY_OVER_EXPOSURE, "no burnt-out parts")          \
	X(FACE_QUALITY_DYNAMIC_RANGE, "dynamic range")               \
	X(FACE_QUALITY_SHARPNESS, "sharp")                           \
	X(FACE_QUALITY_COMPRESSION, "no blocks of compression")      \
	X(FACE_QUALITY_COLOUR, "natural colour")                     \
	X(FACE_QUALITY_SINGLE, "one face")                           \
	X(FACE_QUALITY_EYES_OPEN, "eyes open")                       \
	X(FACE_QUALITY_MOUTH_CLOSED, "mouth closed")                 \
	X(FACE_QUALITY_EYES_VISIBLE, "eyes not covered")             \
	X(FACE_QUALITY_MOUTH_VISIBLE, "mouth and nose not covered")  \
	X(FACE_QUALITY_FACE_VISIBLE, "face not covered")             \
	X(FACE_QUALITY_EYE_DISTANCE, "distance between the eyes")    \
	X(FACE_QUALITY_HEAD_SIZE, "size of the head in the picture") \
	X(FACE_QUALITY_MARGIN_LEFT, "room left of the face")         \
	X(FACE_QUALITY_MARGIN_RIGHT, "room right of the face")       \
	X(FACE_QUALITY_MARGIN_ABOVE, "room above the face")          \
	X(FACE_QUALITY_MARGIN_BELOW, "room below the face")          \
	X(FACE_QUALITY_YAW, "not turned sideways")                   \
	X(FACE_QUALITY_PITCH, "neither lifted nor lowered")          \
	X(FACE_QUALITY_ROLL, "upright")                              \
	X(FACE_QUALITY_NO_COVERING, "no hat or hood")

enum face_quality_component {
#define X(name, text) name,
	FACE_QUALITIES(X)
#undef X
		FACE_QUALITY_COUNT
};

#define FACE_QUALITY_UNKNOWN 255 /* not measured, or not measurable in this picture */

struct face_quality {
	uint8_t value[FACE_QUALITY_COUNT]; /* 0..100, more is better; or FACE_QUALITY_UNKNOWN */
	float native[FACE_QUALITY_COUNT];  /* what was measured, in the component's own unit */
};

/* Nothing measured. */
struct face_quality face_quality_none(void);
/* Static texts; out-of-range values give "?". */
const char *face_quality_name(unsigned component);
const char *face_quality_text(unsigned component);

#endif
