/*
 * face: a portrait against live frames, on the pinned models.
 * Knows pictures, embeddings, scores. Never knows thresholds (policy) or whose face it is.
 */
#ifndef EG_BIOMETRICS_FACE_H
#define EG_BIOMETRICS_FACE_H

#include "base/rd.h"

/* Decoded picture: 8-bit BGR rows without gaps. */
struct picture {
	uint32_t width;
	uint32_t height;
	uint8_t *bgr; /* owned: width * height * 3 */
};
void picture_free(struct picture *p); /* cleanup; wipes */
#define PICTURE_SIDE_MAX 4096

/* JPEG or JPEG 2000 (by magic bytes). Header limits are checked before any pixel is decoded. */
EG_CHECK enum eg_err picture_decode(struct rd encoded, uint32_t side_max, struct picture *out);
EG_CHECK enum eg_err picture_from_yuyv(struct rd rows, uint32_t width, uint32_t height,
				       uint32_t stride, struct picture *out);

struct face_engine;
/* Loads the models of a folder; EG_MISMATCH when a file's SHA-256 is not the pinned one. */
EG_CHECK enum eg_err face_engine_open(const char *model_folder, struct face_engine **out);
void face_engine_close(struct face_engine **e);
/* First four bytes (big-endian) of the embedder's SHA-256: goes with every score. */
uint32_t face_engine_model(const struct face_engine *e);

#define FACE_TEMPLATE_SIZE 512
struct face_template {
	float v[FACE_TEMPLATE_SIZE]; /* not normalised */
	uint16_t norm;               /* x 1000: a quality value */
	uint32_t model;              /* templates of different models never match */
};

struct face_observation {
	uint8_t faces;             /* found, 255 at most */
	bool alone;                /* no second face larger than 60 % of the largest */
	uint16_t box_height;       /* pixels of the largest */
	uint16_t eye_distance;     /* pixels */
	int16_t live;              /* passive liveness x 1000, -1 if not asked for */
	struct face_template face; /* of the largest */
};

/* EG_NOT_FOUND: no face. with_live: also judge liveness (needs surroundings of the face). */
EG_CHECK enum eg_err face_observe(struct face_engine *e, const struct picture *p, bool with_live,
				  struct face_observation *out);
/* Mean of several templates of one person (frames of one capture). */
EG_CHECK enum eg_err face_mean(const struct face_template *t, size_t count,
			       struct face_template *out);
/* Cosine x 1000, -1000..1000; EG_MISMATCH when the models differ or a template is empty. */
EG_CHECK enum eg_err face_compare(const struct face_template *a, const struct face_template *b,
				  int16_t *score);

#endif
