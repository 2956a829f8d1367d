/*
 * crypt_der: private and public keys as files carry them.
 * Knows PKCS#8 and SubjectPublicKeyInfo. Never knows which kind of key it is.
 */
#include "pki/crypt_ossl.h"

#include <limits.h>

#include <openssl/x509.h>

static void pkcs8_free(PKCS8_PRIV_KEY_INFO **p)
{
	PKCS8_PRIV_KEY_INFO_free(*p);
	*p = NULL;
}

enum eg_err ossl_key_from_pkcs8(struct rd der, EVP_PKEY **out)
{
	const unsigned char *at = der.at;
	if (der.bad || der.left == 0 || der.left > LONG_MAX) {
		return EG_FAIL(EG_BAD_DATA, "PKCS#8");
	}
	EG_AUTO(pkcs8_free)
	PKCS8_PRIV_KEY_INFO *info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &at, (long)der.left);
	if (info == NULL) {
		return EG_FAIL(EG_BAD_DATA, "PKCS#8");
	}
	*out = EVP_PKCS82PKEY(info);
	return EG_OK;
}

/* Puts what an i2d function wrote, and wipes libcrypto's copy. */
static enum eg_err put_der(unsigned char *der, int size, struct wr *out)
{
	if (der == NULL || size <= 0) {
		return EG_FAIL(EG_CRYPTO, "key encoding");
	}
	wr_put(out, rd_of(der, (size_t)size));
	OPENSSL_clear_free(der, (size_t)size);
	return out->bad ? EG_FAIL(EG_TOO_BIG, "key does not fit") : EG_OK;
}

enum eg_err ossl_key_to_pkcs8(const EVP_PKEY *key, struct wr *out)
{
	EG_AUTO(pkcs8_free) PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(key);
	unsigned char *der = NULL;
	if (info == NULL) {
		return EG_FAIL(EG_CRYPTO, "key encoding");
	}
	int size = i2d_PKCS8_PRIV_KEY_INFO(info, &der);
	return put_der(der, size, out);
}

enum eg_err ossl_key_spki(const EVP_PKEY *key, struct wr *out)
{
	unsigned char *der = NULL;
	int size = i2d_PUBKEY(key, &der);
	return put_der(der, size, out);
}
