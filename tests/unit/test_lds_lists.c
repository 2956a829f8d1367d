/*
 * lds: EF.COM, EF.DIR, EF.ATR/INFO and the announcements of DG14, as the conformance tests of
 * TR-03105-5.1 break them: what a strict caller must see, and what the gate goes on with.
 */
#include "emrtd/lds.h"
#include "emrtd/lds_atr_info.h"
#include "emrtd/lds_com.h"
#include "emrtd/lds_dir.h"
#include "emrtd/lds_infos.h"

#include "simulator/forge_details.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <string.h>

/* A forged EF.COM, and what the reader says of it. */
static enum eg_err com_of(const struct forge_com_parts *parts, struct lds_com *out)
{
	uint8_t buffer[128];
	struct wr w = WR_ARRAY(buffer);
	forge_com_of(&w, parts);
	assert_false(w.bad);
	return lds_com(wr_view(&w), out);
}

static const struct forge_com_parts RIGHT_COM = {.tag = 0x60,
						 .lds = "0107",
						 .unicode = "040000",
						 .groups = {(const uint8_t *)"\x61\x75", 2}};

static void a_right_list_of_groups_has_no_deviation(void **state)
{
	(void)state;
	struct lds_com c;
	assert_int_equal(com_of(&RIGHT_COM, &c), EG_OK);
	assert_int_equal(c.deviations, 0);
	assert_string_equal(c.lds_version, "0107");
	assert_string_equal(c.unicode_version, "040000");
	assert_int_equal(c.groups, 1u << 1 | 1u << 2);
}

/* LDS_A_01 to LDS_A_03 */
static void a_list_with_a_wrong_tag_or_length_is_refused(void **state)
{
	(void)state;
	struct lds_com c;
	struct forge_com_parts parts = RIGHT_COM;
	parts.tag = 0x61;
	assert_int_equal(com_of(&parts, &c), EG_BAD_DATA);
	uint8_t buffer[128];
	struct wr w = WR_ARRAY(buffer);
	forge_com_of(&w, &RIGHT_COM);
	buffer[1]--;
	assert_int_equal(lds_com(wr_view(&w), &c), EG_BAD_DATA);
	buffer[1] = (uint8_t)(buffer[1] + 2);
	assert_int_equal(lds_com(wr_view(&w), &c), EG_TRUNCATED);
	assert_int_equal(c.groups, 0);
}

/* LDS_A_04 to LDS_A_10 */
static void each_fault_of_the_list_is_told_and_none_stops_the_gate(void **state)
{
	(void)state;
	const struct {
		struct forge_com_parts parts;
		uint32_t deviations;
	} cases[] = {
		{{0x60, "0300", "040000", RD_TEXT("\x61\x75")}, LDS_BIT(LDS_VERSION_UNKNOWN)},
		{{0x60, NULL, "040000", RD_TEXT("\x61\x75")}, LDS_BIT(LDS_VERSION_MISSING)},
		{{0x60, "0107", "050000", RD_TEXT("\x61\x75")}, LDS_BIT(LDS_UNICODE_UNKNOWN)},
		{{0x60, "0107", NULL, RD_TEXT("\x61\x75")}, LDS_BIT(LDS_UNICODE_MISSING)},
		{{0x60, "0107", "040000", RD_TEXT("\x75")}, LDS_BIT(LDS_GROUP_MISSING)},
		{{0x60, "0107", "040000", RD_EMPTY}, LDS_BIT(LDS_TAG_LIST_MISSING)},
		{{0x60, "0108", "040000", RD_TEXT("\x61\x75")}, 0},
		{{0x60, "01x7", "040000", RD_TEXT("\x61\x75")}, LDS_BIT(LDS_VERSION_UNKNOWN)},
		{{0x60, "0107", "040000", RD_TEXT("\x61\x75\x61")}, LDS_BIT(LDS_ELEMENT_REPEATED)},
		{{0x60, "0107", "040000", RD_TEXT("\x61\x75\x71")}, LDS_BIT(LDS_ELEMENT_UNKNOWN)},
		{{0x60, "0107", "040000", RD_TEXT("\x61\x75\x5F")}, LDS_BIT(LDS_ELEMENT_UNKNOWN)},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct lds_com c;
		assert_int_equal(com_of(&cases[i].parts, &c), EG_OK);
		assert_int_equal(c.deviations, cases[i].deviations);
	}
}

