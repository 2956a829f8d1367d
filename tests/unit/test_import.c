/* Unit tests of pki/import: master lists, what they replace, and who may bring country CAs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "import_desk.h"

#define ANY_TIME   "260101120000Z"
#define LATER_TIME "260201120000Z"

static void assert_refused(const struct desk *d, size_t file, enum import_reason why)
{
	assert_true(d->report.refused);
	assert_int_equal(d->report.results[file].outcome, STORE_REFUSED);
	assert_int_equal(d->report.results[file].reason, why);
	assert_true(d->report.note_count > 0);
}

static void assert_taken(const struct desk *d, size_t file, uint32_t marks)
{
	assert_false(d->report.refused);
	assert_int_equal(d->report.results[file].outcome, STORE_TAKEN);
	assert_int_equal(d->report.results[file].source.marks, marks);
}

/* A store with the list of UT: its own country CA and that of DE. */
static void import_first(struct desk *d)
{
	struct mint_file ut = desk_root(d, "UT", KEY_UT);
	struct mint_file de = desk_root(d, "DE", KEY_DE);
	struct mint_file signer = desk_list_signer(d, "UT", KEY_UT);
	const struct rd certificates[] = {mint_rd(&ut), mint_rd(&de)};
	struct mint_file list = desk_list(d, certificates, 2, &signer, ANY_TIME);
	d->anchor = mint_rd(&ut);
	desk_import(d, STORE_KIND_MASTER_LIST, &list, 1);
	d->anchor = RD_EMPTY;
	assert_taken(d, 0, STORE_MARK_ANCHOR);
	assert_int_equal(store_cert_count(&d->s, STORE_CSCA), 2);
}

/* DE's lists are taken for all states. */
static void choose_lists_of_de(struct desk *d)
{
	d->options.list_states[0][0] = 'D';
	d->options.list_states[0][1] = 'E';
	d->options.list_state_count = 1;
}

static void kinds_are_told_by_signatures(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d);
	struct mint_file root = desk_root(&d, "UT", KEY_UT);
	struct mint_file next = desk_root(&d, "UT", KEY_UT_NEW);
	/* of one name and different keys: only the signature tells that it is a link */
	struct mint_file same = desk_ca(&d, "UT", "Country CA", "Country CA", KEY_UT_NEW, KEY_UT);
	struct mint_file other = desk_ca(&d, "UT", "Country CA", "New Name", KEY_FR, KEY_UT);
	struct mint_file orphan = desk_ca(&d, "UT", "Country CA", "Country CA", KEY_DE, KEY_OTHER);
	struct mint_file stray = desk_ca(&d, "UT", "Old Name", "Country CA", KEY_DE, KEY_OTHER);
	struct mint_file signer = desk_list_signer(&d, "UT", KEY_UT);
	const struct rd certificates[] = {mint_rd(&root),  mint_rd(&next),   mint_rd(&same),
					  mint_rd(&other), mint_rd(&orphan), mint_rd(&stray)};
	struct mint_file list = desk_list(&d, certificates, 6, &signer, ANY_TIME);
	struct import_census c;
	d.anchor = mint_rd(&root);
	desk_import(&d, STORE_KIND_MASTER_LIST, &list, 1);
	assert_taken(&d, 0, STORE_MARK_ANCHOR);
	assert_int_equal(d.report.results[0].added, 6);
	assert_int_equal(import_census(&d.s, &c), EG_OK);
	assert_int_equal(c.self_signed, 2);
	assert_int_equal(c.link_same_name, 1);
	assert_int_equal(c.link_other_name, 1);
	assert_int_equal(c.orphan_same_name, 1);
	assert_int_equal(c.orphan_other_name, 1);
}

static void a_list_nobody_vouches_for_is_refused_unless_the_operator_does(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	struct store_event event;
	desk_open(&d);
	struct mint_file ut = desk_root(&d, "UT", KEY_UT);
	struct mint_file signer = desk_list_signer(&d, "UT", KEY_UT);
	const struct rd certificates[] = {mint_rd(&ut)};
	struct mint_file list = desk_list(&d, certificates, 1, &signer, ANY_TIME);
	desk_import(&d, STORE_KIND_MASTER_LIST, &list, 1);
	assert_refused(&d, 0, IMPORT_UNANCHORED);
	assert_int_equal(store_cert_count(&d.s, STORE_CSCA), 0);
	d.options.take_unanchored = true;
	desk_import(&d, STORE_KIND_MASTER_LIST, &list, 1);
	assert_taken(&d, 0, STORE_MARK_UNANCHORED);
	assert_true(desk_holds(&d, &ut));
	assert_int_equal(store_event_count(&d.s), 2);
	assert_true(store_event_at(&d.s, 0, &event));
	assert_int_equal(event.outcome, STORE_REFUSED);
	assert_int_equal(event.reason, IMPORT_UNANCHORED);
	assert_true(store_event_at(&d.s, 1, &event));
	assert_int_equal(event.source.marks, STORE_MARK_UNANCHORED);
}

