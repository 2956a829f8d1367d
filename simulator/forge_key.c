/*
 * forge_key: signing keys of an invented country and how their algorithms are written in DER.
 * Knows RSA, PSS and ECDSA identifiers. Never knows what is signed.
 */
#include "simulator/forge_key.h"

#include <stdio.h>

#define TAG_NULL 0x05
#define TAG_OID  0x06
#define TAG_SEQ  0x30

static const struct {
	const char *name;
	enum crypt_curve curve;
} curves[] = {
	{"P-192", CRYPT_P192},
	{"P-224", CRYPT_P224},
	{"P-256", CRYPT_P256},
	{"P-384", CRYPT_P384},
	{"P-521", CRYPT_P521},
	{"brainpoolP192r1", CRYPT_BP192R1},
	{"brainpoolP224r1", CRYPT_BP224R1},
	{"brainpoolP256r1", CRYPT_BP256R1},
	{"brainpoolP320r1", CRYPT_BP320R1},
	{"brainpoolP384r1", CRYPT_BP384R1},
	{"brainpoolP512r1", CRYPT_BP512R1},
};

static const struct {
	const char *name;
	uint8_t oid[9];
	uint8_t oid_size;
	uint8_t rsa;   /* last arc below 1.2.840.113549.1.1 */
	uint8_t ecdsa; /* last arc below 1.2.840.10045.4.3; SHA-1 is 1.2.840.10045.4.1 */
} hashes[] = {
	[CRYPT_SHA1] = {"sha1", {0x2B, 0x0E, 0x03, 0x02, 0x1A}, 5, 5, 0},
	[CRYPT_SHA224] = {"sha224", {0x60, 0x86, 0x48, 0x01, 0x65, 3, 4, 2, 4}, 9, 14, 1},
	[CRYPT_SHA256] = {"sha256", {0x60, 0x86, 0x48, 0x01, 0x65, 3, 4, 2, 1}, 9, 11, 2},
	[CRYPT_SHA384] = {"sha384", {0x60, 0x86, 0x48, 0x01, 0x65, 3, 4, 2, 2}, 9, 12, 3},
	[CRYPT_SHA512] = {"sha512", {0x60, 0x86, 0x48, 0x01, 0x65, 3, 4, 2, 3}, 9, 13, 4},
};

static const uint8_t pkcs1[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01};
static const uint8_t ecdsa_sha2[] = {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03};
static const uint8_t ecdsa_sha1[] = {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x01};
#define PKCS1_MGF1 8
#define PKCS1_PSS  10

bool forge_curve_parse(struct rd name, enum crypt_curve *out)
{
	for (size_t i = 0; i < sizeof(curves) / sizeof(curves[0]); i++) {
		if (rd_equal(name, rd_cstr(curves[i].name))) {
			*out = curves[i].curve;
			return true;
		}
	}
	return false;
}

bool forge_hash_parse(struct rd name, enum crypt_hash *out)
{
	for (unsigned i = CRYPT_SHA1; i <= CRYPT_SHA512; i++) {
		if (rd_equal(name, rd_cstr(hashes[i].name))) {
			*out = (enum crypt_hash)i;
			return true;
		}
	}
	return false;
}

bool forge_cipher_parse(struct rd name, enum crypt_cipher *out)
{
	static const char *const names[] = {"3des", "aes128", "aes192", "aes256"};
	for (unsigned i = CRYPT_3DES; i <= CRYPT_AES256; i++) {
		if (rd_equal(name, rd_cstr(names[i]))) {
			*out = (enum crypt_cipher)i;
			return true;
		}
	}
	return false;
}

/* Up to the next colon, which is dropped. */
static struct rd next_word(struct rd *text)
{
	struct rd word = *text;
	uint8_t c;
	word.left = 0;
	while (text->left > 0 && rd_u8(text, &c) && c != ':') {
		word.left++;
	}
	return word;
}

static bool parse_bits(struct rd text, uint32_t *out)
{
	uint8_t c;
	*out = 0;
	while (text.left > 0 && rd_u8(&text, &c)) {
		if (c < '0' || c > '9' || *out > FORGE_RSA_BITS_MAX) {
			return false;
		}
		*out = *out * 10 + (uint32_t)(c - '0');
	}
	return *out >= 1024 && *out <= FORGE_RSA_BITS_MAX && *out % 8 == 0;
}

static enum crypt_hash usual_hash(const struct forge_alg *a)
{
	size_t size = a->rsa ? 32 : crypt_curve_size(a->curve);
	return size >= 64 ? CRYPT_SHA512 : size >= 48 ? CRYPT_SHA384 : CRYPT_SHA256;
}

enum eg_err forge_alg_parse(const char *text, struct forge_alg *out)
{
	struct rd rest = rd_cstr(text);
	struct rd family = next_word(&rest);
	struct rd size = next_word(&rest);
	struct rd hash = next_word(&rest);
	struct rd option = next_word(&rest);
	*out = (struct forge_alg){0};
	out->pss = rd_equal(family, RD_TEXT("pss"));
	out->rsa = out->pss || rd_equal(family, RD_TEXT("rsa"));
	if (!out->rsa && !rd_equal(family, RD_TEXT("ec"))) {
		return EG_FAIL(EG_CONFIG, "algorithm is ec:, rsa: or pss:");
	}
	if (out->rsa ? !parse_bits(size, &out->bits) : !forge_curve_parse(size, &out->curve)) {
		return EG_FAIL(EG_CONFIG, "unknown curve or size of key");
	}
	out->hash = usual_hash(out);
	if (hash.left > 0 && !forge_hash_parse(hash, &out->hash)) {
		return EG_FAIL(EG_CONFIG, "unknown hash");
	}
	out->named = rd_equal(option, RD_TEXT("named"));
	out->sibling = !out->rsa && rd_equal(option, RD_TEXT("sibling"));
	if ((option.left > 0 && !out->named && !out->sibling) || rest.left > 0 ||
	    (out->pss && out->hash == CRYPT_SHA1)) {
		return EG_FAIL(EG_CONFIG, "unknown option of an algorithm");
	}
	return EG_OK;
}

