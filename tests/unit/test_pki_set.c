/*
 * pki_set: the country CAs of a list and of a store compare as sets, whatever stands in them twice.
 */
#include "import_desk.h"
#include "prog/pki_set.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void a_list_and_the_store_made_from_it_are_the_same(void **state)
{
	EG_AUTO(desk_free) struct desk d;
	EG_AUTO(pki_set_free) struct pki_set list = {0};
	EG_AUTO(pki_set_free) struct pki_set store = {0};
	(void)state;
	desk_open(&d);
	const struct mint_file files[] = {desk_root(&d, "UT", KEY_UT), desk_root(&d, "DE", KEY_DE)};
	const struct rd certificates[] = {mint_rd(&files[0]), mint_rd(&files[1]),
					  mint_rd(&files[0])};
	struct mint_file signer = desk_list_signer(&d, "UT", KEY_UT);
	struct mint_file file = desk_list(&d, certificates, 3, &signer, "261101000000Z");
	d.options.take_unanchored = true;
	desk_import(&d, STORE_KIND_MASTER_LIST, &file, 1);
	assert_int_equal(pki_set_read(mint_rd(&file), &list), EG_OK);
	assert_int_equal(pki_set_read(bytes_rd(&d.store), &store), EG_OK);
	assert_int_equal(list.count, 2); /* one stands in it twice */
	assert_int_equal(store.count, 2);
	for (size_t i = 0; i < 2; i++) {
		assert_true(pki_set_has(&store, &list.members[i]));
		assert_true(pki_set_has(&list, &store.members[i]));
	}
}

static void what_one_lacks_is_found(void **state)
{
	EG_AUTO(desk_free) struct desk d;
	EG_AUTO(pki_set_free) struct pki_set a = {0};
	EG_AUTO(pki_set_free) struct pki_set b = {0};
	const struct pki_set none = {0};
	(void)state;
	desk_open(&d);
	const struct mint_file files[] = {desk_root(&d, "UT", KEY_UT), desk_root(&d, "DE", KEY_DE)};
	const struct rd certificates[] = {mint_rd(&files[0]), mint_rd(&files[1])};
	struct mint_file signer = desk_list_signer(&d, "UT", KEY_UT);
	struct mint_file two = desk_list(&d, certificates, 2, &signer, "261101000000Z");
	struct mint_file one = desk_list(&d, certificates, 1, &signer, "261101000000Z");
	assert_int_equal(pki_set_read(mint_rd(&two), &a), EG_OK);
	assert_int_equal(pki_set_read(mint_rd(&one), &b), EG_OK);
	size_t missing = 0;
	for (size_t i = 0; i < a.count; i++) {
		missing += !pki_set_has(&b, &a.members[i]);
	}
	assert_int_equal(missing, 1);
	assert_false(pki_set_has(&none, &a.members[0]));
}

static void what_cannot_be_read_is_counted(void **state)
{
	EG_AUTO(desk_free) struct desk d;
	EG_AUTO(pki_set_free) struct pki_set s = {0};
	(void)state;
	desk_open(&d);
	const struct mint_file root = desk_root(&d, "UT", KEY_UT);
	const struct rd certificates[] = {mint_rd(&root), RD_TEXT("\x30\x03\x02\x01\x05")};
	struct mint_file signer = desk_list_signer(&d, "UT", KEY_UT);
	struct mint_file file = desk_list(&d, certificates, 2, &signer, "261101000000Z");
	assert_int_equal(pki_set_read(mint_rd(&file), &s), EG_OK);
	assert_int_equal(s.count, 1);
	assert_int_equal(s.unreadable, 1);
}

static void what_is_neither_list_nor_store_is_refused(void **state)
{
	EG_AUTO(desk_free) struct desk d;
	(void)state;
	desk_open(&d);
	const struct mint_file root = desk_root(&d, "UT", KEY_UT);
	const struct rd files[] = {RD_EMPTY, RD_TEXT("EGATETS1"), mint_rd(&root)};
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		EG_AUTO(pki_set_free) struct pki_set s = {0};
		assert_int_not_equal(pki_set_read(files[i], &s), EG_OK);
		assert_int_equal(s.count, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_and_the_store_made_from_it_are_the_same),
		cmocka_unit_test(what_one_lacks_is_found),
		cmocka_unit_test(what_cannot_be_read_is_counted),
		cmocka_unit_test(what_is_neither_list_nor_store_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
