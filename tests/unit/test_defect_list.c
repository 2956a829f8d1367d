/*
 * test_defect_list: what the defect lists of TR-03129-2 say in both versions, and which of them are
 * refused.
 */
#include "tests/unit/known_kit.h"

#include "pki/defect_list.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define ARCS(text) text, sizeof(text) - 1
#define CODE(n)    RD_TEXT("\x0A\x01" n)

#define CERTIFICATE "\x30\x03\x02\x01\x01"
#define NAME                                                   \
	"\x30\x0D\x31\x0B\x30\x09\x06\x03\x55\x04\x06\x13\x02" \
	"AA"
#define SIGNER NAME "\x02\x01\x07"

struct said {
	const char *arcs;
	size_t arc_count;
	struct rd parameter;
	enum known_what what;
	uint32_t code;
	uint32_t groups;
	struct rd data;
};

static void check_saying(const struct said *wanted, unsigned version, bool explicit_tags)
{
	EG_AUTO(known_kit_free) struct known_kit kit = {0};
	struct kit_list l;
	struct known_list list;
	struct known_entry entry;
	struct known_saying s;
	kit_say(&l, true, wanted->arcs, wanted->arc_count, wanted->parameter);
	l.order.version = version;
	l.order.explicit_tags = explicit_tags;
	l.remark.text = "told for people";
	kit_read(&kit, &l, &list);
	struct rd rest = list.entries;
	assert_int_equal(known_list_next(&list, &rest, &entry), EG_OK);
	assert_int_equal(entry.by, KNOWN_BY_NAME);
	assert_true(rd_equal(entry.serial, kit_document().serial));
	struct rd sayings = entry.sayings;
	assert_int_equal(known_list_next_saying(&list, &sayings, &s), EG_OK);
	assert_true(rd_end(&sayings));
	assert_int_equal(s.what, wanted->what);
	assert_int_equal(s.code, wanted->code);
	assert_int_equal(s.groups, wanted->groups);
	assert_true(wanted->data.left == 0 || rd_equal(s.data, wanted->data));
	assert_true(rd_equal(s.text, version == 2 ? RD_TEXT("told for people") : RD_EMPTY));
	assert_true(
		rd_equal(entry.text, version == 2 ? RD_TEXT("Fehler der Herstellung") : RD_EMPTY));
}

static void every_type_is_read_in_both_versions(void **state)
{
	(void)state; /* unused */
	const struct rd none = RD_EMPTY;
	const struct said all[] = {
		{ARCS("\x01\x01"), CODE("\x00"), KNOWN_REVOKED, 0, 0, none},
		{ARCS("\x01\x01"), CODE("\x05"), KNOWN_REVOKED, 5, 0, none},
		{ARCS("\x01\x01"), CODE("\x20"), KNOWN_REVOKED, 32, 0, none},
		{ARCS("\x01\x02"), RD_TEXT("\x04\x05" CERTIFICATE), KNOWN_REPLACED, 0, 0,
		 RD_TEXT(CERTIFICATE)},
		{ARCS("\x01\x02"), RD_TEXT(CERTIFICATE), KNOWN_REPLACED, 0, 0,
		 RD_TEXT(CERTIFICATE)},
		{ARCS("\x01\x03"), none, KNOWN_CHIP_AUTH_KEY, 0, 0, none},
		{ARCS("\x01\x04"), none, KNOWN_ACTIVE_AUTH_KEY, 0, 0, none},
		{ARCS("\x01\x05"), CODE("\x06"), KNOWN_AUTH_FAILS, 6, 0, none},
		{ARCS("\x01\x06"), CODE("\x02"), KNOWN_PERIOD, 2, 0, none},
		{ARCS("\x02\x01"), RD_TEXT("\x31\x06\x02\x01\x02\x02\x01\x0B"),
		 KNOWN_GROUP_MALFORMED, 0, 1u << 2 | 1u << 11, none},
		{ARCS("\x02\x02"), none, KNOWN_SOD_INVALID, 0, 0, none},
		{ARCS("\x02\x02"), CODE("\x04"), KNOWN_SOD_INVALID, 4, 0, none},
		{ARCS("\x02\x02"), CODE("\x21"), KNOWN_SOD_INVALID, 33, 0, none},
		{ARCS("\x02\x03"), none, KNOWN_COM, 0, 0, none},
		{ARCS("\x02\x03"), RD_TEXT("\x30\x0A\x31\x06\x02\x01\x01\x02\x01\x02\x31\x00"),
		 KNOWN_COM, 0, 1u << 1 | 1u << 2, none},
		{ARCS("\x02\x04"), RD_TEXT("\x30\x12" SIGNER), KNOWN_SIGNER_ID, 0, 0,
		 RD_TEXT(SIGNER)},
		{ARCS("\x02\x04"),
		 RD_TEXT("\x80\x03"
			 "abc"),
		 KNOWN_SIGNER_ID, 0, 0, RD_TEXT("abc")},
		{ARCS("\x02\x05"),
		 RD_TEXT("\x13\x02"
			 "DE"),
		 KNOWN_COUNTRY, 0, 0, RD_TEXT("DE")},
		{ARCS("\x04\x01"), RD_TEXT(CERTIFICATE), KNOWN_CARD_SECURITY, 0, 0,
		 RD_TEXT(CERTIFICATE)},
		{ARCS("\x04\x02"), none, KNOWN_CHIP_SECURITY, 0, 0, none},
		{ARCS("\x04\x03"), RD_TEXT("\x05\x00"), KNOWN_POWER_DOWN, 0, 0, none},
		{ARCS("\x04\x04"), CODE("\x01"), KNOWN_SIGNER_MALFORMED, 1, 0, none},
	};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		check_saying(&all[i], 1, false);
		check_saying(&all[i], 2, false);
		check_saying(&all[i], 2, true);
	}
}

