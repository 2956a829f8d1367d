/*
 * page_screen: whether what lies there is a screen: the lattice of its pixels all over it.
 * Knows waves in small tiles of a picture. Never knows what is shown on it.
 *
 * A screen throws the same fine wave at the camera from everywhere that is lit, white ground as
 * well. So the spectra of small tiles all over the document are searched for sharp peaks, and one
 * that most tiles share is a lattice. What print has is told from it like this: lines of security
 * print are wider apart (WAVE_LONGEST) or are overtones of such, and they swing; the dots of a
 * halftone are where a picture is, not on white ground; text has no sharp peak; the blocks of JPEG
 * have theirs at known places, which are not looked at.
 */
#include "document/page_screen.h"

#include <math.h>

#define SIDE          64 /* pixels of a tile */
#define HALF          (SIDE / 2)
#define BITS          6
#define ACROSS        8u
#define DOWN          6u
#define STRIP_ACROSS  8u
#define STRIP_DOWN    2u
#define PAGE_TILES    (ACROSS * DOWN)
#define TILES         (PAGE_TILES + STRIP_ACROSS * STRIP_DOWN)
#define TILES_LEAST   8u
#define STRIP_LEAST   6u
#define LIGHT_SHARE   0.45f /* of the light of the lightest tiles: darker ones tell nothing */
#define LIGHT_LEAST   40u   /* levels */
#define WAVE_LONGEST  0.32f /* mm: a screen of 80 pixels an inch */
#define COARSEST      0.42f /* waves a pixel: where no more than these can be seen, none are */
#define PEAK          7.0f  /* times what is around it */
#define LOWER_PEAK    0.5f  /* of it, at half or a third of its frequency: it is an overtone */
#define PEAKS_MAX     24u   /* of a tile */
#define JPEG_STEP     8     /* tones: multiples of it are its blocks' */
#define AXIS          2     /* tones from an axis, on which blocks have theirs */
#define SHARE_LATTICE 50u   /* percent of the tiles, of the strip's as well, */
#define SHARE_ALONE   80u   /* or, where no strip is known, of all */
#define PI            3.14159265f

/* The spectrum of one tile: power at [down][along], tones 0 to SIDE - 1 (those over HALF count
 * backwards). */
struct spectrum {
	float re[SIDE][SIDE];
	float im[SIDE][SIDE];
	float power[SIDE][SIDE];
};

struct tables {
	float cosine[HALF];
	float sine[HALF];
	float window[SIDE];
	uint8_t turned[SIDE]; /* bits of the number in the other order */
};

static void tables_make(struct tables *t)
{
	for (unsigned i = 0; i < HALF; i++) {
		t->cosine[i] = cosf(2 * PI * (float)i / SIDE);
		t->sine[i] = -sinf(2 * PI * (float)i / SIDE);
	}
	for (unsigned i = 0; i < SIDE; i++) {
		unsigned turned = 0;
		for (unsigned k = 0; k < BITS; k++) {
			turned |= (i >> k & 1u) << (BITS - 1 - k);
		}
		t->turned[i] = (uint8_t)turned;
		t->window[i] = 0.5f - 0.5f * cosf(2 * PI * ((float)i + 0.5f) / SIDE);
	}
}

/* One row, in place, its numbers already in the turned order. */
static void transform(const struct tables *t, float re[SIDE], float im[SIDE])
{
	for (unsigned half = 1; half < SIDE; half *= 2) {
		const unsigned step = HALF / half;
		for (unsigned i = 0; i < HALF; i++) {
			const unsigned k = i % half;
			const unsigned a = i / half * half * 2 + k;
			const unsigned b = a + half;
			const float c = t->cosine[k * step];
			const float s = t->sine[k * step];
			const float x = re[b] * c - im[b] * s;
			const float y = re[b] * s + im[b] * c;
			re[b] = re[a] - x;
			im[b] = im[a] - y;
			re[a] += x;
			im[a] += y;
		}
	}
}

static void turn_over(struct spectrum *s)
{
	for (unsigned y = 0; y < SIDE; y++) {
		for (unsigned x = y + 1; x < SIDE; x++) {
			const float re = s->re[y][x];
			const float im = s->im[y][x];
			s->re[y][x] = s->re[x][y];
			s->im[y][x] = s->im[x][y];
			s->re[x][y] = re;
			s->im[x][y] = im;
		}
	}
}

