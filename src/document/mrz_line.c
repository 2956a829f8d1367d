/*
 * mrz_line: where the characters of a line and of a zone are.
 * Knows curves through points. Never knows pixels or characters.
 */
#include "document/mrz_line.h"

#include <math.h>

#define TERMS MRZ_LINE_TERMS

static float value(const float *terms, float t)
{
	return terms[0] + t * (terms[1] + t * (terms[2] + t * terms[3]));
}

static float slope(const float *terms, float t)
{
	return (terms[1] + t * (2 * terms[2] + t * 3 * terms[3])) / MRZ_LINE_UNIT;
}

struct mrz_point mrz_line_at(const struct mrz_line *l, float u)
{
	const float t = u / MRZ_LINE_UNIT;
	return (struct mrz_point){value(l->x, t), value(l->y, t)};
}

struct mrz_point mrz_line_along(const struct mrz_line *l, float u)
{
	const float t = u / MRZ_LINE_UNIT;
	return (struct mrz_point){slope(l->x, t), slope(l->y, t)};
}

/* The sums that least squares needs: symmetric, so many terms. */
struct normal {
	double left[TERMS][TERMS];
	double x[TERMS];
	double y[TERMS];
};

static void add(struct normal *n, double t, double x, double y, double weight)
{
	double power[2 * TERMS];
	power[0] = weight;
	for (unsigned i = 1; i < 2 * TERMS; i++) {
		power[i] = power[i - 1] * t;
	}
	for (unsigned i = 0; i < TERMS; i++) {
		for (unsigned k = 0; k < TERMS; k++) {
			n->left[i][k] += power[i + k];
		}
		n->x[i] += power[i] * x;
		n->y[i] += power[i] * y;
	}
}

/* Gauss without pivots: the matrix is positive, or the answer is false. */
static bool solve(struct normal *n, unsigned terms, struct mrz_line *out)
{
	*out = (struct mrz_line){0};
	for (unsigned i = 0; i < terms; i++) {
		const double pivot = n->left[i][i];
		if (!(pivot > 1e-6)) {
			return false;
		}
		for (unsigned k = i + 1; k < terms; k++) {
			const double share = n->left[k][i] / pivot;
			for (unsigned j = i; j < terms; j++) {
				n->left[k][j] -= share * n->left[i][j];
			}
			n->x[k] -= share * n->x[i];
			n->y[k] -= share * n->y[i];
		}
	}
	for (unsigned i = terms; i-- > 0;) {
		double x = n->x[i];
		double y = n->y[i];
		for (unsigned k = i + 1; k < terms; k++) {
			x -= n->left[i][k] * (double)out->x[k];
			y -= n->left[i][k] * (double)out->y[k];
		}
		out->x[i] = (float)(x / n->left[i][i]);
		out->y[i] = (float)(y / n->left[i][i]);
	}
	return true;
}

static bool fit_once(const struct mrz_points *p, unsigned terms, const struct mrz_line *before,
		     float reach, struct mrz_line *out)
{
	struct normal n = {0};
	unsigned used = 0;
	for (uint32_t i = 0; i < p->count; i++) {
		if (before != NULL) {
			const struct mrz_point at = mrz_line_at(before, p->u[i]);
			if (hypotf(at.x - p->x[i], at.y - p->y[i]) > reach) {
				continue;
			}
		}
		used += p->weight[i] > 0;
		add(&n, (double)(p->u[i] / MRZ_LINE_UNIT), (double)p->x[i], (double)p->y[i],
		    (double)p->weight[i]);
	}
	return used > terms && solve(&n, terms, out);
}

bool mrz_line_fit(const struct mrz_points *p, unsigned terms, float reach, struct mrz_line *out)
{
	struct mrz_line first;
	if (!fit_once(p, terms, NULL, reach, &first)) {
		return false;
	}
	if (!fit_once(p, terms, &first, reach, out)) {
		*out = first;
	}
	return true;
}

struct mrz_line mrz_line_between(const struct mrz_line *a, const struct mrz_line *b, float share)
{
	struct mrz_line out;
	for (unsigned i = 0; i < TERMS; i++) {
		out.x[i] = a->x[i] + share * (b->x[i] - a->x[i]);
		out.y[i] = a->y[i] + share * (b->y[i] - a->y[i]);
	}
	return out;
}

struct mrz_line mrz_line_below(const struct mrz_line *l, float middle, float pitches)
{
	const struct mrz_point along = mrz_line_along(l, middle);
	struct mrz_line out = *l;
	out.x[0] -= along.y * pitches;
	out.y[0] += along.x * pitches;
	return out;
}

static void shift(float *terms, float by)
{
	const float t = by / MRZ_LINE_UNIT;
	const float a = value(terms, t);
	const float b = terms[1] + t * (2 * terms[2] + t * 3 * terms[3]);
	terms[0] = a;
	terms[1] = b;
	terms[2] += 3 * t * terms[3];
}

struct mrz_line mrz_line_shift(const struct mrz_line *l, float by)
{
	struct mrz_line out = *l;
	shift(out.x, by);
	shift(out.y, by);
	return out;
}

struct mrz_zone mrz_zone_turned(const struct mrz_zone *z)
{
	struct mrz_zone out = *z;
	out.first = (int16_t)-z->last;
	out.last = (int16_t)-z->first;
	for (unsigned i = 0; i < z->lines; i++) {
		struct mrz_line *l = &out.line[i];
		*l = z->line[z->lines - 1 - i];
		for (unsigned k = 1; k < TERMS; k += 2) {
			l->x[k] = -l->x[k];
			l->y[k] = -l->y[k];
		}
	}
	return out;
}

struct mrz_axes mrz_zone_axes(const struct mrz_zone *z, unsigned line, float u)
{
	const struct mrz_point at = mrz_line_at(&z->line[line], u);
	const struct mrz_point along = mrz_line_along(&z->line[line], u);
	const unsigned upper = line + 1 < z->lines ? line : line - (line > 0);
	struct mrz_point down = {-along.y, along.x};
	if (z->lines > 1) {
		const struct mrz_point a = mrz_line_at(&z->line[upper], u);
		const struct mrz_point b = mrz_line_at(&z->line[upper + 1], u);
		down = (struct mrz_point){b.x - a.x, b.y - a.y};
	}
	const float length = hypotf(down.x, down.y);
	const float pitch = hypotf(along.x, along.y) * z->tall;
	const float factor = length > 0 ? pitch / length : 0;
	return (struct mrz_axes){at.x, at.y, along.x, along.y, down.x * factor, down.y * factor};
}
