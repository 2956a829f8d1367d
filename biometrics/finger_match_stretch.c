/*
 * finger_match_stretch: how the skin was stretched between two prints laid over each other.
 * Knows paired minutiae, and that places beside each other go the same way. Never knows ridges or
 * scores.
 *
 * Around each place a motion, a turn and a widening are fitted to what the rigid pose leaves of the
 * pairs, those further away weighing less (Cleveland 1979).
 */
#include "biometrics/finger_match_part.h"

#include <math.h>

#define SMOOTH     55.0F /* reach of a pair's stretch */
#define STIFF      0.25F /* weight of no stretch at all, against pairs at the same place */
#define STIFF_TURN 0.5F  /* and of no local turn or widening, against pairs SMOOTH away */
#define LANES      4     /* sums side by side, which a compiler may hold in one register */

/* Sums for the motion of a place: how its surroundings are moved, turned and widened. */
struct local {
	float w, x, y, dx, dy, square, dot, cross;
};

static float sum_lanes(const float lane[LANES])
{
	return (lane[0] + lane[1]) + (lane[2] + lane[3]);
}

/* Of all pulls, from the place (x, y). */
static void local_sums(const struct finger_fit *f, const float *weight, float x, float y,
		       struct local *out)
{
	float w[LANES] = {0};
	float px[LANES] = {0};
	float py[LANES] = {0};
	float dx[LANES] = {0};
	float dy[LANES] = {0};
	float square[LANES] = {0};
	float dot[LANES] = {0};
	float cross[LANES] = {0};
	for (size_t i = 0; i < f->count; i += LANES) {
		for (size_t n = 0; n < LANES; n++) {
			float u = f->pull.x[i + n] - x;
			float v = f->pull.y[i + n] - y;
			float far = u * u + v * v;
			float k = 1 + far * (1 / (SMOOTH * SMOOTH));
			float near = weight[i + n] / (k * k);
			float mx = near * f->pull.dx[i + n];
			float my = near * f->pull.dy[i + n];
			w[n] += near;
			px[n] += near * u;
			py[n] += near * v;
			dx[n] += mx;
			dy[n] += my;
			square[n] += near * far;
			dot[n] += u * mx + v * my;
			cross[n] += u * my - v * mx;
		}
	}
	*out = (struct local){.w = sum_lanes(w),
			      .x = sum_lanes(px),
			      .y = sum_lanes(py),
			      .dx = sum_lanes(dx),
			      .dy = sum_lanes(dy),
			      .square = sum_lanes(square),
			      .dot = sum_lanes(dot),
			      .cross = sum_lanes(cross)};
}

/* The stretch at the origin, of the pairs around it; none where there are none. */
static struct finger_place local_stretch(const struct local *l)
{
	struct finger_place p = {0};
	if (l->w > 0) {
		float x = l->x / l->w;
		float y = l->y / l->w;
		float square = l->square - l->w * (x * x + y * y) + STIFF_TURN * SMOOTH * SMOOTH;
		float hold = l->w / (l->w + STIFF);
		p.c = hold * (l->dot - (x * l->dx + y * l->dy)) / square;
		p.s = hold * (l->cross - (x * l->dy - y * l->dx)) / square;
		p.x = hold * l->dx / l->w - (p.c * x - p.s * y);
		p.y = hold * l->dy / l->w - (p.s * x + p.c * y);
	}
	return p;
}

static struct finger_place place_weighed(const struct finger_fit *f, const float *weight, float x,
					 float y)
{
	struct local l;
	local_sums(f, weight, x, y, &l);
	struct finger_place p = local_stretch(&l);
	p.x += f->pose.c * x - f->pose.s * y + f->pose.x;
	p.y += f->pose.s * x + f->pose.c * y + f->pose.y;
	p.c += f->pose.c;
	p.s += f->pose.s;
	return p;
}

struct finger_place finger_fit_place(const struct finger_fit *f, float x, float y)
{
	return place_weighed(f, f->pull.weight, x, y);
}

struct finger_place finger_fit_place_without(const struct finger_fit *f, size_t skip, float x,
					     float y)
{
	float weight[FINGER_MINUTIAE_MAX];
	for (size_t i = 0; i < FINGER_MINUTIAE_MAX; i++) {
		weight[i] = f->pull.weight[i];
	}
	weight[skip] = 0;
	return place_weighed(f, weight, x, y);
}

int32_t finger_fit_turned(const struct finger_fit *f, const struct finger_place *p)
{
	float along = p->c * f->pose.c + p->s * f->pose.s;
	float across = p->s * f->pose.c - p->c * f->pose.s;
	/* Skin is never turned by 30 degrees against itself: up to there the tangent will do. */
	if (!(along > 0 && fabsf(across) < 0.6F * along)) {
		return 0;
	}
	return (int32_t)lrintf(across / along * (32768.0F / 3.14159265F));
}

/* What the joints pull at, side by side; the rest of the last row weighs nothing. */
void finger_fit_pull(const struct finger_matcher *m, struct finger_fit *f)
{
	for (size_t i = 0; i < FINGER_MINUTIAE_MAX; i++) {
		const struct finger_joint *j = &f->joint[i < f->count ? i : 0];
		f->pull.x[i] = m->a.point[j->a].x;
		f->pull.y[i] = m->a.point[j->a].y;
		f->pull.dx[i] = j->x;
		f->pull.dy[i] = j->y;
		f->pull.weight[i] = i < f->count ? j->close : 0;
	}
}
