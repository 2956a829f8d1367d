/*
 * crypt_pub: foreign public keys and what they verify.
 * Knows SubjectPublicKeyInfo, RSA, ECDSA and DSA. Never knows whose key it is, or whether to trust
 * it.
 */
#include "pki/crypt_ossl.h"

#include <limits.h>
#include <stdlib.h>

#include <openssl/core_names.h>
#include <openssl/rsa.h>

/* libcrypto's own bound for large moduli; no country uses a longer exponent. */
#define RSA_EXPONENT_OCTETS_MAX 8

enum kind { KIND_RSA, KIND_EC, KIND_DSA };

struct crypt_pub {
	EVP_PKEY *key;
	enum kind kind;
	size_t bits;
	size_t subgroup_bits; /* DSA */
	enum crypt_curve curve;
	uint8_t point[CRYPT_POINT_MAX]; /* EC */
};

void ossl_pkey_free(EVP_PKEY **p)
{
	EVP_PKEY_free(*p);
	*p = NULL;
}

void ossl_pkey_ctx_free(EVP_PKEY_CTX **p)
{
	EVP_PKEY_CTX_free(*p);
	*p = NULL;
}

void crypt_pub_free(struct crypt_pub **k)
{
	if (k == NULL || *k == NULL) {
		return;
	}
	ossl_pkey_free(&(*k)->key);
	eg_free(k);
	*k = NULL;
}

void ossl_builder_free(OSSL_PARAM_BLD **p)
{
	OSSL_PARAM_BLD_free(*p);
	*p = NULL;
}

static void params_free(OSSL_PARAM **p)
{
	OSSL_PARAM_free(*p);
	*p = NULL;
}

enum eg_err ossl_public_key(const char *type, OSSL_PARAM_BLD *b, EVP_PKEY **out)
{
	EG_AUTO(params_free) OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(b);
	EG_AUTO(ossl_pkey_ctx_free)
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	if (params == NULL || ctx == NULL || EVP_PKEY_fromdata_init(ctx) != 1 ||
	    EVP_PKEY_fromdata(ctx, out, EVP_PKEY_PUBLIC_KEY, params) != 1) {
		return EG_FAIL(EG_CRYPTO, "public key object");
	}
	return EG_OK;
}

static enum eg_err rsa_key(struct crypt_pub *k, struct rd algorithm, struct rd bits)
{
	EG_AUTO(ossl_builder_free) OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
	EG_AUTO(ossl_bn_free) BIGNUM *n = NULL;
	EG_AUTO(ossl_bn_free) BIGNUM *e = NULL;
	struct rd null;
	struct rd pair;
	struct rd modulus;
	struct rd exponent;
	bool has_null;
	if (!rd_optional(&algorithm, 0x05, &null, &has_null) || null.left != 0 ||
	    !rd_end(&algorithm) || !rd_expect(&bits, 0x30, &pair) || !rd_end(&bits) ||
	    !rd_expect(&pair, 0x02, &modulus) || !rd_expect(&pair, 0x02, &exponent) ||
	    !rd_end(&pair) || exponent.left > RSA_EXPONENT_OCTETS_MAX + 1) {
		return EG_FAIL(EG_BAD_DATA, "RSA public key");
	}
	EG_TRY(ossl_bn(modulus, &n));
	EG_TRY(ossl_bn(exponent, &e));
	int size = BN_num_bits(n);
	if (size < RSA_BITS_MIN || size > RSA_BITS_MAX || !BN_is_odd(n) || !BN_is_odd(e) ||
	    BN_is_one(e)) {
		return EG_FAIL(EG_UNSUPPORTED, "RSA key size or exponent");
	}
	if (b == NULL || OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_N, n) != 1 ||
	    OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_E, e) != 1) {
		return EG_FAIL(EG_NO_MEMORY, "public key");
	}
	k->kind = KIND_RSA;
	k->bits = (size_t)size;
	return ossl_public_key("RSA", b, &k->key);
}

