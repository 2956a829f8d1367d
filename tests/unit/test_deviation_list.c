/*
 * test_deviation_list: what the deviation lists of Doc 9303-12 say, and which of them are refused.
 */
#include "tests/unit/known_kit.h"

#include "pki/deviation_list.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define ARCS(text) text, sizeof(text) - 1

static struct known_saying only_saying(const struct known_list *list, struct known_entry *entry)
{
	struct known_saying s;
	struct rd rest = list->entries;
	assert_int_equal(list->entry_count, 1);
	assert_int_equal(known_list_next(list, &rest, entry), EG_OK);
	assert_true(rd_end(&rest));
	struct rd sayings = entry->sayings;
	assert_int_equal(known_list_next_saying(list, &sayings, &s), EG_OK);
	assert_true(rd_end(&sayings));
	return s;
}

struct said {
	const char *arcs;
	size_t arc_count;
	struct rd parameter;
	enum known_what what;
	uint32_t code;
	uint32_t groups;
};

static void every_type_is_read(void **state)
{
	(void)state; /* unused */
	const struct said all[] = {
		{ARCS("\x01"), RD_EMPTY, KNOWN_CERT_OR_KEY, 0, 0},
		{ARCS("\x01\x01"), RD_EMPTY, KNOWN_SIGNER_SIGNATURE, 0, 0},
		{ARCS("\x01\x02"), RD_TEXT("\x02\x01\x04"), KNOWN_SIGNER_ENCODING, 4, 0},
		{ARCS("\x01\x02"), RD_TEXT("\x06\x03\x55\x1D\x0F"), KNOWN_SIGNER_ENCODING, 0, 0},
		{ARCS("\x01\x03"), RD_TEXT("\x02\x01\x07"), KNOWN_ISSUER_ENCODING, 7, 0},
		{ARCS("\x01\x04"), RD_EMPTY, KNOWN_ACTIVE_AUTH_KEY, 0, 0},
		{ARCS("\x02"), RD_EMPTY, KNOWN_LDS, 0, 0},
		{ARCS("\x02\x01"), RD_TEXT("\x02\x01\x02"), KNOWN_GROUP_MALFORMED, 0, 1u << 2},
		{ARCS("\x02\x01"), RD_TEXT("\x02\x01\x14"), KNOWN_GROUP_MALFORMED, 0, 1u << 20},
		{ARCS("\x02\x01"), RD_TEXT("\x02\x01\x15"), KNOWN_GROUP_MALFORMED, 0, 1u << 21},
		{ARCS("\x02\x02"), RD_TEXT("\x02\x01\x0C"), KNOWN_GROUP_HASH, 0, 1u << 12},
		{ARCS("\x02\x03"), RD_EMPTY, KNOWN_SOD_SIGNATURE, 0, 0},
		{ARCS("\x02\x03"), RD_TEXT("\x05\x00"), KNOWN_SOD_SIGNATURE, 0, 0},
		{ARCS("\x02\x04"), RD_EMPTY, KNOWN_COM, 0, 0},
		{ARCS("\x03"), RD_EMPTY, KNOWN_MRZ, 0, 0},
		{ARCS("\x03\x01"), RD_TEXT("\x02\x01\x03"), KNOWN_MRZ_DATA, 3, 0},
		{ARCS("\x03\x02"), RD_TEXT("\x02\x01\x08"), KNOWN_MRZ_DIGIT, 8, 0},
		{ARCS("\x04"), RD_EMPTY, KNOWN_CHIP, 0, 0},
		{ARCS("\x05"), RD_EMPTY, KNOWN_NATIONAL, 0, 0},
		{ARCS("\x02\x63"), RD_EMPTY, KNOWN_OTHER, 0, 0},
		{ARCS("\x09"), RD_TEXT("\x02\x01\x63"), KNOWN_OTHER, 0, 0},
	};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		EG_AUTO(known_kit_free) struct known_kit kit = {0};
		struct kit_list l;
		struct known_list list;
		struct known_entry entry;
		kit_say(&l, false, all[i].arcs, all[i].arc_count, all[i].parameter);
		kit_read(&kit, &l, &list);
		struct known_saying s = only_saying(&list, &entry);
		assert_int_equal(s.what, all[i].what);
		assert_int_equal(s.code, all[i].code);
		assert_int_equal(s.groups, all[i].groups);
	}
}

