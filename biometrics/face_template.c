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

/* Dot product of two of one size, in double: 512 products of floats lose nothing that a score of
 * 1/1000 shows. */
static double dot(const struct face_template *a, const struct face_template *b)
{
	double sum = 0;
	for (size_t i = 0; i < a->size; i++) {
		sum += (double)a->v[i] * (double)b->v[i];
	}
	return sum;
}

/* Length of the vector; false for NaN, infinity, zero, and a size that no vector has. */
static bool length_of(const struct face_template *t, double *length)
{
	*length = 0;
	if (t->size == 0 || t->size > FACE_TEMPLATE_SIZE) {
		return false;
	}
	*length = sqrt(dot(t, t));
	return isfinite(*length) && *length >= NORM_MIN;
}

static bool same_kind(const struct face_template *a, const struct face_template *b)
{
	return a->model != 0 && a->model == b->model && a->size == b->size;
}

enum eg_err face_template_finish(struct face_template *t, uint16_t size, uint32_t model)
{
	double length;
	t->size = size;
	if (!length_of(t, &length)) {
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
		if (!same_kind(&t[k], &t[0]) || !length_of(&t[k], &length)) {
			return EG_FAIL(EG_MISMATCH, "templates that have no common mean");
		}
		for (size_t i = 0; i < t[0].size; i++) {
			sum.v[i] += t[k].v[i] / (float)count;
		}
	}
	EG_TRY(face_template_finish(&sum, t[0].size, t[0].model));
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
	if (!same_kind(a, b)) {
		return EG_FAIL(EG_MISMATCH, "templates of different models");
	}
	if (!length_of(a, &length_a) || !length_of(b, &length_b)) {
		return EG_FAIL(EG_MISMATCH, "template is empty or not a number");
	}
	double cosine = dot(a, b) / length_a / length_b;
	long rounded = lround(fmax(-1.0, fmin(1.0, cosine)) * 1000);
	*score = (int16_t)rounded;
	return EG_OK;
}
