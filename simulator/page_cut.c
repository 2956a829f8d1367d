/*
 * page_cut: the characters of a zone in cuts of OCR-B other than those of a font: drawn with a pen
 * along skeletons, as printers of documents have them.
 * Knows skeletons, pens and ink. Never knows fonts, nor how a zone is read.
 */
#include "simulator/page_cut.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#define PITCH      2.54
#define UNIT_X     (0.00945 * PITCH) /* mm of a unit of the skeletons */
#define UNIT_Y     (0.00875 * PITCH)
#define CAPITAL    100.0 /* height of capitals, units */
#define DIGIT      108.0
#define PIECES_MAX 96
#define ARC        8 /* pieces of a curve */

/*
 * Paths of the pen in units: x from the middle of the cell, y up from the base line. M: a new
 * stroke; L: straight; Q: a curve by its control point. Lines beside the usual form are variants.
 */
static const struct skeleton {
	char c;
	const char *path;
} skeletons[] = {
	{'A', "M-30,0 L-3,100 L3,100 L30,0 M-20,32 L20,32"},
	{'B', "M-30,54 L2,54 Q26,54 26,77 Q26,100 2,100 L-30,100 L-30,0 L2,0 Q30,0 30,27 Q30,54 "
	      "2,54"},
	{'C', "M26,92 Q16,100 6,100 Q-26,100 -26,50 Q-26,0 6,0 Q16,0 26,8"},
	{'D', "M-26,0 L-26,100 L-6,100 Q26,100 26,50 Q26,0 -6,0 L-26,0"},
	{'E', "M28,100 L-28,100 L-28,0 L28,0 M-28,52 L18,52"},
	{'F', "M26,100 L-26,100 L-26,0 M-26,50 L16,50"},
	{'G', "M26,92 Q16,100 4,100 Q-30,100 -30,50 Q-30,0 2,0 Q18,0 28,8 L28,46 L4,46"},
	{'H', "M-29,0 L-29,100 M29,0 L29,100 M-29,52 L29,52"},
	{'I', "M-22,100 L22,100 M0,100 L0,0 M-22,0 L22,0"},
	{'J', "M20,100 L20,28 Q20,0 -6,0 Q-26,0 -28,18"},
	{'K', "M-29,0 L-29,100 M29,100 L-29,44 M-12,60 L30,0"},
	{'L', "M-28,100 L-28,0 L30,0"},
	{'M', "M-30,0 L-30,100 L0,44 L30,100 L30,0"},
	{'N', "M-29,0 L-29,100 L29,0 L29,100"},
	{'O', "M0,100 Q-29,100 -29,50 Q-29,0 0,0 Q29,0 29,50 Q29,100 0,100"},
	{'P', "M-28,0 L-28,100 L2,100 Q30,100 30,72 Q30,44 2,44 L-28,44"},
	{'Q', "M0,100 Q-29,100 -29,50 Q-29,0 0,0 Q29,0 29,50 Q29,100 0,100 M4,26 L30,-3"},
	{'R', "M-28,0 L-28,100 L0,100 Q27,100 27,73 Q27,46 0,46 L-28,46 M0,46 L29,0"},
	{'S', "M26,88 Q14,100 0,100 Q-26,100 -26,76 Q-26,58 0,52 Q28,46 28,26 Q28,0 0,0 Q-16,0 "
	      "-28,12"},
	{'T', "M-30,100 L30,100 M0,100 L0,0"},
	{'U', "M-29,100 L-29,34 Q-29,0 0,0 Q29,0 29,34 L29,100"},
	{'V', "M-30,100 L0,0 L30,100"},
	{'W', "M-30,100 L-19,0 L0,62 L19,0 L30,100"},
	{'X', "M-29,100 L29,0 M29,100 L-29,0"},
	{'Y', "M-29,100 L0,52 L29,100 M0,52 L0,0"},
	{'Z', "M-27,100 L27,100 L-27,0 L27,0"},
	{'0', "M-30,74 Q-30,108 0,108 Q30,108 30,74 L30,34 Q30,0 0,0 Q-30,0 -30,34 L-30,74"},
	{'1', "M-18,82 L4,108 L4,0"},
	{'2', "M-27,90 Q-16,108 2,108 Q28,108 28,80 Q28,58 4,40 Q-26,20 -27,0 L28,0"},
	{'3', "M-27,106 L26,106 L-4,66 Q30,64 30,32 Q30,0 0,0 Q-18,0 -30,12"},
	{'4', "M0,108 L-30,26 L30,26 M14,52 L14,0"},
	{'5', "M24,106 L-22,106 L-24,60 Q-12,66 2,66 Q28,66 28,34 Q28,0 0,0 Q-18,0 -27,10"},
	{'6', "M14,108 Q-10,84 -22,56 Q-30,40 -30,30 Q-30,0 0,0 Q30,0 30,30 Q30,60 0,60 Q-16,60 "
	      "-25,48"},
	{'7', "M-30,106 L30,106 Q8,60 -4,0"},
	{'8', "M0,108 Q-25,108 -25,84 Q-25,66 0,58 Q30,48 30,26 Q30,0 0,0 Q-30,0 -30,26 Q-30,48 "
	      "0,58 Q25,66 25,84 Q25,108 0,108"},
	{'9', "M-14,0 Q10,24 22,52 Q30,68 30,78 Q30,108 0,108 Q-30,108 -30,78 Q-30,48 0,48 Q16,48 "
	      "25,60"},
	{'<', "M27,92 L-27,50 L27,8"},
	/* Variants, by a small letter. */
	{'a', "M-30,0 L0,100 L30,0 M-18,36 L18,36"},             /* A, pointed */
	{'g', "M26,92 Q16,100 4,100 Q-30,100 -30,50 Q-30,0 2,0 " /* G with a spur */
	      "Q22,0 28,20 L28,46 L4,46 M28,46 L28,0"},
	{'i', "M-22,95 L22,105 M0,100 L0,0 M-22,-4 L22,4"}, /* I, its serifs aslant */
	{'o', "M-18,82 L4,108 L4,0 M-20,0 L26,0"},          /* 1 on a foot */
	{'j', "M-6,100 L20,100 L20,28 Q20,0 -6,0 "          /* J with a serif */
	      "Q-26,0 -28,18"},
	{'m', "M-28,0 L-24,100 L0,52 L24,100 L28,0"},  /* M, narrow above */
	{'w', "M-30,100 L-15,0 L0,100 L15,0 L30,100"}, /* W, high in its middle */
	{'l', "M30,80 L-30,50 L30,20"},                /* a flat filler */
};

