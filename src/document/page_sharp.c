/*
 * page_sharp: how wide the sharpest edges of a picture are.
 * Knows rows and columns of grey. Never knows what has an edge.
 *
 * Along some rows and columns, levels go up and down. A way from a low to a high that is no noise
 * has a height and a steepest part; the one by the other is its width. Strokes that are crossed
 * aslant look wider than they are, so what counts is what the sharpest tenth of them has.
 */
#include "document/page_sharp.h"

#include <math.h>
#include <stdlib.h>

#define LINES_MAX  160u /* rows, and as many columns */
#define TURN       24   /* levels: less is noise */
#define EDGE_LEAST 48   /* levels of a way that counts */
#define NEAR       2    /* pixels: over which the steepest part is sought, */
#define WIDE       6    /* and of an edge that is wider than this */
#define QUARTERS   256u /* widths in quarters of a pixel */
#define WAYS_LEAST 40u
#define SHARPEST   0.1f

/* Levels along a line through the picture. */
struct course {
	const uint8_t *at;
	size_t step;
	uint32_t length;
};

static int level(const struct course *c, uint32_t i)
{
	return c->at[i * c->step];
}

static int steepest(const struct course *c, uint32_t from, uint32_t to, uint32_t lag)
{
	int most = 0;
	for (uint32_t i = from; i + lag <= to; i++) {
		const int slope = abs(level(c, i + lag) - level(c, i));
		most = slope > most ? slope : most;
	}
	return most;
}

/* A way from one turning point to the next, with a pixel beyond each. */
static void count_way(const struct course *c, uint32_t from, uint32_t to, uint32_t counts[QUARTERS])
{
	const int height = abs(level(c, to) - level(c, from));
	if (height < EDGE_LEAST) {
		return;
	}
	const uint32_t first = from > 0 ? from - 1 : 0;
	const uint32_t last = to + 1 < c->length ? to + 1 : to;
	const int near = steepest(c, first, last, NEAR);
	float width = near > 0 ? (float)(NEAR * height) / (float)near : 0;
	if (width > WIDE) {
		const int wide = steepest(c, first, last, WIDE);
		width = wide > 0 ? fmaxf(WIDE, (float)(WIDE * height) / (float)wide) : width;
	}
	const uint32_t quarters = (uint32_t)(width * 4);
	counts[quarters < QUARTERS - 1 ? quarters : QUARTERS - 1]++;
}

static void follow(const struct course *c, uint32_t counts[QUARTERS])
{
	uint32_t turned = 0; /* the last turning point */
	uint32_t best = 0;   /* the furthest since */
	int way = 0;         /* 1: up, -1: down, 0: not yet known */
	for (uint32_t i = 1; i < c->length; i++) {
		const int from_best = level(c, i) - level(c, best);
		if (way == 0 && abs(from_best) >= TURN) {
			way = from_best > 0 ? 1 : -1;
			best = i;
		} else if (way != 0 && from_best * way >= 0) {
			best = i;
		} else if (way != 0 && from_best * way <= -TURN) {
			count_way(c, turned, best, counts);
			turned = best;
			best = i;
			way = -way;
		}
	}
}

float page_sharp_edge(const struct page_plane *p)
{
	uint32_t counts[QUARTERS] = {0};
	const uint32_t rows = p->height < LINES_MAX ? p->height : LINES_MAX;
	const uint32_t columns = p->width < LINES_MAX ? p->width : LINES_MAX;
	for (uint32_t i = 0; i < rows; i++) {
		const size_t y = (size_t)i * p->height / rows;
		const struct course c = {p->at + y * p->width, 1, p->width};
		follow(&c, counts);
	}
	for (uint32_t i = 0; i < columns; i++) {
		const size_t x = (size_t)i * p->width / columns;
		const struct course c = {p->at + x, p->width, p->height};
		follow(&c, counts);
	}
	uint32_t ways = 0;
	for (uint32_t i = 0; i < QUARTERS; i++) {
		ways += counts[i];
	}
	return ways < WAYS_LEAST ? 0 : fmaxf(1, (float)page_levels_at(counts, SHARPEST) / 4);
}
