/*
 * crypt_dh: finite-field Diffie-Hellman: PACE-DH and Chip Authentication with DH keys.
 * Knows groups, private numbers and wipes them. Never knows the protocol that uses them.
 *
 * Key pairs are kept as plain numbers, because EVP has no key on a mapped generator.
 */
#include "pki/crypt_dh.h"

#include "pki/crypt_dh_impl.h"

#include <stdlib.h>

#include <openssl/core_names.h>
#include <openssl/params.h>

/* Private numbers where the order is not known, or large: twice the strength of the largest p, and
 * more. */
#define PRIVATE_BITS     512
#define PRIVATE_BITS_MIN 224
#define ORDER_BITS_MIN   160 /* RFC 5114, the smallest group of Doc 9303-11 */
/* Longer orders are only taken where p = 2q + 1: a power of that size costs 50 ms each time. */
#define ORDER_BITS_POWER 512
#define DRAWS_MAX        16

struct dh_info {
	enum crypt_dh_group group;
	const char *name; /* for EVP */
	size_t size;      /* octets of p */
};

static const struct dh_info groups[] = {
	{CRYPT_DH_1024_160, "dh_1024_160", 128},
	{CRYPT_DH_2048_224, "dh_2048_224", 256},
	{CRYPT_DH_2048_256, "dh_2048_256", 256},
};

static const struct dh_info *info_of(enum crypt_dh_group group)
{
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		if (groups[i].group == group) {
			return &groups[i];
		}
	}
	return NULL;
}

size_t crypt_dh_group_size(enum crypt_dh_group group)
{
	const struct dh_info *info = info_of(group);
	return info == NULL ? 0 : info->size;
}

void dh_domain_free(struct dh_domain *d)
{
	ossl_bn_free(&d->p);
	ossl_bn_free(&d->g);
	ossl_bn_free(&d->q);
}

void crypt_dh_free(struct crypt_dh **k)
{
	if (k == NULL || *k == NULL) {
		return;
	}
	dh_domain_free(&(*k)->domain);
	ossl_bn_free(&(*k)->x);
	ossl_bn_free(&(*k)->y);
	eg_free(k);
	*k = NULL;
}

size_t dh_domain_size(const struct dh_domain *d)
{
	return (size_t)BN_num_bytes(d->p);
}

enum eg_err dh_domain_standard(enum crypt_dh_group group, struct dh_domain *out)
{
	EG_AUTO(ossl_pkey_free) EVP_PKEY *key = NULL;
	EG_AUTO(ossl_pkey_ctx_free)
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "DHX", NULL);
	EG_AUTO(dh_domain_free) struct dh_domain d = {0};
	const struct dh_info *info = info_of(group);
	char name[16] = {0};
	size_t size;
	if (info == NULL) {
		return EG_FAIL(EG_UNSUPPORTED, "unknown Diffie-Hellman group");
	}
	if (ctx == NULL || !rd_dump(rd_cstr(info->name), name, sizeof(name) - 1, &size)) {
		return EG_FAIL(EG_CRYPTO, "Diffie-Hellman group");
	}
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, name, 0),
		OSSL_PARAM_construct_end(),
	};
	if (EVP_PKEY_fromdata_init(ctx) != 1 ||
	    EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_KEY_PARAMETERS, params) != 1 ||
	    EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_FFC_P, &d.p) != 1 ||
	    EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_FFC_G, &d.g) != 1 ||
	    EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_FFC_Q, &d.q) != 1) {
		return EG_FAIL(EG_CRYPTO, "Diffie-Hellman group");
	}
	*out = d;
	d = (struct dh_domain){0};
	return EG_OK;
}

static void ctx_free(BN_CTX **p)
{
	BN_CTX_free(*p);
	*p = NULL;
}

/* Whether 2 <= n <= p - 2. */
static bool within(const BIGNUM *n, const BIGNUM *p)
{
	EG_AUTO(ossl_bn_free) BIGNUM *top = BN_dup(p);
	return top != NULL && BN_sub_word(top, 1) == 1 && !BN_is_negative(n) && !BN_is_zero(n) &&
	       !BN_is_one(n) && BN_cmp(n, top) < 0;
}

/* y^q = 1 where p = 2q + 1: y is a square. */
static enum eg_err check_square(const BIGNUM *y, const BIGNUM *p, BN_CTX *ctx)
{
	int symbol = BN_kronecker(y, p, ctx);
	if (symbol < -1) {
		return EG_FAIL(EG_CRYPTO, "order of a Diffie-Hellman number");
	}
	return symbol == 1 ? EG_OK
			   : EG_FAIL(EG_BAD_DATA, "Diffie-Hellman number outside the subgroup");
}

