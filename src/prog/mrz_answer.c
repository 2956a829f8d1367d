/*
 * mrz_answer: what a process behind the sandbox tells of one picture of a page.
 * Knows the octets between the two. Never knows a file.
 */
#include "prog/mrz_answer.h"

#include "document/mrz_form.h"

#include <math.h>
#include <string.h>

#define FRACTION  1024.0f   /* of a pixel, of a pitch */
#define REAL_MAX  100000.0f /* far beyond any picture's edge */
#define SURE_MAX  39
#define CORNERS   4
#define PERCENT   100
#define ZONES_MAX 2

static void write_real(struct wr *w, float value)
{
	const float kept = isfinite(value) ? fmaxf(fminf(value, REAL_MAX), -REAL_MAX) : 0;
	wr_be32(w, (uint32_t)(int32_t)lroundf(kept * FRACTION));
}

static bool read_real(struct rd *r, float *out)
{
	uint32_t value;
	if (!rd_be32(r, &value)) {
		return false;
	}
	*out = (float)(int32_t)value / FRACTION;
	return fabsf(*out) <= REAL_MAX;
}

static void write_shape(struct wr *w, const struct mrz_shape *s)
{
	const float values[] = {s->pitch, s->spread, s->wave, s->line_gap, s->height, s->likeness};
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		write_real(w, values[i]);
	}
}

static bool read_shape(struct rd *r, struct mrz_shape *s)
{
	float *const values[] = {&s->pitch,    &s->spread, &s->wave,
				 &s->line_gap, &s->height, &s->likeness};
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		if (!read_real(r, values[i])) {
			return false;
		}
	}
	return true;
}

static void write_zone(struct wr *w, const struct mrz_read *z)
{
	const uint8_t small[] = {z->verdict, z->reason,    z->form,  z->lines,
				 z->columns, z->corrected, z->others};
	wr_put(w, RD_ARRAY(small));
	wr_be16(w, z->angle);
	wr_be16(w, z->dpi);
	for (size_t l = 0; l < z->lines; l++) {
		wr_put(w, rd_of(z->text[l], z->columns));
		wr_put(w, rd_of(z->sure[l], z->columns));
	}
	for (size_t i = 0; i < CORNERS; i++) {
		write_real(w, z->corner[i].x);
		write_real(w, z->corner[i].y);
	}
	write_shape(w, &z->shape);
}

static bool read_head(struct rd *r, struct mrz_read *z)
{
	return rd_u8(r, &z->verdict) && z->verdict <= MRZ_READ_WHOLE && rd_u8(r, &z->reason) &&
	       z->reason < MRZ_READ_REASON_COUNT && rd_u8(r, &z->form) &&
	       z->form < MRZ_FORM_COUNT && rd_u8(r, &z->lines) && rd_u8(r, &z->columns) &&
	       rd_u8(r, &z->corrected) && rd_u8(r, &z->others) && rd_be16(r, &z->angle) &&
	       rd_be16(r, &z->dpi);
}

/* A zone of its form's size, or none; a reading without a reason, or none with one. */
static bool is_possible(const struct mrz_read *z)
{
	const enum mrz_form form = (enum mrz_form)z->form;
	return z->lines == mrz_form_lines(form) && z->columns == mrz_form_columns(form) &&
	       (form != MRZ_FORM_NONE || z->verdict == MRZ_READ_REFUSED) && z->angle < 360 &&
	       z->corrected <= mrz_form_size(form);
}

static bool read_lines(struct rd *r, struct mrz_read *z)
{
	for (size_t l = 0; l < z->lines; l++) {
		if (!rd_copy(r, z->text[l], z->columns) || !rd_copy(r, z->sure[l], z->columns)) {
			return false;
		}
		for (size_t i = 0; i < z->columns; i++) {
			if (mrz_letter_number(z->text[l][i]) >= MRZ_LETTERS ||
			    z->sure[l][i] > SURE_MAX) {
				return false;
			}
		}
	}
	return true;
}

static bool read_zone(struct rd *r, struct mrz_read *z)
{
	if (!read_head(r, z) || !is_possible(z) || !read_lines(r, z)) {
		return false;
	}
	for (size_t i = 0; i < CORNERS; i++) {
		if (!read_real(r, &z->corner[i].x) || !read_real(r, &z->corner[i].y)) {
			return false;
		}
	}
	return read_shape(r, &z->shape);
}

static void write_seen(struct wr *w, const struct page_seen *s)
{
	const uint8_t glare = s->glare < PERCENT ? s->glare : PERCENT;
	const uint8_t values[] = {glare,    s->blur,  s->size,  s->screen,
				  s->print, s->zones, s->empty, s->haze};
	wr_put(w, RD_ARRAY(values));
}

static bool read_seen(struct rd *r, struct page_seen *s)
{
	return rd_u8(r, &s->glare) && s->glare <= PERCENT && rd_u8(r, &s->blur) &&
	       rd_u8(r, &s->size) && s->size <= PAGE_SIZE_ID3_OPEN && rd_u8(r, &s->screen) &&
	       s->screen <= VERDICT_CANNOT_TELL && rd_u8(r, &s->print) &&
	       s->print <= VERDICT_CANNOT_TELL && rd_u8(r, &s->zones) && s->zones <= ZONES_MAX &&
	       rd_u8(r, &s->empty) && s->empty <= 1 && rd_u8(r, &s->haze);
}

void mrz_answer_write(const struct mrz_answer *a, struct wr *out)
{
	const size_t size = strnlen(a->reason, MRZ_ANSWER_REASON_MAX - 1);
	wr_u8(out, (uint8_t)a->err);
	wr_put(out, rd_of(a->reason, size));
	wr_fill(out, 0, MRZ_ANSWER_REASON_MAX - size);
	wr_be32(out, a->width);
	wr_be32(out, a->height);
	wr_be32(out, a->decode_us);
	wr_be32(out, a->read_us);
	wr_be32(out, a->look_us);
	write_zone(out, &a->read);
	write_seen(out, &a->seen);
}

enum eg_err mrz_answer_read(struct rd octets, struct mrz_answer *out)
{
	uint8_t err;
	*out = (struct mrz_answer){0};
	if (rd_u8(&octets, &err) && err <= EG_SANDBOX &&
	    rd_ascii(&octets, out->reason, sizeof(out->reason)) && rd_be32(&octets, &out->width) &&
	    rd_be32(&octets, &out->height) && out->width <= MRZ_READ_SIDE_MAX &&
	    out->height <= MRZ_READ_SIDE_MAX && rd_be32(&octets, &out->decode_us) &&
	    rd_be32(&octets, &out->read_us) && rd_be32(&octets, &out->look_us) &&
	    read_zone(&octets, &out->read) && read_seen(&octets, &out->seen) && rd_end(&octets)) {
		out->err = (enum eg_err)err;
		return EG_OK;
	}
	*out = (struct mrz_answer){0};
	return EG_FAIL(EG_BAD_DATA, "answer from behind the sandbox");
}
