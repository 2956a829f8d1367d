/*
 * page_camera: what a telephone in a hand, and those who put its picture on a page of the web, do
 * to it: shadow, shake, sharpening, another curve of light, another size.
 * Knows pixels. Never knows what is shown.
 */
#include "simulator/page_sheet.h"

#include <math.h>
#include <stdlib.h>

#define SAMPLES 16 /* of a shake */

static double blend(const struct page_picture *p, const uint8_t *grey, double x, double y)
{
	x = fmax(0, fmin(x, p->width - 1.001));
	y = fmax(0, fmin(y, p->height - 1.001));
	const size_t x0 = (size_t)x;
	const size_t y0 = (size_t)y;
	const double fx = x - (double)x0;
	const double fy = y - (double)y0;
	const uint8_t *a = grey + y0 * p->width + x0;
	const uint8_t *b = a + (y0 + 1 < p->height ? p->width : 0);
	const size_t next = x0 + 1 < p->width ? 1 : 0;
	return (1 - fy) * ((1 - fx) * a[0] + fx * a[next]) + fy * ((1 - fx) * b[0] + fx * b[next]);
}

/* A hand or a telephone between the lamp and the zone: one side of a soft edge through it. */
static void shade(struct page_chance *c, double share, double scale, struct page_picture *p)
{
	const double u = page_chance_between(c, 0.1, 0.9);
	const double x0 = p->corner[0][0] + u * (p->corner[2][0] - p->corner[0][0]);
	const double y0 = p->corner[0][1] + u * (p->corner[2][1] - p->corner[0][1]);
	const double turn = page_chance_between(c, 0, 6.283);
	const double soft = page_chance_between(c, 0.5, 12) * scale;
	for (uint32_t y = 0; y < p->height; y++) {
		for (uint32_t x = 0; x < p->width; x++) {
			const double d = (cos(turn) * (x - x0) + sin(turn) * (y - y0)) / soft;
			const double dark = share * fmax(0, fmin(1, 0.5 + d / 2));
			uint8_t *at = &p->grey[(size_t)y * p->width + x];
			*at = (uint8_t)(*at * (1 - dark));
		}
	}
}

/* The mean along a line, or, where across is set, of a square of that side. */
static enum eg_err smear(struct page_picture *p, double along_x, double along_y, double across,
			 double back)
{
	const size_t count = (size_t)p->width * p->height;
	EG_AUTO(eg_free) uint8_t *from = malloc(count);
	if (from == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "a smeared picture");
	}
	for (size_t i = 0; i < count; i++) {
		from[i] = p->grey[i];
	}
	for (size_t i = 0; i < count; i++) {
		const double x = (double)(i % p->width);
		const double y = (double)(i / p->width);
		double sum = 0;
		for (int k = 0; k < SAMPLES; k++) {
			const double t = (k + 0.5) / SAMPLES - 0.5;
			const double u = (k % 4 + 0.5) / 4 - 0.5;
			const double v = (k / 4 + 0.5) / 4 - 0.5;
			sum += blend(p, from, x + t * along_x + u * across,
				     y + t * along_y + v * across);
		}
		const double mean = sum / SAMPLES;
		const double v = back > 0 ? from[i] + back * (from[i] - mean) : mean;
		p->grey[i] = (uint8_t)fmax(0, fmin(255, v + 0.5));
	}
	return EG_OK;
}

enum eg_err page_camera_light(struct page_chance *c, const struct page_camera *camera, double scale,
			      struct page_picture *p)
{
	if (camera->shadow > 0) {
		shade(c, page_chance_between(c, 0, camera->shadow), scale, p);
	}
	if (camera->shake_mm > 0) {
		const double way = page_chance_between(c, 0, camera->shake_mm) * scale;
		const double turn = page_chance_between(c, 0, 6.283);
		return smear(p, way * cos(turn), way * sin(turn), 0, 0);
	}
	return EG_OK;
}

static enum eg_err resize(struct page_picture *p, double factor)
{
	const uint32_t width = (uint32_t)lround(p->width * factor);
	const uint32_t height = (uint32_t)lround(p->height * factor);
	uint8_t *grey = calloc(width, height);
	if (grey == NULL || width == 0 || height == 0) {
		free(grey);
		return EG_FAIL(EG_NO_MEMORY, "a picture of another size");
	}
	for (size_t i = 0; i < (size_t)width * height; i++) {
		double sum = 0;
		for (int k = 0; k < 4; k++) {
			const double x = (double)(i % width) + 0.25 + 0.5 * (k % 2);
			const double y = (double)(i / width) + 0.25 + 0.5 * (k / 2 % 2);
			sum += blend(p, p->grey, x / factor - 0.5, y / factor - 0.5);
		}
		grey[i] = (uint8_t)(sum / 4 + 0.5);
	}
	free(p->grey);
	p->grey = grey;
	p->width = width;
	p->height = height;
	for (int i = 0; i < 4; i++) {
		for (int k = 0; k < 2; k++) {
			p->corner[i][k] = (p->corner[i][k] + 0.5) * factor - 0.5;
		}
	}
	return EG_OK;
}

enum eg_err page_camera_develop(struct page_chance *c, const struct page_camera *camera,
				struct page_picture *p)
{
	if (camera->resized > 0) {
		EG_TRY(resize(p, camera->resized));
	}
	if (camera->halo > 0) {
		const double wide = page_chance_between(c, 2, 6);
		EG_TRY(smear(p, 0, 0, wide, page_chance_between(c, 0, camera->halo)));
	}
	if (camera->curve > 0) {
		const double power = exp(page_chance_between(c, -camera->curve, camera->curve));
		for (size_t i = 0; i < (size_t)p->width * p->height; i++) {
			p->grey[i] = (uint8_t)(255 * pow(p->grey[i] / 255.0, power));
		}
	}
	return EG_OK;
}
