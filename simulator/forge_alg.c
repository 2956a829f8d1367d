/*
 * forge_alg: algorithms of an invented country: how they are told on a command line, and how they
 * are written in DER, the illegal and the odd among them.
 * Knows identifiers and their parameters. Never knows keys or what is signed.
 */
#include "simulator/forge_alg.h"

#include "pki/crypt_forge.h"

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
	uint8_t plain; /* last arc below 0.4.0.127.0.7.1.1.4.1 */
	uint8_t dsa;   /* last arc below 2.16.840.1.101.3.4.3; SHA-1 is 1.2.840.10040.4.3 */
} hashes[] = {
	[CRYPT_SHA1] = {"sha1", {0x2B, 0x0E, 0x03, 0x02, 0x1A}, 5, 5, 0, 1, 0},
	[CRYPT_SHA224] = {"sha224", {0x60, 0x86, 0x48, 0x01, 0x65, 3, 4, 2, 4}, 9, 14, 1, 2, 1},
	[CRYPT_SHA256] = {"sha256", {0x60, 0x86, 0x48, 0x01, 0x65, 3, 4, 2, 1}, 9, 11, 2, 3, 2},
	[CRYPT_SHA384] = {"sha384", {0x60, 0x86, 0x48, 0x01, 0x65, 3, 4, 2, 2}, 9, 12, 3, 4, 3},
	[CRYPT_SHA512] = {"sha512", {0x60, 0x86, 0x48, 0x01, 0x65, 3, 4, 2, 3}, 9, 13, 4, 5, 4},
};

static const uint8_t pkcs1[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01};
static const uint8_t md5[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x02, 0x05};
static const uint8_t ecdsa_sha2[] = {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03};
static const uint8_t ecdsa_sha1[] = {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x01};
static const uint8_t ecdsa_plain[] = {0x04, 0x00, 0x7F, 0x00, 0x07, 0x01, 0x01, 0x04, 0x01};
static const uint8_t dsa_sha2[] = {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03};
static const uint8_t dsa_sha1[] = {0x2A, 0x86, 0x48, 0xCE, 0x38, 0x04, 0x03};
enum { PKCS1_RSA = 1, PKCS1_MD5 = 4, PKCS1_MGF1 = 8, PKCS1_PSS = 10 };

static const char *const block_words[] = {
#define X(name, word, text) word,
	FORGE_BLOCKS(X)
#undef X
};

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

static bool parse_number(struct rd text, uint32_t limit, uint32_t *out)
{
	uint8_t c;
	bool any = text.left > 0;
	*out = 0;
	while (text.left > 0 && rd_u8(&text, &c)) {
		if (c < '0' || c > '9' || *out > limit) {
			return false;
		}
		*out = *out * 10 + (uint32_t)(c - '0');
	}
	return any && *out <= limit;
}

static bool parse_size(struct rd text, struct forge_alg *out)
{
	if (!out->rsa && !out->dsa) {
		return forge_curve_parse(text, &out->curve);
	}
	if (!parse_number(text, FORGE_RSA_BITS_MAX, &out->bits)) {
		return false;
	}
	/* FIPS 186-4, 4.2: the two sizes of p that are not too short by now. */
	return out->dsa ? out->bits == 2048 || out->bits == 3072
			: out->bits >= 1024 && out->bits % 8 == 0;
}

static enum crypt_hash usual_hash(const struct forge_alg *a)
{
	size_t size = a->rsa || a->dsa ? 32 : crypt_curve_size(a->curve);
	return size >= 64 ? CRYPT_SHA512 : size >= 48 ? CRYPT_SHA384 : CRYPT_SHA256;
}

/* The rest of a word behind its name and an equals sign. */
static bool value_of(struct rd word, const char *name, struct rd *value)
{
	struct rd front;
	struct rd key = rd_cstr(name);
	*value = word;
	return word.left > key.left && rd_take(value, key.left, &front) && rd_equal(front, key);
}