static void an_anchor_of_another_key_vouches_for_nothing(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d);
	struct mint_file ut = desk_root(&d, "UT", KEY_UT);
	struct mint_file twin = desk_root(&d, "UT", KEY_OTHER);
	struct mint_file signer = desk_list_signer(&d, "UT", KEY_UT);
	const struct rd certificates[] = {mint_rd(&ut)};
	struct mint_file list = desk_list(&d, certificates, 1, &signer, ANY_TIME);
	d.anchor = mint_rd(&twin);
	desk_import(&d, STORE_KIND_MASTER_LIST, &list, 1);
	assert_refused(&d, 0, IMPORT_UNANCHORED);
}

static void listed_country_cas_vouch_for_their_states_lists_in_any_order(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d);
	struct mint_file ut = desk_root(&d, "UT", KEY_UT);
	struct mint_file de = desk_root(&d, "DE", KEY_DE);
	struct mint_file fr = desk_root(&d, "FR", KEY_FR);
	struct mint_file ut_signer = desk_list_signer(&d, "UT", KEY_UT);
	struct mint_file de_signer = desk_list_signer(&d, "DE", KEY_DE);
	const struct rd from_ut[] = {mint_rd(&ut), mint_rd(&de)};
	const struct rd from_de[] = {mint_rd(&de), mint_rd(&fr)};
	const struct mint_file lists[] = {
		desk_list(&d, from_de, 2, &de_signer, ANY_TIME),
		desk_list(&d, from_ut, 2, &ut_signer, ANY_TIME),
	};
	choose_lists_of_de(&d);
	d.anchor = mint_rd(&ut);
	desk_import(&d, STORE_KIND_MASTER_LIST, lists, 2);
	assert_taken(&d, 0, STORE_MARK_LISTED | STORE_MARK_NAMED);
	assert_taken(&d, 1, STORE_MARK_ANCHOR);
	assert_int_equal(store_cert_count(&d.s, STORE_CSCA), 3);
	assert_int_equal(store_source_count(&d.s), 2);
}

static void a_country_ca_that_signs_its_list_itself_is_told(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d);
	struct mint_file ut = desk_root(&d, "UT", KEY_UT);
	struct mint_file de = desk_root(&d, "DE", KEY_DE);
	struct mint_file fr = desk_root(&d, "FR", KEY_FR);
	struct mint_file signer = desk_list_signer(&d, "UT", KEY_UT);
	const struct rd both[] = {mint_rd(&ut), mint_rd(&de)};
	const struct rd one[] = {mint_rd(&fr)};
	const struct mint_file lists[] = {
		mint_master_list_at(one, 1, mint_rd(&de), d.key[KEY_DE], ANY_TIME),
		desk_list(&d, both, 2, &signer, ANY_TIME),
	};
	desk_import(&d, STORE_KIND_MASTER_LIST, lists, 1);
	assert_refused(&d, 0, IMPORT_UNANCHORED);
	choose_lists_of_de(&d);
	d.anchor = mint_rd(&ut);
	desk_import(&d, STORE_KIND_MASTER_LIST, lists, 2);
	assert_taken(&d, 0, STORE_MARK_LISTED | STORE_MARK_NAMED | STORE_MARK_CA_SIGNED);
	assert_true(desk_holds(&d, &fr));
}

static void signers_that_may_not_sign_lists_are_refused(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d);
	struct mint_file ut = desk_root(&d, "UT", KEY_UT);
	const struct rd certificates[] = {mint_rd(&ut)};
	struct mint_cert expired = mint_signer_of("UT");
	expired.list_signer = true;
	expired.to = "251231235959Z";
	const struct {
		struct mint_file signer;
		const char *time;
		enum import_reason why;
	} cases[] = {
		{desk_signer(&d, "UT", 3, KEY_UT), ANY_TIME, IMPORT_SIGNER_USAGE},
		{mint_certificate(&expired, d.key[KEY_SIGNER], d.key[KEY_UT]), ANY_TIME,
		 IMPORT_SIGNER_PERIOD},
		{desk_list_signer(&d, "UT", KEY_UT), NULL, IMPORT_NO_VERSION},
		{desk_list_signer(&d, "UT", KEY_UT), "261201120000Z", IMPORT_FUTURE},
	};
	d.anchor = mint_rd(&ut);
	d.options.take_unanchored = true;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct mint_file list =
			desk_list(&d, certificates, 1, &cases[i].signer, cases[i].time);
		desk_import(&d, STORE_KIND_MASTER_LIST, &list, 1);
		assert_refused(&d, 0, cases[i].why);
		assert_int_equal(store_cert_count(&d.s, STORE_CSCA), 0);
	}
}

