/* Unit tests of pki/import: who may bring what into a store, and what nobody may bring. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "import_desk.h"
#include "simulator/forge_known.h"

#define DEVIATIONS       RD_TEXT("\x67\x81\x08\x01\x01\x07")
#define DEVIATION_SIGNER RD_TEXT("\x67\x81\x08\x01\x01\x08")
#define DEFECTS          RD_TEXT("\x04\x00\x7F\x00\x07\x03\x01\x05")
#define DEFECT_SIGNER    RD_TEXT("\x04\x00\x7F\x00\x07\x03\x0B\x02\x01\x02")

static void assert_refused(const struct desk *d, size_t file, enum import_reason why)
{
	assert_true(d->report.refused);
	assert_int_equal(d->report.results[file].outcome, STORE_REFUSED);
	assert_int_equal(d->report.results[file].reason, why);
}

static void assert_taken(const struct desk *d, size_t file, uint32_t marks)
{
	assert_int_equal(d->report.results[file].reason, IMPORT_NONE);
	assert_false(d->report.refused);
	assert_int_equal(d->report.results[file].outcome, STORE_TAKEN);
	assert_int_equal(d->report.results[file].source.marks, marks);
}

/* A store with the list of UT, under an anchor: country CAs of UT, DE and FR. */
static struct mint_file ut;
static struct mint_file de;
static struct mint_file fr;

static void import_world(struct desk *d)
{
	ut = desk_root(d, "UT", KEY_UT);
	de = desk_root(d, "DE", KEY_DE);
	fr = desk_root(d, "FR", KEY_FR);
	struct mint_file signer = desk_list_signer(d, "UT", KEY_UT);
	const struct rd all[] = {mint_rd(&ut), mint_rd(&de), mint_rd(&fr)};
	struct mint_file list = desk_list(d, all, 3, &signer, "260101120000Z");
	d->anchor = mint_rd(&ut);
	desk_import(d, STORE_KIND_MASTER_LIST, &list, 1);
	d->anchor = RD_EMPTY;
	assert_taken(d, 0, STORE_MARK_ANCHOR);
}

/* A list that says the same about one document so many times, by KEY_SIGNER under some key, as
 * somebody of that country. */
static void known_list_of(struct bytes *out, const struct desk *d, bool defects,
			  const char *country, enum desk_key by, const char *time, size_t count)
{
	EG_AUTO(bytes_free) struct bytes content = {0};
	static const char *const numbers[] = {"K0000001", NULL};
	const struct forge_remark deviation = {.type = RD_TEXT("\x02\x03")};
	const struct forge_remark defect = {.type = RD_TEXT("\x01\x03")};
	const struct forge_known_entry entry = {
		.key_id = defects ? RD_TEXT("any signer") : RD_EMPTY,
		.numbers = defects ? NULL : numbers,
		.remarks = defects ? &defect : &deviation,
		.remark_count = 1,
	};
	struct forge_known_entry entries[2048];
	assert_true(count <= 2048);
	for (size_t i = 0; i < count; i++) {
		entries[i] = entry;
	}
	const struct forge_known order = {
		.defects = defects, .version = 1, .entries = entries, .entry_count = count};
	struct mint_cert c = mint_signer_of(country);
	c.name = "Signer of Lists";
	c.other_usage = defects ? DEFECT_SIGNER : DEVIATION_SIGNER;
	struct mint_file signer = mint_certificate(&c, d->key[KEY_SIGNER], d->key[by]);
	assert_int_equal(forge_known_content(&content, &order), EG_OK);
	const struct mint_cms cms = {
		.content_type = defects ? DEFECTS : DEVIATIONS,
		.content = bytes_rd(&content),
		.certificate = mint_rd(&signer),
		.key = d->key[KEY_SIGNER],
		.signing_time = time,
	};
	assert_int_equal(bytes_reserve(out, content.size + 8192, 1u << 20), EG_OK);
	struct wr w = wr_of(out->data, out->cap);
	mint_signed_data(&cms, &w);
	out->size = wr_view(&w).left;
}