static bool parse_block(struct rd word, struct forge_alg *out)
{
	for (size_t i = 1; i < sizeof(block_words) / sizeof(block_words[0]); i++) {
		if (rd_equal(word, rd_cstr(block_words[i]))) {
			out->block = (enum forge_block)i;
			return true;
		}
	}
	return false;
}

static bool parse_option(struct rd word, struct forge_alg *out)
{
	struct rd value;
	if (out->dsa) {
		return false;
	}
	if (!out->rsa) {
		bool *flag = rd_equal(word, RD_TEXT("named"))     ? &out->named
			     : rd_equal(word, RD_TEXT("sibling")) ? &out->sibling
			     : rd_equal(word, RD_TEXT("plain"))   ? &out->plain
								  : NULL;
		return flag != NULL && !*flag && (*flag = true);
	}
	if (!out->pss) {
		if (rd_equal(word, RD_TEXT("bare"))) {
			out->bare = true;
			return true;
		}
		return parse_block(word, out);
	}
	if (value_of(word, "salt=", &value)) {
		out->has_salt = true;
		return parse_number(value, 256, &out->salt);
	}
	out->has_mask = true;
	return value_of(word, "mask=", &value) && forge_hash_parse(value, &out->mask);
}

static enum eg_err parse_family(struct rd family, struct forge_alg *out)
{
	*out = (struct forge_alg){0};
	out->pss = rd_equal(family, RD_TEXT("pss"));
	out->rsa = out->pss || rd_equal(family, RD_TEXT("rsa"));
	out->dsa = rd_equal(family, RD_TEXT("dsa"));
	if (!out->rsa && !out->dsa && !rd_equal(family, RD_TEXT("ec"))) {
		return EG_FAIL(EG_CONFIG, "algorithm is ec:, rsa:, pss: or dsa:");
	}
	return EG_OK;
}

