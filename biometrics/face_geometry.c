/*
 * face_geometry: boxes, landmarks and the transforms between them, as pure functions.
 * Knows coordinates. Never knows pixels or networks (only the layout of their outputs).
 */
#include "biometrics/face_geometry.h"

#include <math.h>

#define SCORE_MIN          0.65F
#define OVERLAP_MAX        0.4F /* intersection over union, of two boxes of different faces */
#define SURROUNDINGS_SCALE 2.7  /* what the liveness network was trained on */
#define POSE_SCALE         1.5
#define EYE_SCALE          1.6
#define EYE_DISTANCE_MIN   1.0 /* pixels; below, the landmarks are no face */

static float box_area(const struct face_box *b)
{
	return (b->x1 - b->x0) * (b->y1 - b->y0);
}

static bool boxes_overlap(const struct face_box *a, const struct face_box *b)
{
	float width = fminf(a->x1, b->x1) - fmaxf(a->x0, b->x0);
	float height = fminf(a->y1, b->y1) - fmaxf(a->y0, b->y0);
	if (width <= 0 || height <= 0) {
		return false;
	}
	float common = width * height;
	return common > OVERLAP_MAX * (box_area(a) + box_area(b) - common);
}

static bool box_usable(const struct face_box *b)
{
	return isfinite(b->x0) && isfinite(b->y0) && isfinite(b->x1) && isfinite(b->y1) &&
	       b->x1 > b->x0 && b->y1 > b->y0;
}

/* Inserts by score, best first; the worst falls off a full list. */
static void insert_box(struct face_box *list, size_t *count, struct face_box b)
{
	size_t at = *count;
	if (at == FACE_BOXES_MAX) {
		if (b.score <= list[at - 1].score) {
			return;
		}
		at--;
	} else {
		(*count)++;
	}
	for (; at > 0 && list[at - 1].score < b.score; at--) {
		list[at] = list[at - 1];
	}
	list[at] = b;
}

size_t face_boxes_pick(const struct face_prior *priors, size_t count, float padded_width,
		       float padded_height, struct face_box out[FACE_BOXES_MAX])
{
	struct face_box found[FACE_BOXES_MAX];
	size_t candidates = 0;
	size_t kept = 0;
	for (size_t i = 0; i < count; i++) {
		const struct face_prior *c = &priors[i];
		struct face_box b = {c->score, c->x0 * padded_width, c->y0 * padded_height,
				     c->x1 * padded_width, c->y1 * padded_height};
		if (c->score >= SCORE_MIN && box_usable(&b)) {
			insert_box(found, &candidates, b);
		}
	}
	for (size_t i = 0; i < candidates; i++) {
		bool repeats = false;
		for (size_t k = 0; k < kept; k++) {
			repeats = repeats || boxes_overlap(&out[k], &found[i]);
		}
		if (!repeats) {
			out[kept++] = found[i];
		}
	}
	/* The tallest first; the others stay in the order of their scores. */
	for (size_t i = 1; i < kept; i++) {
		if (out[i].y1 - out[i].y0 > out[0].y1 - out[0].y0) {
			struct face_box taller = out[i];
			out[i] = out[0];
			out[0] = taller;
		}
	}
	return kept;
}

/* Whole pixels within 0..most; the value may be anything finite. */
static int32_t pixel(double v, uint32_t most)
{
	return (int32_t)fmax(0, fmin(v, (double)most));
}

static bool clamp_square(double cx, double cy, double side, const struct picture *p,
			 struct face_rect *out)
{
	*out = (struct face_rect){
		pixel(cx - side / 2, p->width),
		pixel(cy - side / 2, p->height),
		pixel(cx + side / 2, p->width),
		pixel(cy + side / 2, p->height),
	};
	return out->x1 > out->x0 && out->y1 > out->y0;
}

bool face_box_square(const struct face_box *b, const struct picture *p, struct face_rect *out)
{
	return clamp_square((b->x0 + b->x1) / 2.0, (b->y0 + b->y1) / 2.0, b->y1 - b->y0, p, out);
}

bool face_box_pose(const struct face_box *b, const struct picture *p, struct face_rect *out)
{
	return clamp_square((b->x0 + b->x1) / 2.0, (b->y0 + b->y1) / 2.0,
			    (double)(b->y1 - b->y0) * POSE_SCALE, p, out);
}

/* Where a stretch of this length around a centre begins, shifted into 0..limit. */
static double shift_in(double centre, double length, double limit)
{
	return fmax(0, fmin(centre - length / 2, limit - length));
}

bool face_box_surroundings(const struct face_box *b, const struct picture *p, struct face_rect *out)
{
	struct face_rect square;
	if (!face_box_square(b, p, &square)) {
		*out = square;
		return false;
	}
	double width = square.x1 - square.x0;
	double height = square.y1 - square.y0;
	double scale = fmin(SURROUNDINGS_SCALE, fmin(p->width / width, p->height / height));
	width *= scale;
	height *= scale;
	double x0 = shift_in((square.x0 + square.x1) / 2.0, width, p->width);
	double y0 = shift_in((square.y0 + square.y1) / 2.0, height, p->height);
	*out = (struct face_rect){pixel(x0, p->width), pixel(y0, p->height),
				  pixel(x0 + width, p->width), pixel(y0 + height, p->height)};
	return out->x1 > out->x0 && out->y1 > out->y0;
}

