/*
 * finger_match_pairs: which minutia of the one print may be which of the other.
 * Knows likeness of surroundings, and pairs that support each other. Never knows poses or scores.
 *
 * Surroundings are compared first (flow for all, neighbours for the likely), then pairs vote for
 * each other by relaxation (Rosenfeld, Hummel and Zucker 1976; of point patterns: Ranade and
 * Rosenfeld 1980): two pairs fit where the way from minutia to minutia is the same in both prints.
 */
#include "biometrics/finger_match_part.h"

#include <math.h>

#define FLOW_CAP    48   /* 1/256 of half a turn; a worse difference is just as bad */
#define SEEN_MIN    12   /* places of FINGER_RING that both must show */
#define LIKELY_EACH 12   /* pairs of each minutia that are looked at closer, in the mean */
#define LEVELS      1024 /* of likeness, for choosing the best */
#define ROUNDS      4
#define TURN_NEAR   5500 /* 30 degrees: directions of one minutia in two prints */
#define TURN_PAIRS  4600 /* 25 degrees: turns of two pairs of one pose */

static uint16_t turn_apart(uint16_t a, uint16_t b)
{
	uint16_t d = (uint16_t)(a - b);
	return d < 32768U ? d : (uint16_t)(0U - d);
}

/* Mean capped difference of the flow on the circles, as 255 (alike) .. 0. */
static uint8_t ring_likeness(const struct finger_side *a, size_t i, const struct finger_side *b,
			     size_t k)
{
	const uint8_t *ra = a->ring[i];
	const uint8_t *rb = b->ring[k];
	const uint8_t *sa = a->ring_seen[i];
	const uint8_t *sb = b->ring_seen[k];
	unsigned sum = 0;
	unsigned seen = 0;
	for (size_t n = 0; n < FINGER_RING; n++) {
		uint8_t d = (uint8_t)(ra[n] - rb[n]);
		uint8_t back = (uint8_t)(rb[n] - ra[n]);
		d = d < back ? d : back;
		d = d < FLOW_CAP ? d : FLOW_CAP;
		uint8_t both = sa[n] & sb[n];
		sum += d & both;
		seen += both & 1U;
	}
	if (seen < SEEN_MIN) {
		return 128; /* says nothing */
	}
	return (uint8_t)(255U - 255U * sum / (FLOW_CAP * seen));
}

/* Keeps the most alike: by counting, for there are up to 16384. */
static void take_likely(struct finger_matcher *m, const size_t histogram[256])
{
	size_t least_count = m->a.count < m->b.count ? m->a.count : m->b.count;
	size_t room = least_count * LIKELY_EACH;
	room = room < FINGER_LIKELY_MAX ? room : FINGER_LIKELY_MAX;
	unsigned least = 256;
	while (least > 0 && histogram[least - 1] <= room) {
		room -= histogram[--least];
	}
	m->likely_count = 0;
	for (size_t i = 0; i < m->a.count; i++) {
		for (size_t k = 0; k < m->b.count; k++) {
			unsigned l = m->likeness[i][k];
			bool last = l + 1 == least && room > 0;
			if (l < least && !last) {
				continue;
			}
			room -= last ? 1 : 0;
			uint16_t turn =
				(uint16_t)(m->b.point[k].direction - m->a.point[i].direction);
			m->likely[m->likely_count++] = (struct finger_pair){
				.a = (uint8_t)i, .b = (uint8_t)k, .turn = turn};
		}
	}
}

static void compare_rings(struct finger_matcher *m)
{
	size_t histogram[256] = {0};
	for (size_t i = 0; i < m->a.count; i++) {
		for (size_t k = 0; k < m->b.count; k++) {
			m->likeness[i][k] = ring_likeness(&m->a, i, &m->b, k);
			m->local[i][k] = 0;
			histogram[m->likeness[i][k]]++;
		}
	}
	m->steps += m->a.count * m->b.count;
	take_likely(m, histogram);
}

/* Four numbers that are worked on at a time: GCC and Clang make one instruction of each step, or
 * four where a machine has none. */
typedef float quad __attribute__((vector_size(16), may_alias));
typedef int32_t quad_whole __attribute__((vector_size(16), may_alias));
typedef uint32_t quad_turn __attribute__((vector_size(16), may_alias)); /* wraps */
#define QUADS (FINGER_NEAR_ROOM / 4)

static quad quad_higher(quad a, quad b)
{
	quad_whole first = a > b;
	return (quad)(((quad_whole)a & first) | ((quad_whole)b & ~first));
}

/* How well the best of these neighbours takes the place of neighbour n of another, 0..1. */
static float best_near(const struct finger_near *of, const struct finger_near *other, size_t n)
{
	float limit = 7 + 0.13F * other->distance[n]; /* noise of directions, stretch of the skin */
	float square = limit * limit;
	quad best = {0};
	for (size_t i = 0; i < QUADS; i++) {
		quad x = *(const quad *)&of->x[i * 4] - other->x[n];
		quad y = *(const quad *)&of->y[i * 4] - other->y[n];
		quad off = square - (x * x + y * y);
		quad_turn way = *(const quad_turn *)&of->direction[i * 4] - other->direction[n];
		quad turn = __builtin_convertvector((quad_whole)way, quad);
		turn *= 0.5F / 65536 / TURN_NEAR;
		quad like = 1 - quad_higher(turn, -turn);
		quad_whole close = like > 0.5F;
		best = quad_higher((quad)((quad_whole)(off * like) & close), best);
	}
	float left = best[0] > best[1] ? best[0] : best[1];
	float right = best[2] > best[3] ? best[2] : best[3];
	return (left > right ? left : right) / square;
}

