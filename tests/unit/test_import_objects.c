/* Unit tests of pki/import: single certificates, revocation lists, collections, lists of defects.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "import_desk.h"
#include "pki/defect_list.h"
#include "pki/deviation_list.h"
#include "pki/known_signed.h"
#include "simulator/forge.h"
#include "simulator/forge_known.h"

static void assert_result(const struct desk *d, size_t file, enum store_outcome outcome,
			  enum import_reason reason)
{
	assert_int_equal(d->report.results[file].outcome, outcome);
	assert_int_equal(d->report.results[file].reason, reason);
}

/* UT's country CA in the store, vouched for by the operator. */
static struct mint_file import_root(struct desk *d, const char *country, enum desk_key key)
{
	struct mint_file root = desk_root(d, country, key);
	d->options.take_certificates = true;
	desk_import(d, STORE_KIND_COUNTRY_CA, &root, 1);
	d->options.take_certificates = false;
	assert_result(d, 0, STORE_TAKEN, IMPORT_NONE);
	assert_int_equal(d->report.results[0].source.marks, STORE_MARK_OPERATOR);
	assert_true(desk_holds(d, &root));
	return root;
}

static void a_country_ca_nobody_vouches_for_is_refused(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d);
	struct mint_file root = desk_root(&d, "UT", KEY_UT);
	desk_import(&d, STORE_KIND_COUNTRY_CA, &root, 1);
	assert_result(&d, 0, STORE_REFUSED, IMPORT_NOT_ADMITTED);
	assert_string_equal(d.report.notes[0].country, "UT");
	assert_int_equal(store_cert_count(&d.s, STORE_CSCA), 0);
	d.anchor = mint_rd(&root);
	desk_import(&d, STORE_KIND_COUNTRY_CA, &root, 1);
	assert_result(&d, 0, STORE_TAKEN, IMPORT_NONE);
	assert_int_equal(d.report.results[0].source.marks, STORE_MARK_ANCHOR);
	desk_import(&d, STORE_KIND_COUNTRY_CA, &root, 1);
	assert_result(&d, 0, STORE_SAME, IMPORT_NONE);
}

static void a_link_leads_to_the_new_country_ca_in_any_order(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	struct import_census c;
	desk_open(&d);
	(void)import_root(&d, "UT", KEY_UT);
	const struct mint_file both[] = {
		desk_ca(&d, "UT", "New CA", "New CA", KEY_UT_NEW, KEY_UT_NEW),
		desk_ca(&d, "UT", "Country CA", "New CA", KEY_UT_NEW, KEY_UT),
	};
	desk_import(&d, STORE_KIND_COUNTRY_CA, both, 2);
	for (size_t i = 0; i < 2; i++) {
		assert_result(&d, i, STORE_TAKEN, IMPORT_NONE);
		assert_int_equal(d.report.results[i].source.marks, STORE_MARK_LINK);
		assert_true(desk_holds(&d, &both[i]));
	}
	assert_int_equal(import_census(&d.s, &c), EG_OK);
	assert_int_equal(c.self_signed, 2);
	assert_int_equal(c.link_other_name, 1);
}

static void what_only_looks_like_a_link_leads_nowhere(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d);
	(void)import_root(&d, "UT", KEY_UT);
	const struct mint_file pairs[][2] = {
		/* under the listed name, signed by another key */
		{desk_ca(&d, "UT", "Country CA", "New CA", KEY_UT_NEW, KEY_OTHER),
		 desk_ca(&d, "UT", "New CA", "New CA", KEY_UT_NEW, KEY_UT_NEW)},
		/* UT's key gives another state's country CA a link */
		{desk_ca(&d, "FR", "Country CA", "Country CA", KEY_FR, KEY_UT),
		 desk_root(&d, "FR", KEY_FR)},
	};
	for (size_t i = 0; i < 2; i++) {
		desk_import(&d, STORE_KIND_COUNTRY_CA, pairs[i], 2);
		assert_result(&d, 0, STORE_REFUSED, IMPORT_NOT_ADMITTED);
		assert_result(&d, 1, STORE_REFUSED, IMPORT_NOT_ADMITTED);
		assert_int_equal(store_cert_count(&d.s, STORE_CSCA), 1);
	}
	/* a link leads to its own key only */
	const struct mint_file link = desk_ca(&d, "UT", "Country CA", "New CA", KEY_UT_NEW, KEY_UT);
	const struct mint_file other = desk_ca(&d, "UT", "New CA", "New CA", KEY_OTHER, KEY_OTHER);
	desk_import(&d, STORE_KIND_COUNTRY_CA, &link, 1);
	assert_result(&d, 0, STORE_TAKEN, IMPORT_NONE);
	desk_import(&d, STORE_KIND_COUNTRY_CA, &other, 1);
	assert_result(&d, 0, STORE_REFUSED, IMPORT_NOT_ADMITTED);
}

