/*
 * finger_extract: an image of a finger becomes a template.
 * Knows the order of the steps. Never knows sensors, encodings, thresholds or people.
 */
#include "biometrics/finger_extract.h"

#include "biometrics/finger_work.h"

#include "base/secret.h"

#include <math.h>
#include <stdlib.h>

#define MINUTIAE_LEAST 4   /* fewer cannot be told from chance, whatever the threshold */
#define AREA_LEAST     20  /* cells: 7 square millimetres */
#define AREA_FULL      350 /* cells: 130 square millimetres, a whole fingertip pressed flat */
#define COUNT_FULL     35
#define CONTRAST_FULL  20 /* levels, of the ridges */

enum eg_err finger_extractor_new(struct finger_extractor **out)
{
	finger_extractor_free(out);
	struct finger_extractor *x = calloc(1, sizeof(*x));
	if (x == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "no room for an image of a finger");
	}
	finger_kernels(x);
	*out = x;
	return EG_OK;
}

void finger_extractor_free(struct finger_extractor **x)
{
	if (x != NULL && *x != NULL) {
		secret_wipe(*x, sizeof(**x));
		free(*x);
		*x = NULL;
	}
}

/* Means over the mask: how well ridges agree, how much of the image they explain, how dark. */
static float clarity(const struct finger_extractor *x)
{
	float agree = 0;
	float pure = 0;
	float contrast = 0;
	float count = 1;
	for (uint32_t by = 0; by < x->blocks_high; by++) {
		for (uint32_t bx = 0; bx < x->blocks_wide; bx++) {
			const uint32_t b = by * BLOCKS + bx;
			if (x->mask[b]) {
				agree += hypotf(x->axis[b].x, x->axis[b].y);
				pure += x->pure[b];
				contrast += (float)x->contrast[b] / 16;
				count++;
			}
		}
	}
	return agree / count * sqrtf(pure / count) *
	       sqrtf(fminf(contrast / count / CONTRAST_FULL, 1));
}

static uint8_t quality_of(const struct finger_extractor *x, const struct finger_template *t)
{
	const float area = fminf((float)t->area / AREA_FULL, 1);
	const float count = fminf((float)t->count / COUNT_FULL, 1);
	return (uint8_t)lrintf(100 * sqrtf(area) * sqrtf(count) * clarity(x));
}

enum eg_err finger_extract(struct finger_extractor *x, const struct finger_image *image,
			   struct finger_template *out)
{
	finger_template_clear(out);
	EG_TRY(finger_plane_load(x, image));
	finger_ground(x);
	finger_field(x, x->soft);
	finger_mask_first(x);
	finger_period(x);
	finger_ridge(x, x->norm, x->ridge[0]);
	finger_mask_noisy(x);
	finger_field(x, x->ridge[0]);
	finger_ridge_again(x, x->norm, x->ridge[0]); /* by the better field */
	finger_field(x, x->ridge[0]);
	finger_ridge(x, x->ridge[0], x->ridge[1]);
	finger_mask_last(x);
	finger_shrink_maps(x, out);
	finger_shrink_ridges(x, out);
	finger_thin(x);
	finger_trace(x);
	finger_minutiae(x, out);
	if (out->count < MINUTIAE_LEAST || out->area < AREA_LEAST) {
		finger_template_clear(out);
		return EG_FAIL(EG_NOT_FOUND, "no ridges that could be compared");
	}
	out->quality = quality_of(x, out);
	return EG_OK;
}
