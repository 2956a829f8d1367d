/*
 * pace_group: the group that PACE runs in: curve or finite field, before and after the mapping.
 * Knows key pairs and the mappings of Doc 9303-11, 4.4.3.3. Never knows messages or the password.
 */
#include "emrtd/pace_group.h"

#include "emrtd/fixed.h"

#define SHORT_SIZE 16 /* l of 3DES and AES-128, in octets */
#define LONG_SIZE  32 /* l of AES-192 and AES-256 */

/* 4.4.3.3.2 */
static const uint8_t c0_short[SHORT_SIZE] = {0xA6, 0x68, 0x89, 0x2A, 0x7C, 0x41, 0xE3, 0xCA,
					     0x73, 0x9F, 0x40, 0xB0, 0x57, 0xD8, 0x59, 0x04};
static const uint8_t c1_short[SHORT_SIZE] = {0xA4, 0xE1, 0x36, 0xAC, 0x72, 0x5F, 0x73, 0x8B,
					     0x01, 0xC1, 0xF6, 0x02, 0x17, 0xC1, 0x88, 0xAD};
static const uint8_t c0_long[LONG_SIZE] = {0xD4, 0x63, 0xD6, 0x52, 0x34, 0x12, 0x4E, 0xF7,
					   0x89, 0x70, 0x54, 0x98, 0x6D, 0xCA, 0x0A, 0x17,
					   0x4E, 0x28, 0xDF, 0x75, 0x8C, 0xBA, 0xA0, 0x3F,
					   0x24, 0x06, 0x16, 0x41, 0x4D, 0x5A, 0x16, 0x76};
static const uint8_t c1_long[LONG_SIZE] = {0x54, 0xBD, 0x72, 0x55, 0xF0, 0xAA, 0xF8, 0x31,
					   0xBE, 0xC3, 0x42, 0x3F, 0xCF, 0x39, 0xD6, 0x9B,
					   0x6C, 0xBF, 0x06, 0x66, 0x77, 0xD0, 0xFA, 0xAE,
					   0x5A, 0xAD, 0xD9, 0x9D, 0xF8, 0xE5, 0x35, 0x17};

enum eg_err pace_pseudo_random(enum crypt_cipher cipher, struct rd s, struct rd t,
			       size_t prime_bits, struct wr *out)
{
	bool is_long = cipher == CRYPT_AES192 || cipher == CRYPT_AES256;
	struct rd c0 = is_long ? RD_ARRAY(c0_long) : RD_ARRAY(c0_short);
	struct rd c1 = is_long ? RD_ARRAY(c1_long) : RD_ARRAY(c1_short);
	size_t key_size = crypt_key_size(cipher);
	size_t rounds = (prime_bits + 64 + c0.left * 8 - 1) / (c0.left * 8);
	EG_AUTO(secret_clear) struct secret key = {0};
	if (s.left != c0.left || t.left != key_size) {
		return EG_FAIL(EG_BAD_DATA, "size of a nonce of integrated mapping");
	}
	struct wr w = wr_of(key.bytes, sizeof(key.bytes));
	EG_TRY(crypt_cbc_encrypt(cipher, t, RD_EMPTY, s, &w));
	key.size = key_size; /* of AES-192, octets 1 to 24 */
	for (size_t i = 0; i < rounds; i++) {
		EG_AUTO(secret_clear) struct secret next = {0};
		EG_TRY(crypt_cbc_encrypt(cipher, secret_rd(&key), RD_EMPTY, c1, out));
		w = wr_of(next.bytes, sizeof(next.bytes));
		EG_TRY(crypt_cbc_encrypt(cipher, secret_rd(&key), RD_EMPTY, c0, &w));
		EG_TRY(secret_set(&key, rd_of(next.bytes, key_size)));
	}
	return EG_OK;
}

static enum crypt_curve curve_of(const struct pace_group *g)
{
	return (enum crypt_curve)g->suite.parameter;
}

static enum crypt_dh_group field_of(const struct pace_group *g)
{
	return (enum crypt_dh_group)g->suite.parameter;
}

static enum eg_err begin_nonce(struct pace_group *g, struct rd fixed)
{
	size_t size = crypt_key_size(g->suite.cipher);
	if (fixed.left == 0) {
		return crypt_random(g->t, size);
	}
	return rd_copy(&fixed, g->t, size)
		       ? EG_OK
		       : EG_FAIL(EG_BAD_DATA, "size of a nonce of integrated mapping");
}

static enum eg_err begin_key(struct pace_group *g, struct rd fixed)
{
	if (g->suite.dh) {
		return fixed.left > 0 ? crypt_dh_from_private(field_of(g), fixed, &g->dh_map)
				      : crypt_dh_generate(field_of(g), &g->dh_map);
	}
	return fixed.left > 0 ? crypt_ec_from_private(curve_of(g), fixed, &g->ec_map)
			      : crypt_ec_generate(curve_of(g), &g->ec_map);
}

static size_t order_size_of(const struct pace_group *g)
{
	if (!g->suite.dh) {
		return crypt_curve_size(curve_of(g));
	}
	return field_of(g) == CRYPT_DH_1024_160 ? FIXED_ORDER_1024 : FIXED_ORDER_LONGER;
}

