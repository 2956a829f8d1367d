/*
 * finger_match_fit: lays one print over the other, from the best supported pairs.
 * Knows poses, and how skin stretches. Never knows ridges or scores.
 *
 * A pose is the rigid motion that a few agreeing pairs give. Then all minutiae are paired one to
 * one, the pose is fitted again, and what is left is smoothed: skin stretches, but places beside
 * each other go the same way. A pair never vouches for its own stretch.
 */
#include "biometrics/finger_match_part.h"

#include <math.h>

#define ROUNDS     4
#define FIRST_NEAR 18.0F /* how far a minutia may be off its place while the stretch is learnt */
#define LAST_NEAR  11.0F /* and in the end */
#define JUDGE_NEAR 16.0F /* and off where the others say it should be */
#define TURN_NEAR  5000  /* 27 degrees */

/* Sums for the rigid motion that fits weighted pairs of points best. */
struct sums {
	float w, ax, ay, bx, by, dot, cross;
};

static void sums_add(struct sums *s, const struct finger_point *a, const struct finger_point *b,
		     float w)
{
	s->w += w;
	s->ax += w * a->x;
	s->ay += w * a->y;
	s->bx += w * b->x;
	s->by += w * b->y;
	s->dot += w * (a->x * b->x + a->y * b->y);
	s->cross += w * (a->x * b->y - a->y * b->x);
}

static bool sums_pose(const struct sums *s, struct finger_pose *pose)
{
	if (!(s->w > 0)) {
		return false;
	}
	float dot = s->dot - (s->ax * s->bx + s->ay * s->by) / s->w;
	float cross = s->cross - (s->ax * s->by - s->ay * s->bx) / s->w;
	float length = sqrtf(dot * dot + cross * cross);
	if (!(length > 1e-3F)) {
		return false;
	}
	pose->c = dot / length;
	pose->s = cross / length;
	pose->x = (s->bx - pose->c * s->ax + pose->s * s->ay) / s->w;
	pose->y = (s->by - pose->s * s->ax - pose->c * s->ay) / s->w;
	float turn = atan2f(pose->s, pose->c) * (32768.0F / 3.14159265F);
	pose->turn = (uint16_t)(int32_t)lrintf(turn);
	return true;
}

/* The pose of a pair and of those that fit it. */
static bool seed_pose(const struct finger_matcher *m, size_t seed, struct finger_pose *pose)
{
	struct sums s = {0};
	for (size_t i = 0; i < m->pair_count; i++) {
		const struct finger_pair *p = &m->pair[i];
		float w = i == seed ? 1 : m->fits[seed][i] * p->support;
		sums_add(&s, &m->a.point[p->a], &m->b.point[p->b], w * p->local);
	}
	return sums_pose(&s, pose);
}

struct offer {
	float close; /* 0: none */
	uint8_t to;
};

/* Where a minutia of a should lie in b, and look. */
struct aim {
	float x;
	float y;
	uint16_t direction;
};

static struct aim aim_of(const struct finger_fit *f, const struct finger_point *a,
			 const struct finger_place *p)
{
	int32_t turn = (int32_t)a->direction + f->pose.turn + finger_fit_turned(f, p);
	return (struct aim){.x = p->x, .y = p->y, .direction = (uint16_t)(uint32_t)turn};
}

/* How well b lies where a should be, 0..1. */
static float closeness(const struct aim *aim, const struct finger_point *b, float limit)
{
	float dx = b->x - aim->x;
	float dy = b->y - aim->y;
	float off = (dx * dx + dy * dy) / (limit * limit);
	if (off >= 1) {
		return 0;
	}
	uint16_t turn = (uint16_t)(b->direction - aim->direction);
	turn = turn < 32768U ? turn : (uint16_t)(0U - turn);
	if (turn >= TURN_NEAR) {
		return 0;
	}
	float askew = (float)turn / TURN_NEAR;
	return (1 - off) * (1 - 0.6F * askew * askew);
}

/* The first minutia at y or behind it; begins where the last was found. */
static size_t first_near(const struct finger_side *s, size_t from, float y)
{
	while (from < s->count && s->point[from].y < y) {
		from++;
	}
	while (from > 0 && s->point[from - 1].y >= y) {
		from--;
	}
	return from;
}

/* Best offers of those not yet taken, both ways. */
static void make_offers(const struct finger_matcher *m, const struct aim *aim, float limit,
			struct offer *of_a, struct offer *of_b)
{
	size_t first = 0; /* of b's minutiae that lie near enough: they are in rising y */
	for (size_t k = 0; k < m->b.count; k++) {
		of_b[k].close = of_b[k].close < 0 ? -1 : 0;
	}
	for (size_t i = 0; i < m->a.count; i++) {
		if (of_a[i].close < 0) {
			continue;
		}
		of_a[i].close = 0;
		first = first_near(&m->b, first, aim[i].y - limit);
		for (size_t k = first; k < m->b.count; k++) {
			if (m->b.point[k].y > aim[i].y + limit) {
				break;
			}
			float close =
				of_b[k].close < 0 ? 0 : closeness(&aim[i], &m->b.point[k], limit);
			if (close > of_a[i].close) {
				of_a[i] = (struct offer){.close = close, .to = (uint8_t)k};
			}
			if (close > of_b[k].close) {
				of_b[k] = (struct offer){.close = close, .to = (uint8_t)i};
			}
		}
	}
}

