/*
 * mrz_look: a zone read closely: its lines are drawn anew through what was read.
 * Knows places, odds and formats. Never knows blobs; decides nothing.
 */
#include "document/mrz_look.h"

#include "document/mrz_stretch.h"

#include <math.h>

#define LONGER         4        /* times that a zone is looked at again as a longer one */
#define FIT_LEAST      (-2.2f)  /* of a zone that is drawn anew */
#define FIT_GOOD       (-0.12f) /* of a zone after which no other is looked at */
#define PITCH_LEAST    5.0f     /* pixels of the image: below, nothing can be read */
#define PITCH_MOST     300.0f
#define ROUNDS         7 /* of drawing lines anew, at most */
#define LOOSE_ROUNDS   3
#define FIT_CLOSE      (-0.4f) /* of lines that need no more of the loose net */
#define BEYOND         3       /* places: a zone that lacks more has four at one of its ends */
#define FIT_LOSS       0.02f
#define STILL          0.015f /* pitches: lines that move no more */
#define TALL_LEAST     0.75f
#define TALL_MOST      1.35f
#define CHAR_HALF_WIDE 0.36f /* pitches */
#define CHAR_HALF_HIGH 0.54f
#define BRIGHT         250 /* level that glare has */
#define LIGHT_STEP     20  /* levels: less is no print */
#define LIT_LEAST      6   /* squares of a spot; sharpening gives up to 5 */
#define BLANK_SHARE    2   /* of the print's contrast: less than half is paper */
#define DARK_SHARE     7   /* tenths of the paper's level: what is darker is no paper of the page */
#define LIGHTER        15  /* levels */

static float pitch_of(const struct mrz_zone *z)
{
	const struct mrz_point a = mrz_line_along(&z->line[0], (float)(z->first + z->last) / 2);
	return hypotf(a.x, a.y);
}

static void renumber(struct mrz_zone *z, const struct mrz_choice *c)
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
	unsigned contrast;
	unsigned paper;
};

static void judge(const struct mrz_patch *p, struct mrz_seen *out, struct sum *s)
{
	out->outside += !p->whole;
	out->glaring +=
		p->lit >= LIT_LEAST || (p->paper >= BRIGHT && p->paper - p->ink < LIGHT_STEP);
	s->contrast += mrz_contrast(p);
	s->paper += p->paper;
	for (size_t i = 0; i < MRZ_PATCH_SIZE; i++) {
		s->strokes += p->at[i] >= 64;
		s->between += p->at[i] >= 64 && p->at[i] < 192;
	}
}

/* A part of the character, were one there, is not in the image. */
static bool is_cut(const struct mrz_reader *r, const struct mrz_axes *a)
{
	const float right = (float)r->plane[0].width - 0.5f;
	const float low = (float)r->plane[0].height - 0.5f;
	bool cut = false;
	for (unsigned i = 0; i < 4; i++) {
		const float u = i % 2 == 0 ? -CHAR_HALF_WIDE : CHAR_HALF_WIDE;
		const float v = i < 2 ? -CHAR_HALF_HIGH : CHAR_HALF_HIGH;
		const float x = a->x + u * a->along_x + v * a->down_x;
		const float y = a->y + u * a->along_y + v * a->down_y;
		cut = cut || !(x > -0.5f && y > -0.5f && x < right && y < low);
	}
	return cut;
}

