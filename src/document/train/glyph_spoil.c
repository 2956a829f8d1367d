/*
 * glyph_spoil: a canvas of ink becomes grey as a worn document, a lamp, a lens, a sensor and a
 * compression make it.
 * Knows pixels. Never knows characters.
 */
#include "document/train/glyph_spoil.h"

#include <math.h>
#include <stddef.h>

#define BLOCK    8 /* of JPEG */
#define TAPS_MAX 16
#define STEPS    7 /* of a shake */
#define WIDE     96u
#define HIGH     88u

void glyph_canvas_clear(struct glyph_canvas *v, uint32_t width, uint32_t height)
{
	v->width = width < WIDE ? width : WIDE;
	v->height = height < HIGH ? height : HIGH;
	for (size_t i = 0; i < (size_t)v->width * v->height; i++) {
		v->ink[i] = 0;
	}
}

/* Worn off, or dirt: round spots that take or give ink. */
static void spots(struct chance *c, struct glyph_canvas *v, float pitch)
{
	const uint32_t count = chance_below(c, 2) * chance_below(c, 5);
	for (uint32_t i = 0; i < count; i++) {
		const float x = chance_between(c, 0, (float)v->width);
		const float y = chance_between(c, 0, (float)v->height);
		const float r = pitch * chance_between(c, 0.02f, 0.08f);
		const uint8_t ink = chance_below(c, 3) == 0 ? 200 : 0;
		for (size_t k = 0; k < (size_t)v->width * v->height; k++) {
			const float dx = (float)(k % v->width) - x;
			const float dy = (float)(k / v->width) - y;
			v->ink[k] = dx * dx + dy * dy < r * r ? ink : v->ink[k];
		}
	}
}

static const float *sines(struct glyph_canvas *v)
{
	if (!v->tabled) {
		for (int i = 0; i < GLYPH_TURN; i++) {
			v->sine[i] = sinf(6.2831853f * (float)i / GLYPH_TURN);
		}
		v->tabled = true;
	}
	return v->sine;
}

static float sine_at(const float *sine, float turns)
{
	return sine[(unsigned)((turns + 256) * GLYPH_TURN) % GLYPH_TURN]; /* turns > -256 */
}

/* A pattern of fine lines that swing, in two families. */
struct pattern {
	float strength; /* levels */
	float across[2];
	float along[2];
	float bend[2];
	float swing; /* turns a pixel */
};

static struct pattern pattern_of(struct chance *c, float pitch, float contrast)
{
	struct pattern p = {0};
	p.strength = chance_below(c, 3) == 0 ? 0 : chance_between(c, 0, 0.42f) * contrast;
	p.swing = 0.2f / pitch;
	for (int i = 0; i < 2; i++) {
		const float turn = chance_between(c, 0, 6.2832f);
		const float rate = 1 / (pitch * chance_between(c, 0.18f, 1.0f));
		p.across[i] = rate * cosf(turn);
		p.along[i] = rate * sinf(turn);
		p.bend[i] = chance_between(c, 0, 0.5f);
	}
	return p;
}

static float lines_at(const struct pattern *p, const float *sine, float x, float y)
{
	const float swing = sine_at(sine, (x + y) * p->swing);
	float most = 0;
	for (int i = 0; i < 2; i++) {
		const float wave = sine_at(sine, x * p->across[i] + y * p->along[i] +
							 p->bend[i] * (swing + 1));
		most = wave > most ? wave : most;
	}
	return most * most;
}

/* An edge across the canvas: of a shadow, or of large letters printed over or below it. */
struct edge {
	float share; /* of the light that is left beyond */
	float turn_x;
	float turn_y;
	float at;    /* pixels */
	float width; /* pixels of what is darker; more than the canvas for a shadow */
	float soft;
};

static struct edge edge_of(struct chance *c, const struct glyph_canvas *v, float pitch)
{
	const float turn = chance_between(c, 0, 6.2832f);
	const bool is = chance_below(c, 4) == 0;
	return (struct edge){
		.share = is ? chance_between(c, 0.55f, 1) : 1,
		.turn_x = cosf(turn),
		.turn_y = sinf(turn),
		.at = chance_between(c, -0.5f, 0.5f) * (float)v->width,
		.width = chance_below(c, 2) == 0 ? 1000 : pitch * chance_between(c, 0.2f, 1.0f),
		.soft = pitch * chance_between(c, 0.02f, 0.8f),
	};
}

static float edge_at(const struct edge *e, const struct glyph_canvas *v, uint32_t x, uint32_t y)
{
	const float d = ((float)x - (float)v->width / 2) * e->turn_x +
			((float)y - (float)v->height / 2) * e->turn_y - e->at;
	const float deep = fminf(d, e->width - d) / e->soft + 0.5f;
	const float in = deep < 0 ? 0 : deep > 1 ? 1 : deep;
	return 1 - (1 - e->share) * in;
}

