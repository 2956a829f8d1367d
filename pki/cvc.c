/*
 * cvc: one card verifiable certificate as borrowed fields (TR-03110-3, C.1 and D), and whether
 * another one issued it.
 * Knows the layout, id-IS access rights, roles and days. Never knows whom to trust, nor a clock.
 */
#include "pki/cvc.h"

#define TAG_CERTIFICATE 0x7F21
#define TAG_BODY        0x7F4E
#define TAG_PROFILE     0x5F29
#define TAG_AUTHORITY   0x42
#define TAG_KEY         0x7F49
#define TAG_HOLDER      0x5F20
#define TAG_RIGHTS      0x7F4C
#define TAG_FROM        0x5F25
#define TAG_TO          0x5F24
#define TAG_EXTENSIONS  0x65
#define TAG_SIGNATURE   0x5F37
#define TAG_OID         0x06
#define TAG_DATA        0x53

#define PROFILE_VERSION 0 /* C.1.1 */
/* id-roles 1, TR-03110-4, 2.1.2; content octets */
#define OID_INSPECTION_SYSTEM RD_TEXT("\x04\x00\x7F\x00\x07\x03\x01\x02\x01")
/* id-TA, TR-03110-3, A.1.1.3; two more octets follow */
#define OID_TA RD_TEXT("\x04\x00\x7F\x00\x07\x02\x02\x02")

#define RSA_BITS_MIN     1024 /* A.7.3.2 */
#define RSA_EXPONENT_MAX 4    /* octets; A.7.3.2 */
#define RSA_MODULUS_MAX  512  /* octets */

bool cvc_reference_valid(struct rd reference)
{
	uint8_t octet;
	if (reference.bad || reference.left == 0 || reference.left > CVC_REFERENCE_MAX) {
		return false;
	}
	while (rd_u8(&reference, &octet)) {
		if (octet < 0x20 || (octet >= 0x7F && octet <= 0x9F)) {
			return false;
		}
	}
	return true;
}

enum eg_err cvc_algorithm(struct rd oid, struct crypt_sigalg *alg, bool *rsa)
{
	static const struct {
		uint8_t kind;
		uint8_t number;
		enum crypt_scheme scheme;
		enum crypt_hash hash;
	} known[] = {
		{1, 1, CRYPT_RSA_V15, CRYPT_SHA1},       {1, 2, CRYPT_RSA_V15, CRYPT_SHA256},
		{1, 3, CRYPT_RSA_PSS, CRYPT_SHA1},       {1, 4, CRYPT_RSA_PSS, CRYPT_SHA256},
		{1, 5, CRYPT_RSA_V15, CRYPT_SHA512},     {1, 6, CRYPT_RSA_PSS, CRYPT_SHA512},
		{2, 1, CRYPT_ECDSA_PLAIN, CRYPT_SHA1},   {2, 2, CRYPT_ECDSA_PLAIN, CRYPT_SHA224},
		{2, 3, CRYPT_ECDSA_PLAIN, CRYPT_SHA256}, {2, 4, CRYPT_ECDSA_PLAIN, CRYPT_SHA384},
		{2, 5, CRYPT_ECDSA_PLAIN, CRYPT_SHA512},
	};
	struct rd prefix;
	uint8_t kind;
	uint8_t number;
	if (!rd_take(&oid, OID_TA.left, &prefix) || !rd_equal(prefix, OID_TA) ||
	    !rd_u8(&oid, &kind) || !rd_u8(&oid, &number) || !rd_end(&oid)) {
		return EG_FAIL(EG_UNSUPPORTED, "key of a card verifiable certificate: no id-TA");
	}
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (known[i].kind == kind && known[i].number == number) {
			/* Default parameters of PSS, A.7.3.1. */
			*alg = (struct crypt_sigalg){known[i].scheme, known[i].hash, known[i].hash,
						     (uint32_t)crypt_hash_size(known[i].hash)};
			*rsa = kind == 1;
			return EG_OK;
		}
	}
	return EG_FAIL(EG_UNSUPPORTED, "algorithm of a card verifiable certificate");
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
static enum eg_err read_rsa(struct rd key, struct cvc *c)
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
static enum eg_err read_ec(struct rd key, struct cvc *c)
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

