/*
 * mrz_glyph: one character's place in a plane becomes odds of what stands there.
 * Knows pixels and the net that was trained on OCR-B. Never knows lines or formats.
 */
#include "document/mrz_glyph.h"

#include "document/mrz_work.h"

#include <math.h>

#define PAPER_SHARE 75 /* percent of a patch that is darker than its paper */
#define INK_SHARE   3  /* percent that is darker than its ink */
#define CONTRAST    12 /* levels: less is spread no further */

/* Between four pixels; outside the plane its border goes on. */
static float blend(const struct mrz_plane *p, float x, float y)
{
	const float right = (float)(p->width - 1);
	const float low = (float)(p->height - 1);
	x = x > 0 ? x : 0;
	y = y > 0 ? y : 0;
	x = x < right ? x : right;
	y = y < low ? y : low;
	uint32_t x0 = (uint32_t)x;
	uint32_t y0 = (uint32_t)y;
	x0 = x0 + 1 < p->width ? x0 : p->width - 2;
	y0 = y0 + 1 < p->height ? y0 : p->height - 2;
	const float fx = x - (float)x0;
	const float fy = y - (float)y0;
	const uint8_t *a = p->at + (size_t)y0 * p->width + x0;
	const uint8_t *b = a + p->width;
	const float above = (float)a[0] + fx * ((float)a[1] - (float)a[0]);
	const float below = (float)b[0] + fx * ((float)b[1] - (float)b[0]);
	return above + fy * (below - above);
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

static void spread(struct mrz_patch *out)
{
	uint32_t histogram[256] = {0};
	for (size_t i = 0; i < MRZ_PATCH_SIZE; i++) {
		histogram[out->at[i]]++;
	}
	out->paper = level_at(histogram, PAPER_SHARE);
	out->ink = level_at(histogram, INK_SHARE);
	const int range = out->paper - out->ink > CONTRAST ? out->paper - out->ink : CONTRAST;
	for (size_t i = 0; i < MRZ_PATCH_SIZE; i++) {
		const int v = (out->paper - out->at[i]) * 255 / range;
		out->at[i] = (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
	}
}

void mrz_patch_take(const struct mrz_plane *plane, const struct mrz_axes *axes,
		    struct mrz_patch *out)
{
	const float step = 1.0f / MRZ_PATCH_STEPS;
	const float across = hypotf(axes->along_x, axes->along_y) * step;
	/* Where a step is more than a pixel, what lies between counts, too. */
	const float apart = across > 1.1f ? step / 4 : 0;
	out->whole = plane->width > 1 && plane->height > 1;
	for (unsigned row = 0; row < MRZ_PATCH_HEIGHT; row++) {
		for (unsigned column = 0; column < MRZ_PATCH_WIDTH; column++) {
			const float u = ((float)column + 0.5f - MRZ_PATCH_WIDTH / 2.0f) * step;
			const float v = ((float)row + 0.5f - MRZ_PATCH_HEIGHT / 2.0f) * step;
			const float x = axes->x + u * axes->along_x + v * axes->down_x;
			const float y = axes->y + u * axes->along_y + v * axes->down_y;
			const float dx = apart * axes->along_x;
			const float dy = apart * axes->along_y;
			float level = 0;
			if (out->whole && apart > 0) {
				const float ex = apart * axes->down_x;
				const float ey = apart * axes->down_y;
				level = (blend(plane, x - dx - ex, y - dy - ey) +
					 blend(plane, x + dx - ex, y + dy - ey) +
					 blend(plane, x - dx + ex, y - dy + ey) +
					 blend(plane, x + dx + ex, y + dy + ey)) /
					4;
			} else if (out->whole) {
				level = blend(plane, x, y);
			}
			out->whole = out->whole && inside(plane, x, y);
			out->at[row * MRZ_PATCH_WIDTH + column] = (uint8_t)(level + 0.5f);
		}
	}
	spread(out);
}

void mrz_net_run(const struct mrz_net *net, const struct mrz_patch *patch, float *hidden,
		 float *out)
{
	float sum[MRZ_HIDDEN];
	for (size_t h = 0; h < MRZ_HIDDEN; h++) {
		sum[h] = net->hidden_bias[h];
	}
	for (size_t i = 0; i < MRZ_PATCH_SIZE; i++) {
		const float in = (float)patch->at[i] / 255;
		if (patch->at[i] == 0) {
			continue;
		}
		for (size_t h = 0; h < MRZ_HIDDEN; h++) {
			sum[h] += in * net->hidden[i][h];
		}
	}
	for (size_t o = 0; o < MRZ_OUTS; o++) {
		out[o] = net->out_bias[o];
	}
	for (size_t h = 0; h < MRZ_HIDDEN; h++) {
		const float on = sum[h] > 0 ? sum[h] : 0;
		for (size_t o = 0; o < MRZ_OUTS; o++) {
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
