/*
 * mint: small certificates, security objects and master lists for tests, right or wrong on demand.
 * Knows how to write what pki/ reads. Shares no code with the reading side except crypt.
 */
#include "mint.h"

#include <stdlib.h>

#define SHA256       RD_TEXT("\x60\x86\x48\x01\x65\x03\x04\x02\x01")
#define SHA384       RD_TEXT("\x60\x86\x48\x01\x65\x03\x04\x02\x02")
#define SHA1         RD_TEXT("\x2B\x0E\x03\x02\x1A")
#define ECDSA_SHA1   RD_TEXT("\x2A\x86\x48\xCE\x3D\x04\x01")
#define ECDSA_SHA256 RD_TEXT("\x2A\x86\x48\xCE\x3D\x04\x03\x02")

struct rd mint_rd(const struct mint_file *f)
{
	return rd_of(f->bytes, f->size);
}

static void must(enum eg_err err)
{
	if (err != EG_OK) {
		abort();
	}
}

static void wrap(struct wr *w, uint32_t tag, struct rd oid)
{
	size_t mark = wr_open(w, tag);
	wr_tlv(w, 0x06, oid);
	wr_close(w, mark);
}

/* AlgorithmIdentifier: as told, or of that OID without parameters. */
static void put_algorithm(struct wr *w, struct rd told, struct rd oid)
{
	if (told.left > 0) {
		wr_tlv(w, 0x30, told);
	} else {
		wrap(w, 0x30, oid);
	}
}

static void put_rdn(struct wr *w, struct rd oid, uint8_t text_tag, const char *text)
{
	size_t set = wr_open(w, 0x31);
	size_t pair = wr_open(w, 0x30);
	wr_tlv(w, 0x06, oid);
	wr_tlv(w, text_tag, rd_cstr(text));
	wr_close(w, pair);
	wr_close(w, set);
}

static void put_name(struct wr *w, uint8_t text_tag, const char *country, const char *name)
{
	size_t mark = wr_open(w, 0x30);
	put_rdn(w, RD_TEXT("\x55\x04\x06"), 0x13, country);
	put_rdn(w, RD_TEXT("\x55\x04\x03"), text_tag == 0 ? 0x0C : text_tag, name);
	wr_close(w, mark);
}

static void put_key_id(struct wr *w, uint32_t tag, const struct crypt_ec *key)
{
	uint8_t point[CRYPT_POINT_MAX];
	uint8_t digest[CRYPT_HASH_MAX];
	struct wr p = WR_ARRAY(point);
	must(crypt_ec_public(key, &p));
	must(crypt_hash(CRYPT_SHA1, wr_view(&p), digest));
	wr_tlv(w, tag, rd_of(digest, 20));
}

/* Opens an extension up to its value; two marks for closing. */
static void open_extension(struct wr *w, size_t mark[2], struct rd oid, bool critical)
{
	mark[0] = wr_open(w, 0x30);
	wr_tlv(w, 0x06, oid);
	if (critical) {
		wr_tlv(w, 0x01, RD_TEXT("\xFF"));
	}
	mark[1] = wr_open(w, 0x04);
}

static void close_extension(struct wr *w, const size_t mark[2])
{
	wr_close(w, mark[1]);
	wr_close(w, mark[0]);
}

static void put_usages(struct wr *w, const struct mint_cert *c)
{
	size_t m[2];
	if (c->key_usage != 0) {
		open_extension(w, m, RD_TEXT("\x55\x1D\x0F"), !c->usage_not_critical);
		const uint8_t bits[2] = {1, c->key_usage};
		wr_tlv(w, 0x03, RD_ARRAY(bits));
		close_extension(w, m);
	}
	if (c->usage_twice) {
		open_extension(w, m, RD_TEXT("\x55\x1D\x0F"), true);
		wr_tlv(w, 0x03, RD_TEXT("\x07\x80"));
		close_extension(w, m);
	}
	if (c->odd_constraints) {
		open_extension(w, m, RD_TEXT("\x55\x1D\x13"), true);
		wr_put(w, RD_TEXT("\x04\x01x"));
		close_extension(w, m);
	}
	if (c->ca) {
		open_extension(w, m, RD_TEXT("\x55\x1D\x13"), true);
		wr_put(w, RD_TEXT("\x30\x06\x01\x01\xFF\x02\x01\x00"));
		close_extension(w, m);
	}
	if (c->list_signer) {
		open_extension(w, m, RD_TEXT("\x55\x1D\x25"), true);
		wrap(w, 0x30, RD_TEXT("\x67\x81\x08\x01\x01\x03"));
		close_extension(w, m);
	}
	if (c->other_usage.left > 0) {
		open_extension(w, m, RD_TEXT("\x55\x1D\x25"), true);
		wrap(w, 0x30, c->other_usage);
		close_extension(w, m);
	}
	if (c->document_types.left > 0) {
		open_extension(w, m, RD_TEXT("\x67\x81\x08\x01\x01\x06\x02"), false);
		wr_put(w, c->document_types);
		close_extension(w, m);
	}
	if (c->unknown_critical) {
		open_extension(w, m, RD_TEXT("\x2A\x03\x04"), true);
		wr_put(w, RD_TEXT("\x05\x00"));
		close_extension(w, m);
	}
}