const char *forge_hash_name(enum crypt_hash hash)
{
	return hashes[hash].name;
}

struct forge_size_name forge_size_name(const struct forge_alg *alg)
{
	struct forge_size_name out = {""};
	for (size_t i = 0; i < sizeof(curves) / sizeof(curves[0]); i++) {
		if (!alg->rsa && curves[i].curve == alg->curve) {
			(void)snprintf(out.text, sizeof(out.text), "%s", curves[i].name);
		}
	}
	if (alg->rsa) {
		(void)snprintf(out.text, sizeof(out.text), "%u", (unsigned)alg->bits);
	}
	return out;
}

enum eg_err forge_key_generate(const struct forge_alg *alg, struct forge_key *out)
{
	*out = (struct forge_key){.alg = *alg};
	return alg->rsa ? crypt_rsa_generate(alg->bits, &out->rsa)
			: crypt_ec_generate(alg->curve, &out->ec);
}

enum eg_err forge_key_load(const struct forge_alg *alg, struct rd pkcs8, struct forge_key *out)
{
	*out = (struct forge_key){.alg = *alg};
	return alg->rsa ? crypt_rsa_from_pkcs8(pkcs8, &out->rsa)
			: crypt_ec_from_pkcs8(pkcs8, &out->ec);
}

enum eg_err forge_key_pkcs8(const struct forge_key *k, struct wr *out)
{
	return k->alg.rsa ? crypt_rsa_to_pkcs8(k->rsa, out) : crypt_ec_to_pkcs8(k->ec, out);
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

enum eg_err forge_key_spki(const struct forge_key *k, struct wr *out)
{
	if (k->alg.sibling) {
		return sibling_spki(k, out);
	}
	return k->alg.rsa ? crypt_rsa_spki(k->rsa, out) : crypt_ec_spki(k->ec, !k->alg.named, out);
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

enum eg_err forge_key_sign(const struct forge_key *k, struct rd message, struct wr *out)
{
	const struct crypt_sigalg alg = {
		.scheme = k->alg.pss ? CRYPT_RSA_PSS : CRYPT_RSA_V15,
		.hash = k->alg.hash,
		.mgf_hash = k->alg.hash,
		.salt_size = (uint32_t)crypt_hash_size(k->alg.hash),
	};
	return k->alg.rsa ? crypt_rsa_sign(k->rsa, &alg, message, out)
			  : crypt_ecdsa_sign(k->ec, k->alg.hash, message, false, out);
}

void forge_key_free(struct forge_key *k)
{
	if (k != NULL) {
		crypt_ec_free(&k->ec);
		crypt_rsa_free(&k->rsa);
	}
}

static void put_oid(struct wr *out, struct rd prefix, uint8_t last)
{
	size_t oid = wr_open(out, TAG_OID);
	wr_put(out, prefix);
	wr_u8(out, last);
	wr_close(out, oid);
}

void forge_put_hashalg(struct wr *out, enum crypt_hash hash)
{
	size_t alg = wr_open(out, TAG_SEQ);
	wr_tlv(out, TAG_OID, rd_of(hashes[hash].oid, hashes[hash].oid_size));
	wr_close(out, alg);
}

/* RSASSA-PSS-params (RFC 4055, 3.1) with MGF1 of the same hash and a salt of its size. */
static void put_pss(struct wr *out, enum crypt_hash hash)
{
	size_t params = wr_open(out, TAG_SEQ);
	size_t part = wr_open(out, 0xA0);
	forge_put_hashalg(out, hash);
	wr_close(out, part);
	part = wr_open(out, 0xA1);
	size_t mask = wr_open(out, TAG_SEQ);
	put_oid(out, RD_ARRAY(pkcs1), PKCS1_MGF1);
	forge_put_hashalg(out, hash);
	wr_close(out, mask);
	wr_close(out, part);
	part = wr_open(out, 0xA2);
	wr_small_int(out, (uint32_t)crypt_hash_size(hash));
	wr_close(out, part);
	wr_close(out, params);
}

void forge_put_sigalg(struct wr *out, const struct forge_alg *alg)
{
	size_t id = wr_open(out, TAG_SEQ);
	if (alg->pss) {
		put_oid(out, RD_ARRAY(pkcs1), PKCS1_PSS);
		put_pss(out, alg->hash);
	} else if (alg->rsa) {
		put_oid(out, RD_ARRAY(pkcs1), hashes[alg->hash].rsa);
		wr_tlv(out, TAG_NULL, RD_EMPTY);
	} else if (alg->hash == CRYPT_SHA1) {
		wr_tlv(out, TAG_OID, RD_ARRAY(ecdsa_sha1));
	} else {
		put_oid(out, RD_ARRAY(ecdsa_sha2), hashes[alg->hash].ecdsa);
	}
	wr_close(out, id);
}
