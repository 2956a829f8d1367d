/*
 * page_copy: a small copy of a picture of a page, for people to look at, turned upright.
 * Knows rows of pixels and quarter turns. Never knows what is shown, colours, nor encodings.
 *
 * Shrunk as it lies, row by row, so that a large picture is read once and in order, or never is
 * there as a whole; each row of the copy is turned as it is written.
 */
#include "document/page_copy.h"

#include "document/page_plane.h"

/* The sides of the copy as the picture lies, before it is turned. */
static void fit(struct page_copier *c)
{
	const struct page_copy_plan *p = &c->plan;
	const bool across = c->quarters % 2 == 1;
	const uint32_t wide = across ? p->height_max : p->width_max;
	const uint32_t high = across ? p->width_max : p->height_max;
	c->width = p->width;
	c->height = p->height;
	if (p->width <= wide && p->height <= high) {
		return;
	}
	if ((uint64_t)p->width * high >= (uint64_t)p->height * wide) {
		c->width = wide;
		c->height = (uint32_t)((uint64_t)p->height * wide / p->width);
	} else {
		c->width = (uint32_t)((uint64_t)p->width * high / p->height);
		c->height = high;
	}
	c->width += c->width == 0;
	c->height += c->height == 0;
}

/* The first row of the picture that belongs to this one of the copy. */
static uint32_t first_row(const struct page_copier *c, uint32_t down)
{
	return down * c->plan.height / c->height;
}

static void forget_sums(struct page_copier *c)
{
	for (size_t i = 0; i < (size_t)c->width * c->plan.samples; i++) {
		c->sums[i] = 0;
	}
}

enum eg_err page_copy_begin(struct page_copier *c, const struct page_copy_plan *plan,
			    struct page_copy *out)
{
	out->width = out->height = 0;
	if (plan->width_max == 0 || plan->width_max > PAGE_COPY_SIDE_MAX || plan->height_max == 0 ||
	    plan->height_max > PAGE_COPY_SIDE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "room for a page's copy");
	}
	if (plan->width == 0 || plan->width > MRZ_READ_SIDE_MAX || plan->height == 0 ||
	    plan->height > MRZ_READ_SIDE_MAX ||
	    (uint64_t)plan->width * plan->height > MRZ_READ_PIXELS_MAX) {
		return EG_FAIL(EG_TOO_BIG, "picture to be copied");
	}
	if (plan->samples != 1 && plan->samples != PAGE_COPY_SAMPLES_MAX) {
		return EG_FAIL(EG_UNSUPPORTED, "samples of a picture to be copied");
	}
	*c = (struct page_copier){.plan = *plan, .quarters = (plan->angle + 45) / 90 % 4};
	fit(c);
	for (uint32_t x = 0; x <= c->width; x++) {
		c->edges[x] = (uint16_t)(x * plan->width / c->width);
	}
	out->samples = plan->samples;
	return EG_OK;
}

/* With a number that the compiler knows: it is most of a copy's time. */
static inline void add_samples(struct page_copier *c, const uint8_t *at, const size_t samples)
{
	for (uint32_t x = 0; x < c->width; x++) {
		const uint8_t *end = at + c->edges[x + 1] * samples;
		uint32_t sum[PAGE_COPY_SAMPLES_MAX] = {0};
		for (const uint8_t *from = at + c->edges[x] * samples; from < end;
		     from += samples) {
			for (size_t s = 0; s < samples; s++) {
				sum[s] += from[s];
			}
		}
		for (size_t s = 0; s < samples; s++) {
			c->sums[x * samples + s] += sum[s];
		}
	}
}

static void add_row(struct page_copier *c, const uint8_t *at)
{
	if (c->plan.samples == 1) {
		add_samples(c, at, 1);
	} else {
		add_samples(c, at, PAGE_COPY_SAMPLES_MAX);
	}
}

/* The place of a pixel, turned back. */
static size_t upright(const struct page_copier *c, uint32_t x, uint32_t y)
{
	const size_t wide = c->quarters % 2 == 1 ? c->height : c->width;
	switch (c->quarters) {
	case 1: /* text reads downwards */
		return (size_t)(c->width - 1 - x) * wide + y;
	case 2:
		return (size_t)(c->height - 1 - y) * wide + (c->width - 1 - x);
	case 3: /* upwards */
		return (size_t)x * wide + (c->height - 1 - y);
	default: /* 0 */
		return (size_t)y * wide + x;
	}
}

static void write_row(const struct page_copier *c, uint32_t rows, struct page_copy *out)
{
	const size_t samples = c->plan.samples;
	for (uint32_t x = 0; x < c->width; x++) {
		/* Never 0: the copy has no pixel that stands for none. */
		const uint32_t count = (uint32_t)(c->edges[x + 1] - c->edges[x]) * rows;
		uint8_t *to = out->at + upright(c, x, c->down) * samples;
		for (size_t s = 0; s < samples; s++) {
			to[s] = (uint8_t)((c->sums[x * samples + s] + count / 2) / count);
		}
	}
}

void page_copy_put(struct page_copier *c, struct rd row, struct page_copy *out)
{
	const bool across = c->quarters % 2 == 1;
	if (c->row >= c->plan.height || row.left != (size_t)c->plan.width * c->plan.samples) {
		c->row = UINT32_MAX; /* nothing fits any more */
		out->width = out->height = 0;
		return;
	}
	add_row(c, row.at);
	c->row++;
	if (c->row < first_row(c, c->down + 1)) {
		return;
	}
	write_row(c, c->row - first_row(c, c->down), out);
	forget_sums(c);
	c->down++;
	if (c->row == c->plan.height) {
		out->width = (uint16_t)(across ? c->height : c->width);
		out->height = (uint16_t)(across ? c->width : c->height);
	}
}

enum eg_err page_copy(struct page_copy *out, const struct mrz_image *image, unsigned angle,
		      uint16_t width_max, uint16_t height_max)
{
	struct page_plane p;
	struct page_copier c;
	out->width = out->height = 0;
	EG_TRY(page_plane_of(image, &p));
	const struct page_copy_plan plan = {.width = p.width,
					    .height = p.height,
					    .samples = 1,
					    .angle = angle,
					    .width_max = width_max,
					    .height_max = height_max};
	EG_TRY(page_copy_begin(&c, &plan, out));
	for (uint32_t y = 0; y < p.height; y++) {
		page_copy_put(&c, rd_of(p.at + (size_t)y * p.width, p.width), out);
	}
	return EG_OK;
}
