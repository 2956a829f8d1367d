/*
 * bac: Basic Access Control (Doc 9303-11, 4.3), the reader's side.
 * Knows the document basic access keys and the two messages. Never knows APDUs around them.
 */
#ifndef EG_EMRTD_BAC_H
#define EG_EMRTD_BAC_H

#include "emrtd/sm.h"

#define BAC_NONCE_SIZE   8
#define BAC_KEY_SIZE     16
#define BAC_MESSAGE_SIZE 40 /* E_IFD || M_IFD, and E_IC || M_IC */

/* What the reader draws: from crypt_random in production, printed values in worked examples. */
struct bac_random {
	uint8_t nonce[BAC_NONCE_SIZE]; /* RND.IFD */
	uint8_t key[BAC_KEY_SIZE];     /* K.IFD */
};
EG_CHECK enum eg_err bac_draw(struct bac_random *out);

struct bac {
	struct secret enc; /* KEnc, KMAC: 9.7.2 */
	struct secret mac;
	struct bac_random own;
	uint8_t chip_nonce[BAC_NONCE_SIZE]; /* RND.IC */
};

/* Keys from MRZ_information. */
EG_CHECK enum eg_err bac_begin(struct bac *b, struct rd mrz_information,
			       const struct bac_random *own);
void bac_end(struct bac *b); /* wipes; accepts NULL */
/* Data of EXTERNAL AUTHENTICATE from the chip's nonce (the answer to GET CHALLENGE). */
EG_CHECK enum eg_err bac_challenge(struct bac *b, struct rd chip_nonce, struct wr *out);
/* Judges the chip's answer and opens secure messaging; EG_MISMATCH: another key, or not alive. */
EG_CHECK enum eg_err bac_answer(const struct bac *b, struct rd answer, struct sm *out);

#endif
