/*
 * mrz: what must be refused, and what must survive odd documents.
 */
#include "emrtd/mrz.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <string.h>

#define TD3                                            \
	"PPUTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<" \
	"L898902C36UTO7408122F3404159ZE184226B<<<<<16"

static void a_change_of_any_protected_character_is_refused(void **state)
{
	(void)state;
	/* Line 2 but for nationality (54..56) and sex (64): those carry no check digit. */
	for (size_t i = 44; i < 88; i++) {
		char text[] = TD3;
		struct mrz m;
		if ((i >= 54 && i <= 56) || i == 64) {
			continue;
		}
		text[i] = text[i] == '7' ? '6' : '7';
		assert_int_not_equal(mrz_parse(rd_cstr(text), &m), EG_OK);
		assert_int_equal(m.format, 0);
	}
}

static void other_sizes_and_alphabets_are_refused(void **state)
{
	(void)state;
	struct mrz m;
	char lower[] = TD3;
	lower[6] = 'r';
	assert_int_not_equal(mrz_parse(rd_cstr(lower), &m), EG_OK);
	lower[6] = ' ';
	assert_int_not_equal(mrz_parse(rd_cstr(lower), &m), EG_OK);
	assert_int_not_equal(mrz_parse(RD_EMPTY, &m), EG_OK);
	assert_int_not_equal(mrz_parse(rd_of(TD3, 87), &m), EG_OK);
	char digit;
	assert_false(mrz_check_digit(RD_TEXT("a"), &digit));
	assert_true(mrz_check_digit(RD_EMPTY, &digit));
	assert_int_equal(digit, '0');
}

static void letters_in_dates_and_digits_in_names_are_refused(void **state)
{
	(void)state;
	struct mrz m;
	/* O for 0 keeps no check digit, but S for 5 might: the alphabet of a field decides. */
	char name[] = TD3;
	name[6] = '1';
	assert_int_not_equal(mrz_parse(rd_cstr(name), &m), EG_OK);
	char sex[] = TD3;
	sex[64] = 'Q';
	assert_int_not_equal(mrz_parse(rd_cstr(sex), &m), EG_OK);
}

static void a_one_letter_state_keeps_its_code(void **state)
{
	(void)state;
	struct mrz m;
	assert_int_equal(mrz_parse(rd_cstr("P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<<"
					   "C01X00T478D<<6408125F2702283<<<<<<<<<<<<<<<4"),
				   &m),
			 EG_OK);
	assert_string_equal(m.document_code, "P");
	assert_string_equal(m.issuing_state, "D");
	assert_string_equal(m.nationality, "D");
	assert_int_equal(m.format, MRZ_TD3);
}

/* Messages about a holder cannot carry such codes: a document must not look like a hostile worker.
 */
static void codes_of_states_are_letters_before_fillers(void **state)
{
	(void)state;
	static const char *const zones[] = {
		"P<<<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<<"
		"C01X00T478D<<6408125F2702283<<<<<<<<<<<<<<<4",
		"P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<<"
		"C01X00T478<<<6408125F2702283<<<<<<<<<<<<<<<4",
		"P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<<"
		"C01X00T478D<D6408125F2702283<<<<<<<<<<<<<<<4",
		"P<<D<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<<"
		"C01X00T478D<<6408125F2702283<<<<<<<<<<<<<<<4",
	};
	struct mrz m;
	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
		assert_int_equal(mrz_parse(rd_cstr(zones[i]), &m), EG_BAD_DATA);
	}
}

static void a_long_number_without_its_digit_is_refused(void **state)
{
	(void)state;
	struct mrz m;
	assert_int_not_equal(mrz_parse(rd_cstr("I<UTOD23145890<<<<<<<<<<<<<<<<"
					       "3407127M9507122UTO<<<<<<<<<<<2"
					       "STEVENSON<<PETER<JOHN<<<<<<<<<"),
				       &m),
			     EG_OK);
}

static void information_of_an_empty_zone_is_refused(void **state)
{
	(void)state;
	uint8_t buffer[64];
	struct wr out = WR_ARRAY(buffer);
	struct mrz m = {0};
	assert_int_not_equal(mrz_information(&m, &out), EG_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_change_of_any_protected_character_is_refused),
		cmocka_unit_test(other_sizes_and_alphabets_are_refused),
		cmocka_unit_test(letters_in_dates_and_digits_in_names_are_refused),
		cmocka_unit_test(a_one_letter_state_keeps_its_code),
		cmocka_unit_test(codes_of_states_are_letters_before_fillers),
		cmocka_unit_test(a_long_number_without_its_digit_is_refused),
		cmocka_unit_test(information_of_an_empty_zone_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
