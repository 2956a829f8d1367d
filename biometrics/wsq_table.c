/*
 * wsq_table: filters and quantisers as a WSQ file transmits them.
 * Knows their segments and limits. Never knows codes.
 */
#include "biometrics/wsq_table.h"

#define SCALE_MAX 20  /* 10^-20 of 32 bits is nothing beside the largest tap */
#define TAP_MAX   8.f /* the taps of a normalised filter are below 2 */

/* Divided step by step, in the precision of the reference: the same digits give the same number. */
enum eg_err wsq_read_scaled(struct rd *r, size_t size, float *out)
{
	uint8_t scale;
	uint32_t mantissa;
	if (!rd_u8(r, &scale) || !rd_be(r, size, &mantissa)) {
		return EG_FAIL(EG_TRUNCATED, "number of a WSQ table");
	}
	if (scale > SCALE_MAX) {
		return EG_FAIL(EG_BAD_DATA, "scale of a number of a WSQ table");
	}
	float value = (float)mantissa;
	for (; scale > 0; scale--) {
		value = (float)((double)value / 10.0);
	}
	*out = value;
	return EG_OK;
}

static enum eg_err read_half(struct rd *r, uint8_t taps, float *half)
{
	for (unsigned i = 0; i < (taps + 1u) / 2; i++) {
		uint8_t sign;
		if (!rd_u8(r, &sign)) {
			return EG_FAIL(EG_TRUNCATED, "WSQ filter");
		}
		EG_TRY(wsq_read_scaled(r, 4, &half[i]));
		if (half[i] > TAP_MAX) {
			return EG_FAIL(EG_BAD_DATA, "tap of a WSQ filter");
		}
		half[i] = sign != 0 ? -half[i] : half[i];
	}
	return EG_OK;
}

/* B.2.4.1 */
enum eg_err wsq_read_transform(struct rd r, struct wsq_transform *out)
{
	struct wsq_transform t = {0};
	if (!rd_u8(&r, &t.low_size) || !rd_u8(&r, &t.high_size)) {
		return EG_FAIL(EG_TRUNCATED, "WSQ filters");
	}
	if (t.low_size == 0 || t.low_size > WSQ_TAPS_MAX || t.high_size == 0 ||
	    t.high_size > WSQ_TAPS_MAX || t.low_size % 2 != t.high_size % 2) {
		return EG_FAIL(EG_BAD_DATA, "lengths of the WSQ filters");
	}
	EG_TRY(read_half(&r, t.low_size, t.low));
	EG_TRY(read_half(&r, t.high_size, t.high));
	if (!rd_end(&r)) {
		return EG_FAIL(EG_BAD_DATA, "WSQ filters of wrong length");
	}
	*out = t;
	return EG_OK;
}

/* B.2.4.2 */
enum eg_err wsq_read_quantizer(struct rd r, struct wsq_quantizer *out)
{
	struct wsq_quantizer q = {.known = true};
	EG_TRY(wsq_read_scaled(&r, 2, &q.centre));
	if (q.centre > 1) {
		return EG_FAIL(EG_BAD_DATA, "centre of the WSQ bins");
	}
	for (unsigned i = 0; i < WSQ_SUBBANDS; i++) {
		EG_TRY(wsq_read_scaled(&r, 2, &q.bin[i]));
		EG_TRY(wsq_read_scaled(&r, 2, &q.zero[i]));
		if (i >= WSQ_CODED && q.bin[i] != 0) {
			return EG_FAIL(EG_BAD_DATA, "bins of a subband that is never transmitted");
		}
	}
	if (!rd_end(&r)) {
		return EG_FAIL(EG_BAD_DATA, "WSQ quantisers of wrong length");
	}
	*out = q;
	return EG_OK;
}