static enum eg_err read_key(struct rd key, struct cvc *c)
{
	if (!rd_expect(&key, TAG_OID, &c->key_oid)) {
		return EG_FAIL(EG_BAD_DATA, "key of a card verifiable certificate");
	}
	EG_TRY(cvc_algorithm(c->key_oid, &c->alg, &c->rsa));
	return c->rsa ? read_rsa(key, c) : read_ec(key, c);
}

/* Certificate Holder Authorization Template (C.1.5) of an inspection system. */
static enum eg_err read_rights(struct rd rights, struct cvc *c)
{
	struct rd oid;
	struct rd data;
	uint8_t bits;
	if (!rd_expect(&rights, TAG_OID, &oid) || !rd_expect(&rights, TAG_DATA, &data) ||
	    !rd_end(&rights)) {
		return EG_FAIL(EG_BAD_DATA, "rights in a card verifiable certificate");
	}
	if (!rd_equal(oid, OID_INSPECTION_SYSTEM)) {
		return EG_FAIL(EG_UNSUPPORTED, "certificate of a terminal of another kind");
	}
	if (!rd_u8(&data, &bits) || !rd_end(&data)) {
		return EG_FAIL(EG_BAD_DATA, "rights in a card verifiable certificate");
	}
	c->role = (enum cvc_role)(bits >> 6);
	c->access = bits & (CVC_READ_DG3 | CVC_READ_DG4); /* others are reserved: ignored */
	return EG_OK;
}

/* YYMMDD, one digit an octet, of 2000 to 2099 (D.2.1.3). */
static bool read_day(struct rd *body, uint32_t tag, struct date *out)
{
	struct rd digits;
	uint8_t d[6];
	if (!rd_expect(body, tag, &digits) || !rd_copy(&digits, d, sizeof(d)) || !rd_end(&digits)) {
		return false;
	}
	for (size_t i = 0; i < sizeof(d); i++) {
		if (d[i] > 9) {
			return false;
		}
	}
	*out = (struct date){(uint16_t)(2000 + d[0] * 10 + d[1]), (uint8_t)(d[2] * 10 + d[3]),
			     (uint8_t)(d[4] * 10 + d[5])};
	return date_valid(*out);
}

static enum eg_err read_body(struct rd body, struct cvc *c)
{
	struct rd profile;
	struct rd key;
	struct rd rights;
	uint8_t version;
	bool has_extensions;
	if (!rd_expect(&body, TAG_PROFILE, &profile) || !rd_u8(&profile, &version) ||
	    !rd_end(&profile)) {
		return EG_FAIL(EG_BAD_DATA, "profile of a card verifiable certificate");
	}
	if (version != PROFILE_VERSION) {
		return EG_FAIL(EG_UNSUPPORTED, "profile of a card verifiable certificate");
	}
	if (!rd_expect(&body, TAG_AUTHORITY, &c->authority) || !cvc_reference_valid(c->authority) ||
	    !rd_expect(&body, TAG_KEY, &key) || !rd_expect(&body, TAG_HOLDER, &c->holder) ||
	    !cvc_reference_valid(c->holder) || !rd_expect(&body, TAG_RIGHTS, &rights)) {
		return EG_FAIL(EG_BAD_DATA, "body of a card verifiable certificate");
	}
	if (!read_day(&body, TAG_FROM, &c->from) || !read_day(&body, TAG_TO, &c->to) ||
	    date_compare(c->from, c->to) > 0) {
		return EG_FAIL(EG_BAD_DATA, "period of a card verifiable certificate");
	}
	if (!rd_optional(&body, TAG_EXTENSIONS, &c->extensions, &has_extensions) ||
	    !rd_end(&body)) {
		return EG_FAIL(EG_BAD_DATA, "end of a card verifiable certificate");
	}
	EG_TRY(read_key(key, c));
	return read_rights(rights, c);
}

