/*
 * face_model: the pinned models, loaded only when their hashes fit.
 * Knows files and their SHA-256. Never knows a face.
 */
#include "biometrics/face_engine.h"

#include "pki/crypt.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define MODEL_SIZE_MAX (32U * 1024 * 1024) /* the largest described one has 22.4 MB */
#define MODEL_PATH_MAX 512
#define SHA256_SIZE    32

struct face_model {
	const char *file;
	uint8_t sha256[SHA256_SIZE];
};

/* npm faceplugin-face-recognition-js 0.0.1, folder model/. Another file is another model, with
 * thresholds nobody has measured. FACE_NET_FEATURE is the embedder's file. */
static const struct face_model pinned[FACE_NET_COUNT] = {
	[FACE_NET_DETECT] = {"fr_detect.onnx",
			     {0x6C, 0x02, 0x56, 0xCC, 0xD3, 0x16, 0x4F, 0x84, 0x47, 0x36, 0xA4,
			      0x01, 0xFA, 0xF9, 0x36, 0xEC, 0x29, 0x30, 0x76, 0x4A, 0x87, 0xAE,
			      0x39, 0x44, 0x21, 0x80, 0x88, 0x7D, 0x0C, 0x5C, 0x88, 0x54}},
	[FACE_NET_LANDMARK] = {"fr_landmark.onnx",
			       {0xF1, 0x0B, 0x0B, 0xA1, 0xD2, 0xA8, 0xA0, 0x99, 0xAD, 0xEF, 0xED,
				0xE1, 0xEB, 0xF3, 0x73, 0x3E, 0x44, 0xFE, 0x37, 0x07, 0x15, 0xE7,
				0x30, 0x3D, 0xBE, 0xB7, 0xF5, 0x9C, 0x02, 0x14, 0x22, 0x58}},
	[FACE_NET_LIVENESS] = {"fr_liveness.onnx",
			       {0xAF, 0xA7, 0x83, 0xB7, 0xE9, 0x02, 0xFD, 0xFC, 0xF3, 0x23, 0xA7,
				0x24, 0x0C, 0xAC, 0x2A, 0x1C, 0x58, 0x0C, 0x25, 0x31, 0x4E, 0xA4,
				0x16, 0x11, 0x29, 0xDC, 0x1B, 0x0D, 0x10, 0x0D, 0xC3, 0x2D}},
	[FACE_NET_EYE] = {"fr_eye.onnx",
			  {0x1A, 0xFC, 0xEA, 0x00, 0x6A, 0xBC, 0x1C, 0xCA, 0xC3, 0xC5, 0x17,
			   0x02, 0x2A, 0xBD, 0xE0, 0xAA, 0x09, 0x2B, 0xED, 0x74, 0xFF, 0x3C,
			   0x9F, 0xE6, 0x87, 0x84, 0x83, 0xEF, 0x9E, 0x6E, 0x38, 0xDE}},
	[FACE_NET_POSE] = {"fr_pose.onnx",
			   {0x72, 0xD0, 0x32, 0xEC, 0x94, 0x1B, 0x71, 0x53, 0xBF, 0x8D, 0x3F,
			    0x2C, 0x03, 0xA4, 0xC1, 0x65, 0x45, 0x3C, 0xC7, 0xE6, 0x3D, 0x47,
			    0x90, 0x41, 0xEC, 0x7C, 0x6E, 0xF0, 0x87, 0xE5, 0x83, 0x9D}},
};

static enum eg_err read_file(const char *path, struct bytes *out)
{
	struct stat st;
	EG_AUTO(eg_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		return EG_FAIL(EG_NOT_FOUND, "model file");
	}
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size < 0) {
		return EG_FAIL(EG_IO, "model file is no file");
	}
	EG_TRY(bytes_reserve(out, (size_t)st.st_size, MODEL_SIZE_MAX));
	while (out->size < out->cap) {
		ssize_t got = read(fd, out->data + out->size, out->cap - out->size);
		if (got <= 0) {
			return EG_FAIL(EG_IO, "model file could not be read");
		}
		out->size += (size_t)got;
	}
	return EG_OK;
}

