/*
 * The real German and Italian master lists into trust stores: what kinds of certificates they have,
 * told by signatures; and that an older list leaves no trace behind but its record.
 * The files lie beside the project (they are the states'); without them this ends with 77.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "pki/import.h"
#include "pki/trust.h"
#include "real_data.h"

#define GERMAN_LIST     "masterlists/DE_ML_2026-05-28-08-28-45.ml"
#define GERMAN_LIST_OLD "masterlists/DE_ML_2024-08-07-07-38-24.ml"
#define ITALIAN_LIST    "masterlists/IT_MasterListCSCA.ml"
#define GERMAN_ANCHOR   "masterlists/DE_ROOT_CA_CSCA07.cer"

#define NOW_S 1795305600 /* 2026-11-22 */

static struct bytes read_real(const char *name)
{
	struct bytes b = {0};
	assert_true(real_file(SOURCE_ROOT, name, &b));
	return b;
}

/* One list more into a store. */
static void import(struct bytes *store, const char *list, bool unanchored)
{
	EG_AUTO(bytes_free) struct bytes der = read_real(list);
	EG_AUTO(bytes_free) struct bytes anchor = read_real(GERMAN_ANCHOR);
	EG_AUTO(import_report_free) struct import_report report = {0};
	const struct rd anchors[] = {bytes_rd(&anchor)};
	const struct import_options options = {
		.anchors = anchors,
		.anchor_count = 1,
		.take_unanchored = unanchored,
		.now_s = NOW_S,
	};
	struct import_file file = {.bytes = bytes_rd(&der)};
	struct bytes image = {0};
	assert_true(import_kind_of(file.bytes, &file.kind));
	assert_int_equal(file.kind, STORE_KIND_MASTER_LIST);
	assert_int_equal(import_run(bytes_rd(store), &file, 1, &options, &image, &report), EG_OK);
	assert_false(report.refused);
	assert_int_equal(report.results[0].rejected, 0);
	const struct store_event *e = &report.results[0];
	print_message("%s: %s, %u certificates, %u new, %u gone, marks %02x\n", list,
		      store_outcome_word(e->outcome), e->source.objects, e->added, e->removed,
		      e->source.marks);
	bytes_free(store);
	*store = image;
}

struct counts {
	size_t all;
	size_t self_signed;
	size_t link_same;
	size_t link_other;
	size_t orphan_same;
	size_t orphan_other;
};

static void expect(const struct bytes *store, const struct counts *wanted)
{
	struct store_sections s;
	struct import_census c;
	assert_int_equal(store_file_open(bytes_rd(store), &s), EG_OK);
	assert_int_equal(import_census(&s, &c), EG_OK);
	print_message(
		"%zu country CAs: %zu self-signed, links %zu of the same name, %zu of another; "
		"orphans %zu, %zu\n",
		store_cert_count(&s, STORE_CSCA), c.self_signed, c.link_same_name,
		c.link_other_name, c.orphan_same_name, c.orphan_other_name);
	assert_int_equal(store_cert_count(&s, STORE_CSCA), wanted->all);
	assert_int_equal(c.self_signed, wanted->self_signed);
	assert_int_equal(c.link_same_name, wanted->link_same);
	assert_int_equal(c.link_other_name, wanted->link_other);
	assert_int_equal(c.orphan_same_name, wanted->orphan_same);
	assert_int_equal(c.orphan_other_name, wanted->orphan_other);
}

/* Orphans fit no listed key at all, whatever is named; nor do links fit their own. */
static void expect_orphans_to_fit_nothing(const struct bytes *store)
{
	struct store_sections s;
	size_t tried = 0;
	assert_int_equal(store_file_open(bytes_rd(store), &s), EG_OK);
	size_t count = store_cert_count(&s, STORE_CSCA);
	for (uint32_t i = 0; i < count; i++) {
		struct store_cert one;
		struct cert c;
		assert_true(store_cert_at(&s, STORE_CSCA, i, &one));
		assert_int_equal(cert_parse(one.der, &c), EG_OK);
		if (one.class == STORE_LINK) {
			assert_int_not_equal(one.issuer, i);
			assert_int_not_equal(cert_issued_by(&c, &c), EG_OK);
		}
		for (uint32_t j = 0; one.class == STORE_ORPHAN && j < count; j++) {
			struct store_cert other;
			struct cert ca;
			assert_true(store_cert_at(&s, STORE_CSCA, j, &other));
			assert_int_equal(cert_parse(other.der, &ca), EG_OK);
			assert_int_not_equal(cert_issued_by(&c, &ca), EG_OK);
			tried++;
		}
	}
	print_message("orphans tried with %zu keys\n", tried);
	assert_true(tried > 0);
}

static void the_german_list_has_what_was_counted_in_it(void **state)
{
	(void)state;
	EG_AUTO(bytes_free) struct bytes store = {0};
	import(&store, GERMAN_LIST, false);
	expect(&store, &(struct counts){588, 375, 126, 75, 10, 2});
	expect_orphans_to_fit_nothing(&store);
}

static void the_italian_list_has_what_was_counted_in_it(void **state)
{
	(void)state;
	EG_AUTO(bytes_free) struct bytes store = {0};
	import(&store, ITALIAN_LIST, true);
	expect(&store, &(struct counts){333, 213, 52, 54, 6, 8});
	expect_orphans_to_fit_nothing(&store);
}

static void the_older_german_list_leaves_nothing_but_its_record(void **state)
{
	(void)state;
	EG_AUTO(bytes_free) struct bytes both = {0};
	EG_AUTO(bytes_free) struct bytes alone = {0};
	struct store_sections a;
	struct store_sections b;
	import(&both, GERMAN_LIST_OLD, true);
	import(&both, GERMAN_LIST, false);
	import(&alone, GERMAN_LIST, false);
	assert_int_equal(store_file_open(bytes_rd(&both), &a), EG_OK);
	assert_int_equal(store_file_open(bytes_rd(&alone), &b), EG_OK);
	assert_int_equal(store_event_count(&a), 2);
	assert_int_equal(store_event_count(&b), 1);
	for (size_t i = 0; i < STORE_SECTION_COUNT; i++) {
		if (i != STORE_HISTORY) {
			assert_true(rd_equal(a.of[i], b.of[i]));
		}
	}
}

int main(void)
{
	static const char *const needed[] = {GERMAN_LIST, GERMAN_LIST_OLD, ITALIAN_LIST,
					     GERMAN_ANCHOR};
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		EG_AUTO(bytes_free) struct bytes b = {0};
		if (!real_file(SOURCE_ROOT, needed[i], &b)) {
			print_message("missing beside the project: %s%s\n", REAL_DATA, needed[i]);
			return 77;
		}
	}
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_german_list_has_what_was_counted_in_it),
		cmocka_unit_test(the_italian_list_has_what_was_counted_in_it),
		cmocka_unit_test(the_older_german_list_leaves_nothing_but_its_record),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
