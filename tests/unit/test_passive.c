/* Unit tests of pki/passive: each check alone, with documents minted right and wrong. */
#include "passive_desk.h"

#include "pki/country.h"

static void a_right_document_passes_every_check(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk w = desk_new();
	struct findings f;
	EG_AUTO(passive_free) struct passive *p = desk_judge(&w, &f);
	PASSES(&f, CHECK_SOD_FORMAT);
	PASSES(&f, CHECK_SOD_SIGNER);
	PASSES(&f, CHECK_SOD_SIGNATURE);
	PASSES(&f, CHECK_SOD_CHAIN);
	PASSES(&f, CHECK_SOD_VALIDITY);
	desk_finding(&f, CHECK_SOD_REVOCATION, VERDICT_CANNOT_TELL, REASON_NO_REVOCATION_LIST,
		     FAULT_CRL_MISSING);
	assert_true(passive_trusted(p));
	assert_int_equal(passive_group(p, 1, RD_TEXT("one"), &f), VERDICT_PASS);
	assert_int_equal(passive_group(p, 2, RD_TEXT("two"), &f), VERDICT_PASS);
	passive_holder(p, "UTO", "P", &f);
	PASSES(&f, CHECK_SOD_COUNTRY);
}

static void the_worst_of_the_other_groups_stays(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk w = desk_new();
	struct findings f;
	w.sod.groups[11] = w.sod.groups[12] = RD_TEXT("eleven");
	EG_AUTO(passive_free) struct passive *p = desk_judge(&w, &f);
	assert_int_equal(passive_group(p, 11, RD_TEXT("eleven"), &f), VERDICT_PASS);
	assert_int_equal(f.of[CHECK_GROUPS_HASH].verdict, VERDICT_PASS);
	assert_int_equal(passive_group(p, 12, RD_TEXT("Twelve"), &f), VERDICT_FAIL);
	assert_int_equal(passive_group(p, 11, RD_TEXT("eleven"), &f), VERDICT_PASS);
	assert_int_equal(f.of[CHECK_GROUPS_HASH].verdict, VERDICT_FAIL);
	assert_int_equal(f.of[CHECK_GROUPS_HASH].detail, 12);
}

static void a_group_must_be_signed_and_unchanged(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk w = desk_new();
	struct findings f;
	EG_AUTO(passive_free) struct passive *p = desk_judge(&w, &f);
	assert_int_equal(passive_group(p, 1, RD_TEXT("One"), &f), VERDICT_FAIL);
	assert_int_equal(f.of[CHECK_DG1_HASH].reason, REASON_HASH_WRONG);
	assert_int_equal(passive_group(p, 14, RD_TEXT("fourteen"), &f), VERDICT_FAIL);
	assert_int_equal(f.of[CHECK_DG14_HASH].reason, REASON_NOT_SIGNED);
	assert_int_equal(passive_group(p, 3, RD_TEXT("x"), &f), VERDICT_FAIL);
	assert_int_equal(f.of[CHECK_DG3_HASH].reason, REASON_NOT_SIGNED);
	assert_int_equal(passive_group(p, 17, RD_TEXT("x"), &f), VERDICT_NOT_DONE);
	assert_true(passive_has_group(p, 15));
	assert_false(passive_has_group(p, 14));
	assert_false(passive_has_group(p, 0));
	assert_false(passive_has_group(p, 32));
}

static void no_group_passes_without_a_security_object(void **state)
{
	(void)state;
	struct findings f = findings_none();
	assert_int_equal(passive_group(NULL, 1, RD_TEXT("one"), &f), VERDICT_CANNOT_TELL);
	assert_false(passive_has_group(NULL, 1));
	passive_holder(NULL, "UTO", "P", &f);
	assert_int_equal(findings_verdict(&f, CHECK_SOD_COUNTRY), VERDICT_CANNOT_TELL);
}

