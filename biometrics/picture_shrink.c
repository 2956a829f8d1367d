/*
 * picture_shrink: a picture made smaller, each pixel the mean of the area that it stands for.
 * Knows areas. Never knows what is shown.
 */
#include "biometrics/picture_encode.h"

#include "base/secret.h"

#include <stdlib.h>

#define PARTS 256u /* of a pixel: how exactly the areas are cut */

/* Where output pixel number i of many begins in a side of size pixels, in parts of a pixel. */
static uint32_t cut(uint32_t i, uint32_t many, uint32_t size)
{
	return (uint32_t)((uint64_t)i * size * PARTS / many);
}

/* How much of pixel k lies between two cuts, in parts. */
static uint32_t share(uint32_t k, uint32_t from, uint32_t to)
{
	uint32_t begin = k * PARTS > from ? k * PARTS : from;
	uint32_t end = (k + 1) * PARTS < to ? (k + 1) * PARTS : to;
	return end - begin;
}

/* Sums of the rows between two cuts, for each column and colour: at most 4096 * PARTS * 255. */
static void add_rows(const struct picture *p, uint32_t from, uint32_t to, uint32_t *sums)
{
	size_t row_size = (size_t)p->width * 3;
	for (size_t i = 0; i < row_size; i++) {
		sums[i] = 0;
	}
	for (uint32_t y = from / PARTS; y * PARTS < to; y++) {
		const uint8_t *row = p->bgr + y * row_size;
		uint32_t weight = share(y, from, to);
		for (size_t i = 0; i < row_size; i++) {
			sums[i] += weight * row[i];
		}
	}
}

/* Of an area, which is never empty: nothing is made larger. Most are small, and so is the work. */
static uint8_t mean(uint64_t sum, uint64_t area)
{
	if (area == 0) {
		return 0;
	}
	if (area > UINT32_MAX / 256) {
		return (uint8_t)((sum + area / 2) / area);
	}
	uint32_t small = (uint32_t)area;
	return (uint8_t)(((uint32_t)sum + small / 2) / small);
}

/* One row of out from sums over the rows that it stands for, which are tall parts. */
static void mean_row(const struct picture *p, const uint32_t *sums, uint32_t tall,
		     const struct picture *out, uint32_t y)
{
	uint8_t *pixel = out->bgr + (size_t)y * out->width * 3;
	for (uint32_t x = 0; x < out->width; x++) {
		uint32_t from = cut(x, out->width, p->width);
		uint32_t to = cut(x + 1, out->width, p->width);
		uint64_t sum[3] = {0};
		for (uint32_t k = from / PARTS; k * PARTS < to; k++) {
			uint64_t weight = share(k, from, to);
			for (size_t colour = 0; colour < 3; colour++) {
				sum[colour] += weight * sums[k * 3 + colour];
			}
		}
		for (size_t colour = 0; colour < 3; colour++) {
			*pixel++ = mean(sum[colour], (uint64_t)tall * (to - from));
		}
	}
}

/* The side of a picture whose other side becomes small instead of large. */
static uint32_t beside(uint32_t side, uint32_t large, uint32_t small)
{
	uint32_t scaled = (uint32_t)(((uint64_t)side * small + large / 2) / large);
	return scaled == 0 ? 1 : scaled;
}

enum eg_err picture_shrink(const struct picture *p, uint32_t width_max, uint32_t height_max,
			   struct picture *out)
{
	uint32_t width = p->width;
	uint32_t height = p->height;
	if (p->bgr == NULL || width_max == 0 || height_max == 0) {
		return EG_FAIL(EG_TOO_BIG, "no picture to shrink, or nothing to shrink it to");
	}
	if (height > height_max) {
		width = beside(width, height, height_max);
		height = height_max;
	}
	if (width > width_max) {
		height = beside(height, width, width_max);
		width = width_max;
	}
	EG_TRY(picture_new(width, height, out));
	size_t row_size = (size_t)p->width * 3;
	uint32_t *sums = calloc(row_size, sizeof(*sums));
	if (sums == NULL) {
		picture_free(out);
		return EG_FAIL(EG_NO_MEMORY, "rows of a smaller picture");
	}
	for (uint32_t y = 0; y < height; y++) {
		uint32_t from = cut(y, height, p->height);
		uint32_t to = cut(y + 1, height, p->height);
		add_rows(p, from, to, sums);
		mean_row(p, sums, to - from, out, y);
	}
	secret_wipe(sums, row_size * sizeof(*sums));
	free(sums);
	return EG_OK;
}
