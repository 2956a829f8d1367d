/*
 * crypt_ec: our own EC key pairs: agreement, PACE mapping, ECDSA signing, key files.
 * Knows private numbers and wipes them. Never knows the protocol that uses them.
 *
 * Key pairs are kept as group, base point, number and point, because EVP has no key on a mapped
 * generator. EC_GROUP and EC_POINT are current API; the deprecated EC_KEY is not used.
 */
#include "pki/crypt_ossl.h"

#include <stdlib.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/param_build.h>

struct crypt_ec {
	enum crypt_curve curve;
	EC_GROUP *group;
	EC_POINT *base; /* NULL: the curve's own generator */
	BIGNUM *d;
	EC_POINT *q;
};

void crypt_ec_free(struct crypt_ec **k)
{
	if (k == NULL || *k == NULL) {
		return;
	}
	ossl_point_free(&(*k)->base);
	ossl_point_free(&(*k)->q);
	ossl_bn_free(&(*k)->d);
	ossl_group_free(&(*k)->group);
	eg_free(k);
	*k = NULL;
}

static enum eg_err ec_new(enum crypt_curve c, struct crypt_ec **out)
{
	EG_AUTO(crypt_ec_free) struct crypt_ec *k = calloc(1, sizeof(*k));
	if (k == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "EC key");
	}
	k->curve = c;
	EG_TRY(curve_group(c, &k->group));
	k->q = EC_POINT_new(k->group);
	k->d = BN_secure_new();
	if (k->q == NULL || k->d == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "EC key");
	}
	BN_set_flags(k->d, BN_FLG_CONSTTIME);
	*out = k;
	k = NULL;
	return EG_OK;
}

/* d from octets (1 <= d < n), or random if there are none. */
static enum eg_err set_private(struct crypt_ec *k, struct rd d)
{
	const BIGNUM *order = EC_GROUP_get0_order(k->group);
	if (d.bad) {
		return EG_FAIL(EG_BAD_DATA, "private number");
	}
	for (int tries = 0; d.left == 0 && tries < 8; tries++) {
		if (BN_priv_rand_range(k->d, order) != 1) {
			return EG_FAIL(EG_CRYPTO, "random private number");
		}
		if (!BN_is_zero(k->d)) {
			return EG_OK;
		}
	}
	if (d.left == 0 || d.left > EC_SIZE_MAX + 1 || BN_bin2bn(d.at, (int)d.left, k->d) == NULL ||
	    BN_is_zero(k->d) || BN_cmp(k->d, order) >= 0) {
		return EG_FAIL(EG_BAD_DATA, "private number out of range");
	}
	return EG_OK;
}

static enum eg_err make_public(struct crypt_ec *k)
{
	int ok = k->base == NULL ? EC_POINT_mul(k->group, k->q, k->d, NULL, NULL, NULL)
				 : EC_POINT_mul(k->group, k->q, NULL, k->base, k->d, NULL);
	if (ok != 1 || EC_POINT_is_at_infinity(k->group, k->q) != 0) {
		return EG_FAIL(EG_CRYPTO, "public point");
	}
	return EG_OK;
}

enum eg_err crypt_ec_from_private(enum crypt_curve c, struct rd d, struct crypt_ec **out)
{
	EG_AUTO(crypt_ec_free) struct crypt_ec *k = NULL;
	if (d.left == 0) {
		return EG_FAIL(EG_BAD_DATA, "private number");
	}
	EG_TRY(ec_new(c, &k));
	EG_TRY(set_private(k, d));
	EG_TRY(make_public(k));
	*out = k;
	k = NULL;
	return EG_OK;
}

enum eg_err crypt_ec_generate(enum crypt_curve c, struct crypt_ec **out)
{
	EG_AUTO(crypt_ec_free) struct crypt_ec *k = NULL;
	EG_TRY(ec_new(c, &k));
	EG_TRY(set_private(k, RD_EMPTY));
	EG_TRY(make_public(k));
	*out = k;
	k = NULL;
	return EG_OK;
}

enum crypt_curve crypt_ec_curve(const struct crypt_ec *k)
{
	return k->curve;
}

enum eg_err crypt_ec_public(const struct crypt_ec *k, struct wr *out)
{
	return curve_point_write(k->group, k->curve, k->q, out);
}

