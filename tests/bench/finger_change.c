/*
 * finger_change: an image of a finger as a worse press, or another sensor, would have shown it.
 * Knows geometry and grey. Never knows whose finger it is, or who compares it.
 */
#include "finger_change.h"

#include "simulator/finger_chance.h"

#include <math.h>

#define MM     25.4
#define STUCK  3.0 /* mm around the middle that do not move */
#define FREE   9.0 /* from here on skin follows the bone */
#define WAVE   4.0 /* mm, of soft skin */
#define STREAM 71

static const struct finger_change known[] = {
	{.name = "as they are"},
	{.name = "turn 45", .turn = 45},
	{.name = "bend", .drag = 0.9, .twist = 6, .soft = 0.15},
	{.name = "bend much", .drag = 1.6, .twist = 10, .soft = 0.3},
	{.name = "dry", .dry = 0.9, .noise = 6},
	{.name = "wet", .wet = 1, .noise = 4},
	{.name = "60 % of it", .keep = 0.6},
	{.name = "40 % of it", .keep = 0.4},
	{.name = "sweep", .sweep = 0.5, .noise = 4},
	{.name = "250 dpi", .dpi = 250},
	{.name = "400 dpi", .dpi = 400},
	{.name = "569 dpi", .dpi = 569},
	{.name = "1000 dpi", .dpi = 1000},
	{.name = "all at once",
	 .turn = 20,
	 .drag = 0.8,
	 .twist = 5,
	 .soft = 0.15,
	 .keep = 0.8,
	 .dry = 0.5,
	 .wet = 0.5,
	 .noise = 5},
};

const struct finger_change *finger_changes(size_t *count)
{
	*count = sizeof(known) / sizeof(known[0]);
	return known;
}

/* What one image has drawn. Lengths are mm, from the middle of the image. */
struct draw {
	uint64_t seed;
	double c; /* of the turn */
	double s;
	double twist_c;
	double twist_s;
	double drag_x;
	double drag_y;
	double soft;
	double sweep;
	double dry;
	double wet;
	double noise;
	double back; /* grey of nothing */
	double left; /* of the window that is kept, pixels of the result */
	double top;
	double right;
	double bottom;
};

/* Mean of the frame: what lies beside the image. */
static double frame_grey(const struct finger_image *f)
{
	double sum = 0;
	double n = 0;
	for (size_t i = 0; i < (size_t)f->width * f->height; i++) {
		size_t x = i % f->width;
		size_t y = i / f->width;
		if (x == 0 || y == 0 || x + 1U == f->width || y + 1U == f->height) {
			sum += f->grey[i];
			n += 1;
		}
	}
	return sum / n;
}

static struct draw draw_of(const struct finger_image *in, const struct finger_change *change,
			   uint64_t seed, double width, double height)
{
	struct finger_chance c = finger_chance_of(seed, STREAM);
	double turn = finger_chance_between(&c, -change->turn, change->turn) * M_PI / 180;
	double twist = finger_chance_between(&c, -change->twist, change->twist) * M_PI / 180;
	double drag = change->drag * sqrt(finger_chance_between(&c, 0, 1));
	double to = finger_chance_between(&c, 0, 2 * M_PI);
	double damp = finger_chance_between(&c, -1, 1);
	double side = sqrt(change->keep > 0 ? change->keep : 1);
	struct draw d = {
		.seed = seed,
		.c = cos(turn),
		.s = sin(turn),
		.twist_c = cos(twist),
		.twist_s = sin(twist),
		.drag_x = drag * cos(to),
		.drag_y = drag * sin(to),
		.soft = change->soft,
		.sweep = change->sweep,
		/* Where both are there, an image is the one or the other. */
		.dry = change->wet > 0 ? change->dry * fmax(0, -damp) : change->dry * fabs(damp),
		.wet = change->dry > 0 ? change->wet * fmax(0, damp) : change->wet * fabs(damp),
		.noise = change->noise,
		.back = frame_grey(in),
		.left = finger_chance_between(&c, 0, width * (1 - side)),
		.top = finger_chance_between(&c, 0, height * (1 - side)),
	};
	d.right = d.left + width * side;
	d.bottom = d.top + height * side;
	return d;
}

/* From a place of the result to that of the image, mm from the middles. */
static void place(const struct draw *d, double *x, double *y)
{
	double u = *x * d->c + *y * d->s;
	double v = *y * d->c - *x * d->s;
	double out = (hypot(u, v) - STUCK) / (FREE - STUCK);
	double part = out <= 0 ? 0 : out >= 1 ? 1 : (1 - cos(M_PI * out)) / 2;
	double moved_x = d->twist_c * u - d->twist_s * v + d->drag_x;
	double moved_y = d->twist_s * u + d->twist_c * v + d->drag_y;
	double line = d->sweep * finger_cloud(d->seed ^ 3, 0.5, v / WAVE);
	double aside = d->sweep * 0.3 * finger_cloud(d->seed ^ 4, 0.5, v / WAVE);
	*x = u + part * (moved_x - u) + d->soft * finger_cloud(d->seed ^ 1, u / WAVE, v / WAVE) +
	     aside;
	*y = v + part * (moved_y - v) + d->soft * finger_cloud(d->seed ^ 2, u / WAVE, v / WAVE) +
	     line;
}