/* Another certificate of UT's key and name, with other last days and signed by some key. */
static struct mint_file again(const struct desk *d, enum desk_key by, const char *to)
{
	struct mint_cert c = mint_ca_of("UT");
	c.issuer = "Country CA";
	c.name = "Country CA";
	c.serial = 77;
	c.to = to;
	return mint_certificate(&c, d->key[KEY_UT], d->key[by]);
}

static void a_listed_key_leads_only_to_what_that_key_signed(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d);
	(void)import_root(&d, "UT", KEY_UT);
	/* name and key are known to everybody: they prove nothing */
	const struct mint_file forged = again(&d, KEY_OTHER, "491231235959Z");
	const struct mint_file renewed = again(&d, KEY_UT, "491231235959Z");
	desk_import(&d, STORE_KIND_COUNTRY_CA, &forged, 1);
	assert_result(&d, 0, STORE_REFUSED, IMPORT_NOT_ADMITTED);
	desk_import(&d, STORE_KIND_COUNTRY_CA, &renewed, 1);
	assert_result(&d, 0, STORE_TAKEN, IMPORT_NONE);
}

static void an_expired_country_ca_leads_to_no_other(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d);
	struct mint_file old = again(&d, KEY_UT, "251231235959Z");
	const struct mint_file led_to[] = {
		again(&d, KEY_UT, "491231235959Z"),
		desk_ca(&d, "UT", "Country CA", "New CA", KEY_UT_NEW, KEY_UT),
	};
	d.anchor = mint_rd(&old);
	desk_import(&d, STORE_KIND_COUNTRY_CA, &old, 1);
	assert_result(&d, 0, STORE_TAKEN, IMPORT_NONE);
	d.anchor = RD_EMPTY;
	for (size_t i = 0; i < 2; i++) {
		desk_import(&d, STORE_KIND_COUNTRY_CA, &led_to[i], 1);
		assert_result(&d, 0, STORE_REFUSED, IMPORT_NOT_ADMITTED);
	}
}

static void a_listed_end_entity_leads_to_no_country_ca(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d);
	struct mint_file root = desk_root(&d, "UT", KEY_UT);
	struct mint_cert plain = mint_signer_of("UT");
	plain.name = "Country CA";
	struct mint_file end = mint_certificate(&plain, d.key[KEY_OTHER], d.key[KEY_UT]);
	struct mint_file signer = desk_list_signer(&d, "UT", KEY_UT);
	const struct rd certificates[] = {mint_rd(&root), mint_rd(&end)};
	struct mint_file list = desk_list(&d, certificates, 2, &signer, "260101120000Z");
	struct mint_file twin = desk_root(&d, "UT", KEY_OTHER);
	d.anchor = mint_rd(&root);
	desk_import(&d, STORE_KIND_MASTER_LIST, &list, 1);
	assert_result(&d, 0, STORE_TAKEN, IMPORT_NONE);
	assert_true(desk_holds(&d, &end));
	d.anchor = RD_EMPTY;
	desk_import(&d, STORE_KIND_COUNTRY_CA, &twin, 1);
	assert_result(&d, 0, STORE_REFUSED, IMPORT_NOT_ADMITTED);
}