enum eg_err dh_number_check(const struct dh_domain *d, const BIGNUM *y)
{
	EG_AUTO(ctx_free) BN_CTX *ctx = BN_CTX_new();
	EG_AUTO(ossl_bn_free) BIGNUM *power = BN_new();
	if (!within(y, d->p)) {
		return EG_FAIL(EG_BAD_DATA, "Diffie-Hellman number out of range");
	}
	if (d->q == NULL) {
		return EG_OK;
	}
	if (ctx == NULL || power == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "order of a Diffie-Hellman number");
	}
	if (BN_num_bits(d->q) > ORDER_BITS_POWER) {
		return check_square(y, d->p, ctx);
	}
	if (BN_mod_exp(power, y, d->q, d->p, ctx) != 1) {
		return EG_FAIL(EG_CRYPTO, "order of a Diffie-Hellman number");
	}
	if (!BN_is_one(power)) {
		return EG_FAIL(EG_BAD_DATA, "Diffie-Hellman number outside the subgroup");
	}
	return EG_OK;
}

/* q odd, of a useful size, and a divisor of p - 1. */
static enum eg_err check_order(const struct dh_domain *d)
{
	EG_AUTO(ctx_free) BN_CTX *ctx = BN_CTX_new();
	EG_AUTO(ossl_bn_free) BIGNUM *top = BN_dup(d->p);
	EG_AUTO(ossl_bn_free) BIGNUM *quotient = BN_new();
	EG_AUTO(ossl_bn_free) BIGNUM *rest = BN_new();
	int bits = BN_num_bits(d->q);
	if (bits < ORDER_BITS_MIN || bits >= BN_num_bits(d->p) || !BN_is_odd(d->q)) {
		return EG_FAIL(EG_BAD_DATA, "order of the Diffie-Hellman subgroup");
	}
	if (ctx == NULL || top == NULL || quotient == NULL || rest == NULL ||
	    BN_sub_word(top, 1) != 1 || BN_div(quotient, rest, top, d->q, ctx) != 1) {
		return EG_FAIL(EG_CRYPTO, "order of the Diffie-Hellman subgroup");
	}
	if (!BN_is_zero(rest)) {
		return EG_FAIL(EG_BAD_DATA, "order of the Diffie-Hellman subgroup");
	}
	if (bits > ORDER_BITS_POWER && !BN_is_word(quotient, 2)) {
		return EG_FAIL(EG_UNSUPPORTED, "size of the Diffie-Hellman subgroup");
	}
	return EG_OK;
}

enum eg_err dh_domain_check(const struct dh_domain *d)
{
	int bits = BN_num_bits(d->p);
	if (bits < CRYPT_DH_BITS_MIN || bits > CRYPT_DH_BITS_MAX) {
		return EG_FAIL(EG_UNSUPPORTED, "size of the Diffie-Hellman modulus");
	}
	if (!BN_is_odd(d->p)) {
		return EG_FAIL(EG_BAD_DATA, "even Diffie-Hellman modulus");
	}
	if (d->q != NULL) {
		EG_TRY(check_order(d));
	}
	return dh_number_check(d, d->g);
}

/* base^exponent mod p, in constant time for the exponent. */
static enum eg_err raise(const struct dh_domain *d, const BIGNUM *base, const BIGNUM *exponent,
			 BIGNUM *out)
{
	EG_AUTO(ctx_free) BN_CTX *ctx = BN_CTX_secure_new();
	if (ctx == NULL || BN_mod_exp_mont_consttime(out, base, exponent, d->p, ctx, NULL) != 1) {
		return EG_FAIL(EG_CRYPTO, "Diffie-Hellman exponentiation");
	}
	return EG_OK;
}

static enum eg_err draw_private(const struct dh_domain *d, BIGNUM *x)
{
	int ok;
	if (d->q != NULL && BN_num_bits(d->q) <= ORDER_BITS_POWER) {
		ok = BN_priv_rand_range(x, d->q);
	} else {
		bool told = d->private_bits >= PRIVATE_BITS_MIN &&
			    d->private_bits < (uint32_t)BN_num_bits(d->p);
		ok = BN_priv_rand(x, told ? (int)d->private_bits : PRIVATE_BITS, BN_RAND_TOP_ONE,
				  BN_RAND_BOTTOM_ANY);
	}
	return ok == 1 ? EG_OK : EG_FAIL(EG_CRYPTO, "random private number");
}

