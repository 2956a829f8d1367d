/*
 * test_known: which documents the entries of lists mean, and how an index is made.
 */
#include "tests/unit/known_kit.h"

#include "pki/known_image.h"
#include "pki/known_signed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ARCS(text) text, sizeof(text) - 1
#define CODE(n)    RD_TEXT("\x0A\x01" n)

static const uint8_t sod_wrong[] = {2, 3};

static struct known_effects find(struct known_kit *kit, const struct kit_list *l,
				 const char *country, const struct known_document *d)
{
	struct known_effects e;
	kit_index(kit, l, country);
	known_find(&kit->known, d, &e);
	return e;
}

/* A list with SODSignatureWrong whose entry has every selector. */
static void say_all(struct kit_list *l)
{
	static const char *const numbers[] = {"AB1234567", "CD7654321", NULL};
	kit_say(l, false, (const char *)sod_wrong, sizeof(sod_wrong), RD_EMPTY);
	l->entry.type = "P ";
	l->entry.first = (struct date){2017, 6, 15};
	l->entry.last = (struct date){2017, 6, 15};
	l->entry.numbers = numbers;
}

struct other {
	struct known_document document;
	bool means;
};

static void all_selectors_have_to_fit(void **state)
{
	(void)state; /* unused */
	struct other all[16];
	size_t n = 0;
	for (size_t i = 0; i < 16; i++) {
		all[i] = (struct other){kit_document(), false};
	}
	all[n++].means = true;
	all[n].means = true;
	all[n++].document.number = RD_TEXT("AB1234567<");
	all[n].means = true;
	all[n++].document.number = RD_TEXT("ab 1234-567");
	all[n++].document.number = RD_TEXT("AB1234568");
	all[n++].document.number = RD_TEXT("AB123456");
	all[n++].document.number = RD_EMPTY;
	all[n++].document.serial = RD_TEXT("\x41\x42\x44");
	all[n++].document.serial = RD_EMPTY;
	all[n++].document.issuer = RD_TEXT("\x31\x0B\x30\x09\x06\x03\x55\x04\x06\x13\x02"
					   "UU");
	all[n].means = true; /* in another type of text */
	all[n++].document.issuer = RD_TEXT("\x31\x0B\x30\x09\x06\x03\x55\x04\x06\x0C\x02"
					   "ut");
	all[n++].document.type = RD_TEXT("I<");
	all[n].means = true; /* one letter stands for all that begin with it */
	all[n++].document.type = RD_TEXT("PM");
	all[n++].document.issued = (struct date){2017, 6, 14};
	all[n++].document.issued = (struct date){2017, 6, 16};
	struct kit_list l;
	say_all(&l);
	for (size_t i = 0; i < n; i++) {
		EG_AUTO(known_kit_free) struct known_kit kit = {0};
		struct known_effects e = find(&kit, &l, "", &all[i].document);
		assert_int_equal(e.entries, all[i].means ? 1 : 0);
		assert_int_equal(faults_has(e.healed, FAULT_SIGNATURE), all[i].means);
	}
}

static void what_is_not_told_heals_nothing_but_can_speak_against(void **state)
{
	(void)state; /* unused */
	EG_AUTO(known_kit_free) struct known_kit heals = {0};
	EG_AUTO(known_kit_free) struct known_kit revokes = {0};
	struct kit_list l;
	struct known_effects e;
	struct known_document d = kit_document();
	d.issued = (struct date){0};
	say_all(&l);
	e = find(&heals, &l, "", &d);
	assert_int_equal(e.entries, 1);
	assert_true(faults_empty(e.healed));
	l.remark.type = RD_TEXT("\x01\x04"); /* AAKeyCompromised */
	e = find(&revokes, &l, "", &d);
	assert_true(e.active_auth_revoked);
	d.type = RD_EMPTY;
	known_find(&revokes.known, &d, &e);
	assert_true(e.active_auth_revoked);
	d.number = RD_EMPTY;
	known_find(&revokes.known, &d, &e);
	assert_int_equal(e.entries, 0);
	assert_false(e.active_auth_revoked);
}

