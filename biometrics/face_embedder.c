/*
 * face_embedder: what is said of a network that makes a vector of a face: its file, its input, what
 * its scores mean. Knows numbers. Never knows pictures, OpenCV or who decides by a score.
 */
#include "biometrics/face_embedder.h"

#include <math.h>

#define SCORE_MAX 1000

uint32_t face_embedder_model(const struct face_embedder *m)
{
	uint32_t first = 0;
	struct rd hash = RD_ARRAY(m->sha256);
	return rd_be32(&hash, &first) && first != 0 ? first : 1;
}

bool face_embedder_threshold(const struct face_embedder *m, uint32_t one_in, struct face_fmr *out)
{
	for (size_t i = 0; i < m->fmr_count; i++) {
		if (m->fmr[i].one_in >= one_in) {
			*out = m->fmr[i];
			return true;
		}
	}
	*out = (struct face_fmr){0};
	return false;
}

/* A name in the folder: never a way out of it. */
static bool plain_name(struct rd name)
{
	uint8_t c;
	if (name.left == 0 || rd_begins(name, RD_TEXT("."))) {
		return false;
	}
	while (rd_u8(&name, &c)) {
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			     (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
		if (!plain) {
			return false;
		}
	}
	return true;
}

static bool finite_in(double v, double least, double most)
{
	return isfinite(v) && v >= least && v <= most;
}

/* Apart from each other as in a face; else there is no way to turn one into the place of another.
 */
static bool anchors_ok(const struct face_embedder *m)
{
	const struct face_point *a = m->anchors;
	for (size_t i = 0; i < FACE_EMBEDDER_ANCHORS; i++) {
		if (!finite_in(a[i].x, 0, m->side) || !finite_in(a[i].y, 0, m->side)) {
			return false;
		}
	}
	double eyes = a[1].x - a[0].x;
	return eyes >= 1 && a[4].x > a[3].x && a[3].y > a[0].y && a[4].y > a[1].y;
}

static enum eg_err check_scores(const struct face_embedder *m)
{
	int16_t below = 0;
	uint32_t more = 1;
	if (m->fmr_count == 0 || m->fmr_count > FACE_EMBEDDER_FMR_MAX) {
		return EG_FAIL(EG_CONFIG, "a model without thresholds, or with too many");
	}
	for (size_t i = 0; i < m->fmr_count; i++) {
		const struct face_fmr *f = &m->fmr[i];
		if (f->one_in <= more || f->score <= below) {
			return EG_FAIL(EG_CONFIG, "thresholds do not rise as false matches fall");
		}
		more = f->one_in;
		below = f->score;
	}
	if (more > FACE_EMBEDDER_ONE_IN_MAX || m->replay <= below || m->replay > SCORE_MAX) {
		return EG_FAIL(EG_CONFIG, "replay is not above every threshold");
	}
	if (m->same <= 0 || m->same > SCORE_MAX) {
		return EG_FAIL(EG_CONFIG, "same is no score");
	}
	return EG_OK;
}

enum eg_err face_embedder_check(const struct face_embedder *m)
{
	if (!plain_name(rd_cstr(m->file))) {
		return EG_FAIL(EG_CONFIG, "file is no plain name of a file");
	}
	if (m->side < FACE_EMBEDDER_SIDE_MIN || m->side > FACE_EMBEDDER_SIDE_MAX) {
		return EG_FAIL(EG_CONFIG, "side of the input out of range");
	}
	if (m->size == 0 || m->size > FACE_TEMPLATE_SIZE) {
		return EG_FAIL(EG_CONFIG, "size of the output out of range");
	}
	if (!finite_in(m->mean[0], 0, 255) || !finite_in(m->mean[1], 0, 255) ||
	    !finite_in(m->mean[2], 0, 255) || !finite_in(m->scale, 0.001, 1000)) {
		return EG_FAIL(EG_CONFIG, "mean or scale out of range");
	}
	if (!anchors_ok(m)) {
		return EG_FAIL(EG_CONFIG, "anchors that are no face within the input");
	}
	if (m->norm_min > m->norm_good || m->norm_portrait > m->norm_good) {
		return EG_FAIL(EG_CONFIG, "norms out of order");
	}
	return check_scores(m);
}