static void the_signer_must_be_within_its_period(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk w = desk_new();
	static const struct {
		const char *from;
		const char *to;
		enum verdict verdict;
		enum reason reason;
		enum passive_fault fault;
	} periods[] = {
		{"250101000000Z", "261121000000Z", VERDICT_FAIL, REASON_EXPIRED,
		 FAULT_SIGNER_EXPIRED},
		{"250101000000Z", "261122000000Z", VERDICT_PASS, REASON_NONE, FAULT_NONE},
		{"261122000000Z", "350101000000Z", VERDICT_PASS, REASON_NONE, FAULT_NONE},
		{"261123000000Z", "350101000000Z", VERDICT_FAIL, REASON_NOT_YET_VALID,
		 FAULT_SIGNER_NOT_YET},
	};
	for (size_t i = 0; i < sizeof(periods) / sizeof(periods[0]); i++) {
		struct findings f;
		w.signer.from = periods[i].from;
		w.signer.to = periods[i].to;
		EG_AUTO(passive_free) struct passive *p = desk_judge(&w, &f);
		desk_finding(&f, CHECK_SOD_VALIDITY, periods[i].verdict, periods[i].reason,
			     periods[i].fault);
		/* A finding of its own: policy decides, not this. */
		assert_true(passive_trusted(p));
	}
}

/* A signer's certificate with one fault: the signer fails, and no group can pass. */
static void assert_signer_refused(const struct passive_desk *w, enum passive_fault detail)
{
	struct findings f;
	EG_AUTO(passive_free) struct passive *p = desk_judge(w, &f);
	desk_finding(&f, CHECK_SOD_SIGNER, VERDICT_FAIL, REASON_BAD_FORMAT, detail);
	PASSES(&f, CHECK_SOD_SIGNATURE);
	PASSES(&f, CHECK_SOD_CHAIN);
	assert_false(passive_trusted(p));
	assert_int_equal(passive_group(p, 1, RD_TEXT("one"), &f), VERDICT_CANNOT_TELL);
}

static void a_ca_is_no_document_signer(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk w = desk_new();
	w.signer.ca = true;
	assert_signer_refused(&w, FAULT_SIGNER_IS_CA);
}

static void a_key_that_certifies_signs_no_document(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk w = desk_new();
	w.signer.key_usage = MINT_SIGNS | MINT_CERTIFIES;
	assert_signer_refused(&w, FAULT_SIGNER_IS_CA);
}

static void a_listed_ca_cannot_sign_documents_itself(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk w = desk_new();
	struct mint_cert odd = mint_signer_of("UT");
	odd.name = "Country CA";
	struct mint_file der = mint_certificate(&odd, w.ca_key, w.ca_key);
	assert_int_equal(trust_add_certificate(w.trust, mint_rd(&der)), EG_OK);
	w.sod.certificate = mint_rd(&der);
	w.sod.key = w.ca_key;
	assert_signer_refused(&w, FAULT_SIGNER_IS_CA);
}

static void a_signer_without_the_right_to_sign_is_refused(void **state)
{
	(void)state;
	static const uint8_t usages[] = {0, 0x40};
	for (size_t i = 0; i < sizeof(usages); i++) {
		EG_AUTO(desk_free) struct passive_desk w = desk_new();
		w.signer.key_usage = usages[i];
		assert_signer_refused(&w, i == 0 ? FAULT_KEY_USAGE_MISSING : FAULT_KEY_USAGE);
	}
}

/* Doc 9303-12, table 6: these have an extended key usage, and document signers must not. */
static void a_certificate_for_another_use_signs_no_document(void **state)
{
	(void)state;
	const struct rd usages[] = {
		RD_TEXT("\x67\x81\x08\x01\x01\x03"),         /* master lists */
		RD_TEXT("\x67\x81\x08\x01\x01\x08"),         /* deviation lists */
		RD_TEXT("\x2B\x06\x01\x05\x05\x07\x03\x02"), /* communication: TLS client */
	};
	for (size_t i = 0; i < sizeof(usages) / sizeof(usages[0]); i++) {
		EG_AUTO(desk_free) struct passive_desk w = desk_new();
		w.signer.other_usage = usages[i];
		assert_signer_refused(&w, FAULT_EXTENDED_USAGE);
	}
}

/* Who holds the key of a listed document signer could else make signers of their own. */
static void a_listed_document_signer_issues_nothing(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk w = desk_new();
	EG_AUTO(crypt_ec_free) struct crypt_ec *thief = desk_key(CRYPT_P256);
	struct findings f;
	struct mint_file listed = mint_certificate(&w.signer, w.key, w.ca_key);
	struct mint_cert fresh = mint_signer_of("UT");
	fresh.issuer = "Document Signer";
	fresh.name = "Fresh Signer";
	struct mint_file der = mint_certificate(&fresh, thief, w.key);
	assert_int_equal(trust_add_certificate(w.trust, mint_rd(&listed)), EG_OK);
	w.sod.certificate = mint_rd(&der);
	w.sod.key = thief;
	EG_AUTO(passive_free) struct passive *p = desk_judge(&w, &f);
	PASSES(&f, CHECK_SOD_SIGNATURE);
	desk_finding(&f, CHECK_SOD_CHAIN, VERDICT_FAIL, REASON_UNKNOWN_ISSUER,
		     FAULT_ISSUER_UNKNOWN);
	assert_false(passive_trusted(p));
}

