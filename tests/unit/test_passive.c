/* Unit tests of pki/passive: each check alone, with documents minted right and wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mint.h"
#include "pki/country.h"
#include "pki/passive.h"

static const struct date today = {2026, 11, 22};

/* A CA in the store, a signer's key, and the recipe of a right document. */
struct world {
	struct trust *trust;
	struct crypt_ec *ca_key;
	struct crypt_ec *key;
	struct mint_cert signer;
	struct mint_sod sod;
};

static struct crypt_ec *new_key(enum crypt_curve c)
{
	struct crypt_ec *k = NULL;
	assert_int_equal(crypt_ec_generate(c, &k), EG_OK);
	return k;
}

static void world_free(struct world *w)
{
	trust_free(&w->trust);
	crypt_ec_free(&w->ca_key);
	crypt_ec_free(&w->key);
}

static struct world new_world(void)
{
	struct world w = {
		.ca_key = new_key(CRYPT_BP256R1),
		.key = new_key(CRYPT_P256),
		.signer = mint_signer_of("UT"),
	};
	struct mint_cert ca = mint_ca_of("UT");
	struct mint_file der = mint_certificate(&ca, w.ca_key, w.ca_key);
	assert_int_equal(trust_new(&w.trust), EG_OK);
	assert_int_equal(trust_add_certificate(w.trust, mint_rd(&der)), EG_OK);
	w.sod.groups[1] = RD_TEXT("one");
	w.sod.groups[2] = RD_TEXT("two");
	w.sod.groups[15] = RD_TEXT("fifteen");
	return w;
}

/* Judges the document that the world's recipe gives; p may be NULL afterwards. */
static struct passive *judge(const struct world *w, struct findings *f)
{
	struct passive *p = NULL;
	struct mint_file der = mint_certificate(&w->signer, w->key, w->ca_key);
	struct mint_sod recipe = w->sod;
	if (recipe.key == NULL) {
		recipe.certificate = mint_rd(&der);
		recipe.key = w->key;
	}
	struct mint_file file = mint_security_object(&recipe);
	*f = findings_none();
	enum eg_err err = passive_open(w->trust, mint_rd(&file), today, f, &p);
	assert_int_equal(err == EG_OK, p != NULL);
	return p;
}

static void assert_finding(const struct findings *f, enum check c, enum verdict v, enum reason r,
			   enum passive_detail detail)
{
	assert_string_equal(verdict_name(f->of[c].verdict), verdict_name(v));
	assert_string_equal(reason_name(f->of[c].reason), reason_name(r));
	assert_int_equal(f->of[c].detail, detail);
}

#define PASSES(f, check)      assert_finding(f, check, VERDICT_PASS, REASON_NONE, PASSIVE_NOTHING)
#define DEVIATES(f, check, d) assert_finding(f, check, VERDICT_PASS, REASON_DEVIATION, d)

static void a_right_document_passes_every_check(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	struct findings f;
	EG_AUTO(passive_free) struct passive *p = judge(&w, &f);
	PASSES(&f, CHECK_SOD_FORMAT);
	PASSES(&f, CHECK_SOD_SIGNER);
	PASSES(&f, CHECK_SOD_SIGNATURE);
	PASSES(&f, CHECK_SOD_CHAIN);
	PASSES(&f, CHECK_SOD_VALIDITY);
	assert_finding(&f, CHECK_SOD_REVOCATION, VERDICT_CANNOT_TELL, REASON_NO_REVOCATION_LIST,
		       PASSIVE_NOTHING);
	assert_true(passive_trusted(p));
	assert_int_equal(passive_group(p, 1, RD_TEXT("one"), &f), VERDICT_PASS);
	assert_int_equal(passive_group(p, 2, RD_TEXT("two"), &f), VERDICT_PASS);
	passive_country(p, "UTO", &f);
	PASSES(&f, CHECK_SOD_COUNTRY);
}

