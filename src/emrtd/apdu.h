/*
 * apdu: commands and answers of ISO/IEC 7816-4 as values and as bytes.
 * Knows lengths and length fields. Never knows what a command does.
 */
#ifndef EG_EMRTD_APDU_H
#define EG_EMRTD_APDU_H

#include "base/rd.h"
#include "base/wr.h"

/* Data of one command that this reader sends, protected or not; largest are the certificates of
 * Terminal Authentication with RSA-4096 and its reference: body 800, signature 512. */
#define APDU_DATA_MAX    2048
#define APDU_COMMAND_MAX (APDU_DATA_MAX + 10)
/* One answer with its status bytes, GET RESPONSE rounds joined: extended Le at its largest. Too
 * much for a stack: such buffers are static or on the heap. */
#define APDU_ANSWER_MAX (65536 + 2)

#define APDU_LE_SHORT_MAX 256

struct apdu {
	uint8_t cla;
	uint8_t ins;
	uint8_t p1;
	uint8_t p2;
	struct rd data; /* borrowed; empty: no Lc and data */
	uint32_t le;    /* bytes wanted, 1..65536; 0: no Le (case 1 or 3: some chips refuse it) */
	bool extended;  /* extended length fields, also where short ones would do */
};

/* Bytes of a command; EG_TOO_BIG when short length fields cannot say it. */
EG_CHECK enum eg_err apdu_write(const struct apdu *c, struct wr *out);

struct apdu_answer {
	struct rd data; /* borrowed */
	uint16_t sw;
};
/* Splits data from status bytes; EG_TRUNCATED below two bytes. */
EG_CHECK enum eg_err apdu_answer(struct rd bytes, struct apdu_answer *out);

#define SW_OK               0x9000
#define SW_WRONG_LENGTH     0x6700
#define SW_END_OF_FILE      0x6282
#define SW_DEACTIVATED      0x6283
#define SW_NOT_FOUND        0x6A82
#define SW_WRONG_P1P2       0x6B00
#define SW_LAST_OF_CHAIN    0x6883
#define SW_SM_OBJECT_ABSENT 0x6987
#define SW_SM_OBJECT_WRONG  0x6988

#endif