/* Doc 9303-12, D.1.1: each certificate of the path is valid now, the country CA's too. */
static void the_issuing_ca_must_be_within_its_period(void **state)
{
	(void)state;
	static const struct {
		const char *from;
		const char *to;
		enum verdict verdict;
		enum reason reason;
		enum passive_fault detail;
	} periods[] = {
		{"100101000000Z", "261121000000Z", VERDICT_FAIL, REASON_EXPIRED,
		 FAULT_ISSUER_EXPIRED},
		{"100101000000Z", "261122000000Z", VERDICT_PASS, REASON_NONE, FAULT_NONE},
		{"261123000000Z", "400101000000Z", VERDICT_FAIL, REASON_NOT_YET_VALID,
		 FAULT_ISSUER_NOT_YET},
	};
	for (size_t i = 0; i < sizeof(periods) / sizeof(periods[0]); i++) {
		EG_AUTO(desk_free) struct passive_desk w = desk_new();
		struct findings f;
		struct mint_cert ca = mint_ca_of("UT");
		ca.from = periods[i].from;
		ca.to = periods[i].to;
		struct mint_file der = mint_certificate(&ca, w.ca_key, w.ca_key);
		trust_free(&w.trust);
		assert_int_equal(trust_new(&w.trust), EG_OK);
		assert_int_equal(trust_add_certificate(w.trust, mint_rd(&der)), EG_OK);
		EG_AUTO(passive_free) struct passive *p = desk_judge(&w, &f);
		PASSES(&f, CHECK_SOD_CHAIN);
		desk_finding(&f, CHECK_SOD_VALIDITY, periods[i].verdict, periods[i].reason,
			     periods[i].detail);
	}
}

/* A link certificate, or the same CA certified again for longer: the key is valid if one is. */
static void of_two_certificates_of_a_ca_the_one_in_its_period_counts(void **state)
{
	(void)state;
	for (int order = 0; order < 2; order++) {
		EG_AUTO(desk_free) struct passive_desk w = desk_new();
		struct findings f;
		struct mint_cert ca = mint_ca_of("UT");
		struct mint_file valid = mint_certificate(&ca, w.ca_key, w.ca_key);
		ca.from = "100101000000Z";
		ca.to = "200101000000Z";
		struct mint_file expired = mint_certificate(&ca, w.ca_key, w.ca_key);
		const struct mint_file *files[] = {&valid, &expired};
		trust_free(&w.trust);
		assert_int_equal(trust_new(&w.trust), EG_OK);
		for (int i = 0; i < 2; i++) {
			struct rd der = mint_rd(files[(i + order) % 2]);
			assert_int_equal(trust_add_certificate(w.trust, der), EG_OK);
		}
		EG_AUTO(passive_free) struct passive *p = desk_judge(&w, &f);
		PASSES(&f, CHECK_SOD_CHAIN);
		PASSES(&f, CHECK_SOD_VALIDITY);
		assert_true(passive_trusted(p));
	}
}

static void an_unknown_critical_extension_is_refused(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk w = desk_new();
	w.signer.unknown_critical = true;
	assert_signer_refused(&w, FAULT_CRITICAL_UNKNOWN);
}

static void a_signer_of_an_unknown_ca_is_refused(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk w = desk_new();
	EG_AUTO(crypt_ec_free) struct crypt_ec *foreign = desk_key(CRYPT_P256);
	struct mint_file der = mint_certificate(&w.signer, w.key, foreign);
	struct findings f;
	w.sod.certificate = mint_rd(&der);
	w.sod.key = w.key;
	EG_AUTO(passive_free) struct passive *p = desk_judge(&w, &f);
	PASSES(&f, CHECK_SOD_SIGNATURE);
	desk_finding(&f, CHECK_SOD_CHAIN, VERDICT_FAIL, REASON_UNKNOWN_ISSUER,
		     FAULT_ISSUER_UNKNOWN);
	assert_false(passive_trusted(p));
	assert_false(passive_has_group(p, 1));
}

