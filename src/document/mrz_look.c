/*
 * mrz_look: what stands in the places of a zone, and which places those are.
 * Knows odds of characters and what formats allow. Never knows blobs; decides nothing.
 *
 * A row of characters says by itself how long it is and which way up: outside of the zone nothing
 * reads as a character, and inside each place reads as one that its format allows there.
 */
#include "document/mrz_look.h"

#include <math.h>

#define BEYOND       5 /* columns looked at on each side of what was seen */
#define COLUMNS_MAX  (MRZ_CHAIN_HITS + 2 * BEYOND)
#define LONGER       4        /* times that a zone is looked at again as a longer one */
#define LOOKS_ON     6        /* times */
#define TEXT_ODDS    1.0f     /* logarithm: a character's over those of none, where text goes on */
#define ODDS_LEAST   (-6.0f)  /* logarithm: worse is not counted */
#define FIT_LEAST    (-2.2f)  /* of a zone that is drawn anew */
#define FIT_GOOD     (-0.12f) /* of a zone after which no other is looked at */
#define PLANE_PITCH  18.0f    /* pixels: what a plane that is read from has at least */
#define PITCH_LEAST  5.0f     /* pixels of the image: below, nothing can be read */
#define PITCH_MOST   300.0f
#define ROUNDS       7 /* of drawing lines anew, at most */
#define LOOSE_ROUNDS 3
#define FIT_CLOSE    (-0.4f) /* of lines that need no more of the loose net */
#define FIT_LOSS     0.02f
#define STILL        0.015f /* pitches: lines that move no more */
#define TALL_LEAST   0.75f
#define TALL_MOST    1.35f
#define BRIGHT       250 /* level that glare has */
#define LIGHT_STEP   20  /* levels: less is no print */

/* One row of places: the odds in each column, from first on. */
struct row {
	float any[COLUMNS_MAX][MRZ_CLASSES];
};

struct stretch {
	struct row row[MRZ_READ_LINES_MAX];
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

static float pitch_of(const struct mrz_zone *z)
{
	const struct mrz_point a = mrz_line_along(&z->line[0], (float)(z->first + z->last) / 2);
	return hypotf(a.x, a.y);
}

static void take(struct mrz_reader *r, const struct mrz_zone *z, unsigned line, float u,
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

static void look_along(struct mrz_reader *r, const struct mrz_zone *z, struct stretch *out)
{
	struct mrz_patch patch;
	struct mrz_guess g;
	out->first = z->first - BEYOND;
	out->count = (unsigned)(z->last - z->first + 1 + 2 * BEYOND);
	for (unsigned l = 0; l < z->lines; l++) {
		for (unsigned i = 0; i < out->count; i++) {
			take(r, z, l, (float)(out->first + (int)i), &patch);
			mrz_guess_make(&mrz_net_loose, &patch, &g);
			for (unsigned k = 0; k < MRZ_CLASSES; k++) {
				out->row[l].any[i][k] = g.log[k];
			}
			if (!patch.whole) {
				out->row[l].any[i][MRZ_JUNK] = 0;
			}
		}
	}
}

static float best_allowed(const float *log, uint64_t allowed)
{
	float best = ODDS_LEAST;
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
				sum += fmaxf(log[MRZ_JUNK], ODDS_LEAST);
				continue;
			}
			const size_t position = l * (size_t)columns + (size_t)column;
			sum += best_allowed(log, mrz_form_allowed(form, position));
		}
		/* Columns of the format that the stretch does not reach count as bad. */
		const int missing =
			(from < 0 ? -from : 0) +
			(from + columns > (int)s->count ? from + columns - (int)s->count : 0);
		places += (unsigned)missing;
		sum += (float)missing * ODDS_LEAST;
	}
	return sum / (float)places;
}

struct choice {
	enum mrz_form form;
	int first; /* column of the zone that is the format's first */
	float fit;
};

