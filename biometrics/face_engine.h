/*
 * face_engine: what an engine holds. Private to biometrics/face*.c.
 */
#ifndef EG_BIOMETRICS_FACE_ENGINE_H
#define EG_BIOMETRICS_FACE_ENGINE_H

#include "biometrics/face.h"
#include "biometrics/face_cv.h"
#include "biometrics/face_patch.h"

struct face_engine {
	struct face_cv *cv;
	struct face_embedder embedder;
	struct face_prior priors[FACE_CV_PRIORS];
	struct face_patch patch; /* scratch of face_quality_assess */
};

#endif
