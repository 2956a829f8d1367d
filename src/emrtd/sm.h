/*
 * sm: secure messaging (Doc 9303-11, 9.7.1, 9.7.4 and 9.8) as a transaction.
 * Knows session keys, counter, padding, data objects. Never knows what a command does.
 *
 * The counter moves only when an answer was verified: sm_wrap may be called again for a command
 * whose answer came without protection (some chips have not counted it).
 */
#ifndef EG_EMRTD_SM_H
#define EG_EMRTD_SM_H

#include "emrtd/apdu.h"
#include "pki/crypt.h"

#define SM_BLOCK_MAX 16

struct sm {
	enum crypt_cipher cipher;
	struct secret enc;
	struct secret mac;
	uint8_t counter[SM_BLOCK_MAX]; /* block size octets are used */
};

/* KDF of 9.7.1: counter 1 encryption, 2 MAC, 3 password (pi). 3DES keys with adjusted parity. */
enum sm_key { SM_KEY_ENC = 1, SM_KEY_MAC = 2, SM_KEY_PASSWORD = 3 };
EG_CHECK enum eg_err sm_derive(enum crypt_cipher cipher, struct rd shared, enum sm_key which,
			       struct secret *out);

/* Keys from the shared secret; counter of one block, or empty for zeros (9.8.6.3, 9.8.7.3). */
EG_CHECK enum eg_err sm_open(struct sm *s, enum crypt_cipher cipher, struct rd shared,
			     struct rd counter_or_empty);
void sm_close(struct sm *s); /* wipes; accepts NULL */

/* Largest plain answer that fits a short protected one: 223 octets with AES, 231 with 3DES. */
size_t sm_plain_max(enum crypt_cipher cipher);
/* Largest plain answer whose protected one has at most answer_size octets with its status bytes;
 * 0: not even one block. */
size_t sm_plain_within(enum crypt_cipher cipher, size_t answer_size);

/* ISO/IEC 9797-1 padding method 2 to whole blocks. */
void sm_pad(struct wr *w, size_t start, size_t block);

/* Protects a command (header, data, Le) under counter + 1. */
EG_CHECK enum eg_err sm_wrap(const struct sm *s, const struct apdu *plain, struct wr *out);
/*
 * Verifies an answer under counter + 2, decrypts its data into the writer (which needs room for
 * their padding too), gives the protected status. EG_OK: verified, and only then the counter has
 * moved. EG_DENIED: the answer carries no protection; *sw is its bare status, its data are not
 * given. EG_MISMATCH, EG_BAD_DATA: protection broken; the session must end.
 */
EG_CHECK enum eg_err sm_unwrap(struct sm *s, struct rd answer, struct wr *data, uint16_t *sw);

#endif
