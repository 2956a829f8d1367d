/*
 * lds and cardaccess: what files of the chip may look like, and what is refused.
 */
#include "emrtd/cardaccess.h"
#include "emrtd/lds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <string.h>

#define TD3                                            \
	"PPUTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<" \
	"L898902C36UTO7408122F3404159ZE184226B<<<<<16"

static void dg1_gives_its_zone(void **state)
{
	(void)state;
	struct mrz m;
	struct rd text;
	assert_int_equal(lds_dg1(RD_TEXT("\x61\x5B\x5F\x1F\x58" TD3), &m, &text), EG_OK);
	assert_true(rd_equal(text, RD_TEXT(TD3)));
	assert_string_equal(m.issuing_state, "UTO");
	assert_int_not_equal(lds_dg1(RD_TEXT("\x61\x5B\x5F\x1F\x58" TD3 "x"), &m, &text), EG_OK);
	assert_int_equal(text.left, 0);
	assert_int_not_equal(lds_dg1(RD_TEXT("\x62\x5B\x5F\x1F\x58" TD3), &m, &text), EG_OK);
}

static void dg15_gives_its_key_whole(void **state)
{
	(void)state;
	struct rd spki;
	assert_int_equal(lds_dg15(RD_TEXT("\x6F\x05\x30\x03\x02\x01\x05"), &spki), EG_OK);
	assert_true(rd_equal(spki, RD_TEXT("\x30\x03\x02\x01\x05")));
	assert_int_not_equal(lds_dg15(RD_TEXT("\x6F\x06\x30\x03\x02\x01\x05\x00"), &spki), EG_OK);
	assert_int_not_equal(lds_dg15(RD_EMPTY, &spki), EG_OK);
}

#define AA_INFO(algorithm) "\x06\x06\x67\x81\x08\x01\x01\x05\x02\x01\x01" algorithm
#define ID_PLAIN           "\x06\x0A\x04\x00\x7F\x00\x07\x01\x01\x04\x01"

static void dg14_names_the_hash_of_active_authentication(void **state)
{
	(void)state;
	enum crypt_hash h;
	assert_int_equal(lds_dg14_active_auth_hash(
				 RD_TEXT("\x6E\x1B\x31\x19\x30\x17" AA_INFO(ID_PLAIN "\x04")), &h),
			 EG_OK);
	assert_int_equal(h, CRYPT_SHA384);
	assert_int_equal(lds_dg14_active_auth_hash(
				 RD_TEXT("\x6E\x1B\x31\x19\x30\x17" AA_INFO(ID_PLAIN "\x01")), &h),
			 EG_UNSUPPORTED);
	assert_int_equal(
		lds_dg14_active_auth_hash(RD_TEXT("\x6E\x19\x31\x17\x30\x15" AA_INFO(
						  "\x06\x08\x2A\x86\x48\xCE\x3D\x04\x03\x02")),
					  &h),
		EG_OK);
	assert_int_equal(h, CRYPT_SHA256);
	assert_int_equal(lds_dg14_active_auth_hash(RD_TEXT("\x6E\x02\x31\x00"), &h), EG_NOT_FOUND);
	assert_int_equal(lds_dg14_active_auth_hash(RD_TEXT("\x6E\x03\x31\x02\x30\x00"), &h),
			 EG_BAD_DATA);
}

#define PACE_INFO(mapping, cipher, version, parameter)                                       \
	"\x30\x12\x06\x0A\x04\x00\x7F\x00\x07\x02\x02\x04" mapping cipher "\x02\x01" version \
	"\x02\x01" parameter
#define UNKNOWN_INFO "\x30\x0D\x06\x08\x04\x00\x7F\x00\x07\x02\x02\x02\x02\x01\x02"

