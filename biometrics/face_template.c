/*
 * face_template: what is kept of a face: its embedding, compared and averaged.
 * Knows vectors. Never knows pictures, thresholds or people.
 */
#include "biometrics/face_vector.h"

#include "base/secret.h"

#include <math.h>

#define NORM_MIN 0.001 /* below this a vector has no direction worth a score */

void face_template_clear(struct face_template *t)
{
	secret_wipe(t, sizeof(*t));
}

/* Dot product in double: 512 products of floats lose nothing that a score of 1/1000 shows. */
static double dot(const float *a, const float *b)
{
	double sum = 0;
	for (size_t i = 0; i < FACE_TEMPLATE_SIZE; i++) {
		sum += (double)a[i] * (double)b[i];
	}
	return sum;
}

/* Length of the vector; false for NaN, infinity and zero. */
static bool length_of(const float *v, double *length)
{
	*length = sqrt(dot(v, v));
	return isfinite(*length) && *length >= NORM_MIN;
}

enum eg_err face_template_finish(struct face_template *t, uint32_t model)
{
	double length;
	if (!length_of(t->v, &length)) {
		face_template_clear(t);
		return EG_FAIL(EG_MISMATCH, "embedding is zero or not a number");
	}
	double norm = length * 1000 + 0.5;
	t->norm = (uint16_t)(norm > UINT16_MAX ? UINT16_MAX : norm);
	t->model = model;
	return EG_OK;
}

enum eg_err face_mean(const struct face_template *t, size_t count, struct face_template *out)
{
	face_template_clear(out);
	if (count == 0) {
		return EG_FAIL(EG_MISMATCH, "mean of no templates");
	}
	struct face_template sum = {0};
	for (size_t k = 0; k < count; k++) {
		double length;
		if (t[k].model == 0 || t[k].model != t[0].model || !length_of(t[k].v, &length)) {
			return EG_FAIL(EG_MISMATCH, "templates that have no common mean");
		}
		for (size_t i = 0; i < FACE_TEMPLATE_SIZE; i++) {
			sum.v[i] += t[k].v[i] / (float)count;
		}
	}
	EG_TRY(face_template_finish(&sum, t[0].model));
	*out = sum;
	face_template_clear(&sum);
	return EG_OK;
}

enum eg_err face_compare(const struct face_template *a, const struct face_template *b,
			 int16_t *score)
{
	double length_a;
	double length_b;
	*score = -1000;
	if (a->model == 0 || a->model != b->model) {
		return EG_FAIL(EG_MISMATCH, "templates of different models");
	}
	if (!length_of(a->v, &length_a) || !length_of(b->v, &length_b)) {
		return EG_FAIL(EG_MISMATCH, "template is empty or not a number");
	}
	double cosine = dot(a->v, b->v) / length_a / length_b;
	long rounded = lround(fmax(-1.0, fmin(1.0, cosine)) * 1000);
	*score = (int16_t)rounded;
	return EG_OK;
}