/* A public number as long as p, so that nobody has to agree on leading zeros. */
static enum eg_err draw_pair(struct crypt_dh *k)
{
	for (int tries = 0; tries < DRAWS_MAX; tries++) {
		EG_TRY(draw_private(&k->domain, k->x));
		EG_TRY(raise(&k->domain, k->domain.g, k->x, k->y));
		if (within(k->y, k->domain.p) && BN_num_bytes(k->y) == BN_num_bytes(k->domain.p)) {
			return EG_OK;
		}
	}
	return EG_FAIL(EG_CRYPTO, "no key pair in this Diffie-Hellman group");
}

static enum eg_err given_pair(struct crypt_dh *k, struct rd x)
{
	if (x.bad || x.left > dh_domain_size(&k->domain) ||
	    BN_bin2bn(x.at, (int)x.left, k->x) == NULL || BN_is_zero(k->x) ||
	    (!BN_is_one(k->x) && !within(k->x, k->domain.p))) {
		return EG_FAIL(EG_BAD_DATA, "private number out of range");
	}
	EG_TRY(raise(&k->domain, k->domain.g, k->x, k->y));
	return within(k->y, k->domain.p) ? EG_OK
					 : EG_FAIL(EG_BAD_DATA, "private number out of range");
}

enum eg_err dh_pair(struct dh_domain *taken, struct rd private_or_empty, struct crypt_dh **out)
{
	EG_AUTO(crypt_dh_free) struct crypt_dh *k = calloc(1, sizeof(*k));
	if (k == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "Diffie-Hellman key");
	}
	k->domain = *taken;
	*taken = (struct dh_domain){0};
	k->x = BN_secure_new();
	k->y = BN_new();
	if (k->x == NULL || k->y == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "Diffie-Hellman key");
	}
	BN_set_flags(k->x, BN_FLG_CONSTTIME);
	if (private_or_empty.left == 0 && !private_or_empty.bad) {
		EG_TRY(draw_pair(k));
	} else {
		EG_TRY(given_pair(k, private_or_empty));
	}
	*out = k;
	k = NULL;
	return EG_OK;
}

enum eg_err crypt_dh_generate(enum crypt_dh_group group, struct crypt_dh **out)
{
	EG_AUTO(dh_domain_free) struct dh_domain d = {0};
	EG_TRY(dh_domain_standard(group, &d));
	return dh_pair(&d, RD_EMPTY, out);
}

enum eg_err crypt_dh_from_private(enum crypt_dh_group group, struct rd x, struct crypt_dh **out)
{
	EG_AUTO(dh_domain_free) struct dh_domain d = {0};
	if (x.left == 0) {
		return EG_FAIL(EG_BAD_DATA, "private number");
	}
	EG_TRY(dh_domain_standard(group, &d));
	return dh_pair(&d, x, out);
}

enum eg_err dh_number_write(const struct dh_domain *d, const BIGNUM *n, struct wr *out)
{
	size_t size = dh_domain_size(d);
	uint8_t *room = wr_room(out, size);
	if (room == NULL) {
		return EG_FAIL(EG_TOO_BIG, "Diffie-Hellman number does not fit");
	}
	return BN_bn2binpad(n, room, (int)size) < 0 ? EG_FAIL(EG_CRYPTO, "Diffie-Hellman number")
						    : EG_OK;
}

enum eg_err crypt_dh_public(const struct crypt_dh *k, struct wr *out)
{
	return dh_number_write(&k->domain, k->y, out);
}

/* A number as long as p, into a wiped buffer. */
static enum eg_err give(const struct dh_domain *d, const BIGNUM *n, struct bytes *out)
{
	EG_AUTO(bytes_free) struct bytes b = {0};
	size_t size = dh_domain_size(d);
	bytes_free(out);
	EG_TRY(bytes_reserve(&b, size, CRYPT_DH_SIZE_MAX));
	if (BN_bn2binpad(n, b.data, (int)size) < 0) {
		return EG_FAIL(EG_CRYPTO, "Diffie-Hellman number");
	}
	b.size = size;
	*out = b;
	b = (struct bytes){0};
	return EG_OK;
}

enum eg_err crypt_dh_private(const struct crypt_dh *k, struct bytes *out)
{
	return give(&k->domain, k->x, out);
}