static struct mint_file known_list(const struct desk *d, bool defects, const char *country,
				   enum desk_key by, const char *time)
{
	EG_AUTO(bytes_free) struct bytes list = {0};
	struct mint_file f = {0};
	known_list_of(&list, d, defects, country, by, time, 1);
	assert_true(rd_dump(bytes_rd(&list), f.bytes, sizeof(f.bytes), &f.size));
	return f;
}

static void no_state_signs_lists_for_another(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d);
	import_world(&d);
	/* FR's key, found by its id; the certificate says UT */
	struct mint_file signer = desk_list_signer(&d, "UT", KEY_FR);
	const struct rd one[] = {mint_rd(&ut)};
	struct mint_file list = desk_list(&d, one, 1, &signer, "260201120000Z");
	desk_import(&d, STORE_KIND_MASTER_LIST, &list, 1);
	assert_refused(&d, 0, IMPORT_SIGNER_COUNTRY);
	assert_int_equal(store_cert_count(&d.s, STORE_CSCA), 3);
	d.options.own_state[0] = 'U';
	d.options.own_state[1] = 'T';
	for (size_t i = 0; i < 2; i++) {
		struct mint_file known = known_list(&d, i == 1, "UT", KEY_FR, "260201120000Z");
		desk_import(&d, i == 1 ? STORE_KIND_DEFECTS : STORE_KIND_DEVIATIONS, &known, 1);
		assert_refused(&d, 0, IMPORT_SIGNER_COUNTRY);
	}
	struct mint_file own = known_list(&d, false, "FR", KEY_FR, "260201120000Z");
	desk_import(&d, STORE_KIND_DEVIATIONS, &own, 1);
	assert_taken(&d, 0, STORE_MARK_LISTED);
	assert_string_equal(d.report.results[0].source.country, "FR");
}

/* Anybody can have another's key certified under an own name. */
static void a_key_listed_for_two_states_vouches_for_both(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d);
	ut = desk_root(&d, "UT", KEY_UT);
	de = desk_root(&d, "DE", KEY_DE);
	struct mint_file signer = desk_list_signer(&d, "UT", KEY_UT);
	for (uint8_t serial = 1; serial < 9; serial++) { /* before and behind DE's own */
		struct mint_cert copied = mint_ca_of("FR");
		copied.serial = serial;
		fr = mint_certificate(&copied, d.key[KEY_DE], d.key[KEY_FR]);
		const struct rd all[] = {mint_rd(&ut), mint_rd(&de), mint_rd(&fr)};
		struct mint_file list = desk_list(&d, all, 3, &signer, "260101120000Z");
		struct mint_file de_signer = desk_list_signer(&d, "DE", KEY_DE);
		const struct rd one[] = {mint_rd(&de)};
		struct mint_file de_list = desk_list(&d, one, 1, &de_signer, "260101120000Z");
		bytes_free(&d.store);
		d.anchor = mint_rd(&ut);
		desk_import(&d, STORE_KIND_MASTER_LIST, &list, 1);
		d.anchor = RD_EMPTY;
		desk_import(&d, STORE_KIND_MASTER_LIST, &de_list, 1);
		assert_taken(&d, 0, STORE_MARK_LISTED);
		assert_string_equal(d.report.results[0].source.country, "DE");
	}
}

