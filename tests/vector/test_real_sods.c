/*
 * Passive Authentication on real passports' security objects and the real German master list.
 * The files lie beside the project (they are the states'); without them this ends with 77.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "pki/cert.h"
#include "pki/cms.h"
#include "pki/passive.h"
#include "pki/sod.h"
#include "real_data.h"

#define GERMAN_LIST     "masterlists/DE_ML_2026-05-28-08-28-45.ml"
#define GERMAN_LIST_OLD "masterlists/DE_ML_2024-08-07-07-38-24.ml"
#define ITALIAN_LIST    "masterlists/IT_MasterListCSCA.ml"
#define GERMAN_ANCHOR   "masterlists/DE_ROOT_CA_CSCA07.cer"

static const struct date today = {2026, 11, 22};

/* Each SOD with what its state does differently from the standard. */
struct real_sod {
	const char *file;
	const char *state; /* as DG1 would name it */
	enum passive_detail format;
	enum passive_detail signer;
	enum passive_detail chain;
	const char *faults; /* of container, signed attributes, signature and object */
};
static const struct real_sod sods[] = {
	{"sod/at-2023.bin", "AUT", PASSIVE_NOTHING, PASSIVE_NOTHING, PASSIVE_NOTHING,
	 "algorithm-parameters"},
	{"sod/cn-2017.bin", "CHN", PASSIVE_CONTENT_TYPE, PASSIVE_NOTHING, PASSIVE_NOTHING,
	 "content-type"},
	{"sod/de-2023.bin", "D", PASSIVE_NOTHING, PASSIVE_NOTHING, PASSIVE_NOTHING,
	 "algorithm-parameters"},
	{"sod/fr-2017.bin", "FRA", PASSIVE_NOTHING, PASSIVE_NOTHING, PASSIVE_NOTHING, ""},
	{"sod/my-2022.bin", "MYS", PASSIVE_NOTHING, PASSIVE_SIGNER_NAMED, PASSIVE_NOTHING,
	 "signer-name-order"},
	{"sod/ru.bin", "RUS", PASSIVE_NOTHING, PASSIVE_NOTHING, PASSIVE_NOTHING, "hash-deprecated"},
	{"sod/sg-2022.bin", "SGP", PASSIVE_NOTHING, PASSIVE_NOTHING, PASSIVE_NOTHING, ""},
	{"sod/us-2021.bin", "USA", PASSIVE_NOTHING, PASSIVE_NOTHING, PASSIVE_NOTHING, ""},
};
#define SODS   (sizeof(sods) / sizeof(sods[0]))
#define RUSSIA 5

static struct bytes read_real(const char *name)
{
	struct bytes b = {0};
	assert_true(real_file(SOURCE_ROOT, name, &b));
	return b;
}

static struct trust *german_trust(void)
{
	EG_AUTO(bytes_free) struct bytes list = read_real(GERMAN_LIST);
	EG_AUTO(bytes_free) struct bytes anchor = read_real(GERMAN_ANCHOR);
	struct trust *t = NULL;
	assert_int_equal(trust_new(&t), EG_OK);
	assert_int_equal(trust_add_master_list(t, bytes_rd(&list), bytes_rd(&anchor)), EG_OK);
	return t;
}

static double cpu_ms(void)
{
	struct timespec now;
	assert_int_equal(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now), 0);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void the_german_list_holds_588_certificates_under_its_anchor(void **state)
{
	(void)state;
	double start = cpu_ms();
	EG_AUTO(trust_free) struct trust *t = german_trust();
	print_message("588 certificates imported in %.1f ms of CPU\n", cpu_ms() - start);
	assert_int_equal(trust_count(t), 588);
	assert_int_equal(trust_unreadable(t), 0);
}