static void a_signature_of_another_key_is_refused(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk w = desk_new();
	EG_AUTO(crypt_ec_free) struct crypt_ec *foreign = desk_key(CRYPT_P256);
	struct mint_file der = mint_certificate(&w.signer, w.key, w.ca_key);
	struct findings f;
	w.sod.certificate = mint_rd(&der);
	w.sod.key = foreign;
	EG_AUTO(passive_free) struct passive *p = desk_judge(&w, &f);
	desk_finding(&f, CHECK_SOD_SIGNATURE, VERDICT_FAIL, REASON_SIGNATURE_WRONG,
		     FAULT_SIGNATURE);
	PASSES(&f, CHECK_SOD_CHAIN);
	assert_false(passive_trusted(p));
}

static void a_missing_certificate_leaves_no_signer(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk w = desk_new();
	struct findings f;
	w.sod.key = w.key;
	w.sod.by_key_id = true;
	EG_AUTO(passive_free) struct passive *p = desk_judge(&w, &f);
	desk_finding(&f, CHECK_SOD_SIGNER, VERDICT_FAIL, REASON_NO_SIGNER, FAULT_SIGNER_NOT_FOUND);
	assert_int_equal(findings_verdict(&f, CHECK_SOD_SIGNATURE), VERDICT_NOT_DONE);
	assert_false(passive_trusted(p));
}

static void a_signer_named_by_key_id_is_found(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk w = desk_new();
	struct findings f;
	w.sod.by_key_id = true;
	EG_AUTO(passive_free) struct passive *p = desk_judge(&w, &f);
	PASSES(&f, CHECK_SOD_SIGNER);
	assert_true(passive_trusted(p));
}

/* Another string type, other letter case, no key id: the CA is found by its name. */
static void a_ca_is_found_by_a_name_written_otherwise(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk w = desk_new();
	struct findings f;
	w.signer.text_tag = 0x13;
	w.signer.issuer = "COUNTRY  ca";
	w.signer.issuer_country = "ut";
	w.signer.no_authority_id = true;
	EG_AUTO(passive_free) struct passive *p = desk_judge(&w, &f);
	PASSES(&f, CHECK_SOD_CHAIN);
	assert_string_equal(desk_words(passive_report(p).tolerated),
			    "cert-name key-id-missing crl-missing");
	passive_holder(p, "UTO", "P", &f);
	PASSES(&f, CHECK_SOD_COUNTRY);
}

static void plain_data_is_a_recorded_deviation_other_types_are_refused(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk w = desk_new();
	struct findings f;
	w.sod.content_type = RD_TEXT("\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01");
	EG_AUTO(passive_free) struct passive *p = desk_judge(&w, &f);
	DEVIATES(&f, CHECK_SOD_FORMAT, FAULT_CONTENT_TYPE);
	assert_true(passive_trusted(p));
	w.sod.content_type = RD_TEXT("\x67\x81\x08\x01\x01\x02");
	EG_AUTO(passive_free) struct passive *other = desk_judge(&w, &f);
	assert_false(passive_trusted(other));
	desk_finding(&f, CHECK_SOD_FORMAT, VERDICT_FAIL, REASON_BAD_FORMAT,
		     FAULT_CONTENT_TYPE_OTHER);
}

static void assert_refused(const struct passive_desk *w, enum check c, enum passive_fault fault)
{
	struct findings f;
	EG_AUTO(passive_free) struct passive *p = desk_judge(w, &f);
	assert_int_equal(findings_verdict(&f, c), VERDICT_FAIL);
	assert_string_equal(fault_word((enum passive_fault)(f.of[c].detail - 1)),
			    fault_word(fault));
	assert_false(passive_trusted(p));
	assert_int_equal(passive_group(p, 1, RD_TEXT("one"), &f), VERDICT_CANNOT_TELL);
}

static void containers_that_say_things_twice_or_not_at_all_are_refused(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk w = desk_new();
	const struct mint_sod right = w.sod;
	w.sod.digest_twice = true;
	assert_refused(&w, CHECK_SOD_SIGNATURE, FAULT_ATTRIBUTE_TWICE);
	w.sod = right;
	w.sod.no_attributes = true;
	assert_refused(&w, CHECK_SOD_SIGNATURE, FAULT_ATTRIBUTES_MISSING);
	w.sod = right;
	w.sod.group_twice = true;
	assert_refused(&w, CHECK_SOD_FORMAT, FAULT_OBJECT_GROUP);
	w.sod = right;
	w.sod.groups[1] = RD_EMPTY;
	assert_refused(&w, CHECK_SOD_FORMAT, FAULT_OBJECT_GROUP);
}

