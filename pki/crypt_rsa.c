/*
 * crypt_rsa: RSA key pairs of terminals, the virtual chip and forge.
 * Knows private keys (libcrypto keeps and wipes them). Never knows what is signed, nor for whom.
 */
#include "pki/crypt_forge.h"
#include "pki/crypt_ossl.h"

#include <stdlib.h>

#include <openssl/core_names.h>
#include <openssl/rsa.h>

struct crypt_rsa {
	EVP_PKEY *key;
};

void crypt_rsa_free(struct crypt_rsa **k)
{
	if (k == NULL || *k == NULL) {
		return;
	}
	ossl_pkey_free(&(*k)->key);
	eg_free(k);
	*k = NULL;
}

/* Takes the key over, whatever happens. */
static enum eg_err adopt(EVP_PKEY *key, struct crypt_rsa **out)
{
	EG_AUTO(ossl_pkey_free) EVP_PKEY *owned = key;
	if (owned == NULL || EVP_PKEY_is_a(owned, "RSA") != 1) {
		return EG_FAIL(EG_BAD_DATA, "no RSA key");
	}
	int bits = EVP_PKEY_get_bits(owned);
	if (bits < RSA_BITS_MIN || bits > RSA_BITS_MAX) {
		return EG_FAIL(EG_UNSUPPORTED, "RSA key size");
	}
	struct crypt_rsa *k = calloc(1, sizeof(*k));
	if (k == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "RSA key");
	}
	k->key = owned;
	owned = NULL;
	*out = k;
	return EG_OK;
}

enum eg_err crypt_rsa_generate(uint32_t bits, struct crypt_rsa **out)
{
	if (bits < RSA_BITS_MIN || bits > RSA_BITS_MAX) {
		return EG_FAIL(EG_UNSUPPORTED, "RSA key size");
	}
	return adopt(EVP_RSA_gen(bits), out);
}

enum eg_err crypt_rsa_generate_cubic(uint32_t bits, struct crypt_rsa **out)
{
	EG_AUTO(ossl_pkey_ctx_free)
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	EG_AUTO(ossl_bn_free) BIGNUM *three = BN_new();
	EVP_PKEY *key = NULL; /* adopted */
	if (bits < RSA_BITS_MIN || bits > RSA_BITS_MAX) {
		return EG_FAIL(EG_UNSUPPORTED, "RSA key size");
	}
	if (ctx == NULL || three == NULL || BN_set_word(three, 3) != 1 ||
	    EVP_PKEY_keygen_init(ctx) != 1 ||
	    EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, (int)bits) != 1 ||
	    EVP_PKEY_CTX_set1_rsa_keygen_pubexp(ctx, three) != 1 ||
	    EVP_PKEY_keygen(ctx, &key) != 1) {
		return EG_FAIL(EG_CRYPTO, "RSA key with exponent 3");
	}
	return adopt(key, out);
}

enum eg_err crypt_rsa_from_pkcs8(struct rd der, struct crypt_rsa **out)
{
	EVP_PKEY *key = NULL;
	EG_TRY(ossl_key_from_pkcs8(der, &key));
	return adopt(key, out);
}

enum eg_err crypt_rsa_to_pkcs8(const struct crypt_rsa *k, struct wr *out)
{
	return ossl_key_to_pkcs8(k->key, out);
}

enum eg_err crypt_rsa_spki(const struct crypt_rsa *k, struct wr *out)
{
	return ossl_key_spki(k->key, out);
}

static enum eg_err put_number(const struct crypt_rsa *k, const char *name, struct wr *out)
{
	EG_AUTO(ossl_bn_free) BIGNUM *n = NULL;
	if (EVP_PKEY_get_bn_param(k->key, name, &n) != 1 || BN_num_bytes(n) <= 0) {
		return EG_FAIL(EG_CRYPTO, "number of an RSA key");
	}
	uint8_t *room = wr_room(out, (size_t)BN_num_bytes(n));
	if (room == NULL) {
		return EG_FAIL(EG_TOO_BIG, "number of an RSA key does not fit");
	}
	return BN_bn2bin(n, room) > 0 ? EG_OK : EG_FAIL(EG_CRYPTO, "number of an RSA key");
}

enum eg_err crypt_rsa_public(const struct crypt_rsa *k, struct wr *modulus, struct wr *exponent)
{
	EG_TRY(put_number(k, OSSL_PKEY_PARAM_RSA_N, modulus));
	return put_number(k, OSSL_PKEY_PARAM_RSA_E, exponent);
}

enum eg_err crypt_rsa_raw(const struct crypt_rsa *k, struct rd block, struct wr *out)
{
	EG_AUTO(ossl_pkey_ctx_free) EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(k->key, NULL);
	size_t size = (size_t)EVP_PKEY_get_size(k->key);
	if (block.bad || block.left != size) {
		return EG_FAIL(EG_BAD_DATA, "block not as long as the RSA modulus");
	}
	uint8_t *room = wr_room(out, size);
	if (room == NULL) {
		return EG_FAIL(EG_TOO_BIG, "RSA output");
	}
	if (ctx == NULL || EVP_PKEY_decrypt_init(ctx) != 1 ||
	    EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_NO_PADDING) != 1 ||
	    EVP_PKEY_decrypt(ctx, room, &size, block.at, block.left) != 1 || size != block.left) {
		return EG_FAIL(EG_CRYPTO, "RSA private operation");
	}
	return EG_OK;
}

static bool set_scheme(EVP_PKEY_CTX *ctx, const struct crypt_sigalg *alg)
{
	if (alg->scheme == CRYPT_RSA_V15) {
		return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) == 1;
	}
	return alg->scheme == CRYPT_RSA_PSS && alg->salt_size <= RSA_BITS_MAX / 8 &&
	       EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) == 1 &&
	       EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, (int)alg->salt_size) == 1 &&
	       EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, ossl_md(alg->mgf_hash)) == 1;
}

enum eg_err crypt_rsa_sign(const struct crypt_rsa *k, const struct crypt_sigalg *alg,
			   struct rd message, struct wr *out)
{
	EG_AUTO(ossl_md_ctx_free) EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_PKEY_CTX *key_ctx = NULL; /* owned by ctx */
	size_t size = (size_t)EVP_PKEY_get_size(k->key);
	uint8_t *room = wr_room(out, size);
	if (room == NULL) {
		return EG_FAIL(EG_TOO_BIG, "RSA signature does not fit");
	}
	if (ctx == NULL || message.bad ||
	    EVP_DigestSignInit(ctx, &key_ctx, ossl_md(alg->hash), NULL, k->key) != 1 ||
	    !set_scheme(key_ctx, alg) ||
	    EVP_DigestSign(ctx, room, &size, message.at, message.left) != 1) {
		return EG_FAIL(EG_CRYPTO, "RSA signature");
	}
	return EG_OK;
}