static double pixel(const struct finger_image *f, const struct draw *d, double x, double y)
{
	return x < 0 || y < 0 || x >= f->width || y >= f->height
		       ? d->back
		       : f->grey[(size_t)y * f->width + (size_t)x];
}

/* Between four pixels. */
static double between(const struct finger_image *f, const struct draw *d, double x, double y)
{
	double left = floor(x - 0.5);
	double top = floor(y - 0.5);
	double p = x - 0.5 - left;
	double q = y - 0.5 - top;
	return (1 - q) * ((1 - p) * pixel(f, d, left, top) + p * pixel(f, d, left + 1, top)) +
	       q * ((1 - p) * pixel(f, d, left, top + 1) + p * pixel(f, d, left + 1, top + 1));
}

/* Darkest of a small cross: where water stands, valleys beside ridges are dark. */
static double darkest(const struct finger_image *f, const struct draw *d, double x, double y,
		      double reach)
{
	double g = between(f, d, x, y);
	g = fmin(g, between(f, d, x - reach, y));
	g = fmin(g, between(f, d, x + reach, y));
	g = fmin(g, between(f, d, x, y - reach));
	return fmin(g, between(f, d, x, y + reach));
}

/* Grey of the place (mm), as moist as this press is there. */
static double skin(const struct finger_image *in, const struct draw *d, double x, double y)
{
	double scale = in->dpi / MM;
	double px = x * scale + in->width / 2.0;
	double py = y * scale + in->height / 2.0;
	double grey = between(in, d, px, py);
	double wide = finger_cloud(d->seed ^ 5, x / 3, y / 3);
	if (d->wet > 0) {
		double share = fmax(0, fmin(1, d->wet * (0.7 + 0.6 * wide)));
		double dark = darkest(in, d, px, py, 0.09 * scale);
		grey += share * (dark - grey);
	}
	if (d->dry > 0) {
		double grain = finger_cloud(d->seed ^ 6, x / 0.13, y / 0.13);
		double lost = d->dry * (0.35 + 0.5 * wide + 0.9 * grain);
		grey += fmax(0, fmin(1, lost)) * (d->back - grey);
	}
	return grey;
}

static double value_at(const struct finger_image *in, const struct finger_image *out,
		       const struct draw *d, size_t column, size_t row)
{
	double sum = 0;
	/* Four samples a pixel, so that a coarser sensor blurs instead of skipping. */
	for (size_t k = 0; k < 4; k++) {
		double px = (double)column + 0.25 + 0.5 * (double)(k % 2);
		double py = (double)row + 0.25 + 0.5 * (double)(k / 2);
		double x = (px - out->width / 2.0) * MM / out->dpi;
		double y = (py - out->height / 2.0) * MM / out->dpi;
		if (px < d->left || py < d->top || px >= d->right || py >= d->bottom) {
			sum += d->back;
			continue;
		}
		place(d, &x, &y);
		sum += skin(in, d, x, y);
	}
	return sum / 4;
}

static bool leaves(const struct finger_change *c, uint16_t dpi)
{
	return !(c->turn > 0 || c->drag > 0 || c->twist > 0 || c->soft > 0 || c->keep > 0 ||
		 c->sweep > 0 || c->dry > 0 || c->wet > 0 || c->noise > 0) &&
	       (c->dpi == 0 || c->dpi == dpi);
}

enum eg_err finger_change_apply(const struct finger_image *in, const struct finger_change *change,
				uint64_t seed, struct finger_image *out)
{
	uint16_t dpi = change->dpi == 0 ? in->dpi : change->dpi;
	long width = lround((double)in->width * dpi / in->dpi);
	long height = lround((double)in->height * dpi / in->dpi);
	if (width > FINGER_SIDE_MAX || height > FINGER_SIDE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "a changed image");
	}
	EG_TRY(finger_image_new((uint16_t)width, (uint16_t)height, dpi, out));
	struct draw d = draw_of(in, change, seed, (double)width, (double)height);
	struct finger_chance noise = finger_chance_of(seed, STREAM + 1);
	bool same = leaves(change, in->dpi);
	for (size_t i = 0; i < (size_t)out->width * out->height; i++) {
		if (same) {
			out->grey[i] = in->grey[i];
			continue;
		}
		double v = value_at(in, out, &d, i % out->width, i / out->width) +
			   finger_chance_normal(&noise, 0, d.noise);
		out->grey[i] = (uint8_t)lround(fmax(0, fmin(255, v)));
	}
	return EG_OK;
}
