/*
 * wsq_huffman: the bits of a block and the codes in them (IAFIS-IC-0110, annex C and D).
 * Knows stuffing, restart markers and Huffman tables. Never knows what a symbol means. Private to
 * biometrics/wsq*.c.
 */
#ifndef EG_BIOMETRICS_WSQ_HUFFMAN_H
#define EG_BIOMETRICS_WSQ_HUFFMAN_H

#include "base/rd.h"

#define WSQ_TABLES   8
#define WSQ_CODE_MAX 16 /* bits of a code */
#define WSQ_VALUES   256
#define WSQ_QUICK    9 /* bits of codes that are found in one step */
#define WSQ_RESTART  0xB0
#define WSQ_RESTARTS 8 /* markers FFB0 to FFB7, in turns */

struct wsq_huffman {
	bool known;
	uint8_t values[WSQ_VALUES];
	uint16_t first[WSQ_CODE_MAX + 1]; /* lowest code of a length */
	uint16_t end[WSQ_CODE_MAX + 1];   /* behind the highest */
	uint16_t place[WSQ_CODE_MAX + 1]; /* of the lowest code's value */
	uint16_t quick[1u << WSQ_QUICK];  /* length and value of a code, by the bits it begins; or 0
					   */
};

/* Bits of the entropy-coded bytes up to the next marker. */
struct wsq_bits {
	struct rd rest; /* from the next byte on; when ended, from the marker or the end */
	uint64_t hold;  /* the lowest `have` bits are the next ones */
	unsigned have;
	bool ended;
	bool restarted; /* in this block, at least once */
	uint8_t turn;   /* of the next restart marker */
};

/* Content of a DHT segment, one or more tables, into tables[WSQ_TABLES]. EG_BAD_DATA, EG_TRUNCATED.
 */
EG_CHECK enum eg_err wsq_read_huffman(struct rd segment, struct wsq_huffman *tables);

/* The next symbol; -1: no code begins here, which is also how bits end. */
int wsq_next_symbol(const struct wsq_huffman *h, struct wsq_bits *b);
/* 1 to 16 bits behind a symbol; false at the end. */
EG_CHECK bool wsq_next_bits(struct wsq_bits *b, unsigned count, uint32_t *out);
/* Nothing but padding is left, and a restart marker in its turn follows: reads on behind it. */
EG_CHECK bool wsq_restart(struct wsq_bits *b);
/* Nothing but padding is left; then what follows, from the marker on. */
EG_CHECK bool wsq_bits_end(struct wsq_bits *b, struct rd *rest);

#endif
