/*
 * forge_cert: CSCA and document signer certificates of an invented country (Doc 9303-12, 7.1).
 * Knows the certificate profile. Never knows which documents are signed.
 */
#include "simulator/forge_cert.h"

#include <stdio.h>
#include <time.h>

#define TAG_INTEGER   0x02
#define TAG_BITS      0x03
#define TAG_OCTETS    0x04
#define TAG_OID       0x06
#define TAG_UTF8      0x0C
#define TAG_PRINTABLE 0x13
#define TAG_UTC       0x17
#define TAG_GENERAL   0x18
#define TAG_SEQ       0x30
#define TAG_SET       0x31
#define SERIAL_SIZE   9

/* Last arc of id-ce (2.5.29) and of id-at (2.5.4). */
enum { CE_SKI = 14, CE_KU = 15, CE_PKUP = 16, CE_SAN = 17, CE_IAN = 18, CE_BC = 19 };
enum { CE_CRLDP = 31, CE_AKI = 35, CE_EKU = 37 };
enum { AT_CN = 3, AT_C = 6, AT_L = 7, AT_O = 10 };

/* id-icao-mrtd-security-extensions-documentTypeList, 2.23.136.1.1.6.2 */
static const uint8_t document_types[] = {0x67, 0x81, 0x08, 0x01, 0x01, 0x06, 0x02};

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

static void put_time_as(struct wr *out, uint32_t tag, struct date d)
{
	size_t time = wr_open(out, tag);
	put_digits(out, d, tag != TAG_UTC);
	wr_close(out, time);
}

void forge_put_time(struct wr *out, struct date d)
{
	put_time_as(out, d.year < 2050 ? TAG_UTC : TAG_GENERAL, d);
}

static void put_attribute(struct wr *out, uint8_t attribute, uint32_t tag, const char *value)
{
	const uint8_t oid[] = {0x55, 0x04, attribute};
	size_t set = wr_open(out, TAG_SET);
	size_t pair = wr_open(out, TAG_SEQ);
	wr_tlv(out, TAG_OID, RD_ARRAY(oid));
	wr_tlv(out, tag, rd_cstr(value));
	wr_close(out, pair);
	wr_close(out, set);
}

static void put_name(struct wr *out, const struct forge_subject *s)
{
	size_t name = wr_open(out, TAG_SEQ);
	put_attribute(out, AT_C, TAG_PRINTABLE, s->country);
	put_attribute(out, AT_O, TAG_UTF8, "Ministry of Documents");
	put_attribute(out, AT_CN, TAG_UTF8, s->name);
	wr_close(out, name);
}

struct extension {
	size_t whole;
	size_t value;
};

static struct extension open_extension(struct wr *out, struct rd oid, bool critical)
{
	static const uint8_t yes[] = {0xFF};
	struct extension e = {.whole = wr_open(out, TAG_SEQ)};
	wr_tlv(out, TAG_OID, oid);
	if (critical) {
		wr_tlv(out, 0x01, RD_ARRAY(yes));
	}
	e.value = wr_open(out, TAG_OCTETS);
	return e;
}

static struct extension open_ce(struct wr *out, uint8_t last, bool critical)
{
	const uint8_t oid[] = {0x55, 0x1D, last};
	return open_extension(out, RD_ARRAY(oid), critical);
}

static void close_extension(struct wr *out, struct extension e)
{
	wr_close(out, e.value);
	wr_close(out, e.whole);
}

static enum eg_err put_key_ids(struct wr *out, const struct forge_key *own,
			       const struct forge_key *issuer)
{
	uint8_t id[20];
	EG_TRY(forge_key_id(issuer, id));
	struct extension e = open_ce(out, CE_AKI, false);
	size_t aki = wr_open(out, TAG_SEQ);
	wr_tlv(out, 0x80, RD_ARRAY(id));
	wr_close(out, aki);
	close_extension(out, e);
	EG_TRY(forge_key_id(own, id));
	e = open_ce(out, CE_SKI, false);
	wr_tlv(out, TAG_OCTETS, RD_ARRAY(id));
	close_extension(out, e);
	return EG_OK;
}

