/*
 * cms_write: a SignedData around octets (RFC 5652), as we sign lists of our own.
 * Knows frames and attributes. Never knows what is signed.
 */
#include "pki/cms_write.h"

#include "base/date.h"

#define TAG_OCTETS   0x04
#define TAG_NULL     0x05
#define TAG_OID      0x06
#define TAG_SEQ      0x30
#define TAG_SET      0x31
#define TAG_UTC      0x17
#define TAG_CONTEXT0 0xA0

#define OID_SIGNED_DATA RD_TEXT("\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02")
/* sha256WithRSAEncryption (RFC 8017, C), ecdsa-with-SHA2 (RFC 5758, 3.2) without its last octet. */
#define OID_RSA_SHA256 RD_TEXT("\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0B")
#define OID_ECDSA_SHA2 RD_TEXT("\x2A\x86\x48\xCE\x3D\x04\x03")
/* pkcs-9 (RFC 5652, 11): content type 3, message digest 4, signing time 5 */
#define OID_PKCS9 RD_TEXT("\x2A\x86\x48\x86\xF7\x0D\x01\x09")

#define ATTRIBUTES_ROOM 256
#define SIGNATURE_ROOM  1040 /* RSA-8192 */
#define DAY_SECONDS     86400

static void put_algorithm(struct wr *out, struct rd oid, int last_octet, bool null)
{
	size_t algorithm = wr_open(out, TAG_SEQ);
	size_t name = wr_open(out, TAG_OID);
	wr_put(out, oid);
	if (last_octet >= 0) {
		wr_u8(out, (uint8_t)last_octet);
	}
	wr_close(out, name);
	if (null) {
		wr_tlv(out, TAG_NULL, RD_EMPTY);
	}
	wr_close(out, algorithm);
}

/* What a key signs with: no hash longer than its curve. */
static enum eg_err choose(const struct terminal_key *key, struct crypt_sigalg *alg)
{
	struct terminal_public p;
	EG_TRY(terminal_key_public(key, &p));
	size_t size = p.rsa ? 0 : crypt_curve_size(p.curve);
	enum crypt_hash hash = size > 48 ? CRYPT_SHA512 : size > 32 ? CRYPT_SHA384 : CRYPT_SHA256;
	*alg = (struct crypt_sigalg){.scheme = p.rsa ? CRYPT_RSA_V15 : CRYPT_ECDSA_PLAIN,
				     .hash = hash,
				     .mgf_hash = hash};
	return EG_OK;
}

static void put_signature_algorithm(struct wr *out, const struct crypt_sigalg *alg)
{
	if (alg->scheme == CRYPT_RSA_V15) {
		put_algorithm(out, OID_RSA_SHA256, -1, true);
		return;
	}
	/* 2, 3, 4: SHA-256, SHA-384, SHA-512 */
	int last = alg->hash == CRYPT_SHA256 ? 2 : alg->hash == CRYPT_SHA384 ? 3 : 4;
	put_algorithm(out, OID_ECDSA_SHA2, last, false);
}

struct attribute {
	size_t whole;
	size_t values;
};