enum eg_err crypt_ec_private(const struct crypt_ec *k, struct secret *out)
{
	secret_clear(out);
	out->size = crypt_curve_size(k->curve);
	if (BN_bn2binpad(k->d, out->bytes, (int)out->size) < 0) {
		secret_clear(out);
		return EG_FAIL(EG_CRYPTO, "private number");
	}
	return EG_OK;
}

/* d times a foreign point. */
static enum eg_err multiply(const struct crypt_ec *k, struct rd peer_point, EC_POINT **out)
{
	EG_AUTO(ossl_point_free) EC_POINT *peer = NULL;
	EG_AUTO(ossl_point_free) EC_POINT *product = EC_POINT_new(k->group);
	EG_TRY(curve_point(k->group, k->curve, peer_point, &peer));
	if (product == NULL || EC_POINT_mul(k->group, product, NULL, peer, k->d, NULL) != 1) {
		return EG_FAIL(EG_CRYPTO, "key agreement");
	}
	if (EC_POINT_is_at_infinity(k->group, product) != 0) {
		return EG_FAIL(EG_BAD_DATA, "key agreement ends at infinity");
	}
	*out = product;
	product = NULL;
	return EG_OK;
}

enum eg_err crypt_ec_agree(const struct crypt_ec *k, struct rd peer_point, struct secret *x_out)
{
	EG_AUTO(ossl_point_free) EC_POINT *shared = NULL;
	EG_AUTO(ossl_bn_free) BIGNUM *x = BN_secure_new();
	secret_clear(x_out);
	EG_TRY(multiply(k, peer_point, &shared));
	x_out->size = crypt_curve_size(k->curve);
	if (x == NULL || EC_POINT_get_affine_coordinates(k->group, shared, x, NULL, NULL) != 1 ||
	    BN_bn2binpad(x, x_out->bytes, (int)x_out->size) < 0) {
		secret_clear(x_out);
		return EG_FAIL(EG_CRYPTO, "shared coordinate");
	}
	return EG_OK;
}

enum eg_err ec_on_base(enum crypt_curve c, EC_POINT **base_taken, struct rd private_or_empty,
		       struct crypt_ec **out)
{
	EG_AUTO(crypt_ec_free) struct crypt_ec *k = NULL;
	EG_TRY(ec_new(c, &k));
	k->base = *base_taken;
	*base_taken = NULL;
	if (EC_POINT_is_at_infinity(k->group, k->base) != 0) {
		return EG_FAIL(EG_BAD_DATA, "mapping ends at infinity");
	}
	EG_TRY(set_private(k, private_or_empty));
	EG_TRY(make_public(k));
	*out = k;
	k = NULL;
	return EG_OK;
}

enum eg_err crypt_ec_map_generic(const struct crypt_ec *map_key, struct rd peer_map_point,
				 struct rd nonce, struct rd private_or_empty,
				 struct crypt_ec **ephemeral)
{
	EG_AUTO(ossl_point_free) EC_POINT *h = NULL;
	EG_AUTO(ossl_point_free) EC_POINT *base = NULL;
	EG_AUTO(ossl_bn_free) BIGNUM *s = NULL;
	if (map_key->base != NULL) {
		return EG_FAIL(EG_STATE, "a mapped key cannot map");
	}
	EG_TRY(multiply(map_key, peer_map_point, &h));
	EG_TRY(ossl_bn(nonce, &s));
	base = EC_POINT_new(map_key->group);
	if (base == NULL || EC_POINT_mul(map_key->group, base, s, NULL, NULL, NULL) != 1 ||
	    EC_POINT_add(map_key->group, base, base, h, NULL) != 1) {
		return EG_FAIL(EG_CRYPTO, "generic mapping");
	}
	return ec_on_base(map_key->curve, &base, private_or_empty, ephemeral);
}

static void builder_free(OSSL_PARAM_BLD **p)
{
	OSSL_PARAM_BLD_free(*p);
	*p = NULL;
}

static void params_free(OSSL_PARAM **p)
{
	OSSL_PARAM_free(*p);
	*p = NULL;
}