static void document_signers_need_a_listed_key(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	EG_AUTO(trust_free) struct trust *t = NULL;
	struct store_cert stored;
	struct trust_cursor at = {0};
	struct cert c;
	struct cert found;
	desk_open(&d);
	(void)import_root(&d, "UT", KEY_OTHER); /* of the same name */
	struct mint_file root = import_root(&d, "UT", KEY_UT);
	struct mint_cert plain = mint_signer_of("UT");
	plain.no_authority_id = true;
	struct mint_file signer = mint_certificate(&plain, d.key[KEY_SIGNER], d.key[KEY_UT]);
	struct mint_file stranger = desk_signer(&d, "UT", 5, KEY_FR);
	desk_import(&d, STORE_KIND_SIGNER, &signer, 1);
	assert_result(&d, 0, STORE_TAKEN, IMPORT_NONE);
	assert_true(store_cert_at(&d.s, STORE_DSC, 0, &stored));
	assert_int_equal(stored.class, STORE_SIGNER);
	struct store_cert issuer;
	assert_true(store_cert_at(&d.s, STORE_CSCA, stored.issuer, &issuer));
	assert_true(rd_equal(issuer.der, mint_rd(&root)));
	assert_int_equal(cert_parse(mint_rd(&signer), &c), EG_OK);
	assert_int_equal(trust_over(bytes_rd(&d.store), &t), EG_OK);
	assert_true(trust_next_signer(t, &c.issuer, c.serial, RD_EMPTY, &at, &found));
	assert_true(rd_equal(found.whole, c.whole));
	desk_import(&d, STORE_KIND_SIGNER, &stranger, 1);
	assert_result(&d, 0, STORE_REFUSED, IMPORT_ISSUER);
	desk_import(&d, STORE_KIND_SIGNER, &root, 1);
	assert_result(&d, 0, STORE_REFUSED, IMPORT_USAGE);
	assert_int_equal(store_cert_count(&d.s, STORE_DSC), 1);
}

static void a_call_takes_all_or_nothing(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d);
	(void)import_root(&d, "UT", KEY_UT);
	const struct mint_file signers[] = {
		desk_signer(&d, "UT", 4, KEY_UT),
		desk_signer(&d, "UT", 5, KEY_FR),
		desk_signer(&d, "UT", 6, KEY_UT),
	};
	desk_import(&d, STORE_KIND_SIGNER, signers, 3);
	assert_true(d.report.refused);
	assert_result(&d, 0, STORE_LEFT, IMPORT_NONE);
	assert_result(&d, 1, STORE_REFUSED, IMPORT_ISSUER);
	assert_result(&d, 2, STORE_LEFT, IMPORT_NONE);
	assert_int_equal(store_cert_count(&d.s, STORE_DSC), 0);
	assert_int_equal(store_event_count(&d.s), 4);
}

static void a_revocation_list_counts_for_its_key_and_is_never_turned_back(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d);
	struct mint_file root = import_root(&d, "UT", KEY_UT);
	struct mint_file de = import_root(&d, "DE", KEY_DE);
	struct mint_file twin = import_root(&d, "UT", KEY_OTHER); /* of UT's name, no older */
	struct mint_file first =
		desk_crl(&d, "UT", KEY_UT, DAY(2026, 3, 1), RD_TEXT("\x05"), RD_TEXT("\x04"));
	struct mint_file second =
		desk_crl(&d, "UT", KEY_UT, DAY(2026, 4, 1), RD_TEXT("\x06"), RD_TEXT("\x09"));
	const struct mint_file back[] = {
		desk_crl(&d, "UT", KEY_UT, DAY(2026, 3, 31), RD_TEXT("\x06"), RD_EMPTY),
		desk_crl(&d, "UT", KEY_UT, DAY(2026, 5, 1), RD_TEXT("\x05"), RD_EMPTY),
		first,
	};
	assert_int_equal(desk_revoked(&d, &root, RD_TEXT("\x04")), TRUST_CRL_MISSING);
	desk_import(&d, STORE_KIND_CRL, &first, 1);
	assert_result(&d, 0, STORE_TAKEN, IMPORT_NONE);
	assert_int_equal(desk_revoked(&d, &root, RD_TEXT("\x04")), TRUST_REVOKED);
	assert_int_equal(desk_revoked(&d, &root, RD_TEXT("\x05")), TRUST_NOT_REVOKED);
	assert_int_equal(desk_revoked(&d, &de, RD_TEXT("\x04")), TRUST_CRL_MISSING);
	assert_int_equal(desk_revoked(&d, &twin, RD_TEXT("\x04")), TRUST_CRL_OTHER_ISSUER);
	desk_import(&d, STORE_KIND_CRL, &second, 1);
	assert_result(&d, 0, STORE_TAKEN, IMPORT_NONE);
	for (size_t i = 0; i < 3; i++) {
		desk_import(&d, STORE_KIND_CRL, &back[i], 1);
		assert_result(&d, 0, STORE_REFUSED, IMPORT_ROLL_BACK);
	}
	assert_int_equal(desk_revoked(&d, &root, RD_TEXT("\x04")), TRUST_NOT_REVOKED);
	assert_int_equal(desk_revoked(&d, &root, RD_TEXT("\x09")), TRUST_REVOKED);
	desk_import(&d, STORE_KIND_CRL, &second, 1);
	assert_result(&d, 0, STORE_SAME, IMPORT_NONE);
}

