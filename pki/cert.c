/*
 * cert: one X.509 certificate as borrowed fields, read by our own bounded parser.
 * Knows the layout (RFC 5280, Doc 9303-12). Never knows whether the certificate is trusted, and
 * never judges: what is not as it should be is noted as a fault.
 */
#include "pki/cert.h"

#include "pki/algorithm.h"
#include "pki/cert_extension.h"
#include "pki/name.h"

#define SERIAL_OCTETS_MAX 20 /* RFC 5280, 4.1.2.2 */
/* Doc 9303-12, 4.1.6 leaves lengths to the states. Listed country CAs and known signers have RSA of
 * 2048 bits or more and curves of 256 or more; the standard's examples go down to 224. */
#define KEY_RSA_BITS_MIN      2048
#define KEY_EC_BITS_MIN       224
#define KEY_SUBGROUP_BITS_MIN 224 /* DSA */

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
			!rd_small_int(number, &version))) {
		return false;
	}
	c->v3 = version == 2;
	if (!c->v3) {
		faults_add(&c->faults, FAULT_CERT_VERSION);
	}
	return true;
}

/* Positive, in the fewest octets, of which there are at most 20 (Doc 9303-12, table 5). */
static bool serial_usual(struct rd serial)
{
	uint8_t first = 0;
	uint8_t second = 0;
	if (!rd_byte_at(&serial, 0, &first) || (first & 0x80) != 0 ||
	    serial.left > SERIAL_OCTETS_MAX) {
		return false;
	}
	return first != 0 || (rd_byte_at(&serial, 1, &second) && (second & 0x80) != 0);
}

/* A period that cannot be read holds no day. */
static void no_period(struct cert *c)
{
	c->from = (struct date){2999, 12, 31};
	c->to = (struct date){1800, 1, 1};
	c->not_before = (struct asn1_time){.day = c->from, .unix_s = asn1_time_of_day(c->from)};
	c->not_after = (struct asn1_time){.day = c->to, .unix_s = asn1_time_of_day(c->to)};
}

static void read_validity(struct rd validity, struct cert *c)
{
	bool read = asn1_time_read(&validity, &c->not_before) &&
		    asn1_time_read(&validity, &c->not_after) && rd_end(&validity);
	c->from = c->not_before.day;
	c->to = c->not_after.day;
	if (!read) {
		no_period(c);
	} else if (!c->not_before.usual || !c->not_after.usual) {
		faults_add(&c->faults, FAULT_CERT_TIME_FORM);
	}
	if (c->not_after.unix_s < c->not_before.unix_s) {
		faults_add(&c->faults, FAULT_CERT_PERIOD);
	}
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
	    !rd_expect(&tbs, 0x30, &validity) || !rd_expect(&tbs, 0x30, &c->subject) ||
	    !rd_tlv_whole(&tbs, &tag, &spki, &c->spki) || tag != 0x30 ||
	    !rd_optional(&tbs, 0x81, &unique, &present) ||
	    !rd_optional(&tbs, 0x82, &unique, &present) ||
	    !rd_optional(&tbs, 0xA3, &wrapped, &present) || !rd_end(&tbs)) {
		return false;
	}
	read_validity(validity, c);
	return !present || cert_read_extensions(wrapped, c);
}

static void note_faults(struct cert *c, struct rd outer)
{
	/* RFC 5280, 4.1.1.2: the unsigned copy of the algorithm must be the signed one. */
	if (!rd_equal(outer, c->algorithm)) {
		faults_add(&c->faults, FAULT_CERT_ALGORITHMS);
	}
	if (!serial_usual(c->serial)) {
		faults_add(&c->faults, FAULT_CERT_SERIAL);
	}
	name_country(c->subject, c->country);
	name_country(c->issuer, c->issuer_country);
	if (!name_country_usual(c->subject) || !name_country_usual(c->issuer) ||
	    !rd_equal(RD_ARRAY(c->country), RD_ARRAY(c->issuer_country))) {
		faults_add(&c->faults, FAULT_CERT_NAME);
	}
}

static bool read_certificate(struct rd der, struct cert *c)
{
	struct rd all;
	struct rd tbs;
	struct rd outer;
	uint32_t tag;
	uint8_t unused = 0xFF;
	if (!rd_expect(&der, 0x30, &all) || !rd_end(&der) ||
	    !rd_tlv_whole(&all, &tag, &tbs, &c->tbs) || tag != 0x30 ||
	    !rd_expect(&all, 0x30, &outer) || !rd_expect(&all, 0x03, &c->signature) ||
	    !rd_end(&all) || !rd_u8(&c->signature, &unused) || unused != 0 || !read_tbs(tbs, c)) {
		return false;
	}
	note_faults(c, outer);
	return true;
}

enum eg_err cert_parse(struct rd der, struct cert *out)
{
	struct cert none = {0};
	faults_add(&none.faults, FAULT_CERT_FORMAT);
	*out = (struct cert){.whole = der};
	if (der.left > CERT_SIZE_MAX) {
		*out = none;
		return EG_FAIL(EG_TOO_BIG, "certificate");
	}
	if (!read_certificate(der, out)) {
		*out = none;
		return EG_FAIL(EG_BAD_DATA, "certificate");
	}
	return EG_OK;
}

bool cert_self_issued(const struct cert *c)
{
	return name_same(c->issuer, c->subject);
}

int cert_period(const struct cert *c, struct date day)
{
	if (date_compare(day, c->from) < 0) {
		return -1;
	}
	return date_compare(day, c->to) > 0 ? 1 : 0;
}

static bool key_is_short(const struct crypt_pub *key)
{
	size_t bits = crypt_pub_bits(key);
	size_t subgroup = crypt_pub_subgroup_bits(key);
	if (subgroup > 0 || crypt_pub_is_rsa(key)) {
		return bits < KEY_RSA_BITS_MIN ||
		       (subgroup > 0 && subgroup < KEY_SUBGROUP_BITS_MIN);
	}
	return bits < KEY_EC_BITS_MIN;
}

enum eg_err cert_key_noting(const struct cert *c, struct crypt_pub **out, struct faults *found)
{
	EG_AUTO(crypt_pub_free) struct crypt_pub *key = NULL;
	enum eg_err err = crypt_pub_of_signer(c->spki, &key);
	if (err != EG_OK) {
		faults_add(found, FAULT_KEY_PARAMETERS);
		return err;
	}
	if (key_is_short(key)) {
		faults_add(found, FAULT_KEY_SHORT);
		return EG_FAIL(EG_UNSUPPORTED, "key of a certificate is too short");
	}
	*out = key;
	key = NULL;
	return EG_OK;
}

enum eg_err cert_key(const struct cert *c, struct crypt_pub **out)
{
	struct faults ignored = {0};
	return cert_key_noting(c, out, &ignored);
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