static void a_revoked_signer_is_refused_whoever_vouches_for_it(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d);
	ut = desk_root(&d, "UT", KEY_UT);
	struct mint_file signer = desk_list_signer(&d, "UT", KEY_UT); /* serial 2 */
	const struct rd one[] = {mint_rd(&ut)};
	struct mint_file list = desk_list(&d, one, 1, &signer, "260201120000Z");
	struct mint_file none =
		desk_crl(&d, "UT", KEY_UT, DAY(2026, 3, 1), RD_TEXT("\x05"), RD_EMPTY);
	struct mint_file crl =
		desk_crl(&d, "UT", KEY_UT, DAY(2026, 3, 1), RD_TEXT("\x05"), RD_TEXT("\x02"));
	const struct import_file both[] = {
		{.kind = STORE_KIND_MASTER_LIST, .bytes = mint_rd(&list)},
		{.kind = STORE_KIND_CRL, .bytes = mint_rd(&crl)},
	};
	const struct import_file neither[] = {both[0],
					      {.kind = STORE_KIND_CRL, .bytes = mint_rd(&none)}};
	d.anchor = mint_rd(&ut);
	/* the list that revokes it comes with the same call, behind it */
	desk_import_mixed(&d, both, 2);
	assert_refused(&d, 0, IMPORT_SIGNER_REVOKED);
	assert_int_equal(store_cert_count(&d.s, STORE_CSCA), 0);
	desk_import_mixed(&d, neither, 2);
	assert_taken(&d, 0, STORE_MARK_ANCHOR);
	/* and it was there before */
	bytes_free(&d.store);
	desk_import(&d, STORE_KIND_COUNTRY_CA, &ut, 1);
	desk_import(&d, STORE_KIND_CRL, &crl, 1);
	desk_import(&d, STORE_KIND_MASTER_LIST, &list, 1);
	assert_refused(&d, 0, IMPORT_SIGNER_REVOKED);
	/* nor does it help to have the signer listed itself */
	bytes_free(&d.store);
	const struct rd two[] = {mint_rd(&ut), mint_rd(&signer)};
	struct mint_file first = desk_list(&d, two, 2, &signer, "260101120000Z");
	desk_import(&d, STORE_KIND_MASTER_LIST, &first, 1);
	assert_taken(&d, 0, STORE_MARK_ANCHOR);
	d.anchor = RD_EMPTY;
	desk_import(&d, STORE_KIND_CRL, &crl, 1);
	desk_import(&d, STORE_KIND_MASTER_LIST, &list, 1);
	assert_refused(&d, 0, IMPORT_SIGNER_REVOKED);
}

static void a_link_that_was_revoked_leads_nowhere(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d);
	import_world(&d);
	const struct mint_file link = desk_ca(&d, "UT", "Country CA", "New", KEY_UT_NEW, KEY_UT);
	const uint8_t serial[] = {10 + KEY_UT_NEW};
	struct mint_file crl =
		desk_crl(&d, "UT", KEY_UT, DAY(2026, 3, 1), RD_TEXT("\x05"), RD_ARRAY(serial));
	const struct import_file both[] = {
		{.kind = STORE_KIND_COUNTRY_CA, .bytes = mint_rd(&link)},
		{.kind = STORE_KIND_CRL, .bytes = mint_rd(&crl)},
	};
	desk_import_mixed(&d, both, 2);
	assert_refused(&d, 0, IMPORT_NOT_ADMITTED);
	desk_import(&d, STORE_KIND_CRL, &crl, 1);
	desk_import(&d, STORE_KIND_COUNTRY_CA, &link, 1);
	assert_refused(&d, 0, IMPORT_NOT_ADMITTED);
}

static void no_state_speaks_of_what_another_revoked(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d);
	import_world(&d);
	/* FR's key, found by its id, with DE's name */
	struct mint_file crl =
		desk_crl(&d, "DE", KEY_FR, DAY(2026, 3, 1), RD_TEXT("\x05"), RD_TEXT("\x04"));
	desk_import(&d, STORE_KIND_CRL, &crl, 1);
	assert_refused(&d, 0, IMPORT_ISSUER);
	assert_int_equal(desk_revoked(&d, &de, RD_TEXT("\x04")), TRUST_CRL_MISSING);
}

static void a_country_ca_that_may_not_sign_lists_signs_none(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d);
	struct mint_cert c = mint_ca_of("UT");
	c.key_usage = 0x04; /* keyCertSign alone */
	ut = mint_certificate(&c, d.key[KEY_UT], d.key[KEY_UT]);
	struct mint_file crl =
		desk_crl(&d, "UT", KEY_UT, DAY(2026, 3, 1), RD_TEXT("\x05"), RD_TEXT("\x04"));
	d.options.take_certificates = true;
	desk_import(&d, STORE_KIND_COUNTRY_CA, &ut, 1);
	assert_taken(&d, 0, STORE_MARK_OPERATOR);
	desk_import(&d, STORE_KIND_CRL, &crl, 1);
	assert_refused(&d, 0, IMPORT_ISSUER);
}