static const char usual[] = "AGI1JMW<";
static const char variant[] = "agiojmwl";

struct pen {
	double wide; /* mm: of upright strokes, and of level ones */
	double level;
	bool square; /* ends cut off */
};

struct piece {
	double x0, y0, x1, y1; /* mm from the middle of the cell, y down */
	bool first;            /* of a stroke, and the last of one */
	bool last;
};

struct drawing {
	struct pen pen;
	size_t count;
	struct piece at[PIECES_MAX];
};

/* What makes a cut. */
struct design {
	struct pen pen;
	double wide;
	double tall;
	double capital; /* height of capitals over that of digits' shape */
	double lean;
	double wave; /* units: how far points lie from where they are usually */
	unsigned variants;
	uint64_t seed;
};

static struct design design_of(unsigned cut)
{
	struct page_chance c = {UINT64_C(7919) * cut};
	const double wide = page_chance_between(&c, 0.085, 0.165) * PITCH;
	struct design d = {
		.pen = {wide, wide * page_chance_between(&c, 0.8, 1.1), cut % 2 == 0},
		.wide = page_chance_between(&c, 0.86, 1.08),
		.tall = page_chance_between(&c, 0.90, 1.08),
		.capital = page_chance_between(&c, 0.95, 1.06),
		.lean = page_chance_between(&c, -0.03, 0.03),
		.wave = page_chance_between(&c, 0, 2.5),
		.variants = page_chance_below(&c, 1u << (sizeof(usual) - 1)),
	};
	d.seed = c.state;
	return d;
}

static const char *path_of(const struct design *d, char c)
{
	for (size_t i = 0; usual[i] != '\0'; i++) {
		if (usual[i] == c && (d->variants >> i & 1) != 0) {
			c = variant[i];
		}
	}
	for (size_t i = 0; i < sizeof(skeletons) / sizeof(skeletons[0]); i++) {
		if (skeletons[i].c == c) {
			return skeletons[i].path;
		}
	}
	return "";
}

struct spot {
	double x;
	double y;
};

static void add(struct drawing *out, struct spot from, struct spot to, bool first)
{
	if (out->count < PIECES_MAX) {
		out->at[out->count++] = (struct piece){from.x, from.y, to.x, to.y, first, true};
		if (!first) {
			out->at[out->count - 2].last = false;
		}
	}
}

