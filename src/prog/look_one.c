/*
 * look_one: one encoded picture looked at, as ordered. Runs behind the sandbox.
 * Knows pictures. Never knows files or processes.
 */
#include "prog/look_one.h"

#include "biometrics/picture_png.h"

#include <math.h>
#include <stdio.h>

#define EYE_POINTS 4

/* The middle of an eye: the four points of its lids, without the corners. */
static struct face_point eye_of(const struct face_observation *s, size_t eye)
{
	static const uint8_t lids[2][EYE_POINTS] = {{37, 38, 40, 41}, {43, 44, 46, 47}};
	struct face_point p = {0};
	for (size_t i = 0; i < EYE_POINTS; i++) {
		p.x += s->points[lids[eye][i]].x / EYE_POINTS;
		p.y += s->points[lids[eye][i]].y / EYE_POINTS;
	}
	return p;
}

static enum eg_err observe(struct face_engine *e, const struct picture *p, bool portrait,
			   unsigned looks, struct face_observation *out)
{
	return portrait ? face_observe_portrait(e, p, looks, out) : face_observe(e, p, looks, out);
}

/* Where eyes lie beyond the edge, attacks cannot be judged; the face can. */
static enum eg_err observe_what_can_be(struct face_engine *e, const struct picture *p,
				       bool portrait, unsigned looks, struct face_observation *out)
{
	enum eg_err err = observe(e, p, portrait, looks, out);
	unsigned fewer = looks & ~(unsigned)FACE_LOOK_LIVE;
	return err == EG_BAD_DATA && fewer != looks ? observe(e, p, portrait, fewer, out) : err;
}

/* Finds the eyes; a picture in which they are only seen with a border has it afterwards. */
static enum eg_err find_eyes(struct face_engine *e, struct picture *p, bool wider,
			     struct face_point eyes[2])
{
	struct face_observation s;
	enum eg_err err = face_observe(e, p, 0, &s);
	uint32_t longest = p->width > p->height ? p->width : p->height;
	if (err == EG_NOT_FOUND && wider && longest * 2 <= PICTURE_SIDE_MAX) {
		EG_AUTO(picture_free) struct picture tight = *p;
		*p = (struct picture){0};
		EG_TRY(picture_extend(&tight, longest / 2, p));
		err = face_observe(e, p, 0, &s);
	}
	EG_TRY(err);
	eyes[0] = eye_of(&s, 0);
	eyes[1] = eye_of(&s, 1);
	return EG_OK;
}

/* The picture becomes what a chip would hold of it: cut, encoded and decoded again. */
static enum eg_err make_portrait(const struct portrait_order *order,
				 const struct face_point eyes[2], struct picture *p, uint32_t *size)
{
	EG_AUTO(picture_free) struct picture cut = {0};
	EG_AUTO(bytes_free) struct bytes encoded = {0};
	EG_TRY(portrait_cut(p, eyes[0], eyes[1], order, &cut));
	EG_TRY(portrait_encode(&cut, order, &encoded));
	*size = (uint32_t)encoded.size;
	return picture_decode(bytes_rd(&encoded), PICTURE_SIDE_MAX, p);
}

static enum eg_err make_worse(const struct look_order *order, const struct face_point eyes[2],
			      struct picture *p)
{
	double x = eyes[1].x - eyes[0].x;
	double y = eyes[1].y - eyes[0].y;
	const struct condition_face face = {
		.eye_distance = hypot(x, y),
		.middle = (eyes[0].x + eyes[1].x) / 2,
	};
	return conditions_apply(order->conditions, face, order->seed, p);
}

static enum eg_err look_at(struct face_engine *e, const struct look_order *order, struct rd encoded,
			   struct look_answer *out)
{
	EG_AUTO(picture_free) struct picture p = {0};
	struct face_point eyes[2];
	EG_TRY(picture_is_png(encoded) ? picture_png_decode(encoded, PICTURE_SIDE_MAX, &p)
				       : picture_decode(encoded, PICTURE_SIDE_MAX, &p));
	out->width = p.width;
	out->height = p.height;
	if (order->chip != NULL || order->conditions != NULL) {
		EG_TRY(find_eyes(e, &p, order->portrait, eyes));
	}
	if (order->chip != NULL) {
		EG_TRY(make_portrait(order->chip, eyes, &p, &out->portrait_size));
	}
	if (order->conditions != NULL) {
		EG_TRY(make_worse(order, eyes, &p));
	}
	out->width = p.width;
	out->height = p.height;
	return observe_what_can_be(e, &p, order->portrait, order->looks, &out->seen);
}

void look_one(struct face_engine *e, const struct look_order *order, struct rd encoded,
	      struct look_answer *out)
{
	*out = (struct look_answer){.seen = {.quality = face_quality_none()}};
	out->err = look_at(e, order, encoded, out);
	if (out->err != EG_OK) {
		struct face_observation none = {.quality = face_quality_none()};
		none.faces = out->seen.faces;
		out->seen = none;
		(void)snprintf(out->reason, sizeof(out->reason), "%s",
			       eg_fault_last().reason); /* cut if longer */
	}
}
