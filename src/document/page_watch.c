/*
 * page_watch: whether something lies on the glass of a live camera, keeps still, and is taken away.
 * Knows coarse pictures: how bright fields are and how much detail is in them. Never knows a zone.
 *
 * Light over the glass changes: lamps flicker, the sun moves, somebody's shadow falls. So pictures
 * are compared after the middle ratio of their fields is made equal, and what was kept is known
 * again by its detail as a share of its light, which a shadow takes from both alike.
 */
#include "document/page_look.h"
#include "document/page_plane.h"

#include <stdlib.h>

#define FIELDS       (PAGE_WATCH_ROWS * PAGE_WATCH_COLUMNS)
#define SAMPLES_MAX  24u   /* of a field, in each direction */
#define STEP_SIDE    1200u /* pixels: a picture as wide has its detail from pixel to pixel */
#define STILL_LEAST  3u    /* pictures in a row */
#define GONE_LEAST   2u    /* pictures in a row */
#define MEAN_STEP    8u    /* levels, and one 16th of the light: a field that differs */
#define DETAIL_STEP  8u    /* quarter levels, and a third of the detail */
#define MOVED_FIELDS 5u    /* of FIELDS: fewer are noise */
#define LIES_DETAIL  20u   /* fields of FIELDS with detail: print */
#define LIES_OTHER   96u   /* fields of FIELDS that are not as the glass alone: a cover */
#define PRINT_SHARE  10u   /* 256ths of the light: detail that print has */
#define KNOWN_FIELDS 12u   /* fields with print: by them a document is known again */
#define KNOWN_SHARE  25u   /* percent of the detail that may differ */
#define BLANK_MEANS  48u   /* fields that may differ of what has no detail */
#define LEARN_SLOW   8     /* pictures */
#define LEARN_ANEW   64u   /* pictures that were still, of something without detail */
#define RATIO_ONE    64u
#define RATIO_LEAST  40u
#define RATIO_MOST   112u
#define COUNT_MAX    1000000u /* pictures: further ones are not counted */

static uint32_t field_from(uint32_t field, uint32_t fields, uint32_t limit)
{
	return (uint32_t)((uint64_t)field * limit / fields);
}

static void look_at_field(const struct page_plane *p, struct page_coarse *out, uint32_t row,
			  uint32_t column)
{
	const uint32_t lag = 1 + p->width / STEP_SIDE;
	const uint32_t x0 = field_from(column, PAGE_WATCH_COLUMNS, p->width - lag);
	const uint32_t y0 = field_from(row, PAGE_WATCH_ROWS, p->height - lag);
	const uint32_t x1 = field_from(column + 1, PAGE_WATCH_COLUMNS, p->width - lag);
	const uint32_t y1 = field_from(row + 1, PAGE_WATCH_ROWS, p->height - lag);
	const uint32_t step_x = 1 + (x1 - x0) / SAMPLES_MAX;
	const uint32_t step_y = 1 + (y1 - y0) / SAMPLES_MAX;
	uint32_t sum = 0;
	uint32_t steps = 0;
	uint32_t count = 0;
	for (uint32_t y = y0; y < y1 || y == y0; y += step_y) {
		const uint8_t *at = p->at + (size_t)y * p->width;
		for (uint32_t x = x0; x < x1 || x == x0; x += step_x) {
			sum += at[x];
			steps += (uint32_t)(abs(at[x] - at[x + lag]) +
					    abs(at[x] - at[x + (size_t)lag * p->width]));
			count++;
		}
	}
	const uint32_t detail = steps * 2 / count;
	out->mean[row][column] = (uint8_t)(sum / count);
	out->detail[row][column] = (uint8_t)(detail < 255 ? detail : 255);
}

static void coarse_of(const struct page_plane *p, struct page_coarse *out)
{
	for (uint32_t i = 0; i < FIELDS; i++) {
		look_at_field(p, out, i / PAGE_WATCH_COLUMNS, i % PAGE_WATCH_COLUMNS);
	}
}

static uint32_t apart(uint32_t a, uint32_t b)
{
	return a > b ? a - b : b - a;
}

