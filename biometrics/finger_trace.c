/*
 * finger_trace: ends and forks of the lines, after those that the thinning or a scratch, a pore or
 * a drop made are taken out of the lines.
 * Knows lines and the flow around them. Never knows qualities.
 */
#include "biometrics/finger_line.h"

#include "base/secret.h"

#include <math.h>

#define ROUNDS        3    /* what is taken out can uncover more of the same */
#define SPUR_PERIODS  0.9F /* a branch this short is no ridge */
#define ISLE_PERIODS  1.6F /* a ridge that short is dirt */
#define LAKE_PERIODS  2.2F /* a hole that short is a pore */
#define CROSS_PERIODS 1.6F /* a bridge between two ridges is about one period long */
#define CROSS_COSINE  0.7F /* and crosses the flow: beyond 45 degrees */
#define INSIDE_LEAST  10   /* pixels from the mask's edge: one period */

static float period_at(const struct finger_extractor *x, uint32_t at)
{
	const uint32_t bx = (uint32_t)finger_x(at) / BLOCK;
	const uint32_t by = (uint32_t)finger_y(at) / BLOCK;
	return finger_period_of(x->tune[by * BLOCKS + bx]);
}

static void erase(struct finger_extractor *x, const struct finger_walk *w, bool ends)
{
	for (uint32_t i = ends ? 0 : 1; i < w->steps + (ends ? 1 : 0); i++) {
		x->thin[w->at[i]] = 0;
	}
}

/* Spurs and islands. */
static void clean_end(struct finger_extractor *x, uint32_t at, uint32_t way)
{
	const float period = period_at(x, at);
	const struct finger_walk w = finger_walk(x->thin, at, way, FINGER_STEPS);
	const float length = (float)w.steps;
	if (w.ways > 2 && length <= SPUR_PERIODS * period) {
		erase(x, &w, false);
		x->thin[at] = 0;
	} else if (w.ways < 2 && length <= ISLE_PERIODS * period) {
		erase(x, &w, true);
	}
}

/* Whether the straight line from end to end of a walk runs across the ridges. */
static bool crosses(const struct finger_extractor *x, const struct finger_walk *w)
{
	const uint32_t from = w->at[0];
	const uint32_t to = finger_walk_end(w);
	const float dx = (float)(finger_x(to) - finger_x(from));
	const float dy = (float)(finger_y(to) - finger_y(from));
	const uint32_t middle = w->at[w->steps / 2];
	const uint32_t b =
		(uint32_t)finger_y(middle) / BLOCK * BLOCKS + (uint32_t)finger_x(middle) / BLOCK;
	const float angle = atan2f(x->axis[b].y, x->axis[b].x) / 2;
	const float along = fabsf(dx * cosf(angle) + dy * sinf(angle));
	return along <= CROSS_COSINE * hypotf(dx, dy);
}

/* Bridges and lakes. */
static void clean_fork(struct finger_extractor *x, uint32_t at, const struct finger_ways *ways)
{
	const float period = period_at(x, at);
	struct finger_walk walk[FINGER_WAYS];
	for (uint32_t i = 0; i < ways->count; i++) {
		walk[i] = finger_walk(x->thin, at, ways->next[i], FINGER_STEPS);
	}
	for (uint32_t i = 0; i < ways->count; i++) {
		const float length = (float)walk[i].steps;
		if (walk[i].ways < 3) {
			continue;
		}
		if (length > 1 && length <= CROSS_PERIODS * period && crosses(x, &walk[i])) {
			erase(x, &walk[i], false);
			return;
		}
		for (uint32_t k = 0; k < i; k++) {
			if (walk[k].ways > 2 &&
			    finger_walk_end(&walk[k]) == finger_walk_end(&walk[i]) &&
			    length <= LAKE_PERIODS * period && walk[i].steps > 1) {
				erase(x, &walk[i], false);
				return;
			}
		}
	}
}

static void clean(struct finger_extractor *x)
{
	for (int32_t y = 1; y < x->height - 1; y++) {
		for (int32_t c = 1; c < x->width - 1; c++) {
			const uint32_t at = finger_at(c, y);
			if (!x->thin[at]) {
				continue;
			}
			const struct finger_ways ways = finger_ways_of(x->thin, at);
			if (ways.count == 0) {
				x->thin[at] = 0;
			} else if (ways.count == 1) {
				clean_end(x, at, ways.next[0]);
			} else if (ways.count > 2) {
				clean_fork(x, at, &ways);
			}
		}
	}
}

static void collect(struct finger_extractor *x)
{
	x->nodes = 0;
	for (int32_t y = 1; y < x->height - 1; y++) {
		for (int32_t c = 1; c < x->width - 1; c++) {
			const uint32_t at = finger_at(c, y);
			const int32_t b = y / BLOCK * BLOCKS + c / BLOCK;
			if (!x->thin[at] || x->inside[b] < INSIDE_LEAST) {
				continue;
			}
			const uint32_t ways = finger_ways_of(x->thin, at).count;
			if ((ways == 1 || ways > 2) && x->nodes < NODES) {
				x->node[x->nodes++] = (struct finger_node){(int16_t)c, (int16_t)y,
									   ways == 1 ? FINGER_ENDING
										     : FINGER_FORK};
			}
		}
	}
}

void finger_trace(struct finger_extractor *x)
{
	for (int i = 0; i < ROUNDS; i++) {
		clean(x);
	}
	collect(x);
}
