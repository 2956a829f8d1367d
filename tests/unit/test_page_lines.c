/*
 * test_page_lines: which characters make a document of lines, and how the next one is found after
 * one of which a part is missing.
 */
#include "hal/page_lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define TD3_1 "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\r\n"
#define TD3_2 "L898902C36UTO7408122F1204159ZE184226B<<<<<10\r\n"
#define TD2_1 "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\r"
#define TD2_2 "D231458907UTO7408122F1204159<<<<<<<6\r"
#define TD1_1 "I<UTOD231458907<<<<<<<<<<<<<<<\n"
#define TD1_2 "7408122F1204159UTO<<<<<<<<<<<6\n"
#define TD1_3 "ERIKSSON<<ANNA<MARIA<<<<<<<<<<\n"

static struct page_lines lines;

static int start(void **state)
{
	(void)state;
	lines = (struct page_lines){.lines = 0};
	return 0;
}

/* How many documents a text makes. */
static unsigned documents(const char *text)
{
	struct rd r = rd_cstr(text);
	unsigned count = 0;
	uint8_t c;
	while (rd_u8(&r, &c)) {
		count += page_lines_take(&lines, c) ? 1 : 0;
	}
	return count;
}

/* The last document of all that came begins so. */
static void expect_last(const char *text)
{
	struct rd want = rd_cstr(text);
	struct rd is = page_lines_whole(&lines);
	while (want.left > 0) {
		assert_true(rd_equal(rd_until(&is, "\n"), rd_until(&want, "\r\n")));
		while (rd_begins(want, RD_TEXT("\r")) || rd_begins(want, RD_TEXT("\n"))) {
			assert_true(rd_skip(&want, 1));
		}
	}
	assert_true(rd_end(&is));
}

static void each_kind_has_its_lines(void **state)
{
	(void)state;
	assert_int_equal(documents(TD3_1 TD3_2), 1);
	expect_last(TD3_1 TD3_2);
	assert_int_equal(documents(TD2_1 TD2_2), 1);
	expect_last(TD2_1 TD2_2);
	assert_int_equal(documents(TD1_1 TD1_2 TD1_3), 1);
	expect_last(TD1_1 TD1_2 TD1_3);
	assert_int_equal(documents("\r\n\r\n" TD3_1 "\n\n" TD3_2), 1);
}

static void half_a_document_does_not_put_the_next_one_out_of_step(void **state)
{
	(void)state;
	assert_int_equal(documents(TD3_2 TD3_1 TD3_2), 1);
	expect_last(TD3_1 TD3_2);
	assert_int_equal(documents(TD3_1 TD3_1 TD3_2), 1);
	expect_last(TD3_1 TD3_2);
	assert_int_equal(documents(TD2_2 TD2_1 TD2_2), 1);
	expect_last(TD2_1 TD2_2);
	assert_int_equal(documents(TD1_2 TD1_3 TD1_1 TD1_2 TD1_3), 1);
	expect_last(TD1_1 TD1_2 TD1_3);
	assert_int_equal(documents(TD1_3 TD1_1 TD1_2 TD1_3), 1);
	expect_last(TD1_1 TD1_2 TD1_3);
	assert_int_equal(documents(TD1_1 TD3_1 TD3_2), 1);
	expect_last(TD3_1 TD3_2);
	/* A card without its last line spoils the next one, but not the one after it. */
	(void)documents(TD1_1 TD1_2 TD1_1 TD1_2 TD1_3); /* counted below */
	assert_int_equal(documents(TD1_1 TD1_2 TD1_3), 1);
	expect_last(TD1_1 TD1_2 TD1_3);
}

static void a_line_that_fits_no_kind_drops_what_was_gathered(void **state)
{
	(void)state;
	assert_int_equal(documents(TD3_1 "noise\n" TD3_2), 0);
	assert_int_equal(documents(TD3_1 "x" TD3_2), 0);
	assert_int_equal(documents(TD3_1 TD3_2), 1);
}

static void what_was_lost_takes_its_line_and_document_along(void **state)
{
	(void)state;
	assert_int_equal(documents(TD3_1 "L8989"), 0);
	page_lines_lost(&lines);
	assert_int_equal(documents("02C36UTO7408122F1204159ZE184226B<<<<<10\n"), 0);
	assert_int_equal(documents(TD3_1 TD3_2), 1);
}

#define FROM_START(test) cmocka_unit_test_setup((test), start)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FROM_START(each_kind_has_its_lines),
		FROM_START(half_a_document_does_not_put_the_next_one_out_of_step),
		FROM_START(a_line_that_fits_no_kind_drops_what_was_gathered),
		FROM_START(what_was_lost_takes_its_line_and_document_along),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
