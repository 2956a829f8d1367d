/*
 * face_patch: a part of a picture, sampled upright and at a known scale, so that what is measured
 * in it does not depend on the size of the picture or the tilt of the head.
 * Knows sampling. Never knows what is shown.
 */
#include "biometrics/face_patch.h"

#include <math.h>
#include <stdlib.h>

#define ONE       65536 /* coordinates are fixed-point: 16 bits below the pixel */
#define FAR       1.0e6 /* pixels; no picture and no patch reaches further */
#define SAMPLES   4     /* along each side of one pixel of the patch, at most */
#define BLEND_MAX 1.5   /* up to this scale four neighbours are blended instead */
#define WEIGHT    256   /* of a whole neighbour */

/* A row of the patch on its way over the picture; all coordinates are fixed-point. */
struct walk {
	const struct picture *p;
	int64_t x; /* of the row's first pixel */
	int64_t y;
	int64_t dx; /* one column of the patch */
	int64_t dy;
	size_t samples; /* of one pixel; 1: four neighbours are blended */
	int64_t off_x[SAMPLES * SAMPLES];
	int64_t off_y[SAMPLES * SAMPLES];
	int64_t reach; /* nothing is looked at so far from a pixel's place */
};

static bool within(const struct picture *p, int64_t x, int64_t y)
{
	return x >= 0 && y >= 0 && x < (int64_t)p->width * ONE && y < (int64_t)p->height * ONE;
}

/* Where column i is nothing can leave the picture. */
static bool well_within(const struct walk *w, int64_t i)
{
	int64_t x = w->x + i * w->dx;
	int64_t y = w->y + i * w->dy;
	return within(w->p, x - w->reach, y - w->reach) && within(w->p, x + w->reach, y + w->reach);
}

static const uint8_t *pixel_at(const struct picture *p, int64_t column, int64_t row)
{
	int64_t x = column < 0 ? 0 : column >= p->width ? (int64_t)p->width - 1 : column;
	int64_t y = row < 0 ? 0 : row >= p->height ? (int64_t)p->height - 1 : row;
	return p->bgr + ((size_t)y * p->width + (size_t)x) * 3;
}

/* One colour of four neighbours, weighted by nearness; right, down: below WEIGHT. */
static uint8_t mix(int32_t a, int32_t b, int32_t c, int32_t d, int32_t right, int32_t down)
{
	int32_t top = a * WEIGHT + (b - a) * right;
	int32_t bottom = c * WEIGHT + (d - c) * right;
	return (uint8_t)((top * WEIGHT + (bottom - top) * down + ONE / 2) / ONE);
}

/* How far a place is into its pixel. */
static int32_t part_of(int64_t v)
{
	return (int32_t)((v & (ONE - 1)) >> 8);
}

/* Four neighbours; beyond the edge the outermost pixels go on. The place lies in the picture. */
static void blend(const struct walk *w, int64_t x, int64_t y, uint8_t out[3])
{
	int64_t column = x >> 16;
	int64_t row = y >> 16;
	const uint8_t *a = pixel_at(w->p, column, row);
	const uint8_t *b = pixel_at(w->p, column + 1, row);
	const uint8_t *c = pixel_at(w->p, column, row + 1);
	const uint8_t *d = pixel_at(w->p, column + 1, row + 1);
	for (size_t k = 0; k < 3; k++) {
		out[k] = mix(a[k], b[k], c[k], d[k], part_of(x), part_of(y));
	}
}

/* The same, well within: neighbours lie side by side. */
static void blend_inner(const struct walk *w, size_t from, size_t to, uint8_t *out)
{
	const uint8_t *bgr = w->p->bgr;
	const size_t line = (size_t)w->p->width * 3;
	const int64_t dx = w->dx;
	const int64_t dy = w->dy;
	int64_t x = w->x + (int64_t)from * dx - ONE / 2; /* pixels are told by their centres */
	int64_t y = w->y + (int64_t)from * dy - ONE / 2;
	for (size_t i = from; i < to; i++, x += dx, y += dy) {
		const uint8_t *a = bgr + (size_t)(y >> 16) * line + (size_t)(x >> 16) * 3;
		const uint8_t *c = a + line;
		for (size_t k = 0; k < 3; k++) {
			out[3 * i + k] =
				mix(a[k], a[k + 3], c[k], c[k + 3], part_of(x), part_of(y));
		}
	}
}

/* Where the samples of one pixel lie about its centre: side x side of them, evenly. */
static void spread(struct walk *w, int32_t side)
{
	w->samples = (size_t)side * (size_t)side;
	w->reach = llabs(w->dx) + llabs(w->dy) + 2 * ONE;
	for (int32_t i = 0; i < side * side; i++) {
		int64_t u = 2 * (i % side) + 1 - side;
		int64_t v = 2 * (i / side) + 1 - side;
		w->off_x[i] = (w->dx * u - w->dy * v) / (2 * side);
		w->off_y[i] = (w->dy * u + w->dx * v) / (2 * side);
	}
}