static struct attribute open_attribute(struct wr *out, uint8_t last)
{
	struct attribute a = {.whole = wr_open(out, TAG_SEQ)};
	size_t oid = wr_open(out, TAG_OID);
	wr_put(out, OID_PKCS9);
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

static void put_two(struct wr *out, unsigned value)
{
	wr_u8(out, (uint8_t)('0' + value / 10 % 10));
	wr_u8(out, (uint8_t)('0' + value % 10));
}

/* UTCTime: good up to 2049 (RFC 5652, 11.3). */
static void put_time(struct wr *out, int64_t unix_s)
{
	struct date day = date_from_unix(unix_s);
	unsigned second = (unsigned)(unix_s % DAY_SECONDS);
	size_t time = wr_open(out, TAG_UTC);
	put_two(out, day.year % 100u);
	put_two(out, day.month);
	put_two(out, day.day);
	put_two(out, second / 3600);
	put_two(out, second / 60 % 60);
	put_two(out, second % 60);
	wr_u8(out, 'Z');
	wr_close(out, time);
}

/* In the order that DER gives a SET OF: the shorter ones come first. */
static enum eg_err put_attributes(struct wr *out, const struct cms_order *o, enum crypt_hash hash)
{
	uint8_t digest[CRYPT_HASH_MAX];
	EG_TRY(crypt_hash(hash, o->content, digest));
	struct attribute a = open_attribute(out, 3);
	wr_tlv(out, TAG_OID, CMS_TYPE_DATA);
	close_attribute(out, a);
	a = open_attribute(out, 5);
	put_time(out, o->unix_s);
	close_attribute(out, a);
	a = open_attribute(out, 4);
	wr_tlv(out, TAG_OCTETS, rd_of(digest, crypt_hash_size(hash)));
	close_attribute(out, a);
	return out->bad ? EG_FAIL(EG_STATE, "signed attributes do not fit") : EG_OK;
}

/* The signature in CMS's form: ECDSA as SEQUENCE of two INTEGERs (RFC 5753, 7.2). */
static enum eg_err put_signature(struct wr *out, const struct crypt_sigalg *alg, struct rd plain)
{
	struct rd r;
	size_t octets = wr_open(out, TAG_OCTETS);
	if (alg->scheme == CRYPT_RSA_V15) {
		wr_put(out, plain);
	} else {
		size_t pair = wr_open(out, TAG_SEQ);
		if (plain.left % 2 != 0 || !rd_take(&plain, plain.left / 2, &r)) {
			return EG_FAIL(EG_CRYPTO, "a plain signature has two halves");
		}
		wr_uint(out, r);
		wr_uint(out, plain);
		wr_close(out, pair);
	}
	wr_close(out, octets);
	return EG_OK;
}

/* Signed as a SET OF, carried as [0] (RFC 5652, 5.4). */
static enum eg_err put_signer(struct wr *out, const struct cms_order *o,
			      const struct crypt_sigalg *alg)
{
	uint8_t inner[ATTRIBUTES_ROOM];
	uint8_t set[ATTRIBUTES_ROOM + 8];
	uint8_t octets[SIGNATURE_ROOM];
	struct wr attributes = WR_ARRAY(inner);
	struct wr message = WR_ARRAY(set);
	struct wr signature = WR_ARRAY(octets);
	EG_TRY(put_attributes(&attributes, o, alg->hash));
	wr_tlv(&message, TAG_SET, wr_view(&attributes));
	EG_TRY(terminal_key_sign(o->key, alg, wr_view(&message), &signature));
	size_t signer = wr_open(out, TAG_SEQ);
	wr_small_int(out, 1); /* issuer and serial (5.3) */
	size_t id = wr_open(out, TAG_SEQ);
	wr_tlv(out, TAG_SEQ, o->issuer);
	wr_tlv(out, 0x02, o->serial);
	wr_close(out, id);
	put_algorithm(out, crypt_hash_oid(alg->hash), -1, false);
	wr_tlv(out, TAG_CONTEXT0, wr_view(&attributes));
	put_signature_algorithm(out, alg);
	EG_TRY(put_signature(out, alg, wr_view(&signature)));
	wr_close(out, signer);
	return EG_OK;
}

static void put_content(struct wr *out, struct rd content)
{
	size_t info = wr_open(out, TAG_SEQ);
	wr_tlv(out, TAG_OID, CMS_TYPE_DATA);
	size_t explicit = wr_open(out, TAG_CONTEXT0);
	wr_tlv(out, TAG_OCTETS, content);
	wr_close(out, explicit);
	wr_close(out, info);
}

enum eg_err cms_write(const struct cms_order *o, struct wr *out)
{
	struct crypt_sigalg alg;
	struct rd made;
	EG_TRY(choose(o->key, &alg));
	size_t whole = wr_open(out, TAG_SEQ);
	wr_tlv(out, TAG_OID, OID_SIGNED_DATA);
	size_t explicit = wr_open(out, TAG_CONTEXT0);
	size_t data = wr_open(out, TAG_SEQ);
	wr_small_int(out, 1); /* RFC 5652, 5.1: id-data, signers of version 1 */
	size_t digests = wr_open(out, TAG_SET);
	put_algorithm(out, crypt_hash_oid(alg.hash), -1, false);
	wr_close(out, digests);
	put_content(out, o->content);
	wr_tlv(out, TAG_CONTEXT0, o->certificate);
	size_t signers = wr_open(out, TAG_SET);
	EG_TRY(put_signer(out, o, &alg));
	wr_close(out, signers);
	wr_close(out, data);
	wr_close(out, explicit);
	wr_close(out, whole);
	return wr_done(out, &made);
}
