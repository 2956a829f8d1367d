/*
 * page_copy: a small copy of a picture of a page, for people to look at, turned upright.
 * Knows grey pixels and quarter turns. Never knows what is shown, nor encodings.
 *
 * Shrunk as it lies, row by row, so that a large picture is read once and in order; each row of the
 * copy is turned as it is written.
 */
#include "document/page_copy.h"

#include "document/page_plane.h"

/* Of the copy as the picture lies, before it is turned. */
struct lying {
	uint32_t width;
	uint32_t height;
	unsigned quarters; /* that the text is turned clockwise */
};

static struct lying lying_of(const struct page_plane *p, unsigned quarters, uint32_t width_max,
			     uint32_t height_max)
{
	const bool across = quarters % 2 == 1;
	const uint32_t wide = across ? height_max : width_max;
	const uint32_t high = across ? width_max : height_max;
	struct lying l = {p->width, p->height, quarters};
	if (p->width <= wide && p->height <= high) {
		return l;
	}
	if ((uint64_t)p->width * high >= (uint64_t)p->height * wide) {
		l = (struct lying){wide, (uint32_t)((uint64_t)p->height * wide / p->width),
				   quarters};
	} else {
		l = (struct lying){(uint32_t)((uint64_t)p->width * high / p->height), high,
				   quarters};
	}
	l.width += l.width == 0;
	l.height += l.height == 0;
	return l;
}

/* Sums of a row's areas, over all rows of the picture that it stands for. */
static void sum_row(const struct page_plane *p, const struct lying *l, uint32_t y,
		    const uint16_t *edges, uint32_t *sums)
{
	const uint32_t from = y * p->height / l->height;
	const uint32_t to = (y + 1) * p->height / l->height;
	for (uint32_t x = 0; x < l->width; x++) {
		sums[x] = 0;
	}
	for (uint32_t row = from; row < to; row++) {
		const uint8_t *at = p->at + (size_t)row * p->width;
		for (uint32_t x = 0; x < l->width; x++) {
			for (uint32_t i = edges[x]; i < edges[x + 1]; i++) {
				sums[x] += at[i];
			}
		}
	}
	for (uint32_t x = 0; x < l->width; x++) {
		const uint32_t count = (uint32_t)(edges[x + 1] - edges[x]) * (to - from);
		sums[x] = count > 0 ? (sums[x] + count / 2) / count : 0; /* never 0: it shrinks */
	}
}

/* The place of a pixel, turned back. */
static size_t upright(const struct lying *l, const struct page_copy *c, uint32_t x, uint32_t y)
{
	switch (l->quarters) {
	case 1: /* text reads downwards */
		return (size_t)(l->width - 1 - x) * c->width + y;
	case 2:
		return (size_t)(l->height - 1 - y) * c->width + (l->width - 1 - x);
	case 3: /* upwards */
		return (size_t)x * c->width + (l->height - 1 - y);
	default: /* 0 */
		return (size_t)y * c->width + x;
	}
}

enum eg_err page_copy(struct page_copy *out, const struct mrz_image *image, unsigned angle,
		      uint16_t width_max, uint16_t height_max)
{
	struct page_plane p;
	uint16_t edges[PAGE_COPY_SIDE_MAX + 1];
	uint32_t sums[PAGE_COPY_SIDE_MAX];
	out->width = out->height = 0;
	if (width_max == 0 || width_max > PAGE_COPY_SIDE_MAX || height_max == 0 ||
	    height_max > PAGE_COPY_SIDE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "room for a page's copy");
	}
	EG_TRY(page_plane_of(image, &p));
	const struct lying l = lying_of(&p, (angle + 45) / 90 % 4, width_max, height_max);
	const bool across = l.quarters % 2 == 1;
	out->width = (uint16_t)(across ? l.height : l.width);
	out->height = (uint16_t)(across ? l.width : l.height);
	for (uint32_t x = 0; x <= l.width; x++) {
		edges[x] = (uint16_t)(x * p.width / l.width);
	}
	for (uint32_t y = 0; y < l.height; y++) {
		sum_row(&p, &l, y, edges, sums);
		for (uint32_t x = 0; x < l.width; x++) {
			out->grey[upright(&l, out, x, y)] = (uint8_t)sums[x];
		}
	}
	return EG_OK;
}
