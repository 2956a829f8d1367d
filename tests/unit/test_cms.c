/* Unit tests of pki/cms: containers wrapped, doubled and confused, each signature in itself right.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "der_edit.h"
#include "mint.h"
#include "pki/cms.h"

#define CONTENT_TYPE RD_TEXT("\x67\x81\x08\x01\x01\x01")
#define CONTENT      RD_TEXT("what is signed")

static uint8_t content_digest[CRYPT_HASH_MAX];

/* The first signer's word on a key; what it noted does not matter here. */
static enum eg_err verified(const struct cms *c, const struct crypt_pub *key)
{
	struct faults found = {0};
	return cms_verify(c, &c->signers[0], key, &found);
}

/* A signer and a right SignedData of its own. */
struct world {
	struct crypt_ec *key;
	struct crypt_pub *pub;
	struct mint_file certificate;
};

static void world_free(struct world *w)
{
	crypt_ec_free(&w->key);
	crypt_pub_free(&w->pub);
}

static struct world new_world(void)
{
	struct world w = {0};
	struct mint_cert c = mint_signer_of("UT");
	uint8_t spki_bytes[256];
	struct wr spki = WR_ARRAY(spki_bytes);
	assert_int_equal(crypt_ec_generate(CRYPT_P256, &w.key), EG_OK);
	assert_int_equal(crypt_ec_spki(w.key, false, &spki), EG_OK);
	assert_int_equal(crypt_pub_from_spki(wr_view(&spki), &w.pub), EG_OK);
	w.certificate = mint_certificate(&c, w.key, w.key);
	return w;
}

static struct mint_file sign(const struct world *w, bool by_key_id, struct rd attributes)
{
	struct mint_file f = {0};
	struct wr out = WR_ARRAY(f.bytes);
	const struct mint_cms recipe = {
		.content_type = CONTENT_TYPE,
		.content = CONTENT,
		.certificate = mint_rd(&w->certificate),
		.key = w->key,
		.by_key_id = by_key_id,
		.attributes = attributes,
	};
	mint_signed_data(&recipe, &out);
	f.size = wr_view(&out).left;
	return f;
}

/*
 * Where an edit happens (der_edit.h).
 *
 *   ""     ContentInfo        "102"   encapContentInfo     "104"   signerInfos
 *   "10"   SignedData         "1021"  [0] of eContent      "1040"  SignerInfo
 *   "100"  version            "10210" eContent             "10400" its version
 *   "101"  digestAlgorithms   "103"   certificates         "10405" its signature
 */

static void a_right_container_verifies_with_its_key_only(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	EG_AUTO(world_free) struct world other = new_world();
	const struct der_edit none = {"10405", true, RD_EMPTY};
	for (int i = 0; i < 2; i++) {
		struct cms c;
		struct mint_file f = sign(&w, i == 1, RD_EMPTY);
		struct mint_file same = der_edited(mint_rd(&f), &none);
		assert_true(rd_equal(mint_rd(&f), mint_rd(&same)));
		assert_int_equal(cms_parse(mint_rd(&f), &c), EG_OK);
		assert_true(rd_equal(c.content, CONTENT));
		struct faults found = c.faults;
		faults_join(&found, c.signers[0].faults);
		assert_int_equal(c.signer_count, 1);
		assert_int_equal(cms_verify(&c, &c.signers[0], w.pub, &found), EG_OK);
		assert_true(faults_empty(found));
		assert_int_equal(cms_verify(&c, &c.signers[0], other.pub, &found), EG_MISMATCH);
		assert_true(faults_has(found, FAULT_SIGNATURE));
	}
}

#define NULL_TLV RD_TEXT("\x05\x00")

