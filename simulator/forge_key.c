/*
 * forge_key: signing keys of an invented country, and what it signs with them.
 * Knows keys and blocks. Never knows what is signed.
 */
#include "simulator/forge_key.h"

#define TAG_NULL   0x05
#define TAG_OCTETS 0x04
#define TAG_SEQ    0x30

/* Parameters inside of a DigestInfo, or behind it, that nobody asked for. */
#define GARBAGE 24
/* Padding that a careless reader takes for enough: RFC 8017 wants at least eight octets. */
#define SHORT_PADDING 8

static bool cubic(const struct forge_alg *alg)
{
	return alg->block == FORGE_BLOCK_CUBE_ROOT || alg->block == FORGE_BLOCK_CUBE_HONEST;
}

enum eg_err forge_key_generate(const struct forge_alg *alg, struct forge_key *out)
{
	*out = (struct forge_key){.alg = *alg};
	if (alg->dsa) {
		bool small = alg->hash == CRYPT_SHA1 || alg->hash == CRYPT_SHA224;
		return crypt_dsa_generate_own(alg->bits, small ? 224 : 256, &out->dsa);
	}
	if (alg->rsa) {
		return cubic(alg) ? crypt_rsa_generate_cubic(alg->bits, &out->rsa)
				  : crypt_rsa_generate(alg->bits, &out->rsa);
	}
	return crypt_ec_generate(alg->curve, &out->ec);
}

enum eg_err forge_key_load(const struct forge_alg *alg, struct rd pkcs8, struct forge_key *out)
{
	*out = (struct forge_key){.alg = *alg};
	return alg->dsa   ? crypt_dsa_from_pkcs8(pkcs8, &out->dsa)
	       : alg->rsa ? crypt_rsa_from_pkcs8(pkcs8, &out->rsa)
			  : crypt_ec_from_pkcs8(pkcs8, &out->ec);
}

enum eg_err forge_key_pkcs8(const struct forge_key *k, struct wr *out)
{
	if (k->claim != NULL) {
		return EG_FAIL(EG_CONFIG, "a claimed key has no file");
	}
	return k->alg.dsa   ? crypt_dsa_to_pkcs8(k->dsa, out)
	       : k->alg.rsa ? crypt_rsa_to_pkcs8(k->rsa, out)
			    : crypt_ec_to_pkcs8(k->ec, out);
}

static bool sibling_of(enum crypt_curve curve, enum crypt_curve *out)
{
	static const enum crypt_curve pairs[][2] = {
		{CRYPT_P192, CRYPT_BP192R1},
		{CRYPT_P224, CRYPT_BP224R1},
		{CRYPT_P256, CRYPT_BP256R1},
		{CRYPT_P384, CRYPT_BP384R1},
	};
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		for (size_t k = 0; k < 2; k++) {
			if (pairs[i][k] == curve) {
				*out = pairs[i][1 - k];
				return true;
			}
		}
	}
	return false;
}

/* The sibling's parameters with our point behind them: both points have the same size. */
static enum eg_err sibling_spki(const struct forge_key *k, struct wr *out)
{
	EG_AUTO(crypt_ec_free) struct crypt_ec *other = NULL;
	uint8_t own[CRYPT_POINT_MAX];
	struct wr point = WR_ARRAY(own);
	enum crypt_curve curve;
	if (!sibling_of(k->alg.curve, &curve)) {
		return EG_FAIL(EG_CONFIG, "this curve has no sibling of its size");
	}
	EG_TRY(crypt_ec_generate(curve, &other));
	EG_TRY(crypt_ec_spki(other, true, out));
	EG_TRY(crypt_ec_public(k->ec, &point));
	if (out->bad || point.bad || point.size > out->size) {
		return EG_FAIL(EG_TOO_BIG, "public key does not fit");
	}
	out->size -= point.size;
	wr_put(out, wr_view(&point));
	return EG_OK;
}

/* The same key with another generator in its parameters (RFC 3279, 2.3.5: fourth of ECParameters).
 */