/* One division instead of three; 0 of none. */
static uint8_t mean(uint32_t sum, uint32_t count)
{
	return count == 0 ? 0 : (uint8_t)((sum * (ONE / count) + ONE / 2) >> 16);
}

/* The mean of samples spread over the patch's pixel; those beyond the picture do not count. */
static void average(const struct walk *w, int64_t at_x, int64_t at_y, uint8_t out[3])
{
	uint32_t sum[3] = {0};
	uint32_t count = 0;
	for (size_t i = 0; i < w->samples; i++) {
		int64_t x = at_x + w->off_x[i];
		int64_t y = at_y + w->off_y[i];
		if (!within(w->p, x, y)) {
			continue;
		}
		const uint8_t *at = pixel_at(w->p, x >> 16, y >> 16);
		sum[0] += at[0];
		sum[1] += at[1];
		sum[2] += at[2];
		count++;
	}
	for (size_t k = 0; k < 3 && count > 0; k++) {
		out[k] = mean(sum[k], count);
	}
}

/* A place in one number: rows above, columns below, 16 bits of each below the pixel. */
static uint64_t packed(int64_t x, int64_t y)
{
	return ((uint64_t)y << 32) + (uint64_t)x;
}

/* The same, well within: all samples count, blue and red are added in one. */
static void average_inner(const struct walk *w, size_t from, size_t to, uint8_t *out)
{
	const uint8_t *bgr = w->p->bgr;
	const size_t line = (size_t)w->p->width * 3;
	const uint32_t samples = (uint32_t)w->samples;
	uint64_t off[SAMPLES * SAMPLES];
	for (size_t k = 0; k < samples; k++) {
		off[k] = packed(w->off_x[k], w->off_y[k]);
	}
	for (size_t i = from; i < to; i++) {
		uint64_t place = packed(w->x + (int64_t)i * w->dx, w->y + (int64_t)i * w->dy);
		uint32_t blue_red = 0;
		uint32_t green = 0;
		for (size_t k = 0; k < samples; k++) {
			uint64_t sample = place + off[k];
			const uint8_t *at = bgr + (size_t)(sample >> 48) * line +
					    (size_t)(sample >> 16 & UINT16_MAX) * 3;
			uint32_t four = at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
					(uint32_t)at[3] << 24;
			blue_red += four & 0xFF00FF;
			green += four >> 8 & 0xFF;
		}
		out[3 * i] = mean(blue_red & UINT16_MAX, samples);
		out[3 * i + 1] = mean(green, samples);
		out[3 * i + 2] = mean(blue_red >> 16, samples);
	}
}

static void sample_edge(const struct walk *w, size_t from, size_t to, uint8_t *bgr, uint8_t *known)
{
	for (size_t i = from; i < to; i++) {
		int64_t x = w->x + (int64_t)i * w->dx;
		int64_t y = w->y + (int64_t)i * w->dy;
		known[i] = within(w->p, x, y);
		bgr[3 * i] = bgr[3 * i + 1] = bgr[3 * i + 2] = 0;
		if (known[i] != 0 && w->samples == 1) {
			blend(w, x - ONE / 2, y - ONE / 2, bgr + 3 * i);
		} else if (known[i] != 0) {
			average(w, x, y, bgr + 3 * i);
		}
	}
}

/* The columns well within the picture have no gap between them: it is convex. */
static void sample_row(const struct walk *w, struct face_patch *out, size_t at)
{
	const size_t width = (size_t)out->width;
	uint8_t *bgr = out->bgr + 3 * at;
	uint8_t *known = out->known + at;
	uint8_t *grey = out->grey + at;
	size_t first = 0;
	size_t last = width;
	while (first < width && !well_within(w, (int64_t)first)) {
		first++;
	}
	while (last > first && !well_within(w, (int64_t)last - 1)) {
		last--;
	}
	sample_edge(w, 0, first, bgr, known);
	if (w->samples == 1) {
		blend_inner(w, first, last, bgr);
	} else {
		average_inner(w, first, last, bgr);
	}
	for (size_t i = first; i < last; i++) {
		known[i] = 1;
	}
	sample_edge(w, last, width, bgr, known);
	for (size_t i = 0; i < width; i++) {
		const uint8_t *c = bgr + 3 * i;
		grey[i] = (uint8_t)((c[0] * 29U + c[1] * 150U + c[2] * 77U + 128U) >> 8);
		out->known_count += known[i];
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
