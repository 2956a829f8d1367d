/*
 * face: a portrait against live frames, on the pinned models.
 * Knows pictures, embeddings, scores. Never knows thresholds (policy) or whose face it is.
 */
#ifndef EG_BIOMETRICS_FACE_H
#define EG_BIOMETRICS_FACE_H

#include "biometrics/face_embedder.h"
#include "biometrics/face_point.h"
#include "biometrics/face_prompt.h"
#include "biometrics/face_quality.h"
#include "biometrics/picture.h"

struct face_engine;
/*
 * Loads the models of a folder (fr_detect, fr_landmark, fr_liveness, fr_eye, fr_pose, and the
 * embedder, which is copied) and runs each once, so that the first traveller does not pay for it.
 * EG_MISMATCH when a file's SHA-256 is not the pinned or described one, or a vector has not the
 * described size; EG_NOT_FOUND when a file is missing. Opens files: before the sandbox.
 */
EG_CHECK enum eg_err face_engine_open(const char *model_folder,
				      const struct face_embedder *embedder,
				      struct face_engine **out);
/* Cleanup; leaves NULL, accepts NULL inside. */
void face_engine_close(struct face_engine **e);
/* What the engine was opened with; as long as the engine. */
const struct face_embedder *face_engine_embedder(const struct face_engine *e);
/* face_embedder_model of it: goes with every score. */
uint32_t face_engine_model(const struct face_engine *e);

struct face_template {
	float v[FACE_TEMPLATE_SIZE]; /* not normalised; size of them are used */
	uint16_t size;
	uint16_t norm;  /* x 1000: a quality value of some models */
	uint32_t model; /* templates of different models never match */
};
/* Cleanup: wipes. */
void face_template_clear(struct face_template *t);

/* What is looked for beside the face itself; each costs time (tests/bench/face_stages). */
enum face_look {
	FACE_LOOK_LIVE = 1U << 0,    /* passive liveness and eyes: needs the face's surroundings */
	FACE_LOOK_POSE = 1U << 1,    /* yaw, pitch, roll */
	FACE_LOOK_QUALITY = 1U << 2, /* the components of face_quality */
};

#define FACE_NOT_MEASURED INT16_MIN

struct face_observation {
	uint8_t faces;         /* found, 255 at most */
	bool alone;            /* no second face larger than 60 % of the largest */
	bool whole;            /* the largest lies wholly within the picture */
	uint16_t box_height;   /* pixels of the largest */
	uint16_t eye_distance; /* pixels */
	int16_t turn; /* nose off the middle of the eyes / eye distance x 1000; 0 is frontal */
	int16_t live; /* passive liveness x 1000, -1 if not asked for */
	int16_t eyes_closed; /* of the more closed eye x 1000, -1 if not asked for */
	int16_t yaw;         /* degrees x 10, or FACE_NOT_MEASURED; positive: see face_geometry.h */
	int16_t pitch;
	int16_t roll;
	struct face_point points[FACE_POINTS];
	struct face_quality quality;
	struct face_template face; /* of the largest */
};

/* EG_NOT_FOUND: no face. looks: enum face_look, added. */
EG_CHECK enum eg_err face_observe(struct face_engine *e, const struct picture *p, unsigned looks,
				  struct face_observation *out);
/*
 * A portrait, which may be cropped too tightly to be found as it is: then it is looked at again
 * with a border of its own outermost pixels.
 */
EG_CHECK enum eg_err face_observe_portrait(struct face_engine *e, const struct picture *p,
					   unsigned looks, struct face_observation *out);
/*
 * Mean of several templates of one person (frames of one capture). EG_MISMATCH when models or sizes
 * differ, one is empty or not a number, or there is none.
 */
EG_CHECK enum eg_err face_mean(const struct face_template *t, size_t count,
			       struct face_template *out);
/* Cosine x 1000, -1000..1000; EG_MISMATCH when models or sizes differ or a template is empty. */
EG_CHECK enum eg_err face_compare(const struct face_template *a, const struct face_template *b,
				  int16_t *score);

#endif
