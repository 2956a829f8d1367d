/* Unit tests of pki/import: odd lists, revocation lists for former keys, what collections may do.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "import_desk.h"
#include "simulator/forge_list.h"

static void assert_result(const struct desk *d, size_t file, enum store_outcome outcome,
			  enum import_reason reason)
{
	assert_int_equal(d->report.results[file].reason, reason);
	assert_int_equal(d->report.results[file].outcome, outcome);
}

/* As the United Nations' list of 2023: PKCS#1 v1.5, DigestInfo without NULL. */
static void a_list_signed_without_null_is_taken_and_told(void **state)
{
	(void)state;
	static const struct {
		const char *alg;
		enum import_reason why;
	} cases[] = {
		{"rsa:2048:sha256:no-null", IMPORT_NONE},
		{"rsa:2048:sha256:garbage", IMPORT_SIGNATURE},
		{"rsa:2048:sha256:parameters", IMPORT_SIGNATURE},
	};
	EG_AUTO(desk_free) struct desk d;
	EG_AUTO(forge_ca_free) struct forge_ca ca;
	struct forge_alg alg;
	const struct date today = DAY(2026, 11, 1);
	const struct forge_validity validity = {DAY(2026, 1, 1), DAY(2027, 6, 1)};
	desk_open(&d);
	assert_int_equal(forge_alg_parse("ec:P-256:sha256:named", &alg), EG_OK);
	assert_int_equal(forge_ca_new(&ca, &alg, today), EG_OK);
	const struct rd one = forge_ca_certificate(&ca);
	d.anchor = one;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		EG_AUTO(forge_list_signer_free) struct forge_list_signer signer = {0};
		assert_int_equal(forge_alg_parse(cases[i].alg, &alg), EG_OK);
		assert_int_equal(
			forge_list_signer_new(&signer, &ca, &alg, &validity, FORGE_LIST_BY_SIGNER),
			EG_OK);
		const struct forge_list order = {.certificates = &one,
						 .count = 1,
						 .signer = &signer,
						 .signed_on = today,
						 .form = FORGE_SOD_BY_KEY};
		EG_AUTO(eg_free) uint8_t *bytes = malloc(forge_list_size(&order));
		assert_non_null(bytes);
		struct wr w = wr_of(bytes, forge_list_size(&order));
		assert_int_equal(forge_list(&w, &order), EG_OK);
		struct import_file file = {.bytes = wr_view(&w)};
		assert_true(import_kind_of(file.bytes, &file.kind));
		assert_int_equal(file.kind, STORE_KIND_MASTER_LIST);
		bytes_free(&d.store);
		desk_import_mixed(&d, &file, 1);
		assert_result(&d, 0, cases[i].why == IMPORT_NONE ? STORE_TAKEN : STORE_REFUSED,
			      cases[i].why);
		assert_int_equal(store_cert_count(&d.s, STORE_CSCA),
				 cases[i].why == IMPORT_NONE ? 1 : 0);
		if (cases[i].why == IMPORT_NONE) {
			struct store_source s;
			assert_true(store_source_at(&d.s, 0, &s));
			assert_true(faults_has(s.faults, FAULT_DIGEST_INFO));
		}
	}
}

/* A country CA with one of the keys, from a year on. */
static struct mint_file ca_from(const struct desk *d, const char *country, const char *issuer,
				const char *name, enum desk_key key, enum desk_key by,
				const char *from)
{
	struct mint_cert c = mint_ca_of(country);
	c.issuer = issuer;
	c.name = name;
	c.from = from;
	c.serial = (uint8_t)(20 + key);
	return mint_certificate(&c, d->key[key], d->key[by]);
}