/* What cannot be put into the index is refused itself, and ends no import of others. */
static void a_revocation_list_with_entries_of_others_harms_only_itself(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d);
	import_world(&d);
	struct mint_file crl = desk_crl_of(&d, "DE", KEY_DE, DAY(2026, 3, 1), RD_TEXT("\x05"),
					   RD_TEXT("\x04"), FORGE_CRL_ENTRY_ISSUER);
	desk_import(&d, STORE_KIND_CRL, &crl, 1); /* asserts that import_run is EG_OK */
	assert_refused(&d, 0, IMPORT_FORMAT);
}

/* So many entries of one document are more than a look-up may visit (KNOWN_SAME_MAX). */
static void a_list_of_defects_that_is_too_much_harms_only_itself(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	EG_AUTO(bytes_free) struct bytes list = {0};
	desk_open(&d);
	import_world(&d);
	known_list_of(&list, &d, false, "DE", KEY_DE, "260201120000Z", 1025);
	const struct import_file file = {.kind = STORE_KIND_DEVIATIONS, .bytes = bytes_rd(&list)};
	desk_import_mixed(&d, &file, 1); /* asserts that import_run is EG_OK */
	assert_refused(&d, 0, IMPORT_TOO_MANY);
}

/* That FR is listed does not make it one that says who the country CAs of others are. */
static void a_listed_states_list_brings_its_own_country_cas_only(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d);
	import_world(&d);
	struct mint_file fr_new = desk_ca(&d, "FR", "New", "New", KEY_UT_NEW, KEY_UT_NEW);
	struct mint_file forged = desk_root(&d, "DE", KEY_OTHER);
	struct mint_file signer = desk_list_signer(&d, "FR", KEY_FR);
	const struct rd all[] = {mint_rd(&fr), mint_rd(&fr_new), mint_rd(&de), mint_rd(&forged)};
	struct mint_file list = desk_list(&d, all, 4, &signer, "260201120000Z");
	desk_import(&d, STORE_KIND_MASTER_LIST, &list, 1);
	assert_taken(&d, 0, STORE_MARK_LISTED);
	assert_true(desk_holds(&d, &fr_new));
	assert_false(desk_holds(&d, &forged));
	assert_int_equal(d.report.results[0].added, 1);
	assert_int_equal(d.report.results[0].rejected, 2);
	assert_int_equal(d.report.note_count, 1); /* DE's own is there, which needs no word */
	assert_int_equal(d.report.notes[0].reason, IMPORT_OTHER_STATE);
	assert_int_equal(d.report.notes[0].place, 4);
	assert_string_equal(d.report.notes[0].country, "DE");
	/* the same list, once the operator chose FR */
	d.options.list_states[0][0] = 'F';
	d.options.list_states[0][1] = 'R';
	d.options.list_state_count = 1;
	desk_import(&d, STORE_KIND_MASTER_LIST, &list, 1);
	assert_taken(&d, 0, STORE_MARK_LISTED | STORE_MARK_NAMED);
	assert_true(desk_holds(&d, &forged));
	/* the choice holds for the lists after it */
	d.options.list_state_count = 0;
	list = desk_list(&d, all, 4, &signer, "260301120000Z");
	desk_import(&d, STORE_KIND_MASTER_LIST, &list, 1);
	assert_taken(&d, 0, STORE_MARK_LISTED | STORE_MARK_NAMED);
	assert_true(desk_holds(&d, &forged));
}