static void a_revocation_list_by_a_key_that_is_not_listed_is_refused(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d);
	struct mint_file root = import_root(&d, "UT", KEY_UT);
	struct mint_file list =
		desk_crl(&d, "UT", KEY_FR, DAY(2026, 3, 1), RD_TEXT("\x05"), RD_TEXT("\x04"));
	desk_import(&d, STORE_KIND_CRL, &list, 1);
	assert_result(&d, 0, STORE_REFUSED, IMPORT_ISSUER);
	assert_string_equal(import_note_word(&d.report.notes[0]), "crl-issuer");
	assert_int_equal(desk_revoked(&d, &root, RD_TEXT("\x04")), TRUST_CRL_MISSING);
}

static void a_list_whose_signer_is_revoked_is_refused(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d);
	struct mint_file root = import_root(&d, "UT", KEY_UT);
	struct mint_file signer = desk_list_signer(&d, "UT", KEY_UT); /* serial 2 */
	const struct rd certificates[] = {mint_rd(&root)};
	struct mint_file list = desk_list(&d, certificates, 1, &signer, "260101120000Z");
	struct mint_file revoked =
		desk_crl(&d, "UT", KEY_UT, DAY(2026, 3, 1), RD_TEXT("\x05"), RD_TEXT("\x02"));
	desk_import(&d, STORE_KIND_CRL, &revoked, 1);
	desk_import(&d, STORE_KIND_MASTER_LIST, &list, 1);
	assert_result(&d, 0, STORE_REFUSED, IMPORT_SIGNER_REVOKED);
}

#define SIGNER_DN(n) "cn=" n ",o=dsc,c=UT,dc=data,dc=download,dc=pkd,dc=icao,dc=int"

static void a_collection_is_imported_entry_by_entry(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	struct desk_ldif t = {.size = 0};
	desk_open(&d);
	struct mint_file root = import_root(&d, "UT", KEY_UT);
	struct mint_file one = desk_signer(&d, "UT", 4, KEY_UT);
	struct mint_file stranger = desk_signer(&d, "UT", 5, KEY_FR);
	struct mint_file list =
		desk_crl(&d, "UT", KEY_UT, DAY(2026, 3, 1), RD_TEXT("\x05"), RD_TEXT("\x04"));
	desk_put_text(&t, "version: 1\n\n");
	desk_put_entry(&t, SIGNER_DN("one"), "userCertificate;binary", mint_rd(&one), "7");
	desk_put_entry(&t, SIGNER_DN("stranger"), "userCertificate;binary", mint_rd(&stranger),
		       "7");
	desk_put_text(&t, "dn: cn=broken,c=UT\nuserCertificate;binary:: !!!\n\n");
	desk_put_entry(&t, "cn=crl,o=crl,c=UT,dc=data", "certificateRevocationList;binary",
		       mint_rd(&list), "8");
	desk_import_ldif(&d, &t, true);
	assert_result(&d, 0, STORE_TAKEN, IMPORT_NONE);
	assert_int_equal(d.report.results[0].source.number[STORE_NUMBER_SIZE - 1], 8);
	assert_int_equal(d.report.results[0].added, 2);
	assert_int_equal(d.report.results[0].rejected, 2);
	assert_int_equal(d.report.note_count, 2);
	assert_int_equal(store_cert_count(&d.s, STORE_DSC), 1);
	assert_int_equal(desk_revoked(&d, &root, RD_TEXT("\x04")), TRUST_REVOKED);
}

