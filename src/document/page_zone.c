/*
 * page_zone: where a zone that was read lies in a picture, and how dark its characters are.
 * Knows distances of Doc 9303-3 to -7. Never knows what is written.
 */
#include "document/page_zone.h"

#include <math.h>

#define PLACE_SIDE  12 /* samples of a place in each direction */
#define FAR         65536.0f
#define PER_MM_MIN  1.0f /* pixels */
#define INK_SHARE   0.08f
#define PAPER_SHARE 0.9f

/* mm: from line to line, the document, its left edge to the first character's middle less half a
 * pitch, the middle of its lowest line to its lower edge (figures of the zone in Doc 9303-4 to -7).
 */
static const struct form {
	float gap;
	float wide;
	float high;
	float left;
	float lowest;
} forms[MRZ_FORM_COUNT] = {
	[MRZ_FORM_TD1] = {4.233f, 85.6f, 54.0f, 4.6f, 7.27f},
	[MRZ_FORM_TD2] = {6.35f, 105.0f, 74.0f, 6.0f, 9.40f},
	[MRZ_FORM_TD3] = {6.35f, 125.0f, 88.0f, 6.0f, 9.40f},
	[MRZ_FORM_MRV_A] = {6.35f, 120.0f, 80.0f, 4.5f, 9.40f},
	[MRZ_FORM_MRV_B] = {6.35f, 105.0f, 74.0f, 6.0f, 9.40f},
};

bool page_zone_of(const struct mrz_read *read, struct page_zone *out)
{
	*out = (struct page_zone){0};
	if (read->form == MRZ_FORM_NONE || read->form >= MRZ_FORM_COUNT || read->lines < 2 ||
	    read->lines > MRZ_READ_LINES_MAX || read->columns < 2 ||
	    read->columns > MRZ_READ_COLUMNS_MAX) {
		return false;
	}
	for (unsigned i = 0; i < 4; i++) {
		const struct mrz_point *c = &read->corner[i];
		if (!(fabsf(c->x) < FAR && fabsf(c->y) < FAR)) {
			return false;
		}
		out->corner[i] = *c;
	}
	out->lines = read->lines;
	out->columns = read->columns;
	const struct form *form = &forms[read->form];
	out->gap = form->gap;
	out->wide = PAGE_PITCH * (float)read->columns;
	out->high = out->gap * (float)(read->lines - 1) + PAGE_PITCH;
	out->left = form->left;
	out->page_wide = form->wide;
	out->page_high = form->high;
	out->above = form->high - form->lowest - out->high + PAGE_PITCH / 2;
	const struct mrz_point *c = out->corner;
	const float top = hypotf(c[1].x - c[0].x, c[1].y - c[0].y);
	const float low = hypotf(c[2].x - c[3].x, c[2].y - c[3].y);
	out->per_mm = (top + low) / 2 / out->wide;
	return out->per_mm >= PER_MM_MIN;
}

struct mrz_point page_zone_at(const struct page_zone *z, float along, float down)
{
	const struct mrz_point *c = z->corner;
	const float u = along / z->wide;
	const float v = down / z->high;
	return (struct mrz_point){
		(1 - v) * ((1 - u) * c[0].x + u * c[1].x) + v * ((1 - u) * c[3].x + u * c[2].x),
		(1 - v) * ((1 - u) * c[0].y + u * c[1].y) + v * ((1 - u) * c[3].y + u * c[2].y)};
}

static struct page_place place_at(const struct page_zone *z, const struct page_plane *p,
				  unsigned line, unsigned column)
{
	uint32_t counts[256] = {0};
	const float step = PAGE_PITCH / PLACE_SIDE;
	for (unsigned i = 0; i < PLACE_SIDE * PLACE_SIDE; i++) {
		const float along =
			PAGE_PITCH * (float)column + step * ((float)(i % PLACE_SIDE) + 0.5f);
		const float down =
			z->gap * (float)line + step * ((float)(unsigned)(i / PLACE_SIDE) + 0.5f);
		const struct mrz_point at = page_zone_at(z, along, down);
		float level;
		if (!page_plane_see(p, at.x, at.y, &level)) {
			return (struct page_place){0};
		}
		counts[(uint8_t)level]++;
	}
	return (struct page_place){true, (uint8_t)page_levels_at(counts, INK_SHARE),
				   (uint8_t)page_levels_at(counts, PAPER_SHARE)};
}

size_t page_zone_places(const struct page_zone *z, const struct page_plane *p,
			struct page_place out[PAGE_PLACES_MAX])
{
	size_t count = 0;
	for (unsigned l = 0; l < z->lines; l++) {
		for (unsigned i = 0; i < z->columns; i++) {
			out[count++] = place_at(z, p, l, i);
		}
	}
	return count;
}
