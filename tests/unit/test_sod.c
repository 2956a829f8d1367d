/*
 * Unit tests of pki/sod: the file's frame, its container and the LDS security object as they come
 * (LDS_H of TR-03105-5.1 and LDS_D of ICAO's plan): each fault is noted, and no other.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "der_edit.h"
#include "mint.h"
#include "pki/sod.h"

static struct mint_file new_sod(uint8_t version, bool with_version_info, struct rd content_type)
{
	EG_AUTO(crypt_ec_free) struct crypt_ec *key = NULL;
	const struct mint_cert signer = mint_signer_of("UT");
	assert_int_equal(crypt_ec_generate(CRYPT_P256, &key), EG_OK);
	struct mint_file der = mint_certificate(&signer, key, key);
	struct mint_sod recipe = {.certificate = mint_rd(&der),
				  .key = key,
				  .version = version,
				  .with_version_info = with_version_info,
				  .content_type = content_type};
	recipe.groups[1] = RD_TEXT("one");
	recipe.groups[2] = RD_TEXT("two");
	return mint_security_object(&recipe);
}

/* The file parses as told and notes this fault and no other; FAULT_NONE: none at all. */
static void expect(struct rd file, enum eg_err err, enum passive_fault fault)
{
	EG_AUTO(bytes_free) struct bytes rewritten = {0};
	struct sod s;
	struct faults wanted = {0};
	faults_add(&wanted, fault);
	assert_int_equal(sod_parse(file, &rewritten, &s), err);
	if (fault != FAULT_NONE && !faults_has(s.faults, fault)) {
		print_error("%s is not noted\n", fault_word(fault));
		fail();
	}
	for (unsigned i = 0; i < FAULT_COUNT; i++) {
		if (faults_has(faults_without(s.faults, wanted), (enum passive_fault)i)) {
			print_error("%s is noted\n", fault_word((enum passive_fault)i));
			fail();
		}
	}
	assert_true(err == EG_OK || s.groups == 0);
}

static void a_right_file_has_no_fault_and_gives_its_hashes(void **state)
{
	(void)state;
	EG_AUTO(bytes_free) struct bytes rewritten = {0};
	struct mint_file f = new_sod(1, true, RD_EMPTY);
	struct sod s;
	expect(mint_rd(&f), EG_OK, FAULT_NONE);
	assert_int_equal(sod_parse(mint_rd(&f), &rewritten, &s), EG_OK);
	assert_true(s.has_hash && s.hash == CRYPT_SHA256);
	assert_int_equal(s.groups, 1u << 1 | 1u << 2);
	assert_true(rd_equal(s.lds_version, RD_TEXT("0108")));
	assert_int_equal(rewritten.size, 0);
	struct mint_file old = new_sod(0, false, RD_EMPTY);
	expect(mint_rd(&old), EG_OK, FAULT_NONE);
	assert_int_equal(sod_parse(mint_rd(&old), &rewritten, &s), EG_OK);
	assert_int_equal(s.lds_version.left, 0);
}

/* LDS_H_17 to 19: the frame is wrong, what is in it right. */
static void tag_and_length_of_the_file_are_told_apart(void **state)
{
	(void)state;
	struct mint_file f = new_sod(0, false, RD_EMPTY);
	struct mint_file g = f;
	g.bytes[0] = 0x78;
	expect(mint_rd(&g), EG_OK, FAULT_FILE_TAG);
	g = f;
	assert_int_equal(f.bytes[1], 0x82);
	g.bytes[3]--;
	expect(mint_rd(&g), EG_OK, FAULT_FILE_LENGTH);
	g = f;
	g.bytes[3]++;
	expect(mint_rd(&g), EG_OK, FAULT_FILE_LENGTH);
}

static void content_types_of_old_are_told_from_others(void **state)
{
	(void)state;
	const struct rd old[] = {RD_TEXT("\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01"),
				 RD_TEXT("\x2B\x1B\x01\x01\x01"),
				 RD_TEXT("\x2A\x84\x10\x01\x87\x6E\x01\x14\x01")};
	for (size_t i = 0; i < 3; i++) {
		struct mint_file f = new_sod(0, false, old[i]);
		expect(mint_rd(&f), EG_OK, FAULT_CONTENT_TYPE);
	}
	struct mint_file other = new_sod(0, false, RD_TEXT("\x67\x81\x08\x01\x01\x02"));
	expect(mint_rd(&other), EG_OK, FAULT_CONTENT_TYPE_OTHER);
}

