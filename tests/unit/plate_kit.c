/*
 * plate_kit: marks on a sensor's plate, the same in every image that it takes.
 * Knows pixels. Never knows fingers, or what is made of the images.
 */
#include "plate_kit.h"

#include <math.h>

#define PI    3.14159265358979323846
#define WHITE 255
#define BLACK 10
#define BOX   13 /* pixels: more than any speck */

#define SCRATCHES(w, b, l, n)                                                                  \
	{                                                                                      \
		.name = (n), .kind = PLATE_SCRATCHES, .width = (w), .bend = (b), .level = (l), \
		.share = 1                                                                     \
	}
#define QUARTER(k, w, t, x, y, n)                                                    \
	{                                                                            \
		.name = (n), .kind = (k), .width = (w), .turn = (t), .place_x = (x), \
		.place_y = (y), .share = 1                                           \
	}

const struct plate_mark plate_marks[] = {
	{.name = "clean", .kind = PLATE_CLEAN},
	SCRATCHES(1, 0, WHITE, "light scratches, 1 pixel"),
	SCRATCHES(2, 0, WHITE, "light scratches, 2 pixels"),
	SCRATCHES(3, 0, WHITE, "light scratches, 3 pixels"),
	SCRATCHES(4, 0, WHITE, "light scratches, 4 pixels"),
	SCRATCHES(3, 12, WHITE, "light scratches, 3 pixels, bent"),
	SCRATCHES(4, 20, WHITE, "light scratches, 4 pixels, bent"),
	SCRATCHES(1, 0, BLACK, "dark scratches, 1 pixel"),
	SCRATCHES(2, 0, BLACK, "dark scratches, 2 pixels"),
	SCRATCHES(4, 0, BLACK, "dark scratches, 4 pixels"),
	SCRATCHES(3, 12, BLACK, "dark scratches, 3 pixels, bent"),
	QUARTER(PLATE_STRIPES, 9, 0.5, 0.5, 0.5, "stripes in the middle"),
	QUARTER(PLATE_STRIPES, 8, 2.2, 0.3, 0.65, "stripes to the left"),
	QUARTER(PLATE_WAVES, 9, 1.2, 0.5, 0.5, "waves in the middle"),
	QUARTER(PLATE_RINGS, 9, 0, 0.5, 0.5, "rings in the middle"),
	QUARTER(PLATE_RINGS, 8, 0, 0.65, 0.35, "rings to the right"),
	{.name = "logo", .kind = PLATE_LOGO, .width = 9, .level = BLACK, .share = 0.9},
	{.name = "dust", .kind = PLATE_DUST, .level = BLACK, .share = 1},
	{.name = "dead columns, black", .kind = PLATE_COLUMNS, .width = 2, .level = 0, .share = 1},
	{.name = "dead columns, white",
	 .kind = PLATE_COLUMNS,
	 .width = 3,
	 .level = WHITE,
	 .share = 1},
	{.name = "halo", .kind = PLATE_HALO, .level = 60, .share = 0.6},
	{.name = "grid, white", .kind = PLATE_GRID, .width = 1, .level = WHITE, .share = 1},
	{.name = "grid, black", .kind = PLATE_GRID, .width = 1, .level = BLACK, .share = 1},
	{.name = "latent print over all", .kind = PLATE_LATENT, .share = 0.35},
	{.name = "latent print in a corner", .kind = PLATE_LATENT, .width = 0.5, .share = 0.9},
};

size_t plate_mark_count(void)
{
	return sizeof(plate_marks) / sizeof(plate_marks[0]);
}

static double clamp(double v)
{
	return v < 0 ? 0 : v > 1 ? 1 : v;
}

/* 1 within a line of this width whose middle is so far away, 0 outside, in between at its edge. */
static double line(double away, double width)
{
	return clamp(width / 2 + 0.5 - fabs(away));
}