/* A point of a path; NULL where there is none. */
static const char *point(const char *path, const struct design *d, uint64_t seed, double tall,
			 struct spot *out)
{
	char *end = NULL;
	double x = strtod(path, &end);
	if (end == path || *end != ',') {
		return NULL;
	}
	const char *second = end + 1;
	double y = strtod(second, &end);
	if (end == second) {
		return NULL;
	}
	/* Strokes that meet still do. */
	struct page_chance c = {seed + (uint64_t)lround(x + 100) * 1000 +
				(uint64_t)lround(y + 100)};
	x = (x + page_chance_between(&c, -1, 1) * d->wave) * d->wide;
	y = (y + page_chance_between(&c, -1, 1) * d->wave - CAPITAL / 2) * tall;
	*out = (struct spot){(x + d->lean * y) * UNIT_X, -y * UNIT_Y};
	return end;
}

static void curve(struct drawing *out, struct spot from, struct spot by, struct spot to, bool first)
{
	struct spot last = from;
	for (int i = 1; i <= ARC; i++) {
		const double t = (double)i / ARC;
		const double a = (1 - t) * (1 - t);
		const double b = 2 * t * (1 - t);
		const struct spot at = {a * from.x + b * by.x + t * t * to.x,
					a * from.y + b * by.y + t * t * to.y};
		add(out, last, at, first && i == 1);
		last = at;
	}
}

static void draw(const struct design *d, char letter, struct drawing *out)
{
	const uint64_t seed = d->seed + (unsigned char)letter * UINT64_C(104729);
	const double tall = d->tall * (letter >= 'A' && letter <= 'Z' ? d->capital : 1);
	struct spot at = {0, 0};
	struct spot by;
	struct spot to;
	bool first = true;
	const char *path = path_of(d, letter);
	*out = (struct drawing){.pen = d->pen};
	while (path != NULL && *path != '\0') {
		const char kind = *path == ' ' ? path[1] : *path;
		path += *path == ' ' ? 2 : 1;
		path = point(path, d, seed, tall, kind == 'Q' ? &by : &to);
		if (path != NULL && kind == 'Q') {
			path = point(path + 1, d, seed, tall, &to);
		}
		if (path != NULL && kind == 'Q') {
			curve(out, at, by, to, first);
		} else if (path != NULL && kind == 'L') {
			add(out, at, to, first);
		}
		first = kind == 'M';
		at = to;
	}
}

/* How far a place is outside of what the pen covers along a piece, mm; less than 0 inside. */
static double outside(const struct pen *pen, const struct piece *p, double x, double y)
{
	const double flat = pen->wide / pen->level; /* as if the pen were round */
	const double dx = p->x1 - p->x0;
	const double dy = (p->y1 - p->y0) * flat;
	const double length = hypot(dx, dy);
	if (!(length > 0)) {
		return INFINITY;
	}
	const double rx = x - p->x0;
	const double ry = (y - p->y0) * flat;
	const double along = (rx * dx + ry * dy) / length;
	const double across = fabs(rx * dy - ry * dx) / length;
	const double over = fmax(-along, along - length);
	if (over <= 0) {
		return across - pen->wide / 2;
	}
	if (pen->square && (along < 0 ? p->first : p->last)) {
		return fmax(across - pen->wide / 2, over);
	}
	return hypot(across, over) - pen->wide / 2;
}

/* Where the pen was there is ink; only the box of the piece is looked at. */
static void ink_piece(struct page_sheet *s, const struct pen *pen, const struct piece *p, double x,
		      double y)
{
	const double reach = pen->wide + 2 / s->scale;
	const long x0 = lround((x + fmin(p->x0, p->x1) - reach) * s->scale);
	const long x1 = lround((x + fmax(p->x0, p->x1) + reach) * s->scale);
	const long y0 = lround((y + fmin(p->y0, p->y1) - reach) * s->scale);
	const long y1 = lround((y + fmax(p->y0, p->y1) + reach) * s->scale);
	for (long at_y = y0 > 0 ? y0 : 0; at_y <= y1 && at_y < (long)s->height; at_y++) {
		for (long at_x = x0 > 0 ? x0 : 0; at_x <= x1 && at_x < (long)s->width; at_x++) {
			const double d = outside(pen, p, ((double)at_x + 0.5) / s->scale - x,
						 ((double)at_y + 0.5) / s->scale - y);
			const double ink = fmax(0, fmin(1, 0.5 - d * s->scale)) * 255;
			uint8_t *to = &s->ink[(size_t)at_y * s->width + (size_t)at_x];
			*to = ink > *to ? (uint8_t)ink : *to;
		}
	}
}

void page_cut_print(struct page_sheet *s, unsigned cut, char c, double x, double y)
{
	const struct design d = design_of(cut);
	struct drawing drawing;
	draw(&d, c, &drawing);
	for (size_t i = 0; i < drawing.count; i++) {
		ink_piece(s, &d.pen, &drawing.at[i], x, y);
	}
}