static void what_is_not_known_forbids_use_of_the_chip(void **state)
{
	(void)state; /* unused */
	const struct rd none = RD_EMPTY;
	const struct said all[] = {
		{ARCS("\x01\x07"), none, KNOWN_FORBIDDEN, 0, 0, none},
		{ARCS("\x01"), none, KNOWN_FORBIDDEN, 0, 0, none},
		{ARCS("\x02\x06"), RD_TEXT("\x02\x01\x07"), KNOWN_FORBIDDEN, 0, 0, none},
		{ARCS("\x04\x05"), none, KNOWN_FORBIDDEN, 0, 0, none},
		{ARCS("\x05\x01"), none, KNOWN_FORBIDDEN, 0, 0, none},
		/* codes without a meaning */
		{ARCS("\x01\x05"), CODE("\x07"), KNOWN_FORBIDDEN, 7, 0, none},
		{ARCS("\x01\x06"), CODE("\x03"), KNOWN_FORBIDDEN, 3, 0, none},
		{ARCS("\x02\x02"), CODE("\x05"), KNOWN_FORBIDDEN, 5, 0, none},
		/* an application that is not read here */
		{ARCS("\x03\x01"), RD_TEXT("\x31\x03\x02\x01\x02"), KNOWN_EID, 0, 0, none},
		{ARCS("\x03\x09"), none, KNOWN_EID, 0, 0, none},
	};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		check_saying(&all[i], 1, false);
		check_saying(&all[i], 2, false);
	}
}

struct crafted {
	struct rd version; /* contents of INTEGER */
	struct rd hash;    /* contents of the OID */
	struct rd defect;  /* contents of the one defect */
	struct rd behind;
};

static enum eg_err parse(const struct crafted *c)
{
	uint8_t bytes[1024];
	struct wr w = WR_ARRAY(bytes);
	struct known_list list;
	size_t whole = wr_open(&w, 0x30);
	wr_tlv(&w, 0x02, c->version);
	wr_tlv(&w, 0x06, c->hash);
	size_t defects = wr_open(&w, 0x31);
	wr_tlv(&w, 0x30, c->defect);
	wr_close(&w, defects);
	wr_close(&w, whole);
	wr_put(&w, c->behind);
	return defect_list_parse(wr_view(&w), &list);
}

#define SHA256  "\x60\x86\x48\x01\x65\x03\x04\x02\x01"
#define BY_NAME "\x30\x12" SIGNER
#define DIGEST     \
	"\x04\x20" \
	"0123456789abcdef0123456789abcdef"