static void of_several_signer_infos_one_that_is_right_suffices(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk w = desk_new();
	struct findings f;
	w.sod.two_signers = true;
	EG_AUTO(passive_free) struct passive *p = desk_judge(&w, &f);
	DEVIATES(&f, CHECK_SOD_FORMAT, FAULT_SIGNERS_SEVERAL);
	assert_true(passive_trusted(p));
	w.profile = passive_profile_strict();
	assert_refused(&w, CHECK_SOD_FORMAT, FAULT_SIGNERS_SEVERAL);
}

static void versions_of_the_object_must_fit_its_version_info(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk w = desk_new();
	struct findings f;
	w.sod.version = 1;
	assert_refused(&w, CHECK_SOD_FORMAT, FAULT_OBJECT_VERSION);
	w.sod.with_version_info = true;
	EG_AUTO(passive_free) struct passive *p = desk_judge(&w, &f);
	assert_true(passive_trusted(p));
	w.sod.version = 0;
	assert_refused(&w, CHECK_SOD_FORMAT, FAULT_OBJECT_VERSION);
	w.sod.version = 2;
	assert_refused(&w, CHECK_SOD_FORMAT, FAULT_OBJECT_VERSION);
}

/* A CA of one state that writes another state into its signer's certificate. */
static void the_country_is_the_cas_not_what_it_writes(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk w = desk_new();
	struct findings f;
	w.signer.country = "DE";
	EG_AUTO(passive_free) struct passive *p = desk_judge(&w, &f);
	assert_true(passive_trusted(p));
	passive_holder(p, "D", "P", &f);
	desk_finding(&f, CHECK_SOD_COUNTRY, VERDICT_FAIL, REASON_COUNTRY_DIFFERS, FAULT_COUNTRY);
	EG_AUTO(passive_free) struct passive *again = desk_judge(&w, &f);
	passive_holder(again, "UTO", "P", &f);
	desk_finding(&f, CHECK_SOD_COUNTRY, VERDICT_FAIL, REASON_COUNTRY_DIFFERS, FAULT_COUNTRY);
}

/* Properly signed all the same: what a certificate says twice or otherwise is not believed. */
static void a_signer_that_says_two_things_is_refused(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk w = desk_new();
	struct findings f;
	const struct mint_cert right = w.signer;
	w.signer.key_usage = MINT_CERTIFIES;
	w.signer.usage_twice = true;
	EG_AUTO(passive_free) struct passive *twice = desk_judge(&w, &f);
	desk_finding(&f, CHECK_SOD_SIGNER, VERDICT_FAIL, REASON_NO_SIGNER, FAULT_SIGNER_NOT_FOUND);
	assert_false(passive_trusted(twice));
	w.signer = right;
	w.signer.other_outside = true;
	assert_signer_refused(&w, FAULT_CERT_ALGORITHMS);
	w.signer = right;
	w.signer.odd_constraints = true;
	assert_signer_refused(&w, FAULT_EXTENSION_FORMAT);
}

/* It writes that state into the issuer's name too, and only the key id tells whose key it is. */
static void a_ca_cannot_sign_for_another_state(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk w = desk_new();
	struct findings f;
	w.signer.country = "DE";
	w.signer.issuer_country = "DE";
	EG_AUTO(passive_free) struct passive *p = desk_judge(&w, &f);
	DEVIATES(&f, CHECK_SOD_CHAIN, FAULT_ISSUER_NAMED);
	passive_holder(p, "D", "P", &f);
	desk_finding(&f, CHECK_SOD_COUNTRY, VERDICT_FAIL, REASON_COUNTRY_DIFFERS, FAULT_COUNTRY);
	w.signer.country = "UT";
	EG_AUTO(passive_free) struct passive *issuer = desk_judge(&w, &f);
	passive_holder(issuer, "UTO", "P", &f);
	desk_finding(&f, CHECK_SOD_COUNTRY, VERDICT_FAIL, REASON_COUNTRY_DIFFERS, FAULT_COUNTRY);
}

