/* words: options with their values and plain words, each where it belongs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prog/words.h"

static const struct words_option options[] = {{"--json", true}, {"--day", false}};

static enum eg_err take(int count, const char *const words[], struct words *out)
{
	return words_take(count, (char *const *)(uintptr_t)words, options, 2, out);
}

static void options_stand_anywhere_between_plain_words(void **state)
{
	(void)state;
	struct words w;
	const char *const words[] = {"a", "--day", "2026-11-29", "b", "--json"};
	assert_int_equal(take(5, words, &w), EG_OK);
	assert_int_equal(w.plain_count, 2);
	assert_string_equal(w.plain[0], "a");
	assert_string_equal(w.plain[1], "b");
	assert_string_equal(w.value[0], "");
	assert_string_equal(w.value[1], "2026-11-29");
	assert_int_equal(take(1, words, &w), EG_OK);
	assert_null(w.value[0]);
	assert_null(w.value[1]);
}

static void what_is_not_right_is_refused(void **state)
{
	(void)state;
	struct words w;
	const char *const twice[] = {"--json", "--json"};
	const char *const unknown[] = {"--jso"};
	const char *const without[] = {"--day"};
	const char *many[WORDS_PLAIN_MAX + 1];
	for (size_t i = 0; i <= WORDS_PLAIN_MAX; i++) {
		many[i] = "a";
	}
	assert_int_equal(take(2, twice, &w), EG_CONFIG);
	assert_int_equal(take(1, unknown, &w), EG_CONFIG);
	assert_int_equal(take(1, without, &w), EG_CONFIG);
	assert_int_equal(take(WORDS_PLAIN_MAX, many, &w), EG_OK);
	assert_int_equal(take(WORDS_PLAIN_MAX + 1, many, &w), EG_CONFIG);
}

static void days_and_numbers_are_whole(void **state)
{
	(void)state;
	static const char *const bad_days[] = {"2026-02-29", "2026-1-01", "20261101",
					       "2026-11-01 "};
	static const char *const bad_numbers[] = {"", "1x", "-1", "11", " 1", "0x1"};
	struct date d;
	long n = 0;
	assert_int_equal(words_day("2024-02-29", &d), EG_OK);
	assert_int_equal(d.year, 2024);
	assert_int_equal(d.month, 2);
	assert_int_equal(d.day, 29);
	assert_int_equal(words_day(NULL, &d), EG_OK);
	assert_true(date_valid(d) && d.year >= 2026);
	for (size_t i = 0; i < sizeof(bad_days) / sizeof(bad_days[0]); i++) {
		assert_int_equal(words_day(bad_days[i], &d), EG_CONFIG);
	}
	assert_int_equal(words_number("10", 0, 10, &n), EG_OK);
	assert_int_equal(n, 10);
	for (size_t i = 0; i < sizeof(bad_numbers) / sizeof(bad_numbers[0]); i++) {
		assert_int_equal(words_number(bad_numbers[i], 0, 10, &n), EG_CONFIG);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_stand_anywhere_between_plain_words),
		cmocka_unit_test(what_is_not_right_is_refused),
		cmocka_unit_test(days_and_numbers_are_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