/* One to one: those that prefer each other join, then once more among the rest. */
static void join(struct finger_matcher *m, struct finger_fit *f, float limit)
{
	struct offer of_a[FINGER_MINUTIAE_MAX] = {0};
	struct offer of_b[FINGER_MINUTIAE_MAX] = {0};
	struct aim aim[FINGER_MINUTIAE_MAX];
	for (size_t i = 0; i < m->a.count; i++) {
		const struct finger_point *p = &m->a.point[i];
		struct finger_place place = finger_fit_place(f, p->x, p->y);
		aim[i] = aim_of(f, p, &place);
	}
	m->steps += m->a.count * f->count;
	f->count = 0;
	f->total = 0;
	for (size_t round = 0; round < 2; round++) {
		make_offers(m, aim, limit, of_a, of_b);
		m->steps += m->a.count * m->b.count;
		for (size_t i = 0; i < m->a.count; i++) {
			struct offer *o = &of_a[i];
			if (!(o->close > 0) || of_b[o->to].to != i || of_b[o->to].close < 0) {
				continue;
			}
			f->joint[f->count++] = (struct finger_joint){
				.a = (uint8_t)i, .b = o->to, .close = o->close};
			f->total += o->close;
			of_b[o->to].close = -1;
			o->close = -1;
		}
	}
}

/* How far each pair is off the rigid pose. */
static void measure_stretch(const struct finger_matcher *m, struct finger_fit *f)
{
	for (size_t i = 0; i < f->count; i++) {
		struct finger_joint *j = &f->joint[i];
		const struct finger_point *a = &m->a.point[j->a];
		const struct finger_point *b = &m->b.point[j->b];
		j->x = b->x - (f->pose.c * a->x - f->pose.s * a->y + f->pose.x);
		j->y = b->y - (f->pose.s * a->x + f->pose.c * a->y + f->pose.y);
	}
	finger_fit_pull(m, f);
}

static bool fit_again(const struct finger_matcher *m, struct finger_fit *f)
{
	struct sums s = {0};
	for (size_t i = 0; i < f->count; i++) {
		const struct finger_joint *j = &f->joint[i];
		sums_add(&s, &m->a.point[j->a], &m->b.point[j->b], j->close);
	}
	return f->count >= 2 && sums_pose(&s, &f->pose);
}

/* Closeness once more, each pair against where the others say it should be. */
static void judge(struct finger_matcher *m, struct finger_fit *f)
{
	float close[FINGER_MINUTIAE_MAX];
	for (size_t i = 0; i < f->count; i++) {
		const struct finger_joint *j = &f->joint[i];
		const struct finger_point *a = &m->a.point[j->a];
		struct finger_place place = finger_fit_place_without(f, i, a->x, a->y);
		struct aim aim = aim_of(f, a, &place);
		close[i] = closeness(&aim, &m->b.point[j->b], JUDGE_NEAR);
	}
	m->steps += f->count * f->count;
	f->total = 0;
	for (size_t i = 0; i < f->count; i++) {
		f->joint[i].close = close[i];
		f->pull.weight[i] = close[i];
		f->total += close[i];
	}
}

/* Begins with the pairs that agree with the seed, wherever the skin's stretch has them. */
static bool start(const struct finger_matcher *m, size_t seed, struct finger_fit *f)
{
	f->count = 0;
	if (!seed_pose(m, seed, &f->pose)) {
		return false;
	}
	for (size_t i = 0; i < m->pair_count; i++) {
		const struct finger_pair *p = &m->pair[i];
		float fits = i == seed ? 1 : m->fits[seed][i];
		float close = fits * p->support;
		if (close > 0.01F) {
			f->joint[f->count++] =
				(struct finger_joint){.a = p->a, .b = p->b, .close = close};
		}
	}
	measure_stretch(m, f);
	return true;
}

static bool refine(struct finger_matcher *m, struct finger_fit *f)
{
	for (size_t round = 0; round < ROUNDS; round++) {
		join(m, f, round + 1 < ROUNDS ? FIRST_NEAR : LAST_NEAR);
		if (!fit_again(m, f)) {
			return false;
		}
		measure_stretch(m, f);
	}
	judge(m, f);
	return true;
}

/* The best supported pair that no pose has taken in yet; pair_count: none. */
static size_t next_seed(const struct finger_matcher *m, const bool *taken)
{
	size_t best = m->pair_count;
	for (size_t i = 0; i < m->pair_count; i++) {
		if (!taken[i] &&
		    (best == m->pair_count || m->pair[i].support > m->pair[best].support)) {
			best = i;
		}
	}
	return best;
}

static void take_joined(const struct finger_matcher *m, const struct finger_fit *f, bool *taken)
{
	for (size_t i = 0; i < m->pair_count; i++) {
		for (size_t k = 0; k < f->count && !taken[i]; k++) {
			taken[i] = f->joint[k].a == m->pair[i].a && f->joint[k].b == m->pair[i].b;
		}
	}
}

static void keep_sorted(struct finger_matcher *m)
{
	for (size_t i = m->fit_count - 1; i > 0 && m->fit[i].total > m->fit[i - 1].total; i--) {
		struct finger_fit f = m->fit[i];
		m->fit[i] = m->fit[i - 1];
		m->fit[i - 1] = f;
	}
}

void finger_match_fit(struct finger_matcher *m)
{
	bool taken[FINGER_PAIRS_MAX] = {false};
	m->fit_count = 0;
	for (size_t tries = 0; tries < FINGER_POSES_MAX; tries++) {
		size_t seed = next_seed(m, taken);
		if (seed == m->pair_count) {
			return;
		}
		taken[seed] = true;
		struct finger_fit *f = &m->fit[m->fit_count];
		if (!start(m, seed, f) || !refine(m, f)) {
			continue;
		}
		take_joined(m, f, taken);
		m->fit_count++;
		keep_sorted(m);
	}
}
