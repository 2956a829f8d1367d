/*
 * forge_sod: EF.SOD of an invented document (Doc 9303-10, 4.6.2; RFC 5652), written.
 * Knows LDSSecurityObject and SignedData. Never knows what the data groups mean.
 */
#include "simulator/forge_sod.h"

#include "simulator/forge_cert.h"

#define TAG_OCTETS    0x04
#define TAG_OID       0x06
#define TAG_PRINTABLE 0x13
#define TAG_SEQ       0x30
#define TAG_SET       0x31
#define TAG_CONTEXT0  0xA0

/* Sixteen SHA-512 hashes and their frames; signed attributes. */
#define OBJECT_MAX     2048
#define ATTRIBUTES_MAX 256

static const uint8_t signed_data[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02};
/* id-icao-mrtd-security-ldsSecurityObject, 2.23.136.1.1.1 */
static const uint8_t lds_object[] = {0x67, 0x81, 0x08, 0x01, 0x01, 0x01};
/* 1.2.840.113549.1.9: content type 3, message digest 4, signing time 5 */
static const uint8_t pkcs9[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09};

static enum eg_err put_group(struct wr *out, const struct forge_group *g, enum crypt_hash h)
{
	uint8_t digest[CRYPT_HASH_MAX];
	EG_TRY(crypt_hash(h, g->file, digest));
	size_t pair = wr_open(out, TAG_SEQ);
	wr_small_int(out, g->number);
	wr_tlv(out, TAG_OCTETS, rd_of(digest, crypt_hash_size(h)));
	wr_close(out, pair);
	return EG_OK;
}

static enum eg_err put_object(struct wr *out, const struct forge_sod *o)
{
	size_t object = wr_open(out, TAG_SEQ);
	wr_small_int(out, o->lds_version);
	forge_put_hashalg(out, o->digest);
	size_t groups = wr_open(out, TAG_SEQ);
	for (size_t i = 0; i < o->group_count; i++) {
		EG_TRY(put_group(out, &o->groups[i], o->digest));
	}
	wr_close(out, groups);
	if (o->lds_version == 1) {
		size_t info = wr_open(out, TAG_SEQ);
		wr_tlv(out, TAG_PRINTABLE, RD_TEXT("0108"));
		wr_tlv(out, TAG_PRINTABLE, RD_TEXT("040000"));
		wr_close(out, info);
	}
	wr_close(out, object);
	return out->bad ? EG_FAIL(EG_TOO_BIG, "LDSSecurityObject does not fit") : EG_OK;
}

struct attribute {
	size_t whole;
	size_t values;
};

static struct attribute open_attribute(struct wr *out, uint8_t last)
{
	struct attribute a = {.whole = wr_open(out, TAG_SEQ)};
	size_t oid = wr_open(out, TAG_OID);
	wr_put(out, RD_ARRAY(pkcs9));
	wr_u8(out, last);
	wr_close(out, oid);
	a.values = wr_open(out, TAG_SET);
	return a;
}

static void close_attribute(struct wr *out, struct attribute a)
{
	wr_close(out, a.values);
	wr_close(out, a.whole);
}

/* In the order DER gives a SET OF here: the shorter attribute first. */
static enum eg_err put_attributes(struct wr *out, const struct forge_sod *o, struct rd object)
{
	uint8_t digest[CRYPT_HASH_MAX];
	enum crypt_hash hash = o->signer->alg.hash;
	EG_TRY(crypt_hash(hash, object, digest));
	struct attribute a = open_attribute(out, 3);
	wr_tlv(out, TAG_OID, RD_ARRAY(lds_object));
	close_attribute(out, a);
	a = open_attribute(out, 5);
	forge_put_time(out, o->signed_on);
	close_attribute(out, a);
	a = open_attribute(out, 4);
	wr_tlv(out, TAG_OCTETS, rd_of(digest, crypt_hash_size(hash)));
	close_attribute(out, a);
	return out->bad ? EG_FAIL(EG_TOO_BIG, "signed attributes do not fit") : EG_OK;
}

static enum eg_err put_signer(struct wr *out, const struct forge_sod *o, struct rd attributes)
{
	uint8_t set_bytes[ATTRIBUTES_MAX];
	uint8_t signature_bytes[512];
	struct wr set = WR_ARRAY(set_bytes);
	struct wr signature = WR_ARRAY(signature_bytes);
	struct forge_cert_parts parts;
	EG_TRY(forge_cert_read(o->certificate, &parts));
	/* Signed as a SET OF, carried as [0] (RFC 5652, 5.4). */
	wr_tlv(&set, TAG_SET, attributes);
	EG_TRY(forge_key_sign(o->signer, wr_view(&set), &signature));
	size_t info = wr_open(out, TAG_SEQ);
	wr_small_int(out, 1);
	size_t who = wr_open(out, TAG_SEQ);
	wr_put(out, parts.issuer);
	wr_put(out, parts.serial);
	wr_close(out, who);
	forge_put_hashalg(out, o->signer->alg.hash);
	wr_tlv(out, TAG_CONTEXT0, attributes);
	forge_put_sigalg(out, &o->signer->alg);
	wr_tlv(out, TAG_OCTETS, wr_view(&signature));
	wr_close(out, info);
	return EG_OK;
}

static enum eg_err put_signed_data(struct wr *out, const struct forge_sod *o, struct rd object,
				   struct rd attributes)
{
	size_t data = wr_open(out, TAG_SEQ);
	wr_small_int(out, 3);
	size_t digests = wr_open(out, TAG_SET);
	forge_put_hashalg(out, o->signer->alg.hash);
	wr_close(out, digests);
	size_t content = wr_open(out, TAG_SEQ);
	wr_tlv(out, TAG_OID, RD_ARRAY(lds_object));
	size_t explicit = wr_open(out, TAG_CONTEXT0);
	wr_tlv(out, TAG_OCTETS, object);
	wr_close(out, explicit);
	wr_close(out, content);
	wr_tlv(out, TAG_CONTEXT0, o->certificate);
	size_t signers = wr_open(out, TAG_SET);
	EG_TRY(put_signer(out, o, attributes));
	wr_close(out, signers);
	wr_close(out, data);
	return EG_OK;
}

enum eg_err forge_sod(struct wr *out, const struct forge_sod *o)
{
	uint8_t object_bytes[OBJECT_MAX];
	uint8_t attribute_bytes[ATTRIBUTES_MAX];
	struct wr object = WR_ARRAY(object_bytes);
	struct wr attributes = WR_ARRAY(attribute_bytes);
	EG_TRY(put_object(&object, o));
	EG_TRY(put_attributes(&attributes, o, wr_view(&object)));
	size_t file = wr_open(out, 0x77);
	size_t info = wr_open(out, TAG_SEQ);
	wr_tlv(out, TAG_OID, RD_ARRAY(signed_data));
	size_t explicit = wr_open(out, TAG_CONTEXT0);
	EG_TRY(put_signed_data(out, o, wr_view(&object), wr_view(&attributes)));
	wr_close(out, explicit);
	wr_close(out, info);
	wr_close(out, file);
	return out->bad ? EG_FAIL(EG_TOO_BIG, "EF.SOD does not fit") : EG_OK;
}
