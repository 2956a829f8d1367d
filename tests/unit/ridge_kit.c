/*
 * ridge_kit: made prints whose minutiae are known.
 * Knows phases. Never knows how minutiae are found.
 */
#include "ridge_kit.h"

#include <math.h>
#include <stdlib.h>

#define PLATE 235 /* levels of grey */
#define RIDGE 40
#define PI    3.14159265358979323846

struct ridge_kit ridge_kit_default(void)
{
	return (struct ridge_kit){
		.width = 388,
		.height = 374,
		.dpi = 500,
		.period = 9,
		.bend = 0.002,
		.radius_x = 140,
		.radius_y = 165,
		.spirals = 6,
		.spiral = {{-60, -80, 1},
			   {55, -70, -1},
			   {-70, 10, -1},
			   {20, 5, 1},
			   {-30, 90, 1},
			   {60, 80, -1}},
	};
}

/* How far a point lies across the ridges: from a circle through the middle, or a line. */
static double across(const struct ridge_kit *kit, double x, double y)
{
	if (kit->bend == 0) {
		return y;
	}
	const double radius = 1 / kit->bend;
	return radius - hypot(x, y - radius);
}

/* Of the print, before it is turned. */
static double grey_at(const struct ridge_kit *kit, double x, double y)
{
	const double rim = hypot(x / kit->radius_x, y / kit->radius_y);
	if (rim > 1) {
		return PLATE;
	}
	double phase = 2 * PI * across(kit, x, y) / kit->period;
	for (size_t i = 0; i < kit->spirals; i++) {
		phase += kit->spiral[i].turn * atan2(y - kit->spiral[i].y, x - kit->spiral[i].x);
	}
	const double wave = kit->negative ? -cos(phase) : cos(phase);
	return RIDGE + (PLATE - RIDGE) * (1 - wave) / 2;
}

uint8_t *ridge_kit_draw(const struct ridge_kit *kit)
{
	uint8_t *grey = calloc((size_t)kit->width * kit->height, 1);
	if (grey == NULL) {
		abort();
	}
	const double scale = 500.0 / kit->dpi;
	const double c = cos(kit->turned);
	const double s = sin(kit->turned);
	for (size_t i = 0; i < (size_t)kit->width * kit->height; i++) {
		const double at_x = ((double)(i % kit->width) + 0.5 - kit->width / 2.0) * scale;
		const double at_y = ((double)(i / kit->width) + 0.5 - kit->height / 2.0) * scale;
		const double x = at_x - kit->shift_x;
		const double y = at_y - kit->shift_y;
		grey[i] = (uint8_t)lrint(grey_at(kit, c * x + s * y, c * y - s * x));
	}
	return grey;
}

/* The ridges' own direction at a point. */
static double along(const struct ridge_kit *kit, double x, double y)
{
	if (kit->bend == 0) {
		return 0;
	}
	return atan2(x, 1 / kit->bend - y); /* square to the line from the circle's middle */
}

struct ridge_minutia ridge_kit_minutia(const struct ridge_kit *kit, size_t spiral)
{
	const struct ridge_spiral *m = &kit->spiral[spiral];
	const double scale = 500.0 / kit->dpi;
	const double c = cos(kit->turned);
	const double s = sin(kit->turned);
	const double turn = m->turn > 0 ? 0 : PI;
	return (struct ridge_minutia){
		.x = c * m->x - s * m->y + kit->shift_x + kit->width / 2.0 * scale,
		.y = s * m->x + c * m->y + kit->shift_y + kit->height / 2.0 * scale,
		.direction = along(kit, m->x, m->y) + turn + kit->turned,
	};
}