/* The pair as libcrypto's own key object, for signing. */
static enum eg_err to_pkey(const struct crypt_ec *k, EVP_PKEY **out)
{
	EG_AUTO(builder_free) OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
	EG_AUTO(params_free) OSSL_PARAM *params = NULL;
	EG_AUTO(ossl_pkey_ctx_free)
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	uint8_t point[CRYPT_POINT_MAX];
	struct wr w = WR_ARRAY(point);
	if (k->base != NULL) {
		return EG_FAIL(EG_STATE, "a mapped key has no other use");
	}
	EG_TRY(crypt_ec_public(k, &w));
	if (b == NULL || ctx == NULL ||
	    OSSL_PARAM_BLD_push_utf8_string(b, OSSL_PKEY_PARAM_GROUP_NAME,
					    curve_ossl_name(k->curve), 0) != 1 ||
	    OSSL_PARAM_BLD_push_octet_string(b, OSSL_PKEY_PARAM_PUB_KEY, point, w.size) != 1 ||
	    OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_PRIV_KEY, k->d) != 1 ||
	    (params = OSSL_PARAM_BLD_to_param(b)) == NULL || EVP_PKEY_fromdata_init(ctx) != 1 ||
	    EVP_PKEY_fromdata(ctx, out, EVP_PKEY_KEYPAIR, params) != 1) {
		return EG_FAIL(EG_CRYPTO, "EC key object");
	}
	return EG_OK;
}

enum eg_err ecdsa_der_to_plain(struct rd der, size_t size, struct wr *out)
{
	struct rd pair;
	struct rd part[2];
	if (!rd_expect(&der, 0x30, &pair) || !rd_expect(&pair, 0x02, &part[0]) ||
	    !rd_expect(&pair, 0x02, &part[1]) || !rd_end(&pair) || !rd_end(&der)) {
		return EG_FAIL(EG_BAD_DATA, "ECDSA signature");
	}
	for (size_t i = 0; i < 2; i++) {
		uint8_t first = 0;
		if (part[i].left == size + 1 && (!rd_u8(&part[i], &first) || first != 0)) {
			return EG_FAIL(EG_BAD_DATA, "ECDSA signature");
		}
		if (part[i].left > size) {
			return EG_FAIL(EG_BAD_DATA, "ECDSA signature");
		}
		wr_fill(out, 0, size - part[i].left);
		wr_put(out, part[i]);
	}
	return EG_OK;
}

enum eg_err ecdsa_plain_to_der(struct rd plain, size_t size, struct wr *out)
{
	struct rd r;
	struct rd s;
	if (plain.left != 2 * size || !rd_take(&plain, size, &r) || !rd_take(&plain, size, &s)) {
		return EG_FAIL(EG_MISMATCH, "size of a plain ECDSA signature");
	}
	size_t mark = wr_open(out, 0x30);
	wr_uint(out, r);
	wr_uint(out, s);
	wr_close(out, mark);
	return EG_OK;
}

enum eg_err crypt_ecdsa_sign(const struct crypt_ec *k, enum crypt_hash h, struct rd message,
			     bool plain, struct wr *out)
{
	EG_AUTO(ossl_pkey_free) EVP_PKEY *key = NULL;
	EG_AUTO(ossl_md_ctx_free) EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	uint8_t der[2 * EC_SIZE_MAX + 16];
	size_t size = sizeof(der);
	EG_TRY(to_pkey(k, &key));
	if (ctx == NULL || message.bad ||
	    EVP_DigestSignInit(ctx, NULL, ossl_md(h), NULL, key) != 1 ||
	    EVP_DigestSign(ctx, der, &size, message.at, message.left) != 1) {
		return EG_FAIL(EG_CRYPTO, "ECDSA");
	}
	if (plain) {
		return ecdsa_der_to_plain(rd_of(der, size), crypt_curve_size(k->curve), out);
	}
	wr_put(out, rd_of(der, size));
	return EG_OK;
}

/* BIT STRING with the public point, tag as asked for. */
static enum eg_err write_point_bits(const struct crypt_ec *k, struct wr *out)
{
	size_t bits = wr_open(out, 0x03);
	wr_u8(out, 0);
	EG_TRY(crypt_ec_public(k, out));
	wr_close(out, bits);
	return EG_OK;
}

static enum eg_err write_algorithm(const struct crypt_ec *k, bool explicit_parameters,
				   struct wr *out)
{
	size_t algorithm = wr_open(out, 0x30);
	wr_tlv(out, 0x06, OID_EC_PUBLIC_KEY);
	EG_TRY(curve_write(k->curve, explicit_parameters, out));
	wr_close(out, algorithm);
	return EG_OK;
}

enum eg_err crypt_ec_spki(const struct crypt_ec *k, bool explicit_parameters, struct wr *out)
{
	if (k->base != NULL) {
		return EG_FAIL(EG_STATE, "a mapped key has no other use");
	}
	size_t all = wr_open(out, 0x30);
	EG_TRY(write_algorithm(k, explicit_parameters, out));
	EG_TRY(write_point_bits(k, out));
	wr_close(out, all);
	return out->bad ? EG_FAIL(EG_TOO_BIG, "public key does not fit") : EG_OK;
}

