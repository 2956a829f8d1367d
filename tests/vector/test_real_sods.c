/*
 * Passive Authentication on real passports' security objects and the real German master list.
 * The files lie beside the project (they are the states'); without them this ends with 77.
 */
#include "real_sods.h"

#include "pki/cms.h"
#include "pki/sod.h"

static const struct date today = {2026, 11, 22};
#define RUSSIA 5

static void the_german_list_holds_588_certificates_under_its_anchor(void **state)
{
	(void)state;
	double start = real_sod_cpu_ms();
	EG_AUTO(trust_free) struct trust *t = real_sod_german_trust();
	print_message("588 certificates imported in %.1f ms of CPU\n", real_sod_cpu_ms() - start);
	assert_int_equal(trust_count(t), 588);
	assert_int_equal(trust_unreadable(t), 0);
}

static void a_list_of_another_signer_is_refused_and_adds_nothing(void **state)
{
	(void)state;
	EG_AUTO(trust_free) struct trust *t = NULL;
	EG_AUTO(bytes_free) struct bytes anchor = real_sod_read(GERMAN_ANCHOR);
	EG_AUTO(bytes_free) struct bytes italian = real_sod_read(ITALIAN_LIST);
	EG_AUTO(bytes_free) struct bytes old = real_sod_read(GERMAN_LIST_OLD);
	assert_int_equal(trust_new(&t), EG_OK);
	assert_int_not_equal(trust_add_master_list(t, bytes_rd(&italian), bytes_rd(&anchor)),
			     EG_OK);
	/* Signed before this anchor was made. */
	assert_int_not_equal(trust_add_master_list(t, bytes_rd(&old), bytes_rd(&anchor)), EG_OK);
	assert_int_equal(trust_count(t), 0);
}

static void lists_of_two_states_merge_without_duplicates(void **state)
{
	(void)state;
	EG_AUTO(trust_free) struct trust *t = real_sod_german_trust();
	EG_AUTO(bytes_free) struct bytes italian = real_sod_read(ITALIAN_LIST);
	assert_int_equal(trust_add_master_list(t, bytes_rd(&italian), RD_EMPTY), EG_OK);
	size_t both = trust_count(t);
	assert_in_range(both, 588, 588 + 333 - 1);
	assert_int_equal(trust_add_master_list(t, bytes_rd(&italian), RD_EMPTY), EG_OK);
	assert_int_equal(trust_count(t), both);
}

static void a_list_changed_anywhere_in_a_sample_is_refused(void **state)
{
	(void)state;
	EG_AUTO(trust_free) struct trust *t = NULL;
	EG_AUTO(bytes_free) struct bytes list = real_sod_read(GERMAN_LIST);
	assert_int_equal(trust_new(&t), EG_OK);
	/* The content lies between the headers in front and the signer's data behind. */
	for (size_t i = 100; i < list.size - 4096; i += list.size / 40) {
		list.data[i] ^= 0x01;
		assert_int_not_equal(trust_add_master_list(t, bytes_rd(&list), RD_EMPTY), EG_OK);
		list.data[i] ^= 0x01;
	}
	assert_int_equal(trust_count(t), 0);
}

static struct passive *judge(const struct trust *t, const struct passive_profile *profile,
			     struct rd file, struct findings *f)
{
	const struct passive_input in = {.trust = t, .profile = profile, .today = today};
	struct passive *p = NULL;
	*f = findings_none();
	assert_int_equal(passive_open(&in, file, f, &p), EG_OK);
	assert_non_null(p);
	return p;
}

static bool one_of(enum passive_fault f, const char *words)
{
	const char *at = strstr(words, fault_word(f));
	return at != NULL && (at == words || at[-1] == ' ');
}

/* Of these states' signers and CAs some have run out by now; that is told, and nothing else. */
static void assert_only(struct faults found, const char *words)
{
	static const enum passive_fault of_today[] = {FAULT_SIGNER_EXPIRED, FAULT_ISSUER_EXPIRED};
	for (size_t i = 0; i < sizeof(of_today) / sizeof(of_today[0]); i++) {
		struct faults one = {0};
		faults_add(&one, of_today[i]);
		found = faults_without(found, one);
	}
	for (unsigned f = 0; f < FAULT_COUNT; f++) {
		bool known = one_of((enum passive_fault)f, words) || f == FAULT_CRL_MISSING;
		if (faults_has(found, (enum passive_fault)f) != known) {
			print_message("%s\n", fault_word((enum passive_fault)f));
			fail();
		}
	}
}

