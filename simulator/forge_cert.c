/*
 * forge_cert: CSCA, link and document signer certificates of an invented country (Doc 9303-12,
 * 7.1), right ones and those that are wrong in one place.
 * Knows the certificate profile. Never knows which documents are signed.
 */
#include "simulator/forge_cert.h"

#include <stdio.h>
#include <time.h>

#define TAG_INTEGER   0x02
#define TAG_BITS      0x03
#define TAG_NULL      0x05
#define TAG_OID       0x06
#define TAG_UTF8      0x0C
#define TAG_PRINTABLE 0x13
#define TAG_UTC       0x17
#define TAG_GENERAL   0x18
#define TAG_SEQ       0x30
#define TAG_SET       0x31
#define SERIAL_SIZE   9
#define LONG_SERIAL   21 /* one more than RFC 5280, 4.1.2.2 allows */

/* Last arc of id-at (2.5.4). */
enum { AT_CN = 3, AT_C = 6, AT_O = 10 };

struct date forge_date_add(struct date d, int days)
{
	struct tm t = {.tm_year = d.year - 1900, .tm_mon = d.month - 1, .tm_mday = d.day + days};
	return date_from_unix((int64_t)timegm(&t));
}

static void put_digits(struct wr *out, struct date d, bool century)
{
	char text[24];
	(void)snprintf(text, sizeof(text), "%04u%02u%02u000000Z", (unsigned)d.year,
		       (unsigned)d.month, (unsigned)d.day); /* 15 characters */
	wr_put(out, rd_cstr(text + (century ? 0 : 2)));
}

void forge_put_time_as(struct wr *out, uint32_t tag, struct date d)
{
	size_t time = wr_open(out, tag);
	put_digits(out, d, tag != TAG_UTC);
	wr_close(out, time);
}

void forge_put_time(struct wr *out, struct date d)
{
	forge_put_time_as(out, d.year < 2050 ? TAG_UTC : TAG_GENERAL, d);
}

void forge_put_attribute(struct wr *out, uint8_t attribute, uint32_t tag, const char *value)
{
	const uint8_t oid[] = {0x55, 0x04, attribute};
	size_t set = wr_open(out, TAG_SET);
	size_t pair = wr_open(out, TAG_SEQ);
	wr_tlv(out, TAG_OID, RD_ARRAY(oid));
	wr_tlv(out, tag, rd_cstr(value));
	wr_close(out, pair);
	wr_close(out, set);
}

static void put_name_of(struct wr *out, const char *country, const char *common)
{
	size_t name = wr_open(out, TAG_SEQ);
	if (country != NULL) {
		forge_put_attribute(out, AT_C, TAG_PRINTABLE, country);
	}
	forge_put_attribute(out, AT_O, TAG_UTF8, "Ministry of Documents");
	forge_put_attribute(out, AT_CN, TAG_UTF8, common);
	wr_close(out, name);
}

static void put_name(struct wr *out, const struct forge_subject *s)
{
	put_name_of(out, s->country, s->name);
}

static void put_issuer(struct wr *out, const struct forge_cert *o)
{
	if (o->form == FORGE_CERT_ISSUER_STYLE) {
		put_name_of(out, NULL, "CSCA Utopia");
	} else if (o->form == FORGE_CERT_ISSUER_OTHER) {
		put_name_of(out, o->subject->country, "CSCA Nowhere");
	} else if (o->issuer.left > 0) {
		wr_put(out, o->issuer);
	} else {
		put_name(out, o->subject);
	}
}

static enum eg_err put_serial(struct wr *out, enum forge_cert_form form)
{
	uint8_t serial[LONG_SERIAL];
	EG_TRY(crypt_random(serial, sizeof(serial)));
	serial[0] = (uint8_t)((serial[0] & 0x7F) | 0x40); /* positive, always the same size */
	if (form == FORGE_CERT_SERIAL_ZERO) {
		wr_small_int(out, 0);
	} else if (form == FORGE_CERT_SERIAL_NEGATIVE) {
		serial[0] |= 0x80;
		wr_tlv(out, TAG_INTEGER, rd_of(serial, SERIAL_SIZE));
	} else {
		wr_uint(out,
			rd_of(serial, form == FORGE_CERT_SERIAL_LONG ? LONG_SERIAL : SERIAL_SIZE));
	}
	return EG_OK;
}