static void an_older_list_is_refused_and_recorded(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	EG_AUTO(bytes_free) struct bytes before = {0};
	struct store_sections kept;
	struct store_event event;
	desk_open(&d);
	import_first(&d);
	struct mint_file ut = desk_root(&d, "UT", KEY_UT);
	struct mint_file signer = desk_list_signer(&d, "UT", KEY_UT);
	const struct rd certificates[] = {mint_rd(&ut)};
	struct mint_file older = desk_list(&d, certificates, 1, &signer, "251231120000Z");
	struct mint_file conflict = desk_list(&d, certificates, 1, &signer, ANY_TIME);
	assert_int_equal(bytes_reserve(&before, d.store.size, d.store.size), EG_OK);
	assert_int_equal(bytes_append(&before, bytes_rd(&d.store)), EG_OK);
	assert_int_equal(store_file_open(bytes_rd(&before), &kept), EG_OK);
	desk_import(&d, STORE_KIND_MASTER_LIST, &older, 1);
	assert_refused(&d, 0, IMPORT_ROLL_BACK);
	assert_string_equal(import_note_word(&d.report.notes[0]), "roll-back");
	assert_string_equal(d.report.notes[0].country, "UT");
	assert_true(desk_same_content(&kept, &d.s));
	desk_import(&d, STORE_KIND_MASTER_LIST, &conflict, 1);
	assert_refused(&d, 0, IMPORT_CONFLICT);
	assert_true(desk_same_content(&kept, &d.s));
	assert_int_equal(store_event_count(&d.s), 3);
	assert_true(store_event_at(&d.s, 1, &event));
	assert_int_equal(event.reason, IMPORT_ROLL_BACK);
	assert_int_equal(event.source.imported_s, NOW_S);
	assert_string_equal(event.source.country, "UT");
}

static void a_newer_list_replaces_the_older_one_as_if_it_had_never_been(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	EG_AUTO(desk_free) struct desk alone = {.options = {.now_s = NOW_S}};
	desk_open(&d);
	struct mint_file ut = desk_root(&d, "UT", KEY_UT);
	struct mint_file de = desk_root(&d, "DE", KEY_DE);
	struct mint_file fr = desk_root(&d, "FR", KEY_FR);
	struct mint_file signer = desk_list_signer(&d, "UT", KEY_UT);
	const struct rd first[] = {mint_rd(&ut), mint_rd(&de)};
	const struct rd second[] = {mint_rd(&fr), mint_rd(&ut)};
	struct mint_file old_list = desk_list(&d, first, 2, &signer, ANY_TIME);
	struct mint_file new_list = desk_list(&d, second, 2, &signer, LATER_TIME);
	d.anchor = mint_rd(&ut);
	alone.anchor = mint_rd(&ut);
	desk_import(&d, STORE_KIND_MASTER_LIST, &old_list, 1);
	desk_import(&d, STORE_KIND_MASTER_LIST, &new_list, 1);
	assert_taken(&d, 0, STORE_MARK_ANCHOR);
	assert_int_equal(d.report.results[0].added, 1);
	assert_int_equal(d.report.results[0].removed, 1);
	assert_int_equal(d.report.note_count, 1);
	assert_int_equal(d.report.notes[0].reason, IMPORT_REMOVED);
	assert_string_equal(d.report.notes[0].country, "DE");
	assert_false(desk_holds(&d, &de));
	desk_import(&alone, STORE_KIND_MASTER_LIST, &new_list, 1);
	assert_true(desk_same_content(&d.s, &alone.s));
	assert_int_equal(store_event_count(&d.s), 2);
	desk_import(&d, STORE_KIND_MASTER_LIST, &new_list, 1);
	assert_int_equal(d.report.results[0].outcome, STORE_SAME);
	assert_true(desk_same_content(&d.s, &alone.s));
}

