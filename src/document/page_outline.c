/*
 * page_outline: the outline of a document on the glass, and what size it has.
 * Knows fields of a picture and sizes (Doc 9303-4 to -7). Never knows what is printed.
 *
 * The glass is what the fields along the edge of the picture mostly look like. What is lighter,
 * darker or has more detail is the document; the smallest rectangle around it is its outline.
 */
#include "document/page_outline.h"

#include "document/page_look.h"

#include <math.h>
#include <stdlib.h>

#define LEVELS_APART 18      /* least difference from the glass */
#define SPREADS      4       /* of the glass itself, from which something stands out */
#define DETAIL_APART 14u     /* quarter levels more than the glass has */
#define AROUND_LEAST 5u      /* of a field and its eight neighbours: fewer are dirt */
#define SHARE_LEAST  0.04f   /* of the picture: less is no document */
#define FILL_LEAST   0.5f    /* of the rectangle: a light glass shows but the print */
#define TURN_STEP    0.0175f /* radians: a degree */
#define TURNS        90
#define TOLERANCE    0.06f /* of a length: a page is seldom flat, nor a rectangle exact */
#define CARD_LONG    85.6f /* mm, Doc 9303-5 (ID-1) */
#define CARD_SHORT   54.0f
#define PAGE_LONG    125.0f /* mm, Doc 9303-4 (ID-3) */
#define PAGE_SHORT   88.0f
#define OPEN_LONG    178.0f /* two of them, and the fold between */

/* What stands out, field by field. */
struct mask {
	const struct page_cells *cells;
	uint8_t ground; /* level of the glass */
	uint8_t spread;
	uint8_t detail;
	uint32_t count;
	/* Of each row: the first and the last field that stand out; none: last < first. */
	int16_t first[PAGE_CELLS_SIDE_MAX];
	int16_t last[PAGE_CELLS_SIDE_MAX];
};

static bool is_edge(const struct page_cells *c, uint32_t x, uint32_t y)
{
	return x == 0 || y == 0 || x + 1 == c->across || y + 1 == c->down;
}

static void learn_ground(struct mask *m)
{
	const struct page_cells *c = m->cells;
	uint32_t levels[256] = {0};
	uint32_t details[256] = {0};
	uint32_t spreads[256] = {0};
	for (uint32_t i = 0; i < c->across * c->down; i++) {
		const uint32_t x = i % c->across;
		const uint32_t y = i / c->across;
		levels[c->mean[y][x]] += is_edge(c, x, y);
		details[c->detail[y][x]] += is_edge(c, x, y);
	}
	m->ground = (uint8_t)page_levels_at(levels, 0.5f);
	m->detail = (uint8_t)page_levels_at(details, 0.5f);
	for (unsigned i = 0; i < 256; i++) {
		spreads[abs((int)i - m->ground)] += levels[i];
	}
	m->spread = (uint8_t)page_levels_at(spreads, 0.5f);
}

static bool stands_out(const struct mask *m, uint32_t x, uint32_t y)
{
	const int apart = abs(m->cells->mean[y][x] - m->ground);
	return apart > LEVELS_APART + SPREADS * m->spread ||
	       m->cells->detail[y][x] > m->detail * 2u + DETAIL_APART;
}

/* With most of its neighbours: no speck of dirt. */
static bool stands_out_there(const struct mask *m, uint32_t x, uint32_t y)
{
	unsigned around = 0;
	if (!stands_out(m, x, y)) {
		return false;
	}
	for (uint32_t i = 0; i < 9; i++) {
		const uint32_t nx = x + i % 3 - 1; /* wraps round below 0: beyond the last */
		const uint32_t ny = y + i / 3 - 1;
		around += nx < m->cells->across && ny < m->cells->down && stands_out(m, nx, ny);
	}
	return around >= AROUND_LEAST;
}

/* Marks what stands out; true: some of it at the edge of the picture. */
static bool mark(struct mask *m)
{
	const struct page_cells *c = m->cells;
	bool touches = false;
	for (uint32_t y = 0; y < c->down; y++) {
		m->first[y] = 0;
		m->last[y] = -1;
		for (uint32_t x = 0; x < c->across; x++) {
			if (!stands_out_there(m, x, y)) {
				continue;
			}
			m->first[y] = m->last[y] < 0 ? (int16_t)x : m->first[y];
			m->last[y] = (int16_t)x;
			m->count++;
			/* The outermost field may have too few neighbours to be counted. */
			touches = touches || x <= 1 || y <= 1 || x + 2 >= c->across ||
				  y + 2 >= c->down;
		}
	}
	return touches;
}