static void put_key_usage(struct wr *out, bool ca)
{
	static const uint8_t sign_certs_and_crls[] = {0x01, 0x06};
	static const uint8_t sign_documents[] = {0x07, 0x80};
	struct extension e = open_ce(out, CE_KU, true);
	wr_tlv(out, TAG_BITS, ca ? RD_ARRAY(sign_certs_and_crls) : RD_ARRAY(sign_documents));
	close_extension(out, e);
}

/* The key is used at the start of the certificate's life: five years, or three months. */
static void put_private_usage(struct wr *out, const struct forge_validity *v, bool ca)
{
	struct extension e = open_ce(out, CE_PKUP, false);
	size_t period = wr_open(out, TAG_SEQ);
	put_time_as(out, 0x80, v->first);
	put_time_as(out, 0x81, forge_date_add(v->first, ca ? 5 * 365 : 90));
	wr_close(out, period);
	close_extension(out, e);
}

/* Directory name with the state as in the zone, and an address (7.1.1.2). */
static void put_alternative_name(struct wr *out, uint8_t which, const char *state)
{
	struct extension e = open_ce(out, which, false);
	size_t names = wr_open(out, TAG_SEQ);
	wr_tlv(out, 0x81, RD_TEXT("csca@documents.example"));
	size_t directory = wr_open(out, 0xA4);
	size_t name = wr_open(out, TAG_SEQ);
	put_attribute(out, AT_L, TAG_PRINTABLE, state);
	wr_close(out, name);
	wr_close(out, directory);
	wr_close(out, names);
	close_extension(out, e);
}

static void put_basic_constraints(struct wr *out)
{
	static const uint8_t yes[] = {0xFF};
	struct extension e = open_ce(out, CE_BC, true);
	size_t constraints = wr_open(out, TAG_SEQ);
	wr_tlv(out, 0x01, RD_ARRAY(yes));
	wr_small_int(out, 0);
	wr_close(out, constraints);
	close_extension(out, e);
}

static void put_crl_points(struct wr *out)
{
	struct extension e = open_ce(out, CE_CRLDP, false);
	size_t points = wr_open(out, TAG_SEQ);
	size_t point = wr_open(out, TAG_SEQ);
	size_t choice = wr_open(out, 0xA0);
	size_t full = wr_open(out, 0xA0);
	wr_tlv(out, 0x86, RD_TEXT("http://crl.documents.example/csca.crl"));
	wr_close(out, full);
	wr_close(out, choice);
	wr_close(out, point);
	wr_close(out, points);
	close_extension(out, e);
}

static void put_document_types(struct wr *out)
{
	struct extension e = open_extension(out, RD_ARRAY(document_types), false);
	size_t list = wr_open(out, TAG_SEQ);
	wr_small_int(out, 0);
	size_t types = wr_open(out, TAG_SET);
	wr_tlv(out, TAG_PRINTABLE, RD_TEXT("I"));
	wr_tlv(out, TAG_PRINTABLE, RD_TEXT("P"));
	wr_close(out, types);
	wr_close(out, list);
	close_extension(out, e);
}

static void put_extended_usage(struct wr *out, struct rd usage)
{
	struct extension e = open_ce(out, CE_EKU, true);
	size_t list = wr_open(out, TAG_SEQ);
	wr_tlv(out, TAG_OID, usage);
	wr_close(out, list);
	close_extension(out, e);
}

struct body {
	bool ca;
	bool list_signer;
	struct rd usage;  /* extended, of a list signer; may be empty */
	struct rd issuer; /* whole Name; empty: the subject's own */
	const struct forge_key *issuer_key;
	const struct forge_key *key;
	const struct forge_subject *subject;
	const struct forge_validity *validity;
};

