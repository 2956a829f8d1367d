/*
 * crypt_dsa: DSA public keys with their own p, q and g (RFC 3279, 2.3.2; FIPS 186-4, 4.2).
 * Knows the encoding and the bounds of foreign parameters. Never knows whose key it is.
 */
#include "pki/crypt_dh_impl.h"

#include <openssl/core_names.h>

#define OCTETS_LIMIT (CRYPT_DH_SIZE_MAX + 1) /* and a sign octet */

static bool is_subgroup_size(int bits)
{
	return bits == 160 || bits == 224 || bits == 256;
}

/* A positive INTEGER of at most the largest size. */
static enum eg_err number(struct rd *r, BIGNUM **out)
{
	struct rd content;
	uint8_t first;
	if (!rd_expect(r, 0x02, &content) || !rd_peek(&content, &first) || first >= 0x80) {
		return EG_FAIL(EG_BAD_DATA, "number of a DSA key");
	}
	if (content.left > OCTETS_LIMIT) {
		return EG_FAIL(EG_UNSUPPORTED, "size of the DSA modulus");
	}
	return ossl_bn(content, out);
}

/* Dss-Parms; those that a certificate inherits from its issuer are not taken. */
static enum eg_err read_domain(struct rd parameters, struct dh_domain *d)
{
	struct rd all;
	if (parameters.left == 0) {
		return EG_FAIL(EG_UNSUPPORTED, "DSA key without parameters of its own");
	}
	if (!rd_expect(&parameters, 0x30, &all) || !rd_end(&parameters)) {
		return EG_FAIL(EG_BAD_DATA, "parameters of a DSA key");
	}
	EG_TRY(number(&all, &d->p));
	EG_TRY(number(&all, &d->q));
	EG_TRY(number(&all, &d->g));
	if (!rd_end(&all)) {
		return EG_FAIL(EG_BAD_DATA, "parameters of a DSA key");
	}
	if (!is_subgroup_size(BN_num_bits(d->q))) {
		return EG_FAIL(EG_UNSUPPORTED, "size of the DSA subgroup");
	}
	return dh_domain_check(d);
}

static enum eg_err build(const struct dh_domain *d, const BIGNUM *y, EVP_PKEY **out)
{
	EG_AUTO(ossl_builder_free) OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
	if (b == NULL || OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_FFC_P, d->p) != 1 ||
	    OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_FFC_Q, d->q) != 1 ||
	    OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_FFC_G, d->g) != 1 ||
	    OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_PUB_KEY, y) != 1) {
		return EG_FAIL(EG_NO_MEMORY, "public key");
	}
	return ossl_public_key("DSA", b, out);
}

enum eg_err dsa_read(struct rd parameters, struct rd bits, EVP_PKEY **out, struct dsa_size *size)
{
	EG_AUTO(dh_domain_free) struct dh_domain d = {0};
	EG_AUTO(ossl_bn_free) BIGNUM *y = NULL;
	EG_TRY(read_domain(parameters, &d));
	EG_TRY(number(&bits, &y));
	if (!rd_end(&bits)) {
		return EG_FAIL(EG_BAD_DATA, "public number of a DSA key");
	}
	EG_TRY(dh_number_check(&d, y));
	*size = (struct dsa_size){(size_t)BN_num_bits(d.p), (size_t)BN_num_bits(d.q)};
	return build(&d, y, out);
}