static void a_container_with_anything_beside_what_is_signed_is_refused(void **state)
{
	(void)state;
	const struct der_edit edits[] = {
		{"", true, NULL_TLV},
		{"1", true, NULL_TLV},
		{"10", true, NULL_TLV},
		{"104", true, NULL_TLV},
		{"1021", true, NULL_TLV},
		{"10210", true, RD_TEXT("\x04\x05other")},          /* eContent twice */
		{"10210", false, RD_TEXT("\x24\x07\x04\x05other")}, /* in pieces, BER */
		{"1021", false, RD_EMPTY},                          /* detached */
		{"100", false, RD_EMPTY},
		{"101", false, RD_EMPTY},
		{"104", false, RD_TEXT("\x31\x00")}, /* nobody signed */
		{"104", false, RD_EMPTY},
		{"1040", true, NULL_TLV},
		{"10405", true, NULL_TLV},
		{"10405", true, RD_TEXT("\x04\x01x")}, /* signature twice */
		{"10405", false, RD_EMPTY},
		{"10400", false, RD_EMPTY},
		{"10402", false, RD_EMPTY},
		{"0", false, RD_TEXT("\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01")},
	};
	EG_AUTO(world_free) struct world w = new_world();
	struct mint_file f = sign(&w, false, RD_EMPTY);
	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		struct cms c;
		struct mint_file g = der_edited(mint_rd(&f), &edits[i]);
		if (cms_parse(mint_rd(&g), &c) != EG_BAD_DATA || c.signer_count != 0 ||
		    !faults_has(c.faults, FAULT_CMS_FORMAT)) {
			print_error("edit %zu at \"%s\" is not refused\n", i, edits[i].path);
			fail();
		}
	}
}

/* Whatever it is in the container or its signer, and nothing else. */
static void expect_only(const struct cms *c, enum passive_fault fault)
{
	struct faults found = c->faults;
	struct faults wanted = {0};
	faults_add(&wanted, fault);
	faults_join(&found, c->signers[0].faults);
	assert_true(faults_has(found, fault));
	assert_true(faults_empty(faults_without(found, wanted)));
}

/* RFC 5652, 5.1 and 5.3; Doc 9303-10, 4.6.2.2. */
static void what_is_only_odd_in_a_container_is_noted(void **state)
{
	(void)state;
	const struct {
		struct der_edit edit;
		enum passive_fault fault;
	} cases[] = {
		{{"100", false, RD_TEXT("\x02\x01\x00")}, FAULT_CMS_VERSION},
		{{"100", false, RD_TEXT("\x02\x01\x01")}, FAULT_CMS_VERSION},
		{{"100", false, RD_TEXT("\x02\x01\x02")}, FAULT_CMS_VERSION},
		{{"100", false, RD_TEXT("\x02\x01\x04")}, FAULT_CMS_VERSION},
		{{"100", false, RD_TEXT("\x02\x01\x05")}, FAULT_CMS_VERSION},
		/* An attribute certificate asks for version 4, another kind of one for 5. */
		{{"103", false, RD_TEXT("\xA0\x02\xA2\x00")}, FAULT_CMS_VERSION},
		{{"103", false, RD_TEXT("\xA0\x02\xA3\x00")}, FAULT_CMS_VERSION},
		{{"103", true, RD_TEXT("\xA1\x02\xA1\x00")}, FAULT_CMS_VERSION},
		{{"103", true, RD_TEXT("\xA1\x02\x30\x00")}, FAULT_NONE},
		{{"103", false, RD_TEXT("\xA0\x02\xA1\x00")}, FAULT_NONE},
		{{"103", false, RD_EMPTY}, FAULT_NONE},
		{{"101", false, RD_TEXT("\x31\x00")}, FAULT_DIGEST_LIST},
		/* MD5, LDS_H_22 */
		{{"101", false,
		  RD_TEXT("\x31\x0E\x30\x0C\x06\x08\x2A\x86\x48\x86\xF7\x0D\x02\x05\x05\x00")},
		 FAULT_DIGEST_LIST},
		{{"10400", false, RD_TEXT("\x02\x01\x02")}, FAULT_SIGNER_INFO_VERSION},
		{{"10400", false, RD_TEXT("\x02\x01\x00")}, FAULT_SIGNER_INFO_VERSION},
		{{"10400", false, RD_TEXT("\x02\x01\x03")}, FAULT_SIGNER_INFO_VERSION},
	};
	EG_AUTO(world_free) struct world w = new_world();
	struct mint_file f = sign(&w, false, RD_EMPTY);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct cms c;
		struct mint_file g = der_edited(mint_rd(&f), &cases[i].edit);
		assert_int_equal(cms_parse(mint_rd(&g), &c), EG_OK);
		if (cases[i].fault == FAULT_NONE) {
			assert_true(faults_empty(c.faults));
		} else {
			expect_only(&c, cases[i].fault);
		}
		assert_int_equal(verified(&c, w.pub), EG_OK);
	}
}

