/*
 * page_wear: what printing and years in a pocket do to a page: strokes wider or thinner, ink lost,
 * dirt, a patterned ground below; then what the page looks like.
 * Knows ink and paper. Never knows characters.
 */
#include "simulator/page_sheet.h"

#include <math.h>
#include <stdlib.h>

#define TURN  1024 /* steps of a full turn */
#define CLOTH 48   /* level of grey of a cover */
#define FOIL  150  /* and of what is printed on it */

const struct page_quality page_qualities[PAGE_LEVEL_COUNT] = {
	[PAGE_CLEAN] =
		{
			.paper = {235, 235},
			.ink = {25, 25},
			.jpeg = {100, 100},
		},
	[PAGE_MILD] =
		{
			.paper = {190, 245},
			.ink = {15, 70},
			.gain = {-0.03, 0.05},
			.ground = {0, 0.12},
			.blur = {0.03, 0.07},
			.noise = {1, 4},
			.light = {0, 0.15},
			.jpeg = {85, 97},
			.voids = 3,
			.void_mm = 0.2,
			.specks = 4,
		},
	[PAGE_HARD] =
		{
			.paper = {150, 240},
			.ink = {30, 90},
			.gain = {-0.08, 0.14},
			.ground = {0.10, 0.35},
			.blur = {0.06, 0.13},
			.noise = {3, 9},
			.light = {0.1, 0.4},
			.jpeg = {55, 85},
			.voids = 10,
			.void_mm = 0.4,
			.specks = 15,
		},
};

static double draw(struct page_chance *c, struct page_range r)
{
	return page_chance_between(c, r.low, r.high);
}

/* Sums over a box of 2 * radius + 1 in a row or column of count pixels that lie step apart. */
static void smooth_line(uint8_t *at, size_t count, size_t step, size_t radius, uint8_t *kept)
{
	unsigned sum = 0;
	const unsigned width = (unsigned)(2 * radius + 1);
	for (size_t i = 0; i < count; i++) {
		kept[i] = at[i * step];
	}
	for (size_t i = 0; i < radius && i < count; i++) {
		sum += kept[i];
	}
	for (size_t i = 0; i < count; i++) {
		sum += i + radius < count ? kept[i + radius] : 0;
		sum -= i > radius ? kept[i - radius - 1] : 0;
		at[i * step] = (uint8_t)(sum / width);
	}
}

/* Strokes change their width: where a blurred stroke is darker than the limit, ink is. */
static void spread(struct page_sheet *s, double gain_mm)
{
	const size_t radius = (size_t)lround(0.13 * s->scale);
	const double width = 2 * (double)radius + 1;
	const double limit = 127.5 - gain_mm / 2 * s->scale * 255 / width;
	const double slope = width * 0.8;
	uint8_t *kept = calloc(s->width > s->height ? s->width : s->height, 1);
	if (kept == NULL || radius == 0) {
		free(kept);
		return;
	}
	for (size_t y = 0; y < s->height; y++) {
		smooth_line(s->ink + y * s->width, s->width, 1, radius, kept);
	}
	for (size_t x = 0; x < s->width; x++) {
		smooth_line(s->ink + x, s->height, s->width, radius, kept);
	}
	free(kept);
	for (size_t i = 0; i < (size_t)s->width * s->height; i++) {
		const double ink = ((double)s->ink[i] - limit) * slope + 127.5;
		s->ink[i] = (uint8_t)fmax(0, fmin(255, ink));
	}
}

/* A round spot of this much ink, radius in mm. */
static void spot(struct page_sheet *s, double x, double y, double radius, uint8_t ink)
{
	const double r = radius * s->scale;
	const long x0 = lround(x * s->scale);
	const long y0 = lround(y * s->scale);
	const long reach = (long)ceil(r);
	for (long dy = -reach; dy <= reach; dy++) {
		for (long dx = -reach; dx <= reach; dx++) {
			const long at_x = x0 + dx;
			const long at_y = y0 + dy;
			if ((double)(dx * dx + dy * dy) <= r * r && at_x >= 0 && at_y >= 0 &&
			    at_x < (long)s->width && at_y < (long)s->height) {
				s->ink[(size_t)at_y * s->width + (size_t)at_x] = ink;
			}
		}
	}
}