static void look_at_places(struct mrz_reader *r, const struct mrz_net *net, struct mrz_seen *out)
{
	const unsigned columns = mrz_form_columns(out->form);
	const unsigned places = out->zone.lines * columns;
	const enum mrz_form forms[] = {out->form, mrz_form_visa(out->form)};
	struct mrz_patch patch;
	struct sum s = {0};
	float sum[2] = {0, 0}; /* as it is, and as a visa */
	float inside = 0;
	out->outside = 0;
	out->glaring = 0;
	for (unsigned l = 0; l < out->zone.lines; l++) {
		for (unsigned i = 0; i < columns; i++) {
			const size_t position = (size_t)l * columns + i;
			mrz_place_take(r, &out->zone, l, (float)i, &patch);
			mrz_guess_make(net, &patch, &out->guess[position]);
			judge(&patch, out, &s);
			out->lit[position] = patch.lit >= LIT_LEAST;
			const struct mrz_axes axes = mrz_zone_axes(&out->zone, l, (float)i);
			out->cut[position] = is_cut(r, &axes);
			inside += patch.whole
					  ? mrz_best_allowed(out->guess[position].log, UINT64_MAX)
					  : 0;
			for (unsigned k = 0; k < 2; k++) {
				sum[k] += mrz_best_allowed(out->guess[position].log,
							   mrz_form_allowed(forms[k], position));
			}
		}
	}
	out->fit = fmaxf(sum[0], sum[1]) / (float)places;
	const unsigned whole = places - out->outside;
	out->fit_inside = whole > 0 ? inside / (float)whole : MRZ_ODDS_LEAST;
	out->pitch = pitch_of(&out->zone);
	out->print = (unsigned)((float)s.contrast / (float)places);
	out->paper = (unsigned)((float)s.paper / (float)places);
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
			const float weight = expf(
				mrz_best_allowed(g->log, mrz_form_allowed(seen->form, position)));
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
 * net that minds it least; the last word has the other one. false: it has not, since
 * r->places_left were used up before.
 */
static bool look_closely(struct mrz_reader *r, struct mrz_seen *s)
{
	unsigned loose = LOOSE_ROUNDS;
	bool close = false;
	look_at_places(r, &mrz_net_loose, s);
	for (unsigned i = 0; i < ROUNDS && r->places_left > 0; i++) {
		const struct mrz_seen before = *s;
		const bool was_close = close;
		close = i >= loose;
		redraw(s, i == 0 ? 3 : MRZ_LINE_TERMS);
		look_at_places(r, close ? &mrz_net_close : &mrz_net_loose, s);
		if (!close) {
			loose -= s->fit > FIT_CLOSE && loose > 1;
		} else if (was_close && s->fit < before.fit - FIT_LOSS) {
			*s = before;
			return true;
		} else if (i > loose && moved(&s->zone, &before.zone, s->pitch) < STILL) {
			return true;
		}
	}
	return close;
}

/* What a line's place beyond an end has. */
enum beyond { BEYOND_BLANK, BEYOND_TEXT, BEYOND_COVERED, BEYOND_IMAGE };

/* Paper of the page, neither a finger on it nor light from it; a pattern at most. */
static bool is_blank(const struct mrz_seen *seen, const struct mrz_patch *p)
{
	const bool burnt = p->paper >= BRIGHT && seen->paper + LIGHTER < p->paper;
	const bool dark = p->paper * 10u < seen->paper * DARK_SHARE;
	return mrz_contrast(p) * BLANK_SHARE < seen->print && !burnt && !dark;
}

static enum beyond look_beyond(struct mrz_reader *r, const struct mrz_seen *seen, unsigned line,
			       float column)
{
	const struct mrz_zone *z = &seen->zone;
	struct mrz_patch patch;
	struct mrz_guess g;
	const struct mrz_axes axes = mrz_zone_axes(z, line, column);
	if (is_cut(r, &axes)) {
		return BEYOND_IMAGE;
	}
	mrz_place_take(r, z, line, column, &patch);
	mrz_guess_make(&mrz_net_close, &patch, &g);
	const bool text = mrz_best_allowed(g.log, UINT64_MAX) > g.log[MRZ_JUNK] + MRZ_TEXT_ODDS;
	if (text && !mrz_is_faint(mrz_contrast(&patch), seen->print)) {
		return BEYOND_TEXT;
	}
	return !text && is_blank(seen, &patch) ? BEYOND_BLANK : BEYOND_COVERED;
}

/*
 * What is beyond the ends. Text in each line, so many places on: it is a longer zone, or none; a
 * ground's pattern may pass for text once. Where none of these places is blank paper, it may be a
 * part of a longer zone whose rest is outside of the image, under a finger, burnt or blurred.
 */
static bool goes_on(struct mrz_reader *r, struct mrz_seen *seen)
{
	const unsigned lines = seen->zone.lines;
	const float columns = (float)mrz_form_columns(seen->form);
	bool on = false;
	seen->open = false;
	seen->ends = false;
	for (unsigned end = 0; end < 2; end++) {
		unsigned text = 0;
		unsigned covered = 0;
		unsigned out = 0;
		const unsigned all = BEYOND * lines;
		for (unsigned i = 0; i < all && text + covered + out == i; i++) {
			const float by = (float)(i / lines);
			const float at = end == 0 ? -1 - by : columns + by;
			const enum beyond b = look_beyond(r, seen, i % lines, at);
			text += b == BEYOND_TEXT;
			covered += b == BEYOND_COVERED;
			out += b == BEYOND_IMAGE;
		}
		on = on || text == all;
		seen->ends = seen->ends || (out > 0 && text + out == all);
		seen->open = seen->open || (text < all && text + covered + out == all);
	}
	return on;
}

/*
 * One zone, closely. Where text goes on beyond its ends, the lines that were drawn through what was
 * read lead further than those through blobs: it is looked at again from there.
 */
static bool look_at(struct mrz_reader *r, const struct mrz_zone *zone, struct mrz_seen *out)
{
	struct mrz_zone from = *zone;
	for (int i = 0; i < LONGER && r->places_left > 0; i++) {
		struct mrz_zone as;
		const struct mrz_choice c = mrz_zone_choose(r, &from, &as);
		if (c.form == MRZ_FORM_NONE || c.fit < FIT_LEAST) {
			return false;
		}
		out->form = c.form;
		out->zone = as;
		renumber(&out->zone, &c);
		if (!look_closely(r, out) ||
		    !(out->pitch >= PITCH_LEAST && out->pitch <= PITCH_MOST)) {
			return false; /* nor is it one that is no number */
		}
		if (!goes_on(r, out)) {
			return true;
		}
		from = out->zone;
	}
	return false;
}

bool mrz_look(struct mrz_reader *r, const struct mrz_zone *zones, size_t count, size_t trusted,
	      struct mrz_seen *out)
{
	struct mrz_seen seen;
	bool found = false;
	for (size_t i = 0; i < count && r->places_left > 0; i++) {
		if ((i >= trusted && !mrz_zone_reads(r, &zones[i], trusted == 0)) ||
		    !look_at(r, &zones[i], &seen)) {
			continue;
		}
		if (!found || seen.fit > out->fit) {
			*out = seen;
			found = true;
		}
		/* What is cut off will not come by looking on. */
		if (out->fit > FIT_GOOD || out->fit_inside > FIT_GOOD) {
			return true;
		}
	}
	return found;
}