static void what_another_source_names_stays(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	struct store_cert one;
	desk_open(&d);
	struct mint_file ut = desk_root(&d, "UT", KEY_UT);
	struct mint_file de = desk_root(&d, "DE", KEY_DE);
	struct mint_file ut_signer = desk_list_signer(&d, "UT", KEY_UT);
	struct mint_file de_signer = desk_list_signer(&d, "DE", KEY_DE);
	const struct rd both[] = {mint_rd(&ut), mint_rd(&de)};
	const struct mint_file lists[] = {
		desk_list(&d, both, 2, &ut_signer, ANY_TIME),
		desk_list(&d, both, 2, &de_signer, ANY_TIME),
	};
	struct mint_file less = desk_list(&d, both, 1, &ut_signer, LATER_TIME);
	d.anchor = mint_rd(&de);
	desk_import(&d, STORE_KIND_MASTER_LIST, &lists[1], 1);
	d.anchor = mint_rd(&ut);
	desk_import(&d, STORE_KIND_MASTER_LIST, &lists[0], 1);
	assert_true(store_cert_at(&d.s, STORE_CSCA, 0, &one));
	assert_int_equal(one.namings.left, 8);
	desk_import(&d, STORE_KIND_MASTER_LIST, &less, 1);
	assert_int_equal(d.report.results[0].removed, 0);
	assert_true(desk_holds(&d, &de));
	for (uint32_t i = 0; i < 2; i++) {
		assert_true(store_cert_at(&d.s, STORE_CSCA, i, &one));
		assert_int_equal(one.namings.left, rd_equal(one.der, mint_rd(&ut)) ? 8 : 4);
	}
}

static void what_cannot_be_used_in_a_list_is_told_and_left_out(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	EG_AUTO(crypt_ec_free) struct crypt_ec *weak = NULL;
	desk_open(&d);
	struct mint_file ut = desk_root(&d, "UT", KEY_UT);
	struct mint_cert c = mint_ca_of("FR");
	assert_int_equal(crypt_ec_generate(CRYPT_P192, &weak), EG_OK);
	struct mint_file short_key = mint_certificate(&c, weak, d.key[KEY_FR]);
	struct mint_file signer = desk_list_signer(&d, "UT", KEY_UT);
	const struct rd certificates[] = {mint_rd(&short_key), RD_TEXT("\x30\x03\x02\x01\x05"),
					  mint_rd(&ut)};
	struct mint_file list = desk_list(&d, certificates, 3, &signer, ANY_TIME);
	d.anchor = mint_rd(&ut);
	desk_import(&d, STORE_KIND_MASTER_LIST, &list, 1);
	assert_taken(&d, 0, STORE_MARK_ANCHOR);
	assert_int_equal(d.report.results[0].rejected, 2);
	assert_int_equal(store_cert_count(&d.s, STORE_CSCA), 1);
	assert_int_equal(d.report.note_count, 2);
	assert_int_equal(d.report.notes[0].place, 1);
	assert_string_equal(d.report.notes[0].country, "FR");
	assert_string_equal(import_note_word(&d.report.notes[0]), "key-short");
	assert_int_equal(d.report.notes[1].place, 2);
	assert_string_equal(import_note_word(&d.report.notes[1]), "cert-format");
}

static void no_changed_byte_of_a_list_is_believed(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d);
	struct mint_file ut = desk_root(&d, "UT", KEY_UT);
	struct mint_file signer = desk_list_signer(&d, "UT", KEY_UT);
	const struct rd certificates[] = {mint_rd(&ut)};
	struct mint_file list = desk_list(&d, certificates, 1, &signer, ANY_TIME);
	d.anchor = mint_rd(&ut);
	for (size_t i = 0; i < list.size; i++) {
		list.bytes[i] ^= 0x01;
		bytes_free(&d.store);
		desk_import(&d, STORE_KIND_MASTER_LIST, &list, 1);
		/* only what is not signed may differ: versions, the list of digests */
		assert_int_equal(store_cert_count(&d.s, STORE_CSCA), desk_holds(&d, &ut) ? 1 : 0);
		list.bytes[i] ^= 0x01;
	}
}

static void a_store_that_is_broken_is_not_imported_into(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	EG_AUTO(bytes_free) struct bytes image = {0};
	EG_AUTO(import_report_free) struct import_report report = {0};
	desk_open(&d);
	import_first(&d);
	d.store.data[d.store.size / 2] ^= 1;
	assert_int_equal(import_run(bytes_rd(&d.store), NULL, 0, &d.options, &image, &report),
			 EG_MISMATCH);
	assert_int_equal(image.size, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds_are_told_by_signatures),
		cmocka_unit_test(a_list_nobody_vouches_for_is_refused_unless_the_operator_does),
		cmocka_unit_test(an_anchor_of_another_key_vouches_for_nothing),
		cmocka_unit_test(listed_country_cas_vouch_for_their_states_lists_in_any_order),
		cmocka_unit_test(a_country_ca_that_signs_its_list_itself_is_told),
		cmocka_unit_test(signers_that_may_not_sign_lists_are_refused),
		cmocka_unit_test(an_older_list_is_refused_and_recorded),
		cmocka_unit_test(a_newer_list_replaces_the_older_one_as_if_it_had_never_been),
		cmocka_unit_test(what_another_source_names_stays),
		cmocka_unit_test(what_cannot_be_used_in_a_list_is_told_and_left_out),
		cmocka_unit_test(no_changed_byte_of_a_list_is_believed),
		cmocka_unit_test(a_store_that_is_broken_is_not_imported_into),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
