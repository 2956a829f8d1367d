/*
 * crypt_map: PACE integrated mapping and Chip Authentication Mapping on elliptic curves.
 * Knows Doc 9303-11, appendix B and 4.4.3.5. Never knows the messages that carry the numbers.
 */
#include "pki/crypt_ossl.h"

#include <openssl/crypto.h>

static void ctx_free(BN_CTX **p)
{
	BN_CTX_free(*p);
	*p = NULL;
}

/* The curve's numbers and one context, for the arithmetic below. */
struct field {
	BN_CTX *ctx;
	BIGNUM *p;
	BIGNUM *a;
	BIGNUM *b;
};

static void field_free(struct field *f)
{
	ossl_bn_free(&f->p);
	ossl_bn_free(&f->a);
	ossl_bn_free(&f->b);
	ctx_free(&f->ctx);
}

static enum eg_err field_of(const EC_GROUP *group, struct field *f)
{
	f->ctx = BN_CTX_secure_new();
	f->p = BN_new();
	f->a = BN_new();
	f->b = BN_new();
	if (f->ctx == NULL || f->p == NULL || f->a == NULL || f->b == NULL ||
	    EC_GROUP_get_curve(group, f->p, f->a, f->b, NULL) != 1) {
		return EG_FAIL(EG_CRYPTO, "curve parameters");
	}
	if (BN_is_bit_set(f->p, 0) == 0 || BN_is_bit_set(f->p, 1) == 0) {
		return EG_FAIL(EG_UNSUPPORTED, "integrated mapping needs p = 3 mod 4 (not P-224)");
	}
	return EG_OK;
}

/* x^3 + a*x + b */
static bool equation(const struct field *f, const BIGNUM *x, BIGNUM *out)
{
	return BN_mod_sqr(out, x, f->p, f->ctx) == 1 &&
	       BN_mod_add(out, out, f->a, f->p, f->ctx) == 1 &&
	       BN_mod_mul(out, out, x, f->p, f->ctx) == 1 &&
	       BN_mod_add(out, out, f->b, f->p, f->ctx) == 1;
}

/* h to the power of p - 1 - (p+1)/4, which times h is a root of h if h has one. */
static bool raise_root(const struct field *f, const BIGNUM *h, BIGNUM *out)
{
	EG_AUTO(ossl_bn_free) BIGNUM *exponent = BN_dup(f->p);
	EG_AUTO(ossl_bn_free) BIGNUM *quarter = BN_dup(f->p);
	return exponent != NULL && quarter != NULL && BN_add_word(quarter, 1) == 1 &&
	       BN_rshift(quarter, quarter, 2) == 1 && BN_sub_word(exponent, 1) == 1 &&
	       BN_sub(exponent, exponent, quarter) == 1 &&
	       BN_mod_exp_mont_consttime(out, h, exponent, f->p, f->ctx, NULL) == 1;
}

static bool invert(const struct field *f, const BIGNUM *n, BIGNUM *out)
{
	EG_AUTO(ossl_bn_free) BIGNUM *exponent = BN_dup(f->p);
	return exponent != NULL && BN_sub_word(exponent, 2) == 1 &&
	       BN_mod_exp_mont_consttime(out, n, exponent, f->p, f->ctx, NULL) == 1;
}

/* Numbers of appendix B.2, named as there. */
struct encoding {
	BIGNUM *t;
	BIGNUM *alpha;
	BIGNUM *sum; /* alpha + alpha^2 */
	BIGNUM *x2;
	BIGNUM *x3;
	BIGNUM *h2;
	BIGNUM *y2; /* root of h2, if it has one */
	BIGNUM *y3; /* root of h3 otherwise */
	BIGNUM *temp;
};

static void encoding_free(struct encoding *e)
{
	ossl_bn_free(&e->t);
	ossl_bn_free(&e->alpha);
	ossl_bn_free(&e->sum);
	ossl_bn_free(&e->x2);
	ossl_bn_free(&e->x3);
	ossl_bn_free(&e->h2);
	ossl_bn_free(&e->y2);
	ossl_bn_free(&e->y3);
	ossl_bn_free(&e->temp);
}

