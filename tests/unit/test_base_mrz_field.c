/*
 * test_base_mrz_field: words for the fields of a zone, alone and together.
 */
#include "base/mrz_field.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void every_field_has_a_word_of_its_own(void **state)
{
	(void)state;
	for (unsigned a = 0; a < MRZ_FIELD_COUNT; a++) {
		assert_true(strlen(mrz_field_text(a)) > 2);
		for (unsigned b = 0; b < a; b++) {
			assert_string_not_equal(mrz_field_text(a), mrz_field_text(b));
		}
	}
	assert_string_equal(mrz_field_text(MRZ_FIELD_COUNT), "?");
}

static void a_set_is_told_in_the_order_of_its_fields(void **state)
{
	(void)state;
	char words[MRZ_FIELDS_TEXT];
	assert_string_equal(mrz_fields_text(0, words), "");
	assert_string_equal(mrz_fields_text(MRZ_FIELD_SEX, words), "sex");
	assert_string_equal(mrz_fields_text(MRZ_FIELD_NATIONALITY | MRZ_FIELD_NAME, words),
			    "name, nationality");
	assert_string_equal(mrz_fields_text(1u << MRZ_FIELD_COUNT, words), "");
}

/* The last of all of them is there: none was cut. */
static void all_of_them_fit(void **state)
{
	(void)state;
	char words[MRZ_FIELDS_TEXT];
	const char *all = mrz_fields_text((1u << MRZ_FIELD_COUNT) - 1, words);
	const char *last = mrz_field_text(MRZ_FIELD_COUNT - 1);
	assert_string_equal(all + strlen(all) - strlen(last), last);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_field_has_a_word_of_its_own),
		cmocka_unit_test(a_set_is_told_in_the_order_of_its_fields),
		cmocka_unit_test(all_of_them_fit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
