/*
 * mrz: each field of a zone as the conformance tests LDS_B of TR-03105-5.1 have it: what must be
 * read is read, what must be refused is refused for a reason of its own.
 */
#include "emrtd/mrz.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <string.h>

#define TD3                                            \
	"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<" \
	"L898902C36UTO7408122F3404159ZE184226B<<<<<16"
#define TD3_SIZE 88

struct zone {
	char text[TD3_SIZE + 1];
};

static char digit_over(const char *text, size_t at, size_t size)
{
	char digit = '?';
	assert_true(mrz_check_digit(rd_of(text + at, size), &digit));
	return digit;
}

/* The specimen with other text at a place of its zone, and every check digit right again. */
static struct zone zone_with(size_t at, const char *text)
{
	struct zone z = {TD3};
	char composite[39] = {0};
	struct wr w = WR_ARRAY(composite);
	for (size_t i = 0; text[i] != '\0'; i++) {
		z.text[at + i] = text[i];
	}
	z.text[53] = digit_over(z.text, 44, 9);
	z.text[63] = digit_over(z.text, 57, 6);
	z.text[71] = digit_over(z.text, 65, 6);
	z.text[86] = digit_over(z.text, 72, 14);
	wr_put(&w, rd_of(z.text + 44, 10));
	wr_put(&w, rd_of(z.text + 57, 7));
	wr_put(&w, rd_of(z.text + 65, 22));
	assert_int_equal(w.size, 39);
	z.text[87] = digit_over(composite, 0, 39);
	return z;
}

static struct mrz parsed(const struct zone *z)
{
	struct mrz m;
	assert_int_equal(mrz_parse(rd_of(z->text, TD3_SIZE), &m), EG_OK);
	return m;
}

static void assert_refused(const char *text, enum mrz_fault fault)
{
	struct mrz m;
	assert_int_equal(mrz_parse(rd_of(text, TD3_SIZE), &m), EG_BAD_DATA);
	assert_string_equal(eg_fault_last().reason, mrz_fault_text(fault));
	assert_true((mrz_faults(rd_of(text, TD3_SIZE)) & MRZ_BIT(fault)) != 0);
	assert_int_equal(m.format, 0);
	assert_int_equal(m.faults, 0);
}

/* LDS_B_01 */
static void optional_data_are_kept(void **state)
{
	(void)state;
	struct zone z = zone_with(0, "");
	struct mrz m = parsed(&z);
	assert_int_equal(m.faults, 0);
	assert_string_equal(m.optional, "ZE184226B");
	assert_string_equal(m.optional2, "");
}

/* LDS_B_02, LDS_B_03 */
static void names_may_be_cut_or_lack_a_secondary_part(void **state)
{
	(void)state;
	struct zone z = zone_with(5, "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K");
	struct mrz m = parsed(&z);
	assert_int_equal(m.faults, 0);
	assert_true(m.truncated);
	assert_string_equal(m.primary, "NILAVADHANANANDA");
	assert_string_equal(m.secondary, "CHAYAPA DEJTHAMRONG K");
	z = zone_with(5, "ARKFREITH<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<");
	m = parsed(&z);
	assert_int_equal(m.faults, 0);
	assert_false(m.truncated);
	assert_string_equal(m.primary, "ARKFREITH");
	assert_string_equal(m.secondary, "");
}

/* LDS_B_04 */
static void empty_optional_data_have_a_zero_or_a_filler(void **state)
{
	(void)state;
	struct zone z = zone_with(72, "<<<<<<<<<<<<<<");
	assert_int_equal(z.text[86], '0');
	assert_int_equal(parsed(&z).faults, 0);
	z.text[86] = '<';
	struct mrz m = parsed(&z);
	assert_int_equal(m.faults, 0);
	assert_string_equal(m.optional, "");
	z = zone_with(0, "");
	z.text[86] = '<';
	assert_refused(z.text, MRZ_BAD_OPTIONAL_DIGIT);
}

/* LDS_B_08 to LDS_B_10, LDS_B_13 to LDS_B_23; each the first reason, so each digit right but one */
static void each_wrong_field_has_its_own_reason(void **state)
{
	(void)state;
	static const struct {
		size_t at;
		const char *text;
		enum mrz_fault fault;
	} cases[] = {
		{0, "7<", MRZ_BAD_CODE},
		{0, "<P", MRZ_BAD_CODE},
		{2, "U1O", MRZ_BAD_STATE},
		{2, "<<<", MRZ_BAD_STATE},
		{5, "ER1KSSON", MRZ_BAD_NAME},
		{44, "<<<<<<<<<", MRZ_BAD_NUMBER},
		{54, "U<O", MRZ_BAD_NATIONALITY},
		{54, "123", MRZ_BAD_NATIONALITY},
		{57, "74O812", MRZ_BAD_BIRTH},
		{57, "7<0812", MRZ_BAD_BIRTH},
		{57, "741312", MRZ_BAD_BIRTH_DAY},
		{57, "740230", MRZ_BAD_BIRTH_DAY},
		{57, "730229", MRZ_BAD_BIRTH_DAY},
		{57, "<<<<32", MRZ_BAD_BIRTH_DAY},
		{64, "X", MRZ_BAD_SEX},
		{64, "1", MRZ_BAD_SEX},
		{65, "34O415", MRZ_BAD_EXPIRY},
		{65, "3404<<", MRZ_BAD_EXPIRY},
		{65, "341315", MRZ_BAD_EXPIRY_DAY},
		{65, "340400", MRZ_BAD_EXPIRY_DAY},
		{65, "340431", MRZ_BAD_EXPIRY_DAY},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct zone z = zone_with(cases[i].at, cases[i].text);
		assert_refused(z.text, cases[i].fault);
	}
}

