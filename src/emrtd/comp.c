/*
 * comp: Comp(PK), the short form of an ephemeral public key (TR-03110-3, A.2.2.3).
 * Knows points and numbers as they are sent. Never knows what the short form is signed for.
 */
#include "emrtd/comp.h"

#include "pki/crypt.h"

enum eg_err comp_write(bool dh, struct rd public_key, struct wr *out)
{
	uint8_t digest[CRYPT_HASH_MAX];
	struct rd written;
	struct rd x;
	if (public_key.left == 0) {
		return EG_FAIL(EG_STATE, "no public key to compress");
	}
	if (dh) {
		EG_TRY(crypt_hash(CRYPT_SHA1, public_key, digest));
		wr_put(out, rd_of(digest, crypt_hash_size(CRYPT_SHA1)));
		return wr_done(out, &written);
	}
	if (public_key.left % 2 != 1 || !rd_skip(&public_key, 1) ||
	    !rd_take(&public_key, public_key.left / 2, &x)) {
		return EG_FAIL(EG_STATE, "no point to compress");
	}
	wr_put(out, x);
	return wr_done(out, &written);
}
