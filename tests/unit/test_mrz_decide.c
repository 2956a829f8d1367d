/*
 * mrz_decide: check digits correct what they determine, and nothing else; what they do not cover
 * must be sure by itself. Odds are made up here, no picture is read.
 */
#include "document/mrz_decide.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <string.h>

#define TD3                                            \
	"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<" \
	"L898902C36UTO7408122F1204159ZE184226B<<<<<10"
#define TD2                                    \
	"I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<" \
	"D231458907UTO7408122F1204159<<<<<<<6"
#define VISA                                           \
	"V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<" \
	"L8988901C4XXX4009078F96121096ZE184226B<<<<<<"
#define SHORT_VISA                             \
	"V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<" \
	"L8988901C4XXX4009078F96121096ZE18422"
#define SURE 12.0f /* odds of what is seen clearly over anything else, natural logarithm */

static struct mrz_seen seen;

static void see(enum mrz_form form, const char *text)
{
	seen = (struct mrz_seen){.form = form};
	for (size_t p = 0; p < strlen(text); p++) {
		for (unsigned k = 0; k < MRZ_CLASSES; k++) {
			seen.guess[p].log[k] = -SURE;
		}
		seen.guess[p].log[mrz_letter_number(text[p])] = 0;
	}
}

/* Another character there, with odds of this logarithm against the one that is printed. */
static void doubt(size_t position, char other, float odds)
{
	seen.guess[position].log[mrz_letter_number(other)] = odds;
}

static struct mrz_read decide(void)
{
	struct mrz_read r = {0};
	mrz_decide(&seen, &r);
	return r;
}

static void what_is_seen_clearly_is_whole(void **state)
{
	(void)state;
	see(MRZ_FORM_TD3, TD3);
	const struct mrz_read r = decide();
	assert_int_equal(r.verdict, MRZ_READ_WHOLE);
	assert_int_equal(r.reason, MRZ_READ_NOTHING);
	assert_int_equal(r.corrected, 0);
	assert_string_equal(r.text[1], TD3 + 44);
	assert_int_equal(r.sure[0][0], 39);
}

/* 8 against 3 at the second place of the number: only 8 fits, even if 3 looked likelier. */
static void digits_determine_what_is_doubtful(void **state)
{
	(void)state;
	see(MRZ_FORM_TD3, TD3);
	doubt(45, '3', -0.1f);
	struct mrz_read r = decide();
	assert_int_equal(r.verdict, MRZ_READ_WHOLE);
	assert_int_equal(r.corrected, 0);
	doubt(45, '3', 2.0f);
	r = decide();
	assert_int_equal(r.verdict, MRZ_READ_WHOLE);
	assert_int_equal(r.corrected, 1);
	assert_string_equal(r.text[1], TD3 + 44);
}

/* A number of these, and the same with another one there: digits tell, or they do not. */
static void digits_do_not_tell_what_counts_the_same(void **state)
{
	(void)state;
	static const char others[][2] = {{'C', '2'}, {'C', 'M'}, {'C', 'W'}};
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		see(MRZ_FORM_TD3, TD3);
		assert_int_equal(TD3[51], others[i][0]);
		doubt(51, others[i][1], -1);
		const struct mrz_read r = decide();
		assert_int_equal(r.verdict, MRZ_READ_REFUSED);
		assert_int_equal(r.reason, MRZ_READ_AMBIGUOUS);
		assert_true(r.sure[1][7] < 10);
	}
	see(MRZ_FORM_TD3, TD3);
	doubt(51, 'G', -1); /* 16 and 12 do not count the same */
	assert_int_equal(decide().verdict, MRZ_READ_WHOLE);
}

static void a_doubtful_name_leaves_the_key(void **state)
{
	(void)state;
	static const size_t places[] = {0, 2, 5, 21, 54, 64};
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		see(MRZ_FORM_TD3, TD3);
		doubt(places[i], 'M', -1);
		const struct mrz_read r = decide();
		assert_int_equal(r.verdict, MRZ_READ_KEY);
		assert_int_equal(r.reason, MRZ_READ_AMBIGUOUS);
	}
}

static void a_digit_may_not_stand_in_a_name(void **state)
{
	(void)state;
	see(MRZ_FORM_TD3, TD3);
	doubt(5, '3', 5); /* looks like a 3, but only E may be there */
	const struct mrz_read r = decide();
	assert_int_equal(r.verdict, MRZ_READ_WHOLE);
	assert_string_equal(r.text[0], "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<");
}

