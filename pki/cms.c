/*
 * cms: SignedData (RFC 5652), as EF.SOD, EF.CardSecurity and the signed lists use it.
 * Knows the container, its signed attributes and its signatures. Never knows what is signed, and
 * never judges: what is not as the standard wants it is noted as a fault.
 */
#include "pki/cms.h"

#include "pki/algorithm.h"
#include "pki/ber.h"
#include "pki/cms_attributes.h"
#include "pki/name.h"

#define OID_SIGNED_DATA RD_TEXT("\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02")
#define OID_DATA        RD_TEXT("\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01")

/* What Doc 9303-10, 4.6.2.2 wants of every SignedData. */
#define VERSION_USUAL 3

/* SET OF AlgorithmIdentifier, which may be empty. */
static bool read_digest_algorithms(struct rd *data, struct rd *out)
{
	struct rd one;
	if (!rd_expect(data, 0x31, out)) {
		return false;
	}
	for (struct rd set = *out; set.left > 0;) {
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

/* SignerIdentifier: version 1 names issuer and serial, version 3 the key id (RFC 5652, 5.3). */
static bool read_signer_id(struct rd *info, struct cms_signer *s)
{
	struct rd name;
	if (!rd_optional(info, 0x80, &s->key_id, &s->by_key_id)) {
		return false;
	}
	if (s->version != (s->by_key_id ? 3 : 1)) {
		faults_add(&s->faults, FAULT_SIGNER_INFO_VERSION);
	}
	return s->by_key_id ||
	       (rd_expect(info, 0x30, &name) && rd_expect(&name, 0x30, &s->issuer) &&
		rd_expect(&name, 0x02, &s->serial) && rd_end(&name));
}

static bool read_signer(struct rd *set, struct cms_signer *s)
{
	struct rd info;
	struct rd version;
	struct rd unsigned_attributes;
	bool present;
	return rd_expect(set, 0x30, &info) && rd_expect(&info, 0x02, &version) &&
	       rd_small_int(version, &s->version) && read_signer_id(&info, s) &&
	       rd_expect(&info, 0x30, &s->digest_algorithm) &&
	       rd_optional(&info, 0xA0, &s->attributes, &s->has_attributes) &&
	       rd_expect(&info, 0x30, &s->signature_algorithm) &&
	       rd_expect(&info, 0x04, &s->signature) &&
	       rd_optional(&info, 0xA1, &unsigned_attributes, &present) && rd_end(&info) &&
	       cms_read_attributes(s);
}

static bool read_signers(struct rd *data, struct cms *c)
{
	struct rd set;
	if (!rd_expect(data, 0x31, &set)) {
		return false;
	}
	while (set.left > 0) {
		if (c->signer_count == CMS_SIGNERS_MAX ||
		    !read_signer(&set, &c->signers[c->signer_count])) {
			return false;
		}
		c->signer_count++;
	}
	return c->signer_count > 0;
}

/* The highest choice [n] among certificates or revocation lists; -1 if all are X.509's own. */
static int highest_choice(struct rd choices)
{
	int highest = -1;
	uint32_t tag;
	struct rd value;
	while (choices.left > 0 && rd_tlv(&choices, &tag, &value)) {
		int choice = (tag & 0xE0) == 0xA0 ? (int)(tag & 0x1F) : -1;
		highest = choice > highest ? choice : highest;
	}
	return highest;
}

/* RFC 5652, 5.1: what the contents ask for. */
static uint32_t version_asked(const struct cms *c)
{
	bool key_id = false;
	for (size_t i = 0; i < c->signer_count; i++) {
		key_id = key_id || c->signers[i].version == 3;
	}
	int certificates = highest_choice(c->certificates);
	if (certificates >= 3 || highest_choice(c->crls) >= 1) {
		return 5;
	}
	if (certificates == 2) {
		return 4;
	}
	return certificates == 1 || key_id || !rd_equal(c->content_type, OID_DATA) ? 3 : 1;
}

/* The list names a signer's digest algorithm, whatever its parameters. */
static bool lists_digest(struct rd list, struct rd algorithm)
{
	struct rd wanted;
	if (!rd_expect(&algorithm, 0x06, &wanted)) {
		return false;
	}
	while (list.left > 0) {
		struct rd one;
		struct rd oid;
		if (!rd_expect(&list, 0x30, &one) || !rd_expect(&one, 0x06, &oid)) {
			return false;
		}
		if (rd_equal(oid, wanted)) {
			return true;
		}
	}
	return false;
}

static void note_faults(struct cms *c, struct rd digest_algorithms)
{
	uint32_t asked = version_asked(c);
	if (c->version != asked && !(asked == 1 && c->version == VERSION_USUAL)) {
		faults_add(&c->faults, FAULT_CMS_VERSION);
	}
	if (c->signer_count > 1) {
		faults_add(&c->faults, FAULT_SIGNERS_SEVERAL);
	}
	for (size_t i = 0; i < c->signer_count; i++) {
		struct cms_signer *s = &c->signers[i];
		if (!lists_digest(digest_algorithms, s->digest_algorithm)) {
			faults_add(&c->faults, FAULT_DIGEST_LIST);
		}
		if (s->has_attributes && !rd_equal(s->attribute_type, c->content_type)) {
			faults_add(&s->faults, FAULT_ATTRIBUTE_TYPE);
		}
	}
}

static bool read_signed_data(struct rd der, struct cms *c)
{
	struct rd info;
	struct rd oid;
	struct rd wrapped;
	struct rd data;
	struct rd version;
	struct rd digest_algorithms;
	bool present;
	if (!rd_expect(&der, 0x30, &info) || !rd_end(&der) || !rd_expect(&info, 0x06, &oid) ||
	    !rd_equal(oid, OID_SIGNED_DATA) || !rd_expect(&info, 0xA0, &wrapped) ||
	    !rd_end(&info) || !rd_expect(&wrapped, 0x30, &data) || !rd_end(&wrapped) ||
	    !rd_expect(&data, 0x02, &version) || !rd_small_int(version, &c->version) ||
	    !read_digest_algorithms(&data, &digest_algorithms) || !read_content(&data, c) ||
	    !rd_optional(&data, 0xA0, &c->certificates, &present) ||
	    !rd_optional(&data, 0xA1, &c->crls, &present) || !read_signers(&data, c) ||
	    !rd_end(&data)) {
		return false;
	}
	note_faults(c, digest_algorithms);
	return true;
}

enum eg_err cms_parse(struct rd der, struct cms *out)
{
	*out = (struct cms){0};
	if (read_signed_data(der, out)) {
		return EG_OK;
	}
	*out = (struct cms){0};
	faults_add(&out->faults, FAULT_CMS_FORMAT);
	return EG_FAIL(EG_BAD_DATA, "CMS SignedData");
}

enum eg_err cms_open(struct rd in, struct bytes *rewritten, struct cms *out)
{
	bool was_ber;
	*out = (struct cms){0};
	enum eg_err err = ber_to_der(in, rewritten, &was_ber);
	if (err == EG_OK) {
		err = cms_parse(was_ber ? bytes_rd(rewritten) : in, out);
	} else {
		faults_add(&out->faults, FAULT_CMS_FORMAT);
	}
	if (was_ber) {
		faults_add(&out->faults, FAULT_BER);
	}
	return err;
}

bool cms_next_certificate(struct rd *certificates, struct rd *der)
{
	uint32_t tag;
	struct rd value;
	return certificates->left > 0 && rd_tlv_whole(certificates, &tag, &value, der) &&
	       tag == 0x30;
}

enum cms_named cms_names(const struct cms_signer *s, const struct cert *c)
{
	if (s->by_key_id) {
		return s->key_id.left > 0 && rd_equal(s->key_id, c->subject_key_id) ? CMS_NAMES
										    : CMS_NAMES_NOT;
	}
	if (!rd_equal(s->serial, c->serial)) {
		return CMS_NAMES_NOT;
	}
	if (name_same(s->issuer, c->issuer)) {
		return CMS_NAMES;
	}
	return name_same_reordered(s->issuer, c->issuer) ? CMS_NAMES_IN_OTHER_ORDER : CMS_NAMES_NOT;
}

/* The signature over the attributes, as received or as DER sorts them. */
static enum eg_err verify_attributes(const struct cms_signer *s, const struct crypt_pub *key,
				     const struct crypt_sigalg *alg, struct faults *found)
{
	uint8_t signed_bytes[CMS_ATTRIBUTES_SIZE_MAX + 8];
	struct wr message = WR_ARRAY(signed_bytes);
	struct rd bytes;
	/* RFC 5652, 5.4: the [0] of the attributes is signed as the SET OF that it stands for. */
	wr_tlv(&message, 0x31, s->attributes);
	EG_TRY(wr_done(&message, &bytes));
	enum eg_err err = crypt_verify(key, alg, bytes, s->signature);
	if (s->attributes_in_order) {
		return err;
	}
	if (err == EG_OK) {
		faults_add(found, FAULT_ATTRIBUTES_ORDER);
		return EG_OK;
	}
	message = WR_ARRAY(signed_bytes);
	cms_write_sorted(s->attributes, &message);
	EG_TRY(wr_done(&message, &bytes));
	EG_TRY(crypt_verify(key, alg, bytes, s->signature));
	faults_add(found, FAULT_ATTRIBUTES_SORTED);
	return EG_OK;
}

static enum eg_err verify_signature(const struct cms_signer *s, const struct crypt_pub *key,
				    const struct crypt_sigalg *alg, bool bare, struct faults *found)
{
	struct crypt_sigalg no_null = *alg;
	enum eg_err err = verify_attributes(s, key, alg, found);
	if (err != EG_OK && bare && alg->scheme == CRYPT_RSA_V15) {
		no_null.scheme = CRYPT_RSA_V15_NO_NULL;
		err = verify_attributes(s, key, &no_null, found);
		if (err == EG_OK) {
			faults_add(found, FAULT_DIGEST_INFO);
		}
	}
	return err;
}

/* The content's digest is the one among the attributes. */
static enum eg_err check_content(const struct cms *c, const struct cms_signer *s,
				 enum crypt_hash hash, struct faults *found)
{
	static const enum passive_fault useless[] = {FAULT_ATTRIBUTES_MISSING,
						     FAULT_ATTRIBUTE_TWICE, FAULT_ATTRIBUTE_TYPE,
						     FAULT_ATTRIBUTE_DIGEST};
	uint8_t digest[CRYPT_HASH_MAX];
	for (size_t i = 0; i < sizeof(useless) / sizeof(useless[0]); i++) {
		if (faults_has(s->faults, useless[i])) {
			faults_add(found, useless[i]);
			return EG_FAIL(EG_MISMATCH, "signed attributes do not bind the content");
		}
	}
	EG_TRY(crypt_hash(hash, c->content, digest));
	if (!rd_equal(s->attribute_digest, rd_of(digest, crypt_hash_size(hash)))) {
		faults_add(found, FAULT_ATTRIBUTE_DIGEST);
		return EG_FAIL(EG_MISMATCH, "content does not fit its signed digest");
	}
	return EG_OK;
}

static enum eg_err verify(const struct cms *c, const struct cms_signer *s,
			  const struct crypt_pub *key, bool bare, struct faults *found)
{
	enum crypt_hash hash;
	struct crypt_sigalg alg;
	if (algorithm_hash(s->digest_algorithm, &hash) != EG_OK) {
		faults_add(found, FAULT_DIGEST_ALGORITHM);
		return EG_FAIL(EG_UNSUPPORTED, "digest algorithm of the signer");
	}
	if (algorithm_signature(s->signature_algorithm, &hash, &alg) != EG_OK) {
		faults_add(found, FAULT_SIGNATURE_ALGORITHM);
		return EG_FAIL(EG_UNSUPPORTED, "signature algorithm of the signer");
	}
	EG_TRY(check_content(c, s, hash, found));
	if (!crypt_pub_fits(key, &alg)) {
		faults_add(found, FAULT_KEY_KIND);
		return EG_FAIL(EG_MISMATCH, "the key is of another kind than the signature");
	}
	enum eg_err err = verify_signature(s, key, &alg, bare, found);
	if (err != EG_OK) {
		faults_add(found, FAULT_SIGNATURE);
		return err;
	}
	faults_join(found, algorithm_faults(s->signature_algorithm, &alg));
	if (hash == CRYPT_SHA1) {
		faults_add(found, FAULT_HASH_DEPRECATED);
	}
	if (hash != alg.hash) {
		faults_add(found, FAULT_DIGESTS_DIFFER);
	}
	return EG_OK;
}

enum eg_err cms_verify(const struct cms *c, const struct cms_signer *s, const struct crypt_pub *key,
		       struct faults *found)
{
	return verify(c, s, key, false, found);
}

enum eg_err cms_verify_bare(const struct cms *c, const struct cms_signer *s,
			    const struct crypt_pub *key, struct faults *found)
{
	return verify(c, s, key, true, found);
}