static void a_signer_is_found_by_each_of_its_names(void **state)
{
	(void)state; /* unused */
	uint8_t digest[CRYPT_HASH_MAX];
	struct known_document right = kit_document();
	struct known_document wrong = kit_document();
	assert_int_equal(crypt_hash(CRYPT_SHA256, right.certificate, digest), EG_OK);
	wrong.serial = RD_TEXT("\x01");
	wrong.key_id = RD_TEXT("\x01");
	wrong.certificate = RD_TEXT("another certificate");
	for (int way = 0; way < 4; way++) {
		EG_AUTO(known_kit_free) struct known_kit kit = {0};
		struct kit_list l;
		struct known_effects e;
		kit_say(&l, true, ARCS("\x01\x01"), CODE("\x03"));
		if (way == 1) {
			l.entry.issuer = RD_EMPTY;
			l.entry.key_id = kit_key_id();
		} else if (way > 1) {
			l.entry.issuer = way == 2 ? RD_EMPTY : l.entry.issuer;
			l.entry.digest = rd_of(digest, 32);
		}
		e = find(&kit, &l, "", &right);
		assert_true(faults_has(e.found, FAULT_REVOKED_BY_LIST));
		known_find(&kit.known, &wrong, &e);
		assert_int_equal(e.entries, 0);
		/* A name that fits is not enough where the hash does not. */
		struct known_document half = right;
		half.certificate = wrong.certificate;
		known_find(&kit.known, &half, &e);
		assert_int_equal(e.entries, way < 2 ? 1 : 0);
	}
}

static void a_state_speaks_of_its_own_documents_only(void **state)
{
	(void)state; /* unused */
	EG_AUTO(known_kit_free) struct known_kit kit = {0};
	struct kit_list l;
	struct known_document d = kit_document();
	say_all(&l);
	assert_int_equal(find(&kit, &l, "UT", &d).entries, 1);
	d.signer_country[1] = 'U';
	struct known_effects e;
	known_find(&kit.known, &d, &e);
	assert_int_equal(e.entries, 0);
	/* A certificate without a country, or with one of three letters: the printed state counts.
	 */
	d.signer_country[0] = '\0';
	known_find(&kit.known, &d, &e);
	assert_int_equal(e.entries, 1);
	d.state[0] = 'D';
	d.state[1] = '\0';
	known_find(&kit.known, &d, &e);
	assert_int_equal(e.entries, 0);
	/* Nor was that read: as with a type that is not told. */
	d.state[0] = '\0';
	known_find(&kit.known, &d, &e);
	assert_int_equal(e.entries, 1);
	assert_true(faults_empty(e.healed));
	EG_AUTO(known_kit_free) struct known_kit revokes = {0};
	l.remark.type = RD_TEXT("\x01\x04"); /* AAKeyCompromised */
	assert_true(find(&revokes, &l, "UT", &d).active_auth_revoked);
}

static void an_entry_for_all_means_all_of_its_state(void **state)
{
	(void)state; /* unused */
	EG_AUTO(known_kit_free) struct known_kit kit = {0};
	struct kit_list l;
	struct known_document d = {.state = "UTO", .signer_country = "UT"};
	kit_say(&l, false, ARCS("\x02\x04"), RD_EMPTY);
	l.entry.issuer = RD_EMPTY;
	assert_true(faults_has(find(&kit, &l, "UT", &d).healed, FAULT_COM_LESS));
}

static void every_number_of_a_large_list_is_found_and_no_other(void **state)
{
	(void)state; /* unused */
	EG_AUTO(known_kit_free) struct known_kit kit = {0};
	struct kit_list l;
	struct known_list_info info;
	kit_say(&l, false, (const char *)sod_wrong, sizeof(sod_wrong), RD_EMPTY);
	l.entry.issuer = RD_EMPTY;
	l.entry.invented_numbers = 169422; /* as Estonia in 2018 */
	kit_index(&kit, &l, "UT");
	assert_true(known_list_at(&kit.known, 0, &info));
	assert_int_equal(info.numbers, 169422);
	assert_int_equal(info.entries, 1);
	assert_string_equal(info.country, "UT");
	for (unsigned i = 0; i < 2 * 169422; i++) {
		char number[16];
		struct known_effects e;
		struct known_document d = kit_document();
		(void)snprintf(number, sizeof(number), "K%08u", i); /* fits */
		d.number = rd_cstr(number);
		known_find(&kit.known, &d, &e);
		assert_int_equal(e.entries, i < 169422 ? 1 : 0);
		assert_int_equal(e.said, e.entries == 1 ? UINT64_C(1) << KNOWN_SOD_SIGNATURE : 0);
	}
}