static void a_list_of_another_signer_is_refused_and_adds_nothing(void **state)
{
	(void)state;
	EG_AUTO(trust_free) struct trust *t = NULL;
	EG_AUTO(bytes_free) struct bytes anchor = read_real(GERMAN_ANCHOR);
	EG_AUTO(bytes_free) struct bytes italian = read_real(ITALIAN_LIST);
	EG_AUTO(bytes_free) struct bytes old = read_real(GERMAN_LIST_OLD);
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
	EG_AUTO(trust_free) struct trust *t = german_trust();
	EG_AUTO(bytes_free) struct bytes italian = read_real(ITALIAN_LIST);
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
	EG_AUTO(bytes_free) struct bytes list = read_real(GERMAN_LIST);
	assert_int_equal(trust_new(&t), EG_OK);
	/* The content lies between the headers in front and the signer's data behind. */
	for (size_t i = 100; i < list.size - 4096; i += list.size / 40) {
		list.data[i] ^= 0x01;
		assert_int_not_equal(trust_add_master_list(t, bytes_rd(&list), RD_EMPTY), EG_OK);
		list.data[i] ^= 0x01;
	}
	assert_int_equal(trust_count(t), 0);
}

static void assert_pass(const struct findings *f, enum check c, enum passive_detail detail)
{
	assert_string_equal(verdict_name(f->of[c].verdict), "pass");
	assert_int_equal(f->of[c].detail, detail);
	assert_int_equal(f->of[c].reason,
			 detail == PASSIVE_NOTHING ? REASON_NONE : REASON_DEVIATION);
}

