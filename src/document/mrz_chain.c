/*
 * mrz_chain: rows of blobs at even distances, at any angle, bent a little.
 * Knows distances. Never knows characters, nor how many make a line.
 *
 * A chain starts at two neighbours of about one size, as far apart as they are large (a character
 * is as high as the pitch), and goes on where the line through its last hits leads, over a few
 * places where no blob is (characters worn off, or joined with others).
 */
#include "document/mrz_work.h"

#include <math.h>

#define NEAR_LOW   0.62f /* of the extent: distance of neighbours that start a chain */
#define NEAR_HIGH  1.55f
#define SIZE_RATIO 1.7f  /* between two blobs of a chain */
#define STEP_LOOSE 0.30f /* of the pitch: how far a hit may be off, while there are few */
#define STEP_TIGHT 0.24f
#define FIRM       5        /* hits from which on they are held to STEP_TIGHT */
#define FITTED     8        /* last hits that the next place is foretold by */
#define MISSES     3        /* places in a row without a blob */
#define HITS_LOW   9        /* of a chain that is kept */
#define DENSE      55       /* percent of its places that are hit */
#define LOOKS_MAX  1000000u /* blobs looked at in all: bounds what a picture of noise costs */

struct grown {
	uint32_t count;
	int16_t u[MRZ_CHAIN_HITS];
	uint32_t blob[MRZ_CHAIN_HITS];
	float extent; /* mean */
};

struct search {
	struct mrz_reader *r;
	uint32_t looks; /* left */
};

static void sort_into_cells(struct mrz_reader *r, const struct mrz_plane *p)
{
	r->across = p->width / MRZ_CELL + 1;
	r->down = p->height / MRZ_CELL + 1;
	for (size_t i = 0; i < (size_t)r->across * r->down; i++) {
		r->head[i] = 0;
	}
	for (uint32_t i = 0; i < r->blob_count; i++) {
		const uint32_t x = (uint32_t)r->blobs[i].x / MRZ_CELL;
		const uint32_t y = (uint32_t)r->blobs[i].y / MRZ_CELL;
		uint32_t *head = &r->head[(size_t)y * r->across + x];
		r->next[i] = *head;
		*head = i + 1;
		r->used[i] = 0;
	}
}

struct cells {
	uint32_t x0, x1, y0, y1;
};

static uint32_t cell_of(float at, uint32_t count)
{
	if (at <= 0) {
		return 0;
	}
	const float cell = at / MRZ_CELL;
	return cell >= (float)count ? count - 1 : (uint32_t)cell;
}

static struct cells around(const struct mrz_reader *r, float x, float y, float reach)
{
	return (struct cells){cell_of(x - reach, r->across), cell_of(x + reach, r->across),
			      cell_of(y - reach, r->down), cell_of(y + reach, r->down)};
}

static bool alike(float a, float b)
{
	return a < b * SIZE_RATIO && b < a * SIZE_RATIO;
}

/* The unused blob closest to a place, as far as reach; blob_count if there is none. */
static uint32_t closest(struct search *s, float x, float y, float reach, float extent)
{
	const struct mrz_reader *r = s->r;
	const struct cells c = around(r, x, y, reach);
	uint32_t best = r->blob_count;
	float best_square = reach * reach;
	for (uint32_t cell_y = c.y0; cell_y <= c.y1; cell_y++) {
		for (uint32_t cell_x = c.x0; cell_x <= c.x1; cell_x++) {
			uint32_t i = r->head[(size_t)cell_y * r->across + cell_x];
			for (; i != 0 && s->looks > 0; i = r->next[i - 1]) {
				const struct mrz_blob *b = &r->blobs[i - 1];
				const float dx = b->x - x;
				const float dy = b->y - y;
				s->looks--;
				if (dx * dx + dy * dy < best_square && alike(b->extent, extent) &&
				    r->used[i - 1] == 0) {
					best_square = dx * dx + dy * dy;
					best = i - 1;
				}
			}
		}
	}
	return best;
}

