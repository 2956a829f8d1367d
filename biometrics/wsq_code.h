/*
 * wsq_code: coefficients become symbols, and symbols bits (IAFIS-IC-0110, A.4, annex C and D).
 * Knows runs, optimal codes and stuffing. Never knows bins. Private to biometrics/wsq_encode.c.
 */
#ifndef EG_BIOMETRICS_WSQ_CODE_H
#define EG_BIOMETRICS_WSQ_CODE_H

#include "base/wr.h"
#include "biometrics/wsq_block.h"

#define WSQ_TOKEN_RESTART 256 /* in place of a symbol */

struct wsq_token {
	uint16_t symbol;
	uint16_t more; /* bits behind it: 8 or 16 as its symbol says */
};

/* One part of the coefficients, as a block holds it. */
struct wsq_tokens {
	struct wsq_token *at; /* borrowed: room for two a coefficient */
	size_t count;
};
/* Room for 2 * count tokens. restart: coefficients between restart markers; 0: none. */
void wsq_tokenize(const int32_t *coefficients, size_t count, uint16_t restart,
		  struct wsq_tokens *out);

struct wsq_code {
	uint8_t counts[WSQ_CODE_MAX]; /* codes of each length */
	uint8_t values[WSQ_VALUES];   /* in order of their codes */
	uint16_t codes[WSQ_VALUES];   /* by symbol */
	uint8_t lengths[WSQ_VALUES];  /* by symbol; 0: has none */
};
/* The best code of at most 16 bits for these symbols, none of them all ones. */
void wsq_code_of(const struct wsq_tokens *parts, size_t count, struct wsq_code *out);
/* Content of a DHT segment. */
void wsq_put_code(struct wr *w, uint8_t number, const struct wsq_code *code);
/* The bits of a block, stuffed and padded. */
void wsq_put_tokens(struct wr *w, const struct wsq_tokens *tokens, const struct wsq_code *code);

#endif