/* Of the tile with its first pixel at x0, y0, of this mean. */
static void spectrum_make(const struct tables *t, const struct page_plane *p, uint32_t x0,
			  uint32_t y0, float mean, struct spectrum *s)
{
	for (unsigned y = 0; y < SIDE; y++) {
		const uint8_t *row = p->at + (size_t)(y0 + t->turned[y]) * p->width + x0;
		for (unsigned x = 0; x < SIDE; x++) {
			const unsigned from = t->turned[x];
			s->re[y][x] = ((float)row[from] - mean) * t->window[from] *
				      t->window[t->turned[y]];
			s->im[y][x] = 0;
		}
		transform(t, s->re[y], s->im[y]);
	}
	turn_over(s);
	for (unsigned x = 0; x < SIDE; x++) {
		transform(t, s->re[x], s->im[x]);
	}
	turn_over(s);
	for (unsigned i = 0; i < SIDE * SIDE; i++) {
		const float re = s->re[i / SIDE][i % SIDE];
		const float im = s->im[i / SIDE][i % SIDE];
		s->power[i / SIDE][i % SIDE] = re * re + im * im;
	}
}

static float power_at(const struct spectrum *s, int u, int v)
{
	return s->power[(unsigned)v % SIDE][(unsigned)u % SIDE];
}

static float most_around(const struct spectrum *s, int u, int v)
{
	float most = 0;
	for (int i = 0; i < 9; i++) {
		most = fmaxf(most, power_at(s, u + i % 3 - 1, v + i / 3 - 1));
	}
	return most;
}

/* The mean of what lies 3 to 5 tones away: beyond what the window makes of a peak. */
static float ground_around(const struct spectrum *s, int u, int v)
{
	float sum = 0;
	int count = 0;
	for (int dv = -5; dv <= 5; dv++) {
		for (int du = -5; du <= 5; du++) {
			if (du <= -3 || du >= 3 || dv <= -3 || dv >= 3) {
				sum += power_at(s, u + du, v + dv);
				count++;
			}
		}
	}
	return sum / (float)count;
}

/* Near a tone of JPEG's blocks: a multiple of one eighth along an axis. */
static bool is_block(int u, int v)
{
	const int off_u = (u + 4 * JPEG_STEP + JPEG_STEP / 2) % JPEG_STEP - JPEG_STEP / 2;
	const int off_v = (v + 4 * JPEG_STEP + JPEG_STEP / 2) % JPEG_STEP - JPEG_STEP / 2;
	const bool along = v >= -AXIS && v <= AXIS && off_u >= -1 && off_u <= 1;
	const bool down = u >= -AXIS && u <= AXIS && off_v >= -1 && off_v <= 1;
	return along || down;
}

/* Halving or taking a third of its frequency, something as strong is found: lines of print. */
static bool is_overtone(const struct spectrum *s, int u, int v)
{
	const float power = power_at(s, u, v) * LOWER_PEAK;
	const int half = (int)lroundf((float)u / 2);
	const int half_v = (int)lroundf((float)v / 2);
	const int third = (int)lroundf((float)u / 3);
	const int third_v = (int)lroundf((float)v / 3);
	return most_around(s, half, half_v) > power || most_around(s, third, third_v) > power;
}

static bool is_peak(const struct spectrum *s, int u, int v)
{
	const float power = power_at(s, u, v);
	return power >= most_around(s, u, v) && power > PEAK * ground_around(s, u, v) &&
	       !is_block(u, v) && !is_overtone(s, u, v);
}

/* How many tiles have a peak there or beside; of the half of the spectrum that is not the other
 * one again. */
struct votes {
	uint8_t page[HALF + 1][SIDE]; /* [down][along + HALF] */
	uint8_t strip[HALF + 1][SIDE];
	uint8_t voted[HALF + 1][SIDE]; /* the last tile that did, plus 1 */
};

static void vote(struct votes *v, int along, int down, unsigned tile)
{
	for (int i = 0; i < 9; i++) {
		const int x = along + HALF + i % 3 - 1;
		const int y = down + i / 3 - 1;
		if (x >= 0 && x < SIDE && y >= 0 && y <= HALF && v->voted[y][x] != tile + 1) {
			v->voted[y][x] = (uint8_t)(tile + 1); /* each tile has but one there */
			uint8_t *votes = tile < PAGE_TILES ? &v->page[y][x] : &v->strip[y][x];
			++*votes;
		}
	}
}

static void vote_tile(const struct spectrum *s, float least, unsigned tile, struct votes *votes)
{
	unsigned count = 0;
	for (int v = 0; v <= HALF; v++) {
		for (int u = -HALF + 1; u < HALF && count < PEAKS_MAX; u++) {
			if (hypotf((float)u, (float)v) >= least && is_peak(s, u, v)) {
				vote(votes, u, v, tile);
				count++;
			}
		}
	}
}