#define POWER_DOWN "\x31\x0E\x30\x0C\x06\x0A\x04\x00\x7F\x00\x07\x03\x01\x05\x04\x03"
#define POWER_V2   "\x31\x0E\xA0\x0C\x06\x0A\x04\x00\x7F\x00\x07\x03\x01\x05\x04\x03"

static struct crafted usual(void)
{
	return (struct crafted){.version = RD_TEXT("\x00"),
				.hash = RD_TEXT(SHA256),
				.defect = RD_TEXT(BY_NAME POWER_DOWN)};
}

struct refusal {
	char field; /* v, h, d, b */
	struct rd bytes;
	enum eg_err err;
	const char *reason;
};

static void wrong_lists_are_refused_with_the_reason(void **state)
{
	(void)state; /* unused */
	const struct refusal all[] = {
		{'v', RD_TEXT("\x02"), EG_UNSUPPORTED, "version of the defect list"},
		{'v', RD_TEXT("\xFE"), EG_BAD_DATA, "no defect list"},
		{'b', RD_TEXT("\x00"), EG_BAD_DATA, "no defect list"},
		{'d', RD_TEXT(POWER_DOWN), EG_BAD_DATA, "defect without a signer"},
		{'d', RD_TEXT(DIGEST POWER_DOWN), EG_BAD_DATA, "defect without a signer"},
		{'d', RD_TEXT("\x80\x00" POWER_DOWN), EG_BAD_DATA, "signer of a defect"},
		{'d', RD_TEXT("\x30\x02\x30\x00" POWER_DOWN), EG_BAD_DATA, "signer of a defect"},
		{'d',
		 RD_TEXT(BY_NAME "\x04\x02"
				 "ab" POWER_DOWN),
		 EG_BAD_DATA, "certificate hash of a defect"},
		{'d', RD_TEXT(BY_NAME POWER_V2), EG_BAD_DATA, "known defect of version 1"},
		{'d',
		 RD_TEXT(BY_NAME POWER_DOWN "\x0C\x01"
					    "a"),
		 EG_BAD_DATA, "defect"},
		{'d', RD_TEXT(BY_NAME), EG_BAD_DATA, "defect"},
		{'d', RD_TEXT(BY_NAME "\x31\x04\x30\x02\x06\x00"), EG_BAD_DATA,
		 "parameters of a known defect"},
		{'d',
		 RD_TEXT(BY_NAME "\x31\x05\x30\x03\x06\x01\x01"
				 "\x00"),
		 EG_BAD_DATA, "defect"},
	};
	struct crafted right = usual();
	assert_int_equal(parse(&right), EG_OK);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct crafted c = usual();
		*(all[i].field == 'v'   ? &c.version
		  : all[i].field == 'h' ? &c.hash
		  : all[i].field == 'd' ? &c.defect
					: &c.behind) = all[i].bytes;
		assert_int_equal(parse(&c), all[i].err);
		assert_string_equal(eg_fault_last().reason, all[i].reason);
	}
}

static void version_2_takes_a_hash_alone_and_only_its_own_form(void **state)
{
	(void)state; /* unused */
	struct crafted c = usual();
	c.version = RD_TEXT("\x01");
	assert_int_equal(parse(&c), EG_BAD_DATA);
	assert_string_equal(eg_fault_last().reason, "known defect of version 2");
	c.defect = RD_TEXT(BY_NAME POWER_V2);
	assert_int_equal(parse(&c), EG_OK);
	c.defect = RD_TEXT(DIGEST POWER_V2);
	assert_int_equal(parse(&c), EG_OK);
	c.defect = RD_TEXT(POWER_V2);
	assert_int_equal(parse(&c), EG_BAD_DATA);
	assert_string_equal(eg_fault_last().reason, "defect without a signer");
}

static void an_unknown_hash_matters_only_where_it_is_used(void **state)
{
	(void)state; /* unused */
	struct crafted c = usual();
	c.hash = RD_TEXT("\x2A\x86\x48\x86\xF7\x0D\x02\x05"); /* MD5 */
	assert_int_equal(parse(&c), EG_OK);
	c.defect = RD_TEXT(BY_NAME DIGEST POWER_DOWN);
	assert_int_equal(parse(&c), EG_UNSUPPORTED);
	assert_string_equal(eg_fault_last().reason, "hash algorithm of the defect list");
	c.hash = RD_TEXT(SHA256);
	assert_int_equal(parse(&c), EG_OK);
}

