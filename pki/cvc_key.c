/*
 * cvc_key: public keys of card verifiable certificates and requests, and what they verify
 * (TR-03110-3, A.7.3, A.7.4, D.3).
 * Knows algorithms, curves and habits of issuers. Never knows whose key it is.
 */
#include "pki/cvc_impl.h"

/* id-TA, TR-03110-3, A.1.1.3; two more octets follow */
#define OID_TA RD_TEXT("\x04\x00\x7F\x00\x07\x02\x02\x02")

#define RSA_BITS_MIN     1024 /* A.7.3.2 */
#define RSA_EXPONENT_MAX 4    /* octets; A.7.3.2 */
#define RSA_MODULUS_MAX  512  /* octets */

/* A.7.3.1, A.7.4.1 */
static const struct known {
	const char *word;
	uint8_t kind; /* 1 RSA, 2 ECDSA */
	uint8_t number;
	enum crypt_scheme scheme;
	enum crypt_hash hash;
} known[] = {
	{"rsa-sha1", 1, 1, CRYPT_RSA_V15, CRYPT_SHA1},
	{"rsa-sha256", 1, 2, CRYPT_RSA_V15, CRYPT_SHA256},
	{"rsa-pss-sha1", 1, 3, CRYPT_RSA_PSS, CRYPT_SHA1},
	{"rsa-pss-sha256", 1, 4, CRYPT_RSA_PSS, CRYPT_SHA256},
	{"rsa-sha512", 1, 5, CRYPT_RSA_V15, CRYPT_SHA512},
	{"rsa-pss-sha512", 1, 6, CRYPT_RSA_PSS, CRYPT_SHA512},
	{"ecdsa-sha1", 2, 1, CRYPT_ECDSA_PLAIN, CRYPT_SHA1},
	{"ecdsa-sha224", 2, 2, CRYPT_ECDSA_PLAIN, CRYPT_SHA224},
	{"ecdsa-sha256", 2, 3, CRYPT_ECDSA_PLAIN, CRYPT_SHA256},
	{"ecdsa-sha384", 2, 4, CRYPT_ECDSA_PLAIN, CRYPT_SHA384},
	{"ecdsa-sha512", 2, 5, CRYPT_ECDSA_PLAIN, CRYPT_SHA512},
};
#define KNOWN (sizeof(known) / sizeof(known[0]))

static const struct known *find(struct rd oid)
{
	struct rd prefix;
	uint8_t kind;
	uint8_t number;
	if (!rd_take(&oid, OID_TA.left, &prefix) || !rd_equal(prefix, OID_TA) ||
	    !rd_u8(&oid, &kind) || !rd_u8(&oid, &number) || !rd_end(&oid)) {
		return NULL;
	}
	for (size_t i = 0; i < KNOWN; i++) {
		if (known[i].kind == kind && known[i].number == number) {
			return &known[i];
		}
	}
	return NULL;
}

enum eg_err cvc_algorithm(struct rd oid, struct crypt_sigalg *alg, bool *rsa)
{
	const struct known *k = find(oid);
	if (k == NULL) {
		return EG_FAIL(EG_UNSUPPORTED, "algorithm of a card verifiable certificate");
	}
	/* Default parameters of PSS, A.7.3.1. */
	*alg = (struct crypt_sigalg){k->scheme, k->hash, k->hash,
				     (uint32_t)crypt_hash_size(k->hash)};
	*rsa = k->kind == 1;
	return EG_OK;
}

const char *cvc_algorithm_word(struct rd oid)
{
	const struct known *k = find(oid);
	return k == NULL ? "?" : k->word;
}

enum eg_err cvc_algorithm_named(const char *word, struct wr *oid)
{
	for (size_t i = 0; i < KNOWN; i++) {
		if (rd_equal(rd_cstr(word), rd_cstr(known[i].word))) {
			wr_put(oid, OID_TA);
			wr_u8(oid, known[i].kind);
			wr_u8(oid, known[i].number);
			return EG_OK;
		}
	}
	return EG_FAIL(EG_CONFIG, "no such algorithm of Terminal Authentication");
}

/* D.2.1.1 wants no leading zeros; some issuers write numbers as long as the modulus. */
static struct rd without_zeros(struct rd number)
{
	uint8_t first;
	while (rd_peek(&number, &first) && first == 0) {
		if (!rd_skip(&number, 1)) {
			break;
		}
	}
	return number;
}

/* D.3.1 */
static enum eg_err read_rsa(struct rd key, struct cvc_public *c)
{
	if (!rd_expect(&key, 0x81, &c->modulus) || !rd_expect(&key, 0x82, &c->exponent) ||
	    !rd_end(&key)) {
		return EG_FAIL(EG_BAD_DATA, "RSA key of a card verifiable certificate");
	}
	c->modulus = without_zeros(c->modulus);
	c->exponent = without_zeros(c->exponent);
	if (c->modulus.left < RSA_BITS_MIN / 8 || c->modulus.left > RSA_MODULUS_MAX ||
	    c->exponent.left == 0 || c->exponent.left > RSA_EXPONENT_MAX) {
		return EG_FAIL(EG_UNSUPPORTED, "RSA size in a card verifiable certificate");
	}
	return EG_OK;
}

