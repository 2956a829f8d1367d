/*
 * cert: one X.509 certificate as borrowed fields, read by our own bounded parser.
 * Knows the layout (RFC 5280, Doc 9303-12). Never knows whether the certificate is trusted.
 */
#include "pki/cert.h"

#include "pki/algorithm.h"
#include "pki/name.h"

#define EXTENSIONS_MAX 64 /* the most seen in 919 country CAs is 14 */
/* Doc 9303-12, 4.1.6 leaves lengths to the states. Listed country CAs and known signers have RSA of
 * 2048 bits or more and curves of 256 or more; the standard's examples go down to 224. */
#define KEY_RSA_BITS_MIN 2048
#define KEY_EC_BITS_MIN  224

/* The UTCTime or GeneralizedTime of a Validity, as a day (RFC 5280, 4.1.2.5). */
static bool read_day(struct rd *r, struct date *out)
{
	uint32_t tag;
	struct rd text;
	uint32_t number[4] = {0}; /* century, year, month, day */
	if (!rd_tlv(r, &tag, &text) || (tag != 0x17 && tag != 0x18)) {
		return false;
	}
	for (size_t i = tag == 0x18 ? 0 : 1; i < 4; i++) {
		uint8_t tens = 0;
		uint8_t ones = 0;
		if (!rd_u8(&text, &tens) || !rd_u8(&text, &ones) || tens < '0' || tens > '9' ||
		    ones < '0' || ones > '9') {
			return false;
		}
		number[i] = (uint32_t)(tens - '0') * 10 + (uint32_t)(ones - '0');
	}
	if (tag == 0x17) {
		number[0] = number[1] >= 50 ? 19 : 20;
	}
	*out = (struct date){(uint16_t)(number[0] * 100 + number[1]), (uint8_t)number[2],
			     (uint8_t)number[3]};
	return date_valid(*out);
}

/* Extensions are marked as odd when they break their format: some listed country CAs do. */
static bool read_key_usage(struct rd value, struct cert *c)
{
	struct rd bits;
	uint8_t unused = 0;
	uint8_t first = 0;
	if (!rd_expect(&value, 0x03, &bits) || !rd_end(&value) || !rd_u8(&bits, &unused) ||
	    unused > 7 || !rd_peek(&bits, &first)) {
		return false;
	}
	c->has_key_usage = true;
	c->key_usage_signs = (first & 0x80) != 0;
	c->key_usage_certifies = (first & 0x04) != 0;
	return true;
}

static bool read_basic_constraints(struct rd value, struct cert *c)
{
	struct rd body;
	struct rd flag;
	struct rd path;
	bool has_flag;
	bool has_path;
	uint8_t is_ca = 0;
	if (!rd_expect(&value, 0x30, &body) || !rd_end(&value) ||
	    !rd_optional(&body, 0x01, &flag, &has_flag) ||
	    !rd_optional(&body, 0x02, &path, &has_path) || !rd_end(&body)) {
		return false;
	}
	if (has_flag && (!rd_u8(&flag, &is_ca) || !rd_end(&flag))) {
		return false;
	}
	c->ca = is_ca != 0;
	return true;
}

static bool read_subject_key_id(struct rd value, struct cert *c)
{
	struct rd id;
	if (!rd_expect(&value, 0x04, &id) || !rd_end(&value)) {
		return false;
	}
	c->subject_key_id = id;
	return true;
}

static bool read_authority_key_id(struct rd value, struct cert *c)
{
	struct rd body;
	struct rd id;
	bool has_id;
	if (!rd_expect(&value, 0x30, &body) || !rd_end(&value) ||
	    !rd_optional(&body, 0x80, &id, &has_id)) {
		return false;
	}
	c->authority_key_id = has_id ? id : RD_EMPTY;
	return true;
}