static void each_wrong_check_digit_has_its_own_reason(void **state)
{
	(void)state;
	static const struct {
		size_t at;
		enum mrz_fault fault;
	} cases[] = {{53, MRZ_BAD_NUMBER_DIGIT},
		     {63, MRZ_BAD_BIRTH_DIGIT},
		     {71, MRZ_BAD_EXPIRY_DIGIT},
		     {86, MRZ_BAD_OPTIONAL_DIGIT},
		     {87, MRZ_BAD_COMPOSITE_DIGIT}};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct zone z = zone_with(0, "");
		char *digit = &z.text[cases[i].at];
		*digit = (char)(*digit == '9' ? '0' : *digit + 1);
		assert_refused(z.text, cases[i].fault);
		/* a wrong digit makes the composite wrong, too */
		assert_true((mrz_faults(rd_of(z.text, TD3_SIZE)) &
			     MRZ_BIT(MRZ_BAD_COMPOSITE_DIGIT)) != 0);
	}
}

/* LDS_B_08, LDS_B_10 in the field: told, not refused */
static void what_is_odd_only_is_told(void **state)
{
	(void)state;
	static const struct {
		size_t at;
		const char *text;
		enum mrz_fault fault;
	} cases[] = {
		{0, "X<", MRZ_ODD_CODE},
		{0, "P7", MRZ_ODD_CODE},
		{5, "<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<", MRZ_ODD_NO_NAME},
		{5, "<<ANNA<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<", MRZ_ODD_NAME_FILLERS},
		{5, "ERIKSSON<<<ANNA<<<<<<<<<<<<<<<<<<<<<<<<", MRZ_ODD_NAME_FILLERS},
		{5, "ERIKSSON<<ANNA<<MARIA<<<<<<<<<<<<<<<<<<", MRZ_ODD_NAME_FILLERS},
		{57, "740800", MRZ_ODD_BIRTH_ZEROS},
		{57, "740000", MRZ_ODD_BIRTH_ZEROS},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct zone z = zone_with(cases[i].at, cases[i].text);
		assert_int_equal(parsed(&z).faults, MRZ_BIT(cases[i].fault));
		assert_int_equal(mrz_faults(rd_of(z.text, TD3_SIZE)), MRZ_BIT(cases[i].fault));
		assert_int_equal(MRZ_REFUSED(MRZ_BIT(cases[i].fault)), 0);
	}
	struct zone z = zone_with(5, "ERIKSSON<<ANNA<<MARIA<<<<<<<<<<<<<<<<<<");
	assert_string_equal(parsed(&z).secondary, "ANNA MARIA");
	z = zone_with(5, "<<ANNA<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<");
	assert_string_equal(parsed(&z).primary, "ANNA");
}

/* LDS_B_25 to LDS_B_28 */
static void any_part_of_a_birthday_may_be_unknown(void **state)
{
	(void)state;
	static const char *const births[] = {"7408<<", "74<<12", "<<0812", "<<<<<<",
					     "74<<<<", "<<<<12", "<<0229", "720229"};
	for (size_t i = 0; i < sizeof(births) / sizeof(births[0]); i++) {
		struct zone z = zone_with(57, births[i]);
		struct mrz m = parsed(&z);
		assert_int_equal(m.faults, 0);
		assert_string_equal(m.birth, births[i]);
	}
}

static void sex_may_be_unspecified(void **state)
{
	(void)state;
	struct zone z = zone_with(64, "<");
	assert_int_equal(parsed(&z).sex, '<');
}

static void codes_of_cards_are_their_own(void **state)
{
	(void)state;
	static const struct {
		const char *code;
		uint32_t faults;
	} cases[] = {
		{"I<", 0},
		{"ID", 0},
		{"AC", 0},
		{"CX", 0},
		{"P<", MRZ_BIT(MRZ_ODD_CODE)},
		{"IV", MRZ_BIT(MRZ_ODD_CODE)},
		{"AI", MRZ_BIT(MRZ_ODD_CODE)},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[] = "I<UTOD231458907<<<<<<<<<<<<<<<"
			      "7408122F1204159UTO<<<<<<<<<<<6"
			      "ERIKSSON<<ANNA<MARIA<<<<<<<<<<";
		text[0] = cases[i].code[0];
		text[1] = cases[i].code[1];
		assert_int_equal(mrz_faults(rd_cstr(text)), cases[i].faults);
	}
}