static void a_complete_collection_takes_away_what_it_does_not_name(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	static struct desk_ldif t;
	desk_open(&d);
	(void)import_root(&d, "UT", KEY_UT);
	struct mint_file one = desk_signer(&d, "UT", 4, KEY_UT);
	struct mint_file two = desk_signer(&d, "UT", 5, KEY_UT);
	struct mint_file three = desk_signer(&d, "UT", 6, KEY_UT);
	t.size = 0;
	desk_put_entry(&t, SIGNER_DN("one"), "userCertificate;binary", mint_rd(&one), "7");
	desk_put_entry(&t, SIGNER_DN("two"), "userCertificate;binary", mint_rd(&two), "7");
	desk_import_ldif(&d, &t, true);
	assert_int_equal(store_cert_count(&d.s, STORE_DSC), 2);
	t.size = 0;
	desk_put_entry(&t, SIGNER_DN("three"), "userCertificate;binary", mint_rd(&three), "8");
	desk_import_ldif(&d, &t, false);
	assert_int_equal(store_cert_count(&d.s, STORE_DSC), 3);
	t.size = 0;
	desk_put_text(&t, "dn: " SIGNER_DN("two") "\nchangetype: delete\n\n");
	desk_put_entry(&t, SIGNER_DN("three"), "userCertificate;binary", mint_rd(&three), "9");
	desk_import_ldif(&d, &t, false);
	assert_int_equal(store_cert_count(&d.s, STORE_DSC), 2);
	assert_false(store_cert_holds(&d.s, STORE_DSC, mint_rd(&two)));
	assert_int_equal(d.report.results[0].removed, 1);
	assert_int_equal(d.report.notes[0].reason, IMPORT_REMOVED);
	t.size = 0;
	desk_put_entry(&t, SIGNER_DN("one"), "userCertificate;binary", mint_rd(&one), "8");
	desk_import_ldif(&d, &t, true);
	assert_result(&d, 0, STORE_REFUSED, IMPORT_ROLL_BACK);
	assert_int_equal(store_cert_count(&d.s, STORE_DSC), 2);
	t.size = 0;
	desk_put_entry(&t, SIGNER_DN("one"), "userCertificate;binary", mint_rd(&one), "10");
	size_t whole = t.size;
	desk_put_text(&t, "dn: " SIGNER_DN("three") "\nuserCertificate;binary:: MII\n");
	desk_import_ldif(&d, &t, true);
	assert_int_equal(store_cert_count(&d.s, STORE_DSC), 2); /* it was cut on its way */
	assert_int_equal(d.report.results[0].rejected, 1);
	assert_int_equal(d.report.results[0].removed, 0);
	t.size = whole;
	desk_import_ldif(&d, &t, true);
	assert_int_equal(store_cert_count(&d.s, STORE_DSC), 1);
	assert_true(store_cert_holds(&d.s, STORE_DSC, mint_rd(&one)));
	assert_int_equal(d.report.results[0].removed, 1);
	desk_import_ldif(&d, &t, true);
	assert_result(&d, 0, STORE_SAME, IMPORT_NONE);
	assert_int_equal(d.report.results[0].removed, 0);
	assert_int_equal(store_cert_count(&d.s, STORE_DSC), 1);
}

static void who_signs_lists_has_no_critical_extension_that_nobody_knows(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	struct mint_cert c = mint_signer_of("UT");
	desk_open(&d);
	for (int unknown = 0; unknown <= 1; unknown++) {
		for (int defects = 0; defects <= 1; defects++) {
			struct cert signer;
			struct faults found = {0};
			c.other_usage = defects == 1 ? DEFECT_SIGNER_OID : DEVIATION_SIGNER_OID;
			c.unknown_critical = unknown == 1;
			const struct mint_file f =
				mint_certificate(&c, d.key[KEY_SIGNER], d.key[KEY_UT]);
			assert_int_equal(cert_parse(mint_rd(&f), &signer), EG_OK);
			assert_int_equal(
				known_signed_may(defects == 1 ? KNOWN_DEFECTS : KNOWN_DEVIATIONS,
						 &signer, &found),
				unknown == 1 ? EG_DENIED : EG_OK);
		}
	}
}

static void a_list_that_says_too_much_is_refused_by_itself(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	EG_AUTO(forge_ca_free) struct forge_ca ca;
	EG_AUTO(bytes_free) struct bytes list = {0};
	static struct forge_known_entry entries[1025]; /* each for all documents of the state */
	const struct forge_remark remark = {.type = RD_TEXT("\x02\x03")};
	struct forge_known order = {.entries = entries, .today = DAY(2026, 11, 1)};
	desk_open(&d);
	for (size_t i = 0; i < 1025; i++) {
		entries[i] = (struct forge_known_entry){.remarks = &remark, .remark_count = 1};
	}
	assert_int_equal(forge_alg_parse("ec:P-256:sha256:named", &order.signer), EG_OK);
	assert_int_equal(forge_ca_new(&ca, &order.signer, DAY(2026, 11, 1)), EG_OK);
	d.anchor = forge_ca_certificate(&ca);
	for (order.entry_count = 1025; order.entry_count >= 1024; order.entry_count--) {
		bytes_free(&list);
		assert_int_equal(forge_known_list(&list, &ca, &order), EG_OK);
		const struct import_file file = {.bytes = bytes_rd(&list),
						 .kind = STORE_KIND_DEVIATIONS};
		desk_import_mixed(&d, &file, 1);
		assert_result(&d, 0, order.entry_count == 1024 ? STORE_TAKEN : STORE_REFUSED,
			      order.entry_count == 1024 ? IMPORT_NONE : IMPORT_TOO_MANY);
	}
}

