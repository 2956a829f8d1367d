/*
 * page_look: what can be seen of a page beside its text, and what that asks for.
 * Knows the order of looking and where limits are. Never knows how a wave or an edge is found.
 */
#include "document/page_look.h"

#include "document/page_outline.h"
#include "document/page_prompt.h"
#include "document/page_screen.h"
#include "document/page_sharp.h"
#include "document/page_zone.h"

#include <math.h>

#define BURNT_PAPER   240u  /* level: a place as light is burnt out if it has no print, */
#define BURNT_STEP    20u   /* levels below it: print, or what glare leaves of it */
#define WHITE         240u  /* level: paper as light cannot be told from a reflex */
#define DETAIL_LEAST  24u   /* quarter levels from pixel to pixel, beyond noise: print */
#define DETAIL_SHARE  0.01f /* of the fields: fewer, and it is empty */
#define EDGE_SHARE    0.06f /* of a side: where a document's edge may be seen */
#define INNER_SHARE   (1 - 2 * EDGE_SHARE)
#define NO_EDGE       255
#define PIXELS_OWN    1.7f  /* width that the sharpest edge has: pixels make it */
#define FIFTIETH      50.0f /* of a mm */
#define GLARE_PROMPT  3     /* percent of the zone, */
#define GLARE_PAGE    1     /* of a document without one: it may be what is burnt */
#define BLUR_PROMPT   20    /* 1/50 mm */
#define HAZE_PROMPT   65    /* percent */
#define WAVE_BENT     0.12f /* pitches */
#define DPI_TOLERANCE 0.08f /* of the pitch, where the reader tells its resolution */
#define DPI_BEYOND    0.14f
#define GAP_TOLERANCE 0.06f
#define GAP_BEYOND    0.25f /* a public specimen has 0.16 */
#define UNEVEN        0.06f /* pitches */
#define UNEVEN_BEYOND 0.15f
#define TALL_USUAL    1.0f /* pitches: capitals of OCR-B, size 1 */
#define TALL_DIFFERS  0.15f
#define TALL_BEYOND   0.35f
#define LIKE          0.6f
#define LIKE_BEYOND   0.25f

/* All that page_look looks at. */
struct sight {
	struct page_plane plane;
	struct page_zone zone;
	struct page_outline outline;
	bool zoned;
	float per_mm; /* pixels; 0: not known */
};

static struct page_area area_of(const struct sight *s)
{
	const struct page_zone *z = &s->zone;
	const struct page_outline *o = &s->outline;
	if (s->zoned) {
		const struct mrz_point a = page_zone_at(z, -z->left, -z->above);
		const struct mrz_point b = page_zone_at(z, z->page_wide - z->left, -z->above);
		const struct mrz_point c = page_zone_at(z, -z->left, z->page_high - z->above);
		return (struct page_area){a, {b.x - a.x, b.y - a.y}, {c.x - a.x, c.y - a.y}};
	}
	if (o->seen) {
		return (struct page_area){{o->middle.x - o->along.x - o->down.x,
					   o->middle.y - o->along.y - o->down.y},
					  {2 * o->along.x, 2 * o->along.y},
					  {2 * o->down.x, 2 * o->down.y}};
	}
	return (struct page_area){{0, 0}, {(float)s->plane.width, 0}, {0, (float)s->plane.height}};
}

/* The zone, line and all. */
static struct page_area strip_of(const struct page_zone *z)
{
	const struct mrz_point *c = z->corner;
	return (struct page_area){
		c[0], {c[1].x - c[0].x, c[1].y - c[0].y}, {c[3].x - c[0].x, c[3].y - c[0].y}};
}

/* Each place of a zone has a character. One that has none, and is as light as can be, is burnt; of
 * one that is eaten at its edge the print is far lighter than that of most others. */
static void look_at_places(const struct sight *s, struct page_seen *out)
{
	struct page_place places[PAGE_PLACES_MAX];
	uint32_t inks[256] = {0};
	uint32_t hazes[256] = {0};
	const size_t count = page_zone_places(&s->zone, &s->plane, places);
	for (size_t i = 0; i < count; i++) {
		const unsigned paper = places[i].paper > 0 ? places[i].paper : 1u;
		const unsigned haze = places[i].ink * 100u / paper;
		inks[places[i].ink] += places[i].whole;
		hazes[haze < 100 ? haze : 100] += places[i].whole;
	}
	const unsigned ink = page_levels_at(inks, 0.25f);
	unsigned burnt = 0;
	for (size_t i = 0; i < count; i++) {
		const struct page_place *p = &places[i];
		const bool eaten =
			p->ink >= (ink + p->paper + 1u) / 2 || p->paper - p->ink < (int)BURNT_STEP;
		burnt += p->whole && p->paper >= BURNT_PAPER && eaten;
	}
	out->glare = (uint8_t)(count > 0 ? burnt * 100 / count : 0);
	out->haze = (uint8_t)page_levels_at(hazes, 0.5f);
}