/* RFC 5652, 5.3: version 1 names by issuer and serial, 3 by key id. */
static void a_signers_version_fits_how_it_is_named(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	for (int i = 0; i < 2; i++) {
		struct cms c;
		struct mint_file f = sign(&w, i == 1, RD_EMPTY);
		const struct der_edit other = {
			"10400", false, i == 1 ? RD_TEXT("\x02\x01\x01") : RD_TEXT("\x02\x01\x03")};
		struct mint_file g = der_edited(mint_rd(&f), &other);
		assert_int_equal(cms_parse(mint_rd(&g), &c), EG_OK);
		assert_int_equal(c.signers[0].by_key_id, i == 1);
		expect_only(&c, FAULT_SIGNER_INFO_VERSION);
	}
}

/* What nobody signed as attributes binds nothing, even if somebody signed the content itself. */
static void no_attributes_verify_under_no_key(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	const struct rd none[] = {RD_EMPTY, RD_TEXT("\xA0\x00")};
	uint8_t bytes[128];
	struct wr signature = WR_ARRAY(bytes);
	struct mint_file f = sign(&w, false, RD_EMPTY);
	size_t mark = wr_open(&signature, 0x04);
	assert_int_equal(crypt_ecdsa_sign(w.key, CRYPT_SHA256, CONTENT, false, &signature), EG_OK);
	wr_close(&signature, mark);
	const struct der_edit over_content = {"10405", false, wr_view(&signature)};
	struct mint_file g = der_edited(mint_rd(&f), &over_content);
	for (size_t i = 0; i < 2; i++) {
		const struct der_edit without = {"10403", false, none[i]};
		struct mint_file h = der_edited(mint_rd(&g), &without);
		struct faults found = {0};
		struct cms c;
		assert_int_equal(cms_parse(mint_rd(&h), &c), EG_OK);
		expect_only(&c, FAULT_ATTRIBUTES_MISSING);
		assert_int_equal(cms_verify(&c, &c.signers[0], w.pub, &found), EG_MISMATCH);
		assert_true(faults_has(found, FAULT_ATTRIBUTES_MISSING));
	}
}

static void each_of_several_signers_is_judged_by_its_own_key(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	EG_AUTO(world_free) struct world other = new_world();
	struct mint_file f = sign(&w, false, RD_EMPTY);
	struct mint_file g = sign(&other, true, RD_EMPTY);
	struct cms c;
	/* The signer info of the second one, put behind that of the first. */
	const struct der_edit both = {"1040", true, der_part(mint_rd(&g), "1040")};
	struct mint_file h = der_edited(mint_rd(&f), &both);
	assert_int_equal(cms_parse(mint_rd(&h), &c), EG_OK);
	assert_int_equal(c.signer_count, 2);
	expect_only(&c, FAULT_SIGNERS_SEVERAL);
	for (size_t i = 0; i < 2; i++) {
		struct faults found = {0};
		assert_int_equal(cms_verify(&c, &c.signers[0], i == 0 ? w.pub : other.pub, &found),
				 i == 0 ? EG_OK : EG_MISMATCH);
		assert_int_equal(cms_verify(&c, &c.signers[1], i == 0 ? w.pub : other.pub, &found),
				 i == 0 ? EG_MISMATCH : EG_OK);
	}
	for (size_t count = 2; count <= CMS_SIGNERS_MAX; count++) {
		h = der_edited(mint_rd(&h), &both);
		assert_int_equal(cms_parse(mint_rd(&h), &c),
				 count < CMS_SIGNERS_MAX ? EG_OK : EG_BAD_DATA);
	}
}