static void put_extensions(struct wr *w, const struct mint_cert *c, const struct crypt_ec *key,
			   const struct crypt_ec *issuer_key)
{
	size_t m[2];
	size_t wrapped = wr_open(w, 0xA3);
	size_t list = wr_open(w, 0x30);
	open_extension(w, m, RD_TEXT("\x55\x1D\x0E"), false);
	put_key_id(w, 0x04, key);
	close_extension(w, m);
	if (!c->no_authority_id) {
		open_extension(w, m, RD_TEXT("\x55\x1D\x23"), false);
		size_t body = wr_open(w, 0x30);
		put_key_id(w, 0x80, c->authority != NULL ? c->authority : issuer_key);
		wr_close(w, body);
		close_extension(w, m);
	}
	put_usages(w, c);
	wr_close(w, list);
	wr_close(w, wrapped);
}

struct mint_cert mint_ca_of(const char *country)
{
	return (struct mint_cert){
		.issuer_country = country,
		.issuer = "Country CA",
		.country = country,
		.name = "Country CA",
		.serial = 1,
		.from = "200101000000Z",
		.to = "400101000000Z",
		.key_usage = MINT_CERTIFIES,
		.ca = true,
	};
}

struct mint_cert mint_signer_of(const char *country)
{
	return (struct mint_cert){
		.issuer_country = country,
		.issuer = "Country CA",
		.country = country,
		.name = "Document Signer",
		.serial = 2,
		.from = "250101000000Z",
		.to = "350101000000Z",
		.key_usage = MINT_SIGNS,
	};
}

struct mint_file mint_certificate(const struct mint_cert *c, const struct crypt_ec *key,
				  const struct crypt_ec *issuer_key)
{
	struct mint_file f = {0};
	uint8_t body[MINT_FILE_MAX];
	struct wr t = WR_ARRAY(body);
	struct wr w = WR_ARRAY(f.bytes);
	size_t tbs = wr_open(&t, 0x30);
	wr_put(&t, c->second_version ? RD_TEXT("\xA0\x03\x02\x01\x01")
				     : RD_TEXT("\xA0\x03\x02\x01\x02"));
	wr_small_int(&t, c->long_serial != 0 ? c->long_serial : c->serial);
	wrap(&t, 0x30, ECDSA_SHA256);
	put_name(&t, c->text_tag, c->issuer_country, c->issuer);
	size_t validity = wr_open(&t, 0x30);
	wr_tlv(&t, c->time_tag == 0 ? 0x17 : c->time_tag, rd_cstr(c->from));
	wr_tlv(&t, c->time_tag == 0 ? 0x17 : c->time_tag, rd_cstr(c->to));
	wr_close(&t, validity);
	put_name(&t, 0, c->country, c->name);
	must(crypt_ec_spki(key, true, &t));
	put_extensions(&t, c, key, issuer_key);
	wr_close(&t, tbs);
	size_t all = wr_open(&w, 0x30);
	wr_put(&w, wr_view(&t));
	wrap(&w, 0x30,
	     c->other_outside ? RD_TEXT("\x2A\x86\x48\xCE\x3D\x04\x03\x03") : ECDSA_SHA256);
	size_t bits = wr_open(&w, 0x03);
	wr_u8(&w, 0);
	must(crypt_ecdsa_sign(issuer_key, CRYPT_SHA256, wr_view(&t), false, &w));
	wr_close(&w, bits);
	wr_close(&w, all);
	f.size = wr_view(&w).left;
	return f;
}

