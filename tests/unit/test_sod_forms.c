/*
 * The decoders on EF.SOD in the forms of the field, as the simulator forges them: each form is
 * read, its signature verifies with the signer's key, and it has exactly its own fault.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "der_edit.h"
#include "pki/sod.h"
#include "simulator/forge.h"

static const struct date today = {2026, 11, 22};
/* The head of a JPEG of 413 x 531. */
static const uint8_t jpeg[] = {0xFF, 0xD8, 0xFF, 0xE0, 0x00, 0x04, 0x4A, 0x46, 0xFF,
			       0xC0, 0x00, 0x0B, 0x08, 0x02, 0x13, 0x01, 0x9D, 0x01,
			       0x01, 0x11, 0x00, 0xFF, 0xDA, 0x00, 0x02, 0xFF, 0xD9};

static struct forge_ca ca;

static int open_country(void **state)
{
	struct forge_alg alg;
	(void)state;
	if (forge_alg_parse("ec:P-256:sha256", &alg) != EG_OK) {
		return -1;
	}
	return forge_ca_new(&ca, &alg, today) == EG_OK ? 0 : -1;
}

static int close_country(void **state)
{
	(void)state;
	forge_ca_free(&ca);
	return 0;
}

static struct mint_file forge(const char *signer, enum forge_sod_form form)
{
	EG_AUTO(forge_document_free) struct forge_document made = {0};
	EG_AUTO(chip_document_free) struct chip_document d = {0};
	struct mint_file f = {0};
	struct forge_order o = forge_order_usual(today);
	o.holder = forge_holder_usual();
	o.portrait = RD_ARRAY(jpeg);
	o.sod = form;
	assert_int_equal(forge_alg_parse(signer, &o.signer), EG_OK);
	assert_int_equal(forge_document(&made, &ca, &o), EG_OK);
	assert_int_equal(chip_document_parse(&d, bytes_rd(&made.container)), EG_OK);
	for (size_t i = 0; i < d.file_count; i++) {
		if (d.files[i].fid == 0x011D) {
			assert_true(
				rd_dump(d.files[i].contents, f.bytes, sizeof(f.bytes), &f.size));
		}
	}
	assert_true(f.size > 0);
	return f;
}

/* All that the decoders and the check of the signature say of a file that is signed rightly. */
static struct faults faults_of(struct rd file)
{
	EG_AUTO(bytes_free) struct bytes rewritten = {0};
	EG_AUTO(crypt_pub_free) struct crypt_pub *key = NULL;
	struct sod s;
	struct cert c;
	struct rd der;
	assert_int_equal(sod_parse(file, &rewritten, &s), EG_OK);
	const struct cms_signer *signer = &s.cms.signers[0];
	struct faults found = s.faults;
	faults_join(&found, signer->faults);
	assert_true(cms_next_certificate(&s.cms.certificates, &der));
	assert_int_equal(cert_parse(der, &c), EG_OK);
	cert_profile(&c, CERT_DOCUMENT_SIGNER, &found);
	assert_int_equal(cert_key_noting(&c, &key, &found), EG_OK);
	assert_int_equal(cms_verify(&s.cms, signer, key, &found), EG_OK);
	switch (cms_names(signer, &c)) {
	case CMS_NAMES:
		break;
	case CMS_NAMES_IN_OTHER_ORDER:
		faults_add(&found, FAULT_SIGNER_NAME_ORDER);
		break;
	case CMS_NAMES_NOT:
		faults_add(&found, FAULT_SIGNER_NAMED);
		break;
	}
	return found;
}

static void expect(const struct mint_file *f, enum passive_fault fault)
{
	struct faults found = faults_of(mint_rd(f));
	for (unsigned i = 0; i < FAULT_COUNT; i++) {
		if (faults_has(found, (enum passive_fault)i) != (i == (unsigned)fault)) {
			print_error("%s is judged wrongly\n", fault_word((enum passive_fault)i));
			fail();
		}
	}
}

static void each_form_of_the_field_has_its_fault(void **state)
{
	(void)state;
	static const struct {
		enum forge_sod_form form;
		enum passive_fault fault;
	} cases[] = {
		{FORGE_SOD_USUAL, FAULT_NONE},
		{FORGE_SOD_ID_DATA, FAULT_CONTENT_TYPE},
		{FORGE_SOD_OLD_ICAO, FAULT_CONTENT_TYPE},
		{FORGE_SOD_SDU, FAULT_CONTENT_TYPE},
		{FORGE_SOD_INDEFINITE, FAULT_BER},
		{FORGE_SOD_DIGESTS_DIFFER, FAULT_DIGESTS_DIFFER},
		{FORGE_SOD_UNSORTED, FAULT_ATTRIBUTES_ORDER},
		{FORGE_SOD_SORTED_LATER, FAULT_ATTRIBUTES_SORTED},
		{FORGE_SOD_BY_KEY, FAULT_NONE},
		{FORGE_SOD_NAME_STRINGS, FAULT_NONE},
		{FORGE_SOD_NAME_ORDER, FAULT_SIGNER_NAME_ORDER},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct mint_file f = forge("ec:P-256:sha256", cases[i].form);
		expect(&f, cases[i].fault);
	}
}

static void algorithms_have_theirs(void **state)
{
	(void)state;
	static const struct {
		const char *signer;
		enum passive_fault fault;
	} cases[] = {
		{"ec:brainpoolP384r1:sha384", FAULT_NONE}, {"rsa:2048:sha256", FAULT_NONE},
		{"pss:2048:sha512", FAULT_NONE},           {"ec:P-256:sha1", FAULT_HASH_DEPRECATED},
		{"rsa:2048:sha1", FAULT_HASH_DEPRECATED},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct mint_file f = forge(cases[i].signer, FORGE_SOD_USUAL);
		expect(&f, cases[i].fault);
	}
}

/* Numbers of the children: file, ContentInfo, [0], SignedData, signerInfos, SignerInfo. */
#define SIGNATURE_ALGORITHM "010404"

/* Austria, Germany: NULL beside ECDSA. */
static void parameters_where_none_belong_are_noted(void **state)
{
	(void)state;
	struct mint_file f = forge("ec:P-256:sha256", FORGE_SOD_USUAL);
	const struct der_edit null = {
		SIGNATURE_ALGORITHM, false,
		RD_TEXT("\x30\x0C\x06\x08\x2A\x86\x48\xCE\x3D\x04\x03\x02\x05\x00")};
	struct mint_file g = der_edited(mint_rd(&f), &null);
	expect(&g, FAULT_ALGORITHM_PARAMETERS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_form_of_the_field_has_its_fault),
		cmocka_unit_test(algorithms_have_theirs),
		cmocka_unit_test(parameters_where_none_belong_are_noted),
	};
	return cmocka_run_group_tests(tests, open_country, close_country);
}