static bool encoding_new(struct encoding *e)
{
	e->alpha = BN_secure_new();
	e->sum = BN_secure_new();
	e->x2 = BN_secure_new();
	e->x3 = BN_secure_new();
	e->h2 = BN_secure_new();
	e->y2 = BN_secure_new();
	e->y3 = BN_secure_new();
	e->temp = BN_secure_new();
	return e->alpha != NULL && e->sum != NULL && e->x2 != NULL && e->x3 != NULL &&
	       e->h2 != NULL && e->y2 != NULL && e->y3 != NULL && e->temp != NULL;
}

/* Steps 1 to 3: X2 = -b * (1 + alpha + alpha^2) / (a * (alpha + alpha^2)), X3 = alpha * X2. */
static bool abscissae(const struct field *f, struct encoding *e)
{
	return BN_mod_sqr(e->alpha, e->t, f->p, f->ctx) == 1 &&
	       BN_sub(e->alpha, f->p, e->alpha) == 1 &&
	       BN_mod_sqr(e->sum, e->alpha, f->p, f->ctx) == 1 &&
	       BN_mod_add(e->sum, e->sum, e->alpha, f->p, f->ctx) == 1 && !BN_is_zero(e->sum) &&
	       BN_mod_mul(e->temp, f->a, e->sum, f->p, f->ctx) == 1 && invert(f, e->temp, e->x2) &&
	       BN_add_word(e->sum, 1) == 1 && BN_mod_mul(e->x2, e->x2, e->sum, f->p, f->ctx) == 1 &&
	       BN_mod_mul(e->x2, e->x2, f->b, f->p, f->ctx) == 1 &&
	       BN_sub(e->x2, f->p, e->x2) == 1 &&
	       BN_mod_mul(e->x3, e->alpha, e->x2, f->p, f->ctx) == 1;
}

/* Steps 4 to 9: A = h2^(p-1-(p+1)/4); y is A*h2 if A^2*h2 = 1, and A*U, U = t^3*h2, otherwise. */
static bool ordinates(const struct field *f, struct encoding *e, bool *second)
{
	if (!equation(f, e->x2, e->h2) || !raise_root(f, e->h2, e->temp) ||
	    BN_mod_mul(e->y2, e->temp, e->h2, f->p, f->ctx) != 1 ||
	    BN_mod_mul(e->sum, e->temp, e->y2, f->p, f->ctx) != 1) {
		return false;
	}
	*second = BN_is_one(e->sum) == 1;
	return BN_mod_sqr(e->y3, e->t, f->p, f->ctx) == 1 &&
	       BN_mod_mul(e->y3, e->y3, e->t, f->p, f->ctx) == 1 &&
	       BN_mod_mul(e->y3, e->y3, e->y2, f->p, f->ctx) == 1;
}

/* Appendix B.2; the cofactor of every curve here is 1, so step 10 does nothing. */
static enum eg_err encode_point(const EC_GROUP *group, struct rd pseudo_random, EC_POINT **out)
{
	EG_AUTO(field_free) struct field f = {0};
	EG_AUTO(encoding_free) struct encoding e = {0};
	EG_AUTO(ossl_point_free) EC_POINT *point = EC_POINT_new(group);
	bool second = false;
	EG_TRY(field_of(group, &f));
	EG_TRY(ossl_bn(pseudo_random, &e.t));
	if (point == NULL || !encoding_new(&e)) {
		return EG_FAIL(EG_NO_MEMORY, "point encoding");
	}
	if (BN_nnmod(e.t, e.t, f.p, f.ctx) != 1) {
		return EG_FAIL(EG_CRYPTO, "point encoding");
	}
	if (BN_is_zero(e.t) || !abscissae(&f, &e) || !ordinates(&f, &e, &second)) {
		return EG_FAIL(EG_BAD_DATA, "pseudo-random number has no point");
	}
	/* Refuses what is not on the curve. */
	if (EC_POINT_set_affine_coordinates(group, point, second ? e.x2 : e.x3,
					    second ? e.y2 : e.y3, f.ctx) != 1) {
		return EG_FAIL(EG_BAD_DATA, "pseudo-random number has no point");
	}
	*out = point;
	point = NULL;
	return EG_OK;
}