static void an_extension_is_told_by_its_name(void **state)
{
	(void)state; /* unused */
	EG_AUTO(known_kit_free) struct known_kit kit = {0};
	struct kit_list l;
	struct known_list list;
	struct known_entry entry;
	kit_say(&l, false, ARCS("\x01\x02"), RD_TEXT("\x06\x03\x55\x1D\x0F"));
	l.remark.text = "key usage";
	kit_read(&kit, &l, &list);
	struct known_saying s = only_saying(&list, &entry);
	assert_true(rd_equal(s.data, RD_TEXT("\x55\x1D\x0F")));
	assert_true(rd_equal(s.text, RD_TEXT("key usage")));
}

static void every_selector_is_read(void **state)
{
	(void)state; /* unused */
	static const char *const numbers[] = {"AB1234567", "CD7654321", NULL};
	static const uint8_t digest[32] = {9};
	EG_AUTO(known_kit_free) struct known_kit kit = {0};
	struct kit_list l;
	struct known_list list;
	struct known_entry e;
	struct rd number;
	kit_say(&l, false, ARCS("\x02\x03"), RD_EMPTY);
	l.entry.type = "P ";
	l.entry.first = (struct date){2014, 10, 16};
	l.entry.last = (struct date){2017, 10, 25};
	l.entry.numbers = numbers;
	kit_read(&kit, &l, &list);
	(void)only_saying(&list, &e); /* the selectors count here */
	assert_int_equal(e.by, KNOWN_BY_NAME | KNOWN_BY_TYPE | KNOWN_BY_PERIOD | KNOWN_BY_NUMBER);
	assert_true(rd_equal(e.issuer, kit_document().issuer));
	assert_true(rd_equal(e.serial, kit_document().serial));
	assert_true(rd_equal(e.type, RD_TEXT("P ")));
	assert_int_equal(date_compare(e.first, l.entry.first), 0);
	assert_int_equal(date_compare(e.last, l.entry.last), 0);
	assert_int_equal(list.number_count, 2);
	assert_true(known_next_number(&e.numbers, &number));
	assert_true(rd_equal(number, RD_TEXT("AB1234567")));

	l.entry = (struct forge_known_entry){.key_id = kit_key_id(), .remark_count = 1};
	kit_read(&kit, &l, &list);
	(void)only_saying(&list, &e); /* as above */
	assert_int_equal(e.by, KNOWN_BY_KEY_ID);
	assert_true(rd_equal(e.key_id, kit_key_id()));

	l.entry = (struct forge_known_entry){.digest = RD_ARRAY(digest), .remark_count = 1};
	kit_read(&kit, &l, &list);
	(void)only_saying(&list, &e); /* as above */
	assert_int_equal(e.by, KNOWN_BY_DIGEST);
	assert_int_equal(e.digest_hash, CRYPT_SHA256);
	assert_true(rd_equal(e.digest, RD_ARRAY(digest)));
}

static void a_list_as_large_as_the_largest_is_read(void **state)
{
	(void)state; /* unused */
	EG_AUTO(known_kit_free) struct known_kit kit = {0};
	struct kit_list l;
	struct known_list list;
	kit_say(&l, false, ARCS("\x02\x02"), RD_TEXT("\x02\x01\x0C"));
	l.entry.invented_numbers = 346275; /* as Italy in 2018 */
	kit_read(&kit, &l, &list);
	assert_int_equal(list.number_count, 346275);
}

/* One deviation with these documents (contents) and this description (whole), in a list. */
struct crafted {
	struct rd version;   /* contents of INTEGER */
	struct rd algorithm; /* whole, may be empty */
	struct rd documents;
	struct rd descriptions; /* contents of the SET */
	struct rd behind;       /* after the list */
};

static enum eg_err parse(const struct crafted *c)
{
	uint8_t bytes[4096];
	struct wr w = WR_ARRAY(bytes);
	struct known_list list;
	size_t whole = wr_open(&w, 0x30);
	wr_tlv(&w, 0x02, c->version);
	wr_put(&w, c->algorithm);
	size_t deviations = wr_open(&w, 0x31);
	size_t deviation = wr_open(&w, 0x30);
	wr_tlv(&w, 0x30, c->documents);
	wr_tlv(&w, 0x31, c->descriptions);
	wr_close(&w, deviation);
	wr_close(&w, deviations);
	wr_close(&w, whole);
	wr_put(&w, c->behind);
	return deviation_list_parse(wr_view(&w), &list);
}

