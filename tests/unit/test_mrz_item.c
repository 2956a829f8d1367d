/*
 * mrz_item: each form's fields are found, with the least sure character of each and the state of
 * its check digit; what the specimens of Doc 9303 print is what is told.
 */
#include "prog/mrz_item.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <string.h>

static struct mrz_item items[MRZ_ITEM_COUNT];

static struct mrz_read read_of(enum mrz_form form, const char *const lines[3])
{
	struct mrz_read r = {.verdict = MRZ_READ_WHOLE, .form = (uint8_t)form};
	for (size_t l = 0; l < 3 && lines[l] != NULL; l++) {
		r.lines++;
		r.columns = (uint8_t)strlen(lines[l]);
		for (size_t i = 0; i < r.columns; i++) {
			r.text[l][i] = lines[l][i];
			r.sure[l][i] = 30;
		}
	}
	return r;
}

/* "" is a field that is empty, NULL one that the form has not. */
static void assert_item(enum mrz_item_kind kind, const char *text, enum mrz_digit digit)
{
	if (items[kind].there != (text != NULL)) {
		fail_msg("%s", mrz_item_word(kind));
	}
	assert_string_equal(items[kind].text, text == NULL ? "" : text);
	assert_int_equal(items[kind].digit, digit);
}

static const char *const td3[3] = {"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
				   "L898902C36UTO7408122F1204159ZE184226B<<<<<10", NULL};

static void a_passport_is_taken_apart(void **state)
{
	(void)state;
	const struct mrz_read r = read_of(MRZ_FORM_TD3, td3);
	mrz_items_of(&r, items);
	assert_item(MRZ_ITEM_CODE, "P", MRZ_DIGIT_NONE);
	assert_item(MRZ_ITEM_STATE, "UTO", MRZ_DIGIT_NONE);
	assert_item(MRZ_ITEM_PRIMARY, "ERIKSSON", MRZ_DIGIT_NONE);
	assert_item(MRZ_ITEM_SECONDARY, "ANNA MARIA", MRZ_DIGIT_NONE);
	assert_item(MRZ_ITEM_NUMBER, "L898902C3", MRZ_DIGIT_FITS);
	assert_item(MRZ_ITEM_NATIONALITY, "UTO", MRZ_DIGIT_NONE);
	assert_item(MRZ_ITEM_BIRTH, "740812", MRZ_DIGIT_FITS);
	assert_item(MRZ_ITEM_SEX, "F", MRZ_DIGIT_NONE);
	assert_item(MRZ_ITEM_EXPIRY, "120415", MRZ_DIGIT_FITS);
	assert_item(MRZ_ITEM_OPTIONAL, "ZE184226B", MRZ_DIGIT_FITS);
	assert_item(MRZ_ITEM_OPTIONAL_2, NULL, MRZ_DIGIT_NONE);
	assert_item(MRZ_ITEM_COMPOSITE, "", MRZ_DIGIT_FITS);
}

static void a_card_is_taken_apart(void **state)
{
	(void)state;
	static const char *const td1[3] = {"I<UTOD231458907<<<<<<<<<<<<<<<",
					   "7408122F1204159UTO<<<<<<<<<<<6",
					   "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"};
	const struct mrz_read r = read_of(MRZ_FORM_TD1, td1);
	mrz_items_of(&r, items);
	assert_item(MRZ_ITEM_CODE, "I", MRZ_DIGIT_NONE);
	assert_item(MRZ_ITEM_PRIMARY, "ERIKSSON", MRZ_DIGIT_NONE);
	assert_item(MRZ_ITEM_SECONDARY, "ANNA MARIA", MRZ_DIGIT_NONE);
	assert_item(MRZ_ITEM_NUMBER, "D23145890", MRZ_DIGIT_FITS);
	assert_item(MRZ_ITEM_NATIONALITY, "UTO", MRZ_DIGIT_NONE);
	assert_item(MRZ_ITEM_BIRTH, "740812", MRZ_DIGIT_FITS);
	assert_item(MRZ_ITEM_SEX, "F", MRZ_DIGIT_NONE);
	assert_item(MRZ_ITEM_EXPIRY, "120415", MRZ_DIGIT_FITS);
	assert_item(MRZ_ITEM_OPTIONAL, "", MRZ_DIGIT_NONE);
	assert_item(MRZ_ITEM_OPTIONAL_2, "", MRZ_DIGIT_NONE);
	assert_item(MRZ_ITEM_COMPOSITE, "", MRZ_DIGIT_FITS);
}

