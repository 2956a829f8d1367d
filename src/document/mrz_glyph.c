/*
 * mrz_glyph: one character's place in a plane becomes odds of what stands there.
 * Knows pixels and the net that was trained on OCR-B. Never knows lines or formats.
 */
#include "document/mrz_glyph.h"

#include "document/mrz_work.h"

#include <math.h>

#define PAPER_SHARE 75  /* percent of a patch that is darker than its paper */
#define INK_SHARE   3   /* percent that is darker than its ink */
#define CONTRAST    12  /* levels: less is spread no further */
#define BURNT       245 /* level from which on light may have taken ink away */
#define SPOT_ABOVE  8   /* of the contrast: a spot is lighter than its paper by 1/8 at least */
#define SPOT_SIDE   3   /* places of a patch: less is the edge that sharpening gives a stroke */
#define SPOT_LEFT   1   /* columns and rows of a patch that hold no part of its character */
#define SPOT_TOP    1

/* Four numbers at a time: GCC and Clang make one instruction of each step where a machine has it.
 */
typedef float quad __attribute__((vector_size(16), aligned(4), may_alias));
#define WIDE 32 /* sums of a net that are kept in registers at a time: eight quads */
_Static_assert(MRZ_HIDDEN % WIDE == 0, "sums are made in whole parts");

/* Where the places of a patch's row are, pixels. */
struct row {
	float x[MRZ_PATCH_WIDTH];
	float y[MRZ_PATCH_WIDTH];
};

/* Outside of the plane its border goes on. */
static void keep_inside(const struct mrz_plane *p, struct row *r)
{
	const float right = (float)(p->width - 1);
	const float low = (float)(p->height - 1);
	for (unsigned i = 0; i < MRZ_PATCH_WIDTH; i++) {
		const float x = r->x[i] > 0 ? r->x[i] : 0;
		const float y = r->y[i] > 0 ? r->y[i] : 0;
		r->x[i] = x < right ? x : right;
		r->y[i] = y < low ? y : low;
	}
}

static int32_t least(int32_t a, int32_t b)
{
	return a < b ? a : b;
}

/* Levels between four pixels each, added to those there are. All places lie in the plane. */
static void blend(const struct mrz_plane *p, const struct row *r, float *level)
{
	const int32_t width = (int32_t)p->width;
	const int32_t x_most = width - 2;
	const int32_t y_most = (int32_t)p->height - 2;
	float corner[4][MRZ_PATCH_WIDTH];
	float fx[MRZ_PATCH_WIDTH];
	float fy[MRZ_PATCH_WIDTH];
	int32_t at[MRZ_PATCH_WIDTH];
	for (unsigned i = 0; i < MRZ_PATCH_WIDTH; i++) {
		const int32_t x0 = least((int32_t)r->x[i], x_most);
		const int32_t y0 = least((int32_t)r->y[i], y_most);
		fx[i] = r->x[i] - (float)x0;
		fy[i] = r->y[i] - (float)y0;
		at[i] = y0 * width + x0; /* MRZ_READ_PIXELS_MAX at most */
	}
	for (unsigned i = 0; i < MRZ_PATCH_WIDTH; i++) {
		const uint8_t *a = p->at + at[i];
		const uint8_t *b = a + width;
		corner[0][i] = (float)a[0];
		corner[1][i] = (float)a[1];
		corner[2][i] = (float)b[0];
		corner[3][i] = (float)b[1];
	}
	for (unsigned i = 0; i < MRZ_PATCH_WIDTH; i++) {
		const float above = corner[0][i] + fx[i] * (corner[1][i] - corner[0][i]);
		const float below = corner[2][i] + fx[i] * (corner[3][i] - corner[2][i]);
		level[i] += above + fy[i] * (below - above);
	}
}

static bool inside(const struct mrz_plane *p, float x, float y)
{
	return x >= -0.5f && y >= -0.5f && x <= (float)p->width - 0.5f &&
	       y <= (float)p->height - 0.5f;
}

/* The level that this percentage of the patch is darker than. */
static uint8_t level_at(const uint32_t *histogram, unsigned percent)
{
	uint32_t left = MRZ_PATCH_SIZE * percent / 100;
	unsigned level = 0;
	while (level < 255 && histogram[level] <= left) {
		left -= histogram[level++];
	}
	return (uint8_t)level;
}

