/*
 * crypt_dsa_sign: DSA key pairs, for forge and tests.
 * Knows groups, private numbers and wipes them. Never knows what is signed.
 */
#include "pki/crypt_dsa.h"

#include <stdlib.h>

#include <openssl/core_names.h>
#include <openssl/dsa.h>

#include "pki/crypt_dh_impl.h"

#define OWN_BITS_MIN 1024
#define OWN_BITS_MAX 3072

struct crypt_dsa {
	EVP_PKEY *key;
};

static void params_free(OSSL_PARAM **p)
{
	OSSL_PARAM_free(*p);
	*p = NULL;
}

void crypt_dsa_free(struct crypt_dsa **k)
{
	if (k == NULL || *k == NULL) {
		return;
	}
	ossl_pkey_free(&(*k)->key);
	eg_free(k);
	*k = NULL;
}

/* Takes the key over, whatever happens. */
static enum eg_err adopt(EVP_PKEY *key, struct crypt_dsa **out)
{
	EG_AUTO(ossl_pkey_free) EVP_PKEY *owned = key;
	if (owned == NULL || EVP_PKEY_is_a(owned, "DSA") != 1) {
		return EG_FAIL(EG_BAD_DATA, "no DSA key");
	}
	struct crypt_dsa *k = calloc(1, sizeof(*k));
	if (k == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "DSA key");
	}
	k->key = owned;
	owned = NULL;
	*out = k;
	return EG_OK;
}

/* A pair for Diffie-Hellman in a group of known order is one for DSA. */
static enum eg_err from_pair(const struct crypt_dh *pair, EVP_PKEY **out)
{
	EG_AUTO(ossl_builder_free) OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
	EG_AUTO(ossl_pkey_ctx_free)
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "DSA", NULL);
	if (b == NULL || ctx == NULL ||
	    OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_FFC_P, pair->domain.p) != 1 ||
	    OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_FFC_Q, pair->domain.q) != 1 ||
	    OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_FFC_G, pair->domain.g) != 1 ||
	    OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_PUB_KEY, pair->y) != 1 ||
	    OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_PRIV_KEY, pair->x) != 1) {
		return EG_FAIL(EG_NO_MEMORY, "DSA key");
	}
	EG_AUTO(params_free) OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(b);
	if (params == NULL || EVP_PKEY_fromdata_init(ctx) != 1 ||
	    EVP_PKEY_fromdata(ctx, out, EVP_PKEY_KEYPAIR, params) != 1) {
		return EG_FAIL(EG_CRYPTO, "DSA key");
	}
	return EG_OK;
}

enum eg_err crypt_dsa_generate(enum crypt_dh_group group, struct crypt_dsa **out)
{
	EG_AUTO(crypt_dh_free) struct crypt_dh *pair = NULL;
	EVP_PKEY *key = NULL;
	EG_TRY(crypt_dh_generate(group, &pair));
	EG_TRY(from_pair(pair, &key));
	return adopt(key, out);
}

static enum eg_err draw_parameters(uint32_t p_bits, uint32_t q_bits, EVP_PKEY **out)
{
	EG_AUTO(ossl_pkey_ctx_free)
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "DSA", NULL);
	if (ctx == NULL || EVP_PKEY_paramgen_init(ctx) != 1 ||
	    EVP_PKEY_CTX_set_dsa_paramgen_bits(ctx, (int)p_bits) != 1 ||
	    EVP_PKEY_CTX_set_dsa_paramgen_q_bits(ctx, (int)q_bits) != 1 ||
	    EVP_PKEY_paramgen(ctx, out) != 1) {
		return EG_FAIL(EG_CRYPTO, "DSA parameters");
	}
	return EG_OK;
}

enum eg_err crypt_dsa_generate_own(uint32_t p_bits, uint32_t q_bits, struct crypt_dsa **out)
{
	EG_AUTO(ossl_pkey_free) EVP_PKEY *parameters = NULL;
	EVP_PKEY *key = NULL; /* adopted */
	if (p_bits < OWN_BITS_MIN || p_bits > OWN_BITS_MAX || (q_bits != 224 && q_bits != 256)) {
		return EG_FAIL(EG_UNSUPPORTED, "DSA key size");
	}
	EG_TRY(draw_parameters(p_bits, q_bits, &parameters));
	EG_AUTO(ossl_pkey_ctx_free)
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, parameters, NULL);
	if (ctx == NULL || EVP_PKEY_keygen_init(ctx) != 1 || EVP_PKEY_keygen(ctx, &key) != 1) {
		return EG_FAIL(EG_CRYPTO, "DSA key");
	}
	return adopt(key, out);
}

enum eg_err crypt_dsa_from_pkcs8(struct rd der, struct crypt_dsa **out)
{
	EVP_PKEY *key = NULL;
	EG_TRY(ossl_key_from_pkcs8(der, &key));
	return adopt(key, out);
}

enum eg_err crypt_dsa_to_pkcs8(const struct crypt_dsa *k, struct wr *out)
{
	return ossl_key_to_pkcs8(k->key, out);
}

enum eg_err crypt_dsa_spki(const struct crypt_dsa *k, struct wr *out)
{
	return ossl_key_spki(k->key, out);
}

enum eg_err crypt_dsa_sign(const struct crypt_dsa *k, enum crypt_hash h, struct rd message,
			   struct wr *out)
{
	EG_AUTO(ossl_md_ctx_free) EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	uint8_t octets[128]; /* two numbers of at most 256 bits */
	size_t size = sizeof(octets);
	if (ctx == NULL || message.bad ||
	    EVP_DigestSignInit(ctx, NULL, ossl_md(h), NULL, k->key) != 1 ||
	    EVP_DigestSign(ctx, octets, &size, message.at, message.left) != 1) {
		return EG_FAIL(EG_CRYPTO, "DSA signature");
	}
	wr_put(out, rd_of(octets, size));
	return out->bad ? EG_FAIL(EG_TOO_BIG, "DSA signature does not fit") : EG_OK;
}
