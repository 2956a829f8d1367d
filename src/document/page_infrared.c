/*
 * page_infrared: whether the print of a zone is dark in infrared, too.
 * Knows two pictures of one page and what was read of both. Never knows what that means.
 *
 * Dark places alone would not tell whose they are: the print of another document, laid where this
 * one was, is dark in many of them. So the zone has to be read in infrared as well, with this text.
 * And what was moved from one picture to the next is found again by its own zone.
 *
 * The visible picture says where ink is. In the infrared one the same places are compared with the
 * paper beside them: block by block of some characters, each moved until it fits best, as lenses
 * and moments differ. What is dark there for another reason does not fit.
 */
#include "document/page_look.h"
#include "document/page_zone.h"

#include <math.h>

#define BLOCKS       4                  /* along the lines */
#define STEP         (PAGE_PITCH / 12)  /* mm from sample to sample */
#define SAMPLES_MAX  (12 * 12 * 44 * 3) /* of a zone */
#define BLOCK_MAX    (SAMPLES_MAX / BLOCKS + 12 * 12 * 3)
#define SHIFT_STEPS  8     /* to each side */
#define SHIFT_STEP   0.16f /* mm */
#define INK_MOST     0.35f /* of the way from ink to paper: below is ink, */
#define PAPER_LEAST  0.7f  /* above is paper; between is neither */
#define SURE_LEAST   60u   /* samples of ink and of paper that a block needs */
#define CONTRAST_MIN 0.12f /* of the visible print: less cannot be compared */
#define BLACK        30u   /* level: a picture whose lightest are darker */
#define BURNT        250.0f
#define DARK_LEAST   0.5f  /* of the visible contrast: B900 ink keeps nearly all */
#define FADES_MOST   0.35f /* a dye that fades */
#define TEXT_SURE    18u   /* decibans: 55 to 1, as a character of a whole zone has */

/* Where a block has ink and paper: mm of the zone. */
struct block {
	uint32_t ink_count;
	uint32_t paper_count;
	struct mrz_point ink[BLOCK_MAX];
	struct mrz_point paper[BLOCK_MAX];
};

static bool see_zone(const struct page_zone *z, const struct page_plane *p, float along, float down,
		     float *out)
{
	const struct mrz_point at = page_zone_at(z, along, down);
	return page_plane_see(p, at.x, at.y, out);
}

/* Sorts the samples of one block by the visible picture; gives its contrast, 0 to 1. */
static float block_make(const struct page_zone *z, const struct page_plane *p, unsigned number,
			struct block *b)
{
	const float wide = z->wide / BLOCKS;
	const uint32_t across = (uint32_t)(wide / STEP);
	const uint32_t lines = (uint32_t)(z->high / STEP);
	uint32_t counts[256] = {0};
	float level;
	for (uint32_t i = 0; i < across * lines; i++) {
		const float along = wide * (float)number + STEP * ((float)(i % across) + 0.5f);
		const float down = STEP * ((float)(uint32_t)(i / across) + 0.5f);
		if (see_zone(z, p, along, down, &level)) {
			counts[(uint8_t)level]++;
		}
	}
	const float dark = (float)page_levels_at(counts, 0.06f);
	const float light = (float)page_levels_at(counts, 0.8f);
	b->ink_count = 0;
	b->paper_count = 0;
	for (uint32_t i = 0; i < across * lines && b->ink_count + b->paper_count < BLOCK_MAX; i++) {
		const float along = wide * (float)number + STEP * ((float)(i % across) + 0.5f);
		const float down = STEP * ((float)(uint32_t)(i / across) + 0.5f);
		if (!see_zone(z, p, along, down, &level)) {
			continue;
		}
		if (level < dark + INK_MOST * (light - dark)) {
			b->ink[b->ink_count++] = (struct mrz_point){along, down};
		} else if (level > dark + PAPER_LEAST * (light - dark)) {
			b->paper[b->paper_count++] = (struct mrz_point){along, down};
		}
	}
	return light > 0 ? (light - dark) / light : 0;
}

static float mean_of(const struct page_zone *z, const struct page_plane *p,
		     const struct mrz_point *at, uint32_t count, float dx, float dy)
{
	float sum = 0;
	uint32_t seen = 0;
	const uint32_t step = 1 + count / 400; /* as many as tell */
	for (uint32_t i = 0; i < count; i += step) {
		float level;
		if (see_zone(z, p, at[i].x + dx, at[i].y + dy, &level)) {
			sum += level;
			seen++;
		}
	}
	return seen >= SURE_LEAST / 2 ? sum / (float)seen : -1;
}

struct contrast {
	float best; /* 0 to 1 */
	bool burnt;
	bool seen;
};

/* Moved until the same places are darkest against the same paper. */
static struct contrast contrast_of(const struct page_zone *z, const struct page_plane *p,
				   const struct block *b)
{
	struct contrast out = {0};
	for (int i = 0; i < (2 * SHIFT_STEPS + 1) * (2 * SHIFT_STEPS + 1); i++) {
		const float dx = SHIFT_STEP * (float)(i % (2 * SHIFT_STEPS + 1) - SHIFT_STEPS);
		const float dy = SHIFT_STEP * (float)(i / (2 * SHIFT_STEPS + 1) - SHIFT_STEPS);
		const float ink = mean_of(z, p, b->ink, b->ink_count, dx, dy);
		const float paper = mean_of(z, p, b->paper, b->paper_count, dx, dy);
		if (ink < 0 || paper <= 0) {
			continue;
		}
		out.seen = true;
		out.burnt = out.burnt || ink >= BURNT;
		out.best = fmaxf(out.best, (paper - ink) / paper);
	}
	return out;
}

