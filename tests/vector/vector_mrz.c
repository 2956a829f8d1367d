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

/* Names as the parts print them; the zone around them is a specimen's. */
struct name_example {
	const char *field;
	const char *primary;
	const char *secondary;
	bool truncated;
};

static void assert_names(const struct name_example *examples, size_t count, const char *before,
			 const char *after)
{
	for (size_t i = 0; i < count; i++) {
		char zone[91] = {0};
		struct wr w = wr_of(zone, sizeof(zone) - 1);
		wr_put(&w, rd_cstr(before));
		wr_put(&w, rd_cstr(examples[i].field));
		wr_put(&w, rd_cstr(after));
		assert_false(w.bad);
		struct mrz m = parsed(zone);
		assert_int_equal(m.faults, 0);
		assert_string_equal(m.primary, examples[i].primary);
		assert_string_equal(m.secondary, examples[i].secondary);
		assert_int_equal(m.truncated, examples[i].truncated);
	}
}

/* Doc 9303-4, 4.2.3 */
static void names_of_part_4_are_split(void **state)
{
	(void)state;
	static const struct name_example examples[] = {
		{"ERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "ERIKSSON", "ANNA MARIA", false},
		{"HENG<<DEBORAH<MING<LO<<<<<<<<<<<<<<<<<<", "HENG", "DEBORAH MING LO", false},
		{"SMITH<JONES<<SUSIE<MARGARET<<<<<<<<<<<<", "SMITH JONES", "SUSIE MARGARET", false},
		{"OCONNOR<<ENYA<SIOBHAN<<<<<<<<<<<<<<<<<<", "OCONNOR", "ENYA SIOBHAN", false},
		{"VAN<DER<MUELLEN<<MARTIN<<<<<<<<<<<<<<<<", "VAN DER MUELLEN", "MARTIN", false},
		{"AL<BASRI<<HUDA<MUHAMMAD<JAWAD<<<<<<<<<<", "AL BASRI", "HUDA MUHAMMAD JAWAD",
		 false},
		{"VILARCHAO<FERNANDEZ<<JOSE<RAMON<<<<<<<<", "VILARCHAO FERNANDEZ", "JOSE RAMON",
		 false},
		{"ARKFREITH<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<", "ARKFREITH", "", false},
		{"SATRIYA<SUDARPA<<<<<<<<<<<<<<<<<<<<<<<<", "SATRIYA SUDARPA", "", false},
		{"NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K", "NILAVADHANANANDA",
		 "CHAYAPA DEJTHAMRONG K", true},
		{"NILAVADHANANANDA<<ARNPOL<PETCH<CHARONGU", "NILAVADHANANANDA",
		 "ARNPOL PETCH CHARONGU", true},
		{"BENNELONG<WOOLOOMOOLOO<WARRANDYTE<W<<DI", "BENNELONG WOOLOOMOOLOO WARRANDYTE W",
		 "DI", true},
		{"BENNELONG<WOOLOOM<WARRAND<WARNAM<<DINGO", "BENNELONG WOOLOOM WARRAND WARNAM",
		 "DINGO", true},
		{"BENNEL<WOOLOO<WARRAN<WARNAM<<DINGO<POTO", "BENNEL WOOLOO WARRAN WARNAM",
		 "DINGO POTO", true},
		{"PAPANDROPOULOUS<<JONATHON<WARREN<TREVOR", "PAPANDROPOULOUS",
		 "JONATHON WARREN TREVOR", true},
	};
	assert_names(examples, sizeof(examples) / sizeof(examples[0]), "PPUTO",
		     "L898902C36UTO7408122F3404159ZE184226B<<<<<16");
}

/* Doc 9303-5, 4.2.3 */
static void names_of_part_5_are_split(void **state)
{
	(void)state;
	static const struct name_example examples[] = {
		{"NILAVADHANANANDA<<CHAYAPA<DE<K", "NILAVADHANANANDA", "CHAYAPA DE K", true},
		{"NILAVADHANANANDA<<ARNPOL<PE<CH", "NILAVADHANANANDA", "ARNPOL PE CH", true},
		{"BENNELONG<WOOLOOMOOLOO<W<W<<DI", "BENNELONG WOOLOOMOOLOO W W", "DI", true},
		{"BENNELONG<WOOLOOM<WA<WARN<<D<P", "BENNELONG WOOLOOM WA WARN", "D P", true},
		{"BENNE<WOOLO<WARRA<WARNA<<DIN<P", "BENNE WOOLO WARRA WARNA", "DIN P", true},
		{"PAPANDROPOULOUS<<JONATHON<ALEC", "PAPANDROPOULOUS", "JONATHON ALEC", true},
		{"VAN<DER<MUELLEN<<MARTIN<<<<<<<", "VAN DER MUELLEN", "MARTIN", false},
		{"AL<BASRI<<HUDA<MUHAMMAD<JAWAD<", "AL BASRI", "HUDA MUHAMMAD JAWAD", false},
		{"VILARCHAO<FERNANDEZ<<JOSE<RAMO", "VILARCHAO FERNANDEZ", "JOSE RAMO", true},
		{"ARKFREITH<<<<<<<<<<<<<<<<<<<<<", "ARKFREITH", "", false},
		{"SATRIYA<SUDARPA<<<<<<<<<<<<<<<", "SATRIYA SUDARPA", "", false},
	};
	assert_names(examples, sizeof(examples) / sizeof(examples[0]),
		     "I<UTOD231458907<<<<<<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<6", "");
}

/* Doc 9303-6, 4.2.3 */
static void names_of_part_6_are_split(void **state)
{
	(void)state;
	static const struct name_example examples[] = {
		{"NILAVADHANANANDA<<CHAYAPA<DEJ<K", "NILAVADHANANANDA", "CHAYAPA DEJ K", true},
		{"NILAVADHANANANDA<<ARN<PET<CHARO", "NILAVADHANANANDA", "ARN PET CHARO", true},
		{"BENNELONG<WOOLOOMOOLOO<W<W<<D<P", "BENNELONG WOOLOOMOOLOO W W", "D P", true},
		{"BENNELONG<WOOLOOM<WAR<WARN<<D<P", "BENNELONG WOOLOOM WAR WARN", "D P", true},
		{"BENNEL<WOOLO<WARRA<WARNA<<DIN<P", "BENNEL WOOLO WARRA WARNA", "DIN P", true},
		{"PAPANDROPOULOUS<<JONATHOON<ALEC", "PAPANDROPOULOUS", "JONATHOON ALEC", true},
		{"VAN<DER<MUELLEN<<MARTIN<<<<<<<<", "VAN DER MUELLEN", "MARTIN", false},
		{"AL<BASRI<<HUDA<MUHAMMAD<JAWAD<<", "AL BASRI", "HUDA MUHAMMAD JAWAD", false},
		{"VILARCHAO<FERNANDEZ<<JOSE<RAMON", "VILARCHAO FERNANDEZ", "JOSE RAMON", true},
		{"ARKFREITH<<<<<<<<<<<<<<<<<<<<<<", "ARKFREITH", "", false},
		{"SATRIYA<SUDARPA<<<<<<<<<<<<<<<<", "SATRIYA SUDARPA", "", false},
	};
	assert_names(examples, sizeof(examples) / sizeof(examples[0]), "I<UTO",
		     "D231458907UTO7408122F1204159<<<<<<<6");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(part_3_examples_1_and_2_give_their_digits),
		cmocka_unit_test(part_3_examples_3_to_5_give_their_composite_digits),
		cmocka_unit_test(specimens_of_parts_4_to_6_parse),
		cmocka_unit_test(part_11_appendix_d_2_gives_its_mrz_information),
		cmocka_unit_test(names_of_part_4_are_split),
		cmocka_unit_test(names_of_part_5_are_split),
		cmocka_unit_test(names_of_part_6_are_split),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