/* Read as the DER that it stands for, and noted; the strict form refuses it. */
static void ber_is_rewritten_and_noted(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	struct mint_file f = sign(&w, false, RD_EMPTY);
	const struct der_edit pieces = {"10210", false,
					RD_TEXT("\x24\x80\x04\x05what \x04\x09is signed\x00\x00")};
	struct mint_file g = der_edited(mint_rd(&f), &pieces);
	for (int i = 0; i < 2; i++) {
		uint8_t bytes[MINT_FILE_MAX + 8];
		struct wr out = WR_ARRAY(bytes);
		EG_AUTO(bytes_free) struct bytes rewritten = {0};
		struct rd der = mint_rd(i == 0 ? &f : &g);
		struct rd value;
		struct cms c;
		assert_true(rd_expect(&der, 0x30, &value));
		wr_put(&out, RD_TEXT("\x30\x80"));
		wr_put(&out, value);
		wr_put(&out, RD_TEXT("\x00\x00"));
		assert_int_equal(cms_parse(wr_view(&out), &c), EG_BAD_DATA);
		assert_int_equal(cms_open(wr_view(&out), &rewritten, &c), EG_OK);
		assert_true(rd_equal(bytes_rd(&rewritten), mint_rd(&f)));
		assert_true(rd_equal(c.content, CONTENT));
		expect_only(&c, FAULT_BER);
		assert_int_equal(verified(&c, w.pub), EG_OK);
		/* Without its end it is nothing. */
		struct rd cut = rd_of(bytes, wr_view(&out).left - 1);
		assert_int_equal(cms_open(cut, &rewritten, &c), EG_BAD_DATA);
		assert_true(faults_has(c.faults, FAULT_BER) &&
			    faults_has(c.faults, FAULT_CMS_FORMAT));
	}
	EG_AUTO(bytes_free) struct bytes untouched = {0};
	struct cms c;
	assert_int_equal(cms_open(mint_rd(&f), &untouched, &c), EG_OK);
	assert_int_equal(untouched.size, 0);
	assert_true(faults_empty(c.faults));
}

/* One attribute with up to two values of one type; empty ones are left out. */
static void put_attribute(struct wr *w, struct rd oid, uint32_t tag, struct rd one, struct rd two)
{
	size_t attribute = wr_open(w, 0x30);
	wr_tlv(w, 0x06, oid);
	size_t values = wr_open(w, 0x31);
	wr_tlv(w, tag, one);
	if (two.left > 0) {
		wr_tlv(w, tag, two);
	}
	wr_close(w, values);
	wr_close(w, attribute);
}

#define TYPE   RD_TEXT("\x2A\x86\x48\x86\xF7\x0D\x01\x09\x03")
#define DIGEST RD_TEXT("\x2A\x86\x48\x86\xF7\x0D\x01\x09\x04")
#define TIME   RD_TEXT("\x2A\x86\x48\x86\xF7\x0D\x01\x09\x05")
#define ZEROS  RD_TEXT("0123456789abcdef0123456789abcdef")
#define NOON   RD_TEXT("260101120000Z")

struct attribute {
	struct rd oid;
	uint32_t tag;
	struct rd one;
	struct rd two;
};

struct attributes_case {
	struct attribute list[4];
	enum passive_fault fault; /* of the attributes, or of their order */
	enum eg_err verified;
};

/* The signer itself signed these attributes: the signature is always right. */
static void judge_attributes(const struct attributes_case *cases, size_t count)
{
	EG_AUTO(world_free) struct world w = new_world();
	for (size_t i = 0; i < count; i++) {
		uint8_t bytes[512];
		struct wr attributes = WR_ARRAY(bytes);
		struct cms c;
		for (size_t j = 0; j < 4 && cases[i].list[j].tag != 0; j++) {
			const struct attribute *a = &cases[i].list[j];
			put_attribute(&attributes, a->oid, a->tag, a->one, a->two);
		}
		struct mint_file f = sign(&w, false, wr_view(&attributes));
		assert_int_equal(cms_parse(mint_rd(&f), &c), EG_OK);
		struct faults found = c.signers[0].faults;
		enum eg_err err = cms_verify(&c, &c.signers[0], w.pub, &found);
		if (err != cases[i].verified ||
		    (cases[i].fault != FAULT_NONE && !faults_has(found, cases[i].fault)) ||
		    (cases[i].fault == FAULT_NONE && !faults_empty(found))) {
			print_error("attributes of case %zu are judged wrongly\n", i);
			fail();
		}
	}
}

