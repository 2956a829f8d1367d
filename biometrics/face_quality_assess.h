/*
 * face_quality_assess: all components of quality of one face, from pixels and landmarks.
 * Knows what a picture measures. Never knows networks, thresholds or whose face it is.
 */
#ifndef EG_BIOMETRICS_FACE_QUALITY_ASSESS_H
#define EG_BIOMETRICS_FACE_QUALITY_ASSESS_H

#include "biometrics/face_patch.h"
#include "biometrics/face_point.h"
#include "biometrics/face_quality.h"

/* What is known of the face already. What was not looked for is NAN. */
struct face_quality_facts {
	const struct face_point *points; /* FACE_POINTS of them, pixels of the picture */
	double to_aligned[6];            /* picture to aligned face, as face_shape_align has it */
	double norm;                     /* of the embedding */
	double second; /* area of the second largest face / area of the largest; 0: none */
	double closed; /* of the more closed eye, 0..1 */
	double pitch;  /* degrees, positive: chin up */
};

/*
 * scratch is overwritten. What cannot be measured stays unknown: all of it where points are not
 * finite or far outside the picture.
 */
void face_quality_assess(const struct picture *p, const struct face_quality_facts *f,
			 struct face_patch *scratch, struct face_quality *out);

#endif