static bool is_inside(const struct page_area *a, float x, float y)
{
	const float det = a->along.x * a->down.y - a->along.y * a->down.x;
	const float dx = x - a->at.x;
	const float dy = y - a->at.y;
	const float u = (dx * a->down.y - dy * a->down.x) / det;
	const float v = (a->along.x * dy - a->along.y * dx) / det;
	return u >= 0 && u <= 1 && v >= 0 && v <= 1;
}

/* Where no zone was found: fields that are wholly burnt, if the rest of the paper is not white. */
static void look_at_fields(const struct sight *s, const struct page_cells *cells,
			   struct page_seen *out)
{
	const struct page_area area = area_of(s);
	uint32_t levels[256] = {0};
	uint32_t inside = 0;
	uint32_t burnt = 0;
	for (uint32_t i = 0; i < cells->across * cells->down; i++) {
		const uint32_t x = i % cells->across;
		const uint32_t y = i / cells->across;
		if (!is_inside(&area, ((float)x + 0.5f) * cells->side,
			       ((float)y + 0.5f) * cells->side)) {
			continue;
		}
		inside++;
		burnt += cells->burnt[y][x];
		levels[cells->mean[y][x]] += !cells->burnt[y][x];
	}
	const bool white = page_levels_at(levels, 0.5f) >= WHITE || burnt == inside;
	out->glare = (uint8_t)(inside == 0 || white ? 0 : burnt * 100 / inside);
}

/* Well within the document: its edge and what lies beside it are no print. */
static bool is_empty(const struct sight *s, const struct page_cells *cells)
{
	const struct page_area all = area_of(s);
	const struct page_area area = {{all.at.x + (all.along.x + all.down.x) * EDGE_SHARE,
					all.at.y + (all.along.y + all.down.y) * EDGE_SHARE},
				       {all.along.x * INNER_SHARE, all.along.y * INNER_SHARE},
				       {all.down.x * INNER_SHARE, all.down.y * INNER_SHARE}};
	uint32_t details[256] = {0};
	uint32_t printed = 0;
	uint32_t inside = 0;
	for (uint32_t i = 0; i < cells->across * cells->down; i++) {
		const uint32_t x = i % cells->across;
		const uint32_t y = i / cells->across;
		const bool in = is_inside(&area, ((float)x + 0.5f) * cells->side,
					  ((float)y + 0.5f) * cells->side);
		details[cells->detail[y][x]] += in;
		inside += in;
	}
	const uint32_t noise = page_levels_at(details, 0.1f);
	for (uint32_t i = noise + DETAIL_LEAST; i < 256; i++) {
		printed += details[i];
	}
	return (float)printed < DETAIL_SHARE * (float)inside || inside == 0;
}

static uint8_t blur_of(const struct sight *s)
{
	const float seen = page_sharp_edge(&s->plane);
	const float pixels = sqrtf(fmaxf(0, seen * seen - PIXELS_OWN * PIXELS_OWN));
	const float unit = s->per_mm > 0 ? FIFTIETH / s->per_mm : 4;
	return (uint8_t)(seen > 0 ? fminf(NO_EDGE - 1, pixels * unit) : NO_EDGE);
}

/* 0: as it should be; 1: doubtful; 2: not. What is no number is not as it should be. */
static int off_by(float is, float wanted, float tolerance, float beyond)
{
	const float off = fabsf(is - wanted);
	if (off <= tolerance) {
		return 0;
	}
	return off <= beyond ? 1 : 2;
}

/* Doc 9303-3, 4.2 and 4.4. Only of what was read: of what was not, the shape tells nothing. */
static uint8_t print_of(const struct sight *s, const struct mrz_read *read, unsigned dpi)
{
	const struct mrz_shape *shape = &read->shape;
	if (!s->zoned || read->verdict == MRZ_READ_REFUSED || !(shape->pitch > 0)) {
		return VERDICT_CANNOT_TELL;
	}
	const float gap = s->zone.gap / PAGE_PITCH;
	int worst = off_by(shape->line_gap / gap, 1, GAP_TOLERANCE, GAP_BEYOND);
	const int others[] = {
		off_by(shape->spread, 0, UNEVEN, UNEVEN_BEYOND),
		off_by(shape->wave, 0, UNEVEN, UNEVEN_BEYOND),
		off_by(shape->height, TALL_USUAL, TALL_DIFFERS, TALL_BEYOND),
		off_by(fminf(shape->likeness, 1), 1, 1 - LIKE, 1 - LIKE_BEYOND),
		dpi == 0 ? 0
			 : off_by(shape->pitch / (float)dpi * PAGE_MM_PER_INCH / PAGE_PITCH, 1,
				  DPI_TOLERANCE, DPI_BEYOND),
	};
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		worst = others[i] > worst ? others[i] : worst;
	}
	return worst == 0 ? VERDICT_PASS : worst == 1 ? VERDICT_CANNOT_TELL : VERDICT_FAIL;
}