static enum eg_err fill_named(struct forge_named *out, const struct forge_cert *o)
{
	struct wr serial = WR_ARRAY(out->serial);
	struct wr issuer = WR_ARRAY(out->issuer);
	EG_TRY(put_serial(&serial, o->form));
	put_issuer(&issuer, o);
	out->serial_size = serial.size;
	out->issuer_size = issuer.size;
	return serial.bad || issuer.bad ? EG_FAIL(EG_TOO_BIG, "names do not fit") : EG_OK;
}

/* The algorithm as it stands outside, or with another hash. */
static void put_inner_algorithm(struct wr *out, const struct forge_cert *o,
				const struct forge_alg *outer)
{
	struct forge_alg inner = *outer;
	if (o->form == FORGE_CERT_ALGORITHMS_DIFFER) {
		inner.hash = outer->hash == CRYPT_SHA256 ? CRYPT_SHA512 : CRYPT_SHA256;
	}
	if (o->form != FORGE_CERT_ALGORITHM_MISSING) {
		forge_put_sigalg(out, &inner);
	}
}

static void put_validity(struct wr *out, const struct forge_cert *o)
{
	const struct forge_validity *v = o->validity;
	bool inverted = o->form == FORGE_CERT_PERIOD_INVERTED;
	struct date ends[2] = {inverted ? v->last : v->first, inverted ? v->first : v->last};
	if (o->form == FORGE_CERT_VALIDITY_MISSING) {
		return;
	}
	size_t validity = wr_open(out, TAG_SEQ);
	for (size_t i = 0; i < 2; i++) {
		if (o->form == FORGE_CERT_TIME_GENERAL) {
			forge_put_time_as(out, TAG_GENERAL, ends[i]);
		} else {
			forge_put_time(out, ends[i]);
		}
	}
	wr_close(out, validity);
}

/* md5WithRSAEncryption (RFC 8017, A.2.4), which is no kind of key, before the bits of the key. */
static enum eg_err put_md5_key(struct wr *out, struct rd spki)
{
	static const uint8_t oid[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x04};
	struct rd whole;
	struct rd algorithm;
	if (!rd_expect(&spki, TAG_SEQ, &whole) || !rd_expect(&whole, TAG_SEQ, &algorithm)) {
		return EG_FAIL(EG_BAD_DATA, "own public key badly formed");
	}
	size_t all = wr_open(out, TAG_SEQ);
	size_t id = wr_open(out, TAG_SEQ);
	wr_tlv(out, TAG_OID, RD_ARRAY(oid));
	wr_tlv(out, TAG_NULL, RD_EMPTY);
	wr_close(out, id);
	wr_put(out, whole);
	wr_close(out, all);
	return EG_OK;
}

static enum eg_err put_key(struct wr *out, const struct forge_cert *o)
{
	uint8_t bytes[FORGE_SPKI_MAX];
	struct wr spki = WR_ARRAY(bytes);
	if (o->form == FORGE_CERT_KEY_MISSING) {
		return EG_OK;
	}
	EG_TRY(forge_key_spki(o->key, &spki));
	if (o->form == FORGE_CERT_KEY_MD5) {
		return put_md5_key(out, wr_view(&spki));
	}
	wr_put(out, wr_view(&spki));
	return EG_OK;
}

static enum eg_err put_body(struct wr *out, const struct forge_cert *o,
			    const struct forge_named *named, const struct forge_alg *outer)
{
	size_t body = wr_open(out, TAG_SEQ);
	if (o->form != FORGE_CERT_VERSION_MISSING) {
		size_t version = wr_open(out, 0xA0);
		wr_small_int(out, o->form == FORGE_CERT_VERSION ? 1 : 2); /* v2, v3 */
		wr_close(out, version);
	}
	if (o->form != FORGE_CERT_SERIAL_MISSING) {
		wr_put(out, rd_of(named->serial, named->serial_size));
	}
	put_inner_algorithm(out, o, outer);
	if (o->form != FORGE_CERT_ISSUER_MISSING) {
		wr_put(out, rd_of(named->issuer, named->issuer_size));
	}
	put_validity(out, o);
	if (o->name.left > 0) {
		wr_put(out, o->name);
	} else {
		put_name(out, o->subject);
	}
	EG_TRY(put_key(out, o));
	EG_TRY(forge_put_extensions(out, o));
	wr_close(out, body);
	return out->bad ? EG_FAIL(EG_TOO_BIG, "certificate does not fit") : EG_OK;
}