/* Paper with light from one side and a pattern; the ink lies on it. */
static void print(struct chance *c, struct glyph_canvas *v, float pitch)
{
	const float *sine = sines(v);
	const float paper = chance_between(c, 130, 250);
	const float ink = chance_between(c, 5, paper - 55);
	const float light_x = chance_between(c, -0.2f, 0.2f) * paper / (float)v->width;
	const float light_y = chance_between(c, -0.2f, 0.2f) * paper / (float)v->height;
	const struct pattern p = pattern_of(c, pitch, paper - ink);
	const struct edge e = edge_of(c, v, pitch);
	for (uint32_t y = 0; y < v->height; y++) {
		for (uint32_t x = 0; x < v->width; x++) {
			const size_t at = (size_t)y * v->width + x;
			float ground = paper;
			if (p.strength > 0) {
				ground -= p.strength * lines_at(&p, sine, (float)x, (float)y);
			}
			const float dark = (float)v->ink[at] / 255;
			v->work[0][at] = ground + ((ink < ground ? ink : ground) - ground) * dark +
					 light_x * (float)x + light_y * (float)y;
			v->work[0][at] *= e.share < 1 ? edge_at(&e, v, x, y) : 1;
		}
	}
}

/* Between four pixels; beyond the canvas its border goes on. */
static float place(const struct glyph_canvas *v, float x, float y)
{
	const float right = (float)v->width - 1.01f;
	const float low = (float)v->height - 1.01f;
	x = x < 0 ? 0 : x > right ? right : x;
	y = y < 0 ? 0 : y > low ? low : y;
	const float fx = x - (float)(uint32_t)x;
	const float fy = y - (float)(uint32_t)y;
	const float *a = v->work[0] + (size_t)(uint32_t)y * v->width + (uint32_t)x;
	const float *b = a + v->width;
	return (1 - fy) * (a[0] + fx * (a[1] - a[0])) + fy * (b[0] + fx * (b[1] - b[0]));
}

/* One row or column, its ends going on beyond it. */
static void blur_line(const float *from, float *to, uint32_t count, size_t step, const float *taps,
		      uint32_t reach)
{
	float line[WIDE + 2 * TAPS_MAX] = {0};
	for (uint32_t i = 0; i < count + 2 * reach; i++) {
		const uint32_t at = i < reach ? 0 : i - reach < count ? i - reach : count - 1;
		line[i] = from[at * step];
	}
	for (uint32_t i = 0; i < count; i++) {
		const float *middle = line + i + reach;
		float sum = taps[0] * middle[0];
		for (uint32_t k = 1; k <= reach; k++) {
			sum += taps[k] * (middle[k] + *(middle - k));
		}
		to[i * step] = sum;
	}
}

static void blur(struct glyph_canvas *v, float deviation)
{
	float taps[TAPS_MAX] = {0};
	float sum = 0;
	uint32_t reach = (uint32_t)ceilf(deviation * 2.5f);
	reach = reach < TAPS_MAX ? reach : TAPS_MAX - 1;
	for (uint32_t i = 0; i <= reach; i++) {
		taps[i] = expf(-(float)(i * i) / (2 * deviation * deviation));
		sum += (i == 0 ? 1 : 2) * taps[i];
	}
	for (uint32_t i = 0; i <= reach; i++) {
		taps[i] /= sum;
	}
	for (uint32_t y = 0; y < v->height; y++) {
		const size_t at = (size_t)y * v->width;
		blur_line(v->work[0] + at, v->work[1] + at, v->width, 1, taps, reach);
	}
	for (uint32_t x = 0; x < v->width; x++) {
		blur_line(v->work[1] + x, v->work[0] + x, v->height, v->width, taps, reach);
	}
}

/* The page moves while it is seen: the mean of places along a way. */
static void shake(struct chance *c, struct glyph_canvas *v, float way)
{
	const float turn = chance_between(c, 0, 6.2832f);
	const float step_x = way * cosf(turn) / (STEPS - 1);
	const float step_y = way * sinf(turn) / (STEPS - 1);
	for (uint32_t y = 0; y < v->height; y++) {
		for (uint32_t x = 0; x < v->width; x++) {
			float sum = 0;
			for (int i = 0; i < STEPS; i++) {
				const float along = (float)i - (STEPS - 1) / 2.0f;
				sum += place(v, (float)x + along * step_x,
					     (float)y + along * step_y);
			}
			v->work[1][(size_t)y * v->width + x] = sum / STEPS;
		}
	}
	for (size_t i = 0; i < (size_t)v->width * v->height; i++) {
		v->work[0][i] = v->work[1][i];
	}
}

/* Away from the mean around it: what cameras do to make edges clear. */
static void sharpen(struct glyph_canvas *v, float strength, float deviation)
{
	for (size_t i = 0; i < (size_t)v->width * v->height; i++) {
		v->kept[i] = v->work[0][i];
	}
	blur(v, deviation);
	for (size_t i = 0; i < (size_t)v->width * v->height; i++) {
		const float level = v->kept[i] + strength * (v->kept[i] - v->work[0][i]);
		v->work[0][i] = level < 0 ? 0 : level > 255 ? 255 : level;
	}
}