/* Doc 9303-5, 4.2.2, note j: D23145890734 goes on behind the filler. */
static void a_number_that_goes_on_is_told_whole(void **state)
{
	(void)state;
	static const char *const td1[3] = {"I<UTOD23145890<7349<<<<<<<<<<<",
					   "3407127M9507122UTO<<<<<<<<<<<2",
					   "STEVENSON<<PETER<JOHN<<<<<<<<<"};
	struct mrz_read r = read_of(MRZ_FORM_TD1, td1);
	r.sure[0][16] = 12; /* the "3" of 734 */
	mrz_items_of(&r, items);
	assert_item(MRZ_ITEM_NUMBER, "D23145890734", MRZ_DIGIT_FITS);
	assert_int_equal(items[MRZ_ITEM_NUMBER].sure, 12);
	assert_item(MRZ_ITEM_OPTIONAL, "", MRZ_DIGIT_NONE);
	assert_int_equal(items[MRZ_ITEM_OPTIONAL].sure, 30);
	assert_item(MRZ_ITEM_COMPOSITE, "", MRZ_DIGIT_FITS);
}

/* Doc 9303-7, appendices A and B: no digit of the whole. */
static void visas_are_taken_apart(void **state)
{
	(void)state;
	static const char *const a[3] = {"V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
					 "L8988901C4XXX4009078F96121096ZE184226B<<<<<<", NULL};
	static const char *const b[3] = {"V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<",
					 "L8988901C4XXX4009078F9612109<<<<<<<<", NULL};
	struct mrz_read r = read_of(MRZ_FORM_MRV_A, a);
	mrz_items_of(&r, items);
	assert_item(MRZ_ITEM_NUMBER, "L8988901C", MRZ_DIGIT_FITS);
	assert_item(MRZ_ITEM_NATIONALITY, "XXX", MRZ_DIGIT_NONE);
	assert_item(MRZ_ITEM_EXPIRY, "961210", MRZ_DIGIT_FITS);
	assert_item(MRZ_ITEM_OPTIONAL, "6ZE184226B", MRZ_DIGIT_NONE);
	assert_item(MRZ_ITEM_COMPOSITE, NULL, MRZ_DIGIT_NONE);
	r = read_of(MRZ_FORM_MRV_B, b);
	mrz_items_of(&r, items);
	assert_item(MRZ_ITEM_NUMBER, "L8988901C", MRZ_DIGIT_FITS);
	assert_item(MRZ_ITEM_OPTIONAL, "", MRZ_DIGIT_NONE);
	assert_item(MRZ_ITEM_COMPOSITE, NULL, MRZ_DIGIT_NONE);
}

static void a_card_of_the_older_size_is_taken_apart(void **state)
{
	(void)state;
	static const char *const td2[3] = {"I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<",
					   "D231458907UTO7408122F1204159<<<<<<<6", NULL};
	struct mrz_read r = read_of(MRZ_FORM_TD2, td2);
	mrz_items_of(&r, items);
	assert_item(MRZ_ITEM_NUMBER, "D23145890", MRZ_DIGIT_FITS);
	assert_item(MRZ_ITEM_BIRTH, "740812", MRZ_DIGIT_FITS);
	assert_item(MRZ_ITEM_OPTIONAL, "", MRZ_DIGIT_NONE);
	assert_item(MRZ_ITEM_COMPOSITE, "", MRZ_DIGIT_FITS);
}

