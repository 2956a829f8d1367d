/*
 * mrz_form: which characters may stand where, and that its check digits are those of src/emrtd,
 * which was written apart from it, and of the examples in Doc 9303.
 */
#include "document/mrz_form.h"
#include "emrtd/mrz.h"
#include "simulator/page_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <string.h>

#define TEXTS 400 /* invented zones of each format */

/* Doc 9303-4 to -7, examples. */
static const struct {
	enum mrz_form form;
	const char *text;
} examples[] = {
	{MRZ_FORM_TD1, "I<UTOD231458907<<<<<<<<<<<<<<<"
		       "7408122F1204159UTO<<<<<<<<<<<6"
		       "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"},
	{MRZ_FORM_TD2, "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<"
		       "D231458907UTO7408122F1204159<<<<<<<6"},
	{MRZ_FORM_TD3, "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
		       "L898902C36UTO7408122F1204159ZE184226B<<<<<10"},
	{MRZ_FORM_MRV_A, "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
			 "L8988901C4XXX4009078F96121096ZE184226B<<<<<<"},
	{MRZ_FORM_MRV_B, "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<"
			 "L8988901C4XXX4009078F9612109<<<<<<<<"},
};

static void numbers_of(const char *text, uint8_t *out)
{
	for (size_t i = 0; text[i] != '\0'; i++) {
		out[i] = (uint8_t)mrz_letter_number(text[i]);
		assert_true(out[i] < MRZ_LETTERS);
	}
}

/* The alphabet of each place, and all check digits. */
static bool right(enum mrz_form form, const char *text)
{
	uint8_t numbers[MRZ_FORM_SIZE_MAX];
	struct mrz_check checks[MRZ_FORM_CHECKS_MAX];
	size_t count;
	bool all = true;
	numbers_of(text, numbers);
	for (size_t i = 0; text[i] != '\0'; i++) {
		all = all && (mrz_form_allowed(form, i) >> numbers[i] & 1) != 0;
	}
	if (!mrz_form_checks(form, numbers, checks, &count)) {
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		all = all && mrz_check_fits(&checks[i], numbers, strlen(text));
	}
	return all;
}

static void examples_of_the_standard_are_right(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
		assert_int_equal(strlen(examples[i].text), mrz_form_size(examples[i].form));
		assert_true(right(examples[i].form, examples[i].text));
	}
}

static void letters_and_numbers_are_each_others(void **state)
{
	(void)state;
	for (unsigned i = 0; i < MRZ_LETTERS; i++) {
		assert_int_equal(mrz_letter_number(mrz_letter(i)), i);
	}
	assert_int_equal(mrz_letter_number('a'), MRZ_LETTERS);
	assert_int_equal(mrz_letter(MRZ_LETTERS), '?');
	assert_int_equal(mrz_form_allowed(MRZ_FORM_TD3, 88), 0);
	assert_string_equal(mrz_form_text(MRZ_FORM_MRV_B), "MRV-B");
	assert_string_equal(mrz_form_text(MRZ_FORM_COUNT), "?");
}

static void join(const struct page_text *t, char *out)
{
	size_t size = 0;
	for (unsigned l = 0; l < t->lines; l++) {
		for (unsigned i = 0; i < t->columns; i++) {
			out[size++] = t->line[l][i];
		}
	}
	out[size] = '\0';
}

static enum mrz_form form_of(enum page_kind kind)
{
	static const enum mrz_form forms[] = {MRZ_FORM_TD1, MRZ_FORM_TD2, MRZ_FORM_TD3,
					      MRZ_FORM_MRV_A, MRZ_FORM_MRV_B};
	return forms[kind];
}

static void invented_zones_are_right_here_and_there(void **state)
{
	(void)state;
	struct page_chance c = {1};
	struct page_text t;
	struct mrz m;
	char text[MRZ_FORM_SIZE_MAX + 1];
	for (unsigned i = 0; i < TEXTS * PAGE_KIND_COUNT; i++) {
		const enum page_kind kind = (enum page_kind)(i % PAGE_KIND_COUNT);
		page_text_make(&c, kind, &t);
		join(&t, text);
		assert_true(right(form_of(kind), text));
		if (kind <= PAGE_TD3) {
			assert_int_equal(mrz_parse(rd_cstr(text), &m), EG_OK);
		}
	}
}