/* The curve by name or explicit parameters (ecPublicKey), or by its id. */
static enum eg_err curve_of(struct rd *algorithm, bool by_id, enum crypt_curve *out)
{
	struct rd content;
	uint32_t id;
	if (!by_id) {
		return curve_read(algorithm, out);
	}
	if (!rd_expect(algorithm, 0x02, &content) || !rd_small_int(content, &id)) {
		return EG_FAIL(EG_BAD_DATA, "id of domain parameters");
	}
	if (id > CRYPT_P521 || crypt_curve_size((enum crypt_curve)id) == 0) {
		return EG_FAIL(EG_UNSUPPORTED, "id of no curve");
	}
	*out = (enum crypt_curve)id;
	return EG_OK;
}

static enum eg_err ec_key(struct crypt_pub *k, struct rd algorithm, bool by_id, struct rd bits)
{
	EG_AUTO(ossl_builder_free) OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
	EG_AUTO(ossl_point_free) EC_POINT *point = NULL;
	size_t size;
	EG_TRY(curve_of(&algorithm, by_id, &k->curve));
	if (!rd_end(&algorithm)) {
		return EG_FAIL(EG_BAD_DATA, "EC public key");
	}
	const EC_GROUP *group = curve_known(k->curve);
	if (group == NULL) {
		return EG_FAIL(EG_CRYPTO, "curve missing in libcrypto");
	}
	EG_TRY(curve_point(group, k->curve, bits, &point));
	if (!rd_dump(bits, k->point, sizeof(k->point), &size)) {
		return EG_FAIL(EG_BAD_DATA, "EC public key");
	}
	if (b == NULL ||
	    OSSL_PARAM_BLD_push_utf8_string(b, OSSL_PKEY_PARAM_GROUP_NAME,
					    curve_ossl_name(k->curve), 0) != 1 ||
	    OSSL_PARAM_BLD_push_octet_string(b, OSSL_PKEY_PARAM_PUB_KEY, k->point, size) != 1) {
		return EG_FAIL(EG_NO_MEMORY, "public key");
	}
	k->kind = KIND_EC;
	k->bits = (size_t)EC_GROUP_order_bits(group);
	return ossl_public_key("EC", b, &k->key);
}

static enum eg_err dsa_key(struct crypt_pub *k, struct rd parameters, struct rd bits)
{
	struct dsa_size size;
	EG_TRY(dsa_read(parameters, bits, &k->key, &size));
	k->kind = KIND_DSA;
	k->bits = size.bits;
	k->subgroup_bits = size.subgroup;
	return EG_OK;
}

static enum eg_err from_spki(struct rd spki, bool with_dsa, struct crypt_pub **out)
{
	EG_AUTO(crypt_pub_free) struct crypt_pub *k = calloc(1, sizeof(*k));
	struct rd all;
	struct rd algorithm;
	struct rd oid;
	struct rd bits;
	uint8_t unused = 0xFF;
	if (k == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "public key");
	}
	if (!rd_expect(&spki, 0x30, &all) || !rd_end(&spki) || !rd_expect(&all, 0x30, &algorithm) ||
	    !rd_expect(&algorithm, 0x06, &oid) || !rd_expect(&all, 0x03, &bits) || !rd_end(&all) ||
	    !rd_u8(&bits, &unused) || unused != 0) {
		return EG_FAIL(EG_BAD_DATA, "SubjectPublicKeyInfo");
	}
	if (rd_equal(oid, OID_RSA_ENCRYPTION)) {
		EG_TRY(rsa_key(k, algorithm, bits));
	} else if (rd_equal(oid, OID_EC_PUBLIC_KEY)) {
		EG_TRY(ec_key(k, algorithm, false, bits));
	} else if (rd_equal(oid, OID_STANDARD_DOMAIN)) {
		EG_TRY(ec_key(k, algorithm, true, bits));
	} else if (with_dsa && rd_equal(oid, OID_DSA)) {
		EG_TRY(dsa_key(k, algorithm, bits));
	} else {
		return EG_FAIL(EG_UNSUPPORTED, "kind of public key");
	}
	*out = k;
	k = NULL;
	return EG_OK;
}