enum eg_err forge_alg_parse(const char *text, struct forge_alg *out)
{
	struct rd rest = rd_cstr(text);
	struct rd family = next_word(&rest);
	struct rd size = next_word(&rest);
	struct rd hash = next_word(&rest);
	EG_TRY(parse_family(family, out));
	if (!parse_size(size, out)) {
		return EG_FAIL(EG_CONFIG, "unknown curve or size of key");
	}
	out->hash = usual_hash(out);
	out->md5 = out->rsa && !out->pss && rd_equal(hash, RD_TEXT("md5"));
	if (hash.left > 0 && !out->md5 && !forge_hash_parse(hash, &out->hash)) {
		return EG_FAIL(EG_CONFIG, "unknown hash");
	}
	while (rest.left > 0) {
		if (!parse_option(next_word(&rest), out)) {
			return EG_FAIL(EG_CONFIG, "unknown option of an algorithm");
		}
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
	bool bits = alg->rsa || alg->dsa;
	for (size_t i = 0; i < sizeof(curves) / sizeof(curves[0]); i++) {
		if (!bits && curves[i].curve == alg->curve) {
			(void)snprintf(out.text, sizeof(out.text), "%s", curves[i].name); /* fits */
		}
	}
	if (bits) {
		(void)snprintf(out.text, sizeof(out.text), "%u", (unsigned)alg->bits); /* fits */
	}
	return out;
}

struct forge_alg_text forge_alg_text(const struct forge_alg *alg)
{
	struct forge_alg_text out;
	char salt[16] = "";
	char mask[16] = "";
	const char *family = alg->pss ? "pss" : alg->rsa ? "rsa" : alg->dsa ? "dsa" : "ec";
	if (alg->has_salt) {
		(void)snprintf(salt, sizeof(salt), ":salt=%u", (unsigned)alg->salt); /* fits */
	}
	if (alg->has_mask) {
		(void)snprintf(mask, sizeof(mask), ":mask=%s", forge_hash_name(alg->mask));
	}
	(void)snprintf(out.text, sizeof(out.text), "%s:%s:%s%s%s%s%s%s%s%s%s", family,
		       forge_size_name(alg).text, alg->md5 ? "md5" : forge_hash_name(alg->hash),
		       alg->named ? ":named" : "", alg->sibling ? ":sibling" : "",
		       alg->plain ? ":plain" : "", alg->bare ? ":bare" : "", salt, mask,
		       alg->block == FORGE_BLOCK_USUAL ? "" : ":",
		       block_words[alg->block]); /* 60 characters at most */
	return out;
}

struct forge_digest forge_alg_digest(const struct forge_alg *alg)
{
	return (struct forge_digest){alg->md5, alg->hash};
}

size_t forge_digest_size(struct forge_digest d)
{
	return d.md5 ? CRYPT_MD5_SIZE : crypt_hash_size(d.hash);
}

enum eg_err forge_digest(struct forge_digest d, struct rd data, uint8_t out[CRYPT_HASH_MAX])
{
	return d.md5 ? crypt_md5(data, out) : crypt_hash(d.hash, data, out);
}

static void put_oid(struct wr *out, struct rd prefix, uint8_t last)
{
	size_t oid = wr_open(out, TAG_OID);
	wr_put(out, prefix);
	wr_u8(out, last);
	wr_close(out, oid);
}

void forge_put_digest_alg(struct wr *out, struct forge_digest d)
{
	size_t alg = wr_open(out, TAG_SEQ);
	if (d.md5) {
		wr_tlv(out, TAG_OID, RD_ARRAY(md5));
		wr_tlv(out, TAG_NULL, RD_EMPTY);
	} else {
		wr_tlv(out, TAG_OID, rd_of(hashes[d.hash].oid, hashes[d.hash].oid_size));
	}
	wr_close(out, alg);
}

void forge_put_hashalg(struct wr *out, enum crypt_hash hash)
{
	forge_put_digest_alg(out, (struct forge_digest){.hash = hash});
}

/* RSASSA-PSS-params (RFC 4055, 3.1), usually with MGF1 of the same hash and a salt of its size. */
static void put_pss(struct wr *out, const struct forge_alg *alg)
{
	size_t params = wr_open(out, TAG_SEQ);
	size_t part = wr_open(out, 0xA0);
	forge_put_hashalg(out, alg->hash);
	wr_close(out, part);
	part = wr_open(out, 0xA1);
	size_t mask = wr_open(out, TAG_SEQ);
	put_oid(out, RD_ARRAY(pkcs1), PKCS1_MGF1);
	forge_put_hashalg(out, alg->has_mask ? alg->mask : alg->hash);
	wr_close(out, mask);
	wr_close(out, part);
	part = wr_open(out, 0xA2);
	wr_small_int(out, alg->has_salt ? alg->salt : (uint32_t)crypt_hash_size(alg->hash));
	wr_close(out, part);
	wr_close(out, params);
}

static uint8_t pkcs1_arc(const struct forge_alg *alg)
{
	return alg->bare ? PKCS1_RSA : alg->md5 ? PKCS1_MD5 : hashes[alg->hash].rsa;
}

void forge_put_sigalg(struct wr *out, const struct forge_alg *alg)
{
	size_t id = wr_open(out, TAG_SEQ);
	bool sha1 = alg->hash == CRYPT_SHA1;
	if (alg->pss) {
		put_oid(out, RD_ARRAY(pkcs1), PKCS1_PSS);
		put_pss(out, alg);
	} else if (alg->rsa) {
		put_oid(out, RD_ARRAY(pkcs1), pkcs1_arc(alg));
		wr_tlv(out, TAG_NULL, RD_EMPTY);
	} else if (alg->dsa && sha1) {
		wr_tlv(out, TAG_OID, RD_ARRAY(dsa_sha1));
	} else if (alg->dsa) {
		put_oid(out, RD_ARRAY(dsa_sha2), hashes[alg->hash].dsa);
	} else if (alg->plain) {
		put_oid(out, RD_ARRAY(ecdsa_plain), hashes[alg->hash].plain);
	} else if (sha1) {
		wr_tlv(out, TAG_OID, RD_ARRAY(ecdsa_sha1));
	} else {
		put_oid(out, RD_ARRAY(ecdsa_sha2), hashes[alg->hash].ecdsa);
	}
	wr_close(out, id);
}