/* How much of the pixel lies under one of four scratches. */
static double scratched(const struct plate_mark *m, const struct plate *p, double x, double y)
{
	/* From and to, shares of the plate: none through the same place as another's end. */
	static const double way[4][4] = {
		{0.02, 0.18, 0.97, 0.42},
		{0.10, 0.95, 0.80, 0.03},
		{0.35, 0.02, 0.55, 0.98},
		{0.03, 0.60, 0.98, 0.78},
	};
	double most = 0;
	for (int i = 0; i < 4; i++) {
		const double from_x = way[i][0] * p->width;
		const double from_y = way[i][1] * p->height;
		const double dx = way[i][2] * p->width - from_x;
		const double dy = way[i][3] * p->height - from_y;
		const double length = hypot(dx, dy);
		const double along = ((x - from_x) * dx + (y - from_y) * dy) / (length * length);
		const double away = ((x - from_x) * dy - (y - from_y) * dx) / length;
		const double sag = m->bend * 4 * along * (1 - along) * (i % 2 == 0 ? 1 : -1);
		if (along >= 0 && along <= 1) {
			most = fmax(most, line(away - sag, m->width));
		}
	}
	return most;
}

/* Whether a pixel lies in the quarter of the plate that is drawn over; where, from its middle. */
static double in_quarter(const struct plate_mark *m, const struct plate *p, double x, double y,
			 double *u, double *v)
{
	*u = x - m->place_x * p->width;
	*v = y - m->place_y * p->height;
	return fabs(*u) < p->width * 0.25 && fabs(*v) < p->height * 0.25 ? 1 : 0;
}

static double wave_level(double across, double period)
{
	return 128 + 110 * cos(2 * PI * across / period);
}

/* Grey of stripes, waves or rings; share is 0 beside them. */
static double striped(const struct plate_mark *m, const struct plate *p, double x, double y,
		      double *share)
{
	double u;
	double v;
	*share *= in_quarter(m, p, x, y, &u, &v);
	const double across = u * cos(m->turn) + v * sin(m->turn);
	const double along = v * cos(m->turn) - u * sin(m->turn);
	if (m->kind == PLATE_RINGS) {
		return wave_level(hypot(u, v), m->width);
	}
	const double sway = m->kind == PLATE_WAVES ? 6 * sin(2 * PI * along / 90) : 0;
	return wave_level(across + sway, m->width);
}

/* Two letters and a ring around them, of strokes. */
static double written(const struct plate_mark *m, const struct plate *p, double x, double y)
{
	static const double stroke[][4] = {
		{-0.22, -0.15, -0.22, 0.15}, {-0.22, -0.15, -0.05, -0.15}, {-0.22, 0, -0.08, 0},
		{-0.22, 0.15, -0.05, 0.15},  {0.05, -0.15, 0.05, 0.15},    {0.05, -0.15, 0.2, 0.15},
		{0.2, -0.15, 0.2, 0.15},
	};
	const double side = fmin(p->width, p->height);
	const double u = (x - p->width / 2.0) / side;
	const double v = (y - p->height / 2.0) / side;
	double most = line((hypot(u, v) - 0.36) * side, m->width);
	for (size_t i = 0; i < sizeof(stroke) / sizeof(stroke[0]); i++) {
		const double dx = stroke[i][2] - stroke[i][0];
		const double dy = stroke[i][3] - stroke[i][1];
		const double to = ((u - stroke[i][0]) * dx + (v - stroke[i][1]) * dy);
		const double t = clamp(to / (dx * dx + dy * dy));
		const double away = hypot(u - stroke[i][0] - t * dx, v - stroke[i][1] - t * dy);
		most = fmax(most, line(away * side, m->width));
	}
	return most;
}