static void every_group_has_its_tag(void **state)
{
	(void)state;
	struct lds_com c;
	struct forge_com_parts parts = RIGHT_COM;
	parts.groups = RD_TEXT("\x61\x75\x63\x76\x65\x66\x67\x68\x69\x6A\x6B\x6C\x6D\x6E\x6F\x70");
	assert_int_equal(com_of(&parts, &c), EG_OK);
	assert_int_equal(c.groups, 0x1FFFE);
	assert_int_equal(lds_group_tag(2), 0x75);
	assert_int_equal(lds_group_tag(0), 0);
	assert_int_equal(lds_group_tag(17), 0);
	assert_int_equal(lds_tag_group(0x70), 16);
	assert_int_equal(lds_tag_group(0), 0);
	assert_int_equal(lds_tag_group(0x77), 0);
}

static void bytes_behind_the_list_are_told(void **state)
{
	(void)state;
	struct lds_com c;
	assert_int_equal(lds_com(RD_TEXT("\x60\x04\x5C\x02\x61\x75\x00"), &c), EG_OK);
	assert_true((c.deviations & LDS_BIT(LDS_TRAILING_BYTES)) != 0);
	assert_int_equal(lds_com(RD_TEXT("\x60\x81\x04\x5C\x02\x61\x75"), &c), EG_OK);
	assert_true((c.deviations & LDS_BIT(LDS_LENGTH_FORM)) != 0);
	assert_int_equal(lds_com(RD_TEXT("\x60\x08\x5C\x02\x61\x75\x5C\x02\x61\x63"), &c), EG_OK);
	assert_true((c.deviations & LDS_BIT(LDS_ELEMENT_REPEATED)) != 0);
	assert_int_equal(c.groups, 1u << 1 | 1u << 2); /* the first one counts */
}

static struct lds_atr_info atr_of(const struct forge_atr_parts *parts)
{
	uint8_t buffer[64];
	struct wr w = WR_ARRAY(buffer);
	struct lds_atr_info a;
	forge_atr_info_of(&w, parts);
	assert_false(w.bad);
	assert_int_equal(lds_atr_info(wr_view(&w), &a), EG_OK);
	return a;
}

/* LDS_K_01, LDS_K_02 */
static void buffer_sizes_in_two_or_three_octets_are_taken(void **state)
{
	(void)state;
	struct lds_atr_info a;
	assert_int_equal(lds_atr_info(RD_TEXT("\x7F\x66\x08\x02\x02\x07\x80\x02\x02\x07\x80"), &a),
			 EG_OK);
	assert_int_equal(a.deviations, 0);
	assert_true(a.lengths);
	assert_int_equal(a.command_max, 0x780);
	assert_int_equal(a.answer_max, 0x780);
	assert_false(a.capabilities);
	const struct forge_atr_parts parts = {
		RD_TEXT("\x84\x01\xE0"), 0x7F66, {65544, 65538}, 2, 3};
	a = atr_of(&parts);
	assert_int_equal(a.deviations, 0);
	assert_true(a.capabilities && a.by_full_name && a.short_identifier && a.chaining);
	assert_true(a.extended_fields && a.extended_info_here && a.lengths);
	assert_int_equal(a.command_max, 65544);
	assert_int_equal(a.answer_max, 65538);
}

/* LDS_K_03, LDS_K_04 */
static void buffer_sizes_that_are_not_both_there_allow_nothing(void **state)
{
	(void)state;
	const struct forge_atr_parts one = {RD_EMPTY, 0x7F66, {1920, 0}, 1, 0};
	const struct forge_atr_parts other_tag = {RD_EMPTY, 0x7F65, {1920, 1920}, 2, 0};
	const struct forge_atr_parts promised = {RD_TEXT("\x84\x01\x60"), 0, {0}, 0, 0};
	const struct forge_atr_parts *const cases[] = {&one, &other_tag, &promised};
	for (size_t i = 0; i < 3; i++) {
		struct lds_atr_info a = atr_of(cases[i]);
		assert_true((a.deviations & LDS_BIT(LDS_LENGTHS_MISSING)) != 0);
		assert_false(a.lengths);
		assert_int_equal(a.command_max, 0);
		assert_int_equal(a.answer_max, 0);
	}
	const struct forge_atr_parts short_only = {RD_TEXT("\x84\x01\x80"), 0, {0}, 0, 0};
	struct lds_atr_info a = atr_of(&short_only);
	assert_int_equal(a.deviations, 0); /* a chip without extended length owes no sizes */
	assert_true(a.chaining && !a.extended_fields && !a.lengths);
}