/* PrivateKeyInfo (RFC 5958) around ECPrivateKey (RFC 5915). */
enum eg_err crypt_ec_to_pkcs8(const struct crypt_ec *k, struct wr *out)
{
	EG_AUTO(secret_clear) struct secret d = {0};
	if (k->base != NULL) {
		return EG_FAIL(EG_STATE, "a mapped key has no other use");
	}
	EG_TRY(crypt_ec_private(k, &d));
	size_t all = wr_open(out, 0x30);
	wr_small_int(out, 0);
	EG_TRY(write_algorithm(k, false, out));
	size_t octets = wr_open(out, 0x04);
	size_t key = wr_open(out, 0x30);
	wr_small_int(out, 1);
	wr_tlv(out, 0x04, secret_rd(&d));
	size_t point = wr_open(out, 0xA1);
	EG_TRY(write_point_bits(k, out));
	wr_close(out, point);
	wr_close(out, key);
	wr_close(out, octets);
	wr_close(out, all);
	return out->bad ? EG_FAIL(EG_TOO_BIG, "private key does not fit") : EG_OK;
}

enum eg_err crypt_ec_from_pkcs8(struct rd der, struct crypt_ec **out)
{
	struct rd all;
	struct rd version;
	struct rd algorithm;
	struct rd oid;
	struct rd octets;
	struct rd key;
	struct rd d;
	enum crypt_curve curve;
	if (!rd_expect(&der, 0x30, &all) || !rd_expect(&all, 0x02, &version) ||
	    !rd_expect(&all, 0x30, &algorithm) || !rd_expect(&algorithm, 0x06, &oid) ||
	    !rd_equal(oid, OID_EC_PUBLIC_KEY) || !rd_expect(&all, 0x04, &octets) ||
	    !rd_expect(&octets, 0x30, &key) || !rd_end(&octets) ||
	    !rd_expect(&key, 0x02, &version) || !rd_expect(&key, 0x04, &d)) {
		return EG_FAIL(EG_BAD_DATA, "no EC private key in PKCS#8");
	}
	EG_TRY(curve_read(&algorithm, &curve));
	return crypt_ec_from_private(curve, d, out);
}

/* Signs and verifies once on a curve of each kind of arithmetic. */
static enum eg_err warm_curve(enum crypt_curve c)
{
	EG_AUTO(crypt_ec_free) struct crypt_ec *k = NULL;
	EG_AUTO(crypt_pub_free) struct crypt_pub *pub = NULL;
	uint8_t spki_octets[160];
	uint8_t signature_octets[160];
	struct wr spki = WR_ARRAY(spki_octets);
	struct wr signature = WR_ARRAY(signature_octets);
	const struct crypt_sigalg alg = {.scheme = CRYPT_ECDSA_DER, .hash = CRYPT_SHA256};
	EG_TRY(crypt_ec_generate(c, &k));
	EG_TRY(crypt_ec_spki(k, false, &spki));
	EG_TRY(crypt_pub_from_spki(wr_view(&spki), &pub));
	EG_TRY(crypt_ecdsa_sign(k, CRYPT_SHA256, RD_TEXT("warm"), false, &signature));
	return crypt_verify(pub, &alg, RD_TEXT("warm"), wr_view(&signature));
}

enum eg_err crypt_warm(void)
{
	uint8_t octets[CRYPT_HASH_MAX];
	uint8_t mac[8];
	uint8_t zeros[32] = {0};
	if (OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL) != 1) {
		return EG_FAIL(EG_CRYPTO, "libcrypto does not start");
	}
	EG_TRY(crypt_random(octets, sizeof(octets)));
	for (unsigned h = CRYPT_SHA1; h <= CRYPT_SHA512; h++) {
		EG_TRY(crypt_hash((enum crypt_hash)h, RD_TEXT("warm"), octets));
	}
	for (unsigned c = CRYPT_3DES; c <= CRYPT_AES256; c++) {
		size_t size = crypt_key_size((enum crypt_cipher)c);
		EG_TRY(crypt_mac((enum crypt_cipher)c, rd_of(zeros, size), RD_ARRAY(zeros), mac));
	}
	EG_TRY(warm_curve(CRYPT_P256));
	EG_TRY(warm_curve(CRYPT_BP256R1));
	return curve_warm();
}