static void all_eight_real_sods_verify_to_the_german_list(void **state)
{
	(void)state;
	EG_AUTO(trust_free) struct trust *t = german_trust();
	for (size_t i = 0; i < SODS; i++) {
		EG_AUTO(bytes_free) struct bytes sod = read_real(sods[i].file);
		EG_AUTO(passive_free) struct passive *p = NULL;
		struct findings f = findings_none();
		double start = cpu_ms();
		assert_int_equal(passive_open(t, bytes_rd(&sod), today, &f, &p), EG_OK);
		print_message("%s: %.2f ms of CPU, period: %s\n", sods[i].file, cpu_ms() - start,
			      reason_text(f.of[CHECK_SOD_VALIDITY].reason));
		assert_pass(&f, CHECK_SOD_FORMAT, sods[i].format);
		assert_pass(&f, CHECK_SOD_SIGNER, sods[i].signer);
		assert_pass(&f, CHECK_SOD_SIGNATURE, PASSIVE_NOTHING);
		assert_pass(&f, CHECK_SOD_CHAIN, sods[i].chain);
		assert_int_equal(findings_verdict(&f, CHECK_SOD_REVOCATION), VERDICT_CANNOT_TELL);
		assert_true(passive_trusted(p));
		passive_country(p, sods[i].state, &f);
		assert_int_equal(findings_verdict(&f, CHECK_SOD_COUNTRY), VERDICT_PASS);
		passive_country(p, "UTO", &f);
		assert_int_equal(findings_verdict(&f, CHECK_SOD_COUNTRY), VERDICT_FAIL);
		/* The files of these people are not here; nothing else may fit. */
		assert_int_equal(passive_group(p, 1, RD_TEXT("other"), &f), VERDICT_FAIL);
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
	for (size_t i = 0; i < SODS; i++) {
		EG_AUTO(bytes_free) struct bytes file = read_real(sods[i].file);
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
		assert_string_equal(words, sods[i].faults);
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
	for (size_t i = 0; i < SODS; i++) {
		EG_AUTO(bytes_free) struct bytes sod = read_real(sods[i].file);
		EG_AUTO(passive_free) struct passive *p = NULL;
		struct findings f = findings_none();
		assert_int_equal(passive_open(t, bytes_rd(&sod), today, &f, &p), EG_OK);
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
	EG_AUTO(trust_free) struct trust *t = german_trust();
	EG_AUTO(bytes_free) struct bytes file = read_real("reference-mustermann/EF_SOD.bin");
	EG_AUTO(passive_free) struct passive *p = NULL;
	struct findings f = findings_none();
	struct sod sod;
	size_t compared = 0;
	assert_int_equal(passive_open(t, bytes_rd(&file), today, &f, &p), EG_OK);
	assert_pass(&f, CHECK_SOD_SIGNATURE, PASSIVE_NOTHING);
	assert_int_equal(findings_verdict(&f, CHECK_SOD_CHAIN), VERDICT_FAIL);
	EG_AUTO(bytes_free) struct bytes rewritten = {0};
	assert_int_equal(sod_parse(bytes_rd(&file), &rewritten, &sod), EG_OK);
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		EG_AUTO(bytes_free) struct bytes group = read_real(groups[i].file);
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

/*
 * A store with the CA that issued this document's signer and one other CA of the same country, so
 * that a mutation costs few signature checks.
 */
static struct trust *small_trust(struct rd file)
{
	EG_AUTO(trust_free) struct trust *all = german_trust();
	EG_AUTO(bytes_free) struct bytes list_file = read_real(GERMAN_LIST);
	struct trust *t = NULL;
	struct sod sod;
	struct cms cms;
	struct cert c;
	struct cert issuer;
	struct rd list;
	struct rd skipped;
	struct rd certificates;
	struct rd der;
	EG_AUTO(bytes_free) struct bytes rewritten = {0};
	assert_int_equal(sod_parse(file, &rewritten, &sod), EG_OK);
	assert_true(cms_next_certificate(&sod.cms.certificates, &der));
	assert_int_equal(cert_parse(der, &c), EG_OK);
	assert_int_equal(trust_find_issuer(all, &c, today, &issuer), EG_OK);
	assert_int_equal(trust_new(&t), EG_OK);
	assert_int_equal(trust_add_certificate(t, issuer.whole), EG_OK);
	assert_int_equal(cms_parse(bytes_rd(&list_file), &cms), EG_OK);
	assert_true(rd_expect(&cms.content, 0x30, &list));
	assert_true(rd_expect(&list, 0x02, &skipped));
	assert_true(rd_expect(&list, 0x31, &certificates));
	while (trust_count(t) < 2 && cms_next_certificate(&certificates, &der)) {
		assert_int_equal(cert_parse(der, &c), EG_OK);
		if (strcmp(c.country, issuer.country) == 0) {
			assert_int_equal(trust_add_certificate(t, der), EG_OK);
		}
	}
	return t;
}

#define PARTS_MAX 8
struct part {
	size_t from;
	size_t to; /* after the last byte */
};

/*
 * What the two signatures of an EF.SOD cover, with the signatures themselves (the first five):
 *
 *   eContent - signed attributes - SignerInfo.signature - signer's tbsCertificate - its signature
 *
 * Not covered is the CMS wrapper. Most of it is compared with something signed (eContentType, the
 * certificate's outer algorithm) or decides how the signature is checked (digest and signature
 * algorithm), so that a change fails too. Only three things may change unnoticed, because nothing
 * is believed from them: the SignedData version (1 or 3), the list of digest algorithms in front,
 * and the name of the signer, since the sole embedded certificate is tried anyway (Malaysia).
 */
#define SIGNED_PARTS 5
static void parts_of(struct rd file, struct part parts[PARTS_MAX])
{
	struct sod s;
	struct cert c;
	struct rd der;
	EG_AUTO(bytes_free) struct bytes rewritten = {0};
	assert_int_equal(sod_parse(file, &rewritten, &s), EG_OK);
	const struct cms_signer *signer = &s.cms.signers[0];
	struct rd certificates = s.cms.certificates;
	assert_true(cms_next_certificate(&certificates, &der));
	assert_int_equal(cert_parse(der, &c), EG_OK);
	const struct rd covered[PARTS_MAX] = {
		s.cms.content, signer->attributes, signer->signature, c.tbs,
		c.signature,   signer->issuer,     signer->serial,    RD_EMPTY,
	};
	for (size_t i = 0; i < PARTS_MAX - 1; i++) {
		assert_true(covered[i].left > 0);
		parts[i].from = (size_t)(covered[i].at - file.at);
		parts[i].to = parts[i].from + covered[i].left;
	}
	/* Version and digest algorithms: what stands before the content type. */
	parts[PARTS_MAX - 1] = (struct part){0, (size_t)(s.cms.content_type.at - file.at) - 4};
}

/* Number of the part that holds a byte, PARTS_MAX if none does. */
static size_t part_at(const struct part parts[PARTS_MAX], size_t at)
{
	for (size_t i = 0; i < PARTS_MAX; i++) {
		if (at >= parts[i].from && at < parts[i].to) {
			return i;
		}
	}
	return PARTS_MAX;
}

/* True if a document with this SOD would be believed. */
static bool believed(const struct trust *t, struct rd sod)
{
	EG_AUTO(passive_free) struct passive *p = NULL;
	struct findings f = findings_none();
	if (passive_open(t, sod, today, &f, &p) != EG_OK) {
		assert_int_equal(findings_verdict(&f, CHECK_SOD_FORMAT), VERDICT_FAIL);
		assert_null(p);
		return false;
	}
	bool both = findings_verdict(&f, CHECK_SOD_SIGNATURE) == VERDICT_PASS &&
		    findings_verdict(&f, CHECK_SOD_CHAIN) == VERDICT_PASS;
	assert_false(passive_trusted(p) && !both);
	return passive_trusted(p);
}

/* Mutates each byte of one SOD; counts what was tried, and what unsigned changes passed. */
static void mutate(const struct real_sod *s, uint8_t flip, size_t *tried, size_t *unsigned_passed)
{
	EG_AUTO(bytes_free) struct bytes sod = read_real(s->file);
	EG_AUTO(trust_free) struct trust *t = small_trust(bytes_rd(&sod));
	struct part parts[PARTS_MAX];
	parts_of(bytes_rd(&sod), parts);
	assert_true(believed(t, bytes_rd(&sod)));
	for (size_t i = 0; i < sod.size; i++) {
		sod.data[i] ^= flip;
		bool passed = believed(t, bytes_rd(&sod));
		sod.data[i] ^= flip;
		size_t part = part_at(parts, i);
		if (passed && (part < SIGNED_PARTS || part == PARTS_MAX)) {
			print_message("%s: byte %zu ^ %02X passes\n", s->file, i, flip);
			fail();
		}
		*tried += part < SIGNED_PARTS ? 1 : 0;
		*unsigned_passed += passed ? 1 : 0;
	}
}

static void mutate_all(uint8_t flip)
{
	size_t tried = 0;
	size_t unsigned_passed = 0;
	for (size_t i = 0; i < SODS; i++) {
		mutate(&sods[i], flip, &tried, &unsigned_passed);
	}
	print_message("xor %02X: %zu signed bytes changed, none believed; "
		      "%zu changes of the wrapper made no difference\n",
		      flip, tried, unsigned_passed);
	assert_true(tried > 10000);
}

static void no_changed_low_bit_of_a_signed_byte_is_believed(void **state)
{
	(void)state;
	mutate_all(0x01);
}

static void no_changed_high_bit_of_a_signed_byte_is_believed(void **state)
{
	(void)state;
	mutate_all(0x80);
}

/* Every shorter file is refused, and none is read past its end (run with the sanitizers). */
static void no_truncated_sod_is_believed(void **state)
{
	(void)state;
	EG_AUTO(bytes_free) struct bytes sod = read_real("sod/fr-2017.bin");
	EG_AUTO(trust_free) struct trust *t = small_trust(bytes_rd(&sod));
	for (size_t size = 0; size < sod.size; size++) {
		assert_false(believed(t, rd_of(sod.data, size)));
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_german_list_holds_588_certificates_under_its_anchor),
		cmocka_unit_test(a_list_of_another_signer_is_refused_and_adds_nothing),
		cmocka_unit_test(lists_of_two_states_merge_without_duplicates),
		cmocka_unit_test(a_list_changed_anywhere_in_a_sample_is_refused),
		cmocka_unit_test(all_eight_real_sods_verify_to_the_german_list),
		cmocka_unit_test(the_decoders_note_exactly_the_known_faults),
		cmocka_unit_test(a_real_sod_without_its_country_ca_proves_nothing),
		cmocka_unit_test(the_reference_document_hashes_as_its_sod_says),
		cmocka_unit_test(no_truncated_sod_is_believed),
	};
	const struct CMUnitTest low[] = {
		cmocka_unit_test(no_changed_low_bit_of_a_signed_byte_is_believed),
	};
	const struct CMUnitTest high[] = {
		cmocka_unit_test(no_changed_high_bit_of_a_signed_byte_is_believed),
	};
	EG_AUTO(bytes_free) struct bytes probe = {0};
	if (!real_file(SOURCE_ROOT, GERMAN_LIST, &probe)) {
		printf("skipped: no real documents in %s\n", SOURCE_ROOT REAL_DATA);
		return 77;
	}
	const char *which = argc > 1 ? argv[1] : "";
	if (strcmp(which, "low") == 0) {
		return cmocka_run_group_tests(low, NULL, NULL);
	}
	if (strcmp(which, "high") == 0) {
		return cmocka_run_group_tests(high, NULL, NULL);
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