static void a_chosen_list_goes_on_under_its_own_country_cas_only(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d);
	import_world(&d);
	struct mint_file signer = desk_list_signer(&d, "UT", KEY_UT);
	const struct rd all[] = {mint_rd(&ut), mint_rd(&fr)};
	struct mint_file next = desk_list(&d, all, 2, &signer, "260201120000Z");
	desk_import(&d, STORE_KIND_MASTER_LIST, &next, 1);
	assert_taken(&d, 0, STORE_MARK_LISTED | STORE_MARK_SUCCEEDS);
	assert_true(desk_holds(&d, &fr));
	/* another country CA of UT that this list does not name, and nobody at all */
	d.options.take_certificates = true;
	struct mint_file other = desk_ca(&d, "UT", "Other", "Other", KEY_OTHER, KEY_OTHER);
	desk_import(&d, STORE_KIND_COUNTRY_CA, &other, 1);
	struct mint_cert c = mint_signer_of("UT");
	c.issuer = "Other";
	c.list_signer = true;
	struct mint_file stranger = mint_certificate(&c, d.key[KEY_SIGNER], d.key[KEY_OTHER]);
	struct mint_file forged = desk_list(&d, all, 1, &stranger, "260301120000Z");
	desk_import(&d, STORE_KIND_MASTER_LIST, &forged, 1);
	assert_refused(&d, 0, IMPORT_SUCCESSION);
	d.options.take_unanchored = true;
	stranger = desk_list_signer(&d, "UT", KEY_DE + 2);
	forged = desk_list(&d, all, 1, &stranger, "260301120000Z");
	desk_import(&d, STORE_KIND_MASTER_LIST, &forged, 1);
	assert_refused(&d, 0, IMPORT_SUCCESSION);
	assert_true(desk_holds(&d, &fr));
	/* the operator's anchor may do all that */
	d.anchor = mint_rd(&other);
	stranger = mint_certificate(&c, d.key[KEY_SIGNER], d.key[KEY_OTHER]);
	forged = desk_list(&d, all, 1, &stranger, "260301120000Z");
	desk_import(&d, STORE_KIND_MASTER_LIST, &forged, 1);
	assert_taken(&d, 0, STORE_MARK_ANCHOR);
	assert_false(desk_holds(&d, &fr));
}

static void an_expired_signer_needs_the_operator(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d);
	ut = desk_root(&d, "UT", KEY_UT);
	struct mint_cert c = mint_signer_of("UT");
	c.list_signer = true;
	c.to = "260601000000Z";
	struct mint_file signer = mint_certificate(&c, d.key[KEY_SIGNER], d.key[KEY_UT]);
	const struct rd one[] = {mint_rd(&ut)};
	struct mint_file list = desk_list(&d, one, 1, &signer, "260201120000Z");
	d.anchor = mint_rd(&ut);
	desk_import(&d, STORE_KIND_MASTER_LIST, &list, 1);
	assert_refused(&d, 0, IMPORT_SIGNER_EXPIRED);
	d.options.take_unanchored = true;
	desk_import(&d, STORE_KIND_MASTER_LIST, &list, 1);
	assert_taken(&d, 0, STORE_MARK_ANCHOR | STORE_MARK_UNANCHORED);
	d.options.take_unanchored = false;
	desk_import(&d, STORE_KIND_MASTER_LIST, &list, 1); /* it is there: that is no fault */
	assert_int_equal(d.report.results[0].outcome, STORE_SAME);
	d.anchor = RD_EMPTY;
	desk_import(&d, STORE_KIND_MASTER_LIST, &list, 1);
	assert_int_equal(d.report.results[0].outcome, STORE_SAME);
}

static bool own_state_in(const struct desk *d)
{
	struct store_source s;
	for (size_t i = 0; i < store_source_count(&d->s); i++) {
		assert_true(store_source_at(&d->s, i, &s));
		if ((s.marks & STORE_MARK_OWN_STATE) != 0) {
			return true;
		}
	}
	return false;
}

