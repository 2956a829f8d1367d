/*
 * mrz_blob: connected dark areas of a plane that have the size of characters.
 * Knows light and dark. Never knows characters.
 *
 * Dark is what is well below its surroundings, some two characters wide: so uneven light and faint
 * patterns of the ground do not matter.
 */
#include "document/mrz_work.h"

#include <math.h>

#define AROUND      2     /* blocks on each side that a threshold is made of */
#define BELOW       0.45f /* of the deviation: how far below the mean is dark */
#define FLAT        5.0f  /* deviation below which nothing is dark */
#define EXTENT_LOW  8     /* pixels: sides of a character */
#define EXTENT_HIGH 72
#define FILL_LOW    0.06f /* of the square of its longer side that is dark */
#define FILL_HIGH   0.80f

struct blocks {
	uint32_t across;
	uint32_t down;
};

/* The last column and row of blocks hold what is left over. */
static struct blocks blocks_of(const struct mrz_plane *p)
{
	return (struct blocks){(p->width + MRZ_BLOCK - 1) / MRZ_BLOCK,
			       (p->height + MRZ_BLOCK - 1) / MRZ_BLOCK};
}

static void add_row(const uint8_t *row, uint32_t width, uint32_t *sum, uint32_t *square)
{
	const uint32_t whole = width / MRZ_BLOCK;
	for (uint32_t b = 0; b < whole; b++) {
		uint32_t s = 0;
		uint32_t q = 0;
		for (uint32_t i = 0; i < MRZ_BLOCK; i++) {
			const uint32_t v = row[b * MRZ_BLOCK + i];
			s += v;
			q += v * v;
		}
		sum[b] += s;
		square[b] += q;
	}
	for (uint32_t x = whole * MRZ_BLOCK; x < width; x++) {
		sum[whole] += row[x];
		square[whole] += (uint32_t)row[x] * row[x];
	}
}

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static uint8_t threshold(const struct mrz_reader *r, const struct mrz_plane *p, struct blocks n,
			 uint32_t bx, uint32_t by)
{
	const uint32_t x0 = bx > AROUND ? bx - AROUND : 0;
	const uint32_t y0 = by > AROUND ? by - AROUND : 0;
	const uint32_t x1 = least(bx + AROUND + 1, n.across);
	const uint32_t y1 = least(by + AROUND + 1, n.down);
	uint64_t sum = 0;
	uint64_t square = 0;
	for (uint32_t y = y0; y < y1; y++) {
		for (uint32_t x = x0; x < x1; x++) {
			sum += r->sum[y * n.across + x];
			square += r->square[y * n.across + x];
		}
	}
	const uint32_t wide = least(x1 * MRZ_BLOCK, p->width) - x0 * MRZ_BLOCK;
	const uint32_t high = least(y1 * MRZ_BLOCK, p->height) - y0 * MRZ_BLOCK;
	const float count = (float)(wide * high);
	const float mean = (float)sum / count;
	const float variance = (float)square / count - mean * mean;
	const float deviation = variance > 0 ? sqrtf(variance) : 0;
	const float limit = mean - BELOW * deviation;
	return deviation < FLAT || limit < 1 ? 0 : (uint8_t)limit;
}

static void thresholds(struct mrz_reader *r, const struct mrz_plane *p, struct blocks n)
{
	for (size_t i = 0; i < (size_t)n.across * n.down; i++) {
		r->sum[i] = 0;
		r->square[i] = 0;
	}
	for (uint32_t y = 0; y < p->height; y++) {
		const size_t at = (size_t)(y / MRZ_BLOCK) * n.across;
		add_row(p->at + (size_t)y * p->width, p->width, r->sum + at, r->square + at);
	}
	for (uint32_t by = 0; by < n.down; by++) {
		for (uint32_t bx = 0; bx < n.across; bx++) {
			r->dark[by * n.across + bx] = threshold(r, p, n, bx, by);
		}
	}
}

static uint32_t root_of(struct mrz_run *runs, uint32_t i)
{
	while (runs[i].parent != i) {
		runs[i].parent = runs[runs[i].parent].parent;
		i = runs[i].parent;
	}
	return i;
}

static void join(struct mrz_run *runs, uint32_t a, uint32_t b)
{
	a = root_of(runs, a);
	b = root_of(runs, b);
	if (a < b) {
		runs[b].parent = a;
	} else {
		runs[a].parent = b;
	}
}