static void buffer_sizes_that_contradict_the_rest_allow_nothing(void **state)
{
	(void)state;
	const struct forge_atr_parts small = {RD_TEXT("\x84\x01\xE0"), 0x7F66, {260, 258}, 2, 0};
	struct lds_atr_info a = atr_of(&small);
	assert_int_equal(a.deviations, LDS_BIT(LDS_LENGTHS_SMALL));
	assert_false(a.lengths);
	const struct forge_atr_parts least = {RD_TEXT("\x84\x01\xE0"), 0x7F66, {261, 258}, 2, 0};
	assert_true(atr_of(&least).lengths);
	const struct forge_atr_parts denied = {RD_TEXT("\x84\x01\x80"), 0x7F66, {999, 999}, 2, 0};
	a = atr_of(&denied);
	assert_int_equal(a.deviations, LDS_BIT(LDS_CAPABILITIES_DIFFER));
	assert_false(a.lengths);
	assert_int_equal(a.command_max, 0);
}

static void sizes_without_a_sign_octet_and_padded_files_are_read(void **state)
{
	(void)state;
	struct lds_atr_info a;
	assert_int_equal(lds_atr_info(RD_TEXT("\x7F\x66\x08\x02\x02\x80\x00\x02\x02\x80\x00"
					      "\x00\x00\x00"),
				      &a),
			 EG_OK);
	assert_int_equal(a.deviations, LDS_BIT(LDS_INTEGER_FORM) | LDS_BIT(LDS_TRAILING_BYTES));
	assert_int_equal(a.command_max, 32768);
	assert_int_equal(lds_atr_info(RD_EMPTY, &a), EG_OK);
	assert_int_equal(a.deviations, LDS_BIT(LDS_LENGTHS_MISSING));
	assert_int_equal(lds_atr_info(RD_TEXT("\x7F\x66\x08\x02"), &a), EG_BAD_DATA);
	assert_false(a.lengths);
	assert_int_equal(lds_atr_info(RD_TEXT("\x47\x02\x84\x01\x47\x03\x84\x01\xE0"
					      "\x43\x01\xB8"),
				      &a),
			 EG_OK);
	assert_true((a.deviations & LDS_BIT(LDS_ELEMENT_REPEATED)) != 0);
	assert_true((a.deviations & LDS_BIT(LDS_CAPABILITIES_DIFFER)) != 0);
	assert_false(a.capabilities);
}

static void the_directory_names_its_applications(void **state)
{
	(void)state;
	const struct rd aids[] = {
		RD_TEXT("\xA0\x00\x00\x02\x47\x10\x01"), RD_TEXT("\xA0\x00\x00\x02\x47\x20\x01"),
		RD_TEXT("\xA0\x00\x00\x02\x47\x20\x02"), RD_TEXT("\xA0\x00\x00\x02\x47\x20\x03"),
		RD_TEXT("\xA0\x00\x00\x01\x67\x45"),
	};
	uint8_t buffer[128];
	struct wr w = WR_ARRAY(buffer);
	struct lds_dir d;
	forge_dir(&w, aids, 5);
	assert_int_equal(lds_dir(wr_view(&w), &d), EG_OK);
	assert_int_equal(d.deviations, 0);
	assert_int_equal(d.count, 5);
	assert_true(d.has[LDS_APPLICATION_LDS1] && d.has[LDS_APPLICATION_TRAVEL] &&
		    d.has[LDS_APPLICATION_VISA] && d.has[LDS_APPLICATION_BIOMETRICS]);
	assert_true(d.has[LDS_APPLICATION_OTHER] && !d.has[LDS_APPLICATION_EID]);
	assert_true(rd_equal(d.of[4].aid, aids[4]));
	assert_string_equal(lds_application_text(LDS_APPLICATION_VISA), "visa records");
	assert_string_equal(lds_application_text(99), "another application");
}