enum eg_err cvc_parse(struct rd der, struct cvc *out)
{
	struct cvc c = {.whole = der};
	struct rd inside;
	struct rd body;
	uint32_t tag;
	if (der.left > CVC_SIZE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "card verifiable certificate");
	}
	if (!rd_expect(&der, TAG_CERTIFICATE, &inside) || !rd_end(&der)) {
		return EG_FAIL(EG_BAD_DATA, "no card verifiable certificate");
	}
	c.content = inside;
	if (!rd_tlv_whole(&inside, &tag, &body, &c.body) || tag != TAG_BODY ||
	    !rd_expect(&inside, TAG_SIGNATURE, &c.signature) || c.signature.left == 0 ||
	    !rd_end(&inside)) {
		return EG_FAIL(EG_BAD_DATA, "card verifiable certificate");
	}
	EG_TRY(read_body(body, &c));
	*out = c;
	return EG_OK;
}

bool cvc_is_dv(const struct cvc *c)
{
	return c->role == CVC_DV_DOMESTIC || c->role == CVC_DV_FOREIGN;
}

bool cvc_is_self_signed(const struct cvc *c)
{
	return rd_equal(c->authority, c->holder);
}

void cvc_key_free(struct cvc_key *k)
{
	if (k != NULL) {
		crypt_pub_free(&k->pub);
	}
}

enum eg_err cvc_key(const struct cvc *c, const struct cvc_key *inherited, struct cvc_key *out)
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

const char *cvc_why_text(enum cvc_why why)
{
	static const char *const texts[] = {
#define X(name, text) text,
		CVC_WHYS(X)
#undef X
	};
	return (size_t)why < sizeof(texts) / sizeof(texts[0]) ? texts[why] : "?";
}

/* Who may make whom (2.1, 2.2). */
static bool role_allowed(const struct cvc *c, const struct cvc *issuer)
{
	if (c->role == CVC_IS) {
		return cvc_is_dv(issuer);
	}
	return issuer->role == CVC_CVCA;
}

enum eg_err cvc_issued_by(const struct cvc *c, const struct cvc *issuer,
			  const struct cvc_key *issuer_key, enum cvc_why *why)
{
	if (!rd_equal(c->authority, issuer->holder)) {
		*why = CVC_OTHER_ISSUER;
		return EG_FAIL(EG_DENIED, "certificate names another issuer");
	}
	if (!role_allowed(c, issuer)) {
		*why = CVC_ROLE_WRONG;
		return EG_FAIL(EG_DENIED, "issuer may not give this role");
	}
	if (c->role != CVC_CVCA && !rd_equal(c->key_oid, issuer->key_oid)) {
		*why = CVC_ALGORITHM_DIFFERS;
		return EG_FAIL(EG_DENIED, "algorithm of a certificate is not its issuer's");
	}
	if (!c->rsa && c->has_domain && c->role != CVC_CVCA) {
		*why = CVC_DOMAIN_WRONG;
		return EG_FAIL(EG_DENIED, "domain parameters outside a CVCA certificate");
	}
	enum eg_err err = cvc_signature(issuer_key, c->body, c->signature);
	*why = err == EG_OK ? CVC_GOOD : CVC_SIGNATURE_WRONG;
	return err == EG_OK ? EG_OK : EG_FAIL(EG_MISMATCH, "signature of a certificate wrong");
}

enum cvc_why cvc_period(const struct cvc *c, struct date day)
{
	if (date_compare(day, c->from) < 0) {
		return CVC_NOT_YET_VALID;
	}
	return date_compare(day, c->to) > 0 ? CVC_EXPIRED : CVC_GOOD;
}