/* The steps that make up whether the document is believed, but for today's date. */
static void assert_steps(const struct passive_report *r, bool field, const char *words)
{
	for (unsigned s = 0; s <= PASSIVE_STEP_COUNTRY; s++) {
		enum passive_fault f = FAULT_NONE;
		for (unsigned n = 0; n < FAULT_COUNT && f == FAULT_NONE; n++) {
			bool of_step = fault_step((enum passive_fault)n) == (enum passive_step)s;
			if (of_step && one_of((enum passive_fault)n, words) &&
			    (field || n != FAULT_HASH_DEPRECATED)) {
				f = (enum passive_fault)n;
			}
		}
		if (s == PASSIVE_STEP_VALIDITY || s == PASSIVE_STEP_REVOCATION) {
			continue;
		}
		assert_int_equal(r->of[s].status, f == FAULT_NONE || field
							  ? PASSIVE_STATUS_SUCCESSFUL
							  : PASSIVE_STATUS_FAILED);
		assert_int_equal(r->of[s].before, r->of[s].status);
	}
	assert_int_equal(r->of[PASSIVE_STEP_REVOCATION].status,
			 field ? PASSIVE_STATUS_SUCCESSFUL : PASSIVE_STATUS_UNDETERMINED);
}

static void all_eight_real_sods_verify_to_the_german_list(void **state)
{
	(void)state;
	EG_AUTO(trust_free) struct trust *t = real_sod_german_trust();
	const struct passive_profile field = passive_profile_field();
	for (size_t i = 0; i < REAL_SODS; i++) {
		EG_AUTO(bytes_free) struct bytes sod = real_sod_read(real_sods[i].file);
		struct findings f;
		double start = real_sod_cpu_ms();
		EG_AUTO(passive_free) struct passive *p = judge(t, &field, bytes_rd(&sod), &f);
		print_message("%s: %.2f ms of CPU, period: %s\n", real_sods[i].file,
			      real_sod_cpu_ms() - start,
			      reason_text(f.of[CHECK_SOD_VALIDITY].reason));
		assert_true(passive_trusted(p));
		passive_holder(p, real_sods[i].state, "P", &f);
		assert_int_equal(findings_verdict(&f, CHECK_SOD_COUNTRY), VERDICT_PASS);
		struct passive_report r = passive_report(p);
		assert_steps(&r, true, real_sods[i].faults);
		assert_only(r.found, real_sods[i].faults);
		assert_int_equal(r.trust, PASSIVE_TRUSTED);
		assert_int_equal(f.of[CHECK_SOD_REVOCATION].reason, REASON_NO_REVOCATION_LIST);
		/* The files of these people are not here; nothing else may fit. */
		assert_int_equal(passive_group(p, 1, RD_TEXT("other"), &f), VERDICT_FAIL);
		EG_AUTO(passive_free) struct passive *other = judge(t, &field, bytes_rd(&sod), &f);
		passive_holder(other, "UTO", "P", &f);
		assert_int_equal(findings_verdict(&f, CHECK_SOD_COUNTRY), VERDICT_FAIL);
	}
}

/* What a state does differently fails exactly its step, and then no hash counts. */
static void the_strict_profile_refuses_exactly_the_deviations(void **state)
{
	(void)state;
	EG_AUTO(trust_free) struct trust *t = real_sod_german_trust();
	const struct passive_profile strict = passive_profile_strict();
	for (size_t i = 0; i < REAL_SODS; i++) {
		EG_AUTO(bytes_free) struct bytes sod = real_sod_read(real_sods[i].file);
		struct findings f;
		EG_AUTO(passive_free) struct passive *p = judge(t, &strict, bytes_rd(&sod), &f);
		bool clean = real_sods[i].faults[0] == '\0' || i == RUSSIA;
		assert_int_equal(passive_trusted(p), clean);
		if (clean) {
			passive_holder(p, real_sods[i].state, "P", &f);
		}
		struct passive_report r = passive_report(p);
		if (clean) {
			assert_steps(&r, false, real_sods[i].faults);
		}
		assert_only(r.found, real_sods[i].faults);
	}
}

static void add_words(struct faults found, char *out, size_t size)
{
	size_t used = 0;
	out[0] = '\0';
	for (unsigned i = 0; i < FAULT_COUNT; i++) {
		if (faults_has(found, (enum passive_fault)i)) {
			int more = snprintf(out + used, size - used, "%s%s", used > 0 ? " " : "",
					    fault_word((enum passive_fault)i));
			assert_in_range(more, 1, size - used - 1);
			used += (size_t)more;
		}
	}
}

