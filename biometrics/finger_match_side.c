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

static void take_maps(struct finger_side *s)
{
	const struct finger_template *t = s->t;
	(void)memset(s->shows, 0, sizeof(s->shows)); /* returns its argument */
	for (size_t row = 0; row < t->cells_high; row++) {
		const uint8_t *told = &t->flow[row * t->cells_wide];
		uint8_t *flow = &s->flow[row * FINGER_MAP_SIDE];
		uint8_t *shows = &s->shows[row * FINGER_MAP_SIDE];
		for (size_t column = 0; column < t->cells_wide; column++) {
			flow[column] = (uint8_t)((told[column] * 256U + 125U) / 250U);
			shows[column] = told[column] != FINGER_STATE_NONE;
		}
	}
}

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
		if (finger_side_shows(s, p.x, p.y) && is_apart(s, &p)) {
			s->point[s->count++] = p;
		}
	}
}

/* So that whoever looks for those at a place need not look at all. */
static void sort_points(struct finger_side *s)
{
	for (size_t i = 1; i < s->count; i++) {
		struct finger_point p = s->point[i];
		size_t at = i;
		for (; at > 0 && s->point[at - 1].y > p.y; at--) {
			s->point[at] = s->point[at - 1];
		}
		s->point[at] = p;
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
			size_t at = 0;
			bool seen = finger_side_cell(p->x + x, p->y + y, &at) && s->shows[at] != 0;
			s->ring_seen[i][k] = seen ? 255 : 0;
			s->ring[i][k] = seen ? (uint8_t)(s->flow[at] - own) : 0;
			float turned = x * step_c - y * step_s;
			y = x * step_s + y * step_c;
			x = turned;
		}
	}
}

/* The nearest, kept in rising distance. */
static void keep_near(struct finger_near *near, float x, float y, float distance,
		      uint16_t direction)
{
	size_t at = near->count;
	if (at == FINGER_NEAR) {
		if (near->distance[at - 1] <= distance) {
			return;
		}
		at--;
	} else {
		near->count++;
	}
	for (; at > 0 && near->distance[at - 1] > distance; at--) {
		near->x[at] = near->x[at - 1];
		near->y[at] = near->y[at - 1];
		near->distance[at] = near->distance[at - 1];
		near->direction[at] = near->direction[at - 1];
	}
	near->x[at] = x;
	near->y[at] = y;
	near->distance[at] = distance;
	near->direction[at] = (uint32_t)direction << 16;
}

static void find_near(struct finger_side *s, size_t i)
{
	const struct finger_point *p = &s->point[i];
	struct finger_near *near = &s->near[i];
	near->count = 0;
	for (size_t k = 0; k < s->count; k++) {
		float x = s->point[k].x - p->x;
		float y = s->point[k].y - p->y;
		float square = x * x + y * y;
		if (k == i || square > NEAR_MAX * NEAR_MAX) {
			continue;
		}
		keep_near(near, x * p->c + y * p->s, y * p->c - x * p->s, sqrtf(square),
			  (uint16_t)(s->point[k].direction - p->direction));
	}
	for (size_t k = near->count; k < FINGER_NEAR_ROOM; k++) {
		near->x[k] = FINGER_NOWHERE;
		near->y[k] = FINGER_NOWHERE;
		near->distance[k] = FINGER_NOWHERE;
		near->direction[k] = 0;
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
	take_maps(s);
	take_points(s);
	if (s->count < COUNT_MIN || !is_spread(s) || !is_bent(s)) {
		return false;
	}
	sort_points(s);
	for (size_t i = 0; i < s->count; i++) {
		look_around(s, i);
		find_near(s, i);
	}
	return true;
}