static void the_least_sure_character_counts_with_its_digit(void **state)
{
	(void)state;
	struct mrz_read r = read_of(MRZ_FORM_TD3, td3);
	r.sure[0][14] = 7;  /* the filler after ERIKSSON */
	r.sure[1][9] = 9;   /* digit of the number */
	r.sure[1][14] = 11; /* within the date of birth */
	mrz_items_of(&r, items);
	assert_int_equal(items[MRZ_ITEM_PRIMARY].sure, 7);
	assert_int_equal(items[MRZ_ITEM_SECONDARY].sure, 30);
	assert_int_equal(items[MRZ_ITEM_NUMBER].sure, 9);
	assert_int_equal(items[MRZ_ITEM_BIRTH].sure, 11);
	assert_int_equal(items[MRZ_ITEM_EXPIRY].sure, 30);
	assert_int_equal(items[MRZ_ITEM_COMPOSITE].sure, 7);
}

static void a_wrong_digit_is_told_where_it_is(void **state)
{
	(void)state;
	struct mrz_read r = read_of(MRZ_FORM_TD3, td3);
	r.text[1][13] = '8'; /* the year of birth */
	mrz_items_of(&r, items);
	assert_item(MRZ_ITEM_NUMBER, "L898902C3", MRZ_DIGIT_FITS);
	assert_item(MRZ_ITEM_BIRTH, "840812", MRZ_DIGIT_WRONG);
	assert_item(MRZ_ITEM_EXPIRY, "120415", MRZ_DIGIT_FITS);
	assert_item(MRZ_ITEM_COMPOSITE, "", MRZ_DIGIT_WRONG);
}

static void names_that_fill_their_field_have_no_end(void **state)
{
	(void)state;
	static const char *const long_name[3] = {"P<UTOBENNELONG<WOOLOOMOOLOO<WARRANDYTE<WARN<",
						 "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
						 NULL};
	static const char *const no_name[3] = {"P<UTO<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<",
					       "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
					       NULL};
	struct mrz_read r = read_of(MRZ_FORM_TD3, long_name);
	mrz_items_of(&r, items);
	assert_item(MRZ_ITEM_PRIMARY, "BENNELONG WOOLOOMOOLOO WARRANDYTE WARN", MRZ_DIGIT_NONE);
	assert_item(MRZ_ITEM_SECONDARY, "", MRZ_DIGIT_NONE);
	r = read_of(MRZ_FORM_TD3, no_name);
	mrz_items_of(&r, items);
	assert_item(MRZ_ITEM_PRIMARY, "", MRZ_DIGIT_NONE);
}

static void no_zone_has_no_fields(void **state)
{
	(void)state;
	struct mrz_read r = {0};
	mrz_items_of(&r, items);
	for (unsigned i = 0; i < MRZ_ITEM_COUNT; i++) {
		assert_false(items[i].there);
	}
	r = read_of(MRZ_FORM_TD3, td3);
	r.text[1][3] = '\033'; /* nothing that mrz_read tells */
	mrz_items_of(&r, items);
	assert_false(items[MRZ_ITEM_CODE].there);
}

static void odds_are_told_as_numbers(void **state)
{
	(void)state;
	assert_int_equal(mrz_odds(0), 1);
	assert_int_equal(mrz_odds(10), 10);
	assert_int_equal(mrz_odds(17), 50);
	assert_int_equal(mrz_odds(20), 100);
	assert_int_equal(mrz_odds(39), 7900);
	assert_int_equal(mrz_odds(255), 3200000); /* bounded */
	assert_string_equal(mrz_item_word(MRZ_ITEM_SEX), "sex");
	assert_string_equal(mrz_item_word(MRZ_ITEM_COUNT), "?");
	assert_string_equal(mrz_item_text(MRZ_ITEM_COUNT), "?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_passport_is_taken_apart),
		cmocka_unit_test(a_card_is_taken_apart),
		cmocka_unit_test(a_number_that_goes_on_is_told_whole),
		cmocka_unit_test(visas_are_taken_apart),
		cmocka_unit_test(a_card_of_the_older_size_is_taken_apart),
		cmocka_unit_test(the_least_sure_character_counts_with_its_digit),
		cmocka_unit_test(a_wrong_digit_is_told_where_it_is),
		cmocka_unit_test(names_that_fill_their_field_have_no_end),
		cmocka_unit_test(no_zone_has_no_fields),
		cmocka_unit_test(odds_are_told_as_numbers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
