/*
 * Unit tests of pki/cert: what is wrong in a certificate is noted, what it says is read, and only
 * what is none is refused. (Doc 9303-12, 7.1; LDS_H_48 to 66 of TR-03105-5.1.)
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "der_edit.h"
#include "mint.h"
#include "pki/cert.h"

static struct mint_file new_signer(void)
{
	EG_AUTO(crypt_ec_free) struct crypt_ec *key = NULL;
	const struct mint_cert signer = mint_signer_of("UT");
	assert_int_equal(crypt_ec_generate(CRYPT_P256, &key), EG_OK);
	return mint_certificate(&signer, key, key);
}

/* Notes this and nothing else; FAULT_NONE: nothing. */
static void expect(struct rd der, enum passive_fault fault, struct cert *c)
{
	struct faults wanted = {0};
	faults_add(&wanted, fault);
	assert_int_equal(cert_parse(der, c), EG_OK);
	for (unsigned i = 0; i < FAULT_COUNT; i++) {
		if (faults_has(c->faults, (enum passive_fault)i) !=
		    faults_has(wanted, (enum passive_fault)i)) {
			print_error("%s is judged wrongly\n", fault_word((enum passive_fault)i));
			fail();
		}
	}
}

/*
 * ""   Certificate      "01" serialNumber    "04"  validity         "07"   [3]
 * "0"  tbsCertificate   "02" signature       "05"  subject          "070"  Extensions
 * "00" version          "03" issuer          "06"  public key       "0700" subjectKeyIdentifier
 * "1"  algorithm        "2"  signature       "030" country          "0701" authority..., "0702"
 * usage
 */
struct odd {
	struct der_edit edit;
	enum passive_fault fault;
};

static void expect_each(const struct odd *cases, size_t count)
{
	struct mint_file f = new_signer();
	for (size_t i = 0; i < count; i++) {
		struct mint_file g = der_edited(mint_rd(&f), &cases[i].edit);
		struct cert c;
		expect(mint_rd(&g), cases[i].fault, &c);
		assert_true(date_valid(c.from) && date_valid(c.to));
		assert_true(cases[i].fault != FAULT_CERT_PERIOD ||
			    cert_period(&c, (struct date){2026, 11, 22}) != 0);
	}
}

static void what_is_odd_in_the_fields_is_noted(void **state)
{
	(void)state;
	const struct odd cases[] = {
		{{"0", true, RD_EMPTY}, FAULT_NONE},
		/* LDS_H_48, 49 */
		{{"00", false, RD_TEXT("\xA0\x03\x02\x01\x01")}, FAULT_CERT_VERSION},
		{{"00", false, RD_TEXT("\xA0\x03\x02\x01\x03")}, FAULT_CERT_VERSION},
		{{"00", false, RD_EMPTY}, FAULT_CERT_VERSION},
		{{"01", false, RD_TEXT("\x02\x01\x00")}, FAULT_CERT_SERIAL},
		{{"01", false, RD_TEXT("\x02\x01\x80")}, FAULT_CERT_SERIAL},
		{{"01", false, RD_TEXT("\x02\x02\x00\x01")}, FAULT_CERT_SERIAL},
		{{"01", false, RD_TEXT("\x02\x02\x00\x80")}, FAULT_NONE},
		{{"01", false,
		  RD_TEXT("\x02\x14"
			  "abcdefghijklmnopqrst")},
		 FAULT_NONE},
		{{"01", false,
		  RD_TEXT("\x02\x15"
			  "abcdefghijklmnopqrstu")},
		 FAULT_CERT_SERIAL},
		/* LDS_H_51, 65 */
		{{"1", false, RD_TEXT("\x30\x0A\x06\x08\x2A\x86\x48\xCE\x3D\x04\x03\x03")},
		 FAULT_CERT_ALGORITHMS},
		{{"02", false, RD_TEXT("\x30\x0A\x06\x08\x2A\x86\x48\xCE\x3D\x04\x03\x03")},
		 FAULT_CERT_ALGORITHMS},
		/* LDS_H_53 */
		{{"030", false, RD_EMPTY}, FAULT_CERT_NAME},
		{{"03", false, RD_TEXT("\x30\x00")}, FAULT_CERT_NAME},
		{{"030", false, RD_TEXT("\x31\x0B\x30\x09\x06\x03\x55\x04\x06\x13\x02ut")},
		 FAULT_CERT_NAME},
		{{"030", false, RD_TEXT("\x31\x0B\x30\x09\x06\x03\x55\x04\x06\x0C\x02UT")},
		 FAULT_CERT_NAME},
		{{"030", false, RD_TEXT("\x31\x0B\x30\x09\x06\x03\x55\x04\x06\x13\x02XX")},
		 FAULT_CERT_NAME},
		{{"050", false, RD_TEXT("\x31\x0C\x30\x0A\x06\x03\x55\x04\x06\x13\x03UTO")},
		 FAULT_CERT_NAME},
		/* LDS_H_56 */
		{{"041", false,
		  RD_TEXT("\x18\x0F"
			  "20350101000000Z")},
		 FAULT_CERT_TIME_FORM},
		{{"041", false,
		  RD_TEXT("\x17\x0B"
			  "3501010000Z")},
		 FAULT_CERT_TIME_FORM},
		{{"041", false,
		  RD_TEXT("\x18\x0F"
			  "20550101000000Z")},
		 FAULT_NONE},
		{{"041", false,
		  RD_TEXT("\x17\x0D"
			  "200101000000Z")},
		 FAULT_CERT_PERIOD},
		{{"041", false,
		  RD_TEXT("\x17\x0D"
			  "251301000000Z")},
		 FAULT_CERT_PERIOD},
		{{"041", false, RD_EMPTY}, FAULT_CERT_PERIOD},
		{{"041", true, RD_TEXT("\x05\x00")}, FAULT_CERT_PERIOD},
	};
	expect_each(cases, sizeof(cases) / sizeof(cases[0]));
}

