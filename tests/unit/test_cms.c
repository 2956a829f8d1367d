/* Unit tests of pki/cms: containers wrapped, doubled and confused, each signature in itself right.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mint.h"
#include "pki/cms.h"

#define CONTENT_TYPE RD_TEXT("\x67\x81\x08\x01\x01\x01")
#define CONTENT      RD_TEXT("what is signed")

static uint8_t content_digest[CRYPT_HASH_MAX];

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
 * Where an edit happens: the number of the child on each level.
 *
 *   ""     ContentInfo        "102"   encapContentInfo     "104"   signerInfos
 *   "10"   SignedData         "1021"  [0] of eContent      "1040"  SignerInfo
 *   "100"  version            "10210" eContent             "10400" its version
 *   "101"  digestAlgorithms   "103"   certificates         "10405" its signature
 */
#define DEPTH_MAX 6
struct edit {
	const char *path;
	bool keep; /* the part stays in front of the bytes, else they replace it */
	struct rd bytes;
};

struct level {
	uint32_t tag;
	struct rd before;
	struct rd after;
};

/* Goes one level down: what lies before and after the child, and the child. */
static struct rd descend(struct rd part, unsigned child, struct level *l)
{
	struct rd value;
	struct rd inner;
	struct rd whole = RD_EMPTY;
	uint32_t tag;
	assert_true(rd_tlv(&part, &l->tag, &value));
	l->before = value;
	for (unsigned i = 0; i <= child; i++) {
		assert_true(rd_tlv_whole(&value, &tag, &inner, &whole));
	}
	l->before.left = (size_t)(whole.at - l->before.at);
	l->after = value;
	return whole;
}

/* The same DER with one part edited and the lengths around it made right. */
static struct mint_file edited(struct rd der, const struct edit *e)
{
	struct level levels[DEPTH_MAX];
	uint8_t bytes[2][MINT_FILE_MAX];
	struct rd path = rd_cstr(e->path);
	struct rd part = der;
	struct mint_file f = {0};
	size_t depth = 0;
	uint8_t digit = 0;
	for (; path.left > 0; depth++) {
		assert_true(depth < DEPTH_MAX && rd_u8(&path, &digit));
		part = descend(part, (unsigned)(digit - '0'), &levels[depth]);
	}
	struct wr w = WR_ARRAY(bytes[0]);
	wr_put(&w, e->keep ? part : RD_EMPTY);
	wr_put(&w, e->bytes);
	for (size_t i = depth; i-- > 0;) {
		struct rd inner = wr_view(&w);
		w = wr_of(bytes[(depth - i) % 2], MINT_FILE_MAX);
		size_t mark = wr_open(&w, levels[i].tag);
		wr_put(&w, levels[i].before);
		wr_put(&w, inner);
		wr_put(&w, levels[i].after);
		wr_close(&w, mark);
	}
	assert_true(rd_dump(wr_view(&w), f.bytes, sizeof(f.bytes), &f.size));
	return f;
}

static void a_right_container_verifies_with_its_key_only(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	EG_AUTO(world_free) struct world other = new_world();
	const struct edit none = {"10405", true, RD_EMPTY};
	for (int i = 0; i < 2; i++) {
		struct cms c;
		struct mint_file f = sign(&w, i == 1, RD_EMPTY);
		struct mint_file same = edited(mint_rd(&f), &none);
		assert_true(rd_equal(mint_rd(&f), mint_rd(&same)));
		assert_int_equal(cms_parse(mint_rd(&f), &c), EG_OK);
		assert_true(rd_equal(c.content, CONTENT));
		assert_int_equal(cms_verify(&c, w.pub), EG_OK);
		assert_int_equal(cms_verify(&c, other.pub), EG_MISMATCH);
	}
}

#define NULL_TLV RD_TEXT("\x05\x00")

static void a_container_with_anything_beside_what_is_signed_is_refused(void **state)
{
	(void)state;
	const struct edit edits[] = {
		{"", true, NULL_TLV},
		{"1", true, NULL_TLV},
		{"10", true, NULL_TLV},
		{"104", true, NULL_TLV},
		{"1021", true, NULL_TLV},
		{"10210", true, RD_TEXT("\x04\x05other")},          /* eContent twice */
		{"10210", false, RD_TEXT("\x24\x07\x04\x05other")}, /* in pieces, BER */
		{"1021", false, RD_EMPTY},                          /* detached */
		{"100", false, RD_TEXT("\x02\x01\x00")},
		{"100", false, RD_TEXT("\x02\x01\x04")},
		{"100", false, RD_EMPTY},
		{"101", false, RD_TEXT("\x31\x00")},
		{"101", false, RD_EMPTY},
		{"104", false, RD_TEXT("\x31\x00")}, /* nobody signed */
		{"104", false, RD_EMPTY},
		{"1040", true, NULL_TLV},
		{"10405", true, NULL_TLV},
		{"10405", true, RD_TEXT("\x04\x01x")}, /* signature twice */
		{"10405", false, RD_EMPTY},
		{"10403", false, RD_EMPTY}, /* no signed attributes */
		{"10403", false, RD_TEXT("\xA0\x00")},
		{"10400", false, RD_TEXT("\x02\x01\x02")},
		{"0", false, RD_TEXT("\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01")},
	};
	EG_AUTO(world_free) struct world w = new_world();
	struct mint_file f = sign(&w, false, RD_EMPTY);
	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		struct cms c;
		struct mint_file g = edited(mint_rd(&f), &edits[i]);
		if (cms_parse(mint_rd(&g), &c) != EG_BAD_DATA) {
			print_error("edit %zu at \"%s\" is not refused\n", i, edits[i].path);
			fail();
		}
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
		const struct edit other = {
			"10400", false, i == 1 ? RD_TEXT("\x02\x01\x01") : RD_TEXT("\x02\x01\x03")};
		struct mint_file g = edited(mint_rd(&f), &other);
		assert_int_equal(cms_parse(mint_rd(&g), &c), EG_BAD_DATA);
	}
}