static void lists_of_defects_need_a_signer_under_a_listed_country_ca(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	EG_AUTO(forge_ca_free) struct forge_ca ca;
	EG_AUTO(bytes_free) struct bytes list = {0};
	EG_AUTO(trust_free) struct trust *t = NULL;
	static const char *const numbers[] = {"K0000001", NULL};
	const struct forge_remark remark = {.type = RD_TEXT("\x02\x03")};
	const struct forge_known_entry entry = {
		.numbers = numbers, .remarks = &remark, .remark_count = 1};
	struct forge_known order = {.entries = &entry, .entry_count = 1, .today = DAY(2026, 11, 1)};
	desk_open(&d);
	assert_int_equal(forge_alg_parse("ec:P-256:sha256:named", &order.signer), EG_OK);
	assert_int_equal(forge_ca_new(&ca, &order.signer, DAY(2026, 11, 1)), EG_OK);
	assert_int_equal(forge_known_list(&list, &ca, &order), EG_OK);
	struct import_file file = {.bytes = bytes_rd(&list)};
	assert_true(import_kind_of(file.bytes, &file.kind));
	assert_int_equal(file.kind, STORE_KIND_DEVIATIONS);
	desk_import_mixed(&d, &file, 1);
	assert_result(&d, 0, STORE_REFUSED, IMPORT_UNANCHORED);
	d.anchor = forge_ca_certificate(&ca);
	desk_import_mixed(&d, &file, 1);
	assert_result(&d, 0, STORE_TAKEN, IMPORT_NONE);
	assert_int_equal(d.report.results[0].source.marks, STORE_MARK_ANCHOR);
	assert_int_equal(trust_over(bytes_rd(&d.store), &t), EG_OK);
	struct known_list_info info;
	assert_non_null(trust_known(t));
	assert_true(known_list_at(trust_known(t), 0, &info));
	assert_int_equal(info.numbers, 1);
	desk_import_mixed(&d, &file, 1);
	assert_result(&d, 0, STORE_SAME, IMPORT_NONE);
	bytes_free(&list);
	order.today = DAY(2026, 10, 1);
	assert_int_equal(forge_known_list(&list, &ca, &order), EG_OK);
	file.bytes = bytes_rd(&list);
	desk_import_mixed(&d, &file, 1);
	assert_result(&d, 0, STORE_REFUSED, IMPORT_ROLL_BACK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_country_ca_nobody_vouches_for_is_refused),
		cmocka_unit_test(a_link_leads_to_the_new_country_ca_in_any_order),
		cmocka_unit_test(what_only_looks_like_a_link_leads_nowhere),
		cmocka_unit_test(a_listed_key_leads_only_to_what_that_key_signed),
		cmocka_unit_test(an_expired_country_ca_leads_to_no_other),
		cmocka_unit_test(a_listed_end_entity_leads_to_no_country_ca),
		cmocka_unit_test(document_signers_need_a_listed_key),
		cmocka_unit_test(a_call_takes_all_or_nothing),
		cmocka_unit_test(a_revocation_list_counts_for_its_key_and_is_never_turned_back),
		cmocka_unit_test(a_revocation_list_by_a_key_that_is_not_listed_is_refused),
		cmocka_unit_test(a_list_whose_signer_is_revoked_is_refused),
		cmocka_unit_test(a_collection_is_imported_entry_by_entry),
		cmocka_unit_test(a_complete_collection_takes_away_what_it_does_not_name),
		cmocka_unit_test(who_signs_lists_has_no_critical_extension_that_nobody_knows),
		cmocka_unit_test(a_list_that_says_too_much_is_refused_by_itself),
		cmocka_unit_test(lists_of_defects_need_a_signer_under_a_listed_country_ca),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