static double dead(const struct plate_mark *m, const struct plate *p, double x, double y)
{
	static const double column[] = {0.31, 0.46, 0.52, 0.71};
	static const double row[] = {0.38, 0.63};
	double most = 0;
	for (size_t i = 0; i < 4; i++) {
		most = fmax(most, line(x - floor(column[i] * p->width), m->width));
	}
	for (size_t i = 0; i < 2; i++) {
		most = fmax(most, line(y - floor(row[i] * p->height), m->width));
	}
	return most;
}

static double netted(const struct plate_mark *m, double x, double y)
{
	return fmax(line(fmod(x, 21) - 10, m->width), line(fmod(y, 21) - 10, m->width));
}

static double damp(const struct plate *p, double x, double y)
{
	const double out = hypot((x - p->width * 0.5) / (p->width * 0.36),
				 (y - p->height * 0.5) / (p->height * 0.40));
	return clamp(1 - fabs(out - 1) * 5);
}

static void blend(uint8_t *at, double level, double share)
{
	*at = (uint8_t)lrint(*at + (level - *at) * share);
}

/* What a finger left is dark where that is darker than what lies on it now. */
static void leave(const struct plate_mark *m, const struct plate *p, size_t x, size_t y,
		  uint8_t *at)
{
	const bool corner = (double)x < m->width * p->width && (double)y < m->width * p->height;
	if (p->latent == NULL || (m->width > 0 && !corner)) {
		return;
	}
	const double level = p->latent[y * p->width + x];
	const double dark = *at + (level - WHITE) * m->share;
	if (m->width > 0) {
		blend(at, level, m->share);
	} else {
		*at = (uint8_t)lrint(fmax(dark, 0));
	}
}

static void draw_pixel(const struct plate_mark *m, const struct plate *p, size_t px, size_t py,
		       uint8_t *at)
{
	const double x = (double)px;
	const double y = (double)py;
	double share = m->share;
	double level = m->level;
	switch (m->kind) {
	case PLATE_CLEAN:
	case PLATE_DUST:
		return;
	case PLATE_SCRATCHES:
		share *= scratched(m, p, x, y);
		break;
	case PLATE_STRIPES:
	case PLATE_WAVES:
	case PLATE_RINGS:
		level = striped(m, p, x, y, &share);
		break;
	case PLATE_LOGO:
		share *= written(m, p, x, y);
		break;
	case PLATE_COLUMNS:
		share *= dead(m, p, x, y);
		break;
	case PLATE_HALO:
		share *= damp(p, x, y);
		break;
	case PLATE_GRID:
		share *= netted(m, x, y);
		break;
	case PLATE_LATENT:
		leave(m, p, px, py, at);
		return;
	}
	blend(at, level, share);
}

/* xorshift: the same on every machine. */
static double chance(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed / 4294967296.0;
}

static void strew(const struct plate_mark *m, const struct plate *p, uint8_t *grey)
{
	uint32_t seed = 4711;
	for (int i = 0; i < 70; i++) {
		const double x = chance(&seed) * p->width;
		const double y = chance(&seed) * p->height;
		const double radius = 1 + 4 * chance(&seed);
		const double level = chance(&seed) < 0.5 ? m->level : WHITE;
		for (size_t k = 0; k < BOX * BOX; k++) {
			const double px = floor(x) - BOX / 2 + (double)(k % BOX);
			const double py = floor(y) - BOX / 2 + (double)(k / BOX);
			if (px >= 0 && py >= 0 && px < p->width && py < p->height) {
				uint8_t *at = &grey[(size_t)py * p->width + (size_t)px];
				blend(at, level, clamp(radius + 0.5 - hypot(px - x, py - y)));
			}
		}
	}
}

void plate_mark_draw(const struct plate_mark *m, const struct plate *p, uint8_t *grey)
{
	for (size_t i = 0; i < (size_t)p->width * p->height; i++) {
		draw_pixel(m, p, i % p->width, i / p->width, &grey[i]);
	}
	if (m->kind == PLATE_DUST) {
		strew(m, p, grey);
	}
}