/* Doc 9303-12, 4.1.5: the newest key signs the list for all of a country CA's keys. */
static void a_revocation_list_speaks_for_the_former_keys_of_its_ca(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d);
	const struct mint_file cas[] = {
		ca_from(&d, "UT", "Country CA", "Country CA", KEY_UT, KEY_UT, "150101000000Z"),
		ca_from(&d, "UT", "Country CA", "Country CA", KEY_UT_NEW, KEY_UT_NEW,
			"200101000000Z"),
		/* another name, which a link led away from */
		ca_from(&d, "UT", "Old Name", "Old Name", KEY_OTHER, KEY_OTHER, "100101000000Z"),
		ca_from(&d, "UT", "Old Name", "Country CA", KEY_UT_NEW, KEY_OTHER, "200101000000Z"),
		/* of that name, but of another state; of that state, but of another name */
		ca_from(&d, "DE", "Country CA", "Country CA", KEY_DE, KEY_DE, "150101000000Z"),
		ca_from(&d, "UT", "Third", "Third", KEY_FR, KEY_FR, "150101000000Z"),
	};
	d.options.take_certificates = true;
	desk_import(&d, STORE_KIND_COUNTRY_CA, cas, 6);
	assert_false(d.report.refused);
	/* the new key's list */
	struct mint_file list =
		desk_crl(&d, "UT", KEY_UT_NEW, DAY(2026, 3, 1), RD_TEXT("\x05"), RD_TEXT("\x04"));
	desk_import(&d, STORE_KIND_CRL, &list, 1);
	assert_result(&d, 0, STORE_TAKEN, IMPORT_NONE);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(desk_revoked(&d, &cas[i], RD_TEXT("\x04")), TRUST_REVOKED);
		assert_int_equal(desk_revoked(&d, &cas[i], RD_TEXT("\x05")), TRUST_NOT_REVOKED);
	}
	assert_int_equal(desk_revoked(&d, &cas[4], RD_TEXT("\x04")), TRUST_CRL_MISSING);
	assert_int_equal(desk_revoked(&d, &cas[5], RD_TEXT("\x04")), TRUST_CRL_MISSING);
	/* the former key's list says nothing of the new one's certificates */
	bytes_free(&d.store);
	desk_import(&d, STORE_KIND_COUNTRY_CA, cas, 6);
	list = desk_crl(&d, "UT", KEY_UT, DAY(2026, 3, 1), RD_TEXT("\x05"), RD_TEXT("\x04"));
	desk_import(&d, STORE_KIND_CRL, &list, 1);
	assert_int_equal(desk_revoked(&d, &cas[0], RD_TEXT("\x04")), TRUST_REVOKED);
	assert_int_equal(desk_revoked(&d, &cas[1], RD_TEXT("\x04")), TRUST_CRL_OTHER_ISSUER);
}

#define LIST_DN   "cn=list,o=ml,c=UT,dc=data"
#define CRL_DN    "cn=crl,o=crl,c=UT,dc=data"
#define SIGNER_DN "cn=one,o=dsc,c=UT,dc=data"

/* Nobody signs a collection: whoever hands it over could put anything into it. */
static void what_the_operator_vouches_for_is_never_an_entry_of_a_collection(void **state)
{
	(void)state;
	static struct desk_ldif t;
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d);
	struct mint_file root = desk_root(&d, "UT", KEY_UT);
	struct mint_file signer = desk_list_signer(&d, "UT", KEY_UT);
	const struct rd one[] = {mint_rd(&root)};
	struct mint_file list = desk_list(&d, one, 1, &signer, "260101120000Z");
	d.options.take_unanchored = true;
	d.options.take_certificates = true;
	desk_put_text(&t, "version: 1\n\n");
	desk_put_entry(&t, LIST_DN, "pkdMasterListContent", mint_rd(&list), "7");
	desk_put_entry(&t, "cn=ca,c=UT", "cACertificate;binary", mint_rd(&root), "7");
	desk_import_ldif(&d, &t, false);
	assert_int_equal(store_cert_count(&d.s, STORE_CSCA), 0);
	assert_int_equal(d.report.results[0].rejected, 2);
	desk_import(&d, STORE_KIND_MASTER_LIST, &list, 1);
	assert_result(&d, 0, STORE_TAKEN, IMPORT_NONE);
}

