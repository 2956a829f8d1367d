/*
 * chip_quirk: what the list of quirks promises: names, numbers, and clear refusals.
 */
#include "simulator/chip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void a_text_names_quirks_and_their_numbers(void **state)
{
	(void)state;
	struct chip_quirks q = {0};
	assert_int_equal(chip_quirks_parse(&q, rd_cstr("le_limit,mf_refused=6A86")), EG_OK);
	assert_int_equal(chip_quirks_parse(&q, rd_cstr("reads_short=100")), EG_OK);
	assert_int_equal(q.count, 3);
	assert_int_equal(q.of[0].number, 192);
	assert_int_equal(q.of[1].number, 0x6A86);
	assert_int_equal(q.of[2].number, 100);
	assert_int_equal(chip_quirks_parse(&q, RD_EMPTY), EG_OK);
	assert_int_equal(q.count, 3);
}

static void what_is_no_quirk_is_refused(void **state)
{
	(void)state;
	static const char *const wrong[] = {
		"unknown",
		"le_limit=",
		"le_limit=12a",
		"le_limit=123456",
		"mf_refused=699",
		"mf_refused=zzzz",
		"com_absent=1",
		"le_limit,,com_absent",
		",",
	};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct chip_quirks q = {0};
		assert_int_equal(chip_quirks_parse(&q, rd_cstr(wrong[i])), EG_CONFIG);
	}
	struct chip_quirks q = {0};
	for (unsigned i = 0; i < CHIP_QUIRKS_MAX; i++) {
		assert_int_equal(chip_quirks_parse(&q, rd_cstr("le_limit")), EG_OK);
	}
	assert_int_equal(chip_quirks_parse(&q, rd_cstr("le_limit")), EG_CONFIG);
}

/* Each name of the list, with the number that stands there, is one that is understood. */
static void every_quirk_listed_can_be_named_and_none_twice(void **state)
{
	(void)state;
	EG_AUTO(eg_free) char *text = NULL;
	size_t size = 0;
	FILE *memory = open_memstream(&text, &size);
	assert_non_null(memory);
	chip_quirks_list(memory);
	assert_int_equal(fclose(memory), 0);
	struct rd list = rd_of(text, size);
	struct rd seen[200];
	size_t count = 0;
	while (list.left > 0) {
		struct rd line = rd_until(&list, "\n");
		struct rd told = rd_until(&list, "\n");
		assert_true(rd_skip(&line, 2) && told.left > 16);
		struct chip_quirks q = {0};
		assert_int_equal(chip_quirks_parse(&q, line), EG_OK);
		struct rd name = rd_until(&line, "=");
		for (size_t i = 0; i < count; i++) {
			assert_false(rd_equal(name, seen[i]));
		}
		assert_true(count < sizeof(seen) / sizeof(seen[0]));
		seen[count++] = name;
	}
	assert_true(count > 80);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_names_quirks_and_their_numbers),
		cmocka_unit_test(what_is_no_quirk_is_refused),
		cmocka_unit_test(every_quirk_listed_can_be_named_and_none_twice),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