static enum eg_err spki_with_base(struct rd spki, struct rd base, struct wr *out)
{
	struct rd whole;
	struct rd algorithm;
	struct rd content;
	struct rd parameters;
	struct rd part;
	uint32_t tag;
	if (!rd_expect(&spki, TAG_SEQ, &whole) || !rd_expect(&whole, TAG_SEQ, &algorithm) ||
	    !rd_tlv_whole(&algorithm, &tag, &content, &part)) {
		return EG_FAIL(EG_BAD_DATA, "own public key badly formed");
	}
	size_t all = wr_open(out, TAG_SEQ);
	size_t inner = wr_open(out, TAG_SEQ);
	wr_put(out, part);
	if (!rd_expect(&algorithm, TAG_SEQ, &parameters)) {
		return EG_FAIL(EG_CONFIG, "parameters of a claimed key are explicit");
	}
	size_t list = wr_open(out, TAG_SEQ);
	for (unsigned i = 0; parameters.left > 0; i++) {
		if (!rd_tlv_whole(&parameters, &tag, &content, &part)) {
			return EG_FAIL(EG_BAD_DATA, "own parameters badly formed");
		}
		if (i == 3) {
			wr_tlv(out, TAG_OCTETS, base);
		} else {
			wr_put(out, part);
		}
	}
	wr_close(out, list);
	wr_close(out, inner);
	wr_put(out, whole); /* the point as it is */
	wr_close(out, all);
	return out->bad ? EG_FAIL(EG_TOO_BIG, "public key does not fit") : EG_OK;
}

enum eg_err forge_key_claim(const struct forge_key *victim, struct forge_key *out)
{
	uint8_t own[FORGE_SPKI_MAX];
	uint8_t point_bytes[CRYPT_POINT_MAX];
	uint8_t base_bytes[CRYPT_POINT_MAX];
	struct wr spki = WR_ARRAY(own);
	struct wr point = WR_ARRAY(point_bytes);
	struct wr base = WR_ARRAY(base_bytes);
	struct wr claimed = WR_ARRAY(out->claimed);
	*out = (struct forge_key){.alg = victim->alg};
	out->alg.named = false;
	if (victim->ec == NULL) {
		return EG_FAIL(EG_CONFIG, "only a key on a curve can be claimed");
	}
	EG_TRY(crypt_ec_public(victim->ec, &point));
	EG_TRY(crypt_claim_key(victim->alg.curve, wr_view(&point), &base, &out->claim));
	EG_TRY(crypt_ec_spki(victim->ec, true, &spki));
	EG_TRY(spki_with_base(wr_view(&spki), wr_view(&base), &claimed));
	out->claimed_size = claimed.size;
	return EG_OK;
}

enum eg_err forge_key_spki(const struct forge_key *k, struct wr *out)
{
	if (k->claim != NULL) {
		wr_put(out, rd_of(k->claimed, k->claimed_size));
		return EG_OK;
	}
	if (k->alg.sibling) {
		return sibling_spki(k, out);
	}
	return k->alg.dsa   ? crypt_dsa_spki(k->dsa, out)
	       : k->alg.rsa ? crypt_rsa_spki(k->rsa, out)
			    : crypt_ec_spki(k->ec, !k->alg.named, out);
}

enum eg_err forge_key_id(const struct forge_key *k, uint8_t out[20])
{
	uint8_t buffer[FORGE_SPKI_MAX];
	uint8_t digest[CRYPT_HASH_MAX];
	struct wr w = WR_ARRAY(buffer);
	struct rd body;
	struct rd alg;
	struct rd bits;
	EG_TRY(forge_key_spki(k, &w));
	struct rd spki = wr_view(&w);
	if (!rd_expect(&spki, TAG_SEQ, &body) || !rd_expect(&body, TAG_SEQ, &alg) ||
	    !rd_expect(&body, 0x03, &bits) || !rd_skip(&bits, 1)) {
		return EG_FAIL(EG_BAD_DATA, "own public key badly formed");
	}
	EG_TRY(crypt_hash(CRYPT_SHA1, bits, digest));
	struct rd id = rd_of(digest, 20);
	return rd_copy(&id, out, 20) ? EG_OK : EG_FAIL(EG_BAD_DATA, "key identifier");
}