/* Greys by another curve: dark ones apart and light ones together, or the other way. */
static void bend(struct glyph_canvas *v, float power)
{
	float curve[257];
	for (int i = 0; i <= 256; i++) {
		curve[i] = 255 * powf((float)i / 255, power);
	}
	for (size_t i = 0; i < (size_t)v->width * v->height; i++) {
		const float level = v->work[0][i];
		const float in = level < 0 ? 0 : level > 255 ? 255 : level;
		const int low = (int)in;
		v->work[0][i] = curve[low] + (in - (float)low) * (curve[low + 1] - curve[low]);
	}
}

/* The cosine transform of a block, or its inverse, row by row and column by column. */
static void transform(float block[BLOCK][BLOCK], float cosine[BLOCK][BLOCK], int back)
{
	float half[BLOCK][BLOCK];
	for (int a = 0; a < BLOCK; a++) {
		for (int b = 0; b < BLOCK; b++) {
			half[a][b] = 0;
			for (int i = 0; i < BLOCK; i++) {
				half[a][b] += block[a][i] * (back ? cosine[i][b] : cosine[b][i]);
			}
		}
	}
	for (int a = 0; a < BLOCK; a++) {
		for (int b = 0; b < BLOCK; b++) {
			block[a][b] = 0;
			for (int i = 0; i < BLOCK; i++) {
				block[a][b] += half[i][b] * (back ? cosine[i][a] : cosine[a][i]);
			}
		}
	}
}

static void cosines(const float *sine, float out[BLOCK][BLOCK])
{
	for (int k = 0; k < BLOCK; k++) {
		for (int i = 0; i < BLOCK; i++) {
			/* Whole steps of the table: (2i + 1) k / 32 of a turn, a quarter ahead. */
			const int step = (2 * i + 1) * k * (GLYPH_TURN / 32) + GLYPH_TURN / 4;
			out[k][i] = (k == 0 ? 0.353553391f : 0.5f) * sine[step % GLYPH_TURN];
		}
	}
}

/* Loss as of JPEG: coefficients of blocks rounded to steps that grow with their frequency. */
static void compress(struct glyph_canvas *v, float coarse)
{
	float cosine[BLOCK][BLOCK];
	float block[BLOCK][BLOCK];
	cosines(sines(v), cosine);
	for (uint32_t top = 0; top + BLOCK <= v->height; top += BLOCK) {
		for (uint32_t left = 0; left + BLOCK <= v->width; left += BLOCK) {
			float *at = &v->work[0][top * v->width + left];
			for (size_t i = 0; i < BLOCK * BLOCK; i++) {
				block[i / BLOCK][i % BLOCK] = at[i / BLOCK * v->width + i % BLOCK];
			}
			transform(block, cosine, 0);
			for (int i = 0; i < BLOCK * BLOCK; i++) {
				const float step = coarse * (1.0f + (float)(i / 8 + i % 8));
				float *value = &block[i / 8][i % 8];
				*value = (float)(int)(*value / step + (*value < 0 ? -0.5f : 0.5f)) *
					 step;
			}
			transform(block, cosine, 1);
			for (size_t i = 0; i < BLOCK * BLOCK; i++) {
				at[i / BLOCK * v->width + i % BLOCK] = block[i / BLOCK][i % BLOCK];
			}
		}
	}
}

void glyph_spoil(struct chance *c, struct glyph_canvas *v, float pitch)
{
	const size_t count = (size_t)v->width * v->height;
	spots(c, v, pitch);
	print(c, v, pitch);
	const float soft = pitch * chance_between(c, 0, 0.075f);
	if (soft > 0.25f) {
		blur(v, soft);
	}
	if (chance_below(c, 4) == 0) {
		shake(c, v, pitch * chance_between(c, 0, 0.16f));
	}
	const float noise = chance_below(c, 4) == 0 ? 0 : chance_between(c, 0, 11);
	for (size_t i = 0; i < count && noise > 0; i++) {
		v->work[0][i] += noise * chance_normal(c);
	}
	if (chance_below(c, 4) == 0) {
		sharpen(v, chance_between(c, 0, 1.5f), chance_between(c, 0.6f, 2.5f));
	}
	if (chance_below(c, 3) == 0) {
		bend(v, expf(chance_between(c, -0.45f, 0.45f)));
	}
	if (chance_below(c, 5) < 2) {
		compress(v, chance_between(c, 1, 9));
	}
	for (size_t i = 0; i < count; i++) {
		const float level = v->work[0][i] + 0.5f;
		v->grey[i] = (uint8_t)(level < 0 ? 0 : level > 255 ? 255 : level);
	}
}
