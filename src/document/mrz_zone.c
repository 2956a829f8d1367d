/*
 * mrz_zone: zones that chains of blobs may be part of.
 * Knows the distances of lines (Doc 9303-4 to -7). Never knows what characters are there.
 *
 * Two lines of TD2, TD3 and visas are 6.35 mm apart, 2.5 pitches; three lines of TD1 4.23 mm, 1.67
 * pitches. Documents take liberties, so ranges are wide; what the characters are decides later.
 */
#include "document/mrz_zone.h"

#include <math.h>

#define CHAINS_TRIED 14 /* the longest */
#define ALONE_HITS   14 /* of a chain that may be the only line seen */
#define ALONE_TRIED  3
#define BENT_HITS    14    /* from so many on, a line may be bent */
#define PITCH_ALIKE  0.14f /* difference of two lines' pitches */
#define TURN_ALIKE   0.18f /* sine of the angle between two lines */
#define THREE_LOW    1.40f /* pitches between lines */
#define THREE_HIGH   1.98f
#define TWO_HIGH     2.98f
#define OUTER_HIGH   3.80f
#define TWO_APART    2.5f
#define THREE_APART  1.667f

struct zones {
	struct mrz_zone *out;
	size_t count;
};

/* A chain as a line in pixels of the image. */
struct strand {
	struct mrz_line line;
	float first; /* columns of its hits */
	float last;
	float pitch;
};

static bool strand_of(const struct mrz_chain *c, float scale, struct strand *out)
{
	struct mrz_points p = {.count = c->count};
	for (uint32_t i = 0; i < c->count; i++) {
		p.u[i] = c->u[i];
		p.x[i] = (c->x[i] + 0.5f) * scale - 0.5f;
		p.y[i] = (c->y[i] + 0.5f) * scale - 0.5f;
		p.weight[i] = 1;
	}
	out->first = 0;
	out->last = c->u[c->count - 1];
	out->pitch = c->pitch * scale;
	return mrz_line_fit(&p, c->count < BENT_HITS ? 2 : 3, out->pitch * 0.2f, &out->line);
}

static void turn(struct strand *s)
{
	const struct mrz_zone z = {.lines = 1, .line = {s->line}};
	s->line = mrz_zone_turned(&z).line[0];
	const float first = s->first;
	s->first = -s->last;
	s->last = -first;
}

/* The column of a line that is beside a point, and how many pitches the point is below. */
static float beside(const struct mrz_line *l, struct mrz_point p, float u, float *below)
{
	for (int i = 0; i < 4; i++) {
		const struct mrz_point at = mrz_line_at(l, u);
		const struct mrz_point along = mrz_line_along(l, u);
		const float square = along.x * along.x + along.y * along.y;
		const float dx = p.x - at.x;
		const float dy = p.y - at.y;
		u += square > 0 ? (dx * along.x + dy * along.y) / square : 0;
		*below = square > 0 ? (dy * along.x - dx * along.y) / square : 0;
	}
	return u;
}

static void add(struct zones *z, unsigned lines, const struct mrz_line *line, float first,
		float last)
{
	if (z->count == MRZ_ZONES_MAX || !(last - first < MRZ_CHAIN_HITS)) {
		return;
	}
	struct mrz_zone *out = &z->out[z->count++];
	*out = (struct mrz_zone){.lines = (uint8_t)lines,
				 .first = (int16_t)lroundf(first),
				 .last = (int16_t)lroundf(last),
				 .tall = 1};
	for (unsigned i = 0; i < lines; i++) {
		out->line[i] = line[i];
	}
}

/* Zones in which a is above b, so many pitches. */
static void add_pair(struct zones *z, const struct mrz_line *a, const struct mrz_line *b,
		     float apart, float first, float last)
{
	struct mrz_line three[3] = {*a, mrz_line_between(a, b, 0.5f), *b};
	if (apart < THREE_LOW || apart > OUTER_HIGH) {
		return;
	}
	if (apart < THREE_HIGH) {
		three[1] = *b;
		three[2] = mrz_line_between(a, b, 2);
		add(z, 3, three, first, last);
		three[0] = mrz_line_between(a, b, -1);
		three[1] = *a;
		three[2] = *b;
		add(z, 3, three, first, last);
	} else if (apart < TWO_HIGH) {
		const struct mrz_line two[2] = {*a, *b};
		add(z, 2, two, first, last);
	}
	if (apart > TWO_HIGH - 0.1f) {
		add(z, 3, three, first, last);
	}
}

static void try_pair(struct zones *z, const struct strand *a, const struct strand *given)
{
	struct strand b = *given;
	const struct mrz_point along = mrz_line_along(&a->line, (a->first + a->last) / 2);
	struct mrz_point other = mrz_line_along(&b.line, (b.first + b.last) / 2);
	if (along.x * other.x + along.y * other.y < 0) {
		turn(&b);
		other = (struct mrz_point){-other.x, -other.y};
	}
	const float cross = along.x * other.y - along.y * other.x;
	if (fabsf(b.pitch - a->pitch) > PITCH_ALIKE * a->pitch ||
	    fabsf(cross) > TURN_ALIKE * a->pitch * b.pitch) {
		return;
	}
	const float middle = (b.first + b.last) / 2;
	float below = 0;
	const float u = beside(&a->line, mrz_line_at(&b.line, middle), middle, &below);
	const float by = roundf(u - middle); /* column of a that b's column 0 becomes */
	if (!(fabsf(by) < MRZ_CHAIN_HITS)) {
		return;
	}
	const struct mrz_line moved = mrz_line_shift(&b.line, -by);
	const float first = fminf(a->first, b.first + by);
	const float last = fmaxf(a->last, b.last + by);
	if (below > 0) {
		add_pair(z, &a->line, &moved, below, first, last);
	} else {
		add_pair(z, &moved, &a->line, -below, first, last);
	}
}

/* A line of which no other one was seen. */
static void try_alone(struct zones *z, const struct strand *s)
{
	const float middle = (s->first + s->last) / 2;
	for (int above = 0; above < 2; above++) {
		const float from = above == 1 ? -TWO_APART : 0;
		const struct mrz_line two[2] = {mrz_line_below(&s->line, middle, from),
						mrz_line_below(&s->line, middle, from + TWO_APART)};
		add(z, 2, two, s->first, s->last);
	}
	for (int above = 0; above < 3; above++) {
		struct mrz_line three[3];
		for (int i = 0; i < 3; i++) {
			three[i] =
				mrz_line_below(&s->line, middle, THREE_APART * (float)(i - above));
		}
		add(z, 3, three, s->first, s->last);
	}
}

size_t mrz_zones_guess(const struct mrz_reader *r, float scale, struct mrz_zone *out)
{
	struct strand strand[CHAINS_TRIED];
	bool good[CHAINS_TRIED] = {false};
	struct zones z = {out, 0};
	const uint32_t count = r->chain_count < CHAINS_TRIED ? r->chain_count : CHAINS_TRIED;
	for (uint32_t i = 0; i < count; i++) {
		good[i] = strand_of(&r->chains[i], scale, &strand[i]);
	}
	for (uint32_t sum = 1; sum < 2 * count; sum++) {
		for (uint32_t a = 0; a < count && a * 2 < sum; a++) {
			const uint32_t b = sum - a;
			if (b < count && good[a] && good[b]) {
				try_pair(&z, &strand[a], &strand[b]);
			}
		}
	}
	for (uint32_t i = 0; i < count && i < ALONE_TRIED; i++) {
		if (good[i] && r->chains[i].count >= ALONE_HITS) {
			try_alone(&z, &strand[i]);
		}
	}
	return z.count;
}
