/*
 * page_optics: what lamps, a lens, a sensor and a compression do to a picture.
 * Knows pixels. Never knows what is shown.
 */
#include "simulator/page_sheet.h"

#include <math.h>
#include <stdlib.h>

#include <turbojpeg.h>

#define PASSES 3 /* boxes that make a bell curve */

static double draw(struct page_chance *c, struct page_range r)
{
	return page_chance_between(c, r.low, r.high);
}

static void box(const float *from, float *to, size_t count, size_t radius)
{
	const float share = 1.0f / (float)(2 * radius + 1);
	float sum = 0;
	for (size_t i = 0; i <= 2 * radius; i++) {
		const size_t at = i < radius ? 0 : i - radius;
		sum += from[at < count ? at : count - 1];
	}
	for (size_t i = 0; i < count; i++) {
		const size_t enter = i + radius + 1 < count ? i + radius + 1 : count - 1;
		const size_t leave = i > radius ? i - radius : 0;
		to[i] = sum * share;
		sum += from[enter] - from[leave];
	}
}

/* The same for all columns at once, a row at a time; sums has room for a row. */
static void box_down(const float *from, float *to, float *sums, size_t width, size_t height,
		     size_t radius)
{
	const float share = 1.0f / (float)(2 * radius + 1);
	for (size_t x = 0; x < width; x++) {
		sums[x] = from[x] * (float)(radius + 1);
	}
	for (size_t i = 1; i <= radius; i++) {
		const float *row = from + (i < height ? i : height - 1) * width;
		for (size_t x = 0; x < width; x++) {
			sums[x] += row[x];
		}
	}
	for (size_t y = 0; y < height; y++) {
		const float *enter =
			from + (y + radius + 1 < height ? y + radius + 1 : height - 1) * width;
		const float *leave = from + (y > radius ? y - radius : 0) * width;
		float *row = to + y * width;
		for (size_t x = 0; x < width; x++) {
			row[x] = sums[x] * share;
			sums[x] += enter[x] - leave[x];
		}
	}
}

static void blur_whole(float *a, float *b, float *sums, size_t width, size_t height, size_t radius)
{
	for (int pass = 0; pass < PASSES; pass++) {
		for (size_t y = 0; y < height; y++) {
			box(a + y * width, b + y * width, width, radius);
		}
		box_down(b, a, sums, width, height, radius);
	}
}

/*
 * A bell curve of this deviation, pixels. Between what two widths of boxes give (each adds
 * r * (r + 1) / 3 of variance a pass) the result is mixed.
 */
static enum eg_err blur(struct page_picture *p, double deviation)
{
	const size_t count = (size_t)p->width * p->height;
	size_t radius = 0;
	while ((double)((radius + 1) * (radius + 2)) / 3 * PASSES <= deviation * deviation) {
		radius++;
	}
	const double least = (double)(radius * (radius + 1)) / 3 * PASSES;
	const double most = (double)((radius + 1) * (radius + 2)) / 3 * PASSES;
	const float share = (float)((deviation * deviation - least) / (most - least));
	EG_AUTO(eg_free) float *a = malloc((count * 3 + p->width) * sizeof(float));
	if (a == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "blur");
	}
	float *b = a + count;
	float *less = b + count;
	float *sums = less + count;
	for (size_t i = 0; i < count; i++) {
		a[i] = p->grey[i];
		less[i] = a[i];
	}
	if (radius > 0) {
		blur_whole(less, b, sums, p->width, p->height, radius);
	}
	blur_whole(a, b, sums, p->width, p->height, radius + 1);
	for (size_t i = 0; i < count; i++) {
		p->grey[i] = (uint8_t)(less[i] + share * (a[i] - less[i]) + 0.5f);
	}
	return EG_OK;
}

/* Light falls off towards one side; glare is a bright spot on the zone. */
static void light(struct page_chance *c, const struct page_scene *scene, struct page_picture *p)
{
	const double fall = draw(c, page_qualities[scene->level].light);
	const double turn = page_chance_between(c, 0, 6.283);
	const double side = hypot(p->width, p->height);
	const double share = page_chance_between(c, 0.2, 0.8);
	const double gx = p->corner[0][0] + share * (p->corner[2][0] - p->corner[0][0]);
	const double gy = p->corner[0][1] + share * (p->corner[2][1] - p->corner[0][1]);
	const double wide = 0.12 * side;
	for (uint32_t y = 0; y < p->height; y++) {
		for (uint32_t x = 0; x < p->width; x++) {
			uint8_t *at = &p->grey[(size_t)y * p->width + x];
			const double along = (cos(turn) * ((double)x - p->width / 2.0) +
					      sin(turn) * ((double)y - p->height / 2.0)) /
						     side +
					     0.5;
			double v = *at * (1 - fall * along);
			if (scene->glare > 0) {
				const double d = hypot(x - gx, y - gy) / wide;
				v += scene->glare * 400 * exp(-d * d);
			}
			*at = (uint8_t)fmax(0, fmin(255, v));
		}
	}
}

static void noise(struct page_chance *c, double deviation, struct page_picture *p)
{
	enum { DRAWS = 4096 };
	float table[DRAWS];
	for (int i = 0; i < DRAWS; i++) {
		table[i] = (float)(page_chance_normal(c) * deviation);
	}
	uint64_t state = page_chance_below(c, UINT32_MAX) | 1u;
	for (size_t i = 0; i < (size_t)p->width * p->height; i++) {
		state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		const float v = (float)p->grey[i] + table[state >> 52] + 0.5f;
		p->grey[i] = (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
	}
}

static enum eg_err compress(struct page_picture *p, int quality)
{
	unsigned char *jpeg = NULL;
	unsigned long size = 0;
	tjhandle to = tjInitCompress();
	tjhandle from = tjInitDecompress();
	const int width = (int)p->width;
	const int height = (int)p->height;
	const bool done =
		to != NULL && from != NULL &&
		tjCompress2(to, p->grey, width, 0, height, TJPF_GRAY, &jpeg, &size, TJSAMP_GRAY,
			    quality, 0) == 0 &&
		tjDecompress2(from, jpeg, size, p->grey, width, 0, height, TJPF_GRAY, 0) == 0;
	tjFree(jpeg);
	if (to != NULL) {
		(void)tjDestroy(to); /* a handle of our own */
	}
	if (from != NULL) {
		(void)tjDestroy(from); /* likewise */
	}
	return done ? EG_OK : EG_FAIL(EG_NO_MEMORY, "JPEG of a page");
}

enum eg_err page_optics(struct page_chance *c, const struct page_scene *scene, double scale,
			struct page_picture *p)
{
	const struct page_quality *q = &page_qualities[scene->level];
	const double soft = hypot(draw(c, q->blur), scene->blur_mm) * scale;
	light(c, scene, p);
	if (soft > 0) {
		EG_TRY(blur(p, soft));
	}
	EG_TRY(page_camera_light(c, &scene->camera, scale, p));
	if (q->noise.high > 0) {
		noise(c, draw(c, q->noise), p);
	}
	EG_TRY(page_camera_develop(c, &scene->camera, p));
	const int quality = (int)draw(c, q->jpeg);
	return quality < 100 ? compress(p, quality) : EG_OK;
}