static uint32_t mean_of(const struct page_coarse *c, unsigned i)
{
	return c->mean[i / PAGE_WATCH_COLUMNS][i % PAGE_WATCH_COLUMNS];
}

static uint32_t detail_of(const struct page_coarse *c, unsigned i)
{
	return c->detail[i / PAGE_WATCH_COLUMNS][i % PAGE_WATCH_COLUMNS];
}

/* How much brighter b is as a whole, in 64ths: the middle of all fields. */
static uint32_t ratio_of(const struct page_coarse *a, const struct page_coarse *b)
{
	uint32_t counts[256] = {0};
	for (unsigned i = 0; i < FIELDS; i++) {
		const uint32_t ratio = (mean_of(b, i) + 4) * RATIO_ONE / (mean_of(a, i) + 4);
		counts[ratio < 255 ? ratio : 255]++;
	}
	return page_levels_at(counts, 0.5f);
}

/* Fields in which two pictures differ by more than light. */
static unsigned fields_that_differ(const struct page_coarse *a, const struct page_coarse *b)
{
	const uint32_t ratio = ratio_of(a, b);
	unsigned count = 0;
	for (unsigned i = 0; i < FIELDS; i++) {
		const uint32_t mean = mean_of(a, i) * ratio / RATIO_ONE;
		const uint32_t detail = detail_of(a, i) * ratio / RATIO_ONE;
		const uint32_t more = detail > detail_of(b, i) ? detail : detail_of(b, i);
		const bool means = apart(mean, mean_of(b, i)) > MEAN_STEP + mean_of(b, i) / 16;
		const bool details = apart(detail, detail_of(b, i)) > DETAIL_STEP + more / 3;
		count += means || details;
	}
	return count;
}

/* Detail of the field that is no noise, in 256ths of its light. */
static uint32_t print_of(const struct page_coarse *c, unsigned i, uint32_t noise)
{
	const uint32_t detail = detail_of(c, i);
	return (detail > noise ? detail - noise : 0) * 64 / (mean_of(c, i) + 16);
}

/* Detail that each field has: noise. */
static uint32_t noise_of(const struct page_coarse *c)
{
	uint32_t counts[256] = {0};
	for (unsigned i = 0; i < FIELDS; i++) {
		counts[detail_of(c, i)]++;
	}
	return page_levels_at(counts, 0.05f);
}

/* Fields with print; of them that are not so on the glass alone, where that is known. */
static unsigned fields_with_print(const struct page_coarse *c, const struct page_coarse *empty)
{
	const uint32_t noise = noise_of(c);
	const uint32_t noise_empty = empty != NULL ? noise_of(empty) : 0;
	unsigned count = 0;
	for (unsigned i = 0; i < FIELDS; i++) {
		const uint32_t was = empty != NULL ? print_of(empty, i, noise_empty) : 0;
		count += print_of(c, i, noise) > PRINT_SHARE + was;
	}
	return count;
}

/* How much of its print what was kept has over what is there now, in 64ths; of its fields alone. */
static uint32_t print_ratio(const struct page_coarse *kept, const struct page_coarse *now,
			    uint32_t noise_kept, uint32_t noise_now)
{
	uint32_t was = 0;
	uint32_t is = 1;
	for (unsigned i = 0; i < FIELDS; i++) {
		const uint32_t print = print_of(kept, i, noise_kept);
		was += print > PRINT_SHARE ? print : 0;
		is += print > PRINT_SHARE ? print_of(now, i, noise_now) : 0;
	}
	const uint32_t ratio = was * RATIO_ONE / is;
	return ratio < RATIO_LEAST ? RATIO_LEAST : ratio > RATIO_MOST ? RATIO_MOST : ratio;
}

/* What was kept lies there: its print is found again, wherever it has any. Light makes all of it
 * weaker or stronger at once, within limits. */
