/*
 * mrz_stretch: what stands along the lines of a zone, and which columns are its.
 * Knows odds of characters and what formats allow. Never knows blobs; decides nothing.
 *
 * A row of characters says by itself how long it is and which way up: outside of the zone nothing
 * reads as a character, and inside each place reads as one that its format allows there.
 */
#include "document/mrz_stretch.h"

#include <math.h>

#define BEYOND      5 /* columns looked at on each side of what was seen */
#define COLUMNS_MAX (MRZ_CHAIN_HITS + 2 * BEYOND)
#define LOOKS_ON    6 /* times */
#define MISSED      3 /* columns at an end that may not have looked like text, as lines bend */
#define PROBED      7 /* places of a line that are read before the others */
#define PROBE_LEAST (-3.0f)
#define PLANE_PITCH 18.0f /* pixels: what a plane that is read from has at least */
#define FAINT_SHARE 4     /* of the contrast that print has: less than 1/4 is none */

/* One row of places: the odds in each column, from first on. */
struct row {
	float any[COLUMNS_MAX][MRZ_CLASSES];
};

struct stretch {
	struct row row[MRZ_READ_LINES_MAX];
	uint8_t contrast[MRZ_READ_LINES_MAX][COLUMNS_MAX];
	int first;
	unsigned count;
};

static const struct mrz_plane *plane_for(const struct mrz_reader *r, float pitch, float *scale)
{
	uint32_t level = 0;
	*scale = 1;
	while (level + 1 < r->levels && pitch / (*scale * 2) >= PLANE_PITCH) {
		level++;
		*scale *= 2;
	}
	return &r->plane[level];
}

void mrz_place_take(struct mrz_reader *r, const struct mrz_zone *z, unsigned line, float u,
		    struct mrz_patch *out)
{
	struct mrz_axes axes = mrz_zone_axes(z, line, u);
	float scale;
	r->places_left -= r->places_left > 0;
	const struct mrz_plane *plane = plane_for(r, hypotf(axes.along_x, axes.along_y), &scale);
	axes.x = (axes.x + 0.5f) / scale - 0.5f;
	axes.y = (axes.y + 0.5f) / scale - 0.5f;
	axes.along_x /= scale;
	axes.along_y /= scale;
	axes.down_x /= scale;
	axes.down_y /= scale;
	mrz_patch_take(plane, &axes, out);
}

uint8_t mrz_contrast(const struct mrz_patch *p)
{
	return p->paper > p->ink ? (uint8_t)((p->paper - p->ink) * 255 / p->paper) : 0;
}

/* What half of the places that were seen are above. */
static unsigned middle_contrast(const struct stretch *s, unsigned lines)
{
	unsigned histogram[256] = {0};
	unsigned left = 0;
	for (unsigned l = 0; l < lines; l++) {
		for (unsigned i = BEYOND; i + BEYOND < s->count; i++) {
			histogram[s->contrast[l][i]]++;
			left++;
		}
	}
	unsigned middle = 0;
	for (left /= 2; middle < 255 && histogram[middle] <= left; middle++) {
		left -= histogram[middle];
	}
	return middle;
}

/*
 * A patch is spread over all greys, so that the ground's pattern may look like a character as dark
 * as any. What is fainter by far than the print beside it is none.
 */
static void drop_faint(struct stretch *s, unsigned lines)
{
	const unsigned middle = middle_contrast(s, lines);
	for (unsigned l = 0; l < lines; l++) {
		for (unsigned i = 0; i < s->count; i++) {
			if (!mrz_is_faint(s->contrast[l][i], middle)) {
				continue;
			}
			for (unsigned k = 0; k < MRZ_LETTERS; k++) {
				s->row[l].any[i][k] = MRZ_ODDS_LEAST;
			}
			s->row[l].any[i][MRZ_JUNK] = 0;
		}
	}
}

static void look_along(struct mrz_reader *r, const struct mrz_zone *z, struct stretch *out)
{
	struct mrz_patch patch;
	struct mrz_guess g;
	out->first = z->first - BEYOND;
	out->count = (unsigned)(z->last - z->first + 1 + 2 * BEYOND);
	for (unsigned l = 0; l < z->lines; l++) {
		for (unsigned i = 0; i < out->count; i++) {
			mrz_place_take(r, z, l, (float)(out->first + (int)i), &patch);
			mrz_guess_make(&mrz_net_loose, &patch, &g);
			for (unsigned k = 0; k < MRZ_CLASSES; k++) {
				out->row[l].any[i][k] = g.log[k];
			}
			if (!patch.whole) {
				out->row[l].any[i][MRZ_JUNK] = 0;
			}
			out->contrast[l][i] = mrz_contrast(&patch);
		}
	}
	drop_faint(out, z->lines);
}

bool mrz_is_faint(unsigned contrast, unsigned print)
{
	return contrast * FAINT_SHARE < print;
}

float mrz_best_allowed(const float *log, uint64_t allowed)
{
	float best = MRZ_ODDS_LEAST;
	for (unsigned k = 0; k < MRZ_LETTERS; k++) {
		if ((allowed >> k & 1) != 0 && log[k] > best) {
			best = log[k];
		}
	}
	return best;
}