static void the_worst_of_the_other_groups_stays(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	struct findings f;
	w.sod.groups[11] = w.sod.groups[12] = RD_TEXT("eleven");
	EG_AUTO(passive_free) struct passive *p = judge(&w, &f);
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
	EG_AUTO(world_free) struct world w = new_world();
	struct findings f;
	EG_AUTO(passive_free) struct passive *p = judge(&w, &f);
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
	passive_country(NULL, "UTO", &f);
	assert_int_equal(findings_verdict(&f, CHECK_SOD_COUNTRY), VERDICT_CANNOT_TELL);
}

static void the_signer_must_be_within_its_period(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	static const struct {
		const char *from;
		const char *to;
		enum verdict verdict;
		enum reason reason;
	} periods[] = {
		{"250101000000Z", "261121000000Z", VERDICT_FAIL, REASON_EXPIRED},
		{"250101000000Z", "261122000000Z", VERDICT_PASS, REASON_NONE},
		{"261122000000Z", "350101000000Z", VERDICT_PASS, REASON_NONE},
		{"261123000000Z", "350101000000Z", VERDICT_FAIL, REASON_NOT_YET_VALID},
	};
	for (size_t i = 0; i < sizeof(periods) / sizeof(periods[0]); i++) {
		struct findings f;
		w.signer.from = periods[i].from;
		w.signer.to = periods[i].to;
		EG_AUTO(passive_free) struct passive *p = judge(&w, &f);
		assert_finding(&f, CHECK_SOD_VALIDITY, periods[i].verdict, periods[i].reason,
			       PASSIVE_NOTHING);
		/* A finding of its own: policy decides, not this. */
		assert_true(passive_trusted(p));
	}
}

/* A signer's certificate with one fault: the signer fails, and no group can pass. */
static void assert_signer_refused(const struct world *w, enum passive_detail detail)
{
	struct findings f;
	EG_AUTO(passive_free) struct passive *p = judge(w, &f);
	assert_finding(&f, CHECK_SOD_SIGNER, VERDICT_FAIL, REASON_BAD_FORMAT, detail);
	PASSES(&f, CHECK_SOD_SIGNATURE);
	PASSES(&f, CHECK_SOD_CHAIN);
	assert_false(passive_trusted(p));
	assert_int_equal(passive_group(p, 1, RD_TEXT("one"), &f), VERDICT_CANNOT_TELL);
}

static void a_ca_is_no_document_signer(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	w.signer.ca = true;
	assert_signer_refused(&w, PASSIVE_SIGNER_IS_CA);
}

static void a_key_that_certifies_signs_no_document(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	w.signer.key_usage = MINT_SIGNS | MINT_CERTIFIES;
	assert_signer_refused(&w, PASSIVE_SIGNER_IS_CA);
}

static void a_listed_ca_cannot_sign_documents_itself(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	struct mint_cert odd = mint_signer_of("UT");
	odd.name = "Country CA";
	struct mint_file der = mint_certificate(&odd, w.ca_key, w.ca_key);
	assert_int_equal(trust_add_certificate(w.trust, mint_rd(&der)), EG_OK);
	w.sod.certificate = mint_rd(&der);
	w.sod.key = w.ca_key;
	assert_signer_refused(&w, PASSIVE_SIGNER_IS_CA);
}

static void a_signer_without_the_right_to_sign_is_refused(void **state)
{
	(void)state;
	static const uint8_t usages[] = {0, 0x40};
	for (size_t i = 0; i < sizeof(usages); i++) {
		EG_AUTO(world_free) struct world w = new_world();
		w.signer.key_usage = usages[i];
		assert_signer_refused(&w, PASSIVE_KEY_USAGE);
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
		EG_AUTO(world_free) struct world w = new_world();
		w.signer.other_usage = usages[i];
		assert_signer_refused(&w, PASSIVE_KEY_USAGE);
	}
}