/* SODSignatureWrong */
#define SOD_WRONG "\x30\x0A\x06\x08\x67\x81\x08\x01\x01\x07\x02\x03"
#define SHA256_ID "\x30\x0B\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01"
#define DIGEST_32 "0123456789abcdef0123456789abcdef"

static struct crafted usual(void)
{
	return (struct crafted){
		.version = RD_TEXT("\x00"),
		.algorithm = RD_TEXT(SHA256_ID),
		.descriptions = RD_TEXT(SOD_WRONG),
	};
}

struct refusal {
	const char *field; /* d: documents, s: descriptions, v: version, a: algorithm, b: behind */
	struct rd bytes;
	enum eg_err err;
	const char *reason;
};

static void check_refusal(const struct refusal *r)
{
	struct crafted right = usual();
	struct crafted c = usual();
	assert_int_equal(parse(&right), EG_OK);
	*(r->field[0] == 'd'   ? &c.documents
	  : r->field[0] == 's' ? &c.descriptions
	  : r->field[0] == 'v' ? &c.version
	  : r->field[0] == 'a' ? &c.algorithm
			       : &c.behind) = r->bytes;
	assert_int_equal(parse(&c), r->err);
	if (r->reason != NULL) {
		assert_string_equal(eg_fault_last().reason, r->reason);
	}
}

static void wrong_lists_are_refused_with_the_reason(void **state)
{
	(void)state; /* unused */
	const struct refusal all[] = {
		{"v", RD_TEXT("\x01"), EG_UNSUPPORTED, "version of the deviation list"},
		{"v", RD_TEXT("\xFF"), EG_BAD_DATA, "no deviation list"},
		{"a", RD_TEXT("\x30\x0A\x06\x08\x2A\x86\x48\x86\xF7\x0D\x02\x05"), EG_UNSUPPORTED,
		 NULL},
		{"a", RD_TEXT("\x06\x01\x01"), EG_BAD_DATA, "deviations of the deviation list"},
		{"b", RD_TEXT("\x00"), EG_BAD_DATA, "no deviation list"},
		{"d", RD_TEXT("\x80\x03PAB"), EG_BAD_DATA, "document type of a deviation"},
		{"d", RD_TEXT("\x80\x00"), EG_BAD_DATA, "document type of a deviation"},
		{"d", RD_TEXT("\xA1\x02\x30\x00"), EG_BAD_DATA, "document signer of a deviation"},
		{"d", RD_TEXT("\xA1\x04\x30\x00\x02\x00"), EG_BAD_DATA,
		 "document signer of a deviation"},
		{"d", RD_TEXT("\x82\x00"), EG_BAD_DATA, "document signer of a deviation"},
		{"d",
		 RD_TEXT("\x83\x04"
			 "abcd"),
		 EG_BAD_DATA, "hash of a deviation without its algorithm"},
		{"d", RD_TEXT("\xA4\x00"), EG_BAD_DATA, "issuing date of a deviation"},
		{"d",
		 RD_TEXT("\xA4\x22\x18\x0F"
			 "20180101000000Z"
			 "\x18\x0F"
			 "20170101000000Z"),
		 EG_BAD_DATA, "issuing date of a deviation"},
		{"d",
		 RD_TEXT("\xA4\x1E\x17\x0D"
			 "180101000000Z"
			 "\x17\x0D"
			 "190101000000Z"),
		 EG_BAD_DATA, "issuing date of a deviation"},
		{"d", RD_TEXT("\xA5\x00"), EG_BAD_DATA, "documents of a deviation"},
		{"d", RD_TEXT("\xA5\x02\x13\x00"), EG_BAD_DATA, "document number of a list"},
		{"d",
		 RD_TEXT("\xA5\x04\x0C\x02"
			 "AB"),
		 EG_BAD_DATA, "document number of a list"},
		{"d",
		 RD_TEXT("\xA5\x1B\x13\x19"
			 "ABCDEFGHIJKLMNOPQRSTUVWXY"),
		 EG_BAD_DATA, "document number of a list"},
		{"d", RD_TEXT("\x86\x01\x00"), EG_BAD_DATA, "documents of a deviation"},
	};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		check_refusal(&all[i]);
	}
}

