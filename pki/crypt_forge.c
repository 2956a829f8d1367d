/*
 * crypt_forge: what a forger computes: digests of old, roots instead of signatures, generators to
 * somebody else's point. Knows numbers. Never knows documents.
 */
#include "pki/crypt_forge.h"

#include <stdlib.h>

#include "pki/crypt_ossl.h"

enum eg_err crypt_md5(struct rd data, uint8_t out[CRYPT_MD5_SIZE])
{
	unsigned size = 0;
	if (data.bad || EVP_Digest(data.at, data.left, out, &size, EVP_md5(), NULL) != 1 ||
	    size != CRYPT_MD5_SIZE) {
		return EG_FAIL(EG_CRYPTO, "MD5");
	}
	return EG_OK;
}

static void bn_ctx_free(BN_CTX **p)
{
	BN_CTX_free(*p);
	*p = NULL;
}

/* One bit of the root, from the highest: kept if the cube stays below the number. */
static bool try_bit(BIGNUM *root, BIGNUM *cube, const BIGNUM *number, int bit, BN_CTX *ctx)
{
	if (BN_set_bit(root, bit) != 1 || BN_sqr(cube, root, ctx) != 1 ||
	    BN_mul(cube, cube, root, ctx) != 1) {
		return false;
	}
	return BN_cmp(cube, number) < 0 || BN_clear_bit(root, bit) == 1;
}

enum eg_err crypt_cube_root(struct rd number, size_t size, struct wr *out)
{
	EG_AUTO(bn_ctx_free) BN_CTX *ctx = BN_CTX_new();
	EG_AUTO(ossl_bn_free) BIGNUM *n = NULL;
	EG_AUTO(ossl_bn_free) BIGNUM *root = BN_new();
	EG_AUTO(ossl_bn_free) BIGNUM *cube = BN_new();
	EG_TRY(ossl_bn(number, &n));
	uint8_t *room = wr_room(out, size);
	if (ctx == NULL || root == NULL || cube == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "cube root");
	}
	if (room == NULL) {
		return EG_FAIL(EG_TOO_BIG, "cube root does not fit");
	}
	for (int bit = BN_num_bits(n) / 3; bit >= 0; bit--) {
		if (!try_bit(root, cube, n, bit, ctx)) {
			return EG_FAIL(EG_CRYPTO, "cube root");
		}
	}
	/* The largest with a cube below the number, and one more. */
	if (BN_add_word(root, 1) != 1 || BN_bn2binpad(root, room, (int)size) < 0) {
		return EG_FAIL(EG_CRYPTO, "cube root");
	}
	return EG_OK;
}

struct crypt_claim {
	enum crypt_curve curve;
	EC_GROUP *group;
	EC_POINT *base; /* G' */
	BIGNUM *d;
};

void crypt_claim_free(struct crypt_claim **k)
{
	if (k == NULL || *k == NULL) {
		return;
	}
	ossl_point_free(&(*k)->base);
	ossl_bn_free(&(*k)->d);
	ossl_group_free(&(*k)->group);
	eg_free(k);
	*k = NULL;
}

/* A random number of the group and its inverse. */
static enum eg_err draw_pair(const EC_GROUP *group, BIGNUM *d, BIGNUM *inverse, BN_CTX *ctx)
{
	const BIGNUM *order = EC_GROUP_get0_order(group);
	if (BN_priv_rand_range(d, order) != 1 || BN_is_zero(d) ||
	    BN_mod_inverse(inverse, d, order, ctx) == NULL) {
		return EG_FAIL(EG_CRYPTO, "random number with its inverse");
	}
	return EG_OK;
}