/* Who holds the key of a listed document signer could else make signers of their own. */
static void a_listed_document_signer_issues_nothing(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	EG_AUTO(crypt_ec_free) struct crypt_ec *thief = new_key(CRYPT_P256);
	struct findings f;
	struct mint_file listed = mint_certificate(&w.signer, w.key, w.ca_key);
	struct mint_cert fresh = mint_signer_of("UT");
	fresh.issuer = "Document Signer";
	fresh.name = "Fresh Signer";
	struct mint_file der = mint_certificate(&fresh, thief, w.key);
	assert_int_equal(trust_add_certificate(w.trust, mint_rd(&listed)), EG_OK);
	w.sod.certificate = mint_rd(&der);
	w.sod.key = thief;
	EG_AUTO(passive_free) struct passive *p = judge(&w, &f);
	PASSES(&f, CHECK_SOD_SIGNATURE);
	assert_finding(&f, CHECK_SOD_CHAIN, VERDICT_FAIL, REASON_UNKNOWN_ISSUER, PASSIVE_NOTHING);
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
		enum passive_detail detail;
	} periods[] = {
		{"100101000000Z", "261121000000Z", VERDICT_FAIL, REASON_EXPIRED,
		 PASSIVE_ISSUER_PERIOD},
		{"100101000000Z", "261122000000Z", VERDICT_PASS, REASON_NONE, PASSIVE_NOTHING},
		{"261123000000Z", "400101000000Z", VERDICT_FAIL, REASON_NOT_YET_VALID,
		 PASSIVE_ISSUER_PERIOD},
	};
	for (size_t i = 0; i < sizeof(periods) / sizeof(periods[0]); i++) {
		EG_AUTO(world_free) struct world w = new_world();
		struct findings f;
		struct mint_cert ca = mint_ca_of("UT");
		ca.from = periods[i].from;
		ca.to = periods[i].to;
		struct mint_file der = mint_certificate(&ca, w.ca_key, w.ca_key);
		trust_free(&w.trust);
		assert_int_equal(trust_new(&w.trust), EG_OK);
		assert_int_equal(trust_add_certificate(w.trust, mint_rd(&der)), EG_OK);
		EG_AUTO(passive_free) struct passive *p = judge(&w, &f);
		PASSES(&f, CHECK_SOD_CHAIN);
		assert_finding(&f, CHECK_SOD_VALIDITY, periods[i].verdict, periods[i].reason,
			       periods[i].detail);
	}
}

/* A link certificate, or the same CA certified again for longer: the key is valid if one is. */
static void of_two_certificates_of_a_ca_the_one_in_its_period_counts(void **state)
{
	(void)state;
	for (int order = 0; order < 2; order++) {
		EG_AUTO(world_free) struct world w = new_world();
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
		EG_AUTO(passive_free) struct passive *p = judge(&w, &f);
		PASSES(&f, CHECK_SOD_CHAIN);
		PASSES(&f, CHECK_SOD_VALIDITY);
		assert_true(passive_trusted(p));
	}
}

static void an_unknown_critical_extension_is_refused(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	w.signer.unknown_critical = true;
	assert_signer_refused(&w, PASSIVE_EXTENSION);
}

static void a_signer_of_an_unknown_ca_is_refused(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	EG_AUTO(crypt_ec_free) struct crypt_ec *foreign = new_key(CRYPT_P256);
	struct mint_file der = mint_certificate(&w.signer, w.key, foreign);
	struct findings f;
	w.sod.certificate = mint_rd(&der);
	w.sod.key = w.key;
	EG_AUTO(passive_free) struct passive *p = judge(&w, &f);
	PASSES(&f, CHECK_SOD_SIGNATURE);
	assert_finding(&f, CHECK_SOD_CHAIN, VERDICT_FAIL, REASON_UNKNOWN_ISSUER, PASSIVE_NOTHING);
	assert_false(passive_trusted(p));
	assert_false(passive_has_group(p, 1));
}

static void a_signature_of_another_key_is_refused(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	EG_AUTO(crypt_ec_free) struct crypt_ec *foreign = new_key(CRYPT_P256);
	struct mint_file der = mint_certificate(&w.signer, w.key, w.ca_key);
	struct findings f;
	w.sod.certificate = mint_rd(&der);
	w.sod.key = foreign;
	EG_AUTO(passive_free) struct passive *p = judge(&w, &f);
	assert_finding(&f, CHECK_SOD_SIGNATURE, VERDICT_FAIL, REASON_SIGNATURE_WRONG,
		       PASSIVE_NOTHING);
	PASSES(&f, CHECK_SOD_CHAIN);
	assert_false(passive_trusted(p));
}

