/*
 * wsq_table: filters and quantisers as a WSQ file transmits them (IAFIS-IC-0110, B.2.4).
 * Knows their segments and limits. Never knows codes. Private to biometrics/wsq*.c, but for the
 * filters that wsq_encode.h lets its caller choose.
 */
#ifndef EG_BIOMETRICS_WSQ_TABLE_H
#define EG_BIOMETRICS_WSQ_TABLE_H

#include "base/rd.h"
#include "biometrics/wsq_tree.h"

#define WSQ_TAPS_MAX 32 /* of a filter: 31 when odd */
#define WSQ_HALF_MAX (WSQ_TAPS_MAX / 2)

/* Right halves of the analysis filters, from the centre; odd ones share the centre. */
struct wsq_transform {
	uint8_t low_size;  /* taps; 0: no table yet */
	uint8_t high_size; /* odd as low_size is, or even as it is */
	float low[WSQ_HALF_MAX];
	float high[WSQ_HALF_MAX];
};

struct wsq_quantizer {
	bool known;
	float centre;             /* C: where in its bin a value lies, 0..1 */
	float bin[WSQ_SUBBANDS];  /* Q; 0: the subband is not transmitted */
	float zero[WSQ_SUBBANDS]; /* Z: width of the bin around 0 */
};

/* size octets of mantissa behind an octet that says how often it is divided by ten. */
EG_CHECK enum eg_err wsq_read_scaled(struct rd *r, size_t size, float *out);
/* Contents of the segments DTT and DQT. EG_BAD_DATA, EG_TRUNCATED. */
EG_CHECK enum eg_err wsq_read_transform(struct rd segment, struct wsq_transform *out);
EG_CHECK enum eg_err wsq_read_quantizer(struct rd segment, struct wsq_quantizer *out);

#endif