static void a_hostile_directory_is_bounded(void **state)
{
	(void)state;
	uint8_t buffer[512];
	struct wr w = WR_ARRAY(buffer);
	struct lds_dir d;
	for (unsigned i = 0; i < LDS_DIR_MAX + 3; i++) {
		wr_put(&w, RD_TEXT("\x61\x09\x4F\x07\xA0\x00\x00\x02\x47\x10\x01"));
	}
	assert_int_equal(lds_dir(wr_view(&w), &d), EG_OK);
	assert_int_equal(d.count, LDS_DIR_MAX);
	assert_int_equal(d.deviations, LDS_BIT(LDS_TOO_MANY));
	assert_int_equal(lds_dir(RD_TEXT("\x61\x02\x4F\x00\x5F\x1F\x00\xFF\xFF"), &d), EG_OK);
	assert_int_equal(d.count, 0);
	assert_int_equal(d.deviations, LDS_BIT(LDS_ELEMENT_MISSING) | LDS_BIT(LDS_ELEMENT_UNKNOWN) |
					       LDS_BIT(LDS_TRAILING_BYTES));
	assert_int_equal(lds_dir(RD_TEXT("\x61\x0A\x4F\x07\xA0"), &d), EG_BAD_DATA);
	assert_int_equal(lds_dir(RD_TEXT("\x61\x02\x4F\x07"), &d), EG_BAD_DATA);
	assert_int_equal(lds_dir(RD_EMPTY, &d), EG_OK);
	assert_int_equal(d.count, 0);
}

#define ID_CA_ECDH_AES128 "\x06\x0A\x04\x00\x7F\x00\x07\x02\x02\x03\x02\x02"
#define ID_PK_ECDH        "\x06\x09\x04\x00\x7F\x00\x07\x02\x02\x01\x02"
#define ID_TA             "\x06\x08\x04\x00\x7F\x00\x07\x02\x02\x02"
#define CA_INFO           "\x30\x0F" ID_CA_ECDH_AES128 "\x02\x01\x01"
#define CA_KEY            "\x30\x10" ID_PK_ECDH "\x30\x00\x02\x01\x07"

static struct lds_infos infos_of(struct rd file)
{
	struct rd set;
	struct lds_infos all;
	assert_int_equal(lds_dg14(file, &set), EG_OK);
	assert_int_equal(lds_infos(set, &all), EG_OK);
	return all;
}

static void announcements_are_listed_with_their_numbers(void **state)
{
	(void)state;
	struct lds_infos all = infos_of(
		RD_TEXT("\x6E\x34\x31\x32" CA_INFO CA_KEY "\x30\x0D" ID_TA "\x02\x01\x01"));
	assert_int_equal(all.deviations, 0);
	assert_int_equal(all.count, 3);
	assert_int_equal(all.of[0].kind, LDS_INFO_CHIP_AUTH);
	assert_int_equal(all.of[0].version, 1);
	assert_false(all.of[0].has_number);
	assert_int_equal(all.of[1].kind, LDS_INFO_CHIP_KEY);
	assert_true(all.of[1].has_number);
	assert_int_equal(all.of[1].number, 7);
	assert_int_equal(all.number_of[LDS_INFO_TERMINAL_AUTH], 1);
	assert_string_equal(lds_info_text(LDS_INFO_PACE), "PACE");
	assert_string_equal(lds_info_text(200), "?");
}

/* LDS_F_01 to LDS_F_03, LDS_I_01 to LDS_I_03 */
static void groups_of_security_with_a_wrong_tag_or_length_are_refused(void **state)
{
	(void)state;
	struct rd set;
	struct rd spki;
	assert_int_equal(lds_dg14(RD_TEXT("\x6F\x13\x31\x11" CA_INFO), &set), EG_BAD_DATA);
	assert_int_equal(lds_dg14(RD_TEXT("\x6E\x12\x31\x11" CA_INFO), &set), EG_BAD_DATA);
	assert_int_equal(lds_dg14(RD_TEXT("\x6E\x14\x31\x11" CA_INFO), &set), EG_TRUNCATED);
	assert_int_equal(set.left, 0);
	assert_int_equal(lds_dg15(RD_TEXT("\x70\x05\x30\x03\x02\x01\x05"), &spki), EG_BAD_DATA);
	assert_int_equal(lds_dg15(RD_TEXT("\x6F\x04\x30\x03\x02\x01\x05"), &spki), EG_BAD_DATA);
	assert_int_equal(lds_dg15(RD_TEXT("\x6F\x06\x30\x03\x02\x01\x05"), &spki), EG_TRUNCATED);
	assert_int_equal(spki.left, 0);
}