static void what_is_odd_in_the_extensions_is_noted(void **state)
{
	(void)state;
	const struct odd cases[] = {
		{{"0700", false, RD_TEXT("\x30\x0B\x06\x02\x2A\x03\x01\x01\xFF\x04\x02\x05\x00")},
		 FAULT_CRITICAL_UNKNOWN},
		{{"0700", false, RD_TEXT("\x30\x08\x06\x02\x2A\x03\x04\x02\x05\x00")}, FAULT_NONE},
		{{"0702", false, RD_TEXT("\x30\x09\x06\x03\x55\x1D\x0F\x04\x02\x05\x00")},
		 FAULT_EXTENSION_FORMAT},
		{{"0702", false, RD_TEXT("\x30\x0A\x06\x03\x55\x1D\x0F\x04\x03\x03\x01\x00")},
		 FAULT_EXTENSION_FORMAT},
		{{"0702", false, RD_TEXT("\x30\x09\x06\x03\x55\x1D\x13\x04\x02\x04\x00")},
		 FAULT_EXTENSION_FORMAT},
		{{"0702", false, RD_TEXT("\x30\x09\x06\x03\x55\x1D\x10\x04\x02\x30\x00")},
		 FAULT_EXTENSION_FORMAT},
		{{"0702", false, RD_TEXT("\x30\x09\x06\x03\x55\x1D\x1F\x04\x02\x05\x00")},
		 FAULT_EXTENSION_FORMAT},
		{{"0702", false, RD_TEXT("\x30\x0B\x06\x03\x55\x1D\x1F\x04\x04\x30\x02\x05\x00")},
		 FAULT_EXTENSION_FORMAT},
		{{"07", false, RD_EMPTY}, FAULT_NONE},
	};
	expect_each(cases, sizeof(cases) / sizeof(cases[0]));
}

