/*
 * finger_match_score: what an alignment shows, and how much that weighs.
 * Knows the evidence and its weights. Never knows thresholds or people.
 */
#include "biometrics/finger_match_part.h"

#include <math.h>

/* Worse is no more evidence: the prints were laid over each other wrongly. */
#define FLOW_MAX   40.0F
#define PERIOD_MAX 0.08F

/*
 * Decibans for one of each evidence. Logistic regression, genuine and impostor pairs weighing the
 * same, over all pairs of FVC2002 DB1_B and DB3_B (560 genuine, 5,760 impostor), extracted by
 * finger_extract. How well it carries over to other fingers and sensors: docs/finger.md.
 */
static const struct {
	float one;
	float joined;
	float ratio;
	float expected;
	float ridges_area;
	float ridges;
	float flow;
	float local;
	float period;
	float both;
} weight = {
	.one = -18.9F,
	.joined = 0.714F,
	.ratio = 43.3F,
	.expected = -4.0F,
	.ridges_area = 2.86F,
	.ridges = 37.2F,
	.flow = -0.265F,
	.local = 44.3F,
	.period = -208.0F,
	.both = 1.23F,
};

/* Weight of the minutiae of one print that lie where the other shows ridges. */
static float expected_of(const struct finger_side *from, const struct finger_side *to,
			 const struct finger_pose *p)
{
	float sum = 0;
	for (size_t i = 0; i < from->count; i++) {
		const struct finger_point *q = &from->point[i];
		if (finger_side_shows(to, p->c * q->x - p->s * q->y + p->x,
				      p->s * q->x + p->c * q->y + p->y)) {
			sum += q->weight;
		}
	}
	return sum;
}

static struct finger_pose inverse(const struct finger_pose *p)
{
	return (struct finger_pose){.c = p->c,
				    .s = -p->s,
				    .x = -p->c * p->x - p->s * p->y,
				    .y = p->s * p->x - p->c * p->y,
				    .turn = (uint16_t)(0U - p->turn)};
}

static void look_at_joints(const struct finger_matcher *m, const struct finger_fit *f,
			   struct finger_look *look)
{
	float n = (float)f->count;
	for (size_t i = 0; i < f->count; i++) {
		const struct finger_joint *j = &f->joint[i];
		const struct finger_point *a = &m->a.point[j->a];
		const struct finger_point *b = &m->b.point[j->b];
		float good = sqrtf(a->weight * b->weight);
		struct finger_place p = finger_fit_place_without(f, i, a->x, a->y);
		float left = sqrtf((b->x - p.x) * (b->x - p.x) + (b->y - p.y) * (b->y - p.y));
		look->joined += j->close * good;
		look->count += good;
		look->local += m->local[j->a][j->b] / n;
		look->left += left / n;
		look->stretch += sqrtf(j->x * j->x + j->y * j->y) / n;
	}
}

void finger_match_look(struct finger_matcher *m, const struct finger_fit *f,
		       struct finger_look *look)
{
	struct finger_pose back = inverse(&f->pose);
	*look = (struct finger_look){0};
	look_at_joints(m, f, look);
	look->expected =
		sqrtf(expected_of(&m->a, &m->b, &f->pose) * expected_of(&m->b, &m->a, &back));
	finger_match_ridges(m, f, look);
}

/* Beyond these the sets that the weights were fitted to know no pairs: a score still rises there,
 * but ever slower, and never claims more than the limits. Decibans. */
static float saturate(float raw)
{
	static const float high_from = 30;
	static const float high_room = 60;
	static const float low_from = -8;
	static const float low_room = 12;
	if (raw > high_from) {
		float over = raw - high_from;
		return high_from + over / (1 + over / high_room);
	}
	if (raw < low_from) {
		float under = low_from - raw;
		return low_from - under / (1 + under / low_room);
	}
	return raw;
}

int16_t finger_match_score(const struct finger_look *look)
{
	float expected = look->expected + 2;
	float blocks = look->blocks;
	const struct {
		float each;
		float value;
	} evidence[] = {
		{weight.one, 1},
		{weight.joined, look->joined},
		{weight.ratio, look->joined / expected},
		{weight.expected, sqrtf(expected)},
		{weight.ridges_area, look->ridges * sqrtf(blocks)},
		{weight.ridges, look->ridges * blocks / (blocks + 10)},
		{weight.flow, fminf(look->flow, FLOW_MAX) * look->cells / (look->cells + 30)},
		{weight.local, look->local},
		{weight.period, fminf(look->period, PERIOD_MAX)},
		{weight.both, look->joined * look->ridges},
	};
	float sum = 0;
	for (size_t i = 0; i < sizeof(evidence) / sizeof(evidence[0]); i++) {
		sum += evidence[i].each * evidence[i].value;
	}
	return (int16_t)lrintf(saturate(sum));
}