/* Mean of some landmarks, in the picture's pixels. */
static struct face_point mean_point(const float *points, struct face_rect at, const uint8_t *which,
				    size_t count)
{
	struct face_point sum = {0};
	for (size_t i = 0; i < count; i++) {
		sum.x += (double)points[2 * which[i]] / (double)count;
		sum.y += (double)points[2 * which[i] + 1] / (double)count;
	}
	return (struct face_point){at.x0 + sum.x * (at.x1 - at.x0),
				   at.y0 + sum.y * (at.y1 - at.y0)};
}

static double distance(struct face_point a, struct face_point b)
{
	return hypot(a.x - b.x, a.y - b.y);
}

bool face_shape_from(const float points[FACE_POINTS * 2], struct face_rect at,
		     struct face_shape *out)
{
	/* iBUG 68-point numbering, from 0. */
	static const uint8_t left_eye[] = {37, 38, 40, 41};
	static const uint8_t right_eye[] = {43, 44, 46, 47};
	static const uint8_t nose[] = {30};
	static const uint8_t mouth_left[] = {48, 60};
	static const uint8_t mouth_right[] = {54, 64};
	static const uint8_t corners[4] = {36, 39, 42, 45};
	*out = (struct face_shape){0};
	for (size_t i = 0; i < FACE_POINTS * 2; i++) {
		if (!isfinite(points[i])) {
			return false;
		}
	}
	for (uint8_t i = 0; i < FACE_POINTS; i++) {
		out->all[i] = mean_point(points, at, &i, 1);
	}
	struct face_point left = mean_point(points, at, left_eye, 4);
	struct face_point right = mean_point(points, at, right_eye, 4);
	struct face_point tip = mean_point(points, at, nose, 1);
	out->five[0] = left;
	out->five[1] = right;
	out->five[2] = tip;
	out->five[3] = mean_point(points, at, mouth_left, 2);
	out->five[4] = mean_point(points, at, mouth_right, 2);
	for (size_t i = 0; i < 2; i++) {
		out->eye_width[i] = distance(mean_point(points, at, &corners[2 * i], 1),
					     mean_point(points, at, &corners[2 * i + 1], 1));
	}
	out->eye_distance = distance(left, right);
	if (out->eye_distance < EYE_DISTANCE_MIN) {
		return false;
	}
	out->turn = ((tip.x - (left.x + right.x) / 2) * (right.x - left.x) +
		     (tip.y - (left.y + right.y) / 2) * (right.y - left.y)) /
		    (out->eye_distance * out->eye_distance);
	return true;
}

const struct face_point face_anchors_112[FACE_EMBEDDER_ANCHORS] = {{38.2946, 51.6963},
								   {73.5318, 51.5014},
								   {56.0252, 71.7366},
								   {41.5493, 92.3655},
								   {70.7299, 92.2041}};

bool face_shape_align(const struct face_shape *s,
		      const struct face_point anchors[FACE_EMBEDDER_ANCHORS], double to_aligned[6])
{
	struct face_point from = {0};
	struct face_point to = {0};
	for (size_t i = 0; i < FACE_EMBEDDER_ANCHORS; i++) {
		from.x += s->five[i].x / FACE_EMBEDDER_ANCHORS;
		from.y += s->five[i].y / FACE_EMBEDDER_ANCHORS;
		to.x += anchors[i].x / FACE_EMBEDDER_ANCHORS;
		to.y += anchors[i].y / FACE_EMBEDDER_ANCHORS;
	}
	double spread = 0;
	double along = 0;
	double across = 0;
	for (size_t i = 0; i < FACE_EMBEDDER_ANCHORS; i++) {
		double x = s->five[i].x - from.x;
		double y = s->five[i].y - from.y;
		double u = anchors[i].x - to.x;
		double v = anchors[i].y - to.y;
		spread += x * x + y * y;
		along += x * u + y * v;
		across += x * v - y * u;
	}
	if (!(spread >= EYE_DISTANCE_MIN)) {
		return false;
	}
	double a = along / spread;
	double b = across / spread;
	const double m[6] = {a, -b, to.x - a * from.x + b * from.y,
			     b, a,  to.y - b * from.x - a * from.y};
	for (size_t i = 0; i < 6; i++) {
		to_aligned[i] = m[i];
	}
	return true;
}

bool face_shape_eye(const struct face_shape *s, int eye, const struct picture *p,
		    struct face_rect *out)
{
	double side = EYE_SCALE * s->eye_width[eye];
	return clamp_square(s->five[eye].x, s->five[eye].y, side, p, out);
}
