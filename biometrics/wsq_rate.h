/*
 * wsq_rate: how coarse each subband may be for a number of bits (IAFIS-IC-0110, part 3: encoder
 * number one).
 * Knows variances and bins. Never knows codes. Private to biometrics/wsq_encode.c.
 */
#ifndef EG_BIOMETRICS_WSQ_RATE_H
#define EG_BIOMETRICS_WSQ_RATE_H

#include "biometrics/wsq_table.h"

/* rate: bits a pixel, above 0. plane: the subbands of the tree. */
void wsq_rate(const struct wsq_tree *tree, const double *plane, double rate,
	      struct wsq_quantizer *out);

#endif