enum eg_err pace_group_begin(struct pace_group *g, const struct pace_suite *suite,
			     const struct pace_fixed *fixed)
{
	const struct pace_fixed nothing = {0};
	const struct pace_fixed *f = fixed == NULL ? &nothing : fixed;
	g->suite = *suite;
	size_t order_size = f->cut ? order_size_of(g) : SIZE_MAX;
	struct rd first = fixed_cut(f->map_private, order_size);
	struct rd second = fixed_cut(f->ephemeral_private, order_size);
	EG_TRY(suite->mapping == PACE_IM ? begin_nonce(g, f->nonce) : begin_key(g, first));
	if (second.left == 0) {
		return EG_OK;
	}
	EG_TRY(bytes_reserve(&g->second_private, second.left, CRYPT_DH_SIZE_MAX));
	return bytes_append(&g->second_private, second);
}

void pace_group_end(struct pace_group *g)
{
	if (g != NULL) {
		crypt_ec_free(&g->ec_map);
		crypt_ec_free(&g->ec_own);
		crypt_dh_free(&g->dh_map);
		crypt_dh_free(&g->dh_own);
		bytes_free(&g->second_private);
		secret_wipe(g, sizeof(*g));
	}
}

enum eg_err pace_group_mapping_data(const struct pace_group *g, struct wr *out)
{
	if (g->suite.mapping == PACE_IM) {
		wr_put(out, rd_of(g->t, crypt_key_size(g->suite.cipher)));
		return EG_OK;
	}
	return g->suite.dh ? crypt_dh_public(g->dh_map, out) : crypt_ec_public(g->ec_map, out);
}

static enum eg_err map_generic(struct pace_group *g, struct rd nonce, struct rd chip_data)
{
	struct rd own = bytes_rd(&g->second_private);
	uint8_t octets[PACE_PUBLIC_MAX];
	struct wr sent = WR_ARRAY(octets);
	EG_TRY(pace_group_mapping_data(g, &sent));
	/* 4.4.1, 3 d asks this of the second pair; an echo is no chip here either. */
	if (pace_group_same(g, chip_data, wr_view(&sent))) {
		return EG_FAIL(EG_MISMATCH, "chip returned the reader's own mapping key");
	}
	return g->suite.dh ? crypt_dh_map_generic(g->dh_map, chip_data, nonce, own, &g->dh_own)
			   : crypt_ec_map_generic(g->ec_map, chip_data, nonce, own, &g->ec_own);
}

static enum eg_err map_integrated(struct pace_group *g, struct rd nonce, struct rd chip_data)
{
	struct rd own = bytes_rd(&g->second_private);
	size_t size =
		g->suite.dh ? crypt_dh_group_size(field_of(g)) : crypt_curve_size(curve_of(g));
	uint8_t octets[PACE_RANDOM_MAX];
	struct wr random = WR_ARRAY(octets);
	if (chip_data.left > 0) {
		return EG_FAIL(EG_BAD_DATA, "mapping data where none belong (4.4.5.2.2)");
	}
	/* P-521 is 7 bits shorter than its octets: the number of blocks is the same. */
	enum eg_err err =
		pace_pseudo_random(g->suite.cipher, nonce,
				   rd_of(g->t, crypt_key_size(g->suite.cipher)), 8 * size, &random);
	struct rd r = wr_view(&random);
	if (err == EG_OK) {
		err = g->suite.dh ? crypt_dh_map_integrated(field_of(g), r, own, &g->dh_own)
				  : crypt_ec_map_integrated(curve_of(g), r, own, &g->ec_own);
	}
	secret_wipe(octets, sizeof(octets));
	return err;
}

enum eg_err pace_group_map(struct pace_group *g, struct rd nonce, struct rd chip_data)
{
	if (nonce.left == 0 || g->ec_own != NULL || g->dh_own != NULL) {
		return EG_FAIL(EG_STATE, "mapping out of order");
	}
	return g->suite.mapping == PACE_IM ? map_integrated(g, nonce, chip_data)
					   : map_generic(g, nonce, chip_data);
}

enum eg_err pace_group_public(const struct pace_group *g, struct wr *out)
{
	if (g->ec_own == NULL && g->dh_own == NULL) {
		return EG_FAIL(EG_STATE, "key agreement before the mapping");
	}
	return g->suite.dh ? crypt_dh_public(g->dh_own, out) : crypt_ec_public(g->ec_own, out);
}

enum eg_err pace_group_agree(const struct pace_group *g, struct rd chip_public,
			     struct bytes *shared)
{
	EG_AUTO(secret_clear) struct secret x = {0};
	if (g->ec_own == NULL && g->dh_own == NULL) {
		return EG_FAIL(EG_STATE, "key agreement before the mapping");
	}
	if (g->suite.dh) {
		return crypt_dh_agree(g->dh_own, chip_public, shared);
	}
	EG_TRY(crypt_ec_agree(g->ec_own, chip_public, &x));
	EG_TRY(bytes_reserve(shared, x.size, SECRET_MAX));
	return bytes_append(shared, secret_rd(&x));
}

static struct rd without_zeros(struct rd number)
{
	uint8_t octet;
	while (rd_peek(&number, &octet) && octet == 0 && rd_skip(&number, 1)) {
	}
	return number;
}

bool pace_group_same(const struct pace_group *g, struct rd a, struct rd b)
{
	return g->suite.dh ? rd_equal(without_zeros(a), without_zeros(b)) : rd_equal(a, b);
}