static void numbers_of_different_spelling_are_different(void **state)
{
	(void)state; /* unused */
	static const char *const texts[] = {"A",
					    "AA",
					    "A1",
					    "1A",
					    "0",
					    "00",
					    "ABCDEFGHIJKL",
					    "ABCDEFGHIJKLA",
					    "ABCDEFGHIJKM",
					    "ABCDEFGHIJKLMNOPQRSTUVWX"};
	struct known_number seen[10];
	struct known_number n;
	for (size_t i = 0; i < 10; i++) {
		assert_true(known_number_of(rd_cstr(texts[i]), &seen[i]));
		for (size_t j = 0; j < i; j++) {
			assert_false(seen[j].high == seen[i].high && seen[j].low == seen[i].low);
		}
	}
	assert_false(known_number_of(RD_TEXT("<<< - "), &n));
	assert_false(known_number_of(RD_TEXT("ABCDEFGHIJKLMNOPQRSTUVWXY"), &n));
}

/* Two lists in one index; b is older and says the same things otherwise. */
static void build_two(struct bytes *image, const struct known_list *a, const struct known_list *b,
		      bool other_way)
{
	EG_AUTO(known_builder_free) struct known_builder *builder = NULL;
	const struct known_list_info first = {.country = "UT", .signed_s = 200, .sha256 = {1}};
	const struct known_list_info second = {.country = "", .signed_s = 100, .sha256 = {2}};
	assert_int_equal(known_builder_new(&builder), EG_OK);
	if (other_way) {
		assert_int_equal(known_builder_add(builder, b, &second), EG_OK);
	}
	assert_int_equal(known_builder_add(builder, a, &first), EG_OK);
	if (!other_way) {
		assert_int_equal(known_builder_add(builder, b, &second), EG_OK);
	}
	assert_int_equal(known_builder_image(builder, image), EG_OK);
}

struct two {
	struct known_kit a;
	struct known_kit b;
	struct known_list list_a;
	struct known_list list_b;
};

static void two_free(struct two *t)
{
	known_kit_free(&t->a);
	known_kit_free(&t->b);
}

static void two_lists(struct two *t)
{
	struct kit_list l;
	kit_say(&l, true, ARCS("\x02\x05"),
		RD_TEXT("\x13\x02"
			"UT"));
	kit_read(&t->a, &l, &t->list_a);
	kit_say(&l, true, ARCS("\x02\x05"),
		RD_TEXT("\x13\x03"
			"UTO"));
	l.entry.issuer = RD_EMPTY;
	l.entry.key_id = kit_key_id();
	kit_read(&t->b, &l, &t->list_b);
}

static void the_correction_of_the_list_added_first_wins(void **state)
{
	(void)state; /* unused */
	EG_AUTO(two_free) struct two t = {0};
	EG_AUTO(bytes_free) struct bytes image = {0};
	struct known known;
	struct known_effects e;
	struct known_document d = kit_document();
	two_lists(&t);
	for (int way = 0; way < 2; way++) {
		build_two(&image, &t.list_a, &t.list_b, way == 1);
		assert_int_equal(known_open(bytes_rd(&image), &known), EG_OK);
		known_find(&known, &d, &e);
		assert_int_equal(e.entries, 2);
		assert_string_equal(e.right_country, way == 0 ? "UT" : "UTO");
	}
}

