/*
 * picture_pnm_head: what stands before the samples of a PNM (netpbm's pbm(5), pgm(5), ppm(5)).
 * Knows numbers, blanks and comments. Never knows a sample. Private to biometrics/picture*.c.
 */
#ifndef EG_BIOMETRICS_PICTURE_PNM_HEAD_H
#define EG_BIOMETRICS_PICTURE_PNM_HEAD_H

#include "base/rd.h"

struct pnm_head {
	uint8_t kind; /* '1' to '6' by pnm_head_take's caller: it may be any octet */
	uint32_t width;
	uint32_t height;
	uint32_t most; /* value of white, 1..65535 */
};

/* From the 'P' to the one blank behind the last number. */
EG_CHECK bool pnm_head_take(struct rd *r, struct pnm_head *out);
/* What stands after blanks and comments. */
EG_CHECK bool pnm_word(struct rd *r, uint8_t *out);
/* A decimal number up to 65535; the blank behind it is taken, too, and may be the end. */
EG_CHECK bool pnm_number(struct rd *r, uint32_t *out);

#endif