static void wrong_descriptions_are_refused_with_the_reason(void **state)
{
	(void)state; /* unused */
	const struct refusal all[] = {
		{"s", RD_TEXT("\x30\x00"), EG_BAD_DATA, "description of a deviation"},
		{"s", RD_TEXT("\x31\x00"), EG_BAD_DATA, "description of a deviation"},
		{"s", RD_TEXT("\x30\x02\x06\x00"), EG_BAD_DATA, "parameters of a deviation"},
		/* DGHashWrong of no group, of group 17 */
		{"s", RD_TEXT("\x30\x0A\x06\x08\x67\x81\x08\x01\x01\x07\x02\x02"), EG_BAD_DATA,
		 "parameters of a deviation"},
		{"s",
		 RD_TEXT("\x30\x0F\x06\x08\x67\x81\x08\x01\x01\x07\x02\x02\xA0\x03\x02\x01\x11"),
		 EG_BAD_DATA, "parameters of a deviation"},
		{"s",
		 RD_TEXT("\x30\x0F\x06\x08\x67\x81\x08\x01\x01\x07\x02\x02\xA0\x03\x02\x01\x00"),
		 EG_BAD_DATA, "parameters of a deviation"},
		/* MRZ field 10 */
		{"s",
		 RD_TEXT("\x30\x0F\x06\x08\x67\x81\x08\x01\x01\x07\x03\x01\xA0\x03\x02\x01\x0A"),
		 EG_BAD_DATA, "parameters of a deviation"},
	};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		check_refusal(&all[i]);
	}
}

static void a_hash_needs_its_algorithm(void **state)
{
	(void)state; /* unused */
	struct crafted c = usual();
	c.documents = RD_TEXT("\x83\x20" DIGEST_32);
	assert_int_equal(parse(&c), EG_OK);
	c.algorithm = RD_EMPTY;
	assert_int_equal(parse(&c), EG_BAD_DATA);
	c.documents = RD_EMPTY;
	assert_int_equal(parse(&c), EG_OK); /* nobody asks for it */
}

static void an_entry_says_a_limited_number_of_things(void **state)
{
	(void)state; /* unused */
	uint8_t bytes[(KNOWN_SAYINGS_MAX + 1) * sizeof(SOD_WRONG)];
	struct wr w = WR_ARRAY(bytes);
	struct crafted c = usual();
	for (unsigned i = 0; i < KNOWN_SAYINGS_MAX; i++) {
		wr_put(&w, RD_TEXT(SOD_WRONG));
	}
	c.descriptions = wr_view(&w);
	assert_int_equal(parse(&c), EG_OK);
	wr_put(&w, RD_TEXT(SOD_WRONG));
	c.descriptions = wr_view(&w);
	assert_int_equal(parse(&c), EG_TOO_BIG);
}

static void no_beginning_of_a_list_is_a_list(void **state)
{
	(void)state; /* unused */
	static const char *const numbers[] = {"AB1234567", NULL};
	EG_AUTO(known_kit_free) struct known_kit kit = {0};
	struct kit_list l;
	struct known_list list;
	kit_say(&l, false, ARCS("\x02\x02"), RD_TEXT("\x02\x01\x0C"));
	l.entry.numbers = numbers;
	kit_read(&kit, &l, &list);
	for (size_t size = 0; size < kit.content.size; size++) {
		assert_int_not_equal(deviation_list_parse(rd_of(kit.content.data, size), &list),
				     EG_OK);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_is_read),
		cmocka_unit_test(an_extension_is_told_by_its_name),
		cmocka_unit_test(every_selector_is_read),
		cmocka_unit_test(a_list_as_large_as_the_largest_is_read),
		cmocka_unit_test(wrong_lists_are_refused_with_the_reason),
		cmocka_unit_test(wrong_descriptions_are_refused_with_the_reason),
		cmocka_unit_test(a_hash_needs_its_algorithm),
		cmocka_unit_test(an_entry_says_a_limited_number_of_things),
		cmocka_unit_test(no_beginning_of_a_list_is_a_list),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