/* How well a format fits with its first column at an index of the stretch; 0 at best. */
static float fit_of(const struct stretch *s, enum mrz_form form, int from)
{
	const int columns = (int)mrz_form_columns(form);
	const unsigned lines = mrz_form_lines(form);
	float sum = 0;
	unsigned places = 0;
	for (unsigned l = 0; l < lines; l++) {
		for (int i = 0; i < (int)s->count; i++) {
			const float *log = s->row[l].any[i];
			const int column = i - from;
			places++;
			if (column < 0 || column >= columns) {
				sum += fmaxf(log[MRZ_JUNK], MRZ_ODDS_LEAST);
				continue;
			}
			const size_t position = l * (size_t)columns + (size_t)column;
			sum += mrz_best_allowed(log, mrz_form_allowed(form, position));
		}
		/* Columns of the format that the stretch does not reach count as bad. */
		const int missing =
			(from < 0 ? -from : 0) +
			(from + columns > (int)s->count ? from + columns - (int)s->count : 0);
		places += (unsigned)missing;
		sum += (float)missing * MRZ_ODDS_LEAST;
	}
	return sum / (float)places;
}

static struct mrz_choice choose(const struct stretch *s, unsigned lines)
{
	static const enum mrz_form forms[] = {MRZ_FORM_TD1, MRZ_FORM_TD2, MRZ_FORM_TD3};
	struct mrz_choice best = {MRZ_FORM_NONE, 0, MRZ_ODDS_LEAST};
	for (size_t f = 0; f < sizeof(forms) / sizeof(forms[0]); f++) {
		const int columns = (int)mrz_form_columns(forms[f]);
		if (mrz_form_lines(forms[f]) != lines) {
			continue;
		}
		const int spare = (int)s->count - columns;
		const int low = spare < 0 ? spare : 0;
		const int high = spare > 0 ? spare : 0;
		for (int from = low - MISSED; from <= high + MISSED; from++) {
			const float fit = fit_of(s, forms[f], from);
			if (fit > best.fit) {
				best = (struct mrz_choice){forms[f], s->first + from, fit};
			}
		}
	}
	return best;
}

/* A column in which every line reads as a character: its odds are better than those of none. */
static bool is_text(const struct stretch *s, unsigned lines, unsigned column)
{
	bool all = true;
	for (unsigned l = 0; l < lines; l++) {
		const float *log = s->row[l].any[column];
		all = all && mrz_best_allowed(log, UINT64_MAX) > log[MRZ_JUNK] + MRZ_TEXT_ODDS;
	}
	return all;
}

/* Looks on at an end where there is still text: a chain may have ended too early. */
static void look_to_ends(struct mrz_reader *r, struct mrz_zone *z, struct stretch *s)
{
	look_along(r, z, s);
	for (int i = 1; i < LOOKS_ON && r->places_left > 0; i++) {
		const bool left = is_text(s, z->lines, 0) || is_text(s, z->lines, 1);
		const bool right =
			is_text(s, z->lines, s->count - 1) || is_text(s, z->lines, s->count - 2);
		const int more = (left ? BEYOND : 0) + (right ? BEYOND : 0);
		if (more == 0 || z->last - z->first + 1 + more > MRZ_CHAIN_HITS) {
			return;
		}
		z->first = (int16_t)(z->first - (left ? BEYOND : 0));
		z->last = (int16_t)(z->last + (right ? BEYOND : 0));
		look_along(r, z, s);
	}
}

struct mrz_choice mrz_zone_choose(struct mrz_reader *r, const struct mrz_zone *z,
				  struct mrz_zone *as)
{
	struct stretch s;
	struct mrz_zone upright = *z;
	look_to_ends(r, &upright, &s);
	const struct mrz_choice a = choose(&s, z->lines);
	struct mrz_zone turned = mrz_zone_turned(&upright);
	look_to_ends(r, &turned, &s);
	const struct mrz_choice b = choose(&s, z->lines);
	*as = a.fit >= b.fit ? upright : turned;
	return a.fit >= b.fit ? a : b;
}

/* How well some places of a line's columns that were seen read as characters, 0 at best. */
static float probe(struct mrz_reader *r, const struct mrz_zone *z, unsigned line)
{
	const float step = (float)(z->last - z->first) / (PROBED - 1);
	struct mrz_patch patch;
	struct mrz_guess g;
	float sum = 0;
	for (int i = 0; i < PROBED; i++) {
		const float u = roundf((float)z->first + step * (float)i);
		mrz_place_take(r, z, line, u, &patch);
		mrz_guess_make(&mrz_net_loose, &patch, &g);
		sum += patch.whole ? mrz_best_allowed(g.log, UINT64_MAX) : MRZ_ODDS_LEAST;
	}
	return sum / PROBED;
}

bool mrz_zone_reads(struct mrz_reader *r, const struct mrz_zone *z, bool each)
{
	const struct mrz_zone ways[] = {*z, mrz_zone_turned(z)};
	bool any = false;
	for (unsigned i = 0; i < 2 && !any; i++) {
		float sum = 0;
		bool all = true;
		for (unsigned l = 0; l < z->lines && all; l++) {
			const float line = probe(r, &ways[i], l);
			sum += line;
			all = !each || line > PROBE_LEAST;
		}
		any = all && sum > PROBE_LEAST * (float)z->lines;
	}
	return any;
}
