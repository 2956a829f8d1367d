/*
 * page_raster: pictures on a page: the holder's portrait as it is printed, and the pixels of a
 * screen that shows a page. A part of page_draw, for it alone.
 * Knows grey and pixels. Never knows whose face it is.
 */
#include "simulator/page_sheet.h"

#include <math.h>

#define DARKEST 0.16 /* of the paper's light: what print leaves of it where it is black */
#define OPEN    0.8  /* how much of a screen's pixel gives light, from side to side */
#define BRIGHT  1.2  /* what a screen gives of the light that paper sends back */
#define BETWEEN 0.6  /* and between its pixels, which a lens never parts quite */
#define DARK    12   /* level of grey of one that gives no light: infrared */

static double blend(const struct page_raster *r, double x, double y)
{
	const uint32_t x0 = (uint32_t)x;
	const uint32_t y0 = (uint32_t)y;
	const uint32_t x1 = x0 + 1 < r->width ? x0 + 1 : x0;
	const uint32_t y1 = y0 + 1 < r->height ? y0 + 1 : y0;
	const double fx = x - x0;
	const double fy = y - y0;
	const uint8_t *a = r->grey + (size_t)y0 * r->width;
	const uint8_t *b = r->grey + (size_t)y1 * r->width;
	return (1 - fy) * ((1 - fx) * a[x0] + fx * a[x1]) + fy * ((1 - fx) * b[x0] + fx * b[x1]);
}

void page_raster_print(const struct page_scene *scene, struct page_sheet *s)
{
	const struct page_raster *r = &scene->portrait;
	if (r->height == 0 || r->width == 0 || s->portrait[3] <= 0) {
		return;
	}
	const uint32_t left = (uint32_t)(s->portrait[0] * s->scale);
	const uint32_t top = (uint32_t)(s->portrait[1] * s->scale);
	const uint32_t wide = (uint32_t)(s->portrait[2] * s->scale);
	const uint32_t high = (uint32_t)(s->portrait[3] * s->scale);
	for (uint32_t y = 0; y < high && top + y < s->height; y++) {
		for (uint32_t x = 0; x < wide && left + x < s->width; x++) {
			const double grey =
				blend(r, (double)x * r->width / wide, (double)y * r->height / high);
			const double kept = DARKEST + (1 - DARKEST) * grey / 255;
			const double seen = 1 - (1 - kept) * s->other_ink;
			/* Ink lies on the ground's print, which stays to be seen. */
			uint8_t *at = &s->grey[(size_t)(top + y) * s->width + left + x];
			*at = (uint8_t)(*at * seen);
		}
	}
}

double page_raster_screen(const struct page_scene *scene, double x, double y, double paper)
{
	const double px = x / scene->screen_mm;
	const double py = y / scene->screen_mm;
	const bool lit = px - floor(px) < OPEN && py - floor(py) < OPEN;
	if (scene->lamp == PAGE_LAMP_INFRARED) {
		return DARK; /* it is glass, whatever it shows */
	}
	return fmin(255, paper * (lit ? BRIGHT : BETWEEN));
}