static enum eg_err put_extensions(struct wr *out, const struct body *b)
{
	size_t tagged = wr_open(out, 0xA3);
	size_t list = wr_open(out, TAG_SEQ);
	EG_TRY(put_key_ids(out, b->key, b->issuer_key));
	put_key_usage(out, b->ca);
	put_private_usage(out, b->validity, b->ca);
	put_alternative_name(out, CE_SAN, b->subject->state);
	put_alternative_name(out, CE_IAN, b->subject->state);
	if (b->ca) {
		put_basic_constraints(out);
	}
	put_crl_points(out);
	if (b->usage.left > 0) {
		put_extended_usage(out, b->usage);
	}
	if (!b->ca && !b->list_signer) {
		put_document_types(out);
	}
	wr_close(out, list);
	wr_close(out, tagged);
	return EG_OK;
}

static enum eg_err put_body(struct wr *out, const struct body *b)
{
	uint8_t serial[SERIAL_SIZE];
	EG_TRY(crypt_random(serial, sizeof(serial)));
	serial[0] = (uint8_t)((serial[0] & 0x7F) | 0x40); /* positive, always the same size */
	size_t body = wr_open(out, TAG_SEQ);
	size_t version = wr_open(out, 0xA0);
	wr_small_int(out, 2); /* v3 */
	wr_close(out, version);
	wr_uint(out, RD_ARRAY(serial));
	forge_put_sigalg(out, &b->issuer_key->alg);
	if (b->issuer.left > 0) {
		wr_put(out, b->issuer);
	} else {
		put_name(out, b->subject);
	}
	size_t validity = wr_open(out, TAG_SEQ);
	forge_put_time(out, b->validity->first);
	forge_put_time(out, b->validity->last);
	wr_close(out, validity);
	put_name(out, b->subject);
	EG_TRY(forge_key_spki(b->key, out));
	EG_TRY(put_extensions(out, b));
	wr_close(out, body);
	return EG_OK;
}

static enum eg_err put_certificate(struct wr *out, const struct body *b)
{
	uint8_t signature[FORGE_SIGNATURE_MAX];
	struct wr signed_by = WR_ARRAY(signature);
	size_t certificate = wr_open(out, TAG_SEQ);
	size_t start = out->size;
	EG_TRY(put_body(out, b));
	if (out->bad) {
		return EG_FAIL(EG_TOO_BIG, "certificate does not fit");
	}
	EG_TRY(forge_key_sign(b->issuer_key, rd_of(out->base + start, out->size - start),
			      &signed_by));
	forge_put_sigalg(out, &b->issuer_key->alg);
	size_t bits = wr_open(out, TAG_BITS);
	wr_u8(out, 0);
	wr_put(out, wr_view(&signed_by));
	wr_close(out, bits);
	wr_close(out, certificate);
	return out->bad ? EG_FAIL(EG_TOO_BIG, "certificate does not fit") : EG_OK;
}

enum eg_err forge_cert_csca(struct wr *out, const struct forge_key *key,
			    const struct forge_subject *subject,
			    const struct forge_validity *validity)
{
	const struct body b = {
		.ca = true,
		.issuer_key = key,
		.key = key,
		.subject = subject,
		.validity = validity,
	};
	return put_certificate(out, &b);
}

enum eg_err forge_cert_signer(struct wr *out, const struct forge_key *ca_key, struct rd issuer,
			      const struct forge_key *key, const struct forge_subject *subject,
			      const struct forge_validity *validity)
{
	const struct body b = {
		.issuer = issuer,
		.issuer_key = ca_key,
		.key = key,
		.subject = subject,
		.validity = validity,
	};
	return put_certificate(out, &b);
}

enum eg_err forge_cert_list_signer(struct wr *out, const struct forge_key *ca_key, struct rd issuer,
				   const struct forge_key *key, const struct forge_subject *subject,
				   const struct forge_validity *validity, struct rd usage)
{
	const struct body b = {
		.list_signer = true,
		.usage = usage,
		.issuer = issuer,
		.issuer_key = ca_key,
		.key = key,
		.subject = subject,
		.validity = validity,
	};
	return put_certificate(out, &b);
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