/* What container, signature and object of each state have wrong, and nothing else. */
static void the_decoders_note_exactly_the_known_faults(void **state)
{
	(void)state;
	for (size_t i = 0; i < REAL_SODS; i++) {
		EG_AUTO(bytes_free) struct bytes file = real_sod_read(real_sods[i].file);
		EG_AUTO(bytes_free) struct bytes rewritten = {0};
		EG_AUTO(crypt_pub_free) struct crypt_pub *key = NULL;
		struct sod s;
		struct cert c;
		struct rd der;
		char words[256];
		assert_int_equal(sod_parse(bytes_rd(&file), &rewritten, &s), EG_OK);
		struct faults found = s.faults;
		const struct cms_signer *signer = &s.cms.signers[0];
		faults_join(&found, signer->faults);
		assert_true(cms_next_certificate(&s.cms.certificates, &der));
		assert_int_equal(cert_parse(der, &c), EG_OK);
		assert_int_equal(cert_key(&c, &key), EG_OK);
		assert_int_equal(cms_verify(&s.cms, signer, key, &found), EG_OK);
		if (cms_names(signer, &c) == CMS_NAMES_IN_OTHER_ORDER) {
			faults_add(&found, FAULT_SIGNER_NAME_ORDER);
		}
		add_words(found, words, sizeof(words));
		assert_string_equal(words, real_sods[i].faults);
		/* Every one of these signers is as Doc 9303-12 has it; one is itself signed with
		 * SHA-1. */
		struct faults own = {0};
		cert_profile(&c, CERT_DOCUMENT_SIGNER, &own);
		assert_true(faults_empty(own));
		add_words(cert_algorithm_faults(&c), words, sizeof(words));
		assert_string_equal(words, i == RUSSIA ? "hash-deprecated" : "");
	}
}

static void a_real_sod_without_its_country_ca_proves_nothing(void **state)
{
	(void)state;
	EG_AUTO(trust_free) struct trust *t = NULL;
	assert_int_equal(trust_new(&t), EG_OK);
	const struct passive_profile field = passive_profile_field();
	for (size_t i = 0; i < REAL_SODS; i++) {
		EG_AUTO(bytes_free) struct bytes sod = real_sod_read(real_sods[i].file);
		struct findings f;
		EG_AUTO(passive_free) struct passive *p = judge(t, &field, bytes_rd(&sod), &f);
		assert_int_equal(f.of[CHECK_SOD_CHAIN].verdict, VERDICT_FAIL);
		assert_int_equal(f.of[CHECK_SOD_CHAIN].reason, REASON_UNKNOWN_ISSUER);
		assert_false(passive_trusted(p));
		assert_false(passive_has_group(p, 1));
		assert_int_equal(passive_group(p, 1, RD_TEXT("x"), &f), VERDICT_CANNOT_TELL);
	}
}

/* BSI TR-03105-5 reference data: the CSCA is not published, so hashes are compared directly. */
static void the_reference_document_hashes_as_its_sod_says(void **state)
{
	(void)state;
	static const struct {
		unsigned group;
		const char *file;
	} groups[] = {
		{1, "reference-mustermann/Datagroup1.bin"},
		{2, "reference-mustermann/Datagroup2.bin"},
		{3, "reference-mustermann/Datagroup3.bin"},
		{4, "reference-mustermann/Datagroup4.bin"},
		{14, "reference-mustermann/Datagroup14.bin"},
		{15, "reference-mustermann/Datagroup15.bin"},
	};
	EG_AUTO(trust_free) struct trust *t = real_sod_german_trust();
	EG_AUTO(bytes_free) struct bytes file = real_sod_read("reference-mustermann/EF_SOD.bin");
	const struct passive_profile field = passive_profile_field();
	struct findings f;
	EG_AUTO(passive_free) struct passive *p = judge(t, &field, bytes_rd(&file), &f);
	struct sod sod;
	size_t compared = 0;
	assert_int_equal(findings_verdict(&f, CHECK_SOD_SIGNATURE), VERDICT_PASS);
	assert_int_equal(findings_verdict(&f, CHECK_SOD_CHAIN), VERDICT_FAIL);
	EG_AUTO(bytes_free) struct bytes rewritten = {0};
	assert_int_equal(sod_parse(bytes_rd(&file), &rewritten, &sod), EG_OK);
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		EG_AUTO(bytes_free) struct bytes group = real_sod_read(groups[i].file);
		uint8_t digest[CRYPT_HASH_MAX];
		if ((sod.groups & 1u << groups[i].group) == 0) {
			continue;
		}
		assert_int_equal(crypt_hash(sod.hash, bytes_rd(&group), digest), EG_OK);
		assert_true(rd_equal(sod.group_hash[groups[i].group],
				     rd_of(digest, crypt_hash_size(sod.hash))));
		compared++;
	}
	assert_int_equal(compared, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_german_list_holds_588_certificates_under_its_anchor),
		cmocka_unit_test(a_list_of_another_signer_is_refused_and_adds_nothing),
		cmocka_unit_test(lists_of_two_states_merge_without_duplicates),
		cmocka_unit_test(a_list_changed_anywhere_in_a_sample_is_refused),
		cmocka_unit_test(all_eight_real_sods_verify_to_the_german_list),
		cmocka_unit_test(the_strict_profile_refuses_exactly_the_deviations),
		cmocka_unit_test(the_decoders_note_exactly_the_known_faults),
		cmocka_unit_test(a_real_sod_without_its_country_ca_proves_nothing),
		cmocka_unit_test(the_reference_document_hashes_as_its_sod_says),
	};
	EG_AUTO(bytes_free) struct bytes probe = {0};
	if (!real_file(SOURCE_ROOT, GERMAN_LIST, &probe)) {
		printf("skipped: no real documents in %s\n", SOURCE_ROOT REAL_DATA);
		return 77;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
