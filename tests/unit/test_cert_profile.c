/*
 * Unit tests of pki/cert_profile: each role's certificate as Doc 9303-12, 7.1 has it, and what is
 * against it. (LDS_H_60 to 64 of TR-03105-5.1.)
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "der_edit.h"
#include "mint.h"
#include "pki/cert.h"

static struct mint_file mint(const struct mint_cert *c)
{
	EG_AUTO(crypt_ec_free) struct crypt_ec *key = NULL;
	assert_int_equal(crypt_ec_generate(CRYPT_P256, &key), EG_OK);
	return mint_certificate(c, key, key);
}

/* For this role it has this fault and no other; FAULT_NONE: none. */
static void expect(const struct mint_file *f, enum cert_role role, enum passive_fault fault)
{
	struct cert c;
	struct faults found = {0};
	struct faults wanted = {0};
	faults_add(&wanted, fault);
	assert_int_equal(cert_parse(mint_rd(f), &c), EG_OK);
	cert_profile(&c, role, &found);
	for (unsigned i = 0; i < FAULT_COUNT; i++) {
		if (faults_has(found, (enum passive_fault)i) !=
		    faults_has(wanted, (enum passive_fault)i)) {
			print_error("role %d: %s is judged wrongly\n", (int)role,
				    fault_word((enum passive_fault)i));
			fail();
		}
	}
}

#define MASTER_LIST    RD_TEXT("\x67\x81\x08\x01\x01\x03")
#define DEVIATION_LIST RD_TEXT("\x67\x81\x08\x01\x01\x08")
#define DEFECT_LIST    RD_TEXT("\x04\x00\x7F\x00\x07\x03\x0B\x02\x01\x02")
#define WEB_SERVER     RD_TEXT("\x2B\x06\x01\x05\x05\x07\x03\x01")

static void each_role_has_its_certificate(void **state)
{
	(void)state;
	static const enum cert_role signers[] = {CERT_LIST_SIGNER, CERT_DEVIATION_SIGNER,
						 CERT_DEFECT_SIGNER};
	const struct rd usages[] = {MASTER_LIST, DEVIATION_LIST, DEFECT_LIST};
	struct mint_cert c = mint_ca_of("UT");
	struct mint_file f = mint(&c);
	expect(&f, CERT_CSCA, FAULT_NONE);
	expect(&f, CERT_LINK, FAULT_NONE);
	c.no_authority_id = true;
	f = mint(&c);
	expect(&f, CERT_CSCA, FAULT_NONE);
	expect(&f, CERT_LINK, FAULT_KEY_ID_MISSING);
	c = mint_signer_of("UT");
	f = mint(&c);
	expect(&f, CERT_DOCUMENT_SIGNER, FAULT_NONE);
	for (size_t i = 0; i < 3; i++) {
		expect(&f, signers[i], FAULT_EXTENDED_USAGE);
	}
	for (size_t u = 0; u < 3; u++) {
		c.other_usage = usages[u];
		f = mint(&c);
		expect(&f, CERT_DOCUMENT_SIGNER, FAULT_EXTENDED_USAGE);
		for (size_t i = 0; i < 3; i++) {
			expect(&f, signers[i], i == u ? FAULT_NONE : FAULT_EXTENDED_USAGE);
		}
	}
	c.other_usage = WEB_SERVER;
	f = mint(&c);
	expect(&f, CERT_DOCUMENT_SIGNER, FAULT_EXTENDED_USAGE);
	expect(&f, CERT_LIST_SIGNER, FAULT_EXTENDED_USAGE);
}

static void a_document_signer_signs_and_does_nothing_else(void **state)
{
	(void)state;
	const struct {
		uint8_t usage;
		enum passive_fault fault;
	} cases[] = {
		{0x80, FAULT_NONE},      {0, FAULT_KEY_USAGE_MISSING}, /* LDS_H_64 */
		{0x40, FAULT_KEY_USAGE},                               /* LDS_H_63 */
		{0xC0, FAULT_KEY_USAGE}, {0x82, FAULT_KEY_USAGE},
	};
	struct mint_cert c = mint_signer_of("UT");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		c.key_usage = cases[i].usage;
		struct mint_file f = mint(&c);
		expect(&f, CERT_DOCUMENT_SIGNER, cases[i].fault);
	}
	c.key_usage = MINT_SIGNS;
	c.ca = true;
	struct mint_file f = mint(&c);
	expect(&f, CERT_DOCUMENT_SIGNER, FAULT_SIGNER_IS_CA);
	c.ca = false;
	c.no_authority_id = true; /* LDS_H_61 */
	f = mint(&c);
	expect(&f, CERT_DOCUMENT_SIGNER, FAULT_KEY_ID_MISSING);
}

