/*
 * forge_cms: SignedData of a document signer (RFC 5652), around EF.SOD's and EF.CardSecurity's
 * contents, in the forms of the field.
 * Knows frames, attributes, signer's names. Never knows what the content means.
 */
#include "simulator/forge_cms.h"

#include "simulator/forge_cert.h"

#define TAG_OCTETS    0x04
#define TAG_OID       0x06
#define TAG_UTF8      0x0C
#define TAG_PRINTABLE 0x13
#define TAG_SEQ       0x30
#define TAG_SET       0x31
#define TAG_CONTEXT0  0xA0

#define ATTRIBUTES_MAX 256

static const uint8_t signed_data[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02};
/* 1.2.840.113549.1.9: content type 3, message digest 4, signing time 5 */
static const uint8_t pkcs9[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09};

/* Of the content: the signature's hash, or another. */
static enum crypt_hash content_hash(const struct forge_cms *o)
{
	enum crypt_hash signed_with = o->signer->alg.hash;
	if (o->form != FORGE_SOD_DIGESTS_DIFFER) {
		return signed_with;
	}
	return signed_with == CRYPT_SHA256 ? CRYPT_SHA512 : CRYPT_SHA256;
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

static enum eg_err put_digest(struct wr *out, const struct forge_cms *o)
{
	uint8_t digest[CRYPT_HASH_MAX];
	enum crypt_hash hash = content_hash(o);
	EG_TRY(crypt_hash(hash, o->content, digest));
	struct attribute a = open_attribute(out, 4);
	wr_tlv(out, TAG_OCTETS, rd_of(digest, crypt_hash_size(hash)));
	close_attribute(out, a);
	return EG_OK;
}

/* In the order DER gives a SET OF here, the shorter attribute first; or with the digest first. */
static enum eg_err put_attributes(struct wr *out, const struct forge_cms *o, bool sorted)
{
	if (!sorted) {
		EG_TRY(put_digest(out, o));
	}
	struct attribute a = open_attribute(out, 3);
	wr_tlv(out, TAG_OID, o->type);
	close_attribute(out, a);
	a = open_attribute(out, 5);
	forge_put_time(out, o->signed_on);
	close_attribute(out, a);
	if (sorted) {
		EG_TRY(put_digest(out, o));
	}
	return out->bad ? EG_FAIL(EG_TOO_BIG, "signed attributes do not fit") : EG_OK;
}

/* One attribute of a name with its text in another type: UTF8String and PrintableString swapped. */
static void put_rdn(struct wr *out, struct rd set, bool other_type)
{
	struct rd pair;
	struct rd oid;
	struct rd text;
	uint32_t tag;
	size_t mark = wr_open(out, TAG_SET);
	if (rd_expect(&set, TAG_SEQ, &pair) && rd_expect(&pair, TAG_OID, &oid) &&
	    rd_tlv(&pair, &tag, &text)) {
		size_t inner = wr_open(out, TAG_SEQ);
		wr_tlv(out, TAG_OID, oid);
		wr_tlv(out, other_type && tag == TAG_UTF8 ? TAG_PRINTABLE : tag, text);
		wr_close(out, inner);
	}
	wr_close(out, mark);
}

/* The issuer's name as the form wants it: as it is, in other types, or backwards. */
static void put_issuer(struct wr *out, const struct forge_cms *o, struct rd whole)
{
	struct rd sets[8];
	size_t count = 0;
	struct rd name;
	struct rd left = whole;
	bool backwards = o->form == FORGE_SOD_NAME_ORDER;
	if ((!backwards && o->form != FORGE_SOD_NAME_STRINGS) ||
	    !rd_expect(&left, TAG_SEQ, &name)) {
		wr_put(out, whole);
		return;
	}
	while (name.left > 0 && count < 8 && rd_expect(&name, TAG_SET, &sets[count])) {
		count++;
	}
	size_t mark = wr_open(out, TAG_SEQ);
	for (size_t i = 0; i < count; i++) {
		put_rdn(out, sets[backwards ? count - 1 - i : i], !backwards);
	}
	wr_close(out, mark);
}

static enum eg_err put_signer_id(struct wr *out, const struct forge_cms *o)
{
	struct forge_cert_parts parts;
	uint8_t id[20];
	if (o->form == FORGE_SOD_BY_KEY) {
		EG_TRY(forge_key_id(o->signer, id));
		wr_tlv(out, 0x80, RD_ARRAY(id));
		return EG_OK;
	}
	EG_TRY(forge_cert_read(o->certificate, &parts));
	size_t who = wr_open(out, TAG_SEQ);
	put_issuer(out, o, parts.issuer);
	wr_put(out, parts.serial);
	wr_close(out, who);
	return EG_OK;
}

static enum eg_err put_signer(struct wr *out, const struct forge_cms *o)
{
	uint8_t carried_bytes[ATTRIBUTES_MAX];
	uint8_t set_bytes[ATTRIBUTES_MAX];
	uint8_t signature_bytes[FORGE_SIGNATURE_MAX];
	struct wr carried = WR_ARRAY(carried_bytes);
	struct wr set = WR_ARRAY(set_bytes);
	struct wr signature = WR_ARRAY(signature_bytes);
	bool unsorted = o->form == FORGE_SOD_UNSORTED;
	/* Signed as a SET OF, carried as [0] (RFC 5652, 5.4). */
	size_t mark = wr_open(&set, TAG_SET);
	EG_TRY(put_attributes(&set, o, !unsorted));
	wr_close(&set, mark);
	EG_TRY(put_attributes(&carried, o, !unsorted && o->form != FORGE_SOD_SORTED_LATER));
	EG_TRY(forge_key_sign(o->signer, wr_view(&set), &signature));
	size_t info = wr_open(out, TAG_SEQ);
	wr_small_int(out, o->form == FORGE_SOD_BY_KEY ? 3 : 1);
	EG_TRY(put_signer_id(out, o));
	forge_put_hashalg(out, content_hash(o));
	wr_tlv(out, TAG_CONTEXT0, wr_view(&carried));
	forge_put_sigalg(out, &o->signer->alg);
	wr_tlv(out, TAG_OCTETS, wr_view(&signature));
	wr_close(out, info);
	return EG_OK;
}

/* A frame of which the form may leave the length open (X.690, 8.1.3.6). */
static size_t open_frame(struct wr *out, const struct forge_cms *o, uint8_t tag)
{
	if (o->form != FORGE_SOD_INDEFINITE) {
		return wr_open(out, tag);
	}
	wr_u8(out, tag);
	wr_u8(out, 0x80);
	return 0;
}

static void close_frame(struct wr *out, const struct forge_cms *o, size_t mark)
{
	if (o->form == FORGE_SOD_INDEFINITE) {
		wr_be16(out, 0);
	} else {
		wr_close(out, mark);
	}
}

static enum eg_err put_signed_data(struct wr *out, const struct forge_cms *o)
{
	size_t data = open_frame(out, o, TAG_SEQ);
	wr_small_int(out, 3);
	size_t digests = wr_open(out, TAG_SET);
	forge_put_hashalg(out, content_hash(o));
	wr_close(out, digests);
	size_t content = open_frame(out, o, TAG_SEQ);
	wr_tlv(out, TAG_OID, o->type);
	size_t explicit = open_frame(out, o, TAG_CONTEXT0);
	wr_tlv(out, TAG_OCTETS, o->content);
	close_frame(out, o, explicit);
	close_frame(out, o, content);
	wr_tlv(out, TAG_CONTEXT0, o->certificate);
	size_t signers = wr_open(out, TAG_SET);
	EG_TRY(put_signer(out, o));
	wr_close(out, signers);
	close_frame(out, o, data);
	return EG_OK;
}

enum eg_err forge_cms(struct wr *out, const struct forge_cms *o)
{
	size_t info = open_frame(out, o, TAG_SEQ);
	wr_tlv(out, TAG_OID, RD_ARRAY(signed_data));
	size_t explicit = open_frame(out, o, TAG_CONTEXT0);
	EG_TRY(put_signed_data(out, o));
	close_frame(out, o, explicit);
	close_frame(out, o, info);
	return out->bad ? EG_FAIL(EG_TOO_BIG, "SignedData does not fit") : EG_OK;
}