/* LDS_H_50, 52, 55, 57, 59, 66, 68, and what could be read in two ways. */
static void what_is_no_certificate_is_refused(void **state)
{
	(void)state;
	const struct der_edit edits[] = {
		{"01", false, RD_EMPTY},
		{"02", false, RD_EMPTY},
		{"03", false, RD_EMPTY},
		{"04", false, RD_EMPTY},
		{"05", false, RD_EMPTY},
		{"06", false, RD_EMPTY},
		{"1", false, RD_EMPTY},
		{"2", false, RD_EMPTY},
		{"2", false, RD_TEXT("\x03\x02\x01\x00")},
		{"2", true, RD_TEXT("\x05\x00")},
		{"", true, RD_TEXT("\x05\x00")},
		{"07", true, RD_TEXT("\x05\x00")},
		{"070", true, RD_TEXT("\x05\x00")},
		{"0702", true, RD_TEXT("\x05\x00")},
		{"0702", true, RD_TEXT("\x30\x0B\x06\x03\x55\x1D\x0F\x04\x04\x03\x02\x07\x80")},
		{"00", false, RD_TEXT("\xA0\x02\x05\x00")},
	};
	struct mint_file f = new_signer();
	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		struct mint_file g = der_edited(mint_rd(&f), &edits[i]);
		struct cert c;
		if (cert_parse(mint_rd(&g), &c) != EG_BAD_DATA ||
		    !faults_has(c.faults, FAULT_CERT_FORMAT) || c.tbs.left != 0) {
			print_error("edit %zu is taken\n", i);
			fail();
		}
	}
}

/* A certificate with one extension more. */
static struct mint_file with(struct rd extension)
{
	struct mint_file f = new_signer();
	const struct der_edit more = {"0702", true, extension};
	return der_edited(mint_rd(&f), &more);
}

#define TYPES_OID "\x06\x07\x67\x81\x08\x01\x01\x06\x02"

static void document_types_are_read_however_they_are_written(void **state)
{
	(void)state;
	const struct {
		struct rd value; /* of the extension */
		bool usual;
		bool passport; /* may sign "P<" */
		bool card;     /* may sign "ID" */
	} cases[] = {
		{RD_TEXT("\x30\x08\x02\x01\x00\x31\x03\x13\x01P"), true, true, false},
		{RD_TEXT("\x30\x0C\x02\x01\x00\x31\x07\x13\x01P\x13\x02ID"), true, true, true},
		{RD_TEXT("\x30\x09\x02\x01\x00\x31\x04\x13\x02PD"), true, false, false},
		{RD_TEXT("\x30\x08\x02\x01\x00\x31\x03\x13\x01I"), true, false, true},
		{RD_TEXT("\x30\x08\x02\x01\x00\x30\x03\x13\x01P"), false, true, false},
		{RD_TEXT("\x31\x08\x02\x01\x00\x31\x03\x13\x01P"), false, true, false},
		{RD_TEXT("\x30\x05\x31\x03\x13\x01P"), false, true, false},
		{RD_TEXT("\x31\x03\x13\x01P"), false, true, false},
		{RD_TEXT("\x30\x06\x02\x01\x00\x13\x01P"), false, true, false},
		{RD_TEXT("\x30\x0A\x02\x01\x00\x13\x01P\x13\x02ID"), false, true, true},
		{RD_TEXT("\x30\x08\x02\x01\x00\x31\x03\x0C\x01P"), false, true, false},
		{RD_TEXT("\x30\x09\x02\x01\x00\x31\x04\x13\x02P<"), true, true, false},
		{RD_TEXT("\x30\x08\x02\x01\x01\x31\x03\x13\x01P"), false, true, false},
		{RD_TEXT("\x30\x0A\x02\x01\x00\x31\x05\x13\x03PPP"), false, false, false},
		/* Nothing can be meant by these. */
		{RD_TEXT("\x30\x05\x02\x01\x00\x31\x00"), false, false, false},
		{RD_TEXT("\x30\x00"), false, false, false},
		{RD_TEXT("\x13\x01P"), false, false, false},
		{RD_TEXT("\x30\x08\x02\x01\x00\x31\x03\x04\x01P"), false, false, false},
		{RD_TEXT("\x30\x08\x02\x01\x00\x31\x04\x13\x01P"), false, false, false},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t bytes[64];
		struct wr w = WR_ARRAY(bytes);
		struct cert c;
		size_t one = wr_open(&w, 0x30);
		wr_put(&w, RD_TEXT(TYPES_OID));
		wr_tlv(&w, 0x04, cases[i].value);
		wr_close(&w, one);
		struct mint_file f = with(wr_view(&w));
		expect(mint_rd(&f), cases[i].usual ? FAULT_NONE : FAULT_DOCUMENT_TYPE_LIST, &c);
		if (cert_signs_type(&c, RD_TEXT("P<")) != cases[i].passport ||
		    cert_signs_type(&c, RD_TEXT("P")) != cases[i].passport ||
		    cert_signs_type(&c, RD_TEXT("ID")) != cases[i].card ||
		    cert_signs_type(&c, RD_TEXT("<<")) || cert_signs_type(&c, RD_EMPTY)) {
			print_error("types of case %zu are read wrongly\n", i);
			fail();
		}
	}
}

