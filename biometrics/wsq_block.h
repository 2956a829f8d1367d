/*
 * wsq_block: the symbols of a block become coefficients in the plane (IAFIS-IC-0110, A.3, A.4).
 * Knows runs, values and bins. Never knows filters. Private to biometrics/wsq*.c.
 */
#ifndef EG_BIOMETRICS_WSQ_BLOCK_H
#define EG_BIOMETRICS_WSQ_BLOCK_H

#include "biometrics/wsq_huffman.h"
#include "biometrics/wsq_table.h"

#define WSQ_SYMBOL_ZERO 180 /* 107 to 254 are the values -73 to 74 */

/* Symbols, table A.2. 1 to 100 are runs of so many zeros. */
enum {
	WSQ_RUN_MAX = 100,
	WSQ_PLUS_8 = 101,
	WSQ_MINUS_8,
	WSQ_PLUS_16,
	WSQ_MINUS_16,
	WSQ_RUN_8,
	WSQ_RUN_16,
	WSQ_VALUE_MIN,
	WSQ_VALUE_MAX = 254,
};

/* Blocks end where these subbands begin, A.4.1: they share no run of zeros. */
extern const uint8_t wsq_part_ends[3];

/* Where the next coefficient goes. */
struct wsq_cursor {
	const struct wsq_tree *tree;
	const struct wsq_quantizer *quantizer;
	float *plane; /* borrowed; zero before */
	size_t stride;
	unsigned subband; /* WSQ_CODED: all are there */
	uint32_t x;
	uint32_t y;
};

/* Goes on to the next subband that is transmitted, if this one is not. */
void wsq_settle(struct wsq_cursor *c);
/* restarts: whether restart markers are announced. EG_BAD_DATA, EG_TRUNCATED. */
EG_CHECK enum eg_err wsq_read_block(struct wsq_bits *bits, const struct wsq_huffman *h,
				    bool restarts, struct wsq_cursor *c);

#endif