static void no_collection_takes_a_signed_list_away(void **state)
{
	(void)state;
	static struct desk_ldif t;
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d);
	struct mint_file root = desk_root(&d, "UT", KEY_UT);
	struct mint_file one = desk_signer(&d, "UT", 4, KEY_UT);
	struct mint_file list_signer = desk_list_signer(&d, "UT", KEY_UT);
	const struct rd listed[] = {mint_rd(&root)};
	struct mint_file list = desk_list(&d, listed, 1, &list_signer, "260101120000Z");
	struct mint_file crl =
		desk_crl(&d, "UT", KEY_UT, DAY(2026, 3, 1), RD_TEXT("\x05"), RD_TEXT("\x04"));
	d.anchor = mint_rd(&root);
	t.size = 0;
	desk_put_text(&t, "version: 1\n\n");
	desk_put_entry(&t, LIST_DN, "pkdMasterListContent", mint_rd(&list), "7");
	desk_put_entry(&t, CRL_DN, "certificateRevocationList;binary", mint_rd(&crl), "7");
	desk_put_entry(&t, SIGNER_DN, "userCertificate;binary", mint_rd(&one), "7");
	desk_import_ldif(&d, &t, false);
	assert_int_equal(d.report.results[0].rejected, 0);
	d.anchor = RD_EMPTY;
	t.size = 0;
	desk_put_text(&t, "version: 1\n\ndn: " LIST_DN "\nchangetype: delete\n\n"
			  "dn: " CRL_DN "\nchangetype: delete\n\n"
			  "dn: " SIGNER_DN "\nchangetype: delete\n\n");
	desk_import_ldif(&d, &t, false);
	assert_false(d.report.refused);
	assert_true(desk_holds(&d, &root));
	assert_int_equal(desk_revoked(&d, &root, RD_TEXT("\x04")), TRUST_REVOKED);
	assert_int_equal(store_cert_count(&d.s, STORE_DSC), 0);
	assert_int_equal(d.report.note_count, 3);
	assert_int_equal(d.report.notes[2].reason, IMPORT_REMOVED);
	assert_int_equal(d.report.notes[2].kind, STORE_KIND_SIGNER);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(d.report.notes[i].reason, IMPORT_KEPT);
	}
	assert_int_equal(d.report.notes[0].kind, STORE_KIND_MASTER_LIST);
	assert_int_equal(d.report.notes[1].kind, STORE_KIND_CRL);
	/* removals tell no version; that of the collection stays what it was */
	t.size = 0;
	desk_put_text(&t, "version: 1\n\n");
	desk_put_entry(&t, LIST_DN, "pkdMasterListContent", mint_rd(&list), "6");
	desk_import_ldif(&d, &t, false);
	assert_result(&d, 0, STORE_REFUSED, IMPORT_ROLL_BACK);
}

/* A version that nobody signed must not shut out all later ones. */
static void the_operator_can_take_an_older_collection(void **state)
{
	(void)state;
	static struct desk_ldif t;
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d);
	struct mint_file root = desk_root(&d, "UT", KEY_UT);
	struct mint_file one = desk_signer(&d, "UT", 4, KEY_UT);
	struct mint_file two = desk_signer(&d, "UT", 5, KEY_UT);
	d.options.take_certificates = true;
	desk_import(&d, STORE_KIND_COUNTRY_CA, &root, 1);
	t.size = 0;
	desk_put_text(&t, "version: 1\n\n");
	desk_put_entry(&t, SIGNER_DN, "userCertificate;binary", mint_rd(&one),
		       "99999999999999999999999");
	desk_import_ldif(&d, &t, true);
	assert_result(&d, 0, STORE_TAKEN, IMPORT_NONE);
	t.size = 0;
	desk_put_text(&t, "version: 1\n\n");
	desk_put_entry(&t, SIGNER_DN, "userCertificate;binary", mint_rd(&two), "8");
	desk_import_ldif(&d, &t, true);
	assert_result(&d, 0, STORE_REFUSED, IMPORT_ROLL_BACK);
	d.options.take_older = true;
	desk_import_ldif(&d, &t, true);
	assert_result(&d, 0, STORE_TAKEN, IMPORT_NONE);
	assert_true(store_cert_holds(&d.s, STORE_DSC, mint_rd(&two)));
	assert_false(store_cert_holds(&d.s, STORE_DSC, mint_rd(&one)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_signed_without_null_is_taken_and_told),
		cmocka_unit_test(a_revocation_list_speaks_for_the_former_keys_of_its_ca),
		cmocka_unit_test(what_the_operator_vouches_for_is_never_an_entry_of_a_collection),
		cmocka_unit_test(no_collection_takes_a_signed_list_away),
		cmocka_unit_test(the_operator_can_take_an_older_collection),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
