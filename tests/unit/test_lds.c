/*
 * lds: what files of the chip may look like, and what is refused.
 */
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dg1_gives_its_zone),
		cmocka_unit_test(dg15_gives_its_key_whole),
		cmocka_unit_test(dg14_names_the_hash_of_active_authentication),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