static void indefinite_lengths_are_refused(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	struct mint_file f = sign(&w, false, RD_EMPTY);
	uint8_t bytes[MINT_FILE_MAX + 8];
	struct wr out = WR_ARRAY(bytes);
	struct rd der = mint_rd(&f);
	struct rd value;
	struct cms c;
	assert_true(rd_expect(&der, 0x30, &value));
	wr_put(&out, RD_TEXT("\x30\x80"));
	wr_put(&out, value);
	wr_put(&out, RD_TEXT("\x00\x00"));
	assert_int_equal(cms_parse(wr_view(&out), &c), EG_BAD_DATA);
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
#define ZEROS  RD_TEXT("0123456789abcdef0123456789abcdef")

struct attribute {
	struct rd oid;
	uint32_t tag;
	struct rd one;
	struct rd two;
};

/* The signer itself signed these attributes: the signature is always right. */
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
	const struct {
		struct attribute list[3];
		enum eg_err parsed;
		enum eg_err verified;
	} cases[] = {
		{{type, right}, EG_OK, EG_OK},
		{{right, type}, EG_OK, EG_OK},
		{{type, wrong}, EG_OK, EG_MISMATCH},
		{{data, right}, EG_OK, EG_MISMATCH},
		{{type}, EG_BAD_DATA, EG_OK},
		{{right}, EG_BAD_DATA, EG_OK},
		{{type, right, wrong}, EG_BAD_DATA, EG_OK},
		{{type, wrong, right}, EG_BAD_DATA, EG_OK},
		{{type, data, right}, EG_BAD_DATA, EG_OK},
		{{type, {DIGEST, 0x04, digest, ZEROS}}, EG_BAD_DATA, EG_OK},
		{{type, {DIGEST, 0x04, ZEROS, digest}}, EG_BAD_DATA, EG_OK},
		{{type, {DIGEST, 0x0C, digest, RD_EMPTY}}, EG_BAD_DATA, EG_OK},
		{{type, {DIGEST, 0x04, rd_of(content_digest, 31), RD_EMPTY}}, EG_OK, EG_MISMATCH},
		{{type, {DIGEST, 0x04, RD_TEXT(""), RD_EMPTY}}, EG_BAD_DATA, EG_OK},
	};
	EG_AUTO(world_free) struct world w = new_world();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t bytes[512];
		struct wr attributes = WR_ARRAY(bytes);
		struct cms c;
		for (size_t j = 0; j < 3 && cases[i].list[j].tag != 0; j++) {
			const struct attribute *a = &cases[i].list[j];
			put_attribute(&attributes, a->oid, a->tag, a->one, a->two);
		}
		struct mint_file f = sign(&w, false, wr_view(&attributes));
		enum eg_err err = cms_parse(mint_rd(&f), &c);
		if (err != cases[i].parsed ||
		    (err == EG_OK && cms_verify(&c, w.pub) != cases[i].verified)) {
			print_error("attributes of case %zu are judged wrongly\n", i);
			fail();
		}
	}
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
		const struct edit e = {"10405", false, signatures[i]};
		struct mint_file g = edited(mint_rd(&f), &e);
		struct cms c;
		assert_int_equal(cms_parse(mint_rd(&g), &c), EG_OK);
		assert_int_not_equal(cms_verify(&c, w.pub), EG_OK);
		c.signature =
			RD_TEXT("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
				"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
		/* ecdsa-plain-SHA256, BSI TR-03111. */
		c.signature_algorithm = RD_TEXT("\x06\x0A\x04\x00\x7F\x00\x07\x01\x01\x04\x01\x03");
		assert_int_equal(cms_verify(&c, w.pub), EG_MISMATCH);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_right_container_verifies_with_its_key_only),
		cmocka_unit_test(a_container_with_anything_beside_what_is_signed_is_refused),
		cmocka_unit_test(a_signers_version_fits_how_it_is_named),
		cmocka_unit_test(indefinite_lengths_are_refused),
		cmocka_unit_test(attributes_must_say_each_thing_once_and_rightly),
		cmocka_unit_test(a_signature_of_zeros_fits_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