/* Whoever can list a country CA for the own state could else excuse any document. */
static void only_an_anchor_makes_a_list_the_own_states(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	EG_AUTO(trust_free) struct trust *t = NULL;
	struct known_list_info info;
	desk_open(&d);
	import_world(&d);
	d.options.own_state[0] = 'D';
	d.options.own_state[1] = 'E';
	struct mint_file list = known_list(&d, true, "DE", KEY_DE, "260201120000Z");
	desk_import(&d, STORE_KIND_DEFECTS, &list, 1);
	assert_taken(&d, 0, STORE_MARK_LISTED);
	assert_false(own_state_in(&d));
	list = known_list(&d, true, "DE", KEY_DE, "260301120000Z");
	d.anchor = mint_rd(&de);
	desk_import(&d, STORE_KIND_DEFECTS, &list, 1);
	assert_taken(&d, 0, STORE_MARK_ANCHOR | STORE_MARK_OWN_STATE);
	assert_int_equal(trust_over(bytes_rd(&d.store), &t), EG_OK);
	assert_true(known_list_at(trust_known(t), 0, &info));
	assert_int_equal(info.kind, KNOWN_DEFECTS);
	assert_string_equal(info.country, "");
	d.anchor = RD_EMPTY;
	list = known_list(&d, true, "DE", KEY_DE, "260401120000Z");
	desk_import(&d, STORE_KIND_DEFECTS, &list, 1);
	assert_refused(&d, 0, IMPORT_SUCCESSION);
	assert_true(own_state_in(&d));
}

/* What FR brought, once UT's list has dropped FR: its list, what a link of it led to, what it said
 * about documents. The same of DE stays. */
static void what_rests_on_a_country_ca_goes_with_it(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d);
	import_world(&d);
	struct mint_file fr_new = desk_ca(&d, "FR", "New", "New", KEY_UT_NEW, KEY_UT_NEW);
	struct mint_file fr_signer = desk_list_signer(&d, "FR", KEY_FR);
	const struct rd of_fr[] = {mint_rd(&fr), mint_rd(&fr_new)};
	struct mint_file fr_list = desk_list(&d, of_fr, 2, &fr_signer, "260201120000Z");
	const struct mint_file links[] = {
		desk_ca(&d, "FR", "Country CA", "Third", KEY_OTHER, KEY_FR),
		desk_ca(&d, "FR", "Third", "Third", KEY_OTHER, KEY_OTHER),
		desk_ca(&d, "DE", "Country CA", "Next", KEY_OTHER, KEY_DE),
		fr, /* given again by itself */
	};
	struct mint_file deviations[] = {
		known_list(&d, false, "FR", KEY_FR, "260201120000Z"),
		known_list(&d, false, "DE", KEY_DE, "260201120000Z"),
	};
	desk_import(&d, STORE_KIND_MASTER_LIST, &fr_list, 1);
	assert_taken(&d, 0, STORE_MARK_LISTED);
	desk_import(&d, STORE_KIND_COUNTRY_CA, links, 4);
	assert_taken(&d, 0, STORE_MARK_LINK);
	assert_taken(&d, 3, STORE_MARK_LISTED);
	desk_import(&d, STORE_KIND_DEVIATIONS, deviations, 2);
	assert_taken(&d, 0, STORE_MARK_LISTED);
	assert_int_equal(store_cert_count(&d.s, STORE_CSCA), 7);
	struct mint_file signer = desk_list_signer(&d, "UT", KEY_UT);
	const struct rd without[] = {mint_rd(&ut), mint_rd(&de)};
	struct mint_file list = desk_list(&d, without, 2, &signer, "260301120000Z");
	desk_import(&d, STORE_KIND_MASTER_LIST, &list, 1);
	assert_taken(&d, 0, STORE_MARK_LISTED | STORE_MARK_SUCCEEDS);
	assert_int_equal(store_cert_count(&d.s, STORE_CSCA), 3);
	assert_false(desk_holds(&d, &fr));
	assert_false(desk_holds(&d, &links[1]));
	assert_true(desk_holds(&d, &links[2]));
	/* lists of UT, DE's deviations, DE's link */
	assert_int_equal(store_source_count(&d.s), 3);
	/* four certificates; FR's list, its deviations, and three certificates as sources */
	assert_int_equal(d.report.results[0].removed, 9);
	assert_int_equal(d.report.note_count, 9);
	assert_int_equal(d.report.notes[0].reason, IMPORT_UNFOUNDED);
	assert_string_equal(d.report.notes[0].country, "FR");
}