/* Two changes would do equally well: neither is made. */
static void what_digits_leave_open_is_refused(void **state)
{
	(void)state;
	char text[] = TD3;
	text[44 + 13] = '9'; /* of the birth date: 740812 became 940812 */
	see(MRZ_FORM_TD3, text);
	doubt(44 + 13, '7', -1.5f);
	struct mrz_read r = decide();
	assert_int_equal(r.verdict, MRZ_READ_WHOLE); /* 7 it must be */
	assert_int_equal(r.corrected, 1);
	assert_string_equal(r.text[1], TD3 + 44);
	see(MRZ_FORM_TD3, text);
	doubt(44 + 13, '7', -6); /* nothing was doubtful: the print itself is wrong */
	r = decide();
	assert_int_equal(r.verdict, MRZ_READ_REFUSED);
	assert_int_equal(r.reason, MRZ_READ_DIGITS);
	assert_string_equal(r.text[1], text + 44);
}

static void what_is_off_its_place_is_not_sure(void **state)
{
	(void)state;
	see(MRZ_FORM_TD3, TD3);
	seen.guess[7].off_y = 0.2f;
	assert_int_equal(decide().verdict, MRZ_READ_KEY);
	seen.guess[47].off_x = -0.2f;
	assert_int_equal(decide().verdict, MRZ_READ_REFUSED);
}

static void what_may_be_nothing_is_not_sure(void **state)
{
	(void)state;
	see(MRZ_FORM_TD3, TD3);
	seen.guess[10].log[MRZ_JUNK] = -0.5f;
	assert_int_equal(decide().verdict, MRZ_READ_KEY);
}

static void a_v_in_front_makes_a_visa(void **state)
{
	(void)state;
	see(MRZ_FORM_TD2, "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<"
			  "L8988901C4XXX4009078F9612109<<<<<<<<");
	const struct mrz_read r = decide();
	assert_int_equal(r.verdict, MRZ_READ_WHOLE);
	assert_int_equal(r.form, MRZ_FORM_MRV_B);
}

static void everything_doubtful_is_refused(void **state)
{
	(void)state;
	see(MRZ_FORM_TD3, TD3);
	for (size_t p = 0; p < 88; p++) {
		for (unsigned k = 0; k < MRZ_CLASSES; k++) {
			seen.guess[p].log[k] = -3.6f - (float)k / 1000;
		}
	}
	assert_int_equal(decide().verdict, MRZ_READ_REFUSED);
}

/* What the image cuts a part off, or what looks like one that must not stand there. */
static void what_is_not_all_there_is_not_sure(void **state)
{
	(void)state;
	see(MRZ_FORM_TD3, TD3);
	seen.cut[44] = true;
	assert_int_equal(decide().verdict, MRZ_READ_REFUSED);
	see(MRZ_FORM_TD3, TD3);
	seen.cut[2] = true;
	assert_int_equal(decide().verdict, MRZ_READ_KEY);
	see(MRZ_FORM_TD3, TD3);
	seen.guess[87].log[0] = -8; /* the last digit looks like a filler */
	seen.guess[87].log[MRZ_FILLER] = 0;
	assert_int_equal(decide().verdict, MRZ_READ_KEY);
}

static void a_part_of_a_longer_zone_is_none(void **state)
{
	(void)state;
	see(MRZ_FORM_TD2, SHORT_VISA);
	assert_int_equal(decide().verdict, MRZ_READ_WHOLE);
	seen.open = true;
	assert_int_equal(decide().verdict, MRZ_READ_REFUSED);
	see(MRZ_FORM_TD2, TD2); /* beside a card's there is no longer one */
	seen.open = true;
	assert_int_equal(decide().verdict, MRZ_READ_WHOLE);
	see(MRZ_FORM_TD3, TD3);
	seen.open = true;
	assert_int_equal(decide().verdict, MRZ_READ_WHOLE);
}

/* Two characters beside a visa of 36 columns, and nothing further on, are none of its own. */
static void a_visa_without_its_end_is_none(void **state)
{
	(void)state;
	see(MRZ_FORM_TD3, VISA);
	assert_int_equal(decide().verdict, MRZ_READ_WHOLE);
	for (size_t p = 0; p < 88; p++) {
		seen.guess[p].log[MRZ_JUNK] = p % 44 > 37 ? 6 : -SURE;
	}
	const struct mrz_read r = decide();
	assert_int_equal(r.verdict, MRZ_READ_REFUSED);
	assert_int_equal(r.form, MRZ_FORM_MRV_A);
}