static uint32_t above(const uint32_t *histogram, unsigned level)
{
	uint32_t count = 0;
	for (unsigned i = level; i < 256; i++) {
		count += histogram[i];
	}
	return count;
}

/* Squares around the character that are lighter than this all over; they overlap. */
static uint16_t squares_above(const struct mrz_patch *p, unsigned level)
{
	uint8_t row[MRZ_PATCH_SIZE] = {0}; /* it and those right of it */
	uint16_t count = 0;
	for (size_t i = 0; i + SPOT_SIDE <= MRZ_PATCH_SIZE; i++) {
		row[i] = p->at[i] >= level && p->at[i + 1] >= level && p->at[i + 2] >= level;
	}
	for (size_t y = SPOT_TOP; y + SPOT_TOP + SPOT_SIDE <= MRZ_PATCH_HEIGHT; y++) {
		for (size_t x = SPOT_LEFT; x + SPOT_LEFT + SPOT_SIDE <= MRZ_PATCH_WIDTH; x++) {
			const uint8_t *at = row + y * MRZ_PATCH_WIDTH + x;
			count = (uint16_t)(count +
					   (at[0] & at[MRZ_PATCH_WIDTH] & at[MRZ_PATCH_WIDTH * 2]));
		}
	}
	return count;
}

/* Light reflected from a laminate: as bright as can be, and brighter than the paper around it. */
static uint16_t lit_places(const struct mrz_patch *p, const uint32_t *histogram)
{
	const unsigned spot = p->paper + (unsigned)(p->paper - p->ink) / SPOT_ABOVE;
	const unsigned level = spot > BURNT ? spot : BURNT;
	return p->paper > p->ink && above(histogram, level) >= SPOT_SIDE * SPOT_SIDE
		       ? squares_above(p, level)
		       : 0;
}

