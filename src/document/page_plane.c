/*
 * page_plane: the pixels of a picture, looked at in places.
 * Knows rows of grey. Never knows what is shown.
 */
#include "document/page_plane.h"

#include <math.h>
#include <stdlib.h>

#define SAMPLES_MAX 8u   /* of a field, in each direction: bounds what a large picture costs */
#define BURNT       250u /* level: what noise and compression leave of a pixel of 255 */

enum eg_err page_plane_of(const struct mrz_image *image, struct page_plane *out)
{
	*out = (struct page_plane){0};
	EG_TRY(mrz_image_check(image));
	*out = (struct page_plane){image->width, image->height, image->grey.at};
	return EG_OK;
}

bool page_plane_see(const struct page_plane *p, float x, float y, float *out)
{
	*out = 0;
	/* Written so that what is no number is outside. */
	if (!(x >= 0 && y >= 0 && x <= (float)(p->width - 1) && y <= (float)(p->height - 1))) {
		return false;
	}
	const uint32_t x0 = (uint32_t)x < p->width - 1 ? (uint32_t)x : p->width - 2;
	const uint32_t y0 = (uint32_t)y < p->height - 1 ? (uint32_t)y : p->height - 2;
	const float fx = x - (float)x0;
	const float fy = y - (float)y0;
	const uint8_t *a = p->at + (size_t)y0 * p->width + x0;
	const uint8_t *b = a + p->width;
	*out = (1 - fy) * ((1 - fx) * (float)a[0] + fx * (float)a[1]) +
	       fy * ((1 - fx) * (float)b[0] + fx * (float)b[1]);
	return true;
}

unsigned page_levels_at(const uint32_t counts[256], float share)
{
	uint32_t all = 0;
	for (unsigned i = 0; i < 256; i++) {
		all += counts[i];
	}
	if (all == 0) {
		return 0;
	}
	const float want = share * (float)all;
	uint32_t sum = 0;
	for (unsigned i = 0; i < 255; i++) {
		sum += counts[i];
		if ((float)sum > want) {
			return i;
		}
	}
	return 255;
}

/* Pixels of a field, first to beyond the last, and how far apart those are that are looked at. */
struct span {
	uint32_t from;
	uint32_t to;
	uint32_t step;
};

static struct span span_of(uint32_t cell, float side, uint32_t limit)
{
	const uint32_t from = (uint32_t)((float)cell * side);
	const uint32_t most = (uint32_t)((float)(cell + 1) * side);
	struct span s = {from < limit ? from : limit - 1, most < limit ? most : limit, 1};
	s.to = s.to > s.from ? s.to : s.from + 1;
	s.step = (s.to - s.from + SAMPLES_MAX - 1) / SAMPLES_MAX;
	return s;
}

static void look_at_cell(const struct page_plane *p, struct page_cells *out, uint32_t cx,
			 uint32_t cy)
{
	const struct span xs = span_of(cx, out->side, p->width - 1);
	const struct span ys = span_of(cy, out->side, p->height - 1);
	uint32_t sum = 0;
	uint32_t steps = 0;
	uint32_t count = 0;
	uint32_t least = 255;
	for (uint32_t y = ys.from; y < ys.to; y += ys.step) {
		const uint8_t *row = p->at + (size_t)y * p->width;
		for (uint32_t x = xs.from; x < xs.to; x += xs.step) {
			const int here = row[x];
			steps += (uint32_t)(abs(here - row[x + 1]) + abs(here - row[x + p->width]));
			sum += (uint32_t)here;
			least = (uint32_t)here < least ? (uint32_t)here : least;
			count++;
		}
	}
	count += count == 0; /* never: a field has at least one pixel */
	const uint32_t detail = steps * 2 / count;
	out->mean[cy][cx] = (uint8_t)(sum / count);
	out->detail[cy][cx] = (uint8_t)(detail < 255 ? detail : 255);
	out->burnt[cy][cx] = least >= BURNT;
}

void page_cells_make(const struct page_plane *p, struct page_cells *out)
{
	const uint32_t longer = p->width > p->height ? p->width : p->height;
	out->side = fmaxf(1, (float)longer / PAGE_CELLS_SIDE_MAX);
	out->across = (uint32_t)((float)p->width / out->side);
	out->down = (uint32_t)((float)p->height / out->side);
	out->across = out->across < PAGE_CELLS_SIDE_MAX ? out->across : PAGE_CELLS_SIDE_MAX;
	out->down = out->down < PAGE_CELLS_SIDE_MAX ? out->down : PAGE_CELLS_SIDE_MAX;
	out->across += out->across == 0; /* of a picture that is very long */
	out->down += out->down == 0;
	for (uint32_t y = 0; y < out->down; y++) {
		for (uint32_t x = 0; x < out->across; x++) {
			look_at_cell(p, out, x, y);
		}
	}
}