/* LDS_H_39, 86 to 89: 0 without, 1 with LDSVersionInfo. */
static void versions_must_fit_each_other(void **state)
{
	(void)state;
	const struct {
		uint8_t version;
		bool info;
		enum passive_fault fault;
	} cases[] = {
		{0, false, FAULT_NONE},           {1, true, FAULT_NONE},
		{0, true, FAULT_OBJECT_VERSION},  {1, false, FAULT_OBJECT_VERSION},
		{2, true, FAULT_OBJECT_VERSION},  {2, false, FAULT_OBJECT_VERSION},
		{99, true, FAULT_OBJECT_VERSION},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct mint_file f = new_sod(cases[i].version, cases[i].info, RD_EMPTY);
		expect(mint_rd(&f), EG_OK, cases[i].fault);
	}
}

/* Where the LDS security object lies: file, ContentInfo, [0], SignedData, encapContentInfo, [0],
 * OCTET STRING. */
#define OBJECT_AT "010210"

/* The same file with the object edited; the signature does not matter here. */
static struct mint_file with_object(struct rd file, const struct der_edit *e)
{
	uint8_t bytes[MINT_FILE_MAX];
	struct wr w = WR_ARRAY(bytes);
	struct rd wrapped = der_part(file, OBJECT_AT);
	struct rd object;
	assert_true(rd_expect(&wrapped, 0x04, &object));
	struct mint_file other = der_edited(object, e);
	wr_tlv(&w, 0x04, mint_rd(&other));
	const struct der_edit put = {OBJECT_AT, false, wr_view(&w)};
	return der_edited(file, &put);
}

#define HASH       \
	"\x04\x20" \
	"0123456789abcdef0123456789abcdef"

/*
 * ""  LDSSecurityObject  "0" version  "1" hash algorithm  "2" hashes  "20" of DG1  "3" versions
 */
static void faults_of_the_object_are_noted(void **state)
{
	(void)state;
	const struct {
		struct der_edit edit;
		enum eg_err err;
		enum passive_fault fault;
	} cases[] = {
		{{"0", false, RD_EMPTY}, EG_BAD_DATA, FAULT_OBJECT_FORMAT}, /* LDS_H_40 */
		{{"0", false, RD_TEXT("\x02\x01\xFF")}, EG_OK, FAULT_OBJECT_VERSION},
		/* MD5, LDS_H_41; LDS_H_42 */
		{{"10", false, RD_TEXT("\x06\x08\x2A\x86\x48\x86\xF7\x0D\x02\x05")},
		 EG_OK,
		 FAULT_OBJECT_HASH},
		{{"1", false, RD_EMPTY}, EG_BAD_DATA, FAULT_OBJECT_FORMAT},
		/* LDS_H_44, 46, 47 */
		{{"20", false, RD_EMPTY}, EG_OK, FAULT_OBJECT_GROUP},
		{{"200", false, RD_TEXT("\x02\x01\x00")}, EG_OK, FAULT_OBJECT_GROUP},
		{{"200", false, RD_TEXT("\x02\x01\x11")}, EG_OK, FAULT_OBJECT_GROUP},
		{{"200", false, RD_TEXT("\x02\x01\x02")}, EG_OK, FAULT_OBJECT_GROUP},
		{{"200", false, RD_TEXT("\x02\x01\xFF")}, EG_OK, FAULT_OBJECT_GROUP},
		{{"210", false, RD_EMPTY}, EG_BAD_DATA, FAULT_OBJECT_FORMAT},
		{{"211", false, RD_EMPTY}, EG_BAD_DATA, FAULT_OBJECT_FORMAT},
		{{"211", true, RD_TEXT("\x05\x00")}, EG_BAD_DATA, FAULT_OBJECT_FORMAT},
		{{"211", false, RD_TEXT("\x04\x01x")}, EG_OK, FAULT_OBJECT_GROUP},
		{{"211", false, RD_TEXT("\x04\x00")}, EG_OK, FAULT_OBJECT_GROUP},
		{{"21", true, RD_TEXT("\x30\x25\x02\x01\x02" HASH)}, EG_OK, FAULT_OBJECT_GROUP},
		{{"21", true, RD_TEXT("\x30\x25\x02\x01\x03" HASH)}, EG_OK, FAULT_NONE},
		{{"21", false, RD_EMPTY}, EG_OK, FAULT_OBJECT_GROUP}, /* only one */
		{{"2", false, RD_TEXT("\x30\x00")}, EG_OK, FAULT_OBJECT_GROUP},
		/* LDS 1.7 in version 1, and 1.9: LDS_H_88, 89 */
		{{"30", false,
		  RD_TEXT("\x13\x04"
			  "0107")},
		 EG_OK,
		 FAULT_OBJECT_VERSION},
		{{"30", false,
		  RD_TEXT("\x13\x04"
			  "0109")},
		 EG_OK,
		 FAULT_OBJECT_VERSION},
		{{"31", false,
		  RD_TEXT("\x13\x05"
			  "40000")},
		 EG_OK,
		 FAULT_OBJECT_VERSION},
		{{"31", false,
		  RD_TEXT("\x13\x06"
			  "4.0000")},
		 EG_OK,
		 FAULT_OBJECT_VERSION},
		{{"31", false, RD_EMPTY}, EG_BAD_DATA, FAULT_OBJECT_FORMAT},
		{{"31", true, RD_TEXT("\x05\x00")}, EG_BAD_DATA, FAULT_OBJECT_FORMAT},
		{{"3", true, RD_TEXT("\x05\x00")}, EG_BAD_DATA, FAULT_OBJECT_FORMAT},
		{{"", true, RD_TEXT("\x05\x00")}, EG_BAD_DATA, FAULT_OBJECT_FORMAT},
	};
	struct mint_file f = new_sod(1, true, RD_EMPTY);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct mint_file g = with_object(mint_rd(&f), &cases[i].edit);
		expect(mint_rd(&g), cases[i].err, cases[i].fault);
	}
}

