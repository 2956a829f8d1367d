/*
 * look_wire: what was seen in a picture, on its way out of the sandbox.
 * Knows a fixed row of octets. Never knows what the values mean.
 */
#include "prog/look_wire.h"

#include <math.h>

#define QUALITY_MOST 100

/* A number as its octets. */
union real {
	float value;
	uint32_t bits;
};

static void write_seen(struct wr *w, const struct face_observation *s)
{
	const int16_t numbers[] = {s->turn, s->live, s->eyes_closed, s->yaw, s->pitch, s->roll};
	wr_u8(w, s->faces);
	wr_u8(w, s->alone);
	wr_u8(w, s->whole);
	wr_be16(w, s->box_height);
	wr_be16(w, s->eye_distance);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		wr_be16(w, (uint16_t)numbers[i]);
	}
	for (size_t i = 0; i < FACE_QUALITY_COUNT; i++) {
		wr_u8(w, s->quality.value[i]);
	}
	wr_be16(w, s->face.size);
	wr_be16(w, s->face.norm);
	wr_be32(w, s->face.model);
	for (size_t i = 0; i < FACE_TEMPLATE_SIZE; i++) {
		union real r = {.value = s->face.v[i]};
		wr_be32(w, r.bits);
	}
}

void look_write(struct wr *w, const struct look_answer *a)
{
	struct rd reason = rd_cstr(a->reason);
	size_t size = reason.left < LOOK_REASON_MAX - 1 ? reason.left : LOOK_REASON_MAX - 1;
	wr_u8(w, (uint8_t)a->err);
	wr_put(w, rd_of(a->reason, size));
	wr_fill(w, 0, LOOK_REASON_MAX - size);
	wr_be32(w, a->width);
	wr_be32(w, a->height);
	wr_be32(w, a->portrait_size);
	write_seen(w, &a->seen);
}

static bool read_bool(struct rd *r, bool *out)
{
	uint8_t value;
	if (!rd_u8(r, &value) || value > 1) {
		return false;
	}
	*out = value == 1;
	return true;
}

static bool read_numbers(struct rd *r, struct face_observation *s)
{
	int16_t *const numbers[] = {&s->turn, &s->live,  &s->eyes_closed,
				    &s->yaw,  &s->pitch, &s->roll};
	if (!rd_u8(r, &s->faces) || !read_bool(r, &s->alone) || !read_bool(r, &s->whole) ||
	    !rd_be16(r, &s->box_height) || !rd_be16(r, &s->eye_distance)) {
		return false;
	}
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		uint16_t value;
		if (!rd_be16(r, &value)) {
			return false;
		}
		*numbers[i] = (int16_t)value;
	}
	return true;
}

static bool read_quality(struct rd *r, struct face_quality *q)
{
	*q = face_quality_none();
	for (size_t i = 0; i < FACE_QUALITY_COUNT; i++) {
		if (!rd_u8(r, &q->value[i]) ||
		    (q->value[i] > QUALITY_MOST && q->value[i] != FACE_QUALITY_UNKNOWN)) {
			return false;
		}
	}
	return true;
}

static bool read_template(struct rd *r, struct face_template *t)
{
	if (!rd_be16(r, &t->size) || t->size > FACE_TEMPLATE_SIZE || !rd_be16(r, &t->norm) ||
	    !rd_be32(r, &t->model)) {
		return false;
	}
	for (size_t i = 0; i < FACE_TEMPLATE_SIZE; i++) {
		union real v;
		if (!rd_be32(r, &v.bits) || !isfinite(v.value)) {
			return false;
		}
		t->v[i] = v.value;
	}
	return true;
}

enum eg_err look_read(struct rd octets, struct look_answer *out)
{
	uint8_t err;
	*out = (struct look_answer){0};
	if (rd_u8(&octets, &err) && err <= EG_SANDBOX &&
	    rd_ascii(&octets, out->reason, sizeof(out->reason)) && rd_be32(&octets, &out->width) &&
	    rd_be32(&octets, &out->height) && rd_be32(&octets, &out->portrait_size) &&
	    read_numbers(&octets, &out->seen) && read_quality(&octets, &out->seen.quality) &&
	    read_template(&octets, &out->seen.face) && rd_end(&octets)) {
		out->err = (enum eg_err)err;
		return EG_OK;
	}
	*out = (struct look_answer){0};
	return EG_FAIL(EG_BAD_DATA, "answer from behind the sandbox");
}