static void attributes_must_say_each_thing_once_and_rightly(void **state)
{
	(void)state;
	struct rd digest = rd_of(content_digest, 32);
	assert_int_equal(crypt_hash(CRYPT_SHA256, CONTENT, content_digest), EG_OK);
	const struct attribute type = {TYPE, 0x06, CONTENT_TYPE, RD_EMPTY};
	const struct attribute right = {DIGEST, 0x04, digest, RD_EMPTY};
	const struct attribute wrong = {DIGEST, 0x04, ZEROS, RD_EMPTY};
	const struct attribute data = {TYPE, 0x06, RD_TEXT("\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01"),
				       RD_EMPTY};
	const struct attribute noon = {TIME, 0x17, NOON, RD_EMPTY};
	const struct attribute shorter = {DIGEST, 0x04, rd_of(content_digest, 31), RD_EMPTY};
	const struct attributes_case cases[] = {
		{{type, right}, FAULT_NONE, EG_OK},
		{{type, noon, right}, FAULT_NONE, EG_OK},
		{{right, type}, FAULT_ATTRIBUTES_ORDER, EG_OK},
		{{type, right, noon}, FAULT_ATTRIBUTES_ORDER, EG_OK},
		{{type, wrong}, FAULT_ATTRIBUTE_DIGEST, EG_MISMATCH},
		{{data, right}, FAULT_ATTRIBUTE_TYPE, EG_MISMATCH},
		{{type}, FAULT_ATTRIBUTE_DIGEST, EG_MISMATCH},
		{{right}, FAULT_ATTRIBUTE_TYPE, EG_MISMATCH},
		{{type, right, wrong}, FAULT_ATTRIBUTE_TWICE, EG_MISMATCH},
		{{type, wrong, right}, FAULT_ATTRIBUTE_TWICE, EG_MISMATCH},
		{{type, right, right}, FAULT_ATTRIBUTE_TWICE, EG_MISMATCH},
		{{type, data, right}, FAULT_ATTRIBUTE_TWICE, EG_MISMATCH},
		{{type, noon, noon, right}, FAULT_ATTRIBUTE_TWICE, EG_MISMATCH},
		{{type, {DIGEST, 0x04, digest, ZEROS}}, FAULT_ATTRIBUTE_TWICE, EG_MISMATCH},
		{{type, {DIGEST, 0x04, ZEROS, digest}}, FAULT_ATTRIBUTE_TWICE, EG_MISMATCH},
		{{type, {DIGEST, 0x0C, digest, RD_EMPTY}}, FAULT_ATTRIBUTE_DIGEST, EG_MISMATCH},
		{{type, shorter}, FAULT_ATTRIBUTE_DIGEST, EG_MISMATCH},
		{{type, {DIGEST, 0x04, RD_TEXT(""), RD_EMPTY}},
		 FAULT_ATTRIBUTE_DIGEST,
		 EG_MISMATCH},
	};
	judge_attributes(cases, sizeof(cases) / sizeof(cases[0]));
}

/* Not the form that RFC 5652, 11.3 has until 2049, no seconds, no time at all. */
static void a_signing_time_in_another_form_is_noted(void **state)
{
	(void)state;
	assert_int_equal(crypt_hash(CRYPT_SHA256, CONTENT, content_digest), EG_OK);
	const struct attribute type = {TYPE, 0x06, CONTENT_TYPE, RD_EMPTY};
	const struct attribute right = {DIGEST, 0x04, rd_of(content_digest, 32), RD_EMPTY};
	const struct attribute general = {TIME, 0x18, RD_TEXT("20260101120000Z"), RD_EMPTY};
	const struct attribute shorter = {TIME, 0x17, RD_TEXT("2601011200Z"), RD_EMPTY};
	const struct attribute none = {TIME, 0x17, RD_TEXT("yesterday"), RD_EMPTY};
	const struct attributes_case cases[] = {
		{{type, general, right}, FAULT_SIGNING_TIME, EG_OK},
		{{type, shorter, right}, FAULT_SIGNING_TIME, EG_OK},
		{{type, none, right}, FAULT_SIGNING_TIME, EG_OK},
	};
	judge_attributes(cases, sizeof(cases) / sizeof(cases[0]));
}

/* One value of an attribute and no more: with none at all it says nothing. */
static void an_attribute_without_a_value_says_nothing(void **state)
{
	(void)state;
	struct cms c;
	EG_AUTO(world_free) struct world w = new_world();
	struct mint_file f = sign(&w, false,
				  RD_TEXT("\x30\x0D\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x09\x04"
					  "\x31\x00"));
	assert_int_equal(cms_parse(mint_rd(&f), &c), EG_OK);
	assert_true(faults_has(c.signers[0].faults, FAULT_ATTRIBUTE_DIGEST));
	assert_true(faults_has(c.signers[0].faults, FAULT_ATTRIBUTE_TYPE));
}