static void a_kept_list_is_the_same_as_an_added_one(void **state)
{
	(void)state; /* unused */
	EG_AUTO(two_free) struct two t = {0};
	EG_AUTO(bytes_free) struct bytes added = {0};
	EG_AUTO(bytes_free) struct bytes kept = {0};
	EG_AUTO(bytes_free) struct bytes one = {0};
	EG_AUTO(known_builder_free) struct known_builder *builder = NULL;
	EG_AUTO(known_builder_free) struct known_builder *less = NULL;
	static const char *const numbers[] = {"AB1234567", "CD7654321", NULL};
	struct known known;
	struct known_effects e;
	struct known_document d = kit_document();
	struct kit_list l;
	two_lists(&t);
	say_all(&l);
	l.entry.numbers = numbers;
	kit_read(&t.b, &l, &t.list_b);
	build_two(&added, &t.list_a, &t.list_b, false);
	assert_int_equal(known_open(bytes_rd(&added), &known), EG_OK);
	assert_int_equal(known_builder_new(&builder), EG_OK);
	assert_int_equal(known_builder_keep(builder, &known, 0), EG_OK);
	assert_int_equal(known_builder_keep(builder, &known, 1), EG_OK);
	assert_int_equal(known_builder_keep(builder, &known, 2), EG_NOT_FOUND);
	assert_int_equal(known_builder_image(builder, &kept), EG_OK);
	assert_true(rd_equal(bytes_rd(&kept), bytes_rd(&added)));
	/* Without the first, only the second speaks. */
	assert_int_equal(known_builder_new(&less), EG_OK);
	assert_int_equal(known_builder_keep(less, &known, 1), EG_OK);
	assert_int_equal(known_builder_image(less, &one), EG_OK);
	struct known rest;
	assert_int_equal(known_open(bytes_rd(&one), &rest), EG_OK);
	known_find(&rest, &d, &e);
	assert_int_equal(e.entries, 1);
	assert_true(faults_has(e.healed, FAULT_SIGNATURE));
	assert_string_equal(e.right_country, "");
}

static void a_number_given_twice_counts_once(void **state)
{
	(void)state; /* unused */
	static const char *const numbers[] = {"AB1234567", "AB123456-7", "AB1234567", NULL};
	EG_AUTO(known_kit_free) struct known_kit kit = {0};
	struct kit_list l;
	struct known_document d = kit_document();
	say_all(&l);
	l.entry.numbers = numbers;
	assert_int_equal(find(&kit, &l, "", &d).entries, 1);
	assert_int_equal(kit.known.number_count, 1);
}

/* A look-up visits KNOWN_SAME_MAX entries: an index that would need more is not made. */
static void too_many_entries_for_one_signer_are_refused(void **state)
{
	(void)state; /* unused */
	static struct forge_known_entry entries[KNOWN_SAME_OF_LIST_MAX + 1];
	struct kit_list l;
	kit_say(&l, true, ARCS("\x04\x03"), RD_EMPTY);
	l.entry.remarks = &l.remark;
	for (size_t i = 0; i < KNOWN_SAME_OF_LIST_MAX + 1; i++) {
		entries[i] = l.entry;
	}
	l.order.entries = entries;
	for (size_t more = 0; more < 2; more++) {
		EG_AUTO(known_builder_free) struct known_builder *b = NULL;
		EG_AUTO(bytes_free) struct bytes content = {0};
		EG_AUTO(bytes_free) struct bytes image = {0};
		struct known_list list;
		const struct known_list_info info = {.country = "UT"};
		l.order.entry_count = KNOWN_SAME_OF_LIST_MAX + more;
		assert_int_equal(forge_known_content(&content, &l.order), EG_OK);
		assert_int_equal(
			known_signed_content(KNOWN_DEFECTS, bytes_rd(&content), &image, &list),
			EG_OK);
		assert_int_equal(known_list_fits(&list), more == 0 ? EG_OK : EG_TOO_BIG);
		assert_int_equal(known_builder_new(&b), EG_OK);
		for (size_t i = 0; i < KNOWN_SAME_MAX / KNOWN_SAME_OF_LIST_MAX; i++) {
			assert_int_equal(known_builder_add(b, &list, &info), EG_OK);
		}
		assert_int_equal(known_builder_image(b, &image), more == 0 ? EG_OK : EG_TOO_BIG);
	}
}

