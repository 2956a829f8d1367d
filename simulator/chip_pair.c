/*
 * chip_pair: a key pair for key agreement, on a curve or in a finite field (Doc 9303-11, 9.4, 9.6).
 * Knows both kinds by one name. Never knows which protocol agrees.
 */
#include "simulator/chip_pair.h"

#define SHA1_SIZE 20

void chip_pair_free(struct chip_pair *p)
{
	if (p != NULL) {
		crypt_ec_free(&p->ec);
		crypt_dh_free(&p->dh);
	}
}

static enum eg_err load_ec(const struct crypt_pub *pub, struct rd private_number, bool other,
			   struct chip_pair *out)
{
	enum crypt_curve curve;
	EG_TRY(crypt_pub_curve(pub, &curve));
	return other ? crypt_ec_generate(curve, &out->ec)
		     : crypt_ec_from_private(curve, private_number, &out->ec);
}

enum eg_err chip_pair_load(struct rd spki, struct rd private_number, bool other,
			   struct chip_pair *out)
{
	EG_AUTO(crypt_pub_free) struct crypt_pub *pub = NULL;
	*out = (struct chip_pair){0};
	if (crypt_pub_from_spki(spki, &pub) == EG_OK) {
		return load_ec(pub, private_number, other, out);
	}
	return other ? crypt_dh_generate_like(spki, &out->dh)
		     : crypt_dh_from_private_like(spki, private_number, &out->dh);
}

bool chip_domain_known(uint32_t id, bool dh)
{
	return dh ? id <= CRYPT_DH_2048_256
		  : id <= CRYPT_P521 && crypt_curve_size((enum crypt_curve)id) != 0;
}

size_t chip_domain_prime_size(uint32_t id)
{
	return id <= CRYPT_DH_2048_256 ? crypt_dh_group_size((enum crypt_dh_group)id)
				       : crypt_curve_size((enum crypt_curve)id);
}

size_t chip_domain_number_size(uint32_t id)
{
	/* Orders of the subgroups: 160, 224, 256 bits. */
	static const size_t orders[] = {
		[CRYPT_DH_1024_160] = 20, [CRYPT_DH_2048_224] = 28, [CRYPT_DH_2048_256] = 32};
	return id <= CRYPT_DH_2048_256 ? orders[id] : crypt_curve_size((enum crypt_curve)id);
}

enum eg_err chip_pair_new(uint32_t id, struct rd private_or_empty, struct chip_pair *out)
{
	bool given = private_or_empty.left > 0;
	*out = (struct chip_pair){0};
	if (id <= CRYPT_DH_2048_256) {
		enum crypt_dh_group group = (enum crypt_dh_group)id;
		return given ? crypt_dh_from_private(group, private_or_empty, &out->dh)
			     : crypt_dh_generate(group, &out->dh);
	}
	enum crypt_curve curve = (enum crypt_curve)id;
	return given ? crypt_ec_from_private(curve, private_or_empty, &out->ec)
		     : crypt_ec_generate(curve, &out->ec);
}

enum eg_err chip_pair_map_generic(const struct chip_pair *map, struct rd theirs, struct rd nonce,
				  struct rd private_or_empty, struct chip_pair *out)
{
	*out = (struct chip_pair){0};
	if (map->dh != NULL) {
		return crypt_dh_map_generic(map->dh, theirs, nonce, private_or_empty, &out->dh);
	}
	return crypt_ec_map_generic(map->ec, theirs, nonce, private_or_empty, &out->ec);
}

enum eg_err chip_pair_map_integrated(uint32_t id, struct rd pseudo_random,
				     struct rd private_or_empty, struct chip_pair *out)
{
	*out = (struct chip_pair){0};
	if (id <= CRYPT_DH_2048_256) {
		return crypt_dh_map_integrated((enum crypt_dh_group)id, pseudo_random,
					       private_or_empty, &out->dh);
	}
	return crypt_ec_map_integrated((enum crypt_curve)id, pseudo_random, private_or_empty,
				       &out->ec);
}

enum eg_err chip_pair_public(const struct chip_pair *p, struct wr *out)
{
	return p->dh != NULL ? crypt_dh_public(p->dh, out) : crypt_ec_public(p->ec, out);
}

enum eg_err chip_pair_agree(const struct chip_pair *p, struct rd theirs, struct bytes *shared)
{
	EG_AUTO(secret_clear) struct secret x = {0};
	if (p->dh != NULL) {
		return crypt_dh_agree(p->dh, theirs, shared);
	}
	EG_TRY(crypt_ec_agree(p->ec, theirs, &x));
	EG_TRY(bytes_reserve(shared, x.size, SECRET_MAX));
	return bytes_append(shared, secret_rd(&x));
}

/* An unsigned integer has no zeros in front (9.4.1), however it was sent. */
static struct rd without_zeros(struct rd number)
{
	uint8_t first;
	while (number.left > 1 && rd_peek(&number, &first) && first == 0 && rd_skip(&number, 1)) {
	}
	return number;
}

enum eg_err chip_pair_compress(const struct chip_pair *p, struct rd key, struct wr *out)
{
	uint8_t digest[CRYPT_HASH_MAX];
	struct rd x;
	if (p->dh != NULL) {
		EG_TRY(crypt_hash(CRYPT_SHA1, without_zeros(key), digest));
		wr_put(out, rd_of(digest, SHA1_SIZE));
		return EG_OK;
	}
	if (!rd_skip(&key, 1) || !rd_take(&key, crypt_curve_size(crypt_ec_curve(p->ec)), &x)) {
		return EG_FAIL(EG_BAD_DATA, "point of wrong size");
	}
	wr_put(out, x);
	return EG_OK;
}