/* D.3.3: all parameters, without or with the cofactor, or none. */
static enum eg_err read_ec(struct rd key, struct cvc_public *c)
{
	struct crypt_ec_domain d = {0};
	bool has_cofactor;
	uint32_t tag;
	if (!rd_next_tag(&key, &tag)) {
		return EG_FAIL(EG_BAD_DATA, "EC key of a card verifiable certificate");
	}
	c->has_domain = tag == 0x81;
	if (c->has_domain && (!rd_expect(&key, 0x81, &d.p) || !rd_expect(&key, 0x82, &d.a) ||
			      !rd_expect(&key, 0x83, &d.b) || !rd_expect(&key, 0x84, &d.base) ||
			      !rd_expect(&key, 0x85, &d.order))) {
		return EG_FAIL(EG_BAD_DATA, "domain parameters of a card verifiable certificate");
	}
	if (!rd_expect(&key, 0x86, &c->point) ||
	    (c->has_domain && !rd_optional(&key, 0x87, &d.cofactor, &has_cofactor)) ||
	    !rd_end(&key)) {
		return EG_FAIL(EG_BAD_DATA, "EC key of a card verifiable certificate");
	}
	return c->has_domain ? crypt_curve_find(&d, &c->curve) : EG_OK;
}

enum eg_err cvc_read_public(struct rd key, struct cvc_public *c)
{
	if (!rd_expect(&key, CVC_TAG_OID, &c->oid)) {
		return EG_FAIL(EG_BAD_DATA, "key of a card verifiable certificate");
	}
	EG_TRY(cvc_algorithm(c->oid, &c->alg, &c->rsa));
	return c->rsa ? read_rsa(key, c) : read_ec(key, c);
}

void cvc_key_free(struct cvc_key *k)
{
	if (k != NULL) {
		crypt_pub_free(&k->pub);
	}
}

enum eg_err cvc_public_open(const struct cvc_public *c, const struct cvc_key *inherited,
			    struct cvc_key *out)
{
	struct cvc_key k = {.alg = c->alg, .rsa = c->rsa, .curve = c->curve};
	*out = (struct cvc_key){0};
	if (c->rsa) {
		EG_TRY(crypt_pub_from_rsa(c->modulus, c->exponent, &k.pub));
		*out = k;
		return EG_OK;
	}
	if (!c->has_domain) {
		if (inherited == NULL || inherited->rsa) {
			return EG_FAIL(EG_NOT_FOUND, "no domain parameters to inherit");
		}
		k.curve = inherited->curve;
	}
	EG_TRY(crypt_pub_from_point(k.curve, c->point, &k.pub));
	*out = k;
	return EG_OK;
}

enum eg_err cvc_key(const struct cvc *c, const struct cvc_key *inherited, struct cvc_key *out)
{
	return cvc_public_open(&c->key, inherited, out);
}

/* PSS with the salt as long as the key allows: emLen - hLen - 2 (RFC 8017, 9.1.1). */
static enum eg_err longest_salt(const struct cvc_key *k, struct rd message, struct rd signature)
{
	struct crypt_sigalg alg = k->alg;
	size_t block = (crypt_pub_bits(k->pub) + 6) / 8;
	size_t hash = crypt_hash_size(alg.hash);
	if (block < hash + 2) {
		return EG_FAIL(EG_MISMATCH, "RSA key too short for the hash");
	}
	alg.salt_size = (uint32_t)(block - hash - 2);
	return crypt_verify(k->pub, &alg, message, signature);
}

/* r || s, both only as long as the longer of them; brought to full length. */
static enum eg_err short_plain(const struct cvc_key *k, struct rd message, struct rd signature)
{
	uint8_t octets[CRYPT_POINT_MAX];
	struct wr full = WR_ARRAY(octets);
	size_t size = crypt_curve_size(k->curve);
	size_t half = signature.left / 2;
	struct rd r;
	if (signature.left % 2 != 0 || half >= size || !rd_take(&signature, half, &r)) {
		return EG_FAIL(EG_MISMATCH, "size of a plain ECDSA signature");
	}
	wr_fill(&full, 0, size - half);
	wr_put(&full, r);
	wr_fill(&full, 0, size - half);
	wr_put(&full, signature);
	return crypt_verify(k->pub, &k->alg, message, wr_view(&full));
}

enum eg_err cvc_signature(const struct cvc_key *k, struct rd message, struct rd signature)
{
	enum eg_err err = crypt_verify(k->pub, &k->alg, message, signature);
	if (err == EG_MISMATCH && k->alg.scheme == CRYPT_RSA_PSS) {
		return longest_salt(k, message, signature);
	}
	if (err == EG_MISMATCH && k->alg.scheme == CRYPT_ECDSA_PLAIN) {
		return short_plain(k, message, signature);
	}
	return err;
}
