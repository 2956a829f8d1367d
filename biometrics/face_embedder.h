/*
 * face_embedder: what is said of a network that makes a vector of a face: its file, its input, what
 * its scores mean. Knows numbers. Never knows pictures, OpenCV or who decides by a score.
 *
 * prog/embedder_file reads one from a description (biometrics/models); face_engine_open loads what
 * it names.
 */
#ifndef EG_BIOMETRICS_FACE_EMBEDDER_H
#define EG_BIOMETRICS_FACE_EMBEDDER_H

#include "biometrics/face_point.h"

#include "base/err.h"
#include "base/rd.h"

#define FACE_EMBEDDER_SIDE_MIN   32 /* pixels; smaller faces hold nothing to tell people apart by */
#define FACE_EMBEDDER_SIDE_MAX   256
#define FACE_TEMPLATE_SIZE       512 /* of the longest vector */
#define FACE_EMBEDDER_FMR_MAX    16
#define FACE_EMBEDDER_TEXT_MAX   64 /* with its NUL */
#define FACE_EMBEDDER_ANCHORS    5
#define FACE_EMBEDDER_SHA256     32
#define FACE_EMBEDDER_ONE_IN_MAX 100000000 /* fewer false matches have never been measured */

/* What is known of one threshold. */
struct face_fmr {
	uint32_t one_in;                  /* the false match rate is at most 1 / one_in */
	int16_t score;                    /* cosine x 1000: at or above is a match */
	uint32_t fnmr_ppm;                /* false non-matches there, in a million */
	char set[FACE_EMBEDDER_TEXT_MAX]; /* on what material */
};

struct face_embedder {
	char file[FACE_EMBEDDER_TEXT_MAX]; /* in the folder of models */
	uint8_t sha256[FACE_EMBEDDER_SHA256];
	uint16_t side;  /* pixels of the square input */
	bool rgb;       /* order of the input's channels; else BGR */
	double mean[3]; /* of each channel in that order: subtracted */
	double scale;   /* then divided by */
	/* Where the eyes, the tip of the nose and the corners of the mouth come to lie in the
	 * input, left as seen first. */
	struct face_point anchors[FACE_EMBEDDER_ANCHORS];
	uint16_t size; /* of the vector, 1..FACE_TEMPLATE_SIZE */
	/* Scores x 1000 */
	int16_t same;   /* frames of one capture that score less show different people */
	int16_t replay; /* at or above, the live picture is the portrait itself */
	/* Lengths of the vector x 1000: a measure of quality; 0 where they are none. */
	uint16_t norm_good;
	uint16_t norm_min;
	uint16_t norm_portrait;
	struct face_fmr fmr[FACE_EMBEDDER_FMR_MAX]; /* rates falling, scores rising */
	uint8_t fmr_count;
};

/* First four bytes (big-endian) of the file's SHA-256: goes with every score. Never 0. */
uint32_t face_embedder_model(const struct face_embedder *m);
/*
 * The lowest threshold that was measured to give at most one false match in this many; false where
 * none was: nobody knows how high it would have to be.
 */
EG_CHECK bool face_embedder_threshold(const struct face_embedder *m, uint32_t one_in,
				      struct face_fmr *out);
/*
 * EG_CONFIG with the reason unless everything in it makes sense: sizes in their ranges, anchors
 * inside the input, thresholds that rise as false matches become fewer and stay below replay.
 */
EG_CHECK enum eg_err face_embedder_check(const struct face_embedder *m);

#endif