/* Of two embedded certificates the named one counts; if none is named, nobody guesses. */
static void among_several_certificates_the_signer_must_be_named(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct passive_desk w = desk_new();
	EG_AUTO(crypt_ec_free) struct crypt_ec *other = desk_key(CRYPT_P256);
	uint8_t both_bytes[2 * MINT_FILE_MAX];
	struct wr both = WR_ARRAY(both_bytes);
	struct findings f;
	struct mint_cert beside = mint_signer_of("UT");
	beside.serial = 9;
	struct mint_file first = mint_certificate(&beside, other, w.ca_key);
	struct mint_file second = mint_certificate(&w.signer, w.key, w.ca_key);
	wr_put(&both, mint_rd(&first));
	wr_put(&both, mint_rd(&second));
	w.sod.certificate = wr_view(&both);
	w.sod.key = w.key;
	w.sod.by_key_id = true;
	EG_AUTO(passive_free) struct passive *named = desk_judge(&w, &f);
	PASSES(&f, CHECK_SOD_SIGNER);
	assert_true(passive_trusted(named));
	w.sod.key = w.ca_key;
	EG_AUTO(passive_free) struct passive *unnamed = desk_judge(&w, &f);
	desk_finding(&f, CHECK_SOD_SIGNER, VERDICT_FAIL, REASON_NO_SIGNER, FAULT_SIGNER_NOT_FOUND);
	assert_false(passive_trusted(unnamed));
}

static void country_codes_of_both_standards_meet(void **state)
{
	(void)state;
	assert_true(country_same("D", "DE"));
	assert_true(country_same("D", "de"));
	assert_true(country_same("GBD", "GB"));
	assert_true(country_same("FRA", "FR"));
	assert_true(country_same("LTU", "LTU"));
	assert_true(country_same("UTO", "UT"));
	assert_true(country_same("UTO", "UTO"));
	assert_true(country_same("UNO", "UN"));
	assert_true(country_same("UNO", "ZZ"));
	assert_true(country_same("GBD", "BM"));
	assert_false(country_same("GBR", "BM"));
	assert_true(country_same("RKS", "KS"));
	assert_false(country_same("AUT", "AU"));
	assert_false(country_same("", ""));
	assert_false(country_same("D", ""));
	assert_false(country_same("DEU", "D"));
	assert_false(country_same("XXX", "XX"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_right_document_passes_every_check),
		cmocka_unit_test(a_group_must_be_signed_and_unchanged),
		cmocka_unit_test(the_worst_of_the_other_groups_stays),
		cmocka_unit_test(no_group_passes_without_a_security_object),
		cmocka_unit_test(the_signer_must_be_within_its_period),
		cmocka_unit_test(a_ca_is_no_document_signer),
		cmocka_unit_test(a_key_that_certifies_signs_no_document),
		cmocka_unit_test(a_listed_ca_cannot_sign_documents_itself),
		cmocka_unit_test(a_signer_without_the_right_to_sign_is_refused),
		cmocka_unit_test(a_certificate_for_another_use_signs_no_document),
		cmocka_unit_test(a_listed_document_signer_issues_nothing),
		cmocka_unit_test(the_issuing_ca_must_be_within_its_period),
		cmocka_unit_test(of_two_certificates_of_a_ca_the_one_in_its_period_counts),
		cmocka_unit_test(an_unknown_critical_extension_is_refused),
		cmocka_unit_test(a_signer_of_an_unknown_ca_is_refused),
		cmocka_unit_test(a_signature_of_another_key_is_refused),
		cmocka_unit_test(a_missing_certificate_leaves_no_signer),
		cmocka_unit_test(a_signer_named_by_key_id_is_found),
		cmocka_unit_test(a_ca_is_found_by_a_name_written_otherwise),
		cmocka_unit_test(plain_data_is_a_recorded_deviation_other_types_are_refused),
		cmocka_unit_test(containers_that_say_things_twice_or_not_at_all_are_refused),
		cmocka_unit_test(of_several_signer_infos_one_that_is_right_suffices),
		cmocka_unit_test(versions_of_the_object_must_fit_its_version_info),
		cmocka_unit_test(the_country_is_the_cas_not_what_it_writes),
		cmocka_unit_test(a_signer_that_says_two_things_is_refused),
		cmocka_unit_test(a_ca_cannot_sign_for_another_state),
		cmocka_unit_test(among_several_certificates_the_signer_must_be_named),
		cmocka_unit_test(country_codes_of_both_standards_meet),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