static void put_attribute(struct wr *w, struct rd oid, uint32_t tag, struct rd value)
{
	size_t one = wr_open(w, 0x30);
	wr_tlv(w, 0x06, oid);
	size_t set = wr_open(w, 0x31);
	wr_tlv(w, tag, value);
	wr_close(w, set);
	wr_close(w, one);
}

/* Contents of the signed attributes. */
static void put_attributes(struct wr *w, const struct mint_cms *c)
{
	uint8_t digest[CRYPT_HASH_MAX];
	enum crypt_hash hash = c->sha1 ? CRYPT_SHA1 : CRYPT_SHA256;
	must(crypt_hash(hash, c->other_content ? RD_TEXT("other") : c->content, digest));
	put_attribute(w, RD_TEXT("\x2A\x86\x48\x86\xF7\x0D\x01\x09\x03"), 0x06, c->content_type);
	if (c->signing_time != NULL) {
		put_attribute(w, RD_TEXT("\x2A\x86\x48\x86\xF7\x0D\x01\x09\x05"), 0x17,
			      rd_cstr(c->signing_time));
	}
	for (int i = 0; i < (c->digest_twice ? 2 : 1); i++) {
		put_attribute(w, RD_TEXT("\x2A\x86\x48\x86\xF7\x0D\x01\x09\x04"), 0x04,
			      rd_of(digest, crypt_hash_size(hash)));
	}
}

/* Issuer and serial of a certificate, walked by hand: the tests' own eyes. */
static void put_issuer_and_serial(struct wr *w, struct rd certificate)
{
	struct rd all;
	struct rd tbs;
	struct rd part;
	struct rd serial;
	struct rd issuer;
	if (!rd_expect(&certificate, 0x30, &all) || !rd_expect(&all, 0x30, &tbs) ||
	    !rd_expect(&tbs, 0xA0, &part) || !rd_expect(&tbs, 0x02, &serial) ||
	    !rd_expect(&tbs, 0x30, &part) || !rd_expect(&tbs, 0x30, &issuer)) {
		abort();
	}
	size_t mark = wr_open(w, 0x30);
	wr_tlv(w, 0x30, issuer);
	wr_tlv(w, 0x02, serial);
	wr_close(w, mark);
}

static void put_signer(struct wr *w, const struct mint_cms *c)
{
	uint8_t attribute_bytes[1024];
	uint8_t set_bytes[1024];
	struct wr attributes = WR_ARRAY(attribute_bytes);
	struct wr set = WR_ARRAY(set_bytes);
	if (c->attributes.left > 0) {
		wr_put(&attributes, c->attributes);
	} else {
		put_attributes(&attributes, c);
	}
	wr_tlv(&set, 0x31, wr_view(&attributes));
	size_t info = wr_open(w, 0x30);
	wr_small_int(w, c->info_version != 0 ? c->info_version : c->by_key_id ? 3 : 1);
	if (c->by_key_id) {
		put_key_id(w, 0x80, c->key);
	} else if (c->name.left > 0) {
		wr_tlv(w, 0x30, c->name);
	} else {
		put_issuer_and_serial(w, c->certificate);
	}
	put_algorithm(w, c->digest, c->sha1 ? SHA1 : SHA256);
	if (!c->no_attributes) {
		wr_tlv(w, 0xA0, wr_view(&attributes));
	}
	put_algorithm(w, c->algorithm, c->sha1 ? ECDSA_SHA1 : ECDSA_SHA256);
	size_t signature = wr_open(w, 0x04);
	struct rd message = c->no_attributes ? c->content : wr_view(&set);
	must(crypt_ecdsa_sign(c->key, c->sha1 ? CRYPT_SHA1 : CRYPT_SHA256,
			      c->wrong_signature ? RD_TEXT("another") : message, false, w));
	wr_close(w, signature);
	wr_close(w, info);
}