enum eg_err crypt_claim_key(enum crypt_curve c, struct rd point, struct wr *base,
			    struct crypt_claim **out)
{
	EG_AUTO(crypt_claim_free) struct crypt_claim *k = calloc(1, sizeof(*k));
	EG_AUTO(bn_ctx_free) BN_CTX *ctx = BN_CTX_new();
	EG_AUTO(ossl_bn_free) BIGNUM *inverse = BN_new();
	EG_AUTO(ossl_point_free) EC_POINT *q = NULL;
	if (k == NULL || ctx == NULL || inverse == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "claimed key");
	}
	k->curve = c;
	EG_TRY(curve_group(c, &k->group));
	EG_TRY(curve_point(k->group, c, point, &q));
	k->base = EC_POINT_new(k->group);
	k->d = BN_new();
	if (k->base == NULL || k->d == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "claimed key");
	}
	EG_TRY(draw_pair(k->group, k->d, inverse, ctx));
	if (EC_POINT_mul(k->group, k->base, NULL, q, inverse, ctx) != 1) {
		return EG_FAIL(EG_CRYPTO, "chosen generator");
	}
	EG_TRY(curve_point_write(k->group, c, k->base, base));
	*out = k;
	k = NULL;
	return EG_OK;
}

/* The leftmost bits of the hash, as many as the order has (FIPS 186-4, 6.4). */
static enum eg_err hash_number(const struct crypt_claim *k, enum crypt_hash h, struct rd message,
			       BIGNUM *out)
{
	uint8_t digest[CRYPT_HASH_MAX];
	int size = (int)crypt_hash_size(h);
	int surplus = size * 8 - EC_GROUP_order_bits(k->group);
	EG_TRY(crypt_hash(h, message, digest));
	if (BN_bin2bn(digest, size, out) == NULL ||
	    (surplus > 0 && BN_rshift(out, out, surplus) != 1)) {
		return EG_FAIL(EG_CRYPTO, "number of a hash");
	}
	return EG_OK;
}

/* r = x(t * G') mod n; s = t^-1 * (hash + r * d) mod n. */
static bool sign_once(const struct crypt_claim *k, BIGNUM *t, BIGNUM *inverse, BIGNUM *r, BIGNUM *s,
		      BN_CTX *ctx)
{
	const BIGNUM *order = EC_GROUP_get0_order(k->group);
	EG_AUTO(ossl_point_free) EC_POINT *point = EC_POINT_new(k->group);
	return point != NULL && EC_POINT_mul(k->group, point, NULL, k->base, t, ctx) == 1 &&
	       EC_POINT_get_affine_coordinates(k->group, point, r, NULL, ctx) == 1 &&
	       BN_nnmod(r, r, order, ctx) == 1 && !BN_is_zero(r) &&
	       BN_mod_mul(t, r, k->d, order, ctx) == 1 && BN_mod_add(s, s, t, order, ctx) == 1 &&
	       BN_mod_mul(s, s, inverse, order, ctx) == 1 && !BN_is_zero(s);
}

enum eg_err crypt_claim_sign(const struct crypt_claim *k, enum crypt_hash h, struct rd message,
			     struct wr *out)
{
	EG_AUTO(bn_ctx_free) BN_CTX *ctx = BN_CTX_new();
	EG_AUTO(ossl_bn_free) BIGNUM *t = BN_new();
	EG_AUTO(ossl_bn_free) BIGNUM *inverse = BN_new();
	EG_AUTO(ossl_bn_free) BIGNUM *r = BN_new();
	EG_AUTO(ossl_bn_free) BIGNUM *s = BN_new();
	uint8_t plain[2 * EC_SIZE_MAX];
	size_t size = crypt_curve_size(k->curve);
	if (ctx == NULL || t == NULL || inverse == NULL || r == NULL || s == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "claimed signature");
	}
	EG_TRY(hash_number(k, h, message, s));
	EG_TRY(draw_pair(k->group, t, inverse, ctx));
	if (!sign_once(k, t, inverse, r, s, ctx) || BN_bn2binpad(r, plain, (int)size) < 0 ||
	    BN_bn2binpad(s, plain + size, (int)size) < 0) {
		return EG_FAIL(EG_CRYPTO, "claimed signature");
	}
	return ecdsa_plain_to_der(rd_of(plain, 2 * size), size, out);
}
