/*
 * test_gpio_answers: promises of what a person writes down or types for the installer's checklist.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/wr.h"
#include "prog/gpio_answers.h"

#include <stdio.h>
#include <string.h>

static struct gpio_answers answers;

static enum eg_err parse(const char *text, unsigned *line)
{
	return gpio_answers_parse(rd_cstr(text), &answers, line);
}

static void answers_are_found_by_the_word_of_the_line(void **state)
{
	(void)state;
	unsigned line = 0;
	assert_int_equal(parse("# by hand\n\nentry-lock yes\r\n  curtain-7\tskip  Glas gesprungen\n"
			       "fire-ok no not wired yet  \n*   yes",
			       &line),
			 EG_OK);
	assert_int_equal(answers.count, 4);
	assert_int_equal(gpio_answers_for(&answers, "entry-lock")->answer, WALK_YES);
	assert_string_equal(gpio_answers_for(&answers, "entry-lock")->remark, "");
	assert_int_equal(gpio_answers_for(&answers, "curtain-7")->answer, WALK_SKIP);
	assert_string_equal(gpio_answers_for(&answers, "curtain-7")->remark, "Glas gesprungen");
	assert_string_equal(gpio_answers_for(&answers, "fire-ok")->remark, "not wired yet");
	assert_string_equal(gpio_answers_for(&answers, "buzzer")->word, "*");
	assert_int_equal(parse("buzzer yes\n", &line), EG_OK);
	assert_null(gpio_answers_for(&answers, "entry-lock"));
}

static void what_is_not_understood_is_told_with_its_line(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		unsigned line;
	} bad[] = {
		{"buzzer yes\nno-such yes\n", 2},
		{"buzzer\n", 1},
		{"buzzer perhaps\n", 1},
		{"buzzer again\n", 1},
		{"buzzer y\n", 1},
		{"\n\nbuzzer yes\nbuzzer no\n", 4},
		{"* yes\n* no\n", 2},
		{"curtain-33 yes\n", 1},
		{"curtain-0 yes\n", 1},
		{"buzzer yes \x1b[2J\n", 1},
		{"buzzer yes \xff\n", 1},
		{"buzzer yes \xE2\x80\xAE\n", 1}, /* turns the direction of writing round */
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		unsigned line = 0;
		assert_int_equal(parse(bad[i].text, &line), EG_CONFIG);
		assert_int_equal(line, bad[i].line);
	}
}

static void a_remark_is_as_long_as_its_room(void **state)
{
	(void)state;
	char text[WALK_REMARK_SIZE + 16];
	unsigned line = 0;
	int head = snprintf(text, sizeof(text), "buzzer yes ");
	struct wr w = wr_of(text + head, sizeof(text) - (size_t)head);
	wr_fill(&w, 'x', WALK_REMARK_SIZE - 1);
	wr_u8(&w, '\0');
	assert_int_equal(parse(text, &line), EG_OK);
	assert_int_equal(strlen(answers.of[0].remark), WALK_REMARK_SIZE - 1);
	text[(size_t)head + WALK_REMARK_SIZE - 1] = 'x';
	text[(size_t)head + WALK_REMARK_SIZE] = '\0';
	assert_int_equal(parse(text, &line), EG_CONFIG);
}

static void every_item_of_a_gate_has_a_word(void **state)
{
	(void)state;
	char text[64];
	unsigned line = 0;
	static const uint8_t counts[] = {GATE_WIRE_COUNT, GATE_CURTAIN_MAX, GATE_OUTPUT_LINES};
	for (unsigned kind = 0; kind < 3; kind++) {
		for (unsigned bit = 0; bit < counts[kind]; bit++) {
			char word[WALK_WORD_SIZE];
			struct walk_item i = {.kind = (uint8_t)kind, .bit = (uint8_t)bit};
			walk_item_word(&i, word);
			(void)snprintf(text, sizeof(text), "%s yes", word);
			assert_int_equal(parse(text, &line), EG_OK);
		}
	}
}

static void typed(const char *text, enum gpio_typed what, enum walk_answer answer,
		  const char *remark)
{
	char found[WALK_REMARK_SIZE];
	enum walk_answer given = WALK_SILENT;
	assert_int_equal(gpio_typed_parse(rd_cstr(text), &given, found), what);
	assert_int_equal(given, answer);
	assert_string_equal(found, remark);
}

static void letters_and_words_are_typed(void **state)
{
	(void)state;
	typed("y", TYPED_ANSWER, WALK_YES, "");
	typed(" yes \r", TYPED_ANSWER, WALK_YES, "");
	typed("n it stays dark", TYPED_ANSWER, WALK_NO, "it stays dark");
	typed("s", TYPED_ANSWER, WALK_SKIP, "");
	typed("r", TYPED_ANSWER, WALK_AGAIN, "");
	typed("b", TYPED_ANSWER, WALK_BACK, "");
	typed("q", TYPED_QUIT, WALK_SILENT, "");
	typed("quit", TYPED_QUIT, WALK_SILENT, "");
	typed("", TYPED_NOTHING, WALK_SILENT, "");
	typed("yy", TYPED_NOTHING, WALK_SILENT, "");
	typed("y \x07", TYPED_NOTHING, WALK_SILENT, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_are_found_by_the_word_of_the_line),
		cmocka_unit_test(what_is_not_understood_is_told_with_its_line),
		cmocka_unit_test(a_remark_is_as_long_as_its_room),
		cmocka_unit_test(every_item_of_a_gate_has_a_word),
		cmocka_unit_test(letters_and_words_are_typed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