static struct choice choose(const struct stretch *s, unsigned lines)
{
	static const enum mrz_form forms[] = {MRZ_FORM_TD1, MRZ_FORM_TD2, MRZ_FORM_TD3};
	struct choice best = {MRZ_FORM_NONE, 0, ODDS_LEAST};
	for (size_t f = 0; f < sizeof(forms) / sizeof(forms[0]); f++) {
		const int columns = (int)mrz_form_columns(forms[f]);
		if (mrz_form_lines(forms[f]) != lines) {
			continue;
		}
		const int low = (int)s->count < columns ? (int)s->count - columns : 0;
		const int high = (int)s->count > columns ? (int)s->count - columns : 0;
		for (int from = low; from <= high; from++) {
			const float fit = fit_of(s, forms[f], from);
			if (fit > best.fit) {
				best = (struct choice){forms[f], s->first + from, fit};
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
		all = all && best_allowed(log, UINT64_MAX) > log[MRZ_JUNK] + TEXT_ODDS;
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

/* Both ways up; the better one. */
static struct choice look_both(struct mrz_reader *r, struct stretch *s, const struct mrz_zone *z,
			       struct mrz_zone *as)
{
	struct mrz_zone upright = *z;
	look_to_ends(r, &upright, s);
	const struct choice a = choose(s, z->lines);
	struct mrz_zone turned = mrz_zone_turned(&upright);
	look_to_ends(r, &turned, s);
	const struct choice b = choose(s, z->lines);
	*as = a.fit >= b.fit ? upright : turned;
	return a.fit >= b.fit ? a : b;
}

static void renumber(struct mrz_zone *z, const struct choice *c)
{
	for (unsigned l = 0; l < z->lines; l++) {
		z->line[l] = mrz_line_shift(&z->line[l], (float)c->first);
	}
	z->first = 0;
	z->last = (int16_t)(mrz_form_columns(c->form) - 1);
}

/* What a patch tells of how the picture was taken. */
struct sum {
	unsigned strokes;
	unsigned between;
};

static void judge(const struct mrz_patch *p, struct mrz_seen *out, struct sum *s)
{
	out->outside += !p->whole;
	out->glaring += p->paper >= BRIGHT && p->paper - p->ink < LIGHT_STEP;
	for (size_t i = 0; i < MRZ_PATCH_SIZE; i++) {
		s->strokes += p->at[i] >= 64;
		s->between += p->at[i] >= 64 && p->at[i] < 192;
	}
}

static void look_at_places(struct mrz_reader *r, const struct mrz_net *net, struct mrz_seen *out)
{
	const unsigned columns = mrz_form_columns(out->form);
	const enum mrz_form forms[] = {out->form, mrz_form_visa(out->form)};
	struct mrz_patch patch;
	struct sum s = {0, 0};
	float sum[2] = {0, 0}; /* as it is, and as a visa */
	out->outside = 0;
	out->glaring = 0;
	for (unsigned l = 0; l < out->zone.lines; l++) {
		for (unsigned i = 0; i < columns; i++) {
			const size_t position = (size_t)l * columns + i;
			take(r, &out->zone, l, (float)i, &patch);
			mrz_guess_make(net, &patch, &out->guess[position]);
			judge(&patch, out, &s);
			for (unsigned k = 0; k < 2; k++) {
				sum[k] += best_allowed(out->guess[position].log,
						       mrz_form_allowed(forms[k], position));
			}
		}
	}
	out->fit = fmaxf(sum[0], sum[1]) / (float)(out->zone.lines * columns);
	out->pitch = pitch_of(&out->zone);
	out->soft = s.strokes > 0 ? s.between * 100 / s.strokes : 100;
}

/* How far the ends and the middle of lines are from where they were, pitches, at most. */
static float moved(const struct mrz_zone *a, const struct mrz_zone *b, float pitch)
{
	float most = 0;
	for (unsigned l = 0; l < a->lines; l++) {
		for (int i = 0; i < 3; i++) {
			const float u = (float)(a->last * i) / 2;
			const struct mrz_point p = mrz_line_at(&a->line[l], u);
			const struct mrz_point q = mrz_line_at(&b->line[l], u);
			most = fmaxf(most, hypotf(p.x - q.x, p.y - q.y) / pitch);
		}
	}
	return most;
}

/* Lines through where the characters that were read have their middles. */
static void redraw(struct mrz_seen *seen, unsigned terms)
{
	const unsigned columns = mrz_form_columns(seen->form);
	struct mrz_zone *z = &seen->zone;
	struct mrz_zone drawn = *z;
	float tall = 0;
	float weights = 0;
	for (unsigned l = 0; l < z->lines; l++) {
		struct mrz_points p = {.count = columns};
		for (unsigned i = 0; i < columns; i++) {
			const size_t position = (size_t)l * columns + i;
			const struct mrz_guess *g = &seen->guess[position];
			const struct mrz_axes a = mrz_zone_axes(z, l, (float)i);
			const float weight =
				expf(best_allowed(g->log, mrz_form_allowed(seen->form, position)));
			p.u[i] = (float)i;
			p.x[i] = a.x + g->off_x * a.along_x + g->off_y * a.down_x;
			p.y[i] = a.y + g->off_x * a.along_y + g->off_y * a.down_y;
			p.weight[i] = weight > 0.3f ? weight : 0;
			tall += p.weight[i] * g->taller;
			weights += p.weight[i];
		}
		if (!mrz_line_fit(&p, terms, seen->pitch * 0.15f, &drawn.line[l])) {
			return;
		}
	}
	drawn.tall = weights > 0 ? z->tall * expf(tall / weights) : 1;
	drawn.tall = fminf(TALL_MOST, fmaxf(TALL_LEAST, drawn.tall));
	*z = drawn;
}

/*
 * Lines are drawn anew as long as that makes them better. What was only just found is read by the
 * net that minds it least; the last word has the other one.
 */
static void look_closely(struct mrz_reader *r, struct mrz_seen *s)
{
	unsigned loose = LOOSE_ROUNDS;
	look_at_places(r, &mrz_net_loose, s);
	for (unsigned i = 0; i < ROUNDS && r->places_left > 0; i++) {
		const struct mrz_seen before = *s;
		redraw(s, i == 0 ? 3 : MRZ_LINE_TERMS);
		look_at_places(r, i < loose ? &mrz_net_loose : &mrz_net_close, s);
		if (i < loose) {
			loose -= s->fit > FIT_CLOSE && loose > 1;
		} else if (i > loose && s->fit < before.fit - FIT_LOSS) {
			*s = before;
			return;
		} else if (i > loose && moved(&s->zone, &before.zone, s->pitch) < STILL) {
			return;
		}
	}
}

/* Text goes on beyond an end: it is a longer zone, or none. */
static bool goes_on(struct mrz_reader *r, const struct mrz_seen *seen)
{
	const float ends[] = {-1, (float)mrz_form_columns(seen->form)};
	struct mrz_patch patch;
	struct mrz_guess g;
	for (unsigned i = 0; i < 2; i++) {
		bool all = true;
		for (unsigned l = 0; l < seen->zone.lines; l++) {
			take(r, &seen->zone, l, ends[i], &patch);
			mrz_guess_make(&mrz_net_close, &patch, &g);
			all = all && patch.whole &&
			      best_allowed(g.log, UINT64_MAX) > g.log[MRZ_JUNK] + TEXT_ODDS;
		}
		if (all) {
			return true;
		}
	}
	return false;
}

/*
 * One zone, closely. Where text goes on beyond its ends, the lines that were drawn through what was
 * read lead further than those through blobs: it is looked at again from there.
 */
static bool look_at(struct mrz_reader *r, const struct mrz_zone *zone, struct mrz_seen *out)
{
	struct stretch s;
	struct mrz_zone from = *zone;
	for (int i = 0; i < LONGER && r->places_left > 0; i++) {
		struct mrz_zone as;
		const struct choice c = look_both(r, &s, &from, &as);
		if (c.form == MRZ_FORM_NONE || c.fit < FIT_LEAST) {
			return false;
		}
		out->form = c.form;
		out->zone = as;
		renumber(&out->zone, &c);
		look_closely(r, out);
		if (!(out->pitch >= PITCH_LEAST && out->pitch <= PITCH_MOST)) {
			return false; /* nor is it one that is no number */
		}
		if (!goes_on(r, out)) {
			return true;
		}
		from = out->zone;
	}
	return false;
}

bool mrz_look(struct mrz_reader *r, const struct mrz_zone *zones, size_t count,
	      struct mrz_seen *out)
{
	struct mrz_seen seen;
	bool found = false;
	for (size_t i = 0; i < count && r->places_left > 0; i++) {
		if (!look_at(r, &zones[i], &seen)) {
			continue;
		}
		if (!found || seen.fit > out->fit) {
			*out = seen;
			found = true;
		}
		if (out->fit > FIT_GOOD) {
			return true;
		}
	}
	return found;
}