#define TD1_NAME "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"
#define TD2_NAME "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<"

/*
 * Doc 9303-5, 4.2.2 j: Belgian cards have twelve characters and their digit. Some chips and cards
 * set the filler although nothing follows but the digit: the number is the same one.
 */
static void numbers_go_on_in_the_optional_data(void **state)
{
	(void)state;
	static const struct {
		const char *zone;
		const char *number;
		const char *optional;
		const char *optional2;
		bool continued;
		uint32_t faults;
	} cases[] = {
		{"IDUTO000590448<4204<ABC<<<<<<<7408122F1204159UTO<<<<<<<<<<<1" TD1_NAME,
		 "000590448420", "ABC", "", true, 0},
		{"IDUTOD23145890<1234567890123427408122F1204159UTO<<<<<<<<<<<6" TD1_NAME,
		 "D2314589012345678901234", "", "", true, 0},
		{"IDUTOD23145890<7<XYZ<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<6" TD1_NAME,
		 "D23145890", "XYZ", "", false, MRZ_BIT(MRZ_ODD_NUMBER_END)},
		{"IDUTOAB2134<<<<5<<<<<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<0" TD1_NAME, "AB2134",
		 "", "", false, MRZ_BIT(MRZ_ODD_NUMBER_END)},
		{"IDUTOD231458907OPT1<<<<<<<<<<<7408122F1204159UTOOPT2<<<<<<<5" TD1_NAME,
		 "D23145890", "OPT1", "OPT2", false, 0},
		{TD2_NAME "D23145890<UTO7408122F120415912345626", "D23145890123456", "", "", true,
		 0},
		{TD2_NAME "D23145890<UTO7408122F12041597<<<<<<6", "D23145890", "", "", false,
		 MRZ_BIT(MRZ_ODD_NUMBER_END)},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct mrz m;
		assert_int_equal(mrz_parse(rd_cstr(cases[i].zone), &m), EG_OK);
		assert_string_equal(m.document_number, cases[i].number);
		assert_string_equal(m.optional, cases[i].optional);
		assert_string_equal(m.optional2, cases[i].optional2);
		assert_int_equal(m.number_continued, cases[i].continued);
		assert_int_equal(m.faults, cases[i].faults);
	}
}

/* The chip's key is made of the same characters, whether the digit stands before or behind. */
static void a_number_that_only_seems_to_go_on_gives_the_same_key(void **state)
{
	(void)state;
	static const char *const zones[] = {
		"IDUTOD231458907<<<<<<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<6" TD1_NAME,
		"IDUTOD23145890<7<<<<<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<8" TD1_NAME,
	};
	for (size_t i = 0; i < 2; i++) {
		uint8_t buffer[64];
		struct wr w = WR_ARRAY(buffer);
		struct mrz m;
		assert_int_equal(mrz_parse(rd_cstr(zones[i]), &m), EG_OK);
		assert_int_equal(mrz_information(&m, &w), EG_OK);
		assert_true(rd_equal(wr_view(&w), RD_TEXT("D23145890774081221204159")));
	}
}

static void a_number_that_goes_on_needs_its_digit(void **state)
{
	(void)state;
	struct mrz m;
	assert_int_equal(mrz_parse(RD_TEXT("IDUTO000590448<4205<ABC<<<<<<<7408122F1204159UTO<<<<<<<"
					   "<<<<4" TD1_NAME),
				   &m),
			 EG_BAD_DATA);
	assert_string_equal(eg_fault_last().reason, mrz_fault_text(MRZ_BAD_NUMBER_DIGIT));
	/* TD3 has no such form */
	struct zone z = zone_with(0, "");
	z.text[53] = '<';
	assert_refused(z.text, MRZ_BAD_NUMBER_DIGIT);
}

static void every_fault_has_a_text(void **state)
{
	(void)state;
	for (unsigned i = 0; i < MRZ_FAULT_COUNT; i++) {
		assert_true(strlen(mrz_fault_text(i)) > 4);
	}
	assert_string_equal(mrz_fault_text(MRZ_FAULT_COUNT), "?");
	assert_int_equal(mrz_faults(RD_EMPTY), MRZ_BIT(MRZ_BAD_SIZE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(optional_data_are_kept),
		cmocka_unit_test(names_may_be_cut_or_lack_a_secondary_part),
		cmocka_unit_test(empty_optional_data_have_a_zero_or_a_filler),
		cmocka_unit_test(each_wrong_field_has_its_own_reason),
		cmocka_unit_test(each_wrong_check_digit_has_its_own_reason),
		cmocka_unit_test(what_is_odd_only_is_told),
		cmocka_unit_test(any_part_of_a_birthday_may_be_unknown),
		cmocka_unit_test(sex_may_be_unspecified),
		cmocka_unit_test(codes_of_cards_are_their_own),
		cmocka_unit_test(numbers_go_on_in_the_optional_data),
		cmocka_unit_test(a_number_that_only_seems_to_go_on_gives_the_same_key),
		cmocka_unit_test(a_number_that_goes_on_needs_its_digit),
		cmocka_unit_test(every_fault_has_a_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