enum eg_err crypt_pub_from_spki(struct rd spki, struct crypt_pub **out)
{
	return from_spki(spki, false, out);
}

enum eg_err crypt_pub_of_signer(struct rd spki, struct crypt_pub **out)
{
	return from_spki(spki, true, out);
}

size_t crypt_pub_subgroup_bits(const struct crypt_pub *k)
{
	return k->subgroup_bits;
}

bool crypt_pub_is_rsa(const struct crypt_pub *k)
{
	return k->kind == KIND_RSA;
}

size_t crypt_pub_bits(const struct crypt_pub *k)
{
	return k->bits;
}

enum eg_err crypt_pub_curve(const struct crypt_pub *k, enum crypt_curve *out)
{
	if (k->kind != KIND_EC) {
		return EG_FAIL(EG_STATE, "only an EC key has a curve");
	}
	*out = k->curve;
	return EG_OK;
}

enum eg_err crypt_pub_point(const struct crypt_pub *k, struct wr *out)
{
	if (k->kind != KIND_EC) {
		return EG_FAIL(EG_STATE, "only an EC key has a point");
	}
	wr_put(out, rd_of(k->point, 1 + 2 * crypt_curve_size(k->curve)));
	return EG_OK;
}

enum eg_err crypt_pub_modulus(const struct crypt_pub *k, struct wr *out)
{
	EG_AUTO(ossl_bn_free) BIGNUM *n = NULL;
	if (k->kind != KIND_RSA) {
		return EG_FAIL(EG_STATE, "only an RSA key has a modulus");
	}
	if (EVP_PKEY_get_bn_param(k->key, OSSL_PKEY_PARAM_RSA_N, &n) != 1) {
		return EG_FAIL(EG_CRYPTO, "modulus of an RSA key");
	}
	uint8_t *room = wr_room(out, (size_t)BN_num_bytes(n));
	if (room == NULL) {
		return EG_FAIL(EG_TOO_BIG, "modulus of an RSA key does not fit");
	}
	return BN_bn2bin(n, room) > 0 ? EG_OK : EG_FAIL(EG_CRYPTO, "modulus of an RSA key");
}

static enum eg_err set_pss(EVP_PKEY_CTX *ctx, const struct crypt_sigalg *alg)
{
	if (alg->salt_size > RSA_BITS_MAX / 8 ||
	    EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) != 1 ||
	    EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, (int)alg->salt_size) != 1 ||
	    EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, ossl_md(alg->mgf_hash)) != 1) {
		return EG_FAIL(EG_CRYPTO, "PSS parameters");
	}
	return EG_OK;
}

static enum eg_err verify(const struct crypt_pub *k, const struct crypt_sigalg *alg,
			  struct rd message, struct rd signature)
{
	EG_AUTO(ossl_md_ctx_free) EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_PKEY_CTX *key_ctx = NULL; /* owned by ctx */
	if (ctx == NULL ||
	    EVP_DigestVerifyInit(ctx, &key_ctx, ossl_md(alg->hash), NULL, k->key) != 1) {
		return EG_FAIL(EG_CRYPTO, "signature check start");
	}
	if (alg->scheme == CRYPT_RSA_PSS) {
		EG_TRY(set_pss(key_ctx, alg));
	}
	if (EVP_DigestVerify(ctx, signature.at, signature.left, message.at, message.left) != 1) {
		return EG_FAIL(EG_MISMATCH, "signature wrong");
	}
	return EG_OK;
}