/* One changed digit or letter: both say that it is wrong, or both that no digit covers it. */
static void a_change_is_seen_here_and_there(void **state)
{
	(void)state;
	const uint32_t digits = MRZ_BIT(MRZ_BAD_NUMBER_DIGIT) | MRZ_BIT(MRZ_BAD_BIRTH_DIGIT) |
				MRZ_BIT(MRZ_BAD_EXPIRY_DIGIT) | MRZ_BIT(MRZ_BAD_OPTIONAL_DIGIT) |
				MRZ_BIT(MRZ_BAD_COMPOSITE_DIGIT) | MRZ_BIT(MRZ_BAD_NUMBER_END);
	struct page_chance c = {2};
	struct page_text t;
	char text[MRZ_FORM_SIZE_MAX + 1];
	for (unsigned i = 0; i < TEXTS; i++) {
		const enum page_kind kind = (enum page_kind)(i % 3);
		const enum mrz_form form = form_of(kind);
		page_text_make(&c, kind, &t);
		join(&t, text);
		const size_t at = page_chance_below(&c, (uint32_t)mrz_form_size(form));
		const char before = text[at];
		text[at] = mrz_letter(page_chance_below(&c, MRZ_LETTERS));
		const unsigned now = mrz_letter_number(text[at]);
		if ((mrz_form_allowed(form, at) >> now & 1) == 0 || text[at] == before) {
			continue;
		}
		const bool there = (mrz_faults(rd_cstr(text)) & digits) == 0;
		assert_int_equal(right(form, text), there);
	}
}

static void a_number_that_goes_on_takes_its_digit_along(void **state)
{
	(void)state;
	const char *text = "I<UTOD23145890<AB112234566<<<<"
			   "7408122F1204159UTO<<<<<<<<<<<4"
			   "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"; /* Doc 9303-5, 4.2.2, note j */
	uint8_t numbers[MRZ_FORM_SIZE_MAX];
	struct mrz_check checks[MRZ_FORM_CHECKS_MAX];
	size_t count;
	numbers_of(text, numbers);
	assert_true(mrz_form_checks(MRZ_FORM_TD1, numbers, checks, &count));
	assert_int_equal(checks[0].digit, 25);
	assert_true(mrz_check_fits(&checks[0], numbers, 90));
	assert_true(mrz_form_in_key(MRZ_FORM_TD1, &checks[0], 20));
	assert_false(mrz_form_in_key(MRZ_FORM_TD1, &checks[0], 27));
	numbers[15] = MRZ_FILLER; /* nothing goes on */
	assert_false(mrz_form_checks(MRZ_FORM_TD1, numbers, checks, &count));
}

static void the_key_is_number_birth_and_expiry(void **state)
{
	(void)state;
	const char *key = "PPPPPPPPPP...PPPPPPP.PPPPPPP................";
	uint8_t numbers[MRZ_FORM_SIZE_MAX];
	struct mrz_check checks[MRZ_FORM_CHECKS_MAX];
	size_t count;
	numbers_of(examples[2].text, numbers);
	assert_true(mrz_form_checks(MRZ_FORM_TD3, numbers, checks, &count));
	for (size_t i = 0; i < 44; i++) {
		assert_false(mrz_form_in_key(MRZ_FORM_TD3, &checks[0], i));
		assert_int_equal(mrz_form_in_key(MRZ_FORM_TD3, &checks[0], 44 + i), key[i] == 'P');
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(examples_of_the_standard_are_right),
		cmocka_unit_test(letters_and_numbers_are_each_others),
		cmocka_unit_test(invented_zones_are_right_here_and_there),
		cmocka_unit_test(a_change_is_seen_here_and_there),
		cmocka_unit_test(a_number_that_goes_on_takes_its_digit_along),
		cmocka_unit_test(the_key_is_number_birth_and_expiry),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