/* The key is the same, but of which document? */
static void a_first_letter_that_tells_no_form_is_refused(void **state)
{
	(void)state;
	see(MRZ_FORM_TD3, TD3);
	doubt(0, 'V', -2);
	assert_int_equal(decide().verdict, MRZ_READ_REFUSED);
	see(MRZ_FORM_TD3, VISA);
	doubt(0, 'P', -2);
	assert_int_equal(decide().verdict, MRZ_READ_REFUSED);
	see(MRZ_FORM_TD2, TD2);
	doubt(0, 'P', -2);
	assert_int_equal(decide().verdict, MRZ_READ_REFUSED);
	doubt(0, 'P', -SURE);
	doubt(0, 'V', -2);
	assert_int_equal(decide().verdict, MRZ_READ_REFUSED);
	doubt(0, 'V', -SURE);
	doubt(0, 'L', -2);
	assert_int_equal(decide().verdict, MRZ_READ_KEY);
	see(MRZ_FORM_TD2, SHORT_VISA);
	doubt(0, 'I', -2);
	assert_int_equal(decide().verdict, MRZ_READ_REFUSED);
}

/* What a hole or light left of a letter is none that tells a form. */
static void a_first_letter_that_is_lost_tells_no_form(void **state)
{
	(void)state;
	static const struct {
		enum mrz_form form;
		const char *text;
	} zones[] = {{MRZ_FORM_TD2, TD2},
		     {MRZ_FORM_TD2, SHORT_VISA},
		     {MRZ_FORM_TD3, TD3},
		     {MRZ_FORM_TD3, VISA}};
	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
		see(zones[i].form, zones[i].text);
		assert_int_equal(decide().verdict, MRZ_READ_WHOLE);
		seen.guess[0].log[MRZ_JUNK] = -1;
		assert_int_equal(decide().verdict, MRZ_READ_REFUSED);
		see(zones[i].form, zones[i].text);
		seen.lit[0] = true;
		assert_int_equal(decide().verdict, MRZ_READ_REFUSED);
	}
}

/* Pushed further in, it would be as doubtful. */
static void a_doubtful_form_is_not_cut_off(void **state)
{
	(void)state;
	see(MRZ_FORM_TD3, TD3);
	doubt(0, 'V', -2);
	assert_int_equal(decide().reason, MRZ_READ_AMBIGUOUS);
	see(MRZ_FORM_TD2, TD2);
	doubt(0, 'P', -2);
	assert_int_equal(decide().reason, MRZ_READ_AMBIGUOUS);
	see(MRZ_FORM_TD2, SHORT_VISA);
	seen.open = true;
	assert_int_equal(decide().reason, MRZ_READ_AMBIGUOUS);
}

/* A spot of light makes C of O and U of 0, and U and 0 count the same. */
static void what_light_may_have_changed_is_not_sure(void **state)
{
	(void)state;
	see(MRZ_FORM_TD3, TD3);
	seen.lit[5] = true; /* of the name */
	assert_int_equal(decide().verdict, MRZ_READ_KEY);
	see(MRZ_FORM_TD3, TD3);
	seen.lit[44] = true; /* a letter or digit of the number */
	assert_int_equal(decide().verdict, MRZ_READ_REFUSED);
	see(MRZ_FORM_TD3, TD3);
	seen.lit[57] = true; /* of a date digits tell each from each */
	assert_int_equal(decide().verdict, MRZ_READ_WHOLE);
}

/* Three at once make all digits fit as well, and no one or two of them. */
static void many_small_doubts_are_one_large_one(void **state)
{
	(void)state;
	see(MRZ_FORM_TD3, TD3);
	doubt(45, '3', -0.3f);
	doubt(46, 'B', -0.3f);
	assert_int_equal(decide().verdict, MRZ_READ_WHOLE);
	doubt(47, '7', -0.3f);
	const struct mrz_read r = decide();
	assert_int_equal(r.verdict, MRZ_READ_REFUSED);
	assert_int_equal(r.reason, MRZ_READ_AMBIGUOUS);
	assert_int_equal(r.sure[1][1], 3); /* decibans of 0.9 */
	doubt(47, '7', -6);
	assert_int_equal(decide().verdict, MRZ_READ_WHOLE);
}

/* Three were read wrongly; one change of a fourth, H for L, would do as well, but costs more. */
static void one_change_is_no_better_than_three_that_cost_less(void **state)
{
	(void)state;
	see(MRZ_FORM_TD3, TD3);
	doubt(45, '3', 0.5f);
	doubt(46, 'B', 0.5f);
	doubt(47, '1', 0.5f);
	doubt(44, 'H', -3.5f);
	assert_int_equal(decide().verdict, MRZ_READ_REFUSED);
	doubt(45, '3', -SURE);
	doubt(46, 'B', -SURE);
	assert_int_equal(decide().verdict, MRZ_READ_WHOLE); /* one was, and digits tell */
}