static void a_missing_certificate_leaves_no_signer(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	struct findings f;
	w.sod.key = w.key;
	w.sod.by_key_id = true;
	EG_AUTO(passive_free) struct passive *p = judge(&w, &f);
	assert_finding(&f, CHECK_SOD_SIGNER, VERDICT_FAIL, REASON_NO_SIGNER, PASSIVE_NOTHING);
	assert_int_equal(findings_verdict(&f, CHECK_SOD_SIGNATURE), VERDICT_NOT_DONE);
	assert_false(passive_trusted(p));
}

static void a_signer_named_by_key_id_is_found(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	struct findings f;
	w.sod.by_key_id = true;
	EG_AUTO(passive_free) struct passive *p = judge(&w, &f);
	PASSES(&f, CHECK_SOD_SIGNER);
	assert_true(passive_trusted(p));
}

/* Another string type, other letter case: the CA is found by its key id, and that is recorded. */
static void names_written_otherwise_are_a_recorded_deviation(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	struct findings f;
	w.signer.text_tag = 0x13;
	w.signer.issuer = "COUNTRY  ca";
	w.signer.issuer_country = "ut";
	w.signer.no_authority_id = true;
	EG_AUTO(passive_free) struct passive *p = judge(&w, &f);
	DEVIATES(&f, CHECK_SOD_CHAIN, PASSIVE_ISSUER_NAMED);
	passive_country(p, "UTO", &f);
	PASSES(&f, CHECK_SOD_COUNTRY);
}

static void plain_data_is_a_recorded_deviation_other_types_are_refused(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	struct findings f;
	w.sod.content_type = RD_TEXT("\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01");
	EG_AUTO(passive_free) struct passive *p = judge(&w, &f);
	DEVIATES(&f, CHECK_SOD_FORMAT, PASSIVE_CONTENT_TYPE);
	assert_true(passive_trusted(p));
	w.sod.content_type = RD_TEXT("\x67\x81\x08\x01\x01\x02");
	EG_AUTO(passive_free) struct passive *none = judge(&w, &f);
	assert_null(none);
	assert_int_equal(findings_verdict(&f, CHECK_SOD_FORMAT), VERDICT_FAIL);
}

static void assert_format_refused(const struct world *w)
{
	struct findings f;
	EG_AUTO(passive_free) struct passive *p = judge(w, &f);
	assert_null(p);
	assert_finding(&f, CHECK_SOD_FORMAT, VERDICT_FAIL, REASON_BAD_FORMAT, PASSIVE_NOTHING);
	assert_int_equal(findings_verdict(&f, CHECK_SOD_SIGNATURE), VERDICT_NOT_DONE);
}

static void containers_that_say_things_twice_or_not_at_all_are_refused(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	const struct mint_sod right = w.sod;
	w.sod.digest_twice = true;
	assert_format_refused(&w);
	w.sod = right;
	w.sod.two_signers = true;
	assert_format_refused(&w);
	w.sod = right;
	w.sod.no_attributes = true;
	assert_format_refused(&w);
	w.sod = right;
	w.sod.group_twice = true;
	assert_format_refused(&w);
	w.sod = right;
	w.sod.groups[1] = RD_EMPTY;
	assert_format_refused(&w);
}

static void versions_of_the_object_must_fit_its_version_info(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	struct findings f;
	w.sod.version = 1;
	assert_format_refused(&w);
	w.sod.with_version_info = true;
	EG_AUTO(passive_free) struct passive *p = judge(&w, &f);
	assert_true(passive_trusted(p));
	w.sod.version = 0;
	assert_format_refused(&w);
	w.sod.version = 2;
	assert_format_refused(&w);
}

