/*
 * same_session: whether libeac and we have derived the same keys.
 * Never knows by which protocol.
 */
#ifndef EG_TESTS_SAME_SESSION_H
#define EG_TESTS_SAME_SESSION_H

#include "emrtd/sm.h"
#include "tests/peer/peer_eac_keys.h"

/* 3DES keys differ in their parity bits, which nobody uses. */
static inline bool same_key(struct rd a, struct rd b, enum crypt_cipher cipher)
{
	uint8_t left;
	uint8_t right;
	bool same = a.left == b.left;
	uint8_t mask = cipher == CRYPT_3DES ? 0xFE : 0xFF;
	while (same && rd_u8(&a, &left) && rd_u8(&b, &right)) {
		same = (left & mask) == (right & mask);
	}
	return same;
}

static inline bool same_session(const struct sm *s, const struct peer_keys *p)
{
	return same_key(secret_rd(&s->enc), peer_keys_enc(p), s->cipher) &&
	       same_key(secret_rd(&s->mac), peer_keys_mac(p), s->cipher);
}

#endif