/* LDS_F_04 to LDS_F_07 */
static void wrong_announcements_of_chip_authentication_are_told(void **state)
{
	(void)state;
	struct rd set;
	struct lds_infos all;
	/* 04: id-PK with a third kind of key */
	all = infos_of(RD_TEXT("\x6E\x22\x31\x20" CA_INFO
			       "\x30\x0D\x06\x09\x04\x00\x7F\x00\x07\x02\x02\x01\x03\x30\x00"));
	assert_int_equal(all.deviations,
			 LDS_BIT(LDS_PROTOCOL_UNKNOWN) | LDS_BIT(LDS_PROTOCOL_ORPHAN));
	/* 05: no ChipAuthenticationInfo; or one without its identifier */
	all = infos_of(RD_TEXT("\x6E\x14\x31\x12" CA_KEY));
	assert_int_equal(all.deviations, LDS_BIT(LDS_PROTOCOL_ORPHAN));
	assert_int_equal(lds_dg14(RD_TEXT("\x6E\x17\x31\x15" CA_KEY "\x30\x01\x01"), &set), EG_OK);
	assert_int_equal(lds_infos(set, &all), EG_BAD_DATA);
	/* 06: version 10; 07: none */
	all = infos_of(
		RD_TEXT("\x6E\x25\x31\x23" CA_KEY "\x30\x0F" ID_CA_ECDH_AES128 "\x02\x01\x0A"));
	assert_int_equal(all.deviations, LDS_BIT(LDS_PROTOCOL_VERSION));
	assert_int_equal(
		lds_dg14(RD_TEXT("\x6E\x22\x31\x20" CA_KEY "\x30\x0C" ID_CA_ECDH_AES128), &set),
		EG_OK);
	assert_int_equal(lds_infos(set, &all), EG_BAD_DATA);
	assert_int_equal(all.count, 0);
}

static void protocols_of_others_are_listed_without_blame(void **state)
{
	(void)state;
	struct lds_infos all = infos_of(RD_TEXT("\x6E\x12\x31\x10\x30\x0E\x06\x09\x04\x00\x7F\x00"
						"\x07\x02\x02\x08\x01\x02\x01\x03"));
	assert_int_equal(all.deviations, 0);
	assert_int_equal(all.of[0].kind, LDS_INFO_OTHER);
	uint8_t buffer[1024];
	struct wr w = WR_ARRAY(buffer);
	size_t mark = wr_open(&w, 0x31);
	for (unsigned i = 0; i < LDS_INFOS_MAX + 2; i++) {
		wr_put(&w, RD_TEXT("\x30\x0D" ID_TA "\x02\x01\x01"));
	}
	wr_close(&w, mark);
	assert_int_equal(lds_infos(wr_view(&w), &all), EG_OK);
	assert_int_equal(all.count, LDS_INFOS_MAX);
	assert_int_equal(all.number_of[LDS_INFO_TERMINAL_AUTH], LDS_INFOS_MAX + 2);
	assert_int_equal(all.deviations, LDS_BIT(LDS_TOO_MANY));
}

static void every_deviation_has_a_text(void **state)
{
	(void)state;
	for (unsigned i = 0; i < LDS_DEVIATION_COUNT; i++) {
		assert_true(strlen(lds_deviation_text(i)) > 8);
	}
	assert_string_equal(lds_deviation_text(LDS_DEVIATION_COUNT), "?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_right_list_of_groups_has_no_deviation),
		cmocka_unit_test(a_list_with_a_wrong_tag_or_length_is_refused),
		cmocka_unit_test(each_fault_of_the_list_is_told_and_none_stops_the_gate),
		cmocka_unit_test(every_group_has_its_tag),
		cmocka_unit_test(bytes_behind_the_list_are_told),
		cmocka_unit_test(buffer_sizes_in_two_or_three_octets_are_taken),
		cmocka_unit_test(buffer_sizes_that_are_not_both_there_allow_nothing),
		cmocka_unit_test(buffer_sizes_that_contradict_the_rest_allow_nothing),
		cmocka_unit_test(sizes_without_a_sign_octet_and_padded_files_are_read),
		cmocka_unit_test(the_directory_names_its_applications),
		cmocka_unit_test(a_hostile_directory_is_bounded),
		cmocka_unit_test(announcements_are_listed_with_their_numbers),
		cmocka_unit_test(groups_of_security_with_a_wrong_tag_or_length_are_refused),
		cmocka_unit_test(wrong_announcements_of_chip_authentication_are_told),
		cmocka_unit_test(protocols_of_others_are_listed_without_blame),
		cmocka_unit_test(every_deviation_has_a_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