enum eg_err page_look(const struct mrz_image *image, const struct mrz_read *read, unsigned dpi,
		      struct page_seen *out)
{
	struct sight s = {0};
	struct page_cells cells;
	struct page_lattice lattice;
	*out = (struct page_seen){0};
	EG_TRY(page_plane_of(image, &s.plane));
	s.zoned = page_zone_of(read, &s.zone);
	s.per_mm = dpi > 0 ? (float)dpi / PAGE_MM_PER_INCH : s.zoned ? s.zone.per_mm : 0;
	page_cells_make(&s.plane, &cells);
	page_outline_find(&cells, &s.outline);
	out->size = page_outline_size(&s.outline, s.per_mm);
	if (s.zoned) {
		look_at_places(&s, out);
	} else {
		look_at_fields(&s, &cells, out);
	}
	out->blur = blur_of(&s);
	const struct page_area area = area_of(&s);
	const struct page_area strip = strip_of(&s.zone);
	out->screen = (uint8_t)page_screen_find(&s.plane, &area, s.zoned ? &strip : NULL, s.per_mm,
						&lattice);
	out->print = print_of(&s, read, dpi);
	out->zones = (uint8_t)(s.zoned + (s.zoned && read->others > 0));
	out->empty = !s.zoned && is_empty(&s, &cells);
	return EG_OK;
}

/* A zone is seen, but its text is not sure. */
static unsigned prompt_for_zone(const struct page_seen *seen, const struct mrz_read *read)
{
	if (read->reason == MRZ_READ_CUT) {
		return PAGE_PROMPT_FURTHER_IN;
	}
	if (read->reason == MRZ_READ_GLARE || seen->glare >= GLARE_PROMPT ||
	    read->shape.wave > WAVE_BENT) {
		return PAGE_PROMPT_FLAT;
	}
	if (read->reason == MRZ_READ_BLURRED || seen->blur >= BLUR_PROMPT) {
		return PAGE_PROMPT_STILL;
	}
	return seen->haze >= HAZE_PROMPT ? PAGE_PROMPT_NO_COVER : PAGE_PROMPT_FLAT;
}

/* Nothing of a zone is seen: a wrong side, a wrong page, or a picture that shows none. */
static unsigned prompt_for_side(const struct page_seen *seen)
{
	if (seen->glare >= GLARE_PAGE) {
		return PAGE_PROMPT_FLAT;
	}
	switch ((enum page_size)seen->size) {
	case PAGE_SIZE_ID1:
		return PAGE_PROMPT_TURN_OVER;
	case PAGE_SIZE_ID3: /* closed, or its photo page face up: either way it is to be opened */
		return PAGE_PROMPT_PHOTO_PAGE;
	case PAGE_SIZE_ID3_OPEN: /* its covers, or two of its pages */
	case PAGE_SIZE_UNKNOWN:
	case PAGE_SIZE_OTHER:
		break;
	}
	if (seen->empty) {
		return PAGE_PROMPT_TURN_OVER;
	}
	if (seen->blur >= BLUR_PROMPT && seen->blur != NO_EDGE) {
		return PAGE_PROMPT_STILL;
	}
	return PAGE_PROMPT_PHOTO_PAGE;
}

unsigned page_look_prompt(const struct page_seen *seen, const struct mrz_read *read)
{
	if (seen->screen == VERDICT_FAIL) {
		return PAGE_PROMPT_NO_SCREEN;
	}
	if (seen->zones > 1) {
		return PAGE_PROMPT_ONE_ONLY;
	}
	if (read->verdict != MRZ_READ_REFUSED) {
		return PAGE_PROMPT_NONE;
	}
	return read->form != MRZ_FORM_NONE ? prompt_for_zone(seen, read) : prompt_for_side(seen);
}

enum verdict page_print_verdict(const struct page_seen *seen, enum reason *why)
{
	*why = REASON_NONE;
	if (seen->screen == VERDICT_FAIL) {
		*why = REASON_NOT_LIVE;
		return VERDICT_FAIL;
	}
	if (seen->print == VERDICT_FAIL) {
		*why = REASON_DEVIATION;
		return VERDICT_FAIL;
	}
	if (seen->print == VERDICT_PASS) {
		return VERDICT_PASS; /* a picture too coarse for a lattice shows none: see docs */
	}
	*why = seen->zones == 0 ? REASON_NOT_PRESENT : REASON_POOR_QUALITY;
	return VERDICT_CANNOT_TELL;
}