static void extensions_give_what_they_say(void **state)
{
	(void)state;
	struct cert c;
	struct mint_file f = with(RD_TEXT("\x30\x10\x06\x07\x67\x81\x08\x01\x01\x06\x01\x01\x01\xFF"
					  "\x04\x02\x05\x00"));
	expect(mint_rd(&f), FAULT_NONE, &c);
	assert_true(c.name_change);
	assert_true((c.critical & 1u << CERT_EXT_NAME_CHANGE) != 0);
	f = with(RD_TEXT("\x30\x1A\x06\x03\x55\x1D\x10\x04\x13\x30\x11\x80\x0F"
			 "20250101000000Z"));
	expect(mint_rd(&f), FAULT_NONE, &c);
	assert_true(c.has_private_from && !c.has_private_to);
	assert_int_equal(c.private_from.day.year, 2025);
	f = with(RD_TEXT("\x30\x0B\x06\x03\x55\x1D\x1F\x04\x04\x30\x02\x30\x00"));
	expect(mint_rd(&f), FAULT_NONE, &c);
	assert_true(rd_equal(c.crl_distribution, RD_TEXT("\x30\x00")));
	f = with(RD_TEXT("\x30\x11\x06\x03\x55\x1D\x25\x04\x0A\x30\x08\x06\x06\x67\x81\x08\x01\x01"
			 "\x08"));
	expect(mint_rd(&f), FAULT_NONE, &c);
	assert_true(c.signs_deviation_lists && !c.signs_master_lists && c.has_extended_usage);
	assert_int_equal(c.extended_usages.left, 8);
	f = with(RD_TEXT("\x30\x0F\x06\x03\x55\x1D\x13\x04\x08\x30\x06\x01\x01\xFF\x02\x01\x02"));
	expect(mint_rd(&f), FAULT_NONE, &c);
	assert_true(c.ca && c.has_path_length && c.path_length == 2);
}

/* Lithuania: the bare octets are the id that its signers name. */
static void a_key_id_that_is_not_wrapped_is_taken_and_noted(void **state)
{
	(void)state;
	struct mint_file f = new_signer();
	const struct der_edit bare = {"0700", false,
				      RD_TEXT("\x30\x1B\x06\x03\x55\x1D\x0E\x04\x14"
					      "0123456789abcdefghij")};
	struct mint_file g = der_edited(mint_rd(&f), &bare);
	struct cert c;
	expect(mint_rd(&g), FAULT_EXTENSION_FORMAT, &c);
	assert_true(rd_equal(c.subject_key_id, RD_TEXT("0123456789abcdefghij")));
}

static void key_usage_bits_are_counted_from_the_first(void **state)
{
	(void)state;
	struct mint_file f = new_signer();
	struct cert c;
	const struct der_edit all = {
		"0702", false, RD_TEXT("\x30\x0C\x06\x03\x55\x1D\x0F\x04\x05\x03\x03\x07\xFF\x80")};
	struct mint_file g = der_edited(mint_rd(&f), &all);
	expect(mint_rd(&f), FAULT_NONE, &c);
	assert_int_equal(c.key_usage, CERT_USE_DIGITAL_SIGNATURE);
	expect(mint_rd(&g), FAULT_NONE, &c);
	assert_int_equal(c.key_usage, 0x1FF);
	assert_true(c.key_usage_signs && c.key_usage_certifies);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_odd_in_the_fields_is_noted),
		cmocka_unit_test(what_is_odd_in_the_extensions_is_noted),
		cmocka_unit_test(what_is_no_certificate_is_refused),
		cmocka_unit_test(document_types_are_read_however_they_are_written),
		cmocka_unit_test(extensions_give_what_they_say),
		cmocka_unit_test(a_key_id_that_is_not_wrapped_is_taken_and_noted),
		cmocka_unit_test(key_usage_bits_are_counted_from_the_first),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