struct straight {
	float x, y;   /* at u = 0 */
	float dx, dy; /* of one column */
};

/* The straight line through the last hits, by least squares. */
static struct straight fit_last(const struct mrz_reader *r, const struct grown *g)
{
	const uint32_t from = g->count > FITTED ? g->count - FITTED : 0;
	const float n = (float)(g->count - from);
	float su = 0, sx = 0, sy = 0, suu = 0, sux = 0, suy = 0;
	for (uint32_t i = from; i < g->count; i++) {
		const float u = g->u[i];
		const struct mrz_blob *b = &r->blobs[g->blob[i]];
		su += u;
		sx += b->x;
		sy += b->y;
		suu += u * u;
		sux += u * b->x;
		suy += u * b->y;
	}
	const float d = n * suu - su * su;
	const float dx = d > 0 ? (n * sux - su * sx) / d : 0;
	const float dy = d > 0 ? (n * suy - su * sy) / d : 0;
	return (struct straight){(sx - dx * su) / n, (sy - dy * su) / n, dx, dy};
}

static void grow(struct search *s, struct grown *g)
{
	const struct mrz_reader *r = s->r;
	struct straight line = fit_last(r, g);
	int16_t u = (int16_t)(g->u[g->count - 1] + 1);
	uint32_t missed = 0;
	while (missed <= MISSES && g->count < MRZ_CHAIN_HITS) {
		const float pitch = sqrtf(line.dx * line.dx + line.dy * line.dy);
		const float reach = pitch * (g->count < FIRM ? STEP_LOOSE : STEP_TIGHT);
		const uint32_t hit = closest(s, line.x + line.dx * (float)u,
					     line.y + line.dy * (float)u, reach, g->extent);
		if (hit == r->blob_count) {
			missed++;
		} else {
			g->u[g->count] = u;
			g->blob[g->count++] = hit;
			g->extent += (r->blobs[hit].extent - g->extent) / (float)g->count;
			line = fit_last(r, g);
			missed = 0;
		}
		u++;
	}
}

static void turn_round(struct grown *g)
{
	for (uint32_t i = 0; i < g->count / 2; i++) {
		const uint32_t k = g->count - 1 - i;
		const uint32_t blob = g->blob[i];
		const int16_t u = g->u[i];
		g->blob[i] = g->blob[k];
		g->u[i] = g->u[k];
		g->blob[k] = blob;
		g->u[k] = u;
	}
	for (uint32_t i = 0; i < g->count; i++) {
		g->u[i] = (int16_t)-g->u[i];
	}
}

static bool good(const struct grown *g)
{
	const int span = g->u[g->count - 1] - g->u[0] + 1;
	return g->count >= HITS_LOW && (int)g->count * 100 >= span * DENSE;
}

/* Its hits belong to it alone. When all places are taken, a longer one takes the shortest one's. */
static void keep(struct mrz_reader *r, const struct grown *g)
{
	uint32_t place = r->chain_count;
	if (place == MRZ_CHAINS_MAX) {
		place--;
		for (uint32_t i = 0; i < r->chain_count; i++) {
			place = r->chains[i].count < r->chains[place].count ? i : place;
		}
		if (r->chains[place].count >= g->count) {
			return;
		}
	} else {
		r->chain_count++;
	}
	struct mrz_chain *c = &r->chains[place];
	c->count = g->count;
	for (uint32_t i = 0; i < g->count; i++) {
		c->u[i] = (int16_t)(g->u[i] - g->u[0]);
		c->x[i] = r->blobs[g->blob[i]].x;
		c->y[i] = r->blobs[g->blob[i]].y;
		r->used[g->blob[i]] = 1;
	}
	const uint32_t last = c->count - 1;
	const float dx = c->x[last] - c->x[0];
	const float dy = c->y[last] - c->y[0];
	c->pitch = sqrtf(dx * dx + dy * dy) / (float)c->u[last];
}