static void the_best_supported_pace_comes_first(void **state)
{
	(void)state;
	struct card_access a;
	assert_int_equal(
		card_access_parse(RD_TEXT("\x31\x73" UNKNOWN_INFO PACE_INFO("\x06", "\x04", "\x02",
									    "\x0D") /* CAM */
					  PACE_INFO("\x02", "\x01", "\x02", "\x0C") /* 3DES */
					  PACE_INFO("\x02", "\x04", "\x02", "\x10") /* best */
					  PACE_INFO("\x04", "\x04", "\x02", "\x12") /* IM */
					  PACE_INFO("\x01", "\x04", "\x02", "\x02") /* DH */),
				  &a),
		EG_OK);
	assert_int_equal(a.offered, 5);
	assert_int_equal(a.count, 3);
	assert_int_equal(a.suites[0].cipher, CRYPT_AES256);
	assert_int_equal(a.suites[0].curve, CRYPT_BP384R1);
	assert_false(a.suites[0].chip_authentication);
	assert_int_equal(a.suites[1].cipher, CRYPT_3DES);
	assert_true(a.suites[2].chip_authentication);
	assert_false(a.several_parameters);
}

static void versions_and_parameters_not_known_are_not_used(void **state)
{
	(void)state;
	struct card_access a;
	assert_int_equal(
		card_access_parse(
			RD_TEXT("\x31\x50" PACE_INFO("\x02", "\x02", "\x01", "\x0C")
					PACE_INFO("\x02", "\x02", "\x03", "\x0C")
						PACE_INFO("\x02", "\x02", "\x02", "\x07")
							PACE_INFO("\x02", "\x05", "\x02", "\x0C")),
			&a),
		EG_OK);
	assert_int_equal(a.count, 0);
	assert_int_equal(a.offered, 4);
}

static void several_parameters_of_one_mechanism_are_noticed(void **state)
{
	(void)state;
	struct card_access a;
	assert_int_equal(
		card_access_parse(RD_TEXT("\x31\x28" PACE_INFO("\x02", "\x02", "\x02", "\x0C")
						  PACE_INFO("\x02", "\x02", "\x02", "\x0D")),
				  &a),
		EG_OK);
	assert_true(a.several_parameters);
	assert_int_equal(a.suites[0].curve, CRYPT_BP256R1);
}

static void many_offers_keep_the_best(void **state)
{
	(void)state;
	uint8_t buffer[512];
	struct wr w = WR_ARRAY(buffer);
	struct card_access a;
	size_t set = wr_open(&w, 0x31);
	for (uint8_t i = 0; i < 20; i++) {
		wr_put(&w, RD_TEXT("\x30\x12\x06\x0A\x04\x00\x7F\x00\x07\x02\x02\x04\x02"));
		wr_u8(&w, (uint8_t)(1 + i % 4));
		wr_put(&w, RD_TEXT("\x02\x01\x02\x02\x01"));
		wr_u8(&w, (uint8_t)(8 + i % 11));
	}
	wr_close(&w, set);
	assert_int_equal(card_access_parse(wr_view(&w), &a), EG_OK);
	assert_int_equal(a.count, CARD_ACCESS_SUITES_MAX);
	for (size_t i = 1; i < a.count; i++) {
		assert_true(a.suites[i].cipher <= a.suites[i - 1].cipher);
	}
	assert_int_equal(a.suites[0].cipher, CRYPT_AES256);
}

static void broken_security_infos_are_refused(void **state)
{
	(void)state;
	struct card_access a;
	assert_int_equal(card_access_parse(RD_TEXT("\x30\x00"), &a), EG_BAD_DATA);
	assert_int_equal(card_access_parse(RD_TEXT("\x31\x02\x05\x00"), &a), EG_BAD_DATA);
	assert_int_equal(card_access_parse(RD_TEXT("\x31\x05\x30\x03\x06\x01\x01"), &a),
			 EG_BAD_DATA);
	assert_int_equal(card_access_parse(RD_EMPTY, &a), EG_BAD_DATA);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dg1_gives_its_zone),
		cmocka_unit_test(dg15_gives_its_key_whole),
		cmocka_unit_test(dg14_names_the_hash_of_active_authentication),
		cmocka_unit_test(the_best_supported_pace_comes_first),
		cmocka_unit_test(versions_and_parameters_not_known_are_not_used),
		cmocka_unit_test(several_parameters_of_one_mechanism_are_noticed),
		cmocka_unit_test(many_offers_keep_the_best),
		cmocka_unit_test(broken_security_infos_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