static bool read_extended_usage(struct rd value, struct cert *c)
{
	struct rd body;
	struct rd oid;
	c->has_extended_usage = true;
	if (!rd_expect(&value, 0x30, &body) || !rd_end(&value)) {
		return false;
	}
	while (body.left > 0) {
		if (!rd_expect(&body, 0x06, &oid)) {
			return false;
		}
		if (rd_equal(oid, RD_TEXT("\x67\x81\x08\x01\x01\x03"))) {
			c->signs_master_lists = true;
		}
	}
	return true;
}

/* Known to matter here, and known not to matter (NULL). */
#define OID(literal) literal, sizeof(literal) - 1
static const struct {
	const char *oid;
	size_t size;
	bool (*read)(struct rd value, struct cert *c);
} extensions[] = {
	{OID("\x55\x1D\x0F"), read_key_usage},
	{OID("\x55\x1D\x13"), read_basic_constraints},
	{OID("\x55\x1D\x0E"), read_subject_key_id},
	{OID("\x55\x1D\x23"), read_authority_key_id},
	{OID("\x55\x1D\x25"), read_extended_usage},
	{OID("\x55\x1D\x10"), NULL},                 /* privateKeyUsagePeriod */
	{OID("\x55\x1D\x11"), NULL},                 /* subjectAltName */
	{OID("\x55\x1D\x12"), NULL},                 /* issuerAltName */
	{OID("\x55\x1D\x1F"), NULL},                 /* cRLDistributionPoints */
	{OID("\x55\x1D\x20"), NULL},                 /* certificatePolicies */
	{OID("\x67\x81\x08\x01\x01\x06\x01"), NULL}, /* nameChange, Doc 9303-12 */
	{OID("\x67\x81\x08\x01\x01\x06\x02"), NULL}, /* documentTypeList, Doc 9303-12 */
};
#define EXTENSIONS (sizeof(extensions) / sizeof(extensions[0]))

/* Extension ::= SEQUENCE { OID, critical BOOLEAN DEFAULT FALSE, OCTET STRING } */
static bool read_extension(struct rd *list, struct cert *c, uint32_t *seen)
{
	struct rd one;
	struct rd oid;
	struct rd flag;
	struct rd value;
	bool has_flag;
	uint8_t critical = 0;
	if (!rd_expect(list, 0x30, &one) || !rd_expect(&one, 0x06, &oid) ||
	    !rd_optional(&one, 0x01, &flag, &has_flag) || !rd_expect(&one, 0x04, &value) ||
	    !rd_end(&one) || (has_flag && (!rd_u8(&flag, &critical) || !rd_end(&flag)))) {
		return false;
	}
	for (uint32_t i = 0; i < EXTENSIONS; i++) {
		if (!rd_equal(oid, rd_of(extensions[i].oid, extensions[i].size))) {
			continue;
		}
		if ((*seen & 1u << i) != 0) {
			return false; /* RFC 5280, 4.2: at most one of a kind */
		}
		*seen |= 1u << i;
		if (extensions[i].read != NULL && !extensions[i].read(value, c)) {
			c->odd_extension = true;
		}
		return true;
	}
	c->critical_unknown = c->critical_unknown || critical != 0;
	return true;
}

static bool read_extensions(struct rd wrapped, struct cert *c)
{
	struct rd list;
	uint32_t seen = 0;
	if (!rd_expect(&wrapped, 0x30, &list) || !rd_end(&wrapped)) {
		return false;
	}
	for (int i = 0; list.left > 0; i++) {
		if (i == EXTENSIONS_MAX || !read_extension(&list, c, &seen)) {
			return false;
		}
	}
	return true;
}

/* version [0], absent is v1. */
static bool read_version(struct rd *tbs, struct cert *c)
{
	struct rd wrapped;
	struct rd number;
	bool present;
	uint32_t version = 0;
	if (!rd_optional(tbs, 0xA0, &wrapped, &present)) {
		return false;
	}
	if (present && (!rd_expect(&wrapped, 0x02, &number) || !rd_end(&wrapped) ||
			!rd_small_int(number, &version) || version > 2)) {
		return false;
	}
	c->v3 = version == 2;
	return true;
}