static bool is_black(const struct page_plane *p)
{
	uint32_t counts[256] = {0};
	const uint32_t pixels = p->width * p->height;
	const uint32_t step = 1 + pixels / 65536;
	for (uint32_t i = 0; i < pixels; i += step) {
		counts[p->at[i]]++;
	}
	return page_levels_at(counts, 0.98f) < BLACK;
}

static struct page_zone scaled(const struct page_zone *z, const struct page_plane *from,
			       const struct page_plane *to)
{
	struct page_zone out = *z;
	const float x = (float)to->width / (float)from->width;
	const float y = (float)to->height / (float)from->height;
	for (unsigned i = 0; i < 4; i++) {
		out.corner[i].x = (z->corner[i].x + 0.5f) * x - 0.5f;
		out.corner[i].y = (z->corner[i].y + 0.5f) * y - 0.5f;
	}
	return out;
}

static float middle_of(float *shares, unsigned count)
{
	for (unsigned i = 1; i < count; i++) {
		for (unsigned k = i; k > 0 && shares[k] < shares[k - 1]; k--) {
			const float swap = shares[k];
			shares[k] = shares[k - 1];
			shares[k - 1] = swap;
		}
	}
	return (shares[(count - 1) / 2] + shares[count / 2]) / 2;
}

static bool is_read(const struct mrz_read *r)
{
	return r->form != MRZ_FORM_NONE && r->verdict >= MRZ_READ_KEY;
}

static bool is_sure(const struct mrz_read *r, size_t line, size_t column)
{
	return r->verdict == MRZ_READ_WHOLE || r->sure[line][column] >= TEXT_SURE;
}

/* Both were read, and a character that is sure in both is not the same. */
static bool text_differs(const struct mrz_read *read, const struct mrz_read *dark)
{
	if (!is_read(read) || !is_read(dark)) {
		return false;
	}
	if (read->form != dark->form) {
		return true;
	}
	for (size_t l = 0; l < read->lines && l < MRZ_READ_LINES_MAX; l++) {
		for (size_t c = 0; c < read->columns && c < MRZ_READ_COLUMNS_MAX; c++) {
			if (read->text[l][c] != dark->text[l][c] && is_sure(read, l, c) &&
			    is_sure(dark, l, c)) {
				return true;
			}
		}
	}
	return false;
}

/* The zone in the infrared picture: where it was found there, else where it was before. */
static struct page_zone zone_there(const struct page_zone *zone, const struct mrz_read *read,
				   const struct mrz_read *dark, const struct page_plane *from,
				   const struct page_plane *to)
{
	struct page_zone found;
	return dark->form == read->form && page_zone_of(dark, &found) ? found
								      : scaled(zone, from, to);
}

/* How much of its contrast the print has in infrared, 0 to 1; below 0: that cannot be told. */
static float share_of(const struct page_zone *zone, const struct page_plane *seen,
		      const struct page_zone *there, const struct page_plane *dark)
{
	struct block block;
	float shares[BLOCKS];
	unsigned count = 0;
	for (unsigned i = 0; i < BLOCKS; i++) {
		const float visibly = block_make(zone, seen, i, &block);
		if (visibly < CONTRAST_MIN || block.ink_count < SURE_LEAST ||
		    block.paper_count < SURE_LEAST) {
			continue;
		}
		const struct contrast first = contrast_of(zone, seen, &block);
		const struct contrast then = contrast_of(there, dark, &block);
		if (then.seen && !then.burnt && first.best > 0) {
			shares[count++] = then.best / first.best;
		}
	}
	return count < BLOCKS / 2 ? -1 : middle_of(shares, count);
}

enum verdict page_infrared_verdict(const struct mrz_image *visible, const struct mrz_read *read,
				   const struct mrz_image *infrared, const struct mrz_read *dark,
				   enum reason *why)
{
	struct page_plane seen;
	struct page_plane lit;
	struct page_zone zone;
	*why = REASON_POOR_QUALITY;
	if (page_plane_of(visible, &seen) != EG_OK || page_plane_of(infrared, &lit) != EG_OK ||
	    is_black(&lit)) {
		return VERDICT_CANNOT_TELL;
	}
	if (!page_zone_of(read, &zone)) {
		*why = REASON_NOT_PRESENT;
		return VERDICT_CANNOT_TELL;
	}
	if (text_differs(read, dark)) {
		*why = REASON_DIFFERS;
		return VERDICT_FAIL;
	}
	const struct page_zone there = zone_there(&zone, read, dark, &seen, &lit);
	const float share = share_of(&zone, &seen, &there, &lit);
	if (share >= 0 && share <= FADES_MOST) {
		*why = REASON_INK_DULL;
		return VERDICT_FAIL;
	}
	if (share >= DARK_LEAST && is_read(read) && is_read(dark)) {
		*why = REASON_NONE;
		return VERDICT_PASS;
	}
	return VERDICT_CANNOT_TELL;
}
