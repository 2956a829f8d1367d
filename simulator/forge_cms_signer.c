/*
 * forge_cms_signer: one SignerInfo (RFC 5652, 5.3): how it names the signer, what it signs, and
 * each of its fields left out or written wrong.
 * Knows attributes and signer's names. Never knows what the content means.
 */
#include "simulator/forge_cms.h"

#define TAG_OCTETS    0x04
#define TAG_OID       0x06
#define TAG_UTF8      0x0C
#define TAG_PRINTABLE 0x13
#define TAG_SEQ       0x30
#define TAG_SET       0x31
#define TAG_CONTEXT0  0xA0

#define ATTRIBUTES_MAX 320
/* Days before it was signed: earlier than the signer's certificate begins. */
#define LONG_AGO 3650

/* 1.2.840.113549.1.9: content type 3, message digest 4, signing time 5 */
static const uint8_t pkcs9[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09};
static const uint8_t id_data[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01};

/* Of the content: the signature's hash, or another. */
struct forge_digest forge_cms_digest(const struct forge_cms *o)
{
	struct forge_digest d = forge_alg_digest(&o->signer->alg);
	if (o->form == FORGE_SOD_DIGESTS_DIFFER) {
		d.hash = d.hash == CRYPT_SHA256 ? CRYPT_SHA512 : CRYPT_SHA256;
	}
	if (o->form == FORGE_SOD_DIGEST_SHA224) {
		d.hash = CRYPT_SHA224;
	}
	d.md5 = d.md5 || o->form == FORGE_SOD_DIGEST_MD5;
	return d;
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

static void put_digest_as(struct wr *out, const uint8_t *digest, size_t size)
{
	struct attribute a = open_attribute(out, 4);
	wr_tlv(out, TAG_OCTETS, rd_of(digest, size));
	close_attribute(out, a);
}

static enum eg_err put_digest(struct wr *out, const struct forge_cms *o)
{
	uint8_t digest[CRYPT_HASH_MAX];
	struct forge_digest d = forge_cms_digest(o);
	size_t size = forge_digest_size(d);
	if (o->form == FORGE_SOD_MESSAGE_DIGEST_MISSING) {
		return EG_OK;
	}
	EG_TRY(forge_digest(d, o->content, digest));
	if (o->form == FORGE_SOD_MESSAGE_DIGEST || o->form == FORGE_SOD_DIGEST_TWICE) {
		digest[0] ^= 0x01;
		put_digest_as(out, digest, size);
		digest[0] ^= 0x01;
	}
	if (o->form != FORGE_SOD_MESSAGE_DIGEST) {
		put_digest_as(out, digest, size);
	}
	return EG_OK;
}

/* In the order DER gives a SET OF here, the shorter attribute first; or with the digest first. */
static enum eg_err put_attributes(struct wr *out, const struct forge_cms *o, bool sorted)
{
	bool other = o->form == FORGE_SOD_TYPE_ATTRIBUTE;
	bool outside = o->form == FORGE_SOD_TIME_OUTSIDE;
	if (!sorted) {
		EG_TRY(put_digest(out, o));
	}
	struct attribute a = open_attribute(out, 3);
	wr_tlv(out, TAG_OID, other ? RD_ARRAY(id_data) : o->type);
	close_attribute(out, a);
	a = open_attribute(out, 5);
	forge_put_time(out, outside ? forge_date_add(o->signed_on, -LONG_AGO) : o->signed_on);
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

/* Key identifier, or issuer and serial: both from the certificate, unless the form says more. */
static enum eg_err put_signer_id(struct wr *out, const struct forge_cms *o, bool by_key)
{
	struct forge_cert_parts parts = {0};
	uint8_t serial[FORGE_SERIAL_MAX];
	struct wr copy = WR_ARRAY(serial);
	uint8_t id[20];
	if (by_key) {
		EG_TRY(forge_key_id(o->signer, id));
		id[19] ^= o->form == FORGE_SOD_KEY_ID_OTHER ? 0x01 : 0x00;
		wr_tlv(out, 0x80, RD_ARRAY(id));
		return EG_OK;
	}
	if (o->named != NULL) {
		parts.serial = rd_of(o->named->serial, o->named->serial_size);
		parts.issuer = rd_of(o->named->issuer, o->named->issuer_size);
	} else {
		EG_TRY(forge_cert_read(o->certificate, &parts));
	}
	wr_put(&copy, parts.serial);
	if (copy.bad || copy.size == 0) {
		return EG_FAIL(EG_TOO_BIG, "serial number");
	}
	serial[copy.size - 1] ^= o->form == FORGE_SOD_SERIAL_OTHER ? 0x01 : 0x00;
	size_t who = wr_open(out, TAG_SEQ);
	put_issuer(out, o, parts.issuer);
	wr_put(out, wr_view(&copy));
	wr_close(out, who);
	return EG_OK;
}

static bool names_key(enum forge_sod_form form)
{
	return form == FORGE_SOD_BY_KEY || form == FORGE_SOD_KEY_ID_OTHER ||
	       form == FORGE_SOD_VERSION_1;
}

/* 3 with a key identifier, else 1 (RFC 5652, 5.3). */
static uint32_t version_of(enum forge_sod_form form, bool by_key)
{
	if (form == FORGE_SOD_SIGNER_VERSION) {
		return 2;
	}
	bool swapped = form == FORGE_SOD_VERSION_1 || form == FORGE_SOD_VERSION_3;
	return by_key != swapped ? 3 : 1;
}

/* What is carried, and the signature over it: signed as a SET OF, carried as [0] (5.4). */
static enum eg_err sign(const struct forge_cms *o, const struct forge_key *key, struct wr *carried,
			struct wr *signature)
{
	uint8_t set_bytes[ATTRIBUTES_MAX];
	struct wr set = WR_ARRAY(set_bytes);
	bool unsorted = o->form == FORGE_SOD_UNSORTED;
	if (o->form == FORGE_SOD_NO_ATTRIBUTES) {
		return forge_key_sign(key, o->content, signature);
	}
	size_t mark = wr_open(&set, TAG_SET);
	EG_TRY(put_attributes(&set, o, !unsorted));
	wr_close(&set, mark);
	EG_TRY(put_attributes(carried, o, !unsorted && o->form != FORGE_SOD_SORTED_LATER));
	return forge_key_sign(key, wr_view(&set), signature);
}

static void put_signature(struct wr *out, const struct forge_cms *o, struct rd signature)
{
	if (o->form == FORGE_SOD_SIGNATURE_MISSING) {
		return;
	}
	wr_tlv(out, TAG_OCTETS, signature);
	if (o->form == FORGE_SOD_SIGNATURE_WRONG && !out->bad) {
		out->base[out->size - 1] ^= 0x01;
	}
}

/* The signer's key, or the same one for RSA with MD5. */
static enum eg_err signing_key(const struct forge_cms *o, struct forge_key *out)
{
	*out = *o->signer; /* borrowed, but for the algorithm */
	if (o->form != FORGE_SOD_SIGNATURE_MD5) {
		return EG_OK;
	}
	if (!out->alg.rsa) {
		return EG_FAIL(EG_CONFIG, "only an RSA key signs with MD5");
	}
	out->alg.pss = false;
	out->alg.md5 = true;
	return EG_OK;
}

enum eg_err forge_cms_signer(struct wr *out, const struct forge_cms *o, bool by_key)
{
	uint8_t carried_bytes[ATTRIBUTES_MAX];
	uint8_t signature_bytes[FORGE_SIGNATURE_MAX];
	struct wr carried = WR_ARRAY(carried_bytes);
	struct wr signature = WR_ARRAY(signature_bytes);
	struct forge_key key;
	bool id = by_key || names_key(o->form);
	EG_TRY(signing_key(o, &key));
	EG_TRY(sign(o, &key, &carried, &signature));
	size_t info = wr_open(out, TAG_SEQ);
	if (o->form != FORGE_SOD_SIGNER_VERSION_MISSING) {
		wr_small_int(out, version_of(o->form, id));
	}
	EG_TRY(put_signer_id(out, o, id));
	if (o->form != FORGE_SOD_DIGEST_MISSING) {
		forge_put_digest_alg(out, forge_cms_digest(o));
	}
	if (carried.size > 0) {
		wr_tlv(out, TAG_CONTEXT0, wr_view(&carried));
	}
	forge_put_sigalg(out, &key.alg);
	put_signature(out, o, wr_view(&signature));
	wr_close(out, info);
	return EG_OK;
}