/* Carried with the digest in front, signed as DER sorts them: taken, and told apart. */
static void attributes_signed_in_another_order_than_carried_are_noted(void **state)
{
	(void)state;
	struct rd digest = rd_of(content_digest, 32);
	assert_int_equal(crypt_hash(CRYPT_SHA256, CONTENT, content_digest), EG_OK);
	EG_AUTO(world_free) struct world w = new_world();
	uint8_t sorted_bytes[256];
	uint8_t carried_bytes[256];
	struct wr sorted = WR_ARRAY(sorted_bytes);
	struct wr carried = WR_ARRAY(carried_bytes);
	struct faults found = {0};
	struct cms c;
	put_attribute(&sorted, TYPE, 0x06, CONTENT_TYPE, RD_EMPTY);
	put_attribute(&sorted, TIME, 0x17, NOON, RD_EMPTY);
	put_attribute(&sorted, DIGEST, 0x04, digest, RD_EMPTY);
	size_t mark = wr_open(&carried, 0xA0);
	put_attribute(&carried, DIGEST, 0x04, digest, RD_EMPTY);
	put_attribute(&carried, TYPE, 0x06, CONTENT_TYPE, RD_EMPTY);
	put_attribute(&carried, TIME, 0x17, NOON, RD_EMPTY);
	wr_close(&carried, mark);
	struct mint_file f = sign(&w, false, wr_view(&sorted));
	const struct der_edit other = {"10403", false, wr_view(&carried)};
	struct mint_file g = der_edited(mint_rd(&f), &other);
	assert_int_equal(cms_parse(mint_rd(&g), &c), EG_OK);
	assert_false(c.signers[0].attributes_in_order);
	assert_int_equal(cms_verify(&c, &c.signers[0], w.pub, &found), EG_OK);
	assert_true(faults_has(found, FAULT_ATTRIBUTES_SORTED));
	assert_false(faults_has(found, FAULT_ATTRIBUTES_ORDER));
}

/* ECDSA with r = s = 0, or either, fits nothing (CVE-2022-21449 elsewhere). */
static void a_signature_of_zeros_fits_nothing(void **state)
{
	(void)state;
	const struct rd signatures[] = {
		RD_TEXT("\x04\x08\x30\x06\x02\x01\x00\x02\x01\x00"),
		RD_TEXT("\x04\x08\x30\x06\x02\x01\x01\x02\x01\x00"),
		RD_TEXT("\x04\x08\x30\x06\x02\x01\x00\x02\x01\x01"),
		RD_TEXT("\x04\x02\x30\x00"),
		RD_TEXT("\x04\x00"),
	};
	EG_AUTO(world_free) struct world w = new_world();
	struct mint_file f = sign(&w, false, RD_EMPTY);
	for (size_t i = 0; i < sizeof(signatures) / sizeof(signatures[0]); i++) {
		const struct der_edit e = {"10405", false, signatures[i]};
		struct mint_file g = der_edited(mint_rd(&f), &e);
		struct cms c;
		assert_int_equal(cms_parse(mint_rd(&g), &c), EG_OK);
		assert_int_not_equal(verified(&c, w.pub), EG_OK);
		c.signers[0].signature =
			RD_TEXT("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
				"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
		/* ecdsa-plain-SHA256, BSI TR-03111. */
		c.signers[0].signature_algorithm =
			RD_TEXT("\x06\x0A\x04\x00\x7F\x00\x07\x01\x01\x04\x01\x03");
		assert_int_equal(verified(&c, w.pub), EG_MISMATCH);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_right_container_verifies_with_its_key_only),
		cmocka_unit_test(a_container_with_anything_beside_what_is_signed_is_refused),
		cmocka_unit_test(a_signers_version_fits_how_it_is_named),
		cmocka_unit_test(what_is_only_odd_in_a_container_is_noted),
		cmocka_unit_test(no_attributes_verify_under_no_key),
		cmocka_unit_test(each_of_several_signers_is_judged_by_its_own_key),
		cmocka_unit_test(ber_is_rewritten_and_noted),
		cmocka_unit_test(a_signing_time_in_another_form_is_noted),
		cmocka_unit_test(an_attribute_without_a_value_says_nothing),
		cmocka_unit_test(attributes_signed_in_another_order_than_carried_are_noted),
		cmocka_unit_test(attributes_must_say_each_thing_once_and_rightly),
		cmocka_unit_test(a_signature_of_zeros_fits_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
