/*
 * face_patch: a part of a picture, sampled upright and at a known scale, so that what is measured
 * in it does not depend on the size of the picture or the tilt of the head.
 * Knows sampling. Never knows what is shown.
 */
#include "biometrics/face_patch.h"

#include <math.h>

#define ONE       65536 /* coordinates are fixed-point: 16 bits below the pixel */
#define FAR       1.0e6 /* pixels; no picture and no patch reaches further */
#define SAMPLES   4     /* along each side of one pixel of the patch, at most */
#define BLEND_MAX 1.5   /* up to this scale four neighbours are blended instead */
#define WEIGHT    256   /* of a whole neighbour */

struct walk {
	const struct picture *p;
	int64_t x; /* fixed-point */
	int64_t y;
	int64_t dx; /* one column of the patch */
	int64_t dy;
	size_t samples; /* of one pixel */
	int64_t off_x[SAMPLES * SAMPLES];
	int64_t off_y[SAMPLES * SAMPLES];
};

static bool within(const struct picture *p, int64_t x, int64_t y)
{
	return x >= 0 && y >= 0 && x < (int64_t)p->width * ONE && y < (int64_t)p->height * ONE;
}

static const uint8_t *pixel_at(const struct picture *p, int64_t column, int64_t row)
{
	int64_t x = column < 0 ? 0 : column >= p->width ? (int64_t)p->width - 1 : column;
	int64_t y = row < 0 ? 0 : row >= p->height ? (int64_t)p->height - 1 : row;
	return p->bgr + ((size_t)y * p->width + (size_t)x) * 3;
}

/* Four neighbours, weighted by nearness. The place lies within the picture. */
static void blend(const struct walk *w, uint8_t out[3])
{
	int64_t x = w->x - ONE / 2; /* pixels are told by their centres */
	int64_t y = w->y - ONE / 2;
	int64_t column = x >> 16;
	int64_t row = y >> 16;
	uint32_t right = (uint32_t)((x & (ONE - 1)) >> 8);
	uint32_t down = (uint32_t)((y & (ONE - 1)) >> 8);
	const uint8_t *a = pixel_at(w->p, column, row);
	const uint8_t *b = pixel_at(w->p, column + 1, row);
	const uint8_t *c = pixel_at(w->p, column, row + 1);
	const uint8_t *d = pixel_at(w->p, column + 1, row + 1);
	for (size_t k = 0; k < 3; k++) {
		uint32_t top = a[k] * (WEIGHT - right) + b[k] * right;
		uint32_t bottom = c[k] * (WEIGHT - right) + d[k] * right;
		out[k] = (uint8_t)((top * (WEIGHT - down) + bottom * down + ONE / 2) / ONE);
	}
}

/* Where the samples of one pixel lie about its centre: side x side of them, evenly. */
static void spread(struct walk *w, int32_t side)
{
	w->samples = (size_t)side * (size_t)side;
	for (int32_t i = 0; i < side * side; i++) {
		int64_t u = 2 * (i % side) + 1 - side;
		int64_t v = 2 * (i / side) + 1 - side;
		w->off_x[i] = (w->dx * u - w->dy * v) / (2 * side);
		w->off_y[i] = (w->dy * u + w->dx * v) / (2 * side);
	}
}

/* The mean of samples spread over the patch's pixel; those beyond the picture do not count. */
static void average(const struct walk *w, uint8_t out[3])
{
	uint32_t sum[3] = {0};
	uint32_t count = 0;
	for (size_t i = 0; i < w->samples; i++) {
		int64_t x = w->x + w->off_x[i];
		int64_t y = w->y + w->off_y[i];
		if (!within(w->p, x, y)) {
			continue;
		}
		const uint8_t *at =
			w->p->bgr + ((size_t)(y >> 16) * w->p->width + (size_t)(x >> 16)) * 3;
		sum[0] += at[0];
		sum[1] += at[1];
		sum[2] += at[2];
		count++;
	}
	uint32_t share = count > 0 ? ONE / count : 0; /* one division instead of three */
	for (size_t k = 0; k < 3; k++) {
		out[k] = (uint8_t)((sum[k] * share + ONE / 2) >> 16);
	}
}

static void sample_row(struct walk *w, struct face_patch *out, size_t at)
{
	for (size_t i = at; i < at + (size_t)out->width; i++) {
		uint8_t bgr[3] = {0};
		bool known = within(w->p, w->x, w->y);
		if (known && w->samples == 1) {
			blend(w, bgr);
		} else if (known) {
			average(w, bgr);
		}
		out->bgr[3 * i] = bgr[0];
		out->bgr[3 * i + 1] = bgr[1];
		out->bgr[3 * i + 2] = bgr[2];
		out->grey[i] = (uint8_t)((bgr[0] * 29U + bgr[1] * 150U + bgr[2] * 77U + 128U) >> 8);
		out->known[i] = known;
		out->known_count += known;
		w->x += w->dx;
		w->y += w->dy;
	}
}

/* Also false for what is not a number. */
static bool near_enough(double v)
{
	return v > -FAR && v < FAR;
}

bool face_patch_sample(const struct picture *p, struct face_patch_frame f, int32_t width,
		       int32_t height, struct face_patch *out)
{
	out->width = 0;
	out->height = 0;
	out->known_count = 0;
	if (p->bgr == NULL || width <= 0 || height <= 0 || width > FACE_PATCH_PIXELS ||
	    height > FACE_PATCH_PIXELS / width || !near_enough(f.origin_x) ||
	    !near_enough(f.origin_y) || !near_enough(f.step_x) || !near_enough(f.step_y)) {
		return false;
	}
	double scale = hypot(f.step_x, f.step_y);
	struct walk w = {
		.p = p,
		.dx = llround(f.step_x * ONE),
		.dy = llround(f.step_y * ONE),
	};
	spread(&w, scale <= BLEND_MAX ? 1 : (int32_t)fmin(SAMPLES, ceil(scale)));
	out->width = width;
	out->height = height;
	for (int32_t row = 0; row < height; row++) {
		w.x = llround((f.origin_x - row * f.step_y) * ONE);
		w.y = llround((f.origin_y + row * f.step_x) * ONE);
		sample_row(&w, out, (size_t)row * (size_t)width);
	}
	return true;
}

void face_patch_locate(struct face_patch_frame f, double x, double y, double *column, double *row)
{
	double square = f.step_x * f.step_x + f.step_y * f.step_y;
	double u = x - f.origin_x;
	double v = y - f.origin_y;
	*column = (u * f.step_x + v * f.step_y) / square;
	*row = (v * f.step_x - u * f.step_y) / square;
}