/* Vouched for when it was listed already, once and again, or found in a collection as the anchor.
 */
static void the_operators_word_counts_beside_others(void **state)
{
	(void)state;
	static struct desk_ldif t;
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d);
	import_world(&d);
	struct mint_file third = desk_ca(&d, "FR", "Third", "Third", KEY_OTHER, KEY_OTHER);
	desk_import(&d, STORE_KIND_COUNTRY_CA, &fr, 1);
	assert_taken(&d, 0, STORE_MARK_LISTED);
	d.options.take_certificates = true;
	desk_import(&d, STORE_KIND_COUNTRY_CA, &fr, 1);
	assert_taken(&d, 0, STORE_MARK_LISTED | STORE_MARK_OPERATOR);
	desk_import(&d, STORE_KIND_COUNTRY_CA, &fr, 1);
	assert_int_equal(d.report.results[0].outcome, STORE_SAME);
	desk_put_text(&t, "version: 1\n\n");
	desk_put_entry(&t, "cn=ca,c=FR", "cACertificate;binary", mint_rd(&third), "7");
	d.anchor = mint_rd(&third);
	desk_import_ldif(&d, &t, false);
	d.anchor = RD_EMPTY;
	assert_true(desk_holds(&d, &third));
	struct mint_file signer = desk_list_signer(&d, "UT", KEY_UT);
	const struct rd without[] = {mint_rd(&ut)};
	struct mint_file list = desk_list(&d, without, 1, &signer, "260301120000Z");
	desk_import(&d, STORE_KIND_MASTER_LIST, &list, 1);
	assert_true(desk_holds(&d, &fr));
	assert_true(desk_holds(&d, &third));
	assert_false(desk_holds(&d, &de));
}

/* The operator's own word stands whatever lists say. */
static void what_the_operator_let_in_stands(void **state)
{
	(void)state;
	EG_AUTO(desk_free) struct desk d;
	desk_open(&d);
	import_world(&d);
	d.options.take_certificates = true;
	struct mint_file own = desk_ca(&d, "FR", "Own", "Own", KEY_OTHER, KEY_OTHER);
	desk_import(&d, STORE_KIND_COUNTRY_CA, &own, 1);
	assert_taken(&d, 0, STORE_MARK_OPERATOR);
	struct mint_file signer = desk_list_signer(&d, "UT", KEY_UT);
	const struct rd without[] = {mint_rd(&ut)};
	struct mint_file list = desk_list(&d, without, 1, &signer, "260301120000Z");
	desk_import(&d, STORE_KIND_MASTER_LIST, &list, 1);
	assert_int_equal(store_cert_count(&d.s, STORE_CSCA), 2);
	assert_true(desk_holds(&d, &own));
	assert_true(desk_holds(&d, &ut));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_state_signs_lists_for_another),
		cmocka_unit_test(a_key_listed_for_two_states_vouches_for_both),
		cmocka_unit_test(a_revoked_signer_is_refused_whoever_vouches_for_it),
		cmocka_unit_test(a_link_that_was_revoked_leads_nowhere),
		cmocka_unit_test(no_state_speaks_of_what_another_revoked),
		cmocka_unit_test(a_country_ca_that_may_not_sign_lists_signs_none),
		cmocka_unit_test(a_revocation_list_with_entries_of_others_harms_only_itself),
		cmocka_unit_test(a_list_of_defects_that_is_too_much_harms_only_itself),
		cmocka_unit_test(a_listed_states_list_brings_its_own_country_cas_only),
		cmocka_unit_test(a_chosen_list_goes_on_under_its_own_country_cas_only),
		cmocka_unit_test(an_expired_signer_needs_the_operator),
		cmocka_unit_test(only_an_anchor_makes_a_list_the_own_states),
		cmocka_unit_test(what_rests_on_a_country_ca_goes_with_it),
		cmocka_unit_test(what_the_operator_let_in_stands),
		cmocka_unit_test(the_operators_word_counts_beside_others),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