static bool read_tbs(struct rd tbs, struct cert *c)
{
	struct rd validity;
	struct rd spki;
	struct rd unique;
	struct rd wrapped;
	bool present;
	uint32_t tag;
	if (!read_version(&tbs, c) || !rd_expect(&tbs, 0x02, &c->serial) ||
	    !rd_expect(&tbs, 0x30, &c->algorithm) || !rd_expect(&tbs, 0x30, &c->issuer) ||
	    !rd_expect(&tbs, 0x30, &validity) || !read_day(&validity, &c->from) ||
	    !read_day(&validity, &c->to) || !rd_end(&validity) ||
	    !rd_expect(&tbs, 0x30, &c->subject) || !rd_tlv_whole(&tbs, &tag, &spki, &c->spki) ||
	    tag != 0x30 || !rd_optional(&tbs, 0x81, &unique, &present) ||
	    !rd_optional(&tbs, 0x82, &unique, &present) ||
	    !rd_optional(&tbs, 0xA3, &wrapped, &present) || !rd_end(&tbs)) {
		return false;
	}
	return !present || (c->v3 && read_extensions(wrapped, c));
}

enum eg_err cert_parse(struct rd der, struct cert *out)
{
	struct cert c = {.whole = der};
	struct rd all;
	struct rd tbs;
	struct rd outer;
	uint32_t tag;
	uint8_t unused = 0xFF;
	if (der.left > CERT_SIZE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "certificate");
	}
	if (!rd_expect(&der, 0x30, &all) || !rd_end(&der) ||
	    !rd_tlv_whole(&all, &tag, &tbs, &c.tbs) || tag != 0x30 ||
	    !rd_expect(&all, 0x30, &outer) || !rd_expect(&all, 0x03, &c.signature) ||
	    !rd_end(&all) || !rd_u8(&c.signature, &unused) || unused != 0 || !read_tbs(tbs, &c)) {
		return EG_FAIL(EG_BAD_DATA, "certificate");
	}
	/* RFC 5280, 4.1.1.2: the unsigned copy of the algorithm must be the signed one. */
	if (!rd_equal(outer, c.algorithm)) {
		return EG_FAIL(EG_BAD_DATA, "two signature algorithms in a certificate");
	}
	name_country(c.subject, c.country);
	name_country(c.issuer, c.issuer_country);
	*out = c;
	return EG_OK;
}

int cert_period(const struct cert *c, struct date day)
{
	if (date_compare(day, c->from) < 0) {
		return -1;
	}
	return date_compare(day, c->to) > 0 ? 1 : 0;
}

enum eg_err cert_key(const struct cert *c, struct crypt_pub **out)
{
	EG_AUTO(crypt_pub_free) struct crypt_pub *key = NULL;
	EG_TRY(crypt_pub_from_spki(c->spki, &key));
	if (crypt_pub_bits(key) < (crypt_pub_is_rsa(key) ? KEY_RSA_BITS_MIN : KEY_EC_BITS_MIN)) {
		return EG_FAIL(EG_UNSUPPORTED, "key of a certificate is too short");
	}
	*out = key;
	key = NULL;
	return EG_OK;
}

enum eg_err cert_verify(const struct cert *c, const struct crypt_pub *issuer_key)
{
	struct crypt_sigalg alg;
	EG_TRY(algorithm_signature(c->algorithm, NULL, &alg));
	return crypt_verify(issuer_key, &alg, c->tbs, c->signature);
}

enum eg_err cert_issued_by(const struct cert *c, const struct cert *issuer)
{
	EG_AUTO(crypt_pub_free) struct crypt_pub *key = NULL;
	EG_TRY(cert_key(issuer, &key));
	return cert_verify(c, key);
}
