/*
 * face_cv: the one door to OpenCV, for biometrics/face*.c only.
 * Knows networks, their input layouts, resampling. Never knows thresholds or what a face means.
 *
 * Every function catches everything; false means that OpenCV refused or ran out of memory.
 */
#ifndef EG_BIOMETRICS_FACE_CV_H
#define EG_BIOMETRICS_FACE_CV_H

#include "biometrics/face_embedder.h"
#include "biometrics/face_point.h"
#include "biometrics/picture.h"

#ifdef __cplusplus
extern "C" {
#endif

enum face_net {
	FACE_NET_DETECT,
	FACE_NET_LANDMARK,
	FACE_NET_FEATURE,
	FACE_NET_LIVENESS,
	FACE_NET_EYE,
	FACE_NET_POSE,
	FACE_NET_COUNT
};

#define FACE_CV_PRIORS 4420

/* Whole pixels; x1, y1 outside. Must lie within the picture and hold at least one pixel. */
struct face_rect {
	int32_t x0;
	int32_t y0;
	int32_t x1;
	int32_t y1;
};

/* Candidates of the detector: corners as fractions of the padded picture (see face_cv_detect). */
struct face_prior {
	float score;
	float x0, y0, x1, y1;
};

struct face_cv;

EG_CHECK bool face_cv_open(struct face_cv **out);
void face_cv_close(struct face_cv **cv);
/* Parses an ONNX model from memory; the bytes may go afterwards. */
EG_CHECK bool face_cv_load(struct face_cv *cv, enum face_net net, struct rd onnx);
/*
 * All candidates. The picture is padded with black at the right or bottom to 4:3; padded_width and
 * padded_height are the pixels that a fraction of 1 stands for.
 */
EG_CHECK bool face_cv_detect(struct face_cv *cv, const struct picture *p,
			     struct face_prior out[FACE_CV_PRIORS], float *padded_width,
			     float *padded_height);
/* x, y of 68 points as fractions of the rectangle. */
EG_CHECK bool face_cv_landmarks(struct face_cv *cv, const struct picture *p, struct face_rect at,
				float out[FACE_POINTS * 2]);
/* to_aligned: 2 x 3, row by row, from the picture's pixels to the embedder's input; false, too,
 * when the vector has not the embedder's size. */
EG_CHECK bool face_cv_embed(struct face_cv *cv, const struct face_embedder *embedder,
			    const struct picture *p, const double to_aligned[6],
			    float out[FACE_TEMPLATE_SIZE]);
/* 0..1, 1 is alive. The rectangle shows the face with its surroundings. */
EG_CHECK bool face_cv_live(struct face_cv *cv, const struct picture *p, struct face_rect at,
			   float *live);
/* 0..1, 1 is closed. */
EG_CHECK bool face_cv_eye(struct face_cv *cv, const struct picture *p, struct face_rect at,
			  float *closed);
/* Degrees: yaw, pitch, roll. The rectangle shows the face with a quarter of it on each side. */
EG_CHECK bool face_cv_pose(struct face_cv *cv, const struct picture *p, struct face_rect at,
			   float degrees[3]);

#ifdef __cplusplus
}
#endif

#endif