/* The runs of a row, behind those there are; their number. */
static uint32_t runs_of_row(struct mrz_run *runs, uint32_t count, const uint8_t *row,
			    const uint8_t *dark, uint32_t width, uint32_t y)
{
	bool inside = false;
	for (uint32_t x0 = 0; x0 < width && count < MRZ_RUNS_MAX; x0 += MRZ_BLOCK) {
		const uint8_t limit = dark[x0 / MRZ_BLOCK];
		const uint32_t end = least(x0 + MRZ_BLOCK, width);
		if (limit == 0) {
			count += inside;
			inside = false;
			continue;
		}
		for (uint32_t x = x0; x < end; x++) {
			const bool is = row[x] < limit;
			if (is && !inside && count < MRZ_RUNS_MAX) {
				runs[count] = (struct mrz_run){
					.first = (uint16_t)x, .y = (uint16_t)y, .parent = count};
				inside = true;
			}
			if (is && inside) {
				runs[count].last = (uint16_t)x;
			}
			if (!is && inside) {
				count++;
				inside = false;
			}
		}
	}
	return count + inside;
}

/* Runs of a row that touch runs of the row above, corners too, are one area. */
static void join_rows(struct mrz_run *runs, uint32_t above, uint32_t from, uint32_t end)
{
	uint32_t a = above;
	for (uint32_t i = from; i < end; i++) {
		while (a < from && runs[a].last + 1 < runs[i].first) {
			a++;
		}
		for (uint32_t k = a; k < from && runs[k].first <= runs[i].last + 1; k++) {
			join(runs, k, i);
		}
	}
}

static uint32_t runs_find(struct mrz_reader *r, const struct mrz_plane *p, struct blocks n)
{
	uint32_t above = 0;
	uint32_t from = 0;
	for (uint32_t y = 0; y < p->height && from < MRZ_RUNS_MAX; y++) {
		const uint32_t end =
			runs_of_row(r->runs, from, p->at + (size_t)y * p->width,
				    r->dark + (size_t)(y / MRZ_BLOCK) * n.across, p->width, y);
		join_rows(r->runs, above, from, end);
		above = from;
		from = end;
	}
	return from;
}

static void widen(struct mrz_area *a, const struct mrz_run *run)
{
	a->x0 = run->first < a->x0 ? run->first : a->x0;
	a->x1 = run->last > a->x1 ? run->last : a->x1;
	a->y1 = run->y;
	a->pixels += (uint32_t)(run->last - run->first + 1);
}

static void keep(struct mrz_reader *r, const struct mrz_area *a)
{
	const uint32_t wide = (uint32_t)(a->x1 - a->x0 + 1);
	const uint32_t high = (uint32_t)(a->y1 - a->y0 + 1);
	const uint32_t extent = wide > high ? wide : high;
	const float square = (float)(extent * extent);
	if (extent < EXTENT_LOW || extent > EXTENT_HIGH || least(wide, high) * 8 < extent ||
	    (float)a->pixels < FILL_LOW * square || (float)a->pixels > FILL_HIGH * square ||
	    r->blob_count == MRZ_BLOBS_MAX) {
		return;
	}
	r->blobs[r->blob_count++] = (struct mrz_blob){
		.x = (float)(a->x0 + a->x1) / 2,
		.y = (float)(a->y0 + a->y1) / 2,
		.extent = (float)extent,
	};
}

void mrz_blobs_find(struct mrz_reader *r, const struct mrz_plane *plane)
{
	const struct blocks n = blocks_of(plane);
	thresholds(r, plane, n);
	const uint32_t count = runs_find(r, plane, n);
	uint32_t areas = 0;
	r->blob_count = 0;
	for (uint32_t i = 0; i < count; i++) {
		const struct mrz_run *run = &r->runs[i];
		if (run->parent == i) {
			r->areas[areas] =
				(struct mrz_area){0, run->first, run->y, run->last, run->y};
			r->runs[i].area = areas++;
		} else {
			r->runs[i].area = r->runs[root_of(r->runs, i)].area;
		}
		widen(&r->areas[r->runs[i].area], run);
	}
	for (uint32_t i = 0; i < areas; i++) {
		keep(r, &r->areas[i]);
	}
}
