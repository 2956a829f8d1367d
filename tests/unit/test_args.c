/*
 * test_args: key=value words.
 */
#include "os/args.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static char word_program[] = "egate-chip";
static char word_where[] = "reader=pcsc:ACS = 1";
static char word_number[] = "ms=250";
static char word_text[] = "mb=12x";
static char word_huge[] = "huge=99999999999999999999";
static char word_space[] = "space= 1";
static char *const words[] = {word_program, word_where, word_number,
			      word_text,    word_huge,  word_space};
#define WORDS ((int)(sizeof(words) / sizeof(words[0])))

static void a_value_is_all_behind_the_first_equals_sign(void **state)
{
	(void)state;
	struct args a = args_of(WORDS, words);
	assert_string_equal(args_text(&a, "reader", NULL), "pcsc:ACS = 1");
	assert_null(args_text(&a, "read", NULL));
	assert_null(args_text(&a, "readers", NULL));
	assert_string_equal(args_text(&a, "none", "fallback"), "fallback");
}

static void a_number_is_whole_and_in_range_or_the_process_does_not_start(void **state)
{
	(void)state;
	struct args a = args_of(WORDS, words);
	int64_t n = 0;
	assert_int_equal(args_number(&a, "ms", 1, 1000, 5, &n), EG_OK);
	assert_int_equal(n, 250);
	assert_int_equal(args_number(&a, "none", 1, 1000, 5, &n), EG_OK);
	assert_int_equal(n, 5);
	assert_int_equal(args_number(&a, "ms", 1, 249, 5, &n), EG_CONFIG);
	assert_int_equal(args_number(&a, "ms", 251, 1000, 5, &n), EG_CONFIG);
	assert_int_equal(args_number(&a, "mb", 0, 1000, 5, &n), EG_CONFIG);
	assert_int_equal(args_number(&a, "huge", 0, INT64_MAX, 5, &n), EG_CONFIG);
	assert_int_equal(args_number(&a, "space", 0, 1000, 5, &n), EG_CONFIG);
}

static void a_program_without_words_has_only_fallbacks(void **state)
{
	(void)state;
	struct args a = args_of(0, NULL);
	assert_null(args_text(&a, "reader", NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_value_is_all_behind_the_first_equals_sign),
		cmocka_unit_test(a_number_is_whole_and_in_range_or_the_process_does_not_start),
		cmocka_unit_test(a_program_without_words_has_only_fallbacks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