static struct face_model model_of(const struct face_engine *e, enum face_net net)
{
	struct face_model m = pinned[net];
	if (net == FACE_NET_FEATURE) {
		m.file = e->embedder.file;
		for (size_t i = 0; i < SHA256_SIZE; i++) {
			m.sha256[i] = e->embedder.sha256[i];
		}
	}
	return m;
}

/* One reading: what was hashed is what is loaded. */
static enum eg_err load_model(struct face_engine *e, enum face_net net, const char *folder)
{
	const struct face_model m = model_of(e, net);
	char path[MODEL_PATH_MAX];
	uint8_t hash[CRYPT_HASH_MAX];
	EG_AUTO(bytes_free) struct bytes file = {0};
	int size = snprintf(path, sizeof(path), "%s/%s", folder, m.file);
	if (size < 0 || (size_t)size >= sizeof(path)) {
		return EG_FAIL(EG_CONFIG, "path of the model folder is too long");
	}
	EG_TRY(read_file(path, &file));
	EG_TRY(crypt_hash(CRYPT_SHA256, bytes_rd(&file), hash));
	if (!rd_equal(rd_of(hash, SHA256_SIZE), RD_ARRAY(m.sha256))) {
		return EG_FAIL(EG_MISMATCH, "model file is not the pinned or described one");
	}
	if (!face_cv_load(e->cv, net, bytes_rd(&file))) {
		return EG_FAIL(EG_BAD_DATA, "model refused by OpenCV");
	}
	return EG_OK;
}

/* OpenCV allocates and fuses layers at the first run. */
static enum eg_err warm_up(struct face_engine *e)
{
	static const double identity[6] = {1, 0, 0, 0, 1, 0};
	const struct face_rect whole = {0, 0, 320, 240};
	float points[FACE_POINTS * 2];
	float vector[FACE_TEMPLATE_SIZE];
	float width;
	float height;
	float value;
	float degrees[3];
	EG_AUTO(picture_free) struct picture blank = {0};
	EG_TRY(picture_new(320, 240, &blank));
	if (!face_cv_detect(e->cv, &blank, e->priors, &width, &height) ||
	    !face_cv_landmarks(e->cv, &blank, whole, points) ||
	    !face_cv_live(e->cv, &blank, whole, &value) ||
	    !face_cv_eye(e->cv, &blank, whole, &value) ||
	    !face_cv_pose(e->cv, &blank, whole, degrees)) {
		return EG_FAIL(EG_BAD_DATA, "a model does not run");
	}
	if (!face_cv_embed(e->cv, &e->embedder, &blank, identity, vector)) {
		return EG_FAIL(EG_MISMATCH, "embedder does not run as its description says");
	}
	return EG_OK;
}

enum eg_err face_engine_open(const char *model_folder, const struct face_embedder *embedder,
			     struct face_engine **out)
{
	*out = NULL;
	EG_TRY(face_embedder_check(embedder));
	EG_AUTO(face_engine_close) struct face_engine *e = calloc(1, sizeof(*e));
	if (e == NULL || !face_cv_open(&e->cv)) {
		return EG_FAIL(EG_NO_MEMORY, "face engine");
	}
	e->embedder = *embedder;
	for (unsigned net = 0; net < FACE_NET_COUNT; net++) {
		EG_TRY(load_model(e, (enum face_net)net, model_folder));
	}
	EG_TRY(warm_up(e));
	*out = e;
	e = NULL;
	return EG_OK;
}

void face_engine_close(struct face_engine **e)
{
	if (e != NULL && *e != NULL) {
		face_cv_close(&(*e)->cv);
		free(*e);
		*e = NULL;
	}
}

const struct face_embedder *face_engine_embedder(const struct face_engine *e)
{
	return &e->embedder;
}

uint32_t face_engine_model(const struct face_engine *e)
{
	return face_embedder_model(&e->embedder);
}