/* No character, likelier than any; of those, one with these odds. */
static void lose(size_t position, char likeliest, float odds)
{
	for (unsigned k = 0; k < MRZ_LETTERS; k++) {
		seen.guess[position].log[k] = -14;
	}
	seen.guess[position].log[MRZ_JUNK] = 0;
	doubt(position, likeliest, odds);
}

/* 9, J and T count the same: digits say that it is one of them, but none was seen. */
static void a_hole_is_not_filled_with_what_counts_the_same(void **state)
{
	(void)state;
	see(MRZ_FORM_TD3, TD3);
	lose(46, 'E', -7);
	doubt(46, 'J', -9);
	struct mrz_read r = decide();
	assert_int_equal(r.verdict, MRZ_READ_REFUSED);
	assert_true(r.sure[1][2] < 17);
	seen.guess[46].log[MRZ_JUNK] = -14; /* it was a character, and most like a J of them */
	assert_int_equal(decide().verdict, MRZ_READ_WHOLE);
	see(MRZ_FORM_TD3, TD3);
	lose(57, '1', -6); /* of the date of birth, where a digit must be: 7 it is */
	doubt(57, '7', -8);
	r = decide();
	assert_int_equal(r.verdict, MRZ_READ_WHOLE);
	assert_string_equal(r.text[1], TD3 + 44);
}

/* The last eight columns of a passport's zone are covered: what is left fits as TD2. */
static void a_covered_passport_is_no_card(void **state)
{
	(void)state;
	see(MRZ_FORM_TD2, "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<"
			  "L898902C36UTO7408122F1204159ZE184220");
	struct mrz_read r = decide();
	assert_int_equal(r.verdict, MRZ_READ_REFUSED);
	assert_int_equal(r.reason, MRZ_READ_CUT);
	/* A filler stands where a card has its composite digit, which others would make fit. */
	see(MRZ_FORM_TD2, "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<"
			  "L898902C36UTO7408122F1204159<<<<<<<<");
	for (unsigned k = 0; k <= 9; k++) {
		doubt(71, (char)('0' + k), -9 - (float)k / 10);
	}
	assert_int_equal(decide().verdict, MRZ_READ_REFUSED);
}

/* ...5< and ...50< both fit all digits: where the number ends must be seen. */
static void the_end_of_a_long_number_must_be_sure(void **state)
{
	(void)state;
	see(MRZ_FORM_TD1, "I<UTOD23145890<AB112234535<<<<"
			  "7408122F1204159UTO<<<<<<<<<<<6"
			  "ERIKSSON<<ANNA<MARIA<<<<<<<<<<");
	assert_int_equal(decide().verdict, MRZ_READ_WHOLE);
	doubt(26, '0', -1);
	assert_int_equal(decide().verdict, MRZ_READ_REFUSED);
	see(MRZ_FORM_TD1, "I<UTOD23145890<AB1122345350<<<"
			  "7408122F1204159UTO<<<<<<<<<<<6"
			  "ERIKSSON<<ANNA<MARIA<<<<<<<<<<");
	assert_int_equal(decide().verdict, MRZ_READ_WHOLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_seen_clearly_is_whole),
		cmocka_unit_test(digits_determine_what_is_doubtful),
		cmocka_unit_test(digits_do_not_tell_what_counts_the_same),
		cmocka_unit_test(a_doubtful_name_leaves_the_key),
		cmocka_unit_test(a_digit_may_not_stand_in_a_name),
		cmocka_unit_test(what_digits_leave_open_is_refused),
		cmocka_unit_test(what_is_off_its_place_is_not_sure),
		cmocka_unit_test(what_may_be_nothing_is_not_sure),
		cmocka_unit_test(a_v_in_front_makes_a_visa),
		cmocka_unit_test(everything_doubtful_is_refused),
		cmocka_unit_test(what_is_not_all_there_is_not_sure),
		cmocka_unit_test(a_part_of_a_longer_zone_is_none),
		cmocka_unit_test(a_visa_without_its_end_is_none),
		cmocka_unit_test(a_first_letter_that_tells_no_form_is_refused),
		cmocka_unit_test(a_first_letter_that_is_lost_tells_no_form),
		cmocka_unit_test(a_doubtful_form_is_not_cut_off),
		cmocka_unit_test(what_light_may_have_changed_is_not_sure),
		cmocka_unit_test(many_small_doubts_are_one_large_one),
		cmocka_unit_test(one_change_is_no_better_than_three_that_cost_less),
		cmocka_unit_test(a_hole_is_not_filled_with_what_counts_the_same),
		cmocka_unit_test(a_covered_passport_is_no_card),
		cmocka_unit_test(the_end_of_a_long_number_must_be_sure),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