struct extent {
	float least;
	float most;
};

static void reach(struct extent *e, float to)
{
	e->least = fminf(e->least, to);
	e->most = fmaxf(e->most, to);
}

/* The rectangle at an angle around all that stands out, in fields; its area. */
static float around(const struct mask *m, float angle, struct extent *along, struct extent *down)
{
	const float ca = cosf(angle);
	const float sa = sinf(angle);
	*along = (struct extent){1e6f, -1e6f};
	*down = *along;
	for (uint32_t y = 0; y < m->cells->down; y++) {
		if (m->last[y] < 0) {
			continue;
		}
		const float ends[2] = {m->first[y], m->last[y]};
		for (unsigned i = 0; i < 2; i++) {
			reach(along, ca * ends[i] + sa * (float)y);
			reach(down, ca * (float)y - sa * ends[i]);
		}
	}
	return (along->most - along->least + 1) * (down->most - down->least + 1);
}

void page_outline_find(const struct page_cells *cells, struct page_outline *out)
{
	struct mask m = {.cells = cells};
	*out = (struct page_outline){0};
	learn_ground(&m);
	const bool touches = mark(&m);
	if ((float)m.count < SHARE_LEAST * (float)(cells->across * cells->down)) {
		return;
	}
	struct extent along;
	struct extent down;
	float best = 0;
	float least = around(&m, 0, &along, &down);
	for (int i = 1; i < TURNS; i++) {
		const float area = around(&m, (float)i * TURN_STEP, &along, &down);
		best = area < least ? (float)i * TURN_STEP : best;
		least = fminf(least, area);
	}
	(void)around(&m, best, &along, &down); /* the area is known */
	const float ca = cosf(best);
	const float sa = sinf(best);
	const float x = (along.least + along.most) / 2;
	const float y = (down.least + down.most) / 2;
	const float half_x = (along.most - along.least + 1) / 2 * cells->side;
	const float half_y = (down.most - down.least + 1) / 2 * cells->side;
	*out = (struct page_outline){
		.seen = (float)m.count >= FILL_LEAST * least,
		.touches = touches,
		.middle = {(ca * x - sa * y + 0.5f) * cells->side,
			   (sa * x + ca * y + 0.5f) * cells->side},
		.along = {ca * half_x, sa * half_x},
		.down = {-sa * half_y, ca * half_y},
	};
	if (!out->seen) {
		*out = (struct page_outline){0};
	}
}

static bool is_about(float is, float wanted)
{
	return fabsf(is - wanted) <= wanted * TOLERANCE;
}

uint8_t page_outline_size(const struct page_outline *outline, float per_mm)
{
	if (!outline->seen || per_mm <= 0) {
		return PAGE_SIZE_UNKNOWN;
	}
	const float a = 2 * hypotf(outline->along.x, outline->along.y) / per_mm;
	const float b = 2 * hypotf(outline->down.x, outline->down.y) / per_mm;
	const float longer = fmaxf(a, b);
	const float shorter = fminf(a, b);
	if (outline->touches) {
		/* Of an opened passport, one length is seen, and more than one page of the other.
		 */
		const bool open =
			(is_about(longer, PAGE_LONG) && shorter > PAGE_SHORT * (1 + TOLERANCE)) ||
			(is_about(shorter, PAGE_LONG) && longer > PAGE_LONG * (1 + TOLERANCE));
		return open ? PAGE_SIZE_ID3_OPEN : PAGE_SIZE_UNKNOWN;
	}
	if (is_about(longer, CARD_LONG) && is_about(shorter, CARD_SHORT)) {
		return PAGE_SIZE_ID1;
	}
	if (is_about(longer, PAGE_LONG) && is_about(shorter, PAGE_SHORT)) {
		return PAGE_SIZE_ID3;
	}
	const bool open = is_about(longer, OPEN_LONG) && is_about(shorter, PAGE_LONG);
	return open ? PAGE_SIZE_ID3_OPEN : PAGE_SIZE_OTHER;
}
