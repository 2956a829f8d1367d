/*
 * face_stages: milliseconds of each stage of one frame, on this machine.
 *
 *   face_stages MODEL_FOLDER FRAME.jpg ROUNDS
 */
#include "biometrics/face.h"
#include "biometrics/face_geometry.h"
#include "measure.h"
#include "os/now.h"
#include "prog/embedder_file.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const files[FACE_NET_COUNT] = {
	[FACE_NET_DETECT] = "fr_detect.onnx",   [FACE_NET_LANDMARK] = "fr_landmark.onnx",
	[FACE_NET_FEATURE] = "fr_feature.onnx", [FACE_NET_LIVENESS] = "fr_liveness.onnx",
	[FACE_NET_EYE] = "fr_eye.onnx",         [FACE_NET_POSE] = "fr_pose.onnx",
};

enum stage { DECODE, DETECT, LANDMARKS, EMBED, LIVE, EYES, WHOLE, STAGES };
static const char *const names[STAGES] = {"decode JPEG", "detect", "landmarks",  "embed",
					  "liveness",    "eyes",   "whole frame"};
static struct measure_times times[STAGES];

static bool load(struct face_cv *cv, const char *folder)
{
	for (unsigned net = 0; net < FACE_NET_COUNT; net++) {
		char path[512];
		EG_AUTO(bytes_free) struct bytes file = {0};
		(void)snprintf(path, sizeof(path), "%s/%s", folder, files[net]);
		if (measure_file(path, &file) != EG_OK ||
		    !face_cv_load(cv, (enum face_net)net, bytes_rd(&file))) {
			return false;
		}
	}
	return true;
}

/* Adds the time since *from to a stage and starts the next. */
static void lap(enum stage s, int64_t *from)
{
	int64_t now = now_mono_us();
	measure_add(&times[s], now - *from);
	*from = now;
}

static bool look_once(struct face_cv *cv, const struct face_embedder *embedder, struct rd jpeg)
{
	static struct face_prior priors[FACE_CV_PRIORS];
	EG_AUTO(picture_free) struct picture p = {0};
	struct face_box boxes[FACE_BOXES_MAX];
	struct face_rect at;
	struct face_shape shape;
	float points[FACE_POINTS * 2];
	float vector[FACE_TEMPLATE_SIZE];
	float width;
	float height;
	float value;
	double m[6];
	int64_t begun = now_mono_us();
	int64_t from = begun;
	if (picture_decode(jpeg, PICTURE_SIDE_MAX, &p) != EG_OK) {
		return false;
	}
	lap(DECODE, &from);
	if (!face_cv_detect(cv, &p, priors, &width, &height) ||
	    face_boxes_pick(priors, FACE_CV_PRIORS, width, height, boxes) == 0) {
		return false;
	}
	lap(DETECT, &from);
	if (!face_box_square(&boxes[0], &p, &at) || !face_cv_landmarks(cv, &p, at, points) ||
	    !face_shape_from(points, at, &shape) ||
	    !face_shape_align(&shape, embedder->anchors, m)) {
		return false;
	}
	lap(LANDMARKS, &from);
	if (!face_cv_embed(cv, embedder, &p, m, vector)) {
		return false;
	}
	lap(EMBED, &from);
	if (!face_box_surroundings(&boxes[0], &p, &at) || !face_cv_live(cv, &p, at, &value)) {
		return false;
	}
	lap(LIVE, &from);
	for (int eye = 0; eye < 2; eye++) {
		if (!face_shape_eye(&shape, eye, &p, &at) || !face_cv_eye(cv, &p, at, &value)) {
			return false;
		}
	}
	lap(EYES, &from);
	lap(WHOLE, &begun);
	return true;
}

int main(int argc, char *argv[])
{
	EG_AUTO(face_cv_close) struct face_cv *cv = NULL;
	EG_AUTO(bytes_free) struct bytes jpeg = {0};
	struct face_embedder embedder;
	int line;
	if (argc != 4) {
		(void)fputs("usage: face_stages MODEL_FOLDER FRAME.jpg ROUNDS\n", stderr);
		return EXIT_FAILURE;
	}
	if (embedder_file_load(EMBEDDER_DEFAULT, &embedder, &line) != EG_OK) {
		(void)fprintf(stderr, "face_stages: %s\n", eg_fault_last().reason);
		return EXIT_FAILURE;
	}
	long rounds = strtol(argv[3], NULL, 10);
	if (!face_cv_open(&cv) || !load(cv, argv[1]) || measure_file(argv[2], &jpeg) != EG_OK) {
		(void)fputs("face_stages: models or frame missing\n", stderr);
		return EXIT_FAILURE;
	}
	for (long i = 0; i <= rounds; i++) {
		if (!look_once(cv, &embedder, bytes_rd(&jpeg))) {
			(void)fputs("face_stages: no face in the frame\n", stderr);
			return EXIT_FAILURE;
		}
		if (i == 0) { /* the first is the warm-up */
			for (unsigned s = 0; s < STAGES; s++) {
				times[s].count = 0;
			}
		}
	}
	for (unsigned s = 0; s < STAGES; s++) {
		measure_print("face_stages", names[s], &times[s]);
	}
	return EXIT_SUCCESS;
}
