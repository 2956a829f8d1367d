/*
 * crypt_kdf: keys from passphrases.
 * Knows PBKDF2 and scrypt. Never knows what the key opens, nor how much work is too much.
 */
#include "pki/crypt_ossl.h"

#include <limits.h>

/* Beyond this libcrypto refuses: above what any limit of a caller allows. */
#define SCRYPT_MEMORY (UINT64_C(1) << 30)

static bool usable(struct rd passphrase, struct rd salt, size_t size)
{
	return !passphrase.bad && passphrase.left <= INT_MAX && !salt.bad && salt.left <= INT_MAX &&
	       size > 0 && size <= SECRET_MAX;
}

enum eg_err crypt_pbkdf2(enum crypt_hash h, struct rd passphrase, struct rd salt,
			 uint32_t iterations, size_t size, struct secret *out)
{
	secret_clear(out);
	if (!usable(passphrase, salt, size) || iterations == 0 || iterations > INT_MAX) {
		return EG_FAIL(EG_BAD_DATA, "PBKDF2");
	}
	if (PKCS5_PBKDF2_HMAC((const char *)passphrase.at, (int)passphrase.left, salt.at,
			      (int)salt.left, (int)iterations, ossl_md(h), (int)size,
			      out->bytes) != 1) {
		secret_clear(out);
		return EG_FAIL(EG_CRYPTO, "PBKDF2");
	}
	out->size = size;
	return EG_OK;
}

enum eg_err crypt_scrypt(struct rd passphrase, struct rd salt, const struct crypt_scrypt_cost *cost,
			 size_t size, struct secret *out)
{
	secret_clear(out);
	if (!usable(passphrase, salt, size)) {
		return EG_FAIL(EG_BAD_DATA, "scrypt");
	}
	if (EVP_PBE_scrypt((const char *)passphrase.at, passphrase.left, salt.at, salt.left,
			   cost->n, cost->r, cost->p, SCRYPT_MEMORY, out->bytes, size) != 1) {
		secret_clear(out);
		return EG_FAIL(EG_CRYPTO, "scrypt");
	}
	out->size = size;
	return EG_OK;
}
