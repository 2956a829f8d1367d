/*
 * Check digits and MRZ information as printed in Doc 9303-3 appendix A, Doc 9303-4 to -6 and
 * Doc 9303-11 appendix D.2.
 */
#include "emrtd/mrz.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <string.h>

static char digit_of(const char *text)
{
	char digit = '?';
	assert_true(mrz_check_digit(rd_cstr(text), &digit));
	return digit;
}

static struct mrz parsed(const char *text)
{
	struct mrz m;
	assert_int_equal(mrz_parse(rd_cstr(text), &m), EG_OK);
	return m;
}

static void assert_information(const char *mrz, const char *want)
{
	uint8_t buffer[64] = {0};
	struct wr out = WR_ARRAY(buffer);
	struct mrz m = parsed(mrz);
	assert_int_equal(mrz_information(&m, &out), EG_OK);
	assert_true(rd_equal(wr_view(&out), rd_cstr(want)));
}

static void part_3_examples_1_and_2_give_their_digits(void **state)
{
	(void)state;
	assert_int_equal(digit_of("520727"), '3');
	assert_int_equal(digit_of("AB2134<<<"), '5');
}

static void part_3_examples_3_to_5_give_their_composite_digits(void **state)
{
	(void)state;
	assert_int_equal(digit_of("HA672242<6"
				  "5802254"
				  "9601086<<<<<<<<<<<<<<0"),
			 '8');
	struct mrz td3 = parsed("P<YTOSMITH<<JOHN<<<<<<<<<<<<<<<<<<<<<<<<<<<<"
				"HA672242<6YTO5802254M9601086<<<<<<<<<<<<<<08");
	assert_string_equal(td3.document_number, "HA672242");
	struct mrz td1 = parsed("I<YTOD231458907<<<<<<<<<<<<<<<"
				"3407127M9507122YTO<<<<<<<<<<<2"
				"STEVENSON<<PETER<JOHN<<<<<<<<<");
	assert_string_equal(td1.document_number, "D23145890");
	struct mrz td2 = parsed("I<YTOSMITH<<JOHN<<<<<<<<<<<<<<<<<<<<"
				"HA672242<6YTO5802254M9601086<<<<<<<8");
	assert_string_equal(td2.nationality, "YTO");
}

static void specimens_of_parts_4_to_6_parse(void **state)
{
	(void)state;
	struct mrz td3 = parsed("PPUTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
				"L898902C36UTO7408122F3404159ZE184226B<<<<<16");
	assert_string_equal(td3.document_code, "PP");
	assert_string_equal(td3.issuing_state, "UTO");
	assert_string_equal(td3.document_number, "L898902C3");
	assert_string_equal(td3.names, "ERIKSSON<<ANNA<MARIA");
	assert_string_equal(td3.birth, "740812");
	assert_string_equal(td3.expiry, "340415");
	assert_int_equal(td3.sex, 'F');
	assert_int_equal(parsed("PPUTOIVANOVA<<ANNA<<<<<<<<<<<<<<<<<<<<<<<<<<"
				"L898902C36UTO7408122F2504155184226<<<<<<<<18")
				 .format,
			 MRZ_TD3);
	assert_int_equal(parsed("I<UTOD231458907<<<<<<<<<<<<<<<"
				"7408122F1204159UTO<<<<<<<<<<<6"
				"ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
				 .format,
			 MRZ_TD1);
	assert_int_equal(parsed("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<"
				"D231458907UTO7408122F1204159<<<<<<<6")
				 .format,
			 MRZ_TD2);
}

/*
 * The two examples with a number of nine characters are printed with composite digits 8 (TD2) and
 * 1 (TD1); by Doc 9303-3, 4.9 both are 2. The MRZ information does not depend on it.
 */
static void part_11_appendix_d_2_gives_its_mrz_information(void **state)
{
	(void)state;
	struct mrz m;
	assert_int_equal(mrz_parse(RD_TEXT("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<"
					   "L898902C<3UTO6908061F9406236<<<<<<<8"),
				   &m),
			 EG_BAD_DATA);
	assert_information("I<UTOSTEVENSON<<PETER<JOHN<<<<<<<<<<"
			   "D23145890<UTO3407127M95071227349<<<8",
			   "D23145890734934071279507122");
	assert_information("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<"
			   "L898902C<3UTO6908061F9406236<<<<<<<2",
			   "L898902C<369080619406236");
	assert_information("I<UTOD23145890<7349<<<<<<<<<<<"
			   "3407127M9507122UTO<<<<<<<<<<<2"
			   "STEVENSON<<PETER<JOHN<<<<<<<<<",
			   "D23145890734934071279507122");
	assert_information("I<UTOL898902C<3<<<<<<<<<<<<<<<"
			   "6908061F9406236UTO<<<<<<<<<<<2"
			   "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
			   "L898902C<369080619406236");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(part_3_examples_1_and_2_give_their_digits),
		cmocka_unit_test(part_3_examples_3_to_5_give_their_composite_digits),
		cmocka_unit_test(specimens_of_parts_4_to_6_parse),
		cmocka_unit_test(part_11_appendix_d_2_gives_its_mrz_information),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