static void lose_and_dirty(struct page_chance *c, const struct page_quality *q,
			   struct page_sheet *s)
{
	const unsigned voids = page_chance_below(c, q->voids + 1);
	const unsigned specks = page_chance_below(c, q->specks + 1);
	for (unsigned i = 0; i < voids; i++) {
		const double x = page_chance_between(c, s->zone[0][0], s->zone[1][0]);
		const double y = page_chance_between(c, s->zone[0][1], s->zone[2][1]);
		spot(s, x, y, page_chance_between(c, q->void_mm / 4, q->void_mm / 2), 0);
	}
	for (unsigned i = 0; i < specks; i++) {
		const double x = page_chance_between(c, 0, (double)s->width / s->scale);
		const double y = page_chance_between(c, 0, (double)s->height / s->scale);
		spot(s, x, y, page_chance_between(c, 0.04, 0.15),
		     (uint8_t)page_chance_between(c, 120, 255));
	}
}

/* Fine lines that swing, in two families, as security print has them: 0 to 1 in steps of 255. */
struct ground {
	float wave[TURN];
	double across[2], along[2], swing[2], swing_at[2];
};

static struct ground ground_of(struct page_chance *c, double scale)
{
	struct ground g = {0};
	for (int i = 0; i < TURN; i++) {
		const double w = sin(2 * 3.14159265358979 * i / TURN);
		g.wave[i] = (float)(w > 0 ? w * w : 0);
	}
	for (int i = 0; i < 2; i++) {
		const double period = page_chance_between(c, 0.5, 2.0) * scale;
		const double turn = page_chance_between(c, -1.2, 1.2);
		g.across[i] = TURN / period * sin(turn);
		g.along[i] = TURN / period * cos(turn);
		g.swing[i] = page_chance_between(c, 0, 2.5) * TURN;
		g.swing_at[i] = TURN / (page_chance_between(c, 8, 40) * scale);
	}
	return g;
}

static double ground_at(const struct ground *g, double x, double y)
{
	double sum = 0;
	for (int i = 0; i < 2; i++) {
		const unsigned bend = (unsigned)(long)(x * g->swing_at[i]) % TURN;
		const double phase =
			x * g->across[i] + y * g->along[i] + (double)g->wave[bend] * g->swing[i];
		sum += (double)g->wave[(unsigned)(long)phase % TURN];
	}
	return fmin(1, sum);
}

/* From the zone's upper edge on, a little above it, all print is the zone's. */
static double ink_seen(const struct page_sheet *s, size_t y)
{
	const bool zone = (double)y / s->scale > s->zone[0][1] - 1;
	return zone ? s->zone_ink : s->other_ink;
}

void page_wear(struct page_chance *c, const struct page_quality *q, struct page_sheet *s)
{
	const double gain = draw(c, q->gain);
	const double white = draw(c, q->paper);
	const double black = fmin(draw(c, q->ink), white - 70);
	const double paper = s->cover ? CLOTH : white;
	const double ink = s->cover ? FOIL : black;
	const double strength = draw(c, q->ground) * (white - black);
	const double ground = s->cover ? 0 : strength * s->other_ink;
	const struct ground g = ground_of(c, s->scale);
	if (q->gain.low < q->gain.high) {
		spread(s, gain);
	}
	lose_and_dirty(c, q, s);
	for (size_t y = 0; y < s->height; y++) {
		const double seen = ink_seen(s, y);
		for (size_t x = 0; x < s->width; x++) {
			const size_t at = y * s->width + x;
			double v = paper;
			if (ground > 0) {
				v -= ground * ground_at(&g, (double)x, (double)y);
			}
			v += (ink - v) * s->ink[at] / 255 * seen;
			s->grey[at] = (uint8_t)v;
		}
	}
}
