/*
 * cms: SignedData with one signer (RFC 5652), as EF.SOD and master lists use it.
 * Knows the container, its signed attributes and its signature. Never knows what is signed.
 */
#include "pki/cms.h"

#include "pki/algorithm.h"
#include "pki/name.h"

#define OID_SIGNED_DATA    RD_TEXT("\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02")
#define OID_CONTENT_TYPE   RD_TEXT("\x2A\x86\x48\x86\xF7\x0D\x01\x09\x03")
#define OID_MESSAGE_DIGEST RD_TEXT("\x2A\x86\x48\x86\xF7\x0D\x01\x09\x04")

#define ATTRIBUTES_SIZE_MAX  4096
#define ATTRIBUTES_COUNT_MAX 16

/* SET OF AlgorithmIdentifier; must not be empty. */
static bool read_digest_algorithms(struct rd *data)
{
	struct rd set;
	struct rd one;
	if (!rd_expect(data, 0x31, &set) || set.left == 0) {
		return false;
	}
	while (set.left > 0) {
		if (!rd_expect(&set, 0x30, &one)) {
			return false;
		}
	}
	return true;
}

static bool read_content(struct rd *data, struct cms *c)
{
	struct rd info;
	struct rd wrapped;
	return rd_expect(data, 0x30, &info) && rd_expect(&info, 0x06, &c->content_type) &&
	       rd_expect(&info, 0xA0, &wrapped) && rd_end(&info) &&
	       rd_expect(&wrapped, 0x04, &c->content) && rd_end(&wrapped);
}

/* Attribute ::= SEQUENCE { OID, SET OF value }; here with exactly one value. */
static bool read_attribute(struct rd *list, struct cms *c)
{
	struct rd one;
	struct rd oid;
	struct rd values;
	struct rd *into = NULL;
	uint32_t tag = 0;
	if (!rd_expect(list, 0x30, &one) || !rd_expect(&one, 0x06, &oid) ||
	    !rd_expect(&one, 0x31, &values) || !rd_end(&one)) {
		return false;
	}
	if (rd_equal(oid, OID_CONTENT_TYPE)) {
		into = &c->attribute_type;
		tag = 0x06;
	} else if (rd_equal(oid, OID_MESSAGE_DIGEST)) {
		into = &c->attribute_digest;
		tag = 0x04;
	}
	/* RFC 5652, 11.1 and 11.2: once, with one value. */
	return into == NULL ||
	       (into->at == NULL && rd_expect(&values, tag, into) && rd_end(&values));
}

static bool read_attributes(struct cms *c)
{
	struct rd list = c->signed_attributes;
	if (list.left > ATTRIBUTES_SIZE_MAX) {
		return false;
	}
	for (int i = 0; list.left > 0; i++) {
		if (i == ATTRIBUTES_COUNT_MAX || !read_attribute(&list, c)) {
			return false;
		}
	}
	return c->attribute_type.left > 0 && c->attribute_digest.left > 0;
}

/* SignerIdentifier: version 1 names issuer and serial, version 3 the key id (RFC 5652, 5.3). */
static bool read_signer_id(struct rd *info, struct cms *c)
{
	struct rd name;
	if (!rd_optional(info, 0x80, &c->signer_key_id, &c->by_key_id)) {
		return false;
	}
	if (c->by_key_id) {
		return c->signer_version == 3;
	}
	return c->signer_version == 1 && rd_expect(info, 0x30, &name) &&
	       rd_expect(&name, 0x30, &c->signer_issuer) &&
	       rd_expect(&name, 0x02, &c->signer_serial) && rd_end(&name);
}

static bool read_signer(struct rd *data, struct cms *c)
{
	struct rd set;
	struct rd info;
	struct rd version;
	struct rd unsigned_attributes;
	bool present;
	return rd_expect(data, 0x31, &set) && rd_expect(&set, 0x30, &info) && rd_end(&set) &&
	       rd_expect(&info, 0x02, &version) && rd_small_int(version, &c->signer_version) &&
	       read_signer_id(&info, c) && rd_expect(&info, 0x30, &c->digest_algorithm) &&
	       rd_expect(&info, 0xA0, &c->signed_attributes) && read_attributes(c) &&
	       rd_expect(&info, 0x30, &c->signature_algorithm) &&
	       rd_expect(&info, 0x04, &c->signature) &&
	       rd_optional(&info, 0xA1, &unsigned_attributes, &present) && rd_end(&info);
}