/* A chain both ways from two blobs that are neighbours in it; false: it is none. */
static bool grow_from(struct search *s, uint32_t a, uint32_t b, struct grown *out)
{
	*out = (struct grown){.count = 2, .u = {0, 1}, .blob = {a, b}};
	out->extent = (s->r->blobs[a].extent + s->r->blobs[b].extent) / 2;
	grow(s, out);
	if (out->count < 4) {
		return false;
	}
	turn_round(out);
	grow(s, out);
	return good(out);
}

/*
 * Two blobs of a line that are not beside each other may start a chain of every second character.
 * Where blobs lie half-way, too, the chain is that of all.
 */
static void fill_between(struct search *s, struct grown *g)
{
	const struct mrz_blob *blobs = s->r->blobs;
	uint32_t places = 0;
	uint32_t hits = 0;
	uint32_t from = 0;
	uint32_t between = 0;
	for (uint32_t i = 0; i + 1 < g->count; i++) {
		const struct mrz_blob *a = &blobs[g->blob[i]];
		const struct mrz_blob *b = &blobs[g->blob[i + 1]];
		if (g->u[i + 1] != g->u[i] + 1) {
			continue;
		}
		const float reach = hypotf(b->x - a->x, b->y - a->y) / 2 * STEP_LOOSE;
		const uint32_t hit =
			closest(s, (a->x + b->x) / 2, (a->y + b->y) / 2, reach, g->extent);
		places++;
		if (hit < s->r->blob_count) {
			from = hits == 0 ? g->blob[i] : from;
			between = hits == 0 ? hit : between;
			hits++;
		}
	}
	struct grown all;
	if (hits * 2 > places && grow_from(s, from, between, &all) && all.count > g->count) {
		*g = all;
	}
}

/* The chain that two blobs start; true if it was kept. */
static bool try_pair(struct search *s, uint32_t a, uint32_t b)
{
	struct grown g;
	if (!grow_from(s, a, b, &g)) {
		return false;
	}
	fill_between(s, &g);
	keep(s->r, &g);
	return true;
}

static void try_blob(struct search *s, uint32_t a)
{
	const struct mrz_reader *r = s->r;
	const struct mrz_blob *from = &r->blobs[a];
	const float high = from->extent * NEAR_HIGH;
	const struct cells c = around(r, from->x, from->y, high);
	for (uint32_t cell_y = c.y0; cell_y <= c.y1; cell_y++) {
		for (uint32_t cell_x = c.x0; cell_x <= c.x1; cell_x++) {
			uint32_t i = r->head[(size_t)cell_y * r->across + cell_x];
			for (; i != 0 && s->looks > 0; i = r->next[i - 1]) {
				const struct mrz_blob *b = &r->blobs[i - 1];
				const float d = hypotf(b->x - from->x, b->y - from->y);
				s->looks--;
				if (i - 1 != a && r->used[i - 1] == 0 && d < high &&
				    d > from->extent * NEAR_LOW && alike(b->extent, from->extent) &&
				    try_pair(s, a, i - 1)) {
					return;
				}
			}
		}
	}
}

static void longest_first(struct mrz_reader *r)
{
	for (uint32_t i = 1; i < r->chain_count; i++) {
		for (uint32_t k = i; k > 0 && r->chains[k - 1].count < r->chains[k].count; k--) {
			const struct mrz_chain c = r->chains[k];
			r->chains[k] = r->chains[k - 1];
			r->chains[k - 1] = c;
		}
	}
}

void mrz_chains_find(struct mrz_reader *r, const struct mrz_plane *plane)
{
	struct search s = {r, LOOKS_MAX};
	sort_into_cells(r, plane);
	r->chain_count = 0;
	for (uint32_t i = 0; i < r->blob_count && s.looks > 0; i++) {
		if (r->used[i] == 0) {
			try_blob(&s, i);
		}
	}
	longest_first(r);
}