/* Paths as in test_cert: "0701" is the authority's key id, "0702" key usage, "0703" constraints. */
static void criticality_and_constraints_are_the_tables(void **state)
{
	(void)state;
	struct mint_cert c = mint_signer_of("UT");
	struct mint_file f = mint(&c);
	const struct der_edit not_critical = {
		"0702", false, RD_TEXT("\x30\x0B\x06\x03\x55\x1D\x0F\x04\x04\x03\x02\x07\x80")};
	struct mint_file g = der_edited(mint_rd(&f), &not_critical);
	expect(&g, CERT_DOCUMENT_SIGNER, FAULT_EXTENSION_CRITICALITY); /* LDS_H_62 */
	const struct der_edit no_id = {"0701", false,
				       RD_TEXT("\x30\x09\x06\x03\x55\x1D\x23\x04\x02\x30\x00")};
	g = der_edited(mint_rd(&f), &no_id);
	expect(&g, CERT_DOCUMENT_SIGNER, FAULT_KEY_ID_MISSING); /* LDS_H_60 */
	c = mint_ca_of("UT");
	f = mint(&c);
	const struct rd constraints[] = {
		RD_TEXT("\x30\x0C\x06\x03\x55\x1D\x13\x01\x01\xFF\x04\x02\x30\x00"),
		RD_TEXT("\x30\x0F\x06\x03\x55\x1D\x13\x01\x01\xFF\x04\x05\x30\x03\x01\x01\xFF"),
		RD_TEXT("\x30\x12\x06\x03\x55\x1D\x13\x01\x01\xFF\x04\x08\x30\x06\x01\x01\xFF\x02"
			"\x01"
			"\x01"),
		RD_EMPTY,
	};
	for (size_t i = 0; i < sizeof(constraints) / sizeof(constraints[0]); i++) {
		const struct der_edit other = {"0703", false, constraints[i]};
		g = der_edited(mint_rd(&f), &other);
		expect(&g, CERT_CSCA, FAULT_ISSUER_PROFILE);
	}
	const struct der_edit no_subject_id = {"0700", false, RD_EMPTY};
	g = der_edited(mint_rd(&f), &no_subject_id);
	expect(&g, CERT_CSCA, FAULT_ISSUER_PROFILE);
	c.key_usage = 0x04; /* certificates, but no revocation lists */
	f = mint(&c);
	expect(&f, CERT_CSCA, FAULT_KEY_USAGE);
}

static void what_the_certificate_has_in_itself_is_there_too(void **state)
{
	(void)state;
	struct mint_cert c = mint_signer_of("UT");
	c.unknown_critical = true;
	struct mint_file f = mint(&c);
	expect(&f, CERT_DOCUMENT_SIGNER, FAULT_CRITICAL_UNKNOWN);
}

static void the_algorithms_oddities_are_told(void **state)
{
	(void)state;
	struct mint_cert recipe = mint_signer_of("UT");
	struct mint_file f = mint(&recipe);
	struct cert c;
	assert_int_equal(cert_parse(mint_rd(&f), &c), EG_OK);
	assert_true(faults_empty(cert_algorithm_faults(&c)));
	c.algorithm = RD_TEXT("\x06\x07\x2A\x86\x48\xCE\x3D\x04\x01"); /* ECDSA with SHA-1 */
	assert_true(faults_has(cert_algorithm_faults(&c), FAULT_HASH_DEPRECATED));
	c.algorithm = RD_TEXT("\x06\x08\x2A\x86\x48\xCE\x3D\x04\x03\x02\x05\x00");
	assert_true(faults_has(cert_algorithm_faults(&c), FAULT_ALGORITHM_PARAMETERS));
	/* PSS with SHA-256 and, as its default, a mask of SHA-1. */
	c.algorithm = RD_TEXT("\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0A\x30\x0F\xA0\x0D\x30\x0B"
			      "\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01");
	assert_true(faults_has(cert_algorithm_faults(&c), FAULT_PSS_MASK));
	assert_false(faults_has(cert_algorithm_faults(&c), FAULT_HASH_DEPRECATED));
	c.algorithm = RD_TEXT("\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0B\x05\x00");
	assert_true(faults_empty(cert_algorithm_faults(&c)));
}

static void keys_that_cannot_be_used_say_why(void **state)
{
	(void)state;
	EG_AUTO(crypt_ec_free) struct crypt_ec *small = NULL;
	EG_AUTO(crypt_pub_free) struct crypt_pub *key = NULL;
	const struct mint_cert signer = mint_signer_of("UT");
	struct faults found = {0};
	struct cert c;
	assert_int_equal(crypt_ec_generate(CRYPT_P192, &small), EG_OK);
	struct mint_file f = mint_certificate(&signer, small, small);
	assert_int_equal(cert_parse(mint_rd(&f), &c), EG_OK);
	assert_int_equal(cert_key_noting(&c, &key, &found), EG_UNSUPPORTED);
	assert_true(faults_has(found, FAULT_KEY_SHORT));
	found = (struct faults){0};
	c.spki = RD_TEXT("\x30\x00");
	assert_int_equal(cert_key_noting(&c, &key, &found), EG_BAD_DATA);
	assert_true(faults_has(found, FAULT_KEY_PARAMETERS));
	assert_null(key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_role_has_its_certificate),
		cmocka_unit_test(a_document_signer_signs_and_does_nothing_else),
		cmocka_unit_test(criticality_and_constraints_are_the_tables),
		cmocka_unit_test(what_the_certificate_has_in_itself_is_there_too),
		cmocka_unit_test(the_algorithms_oddities_are_told),
		cmocka_unit_test(keys_that_cannot_be_used_say_why),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