enum eg_err cms_parse(struct rd der, struct cms *out)
{
	struct cms c = {0};
	struct rd info;
	struct rd oid;
	struct rd wrapped;
	struct rd data;
	struct rd version;
	struct rd lists;
	bool present;
	if (!rd_expect(&der, 0x30, &info) || !rd_end(&der) || !rd_expect(&info, 0x06, &oid) ||
	    !rd_equal(oid, OID_SIGNED_DATA) || !rd_expect(&info, 0xA0, &wrapped) ||
	    !rd_end(&info) || !rd_expect(&wrapped, 0x30, &data) || !rd_end(&wrapped)) {
		return EG_FAIL(EG_BAD_DATA, "no CMS SignedData");
	}
	/* RFC 5652, 5.1: 3, or 1 for plain data; 4 and 5 stand for what no document carries. */
	if (!rd_expect(&data, 0x02, &version) || !rd_small_int(version, &c.version) ||
	    (c.version != 1 && c.version != 3) || !read_digest_algorithms(&data) ||
	    !read_content(&data, &c) || !rd_optional(&data, 0xA0, &c.certificates, &present) ||
	    !rd_optional(&data, 0xA1, &lists, &present) || !read_signer(&data, &c) ||
	    !rd_end(&data)) {
		return EG_FAIL(EG_BAD_DATA, "CMS SignedData");
	}
	*out = c;
	return EG_OK;
}

bool cms_next_certificate(struct rd *certificates, struct rd *der)
{
	uint32_t tag;
	struct rd value;
	return certificates->left > 0 && rd_tlv_whole(certificates, &tag, &value, der) &&
	       tag == 0x30;
}

bool cms_names(const struct cms *c, const struct cert *cert)
{
	if (c->by_key_id) {
		return c->signer_key_id.left > 0 &&
		       rd_equal(c->signer_key_id, cert->subject_key_id);
	}
	return rd_equal(c->signer_serial, cert->serial) &&
	       name_same(c->signer_issuer, cert->issuer);
}

static enum eg_err verify(const struct cms *c, const struct crypt_pub *key, bool bare)
{
	enum crypt_hash hash;
	struct crypt_sigalg alg;
	uint8_t digest[CRYPT_HASH_MAX];
	uint8_t signed_bytes[ATTRIBUTES_SIZE_MAX + 8];
	struct wr message = WR_ARRAY(signed_bytes);
	EG_TRY(algorithm_hash(c->digest_algorithm, &hash));
	EG_TRY(algorithm_signature(c->signature_algorithm, &hash, &alg));
	if (!rd_equal(c->attribute_type, c->content_type)) {
		return EG_FAIL(EG_MISMATCH, "signed attribute names another content type");
	}
	EG_TRY(crypt_hash(hash, c->content, digest));
	if (!rd_equal(c->attribute_digest, rd_of(digest, crypt_hash_size(hash)))) {
		return EG_FAIL(EG_MISMATCH, "content does not fit its signed digest");
	}
	/* RFC 5652, 5.4: the [0] of the attributes is signed as the SET OF that it stands for. */
	wr_tlv(&message, 0x31, c->signed_attributes);
	struct rd bytes;
	EG_TRY(wr_done(&message, &bytes));
	if (bare && alg.scheme == CRYPT_RSA_V15) {
		alg.scheme = CRYPT_RSA_V15_NO_NULL;
	}
	return crypt_verify(key, &alg, bytes, c->signature);
}

enum eg_err cms_verify(const struct cms *c, const struct crypt_pub *key)
{
	return verify(c, key, false);
}

enum eg_err cms_verify_bare(const struct cms *c, const struct crypt_pub *key)
{
	return verify(c, key, true);
}