/* DigestInfo (RFC 8017, 9.2) as the block's kind wants it. */
static enum eg_err put_digest_info(struct wr *out, const struct forge_alg *alg, struct rd message)
{
	uint8_t digest[CRYPT_HASH_MAX];
	uint8_t named_bytes[32];
	struct wr named = WR_ARRAY(named_bytes);
	struct forge_digest d = forge_alg_digest(alg);
	struct rd oid;
	EG_TRY(forge_digest(d, message, digest));
	forge_put_digest_alg(&named, d);
	struct rd whole = wr_view(&named);
	struct rd parts;
	if (!rd_expect(&whole, TAG_SEQ, &parts) || !rd_expect(&parts, 0x06, &oid)) {
		return EG_FAIL(EG_BAD_DATA, "own identifier badly formed");
	}
	size_t info = wr_open(out, TAG_SEQ);
	size_t algorithm = wr_open(out, TAG_SEQ);
	wr_tlv(out, 0x06, oid);
	if (alg->block == FORGE_BLOCK_PARAMETERS) {
		size_t odd = wr_open(out, TAG_OCTETS);
		wr_fill(out, 0x5A, GARBAGE);
		wr_close(out, odd);
	} else if (alg->block != FORGE_BLOCK_NO_NULL) {
		wr_tlv(out, TAG_NULL, RD_EMPTY);
	}
	wr_close(out, algorithm);
	wr_tlv(out, TAG_OCTETS, rd_of(digest, forge_digest_size(d)));
	wr_close(out, info);
	return EG_OK;
}

/* The whole block: 00 01 FF .. FF 00 DigestInfo, or with the padding cut and anything behind it. */
static enum eg_err put_block(struct wr *out, const struct forge_alg *alg, struct rd message)
{
	uint8_t info_bytes[128];
	struct wr info = WR_ARRAY(info_bytes);
	size_t size = alg->bits / 8;
	bool early = alg->block == FORGE_BLOCK_GARBAGE || alg->block == FORGE_BLOCK_CUBE_ROOT;
	EG_TRY(put_digest_info(&info, alg, message));
	if (info.bad || size < info.size + 3 + SHORT_PADDING) {
		return EG_FAIL(EG_CONFIG, "key too short for the hash");
	}
	wr_be16(out, 0x0001);
	wr_fill(out, 0xFF, early ? SHORT_PADDING : size - info.size - 3);
	wr_u8(out, 0);
	wr_put(out, wr_view(&info));
	if (early) {
		wr_fill(out, 0x00, size - out->size);
	}
	return out->bad ? EG_FAIL(EG_TOO_BIG, "block does not fit") : EG_OK;
}

/* PKCS#1 v1.5 by hand: whatever libcrypto would not sign. */
static enum eg_err sign_block(const struct forge_key *k, struct rd message, struct wr *out)
{
	uint8_t bytes[FORGE_SIGNATURE_MAX];
	struct wr block = WR_ARRAY(bytes);
	EG_TRY(put_block(&block, &k->alg, message));
	if (k->alg.block == FORGE_BLOCK_CUBE_ROOT) {
		return crypt_cube_root(wr_view(&block), k->alg.bits / 8, out);
	}
	return crypt_rsa_raw(k->rsa, wr_view(&block), out);
}

enum eg_err forge_key_sign(const struct forge_key *k, struct rd message, struct wr *out)
{
	const struct forge_alg *a = &k->alg;
	const struct crypt_sigalg alg = {
		.scheme = CRYPT_RSA_PSS,
		.hash = a->hash,
		.mgf_hash = a->has_mask ? a->mask : a->hash,
		.salt_size = a->has_salt ? a->salt : (uint32_t)crypt_hash_size(a->hash),
	};
	if (k->claim != NULL) {
		return crypt_claim_sign(k->claim, a->hash, message, out);
	}
	if (a->dsa) {
		return crypt_dsa_sign(k->dsa, a->hash, message, out);
	}
	if (a->rsa) {
		return a->pss ? crypt_rsa_sign(k->rsa, &alg, message, out)
			      : sign_block(k, message, out);
	}
	return crypt_ecdsa_sign(k->ec, a->hash, message, a->plain, out);
}

void forge_key_free(struct forge_key *k)
{
	if (k != NULL) {
		crypt_ec_free(&k->ec);
		crypt_rsa_free(&k->rsa);
		crypt_dsa_free(&k->dsa);
		crypt_claim_free(&k->claim);
	}
}