enum eg_err crypt_ec_map_integrated(enum crypt_curve c, struct rd pseudo_random,
				    struct rd private_or_empty, struct crypt_ec **ephemeral)
{
	EG_AUTO(ossl_group_free) EC_GROUP *group = NULL;
	EG_AUTO(ossl_point_free) EC_POINT *base = NULL;
	EG_TRY(curve_group(c, &group));
	EG_TRY(encode_point(group, pseudo_random, &base));
	return ec_on_base(c, &base, private_or_empty, ephemeral);
}

enum eg_err crypt_ec_verify_mapping(enum crypt_curve c, struct rd pk_chip, struct rd ca_ic,
				    struct rd pk_map)
{
	EG_AUTO(ctx_free) BN_CTX *ctx = BN_CTX_new();
	EG_AUTO(ossl_group_free) EC_GROUP *group = NULL;
	EG_AUTO(ossl_point_free) EC_POINT *chip = NULL;
	EG_AUTO(ossl_point_free) EC_POINT *map = NULL;
	EG_AUTO(ossl_point_free) EC_POINT *product = NULL;
	EG_AUTO(ossl_bn_free) BIGNUM *factor = NULL;
	EG_TRY(curve_group(c, &group));
	EG_TRY(curve_point(group, c, pk_chip, &chip));
	EG_TRY(curve_point(group, c, pk_map, &map));
	if (ca_ic.left != crypt_curve_size(c)) { /* FE2OS: as long as the order, 4.4.5.6 */
		return EG_FAIL(EG_MISMATCH, "size of the Chip Authentication Data");
	}
	EG_TRY(ossl_bn(ca_ic, &factor));
	if (BN_is_zero(factor) || BN_cmp(factor, EC_GROUP_get0_order(group)) >= 0) {
		return EG_FAIL(EG_MISMATCH, "Chip Authentication Data out of range");
	}
	product = EC_POINT_new(group);
	if (ctx == NULL || product == NULL ||
	    EC_POINT_mul(group, product, NULL, chip, factor, ctx) != 1) {
		return EG_FAIL(EG_CRYPTO, "Chip Authentication Mapping");
	}
	int differs = EC_POINT_cmp(group, product, map, ctx);
	if (differs < 0) {
		return EG_FAIL(EG_CRYPTO, "Chip Authentication Mapping");
	}
	return differs == 0 ? EG_OK : EG_FAIL(EG_MISMATCH, "chip does not hold the signed key");
}

static enum eg_err private_of(const struct crypt_ec *k, BIGNUM **out)
{
	EG_AUTO(secret_clear) struct secret d = {0};
	EG_TRY(crypt_ec_private(k, &d));
	EG_TRY(ossl_bn(secret_rd(&d), out));
	BN_set_flags(*out, BN_FLG_CONSTTIME);
	return EG_OK;
}

enum eg_err crypt_ec_cam_data(const struct crypt_ec *static_key, const struct crypt_ec *map_key,
			      struct secret *ca_ic)
{
	EG_AUTO(ctx_free) BN_CTX *ctx = BN_CTX_secure_new();
	EG_AUTO(ossl_group_free) EC_GROUP *group = NULL;
	EG_AUTO(ossl_bn_free) BIGNUM *fixed = NULL;
	EG_AUTO(ossl_bn_free) BIGNUM *map = NULL;
	enum crypt_curve c = crypt_ec_curve(static_key);
	secret_clear(ca_ic);
	if (crypt_ec_curve(map_key) != c) {
		return EG_FAIL(EG_STATE, "keys of Chip Authentication Mapping on two curves");
	}
	EG_TRY(curve_group(c, &group));
	EG_TRY(private_of(static_key, &fixed));
	EG_TRY(private_of(map_key, &map));
	const BIGNUM *order = EC_GROUP_get0_order(group);
	if (ctx == NULL || BN_mod_inverse(fixed, fixed, order, ctx) == NULL ||
	    BN_mod_mul(map, map, fixed, order, ctx) != 1) {
		return EG_FAIL(EG_CRYPTO, "Chip Authentication Data");
	}
	ca_ic->size = crypt_curve_size(c);
	if (BN_bn2binpad(map, ca_ic->bytes, (int)ca_ic->size) < 0) {
		secret_clear(ca_ic);
		return EG_FAIL(EG_CRYPTO, "Chip Authentication Data");
	}
	return EG_OK;
}