static void a_list_that_does_not_fit_adds_nothing(void **state)
{
	(void)state; /* unused */
	EG_AUTO(known_kit_free) struct known_kit kit = {0};
	EG_AUTO(known_builder_free) struct known_builder *b = NULL;
	EG_AUTO(bytes_free) struct bytes image = {0};
	const struct known_list_info info = {.country = "UT"};
	struct kit_list l;
	struct known_list list;
	kit_say(&l, true, ARCS("\x04\x03"), RD_EMPTY);
	kit_read(&kit, &l, &list);
	assert_int_equal(known_builder_new(&b), EG_OK);
	for (unsigned i = 0; i < KNOWN_LISTS_MAX; i++) {
		assert_int_equal(known_builder_add(b, &list, &info), EG_OK);
	}
	assert_int_equal(known_builder_add(b, &list, &info), EG_TOO_BIG);
	assert_int_equal(known_builder_image(b, &image), EG_OK); /* and nothing was added */
	struct known known;
	assert_int_equal(known_open(bytes_rd(&image), &known), EG_OK);
	assert_int_equal(known.entry_count, KNOWN_LISTS_MAX);
	assert_int_equal(known.signer_count, KNOWN_LISTS_MAX);
}

static void an_image_of_another_size_or_version_is_refused(void **state)
{
	(void)state; /* unused */
	EG_AUTO(known_kit_free) struct known_kit kit = {0};
	struct kit_list l;
	struct known k;
	say_all(&l);
	kit_index(&kit, &l, "UT");
	for (size_t size = 0; size < kit.image.size; size++) {
		assert_int_equal(known_open(rd_of(kit.image.data, size), &k), EG_BAD_DATA);
	}
	for (size_t at = 0; at < KNOWN_HEADER_SIZE; at++) {
		kit.image.data[at] ^= 0x40;
		enum eg_err err = known_open(bytes_rd(&kit.image), &k);
		assert_true(at >= 36 && at < 40 ? err == EG_OK : err != EG_OK); /* digests */
		assert_true(at < 4 || at >= 8 || err == EG_UNSUPPORTED);
		kit.image.data[at] ^= 0x40;
	}
}

static void an_empty_index_knows_nothing(void **state)
{
	(void)state; /* unused */
	EG_AUTO(known_builder_free) struct known_builder *b = NULL;
	EG_AUTO(bytes_free) struct bytes image = {0};
	struct known known;
	struct known_effects e;
	struct known_document d = kit_document();
	assert_int_equal(known_builder_new(&b), EG_OK);
	assert_int_equal(known_builder_image(b, &image), EG_OK);
	assert_int_equal(known_open(bytes_rd(&image), &known), EG_OK);
	known_find(&known, &d, &e);
	assert_int_equal(e.entries, 0);
	assert_true(faults_empty(e.healed) && faults_empty(e.found));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_selectors_have_to_fit),
		cmocka_unit_test(what_is_not_told_heals_nothing_but_can_speak_against),
		cmocka_unit_test(a_signer_is_found_by_each_of_its_names),
		cmocka_unit_test(a_state_speaks_of_its_own_documents_only),
		cmocka_unit_test(an_entry_for_all_means_all_of_its_state),
		cmocka_unit_test(every_number_of_a_large_list_is_found_and_no_other),
		cmocka_unit_test(numbers_of_different_spelling_are_different),
		cmocka_unit_test(the_correction_of_the_list_added_first_wins),
		cmocka_unit_test(a_kept_list_is_the_same_as_an_added_one),
		cmocka_unit_test(a_number_given_twice_counts_once),
		cmocka_unit_test(too_many_entries_for_one_signer_are_refused),
		cmocka_unit_test(a_list_that_does_not_fit_adds_nothing),
		cmocka_unit_test(an_image_of_another_size_or_version_is_refused),
		cmocka_unit_test(an_empty_index_knows_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