struct tile {
	uint32_t x;
	uint32_t y;
	float mean;
	bool inside;
};

static struct tile tile_at(const struct page_plane *p, const struct page_area *a, float u, float v)
{
	struct tile t = {0};
	const float x = a->at.x + u * a->along.x + v * a->down.x - HALF;
	const float y = a->at.y + u * a->along.y + v * a->down.y - HALF;
	t.inside = x >= 0 && y >= 0 && x + SIDE < (float)p->width && y + SIDE < (float)p->height;
	if (!t.inside) {
		return t;
	}
	t.x = (uint32_t)x;
	t.y = (uint32_t)y;
	uint32_t sum = 0;
	for (uint32_t k = 0; k < SIDE * SIDE; k++) {
		sum += p->at[(size_t)(t.y + k / SIDE) * p->width + t.x + k % SIDE];
	}
	t.mean = (float)sum / (SIDE * SIDE);
	return t;
}

static void tiles_lay(const struct page_plane *p, const struct page_area *area,
		      const struct page_area *strip, struct tile tiles[TILES])
{
	for (unsigned i = 0; i < PAGE_TILES; i++) {
		tiles[i] = tile_at(p, area, ((float)(i % ACROSS) + 0.5f) / ACROSS,
				   ((float)(unsigned)(i / ACROSS) + 0.5f) / DOWN);
	}
	for (unsigned i = 0; i < TILES - PAGE_TILES; i++) {
		struct tile *t = &tiles[PAGE_TILES + i];
		*t = (struct tile){0};
		if (strip != NULL) {
			*t = tile_at(p, strip, ((float)(i % STRIP_ACROSS) + 0.5f) / STRIP_ACROSS,
				     ((float)(unsigned)(i / STRIP_ACROSS) + 0.5f) / STRIP_DOWN);
		}
	}
}

static float light_of(const struct tile tiles[TILES])
{
	uint32_t counts[256] = {0};
	for (unsigned i = 0; i < TILES; i++) {
		counts[(uint8_t)tiles[i].mean] += tiles[i].inside;
	}
	return (float)page_levels_at(counts, 0.9f);
}

/* The wave that most tiles have: the smaller share of the page and the strip counts. */
static void tell(const struct votes *v, unsigned strip_tiles, struct page_lattice *out)
{
	unsigned most = 0;
	for (unsigned i = 0; i < (HALF + 1) * SIDE && out->tiles > 0; i++) {
		const unsigned share = v->page[i / SIDE][i % SIDE] * 100u / out->tiles;
		const unsigned strip =
			strip_tiles > 0 ? v->strip[i / SIDE][i % SIDE] * 100u / strip_tiles : share;
		const unsigned less = strip < share ? strip : share;
		if (less > most) {
			most = less;
			out->share = share;
			out->strip = strip_tiles > 0 ? strip : 0;
			out->along = ((float)(i % SIDE) - HALF) / SIDE;
			out->down = (float)(unsigned)(i / SIDE) / SIDE;
		}
	}
}

enum verdict page_screen_find(const struct page_plane *p, const struct page_area *area,
			      const struct page_area *strip, float per_mm, struct page_lattice *out)
{
	struct tables tables;
	struct spectrum s;
	struct votes votes = {0};
	struct tile tiles[TILES];
	unsigned of_strip = 0;
	*out = (struct page_lattice){0};
	const float least = per_mm > 0 ? 1 / (WAVE_LONGEST * per_mm) : 1;
	if (!(least <= COARSEST)) {
		return VERDICT_CANNOT_TELL;
	}
	tables_make(&tables);
	tiles_lay(p, area, strip, tiles);
	const float light = light_of(tiles);
	for (unsigned i = 0; i < TILES; i++) {
		const struct tile *t = &tiles[i];
		if (t->inside && t->mean >= light * LIGHT_SHARE && light >= LIGHT_LEAST) {
			out->tiles += i < PAGE_TILES;
			of_strip += i >= PAGE_TILES;
			spectrum_make(&tables, p, t->x, t->y, t->mean, &s);
			vote_tile(&s, least * SIDE, i, &votes);
		}
	}
	const bool stripped = of_strip >= STRIP_LEAST;
	tell(&votes, stripped ? of_strip : 0, out);
	if (out->tiles < TILES_LEAST) {
		return VERDICT_CANNOT_TELL;
	}
	const bool lattice = stripped ? out->share >= SHARE_LATTICE && out->strip >= SHARE_LATTICE
				      : out->share >= SHARE_ALONE;
	return lattice ? VERDICT_FAIL : VERDICT_PASS;
}
