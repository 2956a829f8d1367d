/*
 * pki_book: the country CAs of a store in the order of a tree, each once.
 */
#include "import_desk.h"
#include "prog/pki_book.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <string.h>

#define FILES_MAX 8

static void store(struct desk *d, const struct mint_file *files, size_t count)
{
	struct mint_file signer = desk_list_signer(d, "UT", KEY_UT);
	struct rd certificates[FILES_MAX];
	struct mint_file list;
	assert_true(count <= FILES_MAX);
	for (size_t i = 0; i < count; i++) {
		certificates[i] = mint_rd(&files[i]);
	}
	list = desk_list(d, certificates, count, &signer, "261101000000Z");
	d->options.take_unanchored = true;
	desk_import(d, STORE_KIND_MASTER_LIST, &list, 1);
	assert_false(d->report.refused);
}

/* Each certificate of the store is in the book once. */
static void assert_whole(const struct desk *d, const struct pki_book *b)
{
	assert_int_equal(b->count, store_cert_count(&d->s, STORE_CSCA));
	assert_int_equal(b->unreadable, 0);
	for (size_t i = 0; i < b->count; i++) {
		for (size_t k = 0; k < i; k++) {
			assert_int_not_equal(b->entries[i].record, b->entries[k].record);
		}
	}
}

static bool is(const struct pki_entry *e, const struct mint_file *f)
{
	return rd_equal(e->stored.der, mint_rd(f));
}

static void links_follow_the_key_that_signed_them(void **state)
{
	EG_AUTO(desk_free) struct desk d;
	EG_AUTO(pki_book_free) struct pki_book b = {0};
	(void)state;
	desk_open(&d);
	const struct mint_file files[] = {
		desk_ca(&d, "UT", "third", "fourth", KEY_SIGNER, KEY_OTHER),
		desk_ca(&d, "UT", "second", "third", KEY_OTHER, KEY_UT_NEW),
		desk_ca(&d, "UT", "first", "second", KEY_UT_NEW, KEY_UT),
		desk_ca(&d, "UT", "first", "first", KEY_UT, KEY_UT),
		desk_ca(&d, "DE", "Country CA", "Country CA", KEY_DE, KEY_DE),
	};
	store(&d, files, 5);
	assert_int_equal(pki_book_read(&d.s, "", &b), EG_OK);
	assert_whole(&d, &b);
	assert_true(is(&b.entries[0], &files[4])); /* DE before UT */
	for (uint32_t i = 0; i < 4; i++) {
		assert_true(is(&b.entries[1 + i], &files[3 - i]));
		assert_int_equal(b.entries[1 + i].depth, i);
		assert_false(i > 0 && pki_entry_same_name(&b.entries[1 + i]));
	}
	size_t first = 0;
	assert_int_equal(pki_book_next(&b, &first), 1);
	assert_int_equal(pki_book_next(&b, &first), 4);
	assert_int_equal(pki_book_next(&b, &first), 0);
	assert_int_equal(first, 5);
}

static void a_link_of_the_same_name_is_told_from_a_root(void **state)
{
	EG_AUTO(desk_free) struct desk d;
	EG_AUTO(pki_book_free) struct pki_book b = {0};
	(void)state;
	desk_open(&d);
	const struct mint_file files[] = {
		desk_ca(&d, "UT", "CSCA", "CSCA", KEY_UT_NEW, KEY_UT),
		desk_ca(&d, "UT", "CSCA", "CSCA", KEY_UT, KEY_UT),
	};
	store(&d, files, 2);
	assert_int_equal(pki_book_read(&d.s, "", &b), EG_OK);
	assert_whole(&d, &b);
	assert_true(is(&b.entries[0], &files[1]));
	assert_int_equal(b.entries[0].stored.class, STORE_SELF_SIGNED);
	assert_int_equal(b.entries[1].stored.class, STORE_LINK);
	assert_int_equal(b.entries[1].depth, 1);
	assert_true(pki_entry_same_name(&b.entries[1]));
}

static void a_link_from_another_country_stays_in_its_own(void **state)
{
	EG_AUTO(desk_free) struct desk d;
	EG_AUTO(pki_book_free) struct pki_book b = {0};
	EG_AUTO(pki_book_free) struct pki_book one = {0};
	(void)state;
	desk_open(&d);
	struct mint_cert c = mint_ca_of("FR");
	c.issuer_country = "UT";
	c.issuer = "Country CA";
	c.serial = 33;
	c.from = "190101000000Z"; /* before the root of its country, which comes first all the same
				   */
	const struct mint_file files[] = {
		desk_root(&d, "UT", KEY_UT),
		mint_certificate(&c, d.key[KEY_FR], d.key[KEY_UT]),
		desk_root(&d, "FR", KEY_OTHER),
	};
	store(&d, files, 3);
	assert_int_equal(pki_book_read(&d.s, "", &b), EG_OK);
	assert_whole(&d, &b);
	assert_true(is(&b.entries[0], &files[2]));
	assert_true(is(&b.entries[1], &files[1]));
	assert_int_equal(b.entries[1].depth, 0);
	assert_int_equal(pki_book_read(&d.s, "FR", &one), EG_OK);
	assert_int_equal(one.count, 2);
	assert_string_equal(one.entries[0].cert.country, "FR");
}

static void an_empty_book_has_no_countries(void **state)
{
	EG_AUTO(pki_book_free) struct pki_book b = {0};
	const struct store_sections none = {0};
	size_t first = 0;
	(void)state;
	assert_int_equal(pki_book_read(&none, "", &b), EG_OK);
	assert_int_equal(b.count, 0);
	assert_int_equal(pki_book_next(&b, &first), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(links_follow_the_key_that_signed_them),
		cmocka_unit_test(a_link_of_the_same_name_is_told_from_a_root),
		cmocka_unit_test(a_link_from_another_country_stays_in_its_own),
		cmocka_unit_test(an_empty_book_has_no_countries),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
