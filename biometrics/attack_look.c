/*
 * attack_look: what is kept of a frame's pixels to tell a camera's picture from a copy of one.
 * Knows pixels. Never knows faces' names, models or verdicts.
 */
#include "biometrics/attack_look.h"

#include <math.h>

#define SIDE_MIN       64 /* pixels of a picture's side */
#define RESIDUAL_REACH 3  /* pixels to the left and right: beyond a demosaiced pixel's relatives */
#define HASH_START     UINT64_C(0xCBF29CE484222325) /* FNV-1a */
#define HASH_FACTOR    UINT64_C(0x100000001B3)
#define GREY_LEVELS    256
#define BRIGHT_SHARE   100 /* one cell of so many */
#define TILE_STEP      24  /* levels of luminance, after the mean of the picture is taken off */
#define EDGE_STEP      10  /* levels between two cells beside a line */
#define SLOPES         8   /* to each side; a step moves a line's end by less than a cell */
#define SLOPE_STEP     0.03
#define ONE            65536 /* fixed-point: 16 bits below the cell */
#define EMPTY_SAME     600   /* x 1000: so straight a line was there without anybody */

#define HASH_LANES 4 /* that do not wait for each other */

/* Written out, compilers make one load of it. */
static uint64_t word_at(const uint8_t *b)
{
	return b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 |
	       (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 |
	       (uint64_t)b[7] << 56;
}

static uint64_t hashed(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * HASH_FACTOR;
	return hash ^ hash >> 29; /* high bits of a word reach the low ones */
}

static uint64_t hash_of(const uint8_t *bytes, size_t size)
{
	uint64_t lanes[HASH_LANES] = {HASH_START, HASH_START, HASH_START, HASH_START};
	size_t at = 0;
	for (; at + 8 * HASH_LANES <= size; at += 8 * HASH_LANES) {
		for (size_t i = 0; i < HASH_LANES; i++) {
			lanes[i] = hashed(lanes[i], word_at(bytes + at + 8 * i));
		}
	}
	for (; at < size; at++) {
		lanes[0] = hashed(lanes[0], bytes[at]);
	}
	for (size_t i = 1; i < HASH_LANES; i++) {
		lanes[0] = hashed(lanes[0], lanes[i]);
	}
	return lanes[0];
}

/* Green stands for luminance: it carries most of it, and most of a sensor's pixels are green. */
static uint8_t green(const struct picture *p, uint32_t x, uint32_t y)
{
	return p->bgr[((size_t)y * p->width + x) * 3 + 1];
}

/* Where a cell begins and where its middle is, along a side of so many pixels and cells. */
static void place_cell(uint32_t cell, uint32_t size, uint32_t cells, uint32_t out[2])
{
	out[0] = (uint32_t)((uint64_t)cell * size / cells);
	out[1] = (uint32_t)(((uint64_t)cell * 2 + 1) * size / (2 * cells));
}

/* Mean of four pixels of a cell: enough of a small picture, and a third of the time of all. */
static void fill_grid(const struct picture *p, struct attack_grid *grid)
{
	uint32_t columns[ATTACK_GRID_X][2];
	for (uint32_t x = 0; x < ATTACK_GRID_X; x++) {
		place_cell(x, p->width, ATTACK_GRID_X, columns[x]);
	}
	for (uint32_t y = 0; y < ATTACK_GRID_Y; y++) {
		uint32_t rows[2];
		place_cell(y, p->height, ATTACK_GRID_Y, rows);
		for (uint32_t x = 0; x < ATTACK_GRID_X; x++) {
			const uint32_t *at = columns[x];
			uint32_t sum = 2U + green(p, at[0], rows[0]) + green(p, at[1], rows[0]) +
				       green(p, at[0], rows[1]) + green(p, at[1], rows[1]);
			grid->cell[y][x] = (uint8_t)(sum / 4);
		}
	}
	grid->any = true;
}

static uint8_t bright_of(const struct attack_grid *grid)
{
	uint32_t count[GREY_LEVELS] = {0};
	uint32_t over = 0;
	for (uint32_t y = 0; y < ATTACK_GRID_Y; y++) {
		for (uint32_t x = 0; x < ATTACK_GRID_X; x++) {
			count[grid->cell[y][x]]++;
		}
	}
	for (unsigned level = GREY_LEVELS - 1; level > 0; level--) {
		over += count[level];
		if (over * BRIGHT_SHARE >= ATTACK_GRID_X * ATTACK_GRID_Y) {
			return (uint8_t)level;
		}
	}
	return 0;
}

static void fill_tiles(const struct attack_grid *grid, uint8_t tiles[ATTACK_TILES])
{
	const uint32_t side = ATTACK_GRID_X / ATTACK_TILES_X;
	_Static_assert(ATTACK_GRID_X / ATTACK_TILES_X == ATTACK_GRID_Y / ATTACK_TILES_Y,
		       "tiles are square");
	for (uint32_t t = 0; t < ATTACK_TILES; t++) {
		uint32_t sum = 0;
		for (uint32_t i = 0; i < side * side; i++) {
			sum += grid->cell[t / ATTACK_TILES_X * side + i / side]
					 [t % ATTACK_TILES_X * side + i % side];
		}
		tiles[t] = (uint8_t)(sum / (side * side));
	}
}

static int16_t residual_at(const struct picture *p, uint32_t i)
{
	uint32_t room = p->width - 2 * RESIDUAL_REACH;
	uint32_t x =
		RESIDUAL_REACH + (i % ATTACK_SAMPLES_X * 2 + 1) * room / (2 * ATTACK_SAMPLES_X);
	uint32_t y = (i / ATTACK_SAMPLES_X * 2 + 1) * p->height / (2 * ATTACK_SAMPLES_Y);
	return (int16_t)(2 * green(p, x, y) - green(p, x - RESIDUAL_REACH, y) -
			 green(p, x + RESIDUAL_REACH, y));
}

bool attack_look_at(const struct picture *p, struct attack_grid *grid, struct attack_look *out)
{
	*out = (struct attack_look){0};
	grid->any = false;
	if (p->bgr == NULL || p->width < SIDE_MIN || p->height < SIDE_MIN) {
		return false;
	}
	fill_grid(p, grid);
	fill_tiles(grid, out->tiles);
	out->bright = bright_of(grid);
	out->hash = hash_of(p->bgr, picture_size(p));
	for (uint32_t i = 0; i < ATTACK_SAMPLES; i++) {
		out->residual[i] = residual_at(p, i);
	}
	return true;
}

/* The rectangle that holds the landmarks, in cells. */
struct region {
	double x0, y0, x1, y1;
};

static bool region_of(const struct face_point points[FACE_POINTS], uint32_t width, uint32_t height,
		      struct region *out)
{
	*out = (struct region){INFINITY, INFINITY, -INFINITY, -INFINITY};
	for (size_t i = 0; i < FACE_POINTS; i++) {
		double x = points[i].x * ATTACK_GRID_X / width;
		double y = points[i].y * ATTACK_GRID_Y / height;
		if (!isfinite(x) || !isfinite(y)) {
			return false;
		}
		out->x0 = fmin(out->x0, x);
		out->y0 = fmin(out->y0, y);
		out->x1 = fmax(out->x1, x);
		out->y1 = fmax(out->y1, y);
	}
	return out->x1 >= 0 && out->y1 >= 0 && out->x0 < ATTACK_GRID_X && out->y0 < ATTACK_GRID_Y &&
	       out->x1 - out->x0 >= 4 && out->y1 - out->y0 >= 4;
}

static uint8_t luminance_of(const struct attack_grid *grid, const struct region *r)
{
	uint32_t sum = 0;
	uint32_t count = 0;
	for (int y = (int)fmax(0, r->y0); y < ATTACK_GRID_Y && y <= (int)r->y1; y++) {
		for (int x = (int)fmax(0, r->x0); x < ATTACK_GRID_X && x <= (int)r->x1; x++) {
			sum += grid->cell[y][x];
			count++;
		}
	}
	if (count == 0) {
		return 0;
	}
	return (uint8_t)(sum / count);
}

/* A straight line beside the face: upright ones run along y, the others along x. */
struct line {
	bool upright;
	double at;    /* where it crosses the middle of its run */
	double slope; /* cells across a cell along */
	double from;  /* run */
	double to;
};

/*
 * Share of the run where cells on both sides of the line differ, all in the same sense, x 1000; 0
 * when a part of it lies outside of the picture.
 */
static int16_t straightness(const struct attack_grid *grid, const struct line *l)
{
	const int across = l->upright ? ATTACK_GRID_X : ATTACK_GRID_Y;
	const int along = l->upright ? ATTACK_GRID_Y : ATTACK_GRID_X;
	const ptrdiff_t beside = l->upright ? 1 : ATTACK_GRID_X; /* the next cell across */
	const ptrdiff_t on = l->upright ? ATTACK_GRID_X : 1;
	const double middle = (l->from + l->to) / 2;
	int first = (int)fmax(0, l->from);
	int last = (int)fmin(along - 1, l->to);
	double at = l->at + (first - middle) * l->slope;
	double end = l->at + (last - middle) * l->slope;
	if (last < first || fmin(at, end) < 1 || fmax(at, end) >= across - 1) {
		return 0;
	}
	const uint8_t *row = &grid->cell[0][0] + first * on;
	int32_t k = (int32_t)(at * ONE); /* this loop takes most of the time: no floating point */
	int32_t slope = (int32_t)lround(l->slope * ONE);
	int32_t k_last = k + slope * (last - first); /* rounded, it may lie across the edge */
	if (k_last < ONE || k_last >= (across - 1) * ONE) {
		return 0;
	}
	int up = 0;
	int down = 0;
	for (int i = first; i <= last; i++, row += on, k += slope) {
		const uint8_t *cell = row + (k / ONE) * beside;
		int step = cell[beside] - cell[-beside];
		up += step >= EDGE_STEP;
		down += step <= -EDGE_STEP;
	}
	return (int16_t)((up > down ? up : down) * 1000 / (last - first + 1));
}

/* The straightest line between two distances from the face. */
static int16_t straightest(const struct attack_grid *grid, const struct attack_grid *empty,
			   struct line l, double near, double far)
{
	int16_t best = 0;
	double step = far < near ? -1 : 1;
	for (double at = near; (far - at) * step >= 0; at += step) {
		for (int s = -SLOPES; s <= SLOPES; s++) {
			l.at = at;
			l.slope = s * SLOPE_STEP;
			int16_t now = straightness(grid, &l);
			bool known = now > best && empty != NULL && empty->any &&
				     straightness(empty, &l) >= EMPTY_SAME;
			best = now > best && !known ? now : best;
		}
	}
	return best;
}

/*
 * Landmarks reach from the brows to the chin: the crown of the head is half of that higher. Lines
 * are looked for from there to where a sheet with a portrait on it ends; a held one hides what it
 * is in front of, so a line must run along the whole head.
 */
static int16_t edges_of(const struct attack_grid *grid, const struct attack_grid *empty,
			const struct region *r)
{
	double w = r->x1 - r->x0;
	double h = r->y1 - r->y0;
	const struct line side = {.upright = true, .from = r->y0 - 0.4 * h, .to = r->y1 + 0.15 * h};
	const struct line level = {
		.upright = false, .from = r->x0 - 0.1 * w, .to = r->x1 + 0.1 * w};
	int16_t best[4] = {
		straightest(grid, empty, side, r->x0 - 0.12 * w, r->x0 - 1.3 * w),
		straightest(grid, empty, side, r->x1 + 0.12 * w, r->x1 + 1.3 * w),
		straightest(grid, empty, level, r->y0 - 0.55 * h, r->y0 - 1.4 * h),
		straightest(grid, empty, level, r->y1 + 0.12 * h, r->y1 + 1.4 * h),
	};
	for (int i = 1; i < 4; i++) { /* best first */
		for (int k = i; k > 0 && best[k - 1] < best[k]; k--) {
			int16_t less = best[k - 1];
			best[k - 1] = best[k];
			best[k] = less;
		}
	}
	return best[2];
}

struct attack_face_look attack_look_face(const struct attack_grid *grid,
					 const struct attack_grid *empty, uint32_t width,
					 uint32_t height,
					 const struct face_point points[FACE_POINTS])
{
	struct region r;
	if (!grid->any || width == 0 || height == 0 || !region_of(points, width, height, &r)) {
		return (struct attack_face_look){0};
	}
	return (struct attack_face_look){.luminance = luminance_of(grid, &r),
					 .edges = edges_of(grid, empty, &r)};
}

uint16_t attack_look_differ(const struct attack_look *a, const struct attack_look *b)
{
	uint32_t count = 0;
	for (size_t i = 0; i < ATTACK_SAMPLES; i++) {
		count += a->residual[i] != b->residual[i];
	}
	return (uint16_t)(count * 1000 / ATTACK_SAMPLES);
}

static int mean_of(const uint8_t tiles[ATTACK_TILES])
{
	int sum = 0;
	for (size_t i = 0; i < ATTACK_TILES; i++) {
		sum += tiles[i];
	}
	return sum / ATTACK_TILES;
}

uint16_t attack_look_change(const struct attack_look *a, const struct attack_look *b)
{
	const int lighter = mean_of(b->tiles) - mean_of(a->tiles);
	uint32_t count = 0;
	for (size_t i = 0; i < ATTACK_TILES; i++) {
		int step = b->tiles[i] - a->tiles[i] - lighter;
		count += step > TILE_STEP || step < -TILE_STEP;
	}
	return (uint16_t)(count * 1000 / ATTACK_TILES);
}
