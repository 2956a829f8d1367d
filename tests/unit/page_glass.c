/*
 * page_glass: what a live camera below a glass sees while documents come and go.
 * Knows light and where things lie. Never knows how they are watched.
 */
#include "page_glass.h"

#include <math.h>

#define PER_MM (GLASS_DPI / 25.4)
#define BED    70 /* level: page_draw's glass around a page is darker than paper */

enum eg_err glass_document(uint64_t seed, enum page_kind kind, double angle,
			   struct page_picture *out)
{
	struct page_chance c = {seed};
	struct page_text text;
	const struct page_scene scene = {.level = PAGE_MILD,
					 .dpi = GLASS_DPI,
					 .angle = angle,
					 .width_mm = (GLASS_WIDTH + 0.5) / PER_MM,
					 .height_mm = (GLASS_HEIGHT + 0.5) / PER_MM,
					 .fonts = "/usr/share/fonts/opentype/ocr-b",
					 .face = "OCRB.otf",
					 .words =
						 "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"};
	page_text_make(&c, kind, &text);
	return page_draw(&c, &text, &scene, out);
}

/* A room above the glass, far out of focus: light and dark swell slowly. */
static double room_at(double x, double y)
{
	const double u = fabs(fmod(x, 220) - 110) / 110;
	const double v = fabs(fmod(y, 170) - 85) / 85;
	return 0.2 + 0.8 * u * u * (3 - 2 * u) * v * v * (3 - 2 * v);
}

static double document_at(const struct glass *g, uint32_t x, uint32_t y)
{
	const double from_x = (double)x - g->off_x;
	const double from_y = (double)y - g->off_y;
	if (g->document == NULL || from_x < 0 || from_y < 0 || from_x >= g->document->width ||
	    from_y >= g->document->height) {
		return 0;
	}
	const uint8_t level =
		g->document->grey[(size_t)from_y * g->document->width + (size_t)from_x];
	return level;
}

static double cover_at(const struct glass *g, uint32_t x, uint32_t y)
{
	const double off_x = fabs(x - GLASS_WIDTH / 2.0 - g->off_x) / PER_MM;
	const double off_y = fabs(y - GLASS_HEIGHT / 2.0 - g->off_y) / PER_MM;
	return off_x < 62.5 && off_y < 44 ? g->cover : 0;
}

static double level_at(const struct glass *g, uint32_t x, uint32_t y)
{
	double v = fmax(document_at(g, x, y), cover_at(g, x, y));
	if (v < BED) {
		v = fmax(v, 20 + g->room * room_at(x, y));
	}
	if (g->hand > 0) { /* above the glass, so not sharp */
		const double d = hypot(x / PER_MM - g->hand, y / PER_MM - 20) / 30;
		v = v < BED + g->room ? v + 90 * exp(-d * d) : v;
	}
	const double off = (x - GLASS_WIDTH / 2.0) / 40;
	const double side = 0.5 - off / (2 * (1 + fabs(off)));
	return v * g->light * (1 - g->shadow * side);
}

void glass_take(struct page_chance *c, const struct glass *g, uint8_t *out)
{
	enum { DRAWS = 1024 };
	double noise[DRAWS];
	for (int i = 0; i < DRAWS; i++) {
		noise[i] = g->noise * page_chance_normal(c);
	}
	uint64_t state = page_chance_below(c, UINT32_MAX) | 1u;
	for (uint32_t i = 0; i < GLASS_WIDTH * GLASS_HEIGHT; i++) {
		state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		const double v = level_at(g, i % GLASS_WIDTH, i / GLASS_WIDTH) + noise[state >> 54];
		out[i] = (uint8_t)fmax(0, fmin(255, v + 0.5));
	}
}

struct mrz_image glass_image(const uint8_t *grey)
{
	return (struct mrz_image){GLASS_WIDTH, GLASS_HEIGHT,
				  rd_of(grey, (size_t)GLASS_WIDTH * GLASS_HEIGHT)};
}