static bool is_kept(const struct page_coarse *kept, const struct page_coarse *now)
{
	const uint32_t noise_kept = noise_of(kept);
	const uint32_t noise_now = noise_of(now);
	const uint32_t ratio = print_ratio(kept, now, noise_kept, noise_now);
	uint32_t fields = 0;
	uint32_t differs = 0;
	uint32_t all = 0;
	for (unsigned i = 0; i < FIELDS; i++) {
		const uint32_t was = print_of(kept, i, noise_kept);
		const uint32_t is = print_of(now, i, noise_now) * ratio / RATIO_ONE;
		if (was > PRINT_SHARE) {
			fields++;
			differs += apart(was, is);
			all += was > is ? was : is;
		}
	}
	if (fields < KNOWN_FIELDS) {
		return fields_that_differ(kept, now) < BLANK_MEANS;
	}
	return differs * 100 <= all * KNOWN_SHARE;
}

static bool lies_there(const struct page_watch *w, const struct page_coarse *now)
{
	if (w->learned == 0) {
		return fields_with_print(now, NULL) >= LIES_DETAIL;
	}
	return fields_with_print(now, &w->empty) >= LIES_DETAIL ||
	       fields_that_differ(&w->empty, now) >= LIES_OTHER;
}

static void move_to(uint8_t *from, uint8_t to)
{
	const int step = (to - *from) / LEARN_SLOW;
	const int one = to > *from ? 1 : to < *from ? -1 : 0;
	*from = (uint8_t)(*from + (step != 0 ? step : one));
}

/* The glass alone: at first as it is, then as the light changes. */
static void learn(struct page_watch *w, const struct page_coarse *now)
{
	if (w->learned == 0) {
		w->empty = *now;
	}
	for (unsigned i = 0; i < FIELDS; i++) {
		const unsigned row = i / PAGE_WATCH_COLUMNS;
		const unsigned column = i % PAGE_WATCH_COLUMNS;
		move_to(&w->empty.mean[row][column], now->mean[row][column]);
		move_to(&w->empty.detail[row][column], now->detail[row][column]);
	}
	w->learned += w->learned < COUNT_MAX;
}

/* Light was switched on, or the glass was moved: what is blank and never moves is the glass. */
static bool is_glass(const struct page_watch *w, const struct page_coarse *now)
{
	return w->still >= LEARN_ANEW && !w->keeps && fields_with_print(now, NULL) < LIES_DETAIL;
}

enum eg_err page_watch_see(struct page_watch *w, const struct mrz_image *image, enum page_lies *out)
{
	struct page_plane plane;
	struct page_coarse now;
	*out = PAGE_LIES_MOVING;
	EG_TRY(page_plane_of(image, &plane));
	coarse_of(&plane, &now);
	const bool moved = w->pictures > 0 && fields_that_differ(&w->last, &now) >= MOVED_FIELDS;
	w->pictures += w->pictures < COUNT_MAX;
	w->still = moved ? 0 : w->still + (w->still < COUNT_MAX);
	w->last = now;
	if (w->keeps) {
		w->differs = is_kept(&w->kept, &now) ? 0 : w->differs + 1;
	}
	if (w->keeps && w->differs >= GONE_LEAST) {
		page_watch_drop(w);
		*out = PAGE_LIES_GONE;
		return EG_OK;
	}
	const bool lies = w->keeps || lies_there(w, &now);
	if (lies && is_glass(w, &now)) {
		w->learned = 0;
	} else if (lies) {
		*out = w->still >= STILL_LEAST ? PAGE_LIES_STILL : PAGE_LIES_MOVING;
		return EG_OK;
	}
	if (!moved) {
		*out = PAGE_LIES_NOTHING;
	}
	/* Not of one picture alone: it may show the shade of a page that is being laid. */
	if (!moved && (w->learned > 0 || w->still > 1)) {
		learn(w, &now);
	}
	return EG_OK;
}

void page_watch_keep(struct page_watch *w)
{
	w->kept = w->last;
	w->keeps = w->pictures > 0;
	w->differs = 0;
}

void page_watch_drop(struct page_watch *w)
{
	w->kept = (struct page_coarse){0};
	w->keeps = false;
	w->differs = 0;
}