/* Of a group with two hashes none counts. */
static void a_group_with_a_fault_has_no_hash(void **state)
{
	(void)state;
	EG_AUTO(bytes_free) struct bytes rewritten = {0};
	struct mint_file f = new_sod(0, false, RD_EMPTY);
	const struct der_edit twice = {"21", true, RD_TEXT("\x30\x25\x02\x01\x02" HASH)};
	struct mint_file g = with_object(mint_rd(&f), &twice);
	struct sod s;
	assert_int_equal(sod_parse(mint_rd(&g), &rewritten, &s), EG_OK);
	assert_int_equal(s.groups, 1u << 1);
	const struct der_edit md5 = {"10", false,
				     RD_TEXT("\x06\x08\x2A\x86\x48\x86\xF7\x0D\x02\x05")};
	g = with_object(mint_rd(&f), &md5);
	assert_int_equal(sod_parse(mint_rd(&g), &rewritten, &s), EG_OK);
	assert_false(s.has_hash);
	assert_int_equal(s.groups, 0);
}

/* China: BER around a right container; the file's own frame may be so, too. */
static void indefinite_lengths_are_noted_as_ber(void **state)
{
	(void)state;
	struct mint_file f = new_sod(0, false, RD_EMPTY);
	struct rd file = mint_rd(&f);
	struct rd body;
	struct rd value;
	uint8_t bytes[MINT_FILE_MAX + 16];
	assert_true(rd_expect(&file, 0x77, &body));
	struct wr w = WR_ARRAY(bytes);
	wr_put(&w, RD_TEXT("\x77\x80"));
	wr_put(&w, body);
	wr_put(&w, RD_TEXT("\x00\x00"));
	expect(wr_view(&w), EG_OK, FAULT_BER);
	struct wr long_length = WR_ARRAY(bytes);
	wr_put(&long_length, RD_TEXT("\x77\x84"));
	wr_be32(&long_length, (uint32_t)body.left);
	wr_put(&long_length, body);
	expect(wr_view(&long_length), EG_OK, FAULT_BER);
	struct wr inside = WR_ARRAY(bytes);
	assert_true(rd_expect(&body, 0x30, &value));
	size_t mark = wr_open(&inside, 0x77);
	wr_put(&inside, RD_TEXT("\x30\x80"));
	wr_put(&inside, value);
	wr_put(&inside, RD_TEXT("\x00\x00"));
	wr_close(&inside, mark);
	expect(wr_view(&inside), EG_OK, FAULT_BER);
}

static void a_file_too_large_is_refused_unread(void **state)
{
	(void)state;
	static uint8_t large[SOD_SIZE_MAX + 1];
	EG_AUTO(bytes_free) struct bytes rewritten = {0};
	struct sod s;
	assert_int_equal(sod_parse(RD_ARRAY(large), &rewritten, &s), EG_TOO_BIG);
	assert_true(faults_has(s.faults, FAULT_CMS_FORMAT));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_right_file_has_no_fault_and_gives_its_hashes),
		cmocka_unit_test(tag_and_length_of_the_file_are_told_apart),
		cmocka_unit_test(content_types_of_old_are_told_from_others),
		cmocka_unit_test(versions_must_fit_each_other),
		cmocka_unit_test(faults_of_the_object_are_noted),
		cmocka_unit_test(a_group_with_a_fault_has_no_hash),
		cmocka_unit_test(indefinite_lengths_are_noted_as_ber),
		cmocka_unit_test(a_file_too_large_is_refused_unread),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