/* peer^x; a leading zero octet of the peer's number does no harm. */
static enum eg_err agree(const struct crypt_dh *k, struct rd peer, BIGNUM *shared)
{
	EG_AUTO(ossl_bn_free) BIGNUM *y = NULL;
	if (peer.bad || peer.left > dh_domain_size(&k->domain) + 1) {
		return EG_FAIL(EG_BAD_DATA, "Diffie-Hellman number longer than the modulus");
	}
	EG_TRY(ossl_bn(peer, &y));
	EG_TRY(dh_number_check(&k->domain, y));
	EG_TRY(raise(&k->domain, y, k->x, shared));
	return within(shared, k->domain.p)
		       ? EG_OK
		       : EG_FAIL(EG_BAD_DATA, "Diffie-Hellman agreement ends in a small subgroup");
}

enum eg_err crypt_dh_agree(const struct crypt_dh *k, struct rd peer, struct bytes *shared)
{
	EG_AUTO(ossl_bn_free) BIGNUM *n = BN_secure_new();
	bytes_free(shared);
	if (n == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "Diffie-Hellman agreement");
	}
	EG_TRY(agree(k, peer, n));
	return give(&k->domain, n, shared);
}

/* Puts the mapped generator in place of the group's own and makes a key pair on it. */
static enum eg_err pair_on(struct dh_domain *d, BIGNUM **generator, struct rd private_or_empty,
			   struct crypt_dh **out)
{
	if (!within(*generator, d->p)) { /* 4.4.3.3.2 wants this checked; p - 1 is no better */
		return EG_FAIL(EG_BAD_DATA, "mapping ends in a small subgroup");
	}
	ossl_bn_free(&d->g);
	d->g = *generator;
	*generator = NULL;
	EG_TRY(dh_pair(d, private_or_empty, out));
	(*out)->mapped = true;
	return EG_OK;
}

enum eg_err crypt_dh_map_generic(const struct crypt_dh *map_key, struct rd peer_map_public,
				 struct rd nonce, struct rd private_or_empty,
				 struct crypt_dh **ephemeral)
{
	EG_AUTO(dh_domain_free) struct dh_domain d = {0};
	EG_AUTO(ctx_free) BN_CTX *ctx = BN_CTX_secure_new();
	EG_AUTO(ossl_bn_free) BIGNUM *h = BN_secure_new();
	EG_AUTO(ossl_bn_free) BIGNUM *s = NULL;
	EG_AUTO(ossl_bn_free) BIGNUM *generator = BN_new();
	if (map_key->mapped) {
		return EG_FAIL(EG_STATE, "a mapped key cannot map");
	}
	if (ctx == NULL || h == NULL || generator == NULL ||
	    (d.p = BN_dup(map_key->domain.p)) == NULL ||
	    (d.g = BN_dup(map_key->domain.g)) == NULL ||
	    (map_key->domain.q != NULL && (d.q = BN_dup(map_key->domain.q)) == NULL)) {
		return EG_FAIL(EG_NO_MEMORY, "generic mapping");
	}
	EG_TRY(agree(map_key, peer_map_public, h));
	EG_TRY(ossl_bn(nonce, &s));
	EG_TRY(raise(&d, d.g, s, generator));
	if (BN_mod_mul(generator, generator, h, d.p, ctx) != 1) {
		return EG_FAIL(EG_CRYPTO, "generic mapping");
	}
	return pair_on(&d, &generator, private_or_empty, ephemeral);
}

enum eg_err crypt_dh_map_integrated(enum crypt_dh_group group, struct rd pseudo_random,
				    struct rd private_or_empty, struct crypt_dh **ephemeral)
{
	EG_AUTO(dh_domain_free) struct dh_domain d = {0};
	EG_AUTO(ctx_free) BN_CTX *ctx = BN_CTX_secure_new();
	EG_AUTO(ossl_bn_free) BIGNUM *r = NULL;
	EG_AUTO(ossl_bn_free) BIGNUM *cofactor = BN_new();
	EG_AUTO(ossl_bn_free) BIGNUM *generator = BN_new();
	EG_TRY(dh_domain_standard(group, &d));
	EG_TRY(ossl_bn(pseudo_random, &r));
	if (ctx == NULL || cofactor == NULL || generator == NULL || BN_nnmod(r, r, d.p, ctx) != 1 ||
	    BN_sub(cofactor, d.p, BN_value_one()) != 1 ||
	    BN_div(cofactor, NULL, cofactor, d.q, ctx) != 1) {
		return EG_FAIL(EG_CRYPTO, "integrated mapping");
	}
	EG_TRY(raise(&d, r, cofactor, generator));
	return pair_on(&d, &generator, private_or_empty, ephemeral);
}
