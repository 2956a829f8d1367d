/*
 * utf8: what is a character, and what steers.
 */
#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void characters_of_every_size_are_taken(void **state)
{
	struct rd text = RD_TEXT("A\xC3\xA9\xE4\xB8\xAD\xF0\x9F\x9B\x82");
	static const uint32_t want[] = {'A', 0xE9, 0x4E2D, 0x1F6C2};
	uint32_t c = 0;
	(void)state;
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		assert_true(utf8_take(&text, &c));
		assert_int_equal(c, want[i]);
	}
	assert_false(utf8_take(&text, &c));
}

static void what_is_none_leaves_the_text(void **state)
{
	const struct rd bad[] = {
		RD_TEXT("\x80"),         RD_TEXT("\xC3"),     RD_TEXT("\xC0\x80"),
		RD_TEXT("\xE0\x80\x80"), RD_TEXT("\xC3("),    RD_TEXT("\xED\xA0\x80"),
		RD_TEXT("\xF8\x88\x80"), RD_TEXT("\xFF\xFE"), RD_TEXT("\xF4\x90\x80\x80"),
	};
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct rd text = bad[i];
		uint32_t c = 0;
		assert_false(utf8_take(&text, &c));
		assert_int_equal(text.left, bad[i].left);
		assert_false(utf8_printable(bad[i]));
	}
}

static void what_steers_a_screen_is_not_printable(void **state)
{
	const struct rd steering[] = {
		RD_TEXT("a\x1B[2J"),
		RD_TEXT("a\nb"),
		RD_TEXT("\xC2\x85"),
		RD_TEXT("\xE2\x80\xAE"
			"a"),
		RD_TEXT("\xE2\x81\xA6"),
		RD_TEXT("\xEF\xBB\xBF"),
	};
	(void)state;
	assert_true(utf8_printable(RD_TEXT("")));
	assert_true(utf8_printable(RD_TEXT("Ольга, 中文, عربى")));
	for (size_t i = 0; i < sizeof(steering) / sizeof(steering[0]); i++) {
		assert_false(utf8_printable(steering[i]));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(characters_of_every_size_are_taken),
		cmocka_unit_test(what_is_none_leaves_the_text),
		cmocka_unit_test(what_steers_a_screen_is_not_printable),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