struct broken {
	const char *arcs;
	size_t arc_count;
	struct rd parameter;
};

static void parameters_that_break_their_format_are_refused(void **state)
{
	(void)state; /* unused */
	const struct broken all[] = {
		{ARCS("\x01\x01"), RD_EMPTY},
		{ARCS("\x01\x01"), RD_TEXT("\x02\x01\x03")},
		{ARCS("\x01\x01"), RD_TEXT("\x0A\x01\xFF")},
		{ARCS("\x01\x02"), RD_EMPTY},
		{ARCS("\x01\x02"), RD_TEXT("\x04\x02"
					   "ab")},
		{ARCS("\x01\x02"), RD_TEXT("\x04\x06" CERTIFICATE "\x00")},
		{ARCS("\x01\x05"), RD_EMPTY},
		{ARCS("\x01\x06"), RD_TEXT("\x30\x00")},
		{ARCS("\x02\x01"), RD_EMPTY},
		{ARCS("\x02\x01"), RD_TEXT("\x31\x03\x02\x01\x11")},
		{ARCS("\x02\x01"), RD_TEXT("\x31\x03\x02\x01\x00")},
		{ARCS("\x02\x02"), RD_TEXT("\x02\x01\x01")},
		{ARCS("\x02\x03"), RD_TEXT("\x30\x02\x31\x00")},
		{ARCS("\x02\x04"), RD_EMPTY},
		{ARCS("\x02\x04"), RD_TEXT("\x80\x00")},
		{ARCS("\x02\x04"), RD_TEXT("\x30\x02\x30\x00")},
		{ARCS("\x02\x05"), RD_TEXT("\x13\x01"
					   "D")},
		{ARCS("\x02\x05"), RD_TEXT("\x13\x04"
					   "DEUT")},
		{ARCS("\x02\x05"), RD_TEXT("\x13\x02"
					   "1E")},
		{ARCS("\x02\x05"), RD_TEXT("\x0C\x02"
					   "DE")},
		{ARCS("\x04\x01"), RD_EMPTY},
		{ARCS("\x04\x04"), RD_EMPTY},
	};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		for (unsigned version = 1; version <= 2; version++) {
			EG_AUTO(bytes_free) struct bytes content = {0};
			struct kit_list l;
			struct known_list list;
			kit_say(&l, true, all[i].arcs, all[i].arc_count, all[i].parameter);
			l.order.version = version;
			l.entry.remarks = &l.remark;
			l.order.entries = &l.entry;
			assert_int_equal(forge_known_content(&content, &l.order), EG_OK);
			assert_int_equal(defect_list_parse(bytes_rd(&content), &list), EG_BAD_DATA);
			assert_string_equal(eg_fault_last().reason, "parameters of a known defect");
		}
	}
}

static void no_beginning_of_a_list_is_a_list(void **state)
{
	(void)state; /* unused */
	EG_AUTO(known_kit_free) struct known_kit kit = {0};
	struct kit_list l;
	struct known_list list;
	kit_say(&l, true, ARCS("\x01\x02"), RD_TEXT("\x04\x05" CERTIFICATE));
	kit_read(&kit, &l, &list);
	for (size_t size = 0; size < kit.content.size; size++) {
		assert_int_not_equal(defect_list_parse(rd_of(kit.content.data, size), &list),
				     EG_OK);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_is_read_in_both_versions),
		cmocka_unit_test(what_is_not_known_forbids_use_of_the_chip),
		cmocka_unit_test(wrong_lists_are_refused_with_the_reason),
		cmocka_unit_test(version_2_takes_a_hash_alone_and_only_its_own_form),
		cmocka_unit_test(an_unknown_hash_matters_only_where_it_is_used),
		cmocka_unit_test(parameters_that_break_their_format_are_refused),
		cmocka_unit_test(no_beginning_of_a_list_is_a_list),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
