/*
 * forge_extension: extensions of an invented country's certificates (Doc 9303-12, 7.1, table 6),
 * and each of them left out or written wrong.
 * Knows the certificate profile. Never knows which documents are signed.
 */
#include "simulator/forge_cert.h"

#define TAG_INTEGER   0x02
#define TAG_BITS      0x03
#define TAG_OCTETS    0x04
#define TAG_OID       0x06
#define TAG_PRINTABLE 0x13
#define TAG_SEQ       0x30
#define TAG_SET       0x31

/* Last arc of id-ce (2.5.29) and of id-at (2.5.4). */
enum { CE_SKI = 14, CE_KU = 15, CE_PKUP = 16, CE_SAN = 17, CE_IAN = 18, CE_BC = 19 };
enum { CE_CRLDP = 31, CE_AKI = 35, CE_EKU = 37, CE_UNKNOWN = 127 };
enum { AT_L = 7 };

/* 2.23.136.1.1: id-icao-mrtd-security; extensions 6, their document type list 2; list signer 3 */
static const uint8_t document_types[] = {0x67, 0x81, 0x08, 0x01, 0x01, 0x06, 0x02};
static const uint8_t list_signer[] = {0x67, 0x81, 0x08, 0x01, 0x01, 0x03};

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

/* Issuer and serial of somebody's certificate, as some write them instead of the key's id. */
static void put_authority_by_serial(struct wr *out)
{
	static const uint8_t serial[] = {0x2A};
	size_t names = wr_open(out, 0xA1);
	size_t directory = wr_open(out, 0xA4);
	size_t name = wr_open(out, TAG_SEQ);
	forge_put_attribute(out, AT_L, TAG_PRINTABLE, "UTO");
	wr_close(out, name);
	wr_close(out, directory);
	wr_close(out, names);
	wr_tlv(out, 0x82, RD_ARRAY(serial));
}

static enum eg_err put_authority(struct wr *out, const struct forge_cert *o)
{
	uint8_t id[20];
	if (o->form == FORGE_CERT_AUTHORITY_MISSING) {
		return EG_OK;
	}
	EG_TRY(forge_key_id(o->issuer_key, id));
	id[0] ^= o->form == FORGE_CERT_AUTHORITY_OTHER ? 0x80 : 0x00;
	struct extension e = open_ce(out, CE_AKI, false);
	size_t aki = wr_open(out, TAG_SEQ);
	if (o->form == FORGE_CERT_AUTHORITY_NO_KEY) {
		put_authority_by_serial(out);
	} else {
		wr_tlv(out, 0x80, RD_ARRAY(id));
	}
	wr_close(out, aki);
	close_extension(out, e);
	return EG_OK;
}

static enum eg_err put_subject_key(struct wr *out, const struct forge_cert *o)
{
	uint8_t id[20];
	EG_TRY(forge_key_id(o->key, id));
	struct extension e = open_ce(out, CE_SKI, false);
	wr_tlv(out, TAG_OCTETS, RD_ARRAY(id));
	close_extension(out, e);
	return EG_OK;
}

static void put_key_usage(struct wr *out, const struct forge_cert *o)
{
	static const uint8_t certs_and_crls[] = {0x01, 0x06};
	static const uint8_t documents[] = {0x07, 0x80};
	static const uint8_t encipherment[] = {0x05, 0x20};
	static const uint8_t documents_and_certs[] = {0x02, 0x84};
	if (o->form == FORGE_CERT_USAGE_MISSING) {
		return;
	}
	struct rd bits = o->ca                                   ? RD_ARRAY(certs_and_crls)
			 : o->form == FORGE_CERT_USAGE_OTHER     ? RD_ARRAY(encipherment)
			 : o->form == FORGE_CERT_USAGE_CERTIFIES ? RD_ARRAY(documents_and_certs)
								 : RD_ARRAY(documents);
	struct extension e = open_ce(out, CE_KU, o->form != FORGE_CERT_USAGE_NOT_CRITICAL);
	wr_tlv(out, TAG_BITS, bits);
	close_extension(out, e);
}

/* The key is used at the start of the certificate's life: five years, or three months. */
static void put_private_usage(struct wr *out, const struct forge_validity *v, bool ca)
{
	struct extension e = open_ce(out, CE_PKUP, false);
	size_t period = wr_open(out, TAG_SEQ);
	forge_put_time_as(out, 0x80, v->first);
	forge_put_time_as(out, 0x81, forge_date_add(v->first, ca ? 5 * 365 : 90));
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
	forge_put_attribute(out, AT_L, TAG_PRINTABLE, state);
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

static void put_document_types(struct wr *out, enum forge_cert_form form)
{
	struct extension e = open_extension(out, RD_ARRAY(document_types), false);
	size_t list = wr_open(out, TAG_SEQ);
	if (form == FORGE_CERT_TYPES_FORM) { /* Moldova, China, Tanzania: the strings alone */
		wr_tlv(out, TAG_PRINTABLE, RD_TEXT("P"));
	} else {
		wr_small_int(out, 0);
		size_t types = wr_open(out, TAG_SET);
		if (form == FORGE_CERT_TYPES_OTHER) {
			wr_tlv(out, TAG_PRINTABLE, RD_TEXT("V"));
		} else {
			wr_tlv(out, TAG_PRINTABLE, RD_TEXT("I"));
			wr_tlv(out, TAG_PRINTABLE, RD_TEXT("P"));
		}
		wr_close(out, types);
	}
	wr_close(out, list);
	close_extension(out, e);
}

static void put_extended_usage(struct wr *out, struct rd oid)
{
	struct extension e = open_ce(out, CE_EKU, true);
	size_t usages = wr_open(out, TAG_SEQ);
	wr_tlv(out, TAG_OID, oid);
	wr_close(out, usages);
	close_extension(out, e);
}

/* What a document signer never has. */
static void put_more(struct wr *out, const struct forge_cert *o)
{
	if (o->form == FORGE_CERT_EXTENDED) {
		put_extended_usage(out, RD_ARRAY(list_signer));
	} else if (o->usage.left > 0) {
		put_extended_usage(out, o->usage);
	}
	if (o->form == FORGE_CERT_CRITICAL) {
		struct extension e = open_ce(out, CE_UNKNOWN, true);
		wr_tlv(out, TAG_INTEGER, RD_TEXT("\x01"));
		close_extension(out, e);
	}
	if (o->form == FORGE_CERT_EXTENSION_TWICE) {
		put_key_usage(out, o);
	}
}

enum eg_err forge_put_extensions(struct wr *out, const struct forge_cert *o)
{
	size_t tagged = wr_open(out, 0xA3);
	size_t list = wr_open(out, TAG_SEQ);
	EG_TRY(put_authority(out, o));
	EG_TRY(put_subject_key(out, o));
	put_key_usage(out, o);
	put_private_usage(out, o->validity, o->ca);
	put_alternative_name(out, CE_SAN, o->subject->state);
	put_alternative_name(out, CE_IAN, o->subject->state);
	if (o->ca || o->form == FORGE_CERT_IS_CA) {
		put_basic_constraints(out);
	}
	put_crl_points(out);
	if (!o->ca && !o->list_signer) {
		put_document_types(out, o->form);
	}
	put_more(out, o);
	wr_close(out, list);
	wr_close(out, tagged);
	return out->bad ? EG_FAIL(EG_TOO_BIG, "extensions do not fit") : EG_OK;
}