static void spread(struct mrz_patch *out)
{
	uint32_t part[2][256] = {
		{0}}; /* neighbours are often alike, and would wait for each other */
	for (size_t i = 0; i < MRZ_PATCH_SIZE; i += 2) {
		part[0][out->at[i]]++;
		part[1][out->at[i + 1]]++;
	}
	for (size_t i = 0; i < 256; i++) {
		part[0][i] += part[1][i];
	}
	out->paper = level_at(part[0], PAPER_SHARE);
	out->ink = level_at(part[0], INK_SHARE);
	out->lit = lit_places(out, part[0]);
	const int paper = out->paper;
	const int range = paper - out->ink > CONTRAST ? paper - out->ink : CONTRAST;
	for (size_t i = 0; i < MRZ_PATCH_SIZE; i++) {
		/* A quotient of numbers that small is never rounded up to a whole one. */
		const int v = (int)((float)((paper - out->at[i]) * 255) / (float)range);
		out->at[i] = (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
	}
}

/* A row of places, so far off it. */
static struct row shifted(const struct row *r, float x1, float x2, float y1, float y2)
{
	struct row out;
	for (unsigned i = 0; i < MRZ_PATCH_WIDTH; i++) {
		out.x[i] = r->x[i] + x1 + x2;
		out.y[i] = r->y[i] + y1 + y2;
	}
	return out;
}

/* Levels of a row; around each place between four of them, that far off, where that is not 0. */
static void take_row(const struct mrz_plane *plane, const struct row *row, float apart,
		     const struct mrz_axes *axes, float *level)
{
	const float dx = apart * axes->along_x;
	const float dy = apart * axes->along_y;
	const float ex = apart * axes->down_x;
	const float ey = apart * axes->down_y;
	const unsigned count = apart > 0 ? 4 : 1;
	for (unsigned k = 0; k < count; k++) {
		const float a = k % 2 == 0 ? -1 : 1;
		const float b = k < 2 ? -1 : 1;
		struct row at = shifted(row, a * dx, b * ex, a * dy, b * ey);
		keep_inside(plane, &at);
		blend(plane, &at, level);
	}
	for (unsigned i = 0; i < MRZ_PATCH_WIDTH && apart > 0; i++) {
		level[i] /= 4;
	}
}

void mrz_patch_take(const struct mrz_plane *plane, const struct mrz_axes *axes,
		    struct mrz_patch *out)
{
	const float step = 1.0f / MRZ_PATCH_STEPS;
	const float across = hypotf(axes->along_x, axes->along_y) * step;
	/* Where a step is more than a pixel, what lies between counts, too. */
	const float apart = across > 1.1f ? step / 4 : 0;
	const bool seen = plane->width > 1 && plane->height > 1;
	out->whole = seen;
	for (unsigned r = 0; r < MRZ_PATCH_HEIGHT; r++) {
		const float v = ((float)r + 0.5f - MRZ_PATCH_HEIGHT / 2.0f) * step;
		uint8_t *to = out->at + (size_t)r * MRZ_PATCH_WIDTH;
		float level[MRZ_PATCH_WIDTH] = {0};
		struct row row;
		for (unsigned i = 0; i < MRZ_PATCH_WIDTH; i++) {
			const float u = ((float)i + 0.5f - MRZ_PATCH_WIDTH / 2.0f) * step;
			row.x[i] = axes->x + u * axes->along_x + v * axes->down_x;
			row.y[i] = axes->y + u * axes->along_y + v * axes->down_y;
		}
		for (unsigned i = 0; i < MRZ_PATCH_WIDTH; i++) {
			out->whole = out->whole && inside(plane, row.x[i], row.y[i]);
		}
		if (seen) {
			take_row(plane, &row, apart, axes, level);
		}
		for (unsigned i = 0; i < MRZ_PATCH_WIDTH; i++) {
			to[i] = (uint8_t)(level[i] + 0.5f);
		}
	}
	spread(out);
}

/* Sums of a part of the hidden units, in the order of the inputs. */
static void add_inputs(const struct mrz_net *net, size_t from, const float *in,
		       const uint16_t *which, size_t count, float *sum)
{
	quad *to = (quad *)sum;
	quad a = to[0], b = to[1], c = to[2], d = to[3];
	quad e = to[4], f = to[5], g = to[6], h = to[7];
	for (size_t i = 0; i < count; i++) {
		const quad *row = (const quad *)(net->hidden[which[i]] + from);
		a += in[i] * row[0];
		b += in[i] * row[1];
		c += in[i] * row[2];
		d += in[i] * row[3];
		e += in[i] * row[4];
		f += in[i] * row[5];
		g += in[i] * row[6];
		h += in[i] * row[7];
	}
	to[0] = a, to[1] = b, to[2] = c, to[3] = d;
	to[4] = e, to[5] = f, to[6] = g, to[7] = h;
}

void mrz_net_run(const struct mrz_net *net, const struct mrz_patch *patch, float *hidden,
		 float *out)
{
	float sum[MRZ_HIDDEN];
	float in[MRZ_PATCH_SIZE]; /* those that are not 0 */
	uint16_t which[MRZ_PATCH_SIZE];
	size_t count = 0;
	for (size_t h = 0; h < MRZ_HIDDEN; h++) {
		sum[h] = net->hidden_bias[h];
	}
	for (size_t i = 0; i < MRZ_PATCH_SIZE; i++) {
		in[count] = (float)patch->at[i] / 255;
		which[count] = (uint16_t)i;
		count += patch->at[i] != 0;
	}
	for (size_t h = 0; h < MRZ_HIDDEN; h += WIDE) {
		add_inputs(net, h, in, which, count, sum + h);
	}
	for (size_t o = 0; o < MRZ_OUTS; o++) {
		out[o] = net->out_bias[o];
	}
	for (size_t h = 0; h < MRZ_HIDDEN; h++) {
		const float on = sum[h] > 0 ? sum[h] : 0;
		for (size_t o = 0; o < MRZ_OUTS && on > 0; o++) {
			out[o] += on * net->out[h][o];
		}
		if (hidden != NULL) {
			hidden[h] = on;
		}
	}
}

void mrz_guess_make(const struct mrz_net *net, const struct mrz_patch *patch, struct mrz_guess *out)
{
	float raw[MRZ_OUTS];
	float most;
	float sum = 0;
	mrz_net_run(net, patch, NULL, raw);
	most = raw[0];
	for (size_t i = 1; i < MRZ_CLASSES; i++) {
		most = raw[i] > most ? raw[i] : most;
	}
	for (size_t i = 0; i < MRZ_CLASSES; i++) {
		sum += expf(raw[i] - most);
	}
	const float all = most + logf(sum);
	for (size_t i = 0; i < MRZ_CLASSES; i++) {
		out->log[i] = raw[i] - all;
	}
	out->off_x = raw[MRZ_OFF_X];
	out->off_y = raw[MRZ_OFF_Y];
	out->taller = raw[MRZ_TALLER];
}
