/*
 * face: a portrait against live frames, on the pinned models.
 * Knows pictures, embeddings, scores. Never knows thresholds (policy) or whose face it is.
 */
#include "biometrics/face_engine.h"
#include "biometrics/face_geometry.h"
#include "biometrics/face_quality_assess.h"
#include "biometrics/face_vector.h"

#include <math.h>

#define SECOND_FACE 0.6 /* a second face counts from this share of the largest one's height */

static uint16_t whole_u16(double v)
{
	return (uint16_t)fmax(0, fmin(v + 0.5, UINT16_MAX));
}

static int16_t thousandths(double v)
{
	return (int16_t)lround(fmax(-32, fmin(v, 32)) * 1000);
}

static int16_t tenths(float degrees)
{
	return (int16_t)lroundf(degrees * 10); /* within -99..99: a mean of bins */
}

static void describe_boxes(const struct face_box *boxes, size_t count, const struct picture *p,
			   struct face_observation *out)
{
	float tallest = boxes[0].y1 - boxes[0].y0;
	out->faces = (uint8_t)(count < UINT8_MAX ? count : UINT8_MAX);
	out->alone = true;
	for (size_t i = 1; i < count; i++) {
		if ((double)(boxes[i].y1 - boxes[i].y0) > SECOND_FACE * (double)tallest) {
			out->alone = false;
		}
	}
	out->box_height = whole_u16((double)tallest);
	out->whole = boxes[0].x0 >= 0 && boxes[0].y0 >= 0 && boxes[0].x1 <= (float)p->width &&
		     boxes[0].y1 <= (float)p->height;
}

static enum eg_err judge_live(struct face_engine *e, const struct picture *p,
			      const struct face_box *box, const struct face_shape *shape,
			      struct face_observation *out)
{
	struct face_rect at;
	float live;
	float most_closed = 0;
	if (!face_box_surroundings(box, p, &at) || !face_cv_live(e->cv, p, at, &live) ||
	    !isfinite(live)) {
		return EG_FAIL(EG_BAD_DATA, "liveness could not be judged");
	}
	for (int eye = 0; eye < 2; eye++) {
		float closed;
		if (!face_shape_eye(shape, eye, p, &at) || !face_cv_eye(e->cv, p, at, &closed) ||
		    !isfinite(closed)) {
			return EG_FAIL(EG_BAD_DATA, "eyes could not be judged");
		}
		most_closed = fmaxf(most_closed, closed);
	}
	out->live = thousandths((double)live);
	out->eyes_closed = thousandths((double)most_closed);
	return EG_OK;
}

static enum eg_err judge_pose(struct face_engine *e, const struct picture *p,
			      const struct face_box *box, struct face_observation *out)
{
	struct face_rect at;
	float degrees[3];
	if (!face_box_pose(box, p, &at) || !face_cv_pose(e->cv, p, at, degrees) ||
	    !isfinite(degrees[0]) || !isfinite(degrees[1]) || !isfinite(degrees[2])) {
		return EG_FAIL(EG_BAD_DATA, "pose could not be judged");
	}
	out->yaw = tenths(degrees[0]);
	out->pitch = tenths(degrees[1]);
	out->roll = tenths(degrees[2]);
	return EG_OK;
}

static double area(const struct face_box *b)
{
	return (double)(b->x1 - b->x0) * (double)(b->y1 - b->y0);
}

static double degrees(int16_t tenths_of_one)
{
	return tenths_of_one == FACE_NOT_MEASURED ? NAN : tenths_of_one / 10.0;
}

static void judge_quality(struct face_engine *e, const struct picture *p,
			  const struct face_box *boxes, size_t count,
			  const struct face_shape *shape, struct face_observation *out)
{
	struct face_quality_facts facts = {
		.points = out->points,
		/* The length of some embedders' vectors says nothing of quality. */
		.norm = e->embedder.norm_good == 0 ? NAN : out->face.norm / 1000.0,
		.closed = out->eyes_closed < 0 ? NAN : out->eyes_closed / 1000.0,
		.pitch = degrees(out->pitch),
	};
	if (!face_shape_align(shape, face_anchors_112, facts.to_aligned)) {
		return; /* nothing measured */
	}
	for (size_t i = 1; i < count; i++) {
		facts.second = fmax(facts.second, fmin(1, area(&boxes[i]) / area(&boxes[0])));
	}
	face_quality_assess(p, &facts, &e->patch, &out->quality);
}

enum eg_err face_observe(struct face_engine *e, const struct picture *p, unsigned looks,
			 struct face_observation *out)
{
	struct face_box boxes[FACE_BOXES_MAX];
	struct face_rect square;
	struct face_shape shape;
	float width;
	float height;
	float points[FACE_POINTS * 2];
	double to_aligned[6];
	*out = (struct face_observation){
		.live = -1,
		.eyes_closed = -1,
		.yaw = FACE_NOT_MEASURED,
		.pitch = FACE_NOT_MEASURED,
		.roll = FACE_NOT_MEASURED,
		.quality = face_quality_none(),
	};
	if (p->bgr == NULL || !face_cv_detect(e->cv, p, e->priors, &width, &height)) {
		return EG_FAIL(EG_BAD_DATA, "picture could not be searched for faces");
	}
	size_t count = face_boxes_pick(e->priors, FACE_CV_PRIORS, width, height, boxes);
	if (count == 0 || !face_box_square(&boxes[0], p, &square)) {
		return EG_FAIL(EG_NOT_FOUND, "no face");
	}
	describe_boxes(boxes, count, p, out);
	if (!face_cv_landmarks(e->cv, p, square, points)) {
		return EG_FAIL(EG_BAD_DATA, "landmarks could not be computed");
	}
	if (!face_shape_from(points, square, &shape) ||
	    !face_shape_align(&shape, e->embedder.anchors, to_aligned)) {
		return EG_FAIL(EG_NOT_FOUND, "no eyes in the face");
	}
	out->eye_distance = whole_u16(shape.eye_distance);
	out->turn = thousandths(shape.turn);
	for (size_t i = 0; i < FACE_POINTS; i++) {
		out->points[i] = shape.all[i];
	}
	if (!face_cv_embed(e->cv, &e->embedder, p, to_aligned, out->face.v)) {
		return EG_FAIL(EG_BAD_DATA, "face could not be embedded");
	}
	EG_TRY(face_template_finish(&out->face, e->embedder.size, face_engine_model(e)));
	if ((looks & FACE_LOOK_LIVE) != 0) {
		EG_TRY(judge_live(e, p, &boxes[0], &shape, out));
	}
	if ((looks & FACE_LOOK_POSE) != 0) {
		EG_TRY(judge_pose(e, p, &boxes[0], out));
	}
	if ((looks & FACE_LOOK_QUALITY) != 0) {
		judge_quality(e, p, boxes, count, &shape, out);
	}
	return EG_OK;
}

enum eg_err face_observe_portrait(struct face_engine *e, const struct picture *p, unsigned looks,
				  struct face_observation *out)
{
	EG_AUTO(picture_free) struct picture wider = {0};
	enum eg_err err = face_observe(e, p, looks, out);
	if (err != EG_NOT_FOUND) {
		return err;
	}
	uint32_t longest = p->width > p->height ? p->width : p->height;
	if (longest * 2 > PICTURE_SIDE_MAX) {
		return err;
	}
	EG_TRY(picture_extend(p, longest / 2, &wider));
	return face_observe(e, &wider, looks, out);
}
