/*
 * finger_minutia: an end or fork of a line becomes a minutia: direction, and how sure it is.
 * Knows lines and flow. Never knows pixels.
 */
#include "biometrics/finger_line.h"

#include <math.h>

#define RUN_PERIODS   1.5F /* along a line, to see where it goes */
#define CLOSE_PERIODS 0.7F /* two minutiae this close are one break of a ridge, or a blot */
#define AGREE_LEAST   0.5F /* cosine between line and flow */
#define INSIDE_SURE   40   /* pixels from the mask's edge: farther is no better */
#define PI            3.14159265F

struct vector {
	float x;
	float y;
};

static struct vector unit(float dx, float dy)
{
	const float length = hypotf(dx, dy);
	return length > 0 ? (struct vector){dx / length, dy / length} : (struct vector){0};
}

static uint32_t block_of(const struct finger_node *n)
{
	return (uint32_t)n->y / BLOCK * BLOCKS + (uint32_t)n->x / BLOCK;
}

static struct vector way_of(const struct finger_extractor *x, uint32_t at, uint32_t next)
{
	const float period = finger_period_of(
		x->tune[(uint32_t)finger_y(at) / BLOCK * BLOCKS + (uint32_t)finger_x(at) / BLOCK]);
	const struct finger_walk w =
		finger_walk(x->thin, at, next, (uint32_t)(RUN_PERIODS * period));
	const uint32_t to = finger_walk_end(&w);
	return unit((float)(finger_x(to) - finger_x(at)), (float)(finger_y(to) - finger_y(at)));
}

/*
 * Of an end, along its ridge; of a fork, between the two branches that lie closest: there the
 * valley ends that would be the ridge in the negative.
 */
static struct vector heading(const struct finger_extractor *x, const struct finger_node *n)
{
	const uint32_t at = finger_at(n->x, n->y);
	const struct finger_ways ways = finger_ways_of(x->thin, at);
	struct vector way[FINGER_WAYS] = {0};
	for (uint32_t i = 0; i < ways.count; i++) {
		way[i] = way_of(x, at, ways.next[i]);
	}
	if (ways.count < 3) {
		return way[0];
	}
	struct vector best = {0};
	float closest = -2;
	for (uint32_t i = 0; i < ways.count; i++) {
		for (uint32_t k = 0; k < i; k++) {
			const float cosine = way[i].x * way[k].x + way[i].y * way[k].y;
			if (cosine > closest) {
				closest = cosine;
				best = unit(way[i].x + way[k].x, way[i].y + way[k].y);
			}
		}
	}
	return best;
}

/* The flow at the minutia, in the sense of its line. */
static struct finger_minutia minutia_of(const struct finger_extractor *x,
					const struct finger_node *n)
{
	const uint32_t b = block_of(n);
	const struct finger_axis a = x->axis[b];
	const struct vector line = heading(x, n);
	const float angle = atan2f(a.y, a.x) / 2;
	struct vector flow = {cosf(angle), sinf(angle)};
	float agree = flow.x * line.x + flow.y * line.y;
	if (agree < 0) {
		flow = (struct vector){-flow.x, -flow.y};
		agree = -agree;
	}
	const struct vector mean = unit(2 * flow.x + line.x, 2 * flow.y + line.y);
	const float turn = atan2f(mean.y, mean.x) / (2 * PI) + 1;
	const float edge = x->inside[b] < INSIDE_SURE ? (float)x->inside[b] / INSIDE_SURE : 1;
	const float sure = agree < AGREE_LEAST ? 0
					       : sqrtf(x->pure[b]) * hypotf(a.x, a.y) * agree *
							 (0.5F + edge / 2);
	return (struct finger_minutia){
		.x = (int16_t)(n->x * 8 + 4),
		.y = (int16_t)(n->y * 8 + 4),
		.direction = (uint16_t)((uint32_t)lrintf(turn * 65536) & 0xFFFF),
		.type = n->type,
		.quality = (uint8_t)lrintf(fminf(sure, 1) * 100),
	};
}

/* Into the list in falling quality; of equal ones, the one that was found first. */
static void insert(struct finger_template *out, struct finger_minutia m)
{
	uint32_t at = out->count;
	if (at == FINGER_MINUTIAE_MAX) {
		if (out->minutia[at - 1].quality >= m.quality) {
			return;
		}
		at--;
	} else {
		out->count++;
	}
	while (at > 0 && out->minutia[at - 1].quality < m.quality) {
		out->minutia[at] = out->minutia[at - 1];
		at--;
	}
	out->minutia[at] = m;
}

/* Whether another node is so close that neither is a minutia. */
static bool crowded(const struct finger_extractor *x, uint32_t i)
{
	const struct finger_node *n = &x->node[i];
	const float reach = CLOSE_PERIODS * finger_period_of(x->tune[block_of(n)]);
	for (uint32_t k = 0; k < x->nodes; k++) {
		const float dx = (float)(x->node[k].x - n->x);
		const float dy = (float)(x->node[k].y - n->y);
		if (k != i && dx * dx + dy * dy < reach * reach) {
			return true;
		}
	}
	return false;
}

void finger_minutiae(struct finger_extractor *x, struct finger_template *out)
{
	for (uint32_t i = 0; i < x->nodes; i++) {
		if (crowded(x, i)) {
			continue;
		}
		const struct finger_minutia m = minutia_of(x, &x->node[i]);
		if (m.quality > 0) {
			insert(out, m);
		}
	}
}