/* A CA of one state that writes another state into its signer's certificate. */
static void the_country_is_the_cas_not_what_it_writes(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	struct findings f;
	w.signer.country = "DE";
	EG_AUTO(passive_free) struct passive *p = judge(&w, &f);
	assert_true(passive_trusted(p));
	passive_country(p, "D", &f);
	assert_finding(&f, CHECK_SOD_COUNTRY, VERDICT_FAIL, REASON_COUNTRY_DIFFERS,
		       PASSIVE_NOTHING);
	passive_country(p, "UTO", &f);
	assert_int_equal(findings_verdict(&f, CHECK_SOD_COUNTRY), VERDICT_FAIL);
}

/* Properly signed all the same: what a certificate says twice or otherwise is not believed. */
static void a_signer_that_says_two_things_is_refused(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	struct findings f;
	const struct mint_cert right = w.signer;
	w.signer.key_usage = MINT_CERTIFIES;
	w.signer.usage_twice = true;
	EG_AUTO(passive_free) struct passive *twice = judge(&w, &f);
	assert_finding(&f, CHECK_SOD_SIGNER, VERDICT_FAIL, REASON_NO_SIGNER, PASSIVE_NOTHING);
	assert_false(passive_trusted(twice));
	w.signer = right;
	w.signer.other_outside = true;
	assert_signer_refused(&w, PASSIVE_EXTENSION);
	w.signer = right;
	w.signer.odd_constraints = true;
	assert_signer_refused(&w, PASSIVE_EXTENSION);
}

/* It writes that state into the issuer's name too, and only the key id tells whose key it is. */
static void a_ca_cannot_sign_for_another_state(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	struct findings f;
	w.signer.country = "DE";
	w.signer.issuer_country = "DE";
	EG_AUTO(passive_free) struct passive *p = judge(&w, &f);
	DEVIATES(&f, CHECK_SOD_CHAIN, PASSIVE_ISSUER_NAMED);
	passive_country(p, "D", &f);
	assert_finding(&f, CHECK_SOD_COUNTRY, VERDICT_FAIL, REASON_COUNTRY_DIFFERS,
		       PASSIVE_NOTHING);
	w.signer.country = "UT";
	EG_AUTO(passive_free) struct passive *issuer = judge(&w, &f);
	passive_country(issuer, "UTO", &f);
	assert_finding(&f, CHECK_SOD_COUNTRY, VERDICT_FAIL, REASON_COUNTRY_DIFFERS,
		       PASSIVE_NOTHING);
}

/* Of two embedded certificates the named one counts; if none is named, nobody guesses. */
static void among_several_certificates_the_signer_must_be_named(void **state)
{
	(void)state;
	EG_AUTO(world_free) struct world w = new_world();
	EG_AUTO(crypt_ec_free) struct crypt_ec *other = new_key(CRYPT_P256);
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
	EG_AUTO(passive_free) struct passive *named = judge(&w, &f);
	PASSES(&f, CHECK_SOD_SIGNER);
	assert_true(passive_trusted(named));
	w.sod.key = w.ca_key;
	EG_AUTO(passive_free) struct passive *unnamed = judge(&w, &f);
	assert_finding(&f, CHECK_SOD_SIGNER, VERDICT_FAIL, REASON_NO_SIGNER, PASSIVE_NOTHING);
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
		cmocka_unit_test(names_written_otherwise_are_a_recorded_deviation),
		cmocka_unit_test(plain_data_is_a_recorded_deviation_other_types_are_refused),
		cmocka_unit_test(containers_that_say_things_twice_or_not_at_all_are_refused),
		cmocka_unit_test(versions_of_the_object_must_fit_its_version_info),
		cmocka_unit_test(the_country_is_the_cas_not_what_it_writes),
		cmocka_unit_test(a_signer_that_says_two_things_is_refused),
		cmocka_unit_test(a_ca_cannot_sign_for_another_state),
		cmocka_unit_test(among_several_certificates_the_signer_must_be_named),
		cmocka_unit_test(country_codes_of_both_standards_meet),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