static enum eg_err put_signature(struct wr *out, const struct forge_cert *o,
				 const struct forge_key *issuer_key, struct rd body)
{
	uint8_t octets[FORGE_SIGNATURE_MAX];
	struct wr signature = WR_ARRAY(octets);
	EG_TRY(forge_key_sign(issuer_key, body, &signature));
	if (o->form == FORGE_CERT_SIGNATURE_WRONG) {
		octets[signature.size - 1] ^= 0x01;
	}
	if (o->form != FORGE_CERT_OUTER_MISSING) {
		forge_put_sigalg(out, &issuer_key->alg);
	}
	if (o->form != FORGE_CERT_SIGNATURE_MISSING) {
		size_t bits = wr_open(out, TAG_BITS);
		wr_u8(out, 0);
		wr_put(out, wr_view(&signature));
		wr_close(out, bits);
	}
	return EG_OK;
}

enum eg_err forge_cert(struct wr *out, const struct forge_cert *o, struct forge_named *named)
{
	struct forge_named own = {0};
	struct forge_key issuer_key = *o->issuer_key; /* borrowed, but for the hash */
	if (o->form == FORGE_CERT_SIGNED_MD5) {
		if (!issuer_key.alg.rsa) {
			return EG_FAIL(EG_CONFIG, "only an RSA key signs with MD5");
		}
		issuer_key.alg.pss = false;
		issuer_key.alg.md5 = true;
	}
	EG_TRY(fill_named(&own, o));
	size_t certificate = wr_open(out, TAG_SEQ);
	size_t start = out->size;
	EG_TRY(put_body(out, o, &own, &issuer_key.alg));
	EG_TRY(put_signature(out, o, &issuer_key, rd_of(out->base + start, out->size - start)));
	wr_close(out, certificate);
	if (named != NULL) {
		*named = own;
	}
	return out->bad ? EG_FAIL(EG_TOO_BIG, "certificate does not fit") : EG_OK;
}

enum eg_err forge_cert_csca(struct wr *out, const struct forge_key *key,
			    const struct forge_subject *subject,
			    const struct forge_validity *validity)
{
	const struct forge_cert order = {
		.ca = true,
		.issuer_key = key,
		.key = key,
		.subject = subject,
		.validity = validity,
	};
	return forge_cert(out, &order, NULL);
}

enum eg_err forge_cert_signer(struct wr *out, const struct forge_key *ca_key, struct rd issuer,
			      const struct forge_key *key, const struct forge_subject *subject,
			      const struct forge_validity *validity)
{
	const struct forge_cert order = {
		.issuer = issuer,
		.issuer_key = ca_key,
		.key = key,
		.subject = subject,
		.validity = validity,
	};
	return forge_cert(out, &order, NULL);
}

enum eg_err forge_cert_list_signer(struct wr *out, const struct forge_key *ca_key, struct rd issuer,
				   const struct forge_key *key, const struct forge_subject *subject,
				   const struct forge_validity *validity, struct rd usage)
{
	const struct forge_cert order = {
		.issuer = issuer,
		.issuer_key = ca_key,
		.key = key,
		.subject = subject,
		.validity = validity,
		.list_signer = true,
		.usage = usage,
	};
	return forge_cert(out, &order, NULL);
}

enum eg_err forge_cert_read(struct rd certificate, struct forge_cert_parts *out)
{
	struct rd whole;
	struct rd body;
	struct rd value;
	uint32_t tag;
	*out = (struct forge_cert_parts){0};
	if (!rd_expect(&certificate, TAG_SEQ, &whole) || !rd_expect(&whole, TAG_SEQ, &body) ||
	    !rd_expect(&body, 0xA0, &value) || !rd_tlv_whole(&body, &tag, &value, &out->serial) ||
	    tag != TAG_INTEGER || !rd_expect(&body, TAG_SEQ, &value) ||
	    !rd_tlv_whole(&body, &tag, &value, &out->issuer) || tag != TAG_SEQ ||
	    !rd_expect(&body, TAG_SEQ, &value) ||
	    !rd_tlv_whole(&body, &tag, &value, &out->subject) || tag != TAG_SEQ) {
		return EG_FAIL(EG_BAD_DATA, "certificate badly formed");
	}
	return EG_OK;
}
