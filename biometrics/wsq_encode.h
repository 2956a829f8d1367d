/*
 * wsq_encode: a fingerprint becomes a WSQ file, as the chips of documents hold it.
 * Knows encoder number one of the FBI (IAFIS-IC-0110, part 3). Never knows whose finger it is.
 *
 * For simulated chips and for tests: no program of the lane encodes.
 */
#ifndef EG_BIOMETRICS_WSQ_ENCODE_H
#define EG_BIOMETRICS_WSQ_ENCODE_H

#include "base/secret.h"
#include "biometrics/finger_image.h"
#include "biometrics/wsq_table.h"

#define WSQ_RATE     0.75 /* bits a pixel, about 15:1: what DG3 holds */
#define WSQ_RATE_MAX 8.0

/* All zero: as the standard's encoder number one. */
struct wsq_order {
	double rate;                         /* bits a pixel, at most WSQ_RATE_MAX; 0: WSQ_RATE */
	const struct wsq_transform *filters; /* NULL: the 9 and 7 taps of the standard */
	uint16_t restart;                    /* coefficients between restart markers; 0: none */
	bool silent;                         /* no NISTCOM comment, so no resolution */
};

/* The filters of the standard. */
extern const struct wsq_transform wsq_filters_standard;

/* EG_BAD_DATA: no image, or a rate out of range; EG_TOO_BIG: does not fit its tables. */
EG_CHECK enum eg_err wsq_encode(const struct finger_image *f, const struct wsq_order *order,
				struct bytes *out);

#endif