/* Sum over i's neighbours that can be seen around k, and how many those are. */
static float sum_near(const struct finger_side *a, size_t i, const struct finger_side *b, size_t k,
		      float *expected)
{
	const struct finger_point *p = &b->point[k];
	const struct finger_near *near = &a->near[i];
	const struct finger_near *others = &b->near[k];
	float reach =
		others->count < FINGER_NEAR ? 1000 : others->distance[FINGER_NEAR - 1] * 1.1F + 7;
	float sum = 0;
	for (size_t n = 0; n < near->count && near->distance[n] <= reach; n++) {
		float x = p->x + near->x[n] * p->c - near->y[n] * p->s;
		float y = p->y + near->x[n] * p->s + near->y[n] * p->c;
		if (finger_side_shows(b, x, y)) {
			*expected += 1;
			sum += best_near(others, near, n);
		}
	}
	return sum;
}

static void compare_neighbours(struct finger_matcher *m)
{
	for (size_t i = 0; i < m->likely_count; i++) {
		struct finger_pair *p = &m->likely[i];
		float expected = 1; /* of two: few neighbours prove little */
		float sum = sum_near(&m->a, p->a, &m->b, p->b, &expected);
		sum += sum_near(&m->b, p->b, &m->a, p->a, &expected);
		float near = sum / expected;
		float flow = (float)m->likeness[p->a][p->b] / 255;
		p->local = flow * flow * (0.15F + 0.85F * near);
		m->local[p->a][p->b] = p->local;
	}
	m->steps += m->likely_count * FINGER_NEAR * FINGER_NEAR * 2;
}

static size_t level_of(float local)
{
	return local <= 0 ? 0 : local >= 1 ? LEVELS - 1 : (size_t)(local * (LEVELS - 1));
}

/* The FINGER_PAIRS_MAX best, by counting; in the order that they were found in. */
static void take_best(struct finger_matcher *m)
{
	size_t histogram[LEVELS] = {0};
	for (size_t i = 0; i < m->likely_count; i++) {
		histogram[level_of(m->likely[i].local)]++;
	}
	size_t room = FINGER_PAIRS_MAX;
	size_t least = LEVELS;
	while (least > 0 && histogram[least - 1] <= room) {
		room -= histogram[--least];
	}
	m->pair_count = 0;
	for (size_t i = 0; i < m->likely_count; i++) {
		size_t level = level_of(m->likely[i].local);
		bool last = level + 1 == least && room > 0;
		if (level >= least || last) {
			room -= last ? 1 : 0;
			m->pair[m->pair_count++] = m->likely[i];
		}
	}
}

/*
 * How well two pairs can be of one pose, 0..1. The distance of the minutiae hardly changes; the
 * way from one to the other is known as well as their directions are.
 */
static float pairs_fit(const struct finger_matcher *m, const struct finger_pair *p,
		       const struct finger_pair *q)
{
	uint16_t apart = turn_apart(p->turn, q->turn);
	if (p->a == q->a || p->b == q->b || apart >= TURN_PAIRS) {
		return 0;
	}
	const struct finger_point *a1 = &m->a.point[p->a];
	const struct finger_point *a2 = &m->a.point[q->a];
	const struct finger_point *b1 = &m->b.point[p->b];
	const struct finger_point *b2 = &m->b.point[q->b];
	float ax = a2->x - a1->x;
	float ay = a2->y - a1->y;
	float bx = b2->x - b1->x;
	float by = b2->y - b1->y;
	float length = sqrtf(ax * ax + ay * ay);
	float along = sqrtf(bx * bx + by * by) - length;
	float along_limit = 5 + 0.12F * length;
	if (fabsf(along) >= along_limit) {
		return 0;
	}
	/* Both minutiae's own frames: turn of the first, and of the second. */
	float c1 = b1->c * a1->c + b1->s * a1->s;
	float s1 = b1->s * a1->c - b1->c * a1->s;
	float c2 = b2->c * a2->c + b2->s * a2->s;
	float s2 = b2->s * a2->c - b2->c * a2->s;
	float c = (c1 + c2) / 2;
	float s = (s1 + s2) / 2;
	float x = bx - (c * ax - s * ay);
	float y = by - (s * ax + c * ay);
	float across = x * x + y * y - along * along;
	float across_limit = 5 + 0.24F * length;
	float off = (across < 0 ? 0 : across) / (across_limit * across_limit);
	if (off >= 1) {
		return 0;
	}
	float near = along / along_limit;
	return (1 - near * near) * (1 - off) * (1 - (float)apart / TURN_PAIRS);
}

static void relax(struct finger_matcher *m)
{
	float next[FINGER_PAIRS_MAX];
	for (size_t i = 0; i < m->pair_count; i++) {
		m->pair[i].support = m->pair[i].local;
		m->fits[i][i] = 0;
		for (size_t k = 0; k < i; k++) {
			m->fits[i][k] = pairs_fit(m, &m->pair[i], &m->pair[k]);
			m->fits[k][i] = m->fits[i][k];
		}
	}
	for (size_t round = 0; round < ROUNDS; round++) {
		float most = 0;
		for (size_t i = 0; i < m->pair_count; i++) {
			float sum = 0;
			for (size_t k = 0; k < m->pair_count; k++) {
				sum += m->fits[i][k] * m->pair[k].support;
			}
			next[i] = m->pair[i].local * (0.2F * m->pair[i].support + sum);
			most = next[i] > most ? next[i] : most;
		}
		for (size_t i = 0; i < m->pair_count; i++) {
			m->pair[i].support = most > 0 ? next[i] / most : 0;
		}
	}
	m->steps += m->pair_count * m->pair_count * (ROUNDS + 1);
}

void finger_match_pairs(struct finger_matcher *m)
{
	compare_rings(m);
	compare_neighbours(m);
	take_best(m);
	relax(m);
}