/* RFC 8017, 9.2 with the algorithm's parameters absent; the whole block is built and compared. */
static enum eg_err verify_no_null(const struct crypt_pub *k, enum crypt_hash h, struct rd message,
				  struct rd signature)
{
	uint8_t hash[CRYPT_HASH_MAX];
	uint8_t info_octets[32 + CRYPT_HASH_MAX];
	uint8_t expected[RSA_BITS_MAX / 8];
	uint8_t found[RSA_BITS_MAX / 8];
	struct wr info = WR_ARRAY(info_octets);
	struct wr block = WR_ARRAY(expected);
	struct wr plain = WR_ARRAY(found);
	EG_TRY(crypt_hash(h, message, hash));
	size_t all = wr_open(&info, 0x30);
	size_t algorithm = wr_open(&info, 0x30);
	wr_tlv(&info, 0x06, crypt_hash_oid(h));
	wr_close(&info, algorithm);
	wr_tlv(&info, 0x04, rd_of(hash, crypt_hash_size(h)));
	wr_close(&info, all);
	EG_TRY(crypt_rsa_recover(k, signature, &plain));
	if (info.bad || plain.size < info.size + 11) {
		return EG_FAIL(EG_MISMATCH, "RSA key too short for the hash");
	}
	wr_be16(&block, 0x0001);
	wr_fill(&block, 0xFF, plain.size - info.size - 3);
	wr_u8(&block, 0);
	wr_put(&block, wr_view(&info));
	return rd_equal(wr_view(&block), wr_view(&plain)) ? EG_OK
							  : EG_FAIL(EG_MISMATCH, "signature wrong");
}

static enum kind kind_of(enum crypt_scheme scheme)
{
	switch (scheme) {
	case CRYPT_RSA_V15:
	case CRYPT_RSA_V15_NO_NULL:
	case CRYPT_RSA_PSS:
		return KIND_RSA;
	case CRYPT_DSA:
		return KIND_DSA;
	case CRYPT_ECDSA_DER:
	case CRYPT_ECDSA_PLAIN:
		break;
	}
	return KIND_EC;
}

bool crypt_pub_fits(const struct crypt_pub *k, const struct crypt_sigalg *alg)
{
	return kind_of(alg->scheme) == k->kind;
}

enum eg_err crypt_verify(const struct crypt_pub *k, const struct crypt_sigalg *alg,
			 struct rd message, struct rd signature)
{
	uint8_t der[2 * EC_SIZE_MAX + 16];
	struct wr w = WR_ARRAY(der);
	if (message.bad || signature.bad || signature.left == 0) {
		return EG_FAIL(EG_BAD_DATA, "signature check of a failed read");
	}
	if (!crypt_pub_fits(k, alg)) {
		return EG_FAIL(EG_MISMATCH, "the key is of another kind than the signature");
	}
	switch (alg->scheme) {
	case CRYPT_RSA_V15_NO_NULL:
		return verify_no_null(k, alg->hash, message, signature);
	case CRYPT_ECDSA_PLAIN:
		EG_TRY(ecdsa_plain_to_der(signature, crypt_curve_size(k->curve), &w));
		return verify(k, alg, message, wr_view(&w));
	case CRYPT_RSA_V15:
	case CRYPT_RSA_PSS:
	case CRYPT_ECDSA_DER:
	case CRYPT_DSA:
		return verify(k, alg, message, signature);
	}
	return EG_FAIL(EG_UNSUPPORTED, "signature scheme");
}

enum eg_err crypt_rsa_recover(const struct crypt_pub *k, struct rd signature, struct wr *out)
{
	EG_AUTO(ossl_pkey_ctx_free) EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(k->key, NULL);
	size_t size = (k->bits + 7) / 8;
	if (k->kind != KIND_RSA || signature.bad || signature.left != size) {
		return EG_FAIL(EG_MISMATCH, "signature not as long as the RSA modulus");
	}
	uint8_t *room = wr_room(out, size);
	if (room == NULL) {
		return EG_FAIL(EG_TOO_BIG, "recovered message does not fit");
	}
	if (ctx == NULL || EVP_PKEY_encrypt_init(ctx) != 1 ||
	    EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_NO_PADDING) != 1 ||
	    EVP_PKEY_encrypt(ctx, room, &size, signature.at, signature.left) != 1 ||
	    size != signature.left) {
		return EG_FAIL(EG_MISMATCH, "RSA public operation");
	}
	return EG_OK;
}
