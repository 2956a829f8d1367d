/*
 * finger_match_side: makes a template ready for comparison.
 * Knows what surrounds a minutia. Never knows the other print.
 *
 * A minutia is described by what lies around it, seen along its own direction, so that the
 * description is the same however the finger was turned: the flow of the ridges on circles (Tico
 * and Kuosmanen 2003), and the nearest neighbours (Jiang and Yau 2000).
 */
#include "biometrics/finger_match_part.h"

#include <math.h>
#include <string.h>

#define TURN       65536.0F
#define TWO_PI     6.283185307F
#define CIRCLES    4
#define CELLS_MIN  40     /* 15 mm^2 of ridges: less shows nothing */
#define COUNT_MIN  4      /* distinct minutiae */
#define APART      3.0F   /* closer together they are one */
#define SPREAD_MIN 12.0F  /* deviation across the line that fits minutiae best */
#define NEAR_MAX   140.0F /* neighbours further away say little: the skin stretches */
/* Eight places of flow more unlike than this: a finger's ridges bend, a sensor's stripes do not. */
#define BEND_MIN 0.0005F

static const struct {
	float radius;
	size_t count;
} circles[CIRCLES] = {{20, 8}, {40, 14}, {60, 20}, {80, 22}};

static bool is_apart(const struct finger_side *s, const struct finger_point *p)
{
	for (size_t i = 0; i < s->count; i++) {
		float x = s->point[i].x - p->x;
		float y = s->point[i].y - p->y;
		if (x * x + y * y < APART * APART) {
			return false;
		}
	}
	return true;
}

static void take_points(struct finger_side *s)
{
	s->count = 0;
	for (size_t i = 0; i < s->t->count; i++) {
		const struct finger_minutia *m = &s->t->minutia[i];
		float turn = (float)m->direction * (TWO_PI / TURN);
		uint8_t quality = m->quality > 100 ? 100 : m->quality;
		struct finger_point p = {.x = (float)m->x / 8,
					 .y = (float)m->y / 8,
					 .c = cosf(turn),
					 .s = sinf(turn),
					 .direction = m->direction,
					 .weight = 0.25F + 0.0075F * (float)quality};
		uint8_t flow;
		if (finger_side_flow(s, p.x, p.y, &flow) && is_apart(s, &p)) {
			s->point[s->count++] = p;
		}
	}
}

/* Minutiae that lie on one line are an edge's, or a scratch's. */
static bool is_spread(const struct finger_side *s)
{
	float n = (float)s->count;
	float x = 0;
	float y = 0;
	float xx = 0;
	float yy = 0;
	float xy = 0;
	for (size_t i = 0; i < s->count; i++) {
		x += s->point[i].x / n;
		y += s->point[i].y / n;
	}
	for (size_t i = 0; i < s->count; i++) {
		float dx = s->point[i].x - x;
		float dy = s->point[i].y - y;
		xx += dx * dx / n;
		yy += dy * dy / n;
		xy += dx * dy / n;
	}
	float half = (xx + yy) / 2;
	float least = half - sqrtf((xx - yy) * (xx - yy) / 4 + xy * xy);
	return least >= SPREAD_MIN * SPREAD_MIN;
}

/* Enough cells with ridges, and not all of one direction. */
static bool is_bent(const struct finger_side *s)
{
	size_t cells = (size_t)s->t->cells_wide * s->t->cells_high;
	float n = 0;
	float c = 0;
	float sine = 0;
	for (size_t i = 0; i < cells; i++) {
		if (s->t->flow[i] != FINGER_STATE_NONE) {
			float turn = (float)s->t->flow[i] * (TWO_PI / 250);
			c += cosf(turn);
			sine += sinf(turn);
			n += 1;
		}
	}
	return n >= CELLS_MIN && 1 - sqrtf(c * c + sine * sine) / n >= BEND_MIN;
}

static void look_around(struct finger_side *s, size_t i)
{
	const struct finger_point *p = &s->point[i];
	uint8_t own = (uint8_t)((p->direction + 64U) >> 7); /* 1/256 of half a turn */
	size_t k = 0;
	for (size_t c = 0; c < CIRCLES; c++) {
		float step = TWO_PI / (float)circles[c].count;
		float step_c = cosf(step);
		float step_s = sinf(step);
		float x = circles[c].radius * p->c;
		float y = circles[c].radius * p->s;
		for (size_t n = 0; n < circles[c].count; n++, k++) {
			uint8_t flow = 0;
			bool seen = finger_side_flow(s, p->x + x, p->y + y, &flow);
			s->ring_seen[i][k] = seen ? 255 : 0;
			s->ring[i][k] = seen ? (uint8_t)(flow - own) : 0;
			float turned = x * step_c - y * step_s;
			y = x * step_s + y * step_c;
			x = turned;
		}
	}
}

/* The nearest, kept in rising distance. */
static void keep_near(struct finger_side *s, size_t i, struct finger_near n)
{
	size_t at = s->near_count[i];
	if (at == FINGER_NEAR) {
		if (s->near[i][at - 1].distance <= n.distance) {
			return;
		}
		at--;
	} else {
		s->near_count[i]++;
	}
	for (; at > 0 && s->near[i][at - 1].distance > n.distance; at--) {
		s->near[i][at] = s->near[i][at - 1];
	}
	s->near[i][at] = n;
}

static void find_near(struct finger_side *s, size_t i)
{
	const struct finger_point *p = &s->point[i];
	s->near_count[i] = 0;
	for (size_t k = 0; k < s->count; k++) {
		float x = s->point[k].x - p->x;
		float y = s->point[k].y - p->y;
		float square = x * x + y * y;
		if (k == i || square > NEAR_MAX * NEAR_MAX) {
			continue;
		}
		keep_near(s, i,
			  (struct finger_near){
				  .x = x * p->c + y * p->s,
				  .y = y * p->c - x * p->s,
				  .distance = sqrtf(square),
				  .direction = (uint16_t)(s->point[k].direction - p->direction),
			  });
	}
}

bool finger_side_set(struct finger_side *s, const struct finger_template *t)
{
	s->t = t;
	s->count = 0;
	if (t->count > FINGER_MINUTIAE_MAX || t->cells_wide > FINGER_MAP_SIDE ||
	    t->cells_high > FINGER_MAP_SIDE) {
		return false;
	}
	take_points(s);
	if (s->count < COUNT_MIN || !is_spread(s) || !is_bent(s)) {
		return false;
	}
	for (size_t i = 0; i < s->count; i++) {
		look_around(s, i);
		find_near(s, i);
	}
	return true;
}
