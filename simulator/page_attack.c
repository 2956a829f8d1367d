/*
 * page_attack: pictures of pages that are no pages, or are seen badly.
 * Knows light, lattices and inks. Never reads a zone, nor knows how one is judged.
 */
#include "simulator/page_attack.h"

#include "simulator/page_sheet.h"

#include <math.h>

#define MM_PER_INCH 25.4
#define TURN        6.28318530717959
#define RADIANS     (TURN / 360)
#define BLACK       6.0 /* level that a lit screen has at least */

static double limited(double v)
{
	return fmax(0, fmin(255, v));
}

/* What a pixel's own width and, beyond what pixels can carry, a lens leave of a wave. */
static double left_of(double waves_per_pixel, double blur)
{
	const double w = TURN / 2 * waves_per_pixel;
	const double lens =
		waves_per_pixel > 0.5
			? exp(-TURN * TURN / 2 * blur * blur * waves_per_pixel * waves_per_pixel)
			: 1;
	return (w > 0 ? sin(w) / w : 1) * lens;
}

struct waves {
	double right; /* waves a pixel of the picture, */
	double down;
	double depth[2]; /* of the wave and of its first overtone, as they arrive */
	double phase;
};

static struct waves waves_of(struct page_chance *c, double turn, double rate, double depth,
			     double blur)
{
	return (struct waves){cos(turn) * rate,
			      sin(turn) * rate,
			      {depth * left_of(rate, blur), depth / 3 * left_of(2 * rate, blur)},
			      page_chance_between(c, 0, TURN)};
}

static double wave_at(const struct waves *w, double x, double y)
{
	const double at = TURN * (w->right * x + w->down * y) + w->phase;
	return 1 + w->depth[0] * cos(at) + w->depth[1] * cos(2 * at);
}

enum eg_err page_attack_screen(struct page_chance *c, const struct page_text *text,
			       const struct page_scene *scene, const struct page_lit *lit,
			       struct page_picture *out)
{
	struct page_scene clean = *scene;
	const double per_mm = scene->dpi / MM_PER_INCH;
	const struct page_quality *q = &page_qualities[scene->level];
	const double blur = (q->blur.low + q->blur.high) / 2 * per_mm;
	clean.level = PAGE_CLEAN;
	clean.blur_mm = 0;
	clean.glare = 0;
	EG_TRY(page_draw(c, text, &clean, out));
	const double turn = (scene->angle + (lit->diamond ? 45 : 0)) * RADIANS;
	const double rate = (lit->diamond ? sqrt(2) : 1) / (lit->pitch_mm * per_mm);
	const struct waves w[2] = {waves_of(c, turn, rate, lit->depth, blur),
				   waves_of(c, turn + TURN / 4, rate, lit->depth_down, blur)};
	for (size_t i = 0; i < (size_t)out->width * out->height; i++) {
		const double x = (double)(i % out->width);
		const double y = (double)(size_t)(i / out->width);
		const double light = wave_at(&w[0], x, y) * wave_at(&w[1], x, y);
		out->grey[i] = (uint8_t)limited(BLACK + 0.62 * out->grey[i] * light);
	}
	const enum eg_err err = page_optics(c, scene, per_mm, out);
	if (err != EG_OK) {
		page_picture_free(out);
	}
	return err;
}

void page_attack_halftone(struct page_chance *c, double per_mm, double lines_per_inch,
			  struct page_picture *p)
{
	const double rate = lines_per_inch / MM_PER_INCH / per_mm;
	const double turn = page_chance_between(c, 0, TURN);
	const struct waves a = waves_of(c, turn, rate, 1, 0.5);
	const struct waves b = waves_of(c, turn + TURN / 4, rate, 1, 0.5);
	const double down_x = p->corner[3][0] - p->corner[0][0];
	const double down_y = p->corner[3][1] - p->corner[0][1];
	for (size_t i = 0; i < (size_t)p->width * p->height; i++) {
		const double x = (double)(i % p->width);
		const double y = (double)(size_t)(i / p->width);
		if ((x - p->corner[0][0]) * down_x + (y - p->corner[0][1]) * down_y > 0) {
			continue;
		}
		const double grey = p->grey[i] / 255.0;
		/* Dots are where it is neither white nor black. */
		const double dots = (wave_at(&a, x, y) + wave_at(&b, x, y)) / 2 - 1;
		p->grey[i] = (uint8_t)limited(p->grey[i] + 255 * 2 * grey * (1 - grey) * dots);
	}
}

void page_attack_glare(struct page_chance *c, double per_mm, double share, double border_mm,
		       struct page_picture *p)
{
	const double long_x = p->corner[1][0] - p->corner[0][0];
	const double long_y = p->corner[1][1] - p->corner[0][1];
	const double at = page_chance_between(c, share / 2, 1 - share / 2);
	const double across = page_chance_between(c, 0.2, 0.8);
	const double mx =
		p->corner[0][0] + at * long_x + across * (p->corner[3][0] - p->corner[0][0]);
	const double my =
		p->corner[0][1] + at * long_y + across * (p->corner[3][1] - p->corner[0][1]);
	const double radius = share / 2 * hypot(long_x, long_y);
	const double border = fmax(0.5, border_mm * per_mm);
	const double squeeze = page_chance_between(c, 0.5, 1);
	for (size_t i = 0; i < (size_t)p->width * p->height; i++) {
		const double x = (double)(i % p->width) - mx;
		const double y = ((double)(size_t)(i / p->width) - my) / squeeze;
		const double over = (radius - hypot(x, y)) / border;
		p->grey[i] = (uint8_t)limited(p->grey[i] + 300 * fmax(0, fmin(1, over + 0.5)));
	}
}

void page_attack_infrared(struct page_chance *c, enum page_ink ink, struct page_picture *p)
{
	const double paper = page_chance_between(c, 110, 220);
	const double bed = page_chance_between(c, 20, 60);
	const double noise = page_chance_between(c, 1, 6);
	double keeps = 0;
	switch (ink) {
	case PAGE_INK_B900:
		keeps = page_chance_between(c, 0.75, 1);
		break;
	case PAGE_INK_DYE:
		keeps = page_chance_between(c, 0, 0.25);
		break;
	case PAGE_INK_SCREEN:
		break;
	}
	const double level = ink == PAGE_INK_SCREEN ? bed : paper;
	for (size_t i = 0; i < (size_t)p->width * p->height; i++) {
		const double dark = fmax(0, 1 - p->grey[i] / 220.0);
		const double v = level * (1 - keeps * dark) + noise * page_chance_normal(c);
		p->grey[i] = (uint8_t)limited(v);
	}
}