void mint_signed_data(const struct mint_cms *c, struct wr *w)
{
	size_t info = wr_open(w, 0x30);
	wr_tlv(w, 0x06, RD_TEXT("\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02"));
	size_t wrapped = wr_open(w, 0xA0);
	size_t data = wr_open(w, 0x30);
	wr_small_int(w, c->version == 0 ? 3 : c->version);
	size_t digests = wr_open(w, 0x31);
	put_algorithm(w, c->digest, c->other_digests ? SHA384 : c->sha1 ? SHA1 : SHA256);
	wr_close(w, digests);
	size_t content = wr_open(w, 0x30);
	wr_tlv(w, 0x06, c->content_type);
	size_t explicit_tag = wr_open(w, 0xA0);
	wr_tlv(w, 0x04, c->content);
	wr_close(w, explicit_tag);
	wr_close(w, content);
	if (c->certificate.left > 0) {
		wr_tlv(w, 0xA0, c->certificate);
	}
	size_t signers = wr_open(w, 0x31);
	for (int i = 0; i < (c->two_signers ? 2 : 1); i++) {
		put_signer(w, c);
	}
	wr_close(w, signers);
	wr_close(w, data);
	wr_close(w, wrapped);
	wr_close(w, info);
}

static void put_group(struct wr *w, uint32_t number, struct rd file)
{
	uint8_t digest[CRYPT_HASH_MAX];
	must(crypt_hash(CRYPT_SHA256, file, digest));
	size_t one = wr_open(w, 0x30);
	wr_small_int(w, number);
	wr_tlv(w, 0x04, rd_of(digest, 32));
	wr_close(w, one);
}

static void put_object(struct wr *w, const struct mint_sod *s)
{
	size_t object = wr_open(w, 0x30);
	wr_small_int(w, s->version);
	put_algorithm(w, s->hash, SHA256);
	size_t list = wr_open(w, 0x30);
	for (uint32_t g = 1; g <= 16; g++) {
		if (s->groups[g].left > 0) {
			put_group(w, g, s->groups[g]);
		}
	}
	if (s->group_twice) {
		put_group(w, 1, s->groups[1]);
	}
	wr_close(w, list);
	if (s->with_version_info) {
		size_t info = wr_open(w, 0x30);
		wr_tlv(w, 0x13, RD_TEXT("0108"));
		wr_tlv(w, 0x13, RD_TEXT("040000"));
		wr_close(w, info);
	}
	wr_close(w, object);
}

struct mint_file mint_security_object(const struct mint_sod *s)
{
	struct mint_file f = {0};
	uint8_t object_bytes[1024];
	struct wr object = WR_ARRAY(object_bytes);
	struct wr w = WR_ARRAY(f.bytes);
	put_object(&object, s);
	struct mint_cms cms = s->how;
	cms.content_type =
		s->content_type.left > 0 ? s->content_type : RD_TEXT("\x67\x81\x08\x01\x01\x01");
	cms.content = wr_view(&object);
	cms.certificate = s->certificate;
	cms.key = s->key;
	cms.by_key_id = s->by_key_id;
	cms.digest_twice = s->digest_twice;
	cms.two_signers = s->two_signers;
	cms.no_attributes = s->no_attributes;
	size_t mark = wr_open(&w, 0x77);
	mint_signed_data(&cms, &w);
	wr_close(&w, mark);
	f.size = wr_view(&w).left;
	return f;
}

struct mint_file mint_master_list(const struct rd *certificates, size_t count, struct rd signer,
				  const struct crypt_ec *key)
{
	return mint_master_list_at(certificates, count, signer, key, NULL);
}

struct mint_file mint_master_list_at(const struct rd *certificates, size_t count, struct rd signer,
				     const struct crypt_ec *key, const char *signing_time)
{
	struct mint_file f = {0};
	uint8_t list_bytes[MINT_FILE_MAX];
	struct wr list = WR_ARRAY(list_bytes);
	struct wr w = WR_ARRAY(f.bytes);
	size_t all = wr_open(&list, 0x30);
	wr_small_int(&list, 0);
	size_t set = wr_open(&list, 0x31);
	for (size_t i = 0; i < count; i++) {
		wr_put(&list, certificates[i]);
	}
	wr_close(&list, set);
	wr_close(&list, all);
	const struct mint_cms cms = {
		.content_type = RD_TEXT("\x67\x81\x08\x01\x01\x02"),
		.content = wr_view(&list),
		.certificate = signer,
		.key = key,
		.by_key_id = true,
		.signing_time = signing_time,
	};
	mint_signed_data(&cms, &w);
	f.size = wr_view(&w).left;
	return f;
}
