/*
 * test_set_groups: the table of labels, as spreadsheets write it and as they should not.
 */
#include "prog/set_groups.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#define PEOPLE 4

static struct set_groups groups;

static enum eg_err read(const char *text)
{
	const struct rd people[PEOPLE] = {RD_TEXT("001"), RD_TEXT("003"), RD_TEXT("Ada, Countess"),
					  RD_TEXT("002")};
	return set_groups_read(rd_cstr(text), people, PEOPLE, &groups);
}

static int end(void **state)
{
	(void)state;
	set_groups_free(&groups);
	return 0;
}

static const char *label(size_t column, size_t person)
{
	uint16_t group = set_group_of(&groups, column, person);
	return group == SET_NO_GROUP ? "-" : groups.group[group].label;
}

static void people_get_the_labels_of_their_rows(void **state)
{
	(void)state;
	assert_int_equal(read("person,sex\n001,f\n002,m\n003,f\n"), EG_OK);
	assert_int_equal(groups.column_count, 1);
	assert_string_equal(groups.column[0], "sex");
	assert_string_equal(label(0, 0), "f");
	assert_string_equal(label(0, 1), "f");
	assert_string_equal(label(0, 3), "m");
	assert_string_equal(label(0, 2), "-");
	assert_int_equal(groups.group_count, 2);
	assert_int_equal(groups.without, 1);
	assert_int_equal(groups.strangers, 0);
}

static void several_columns_also_join(void **state)
{
	(void)state;
	assert_int_equal(read("person,sex,region\n001,f,north\n002,m,north\n003,f,\n"), EG_OK);
	assert_int_equal(groups.column_count, 3);
	assert_string_equal(label(1, 0), "north");
	assert_string_equal(label(1, 1), "-");
	assert_string_equal(label(2, 0), "f, north");
	assert_string_equal(label(2, 3), "m, north");
	assert_string_equal(label(2, 1), "-"); /* one label is missing */
	assert_int_equal(set_group_of(&groups, 3, 0), SET_NO_GROUP);
	assert_int_equal(set_group_of(&groups, 0, PEOPLE), SET_NO_GROUP);
}

static void quotes_line_ends_and_blank_lines(void **state)
{
	(void)state;
	assert_int_equal(read("person,group\r\n\r\n\"Ada, Countess\",\"a \"\"b\"\"\"\r\n001,c"),
			 EG_OK);
	assert_string_equal(label(0, 2), "a \"b\"");
	assert_string_equal(label(0, 0), "c");
}

static void an_empty_last_field_is_no_label(void **state)
{
	(void)state;
	assert_int_equal(read("person,sex\n001,"), EG_OK);
	assert_string_equal(label(0, 0), "-");
	assert_int_equal(groups.group_count, 0);
}

static void rows_of_nobody_are_counted(void **state)
{
	(void)state;
	assert_int_equal(read("person,sex\n777,f\n001,f\n"), EG_OK);
	assert_int_equal(groups.strangers, 1);
	assert_int_equal(groups.without, PEOPLE - 1);
}

static void broken_tables_are_refused(void **state)
{
	(void)state;
	static const char *const broken[] = {
		"",
		"\n\n",
		"person\n001\n",
		"person,sex\n001\n",
		"person,sex\n001,f,more\n",
		"person,sex\n001,f\n001,f\n",
		"person,sex\n001,\"open\n",
		"person,sex\n001,\"f\"g\n",
		"person,sex\n001,\x01\n",
		"p,s\n1,0123456789012345678901234567890123456789012345678901234567890123\n",
		"person,a,b,c,d,e\n001,1,2,3,4,5\n",
	};
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		if (read(broken[i]) == EG_OK) {
			fail_msg("taken: %s", broken[i]);
		}
		assert_null(groups.of_person);
	}
}

static void too_many_groups_are_refused(void **state)
{
	(void)state;
	static char text[16384];
	struct wr w = WR_ARRAY(text);
	struct rd people[SET_GROUPS_MAX + 1];
	static char names[SET_GROUPS_MAX + 1][8];
	wr_put(&w, RD_TEXT("person,label\n"));
	for (unsigned i = 0; i <= SET_GROUPS_MAX; i++) {
		char row[32];
		(void)snprintf(names[i], sizeof(names[i]), "p%u", i);
		(void)snprintf(row, sizeof(row), "p%u,g%u\n", i, i);
		people[i] = rd_cstr(names[i]);
		wr_put(&w, rd_cstr(row));
	}
	assert_int_equal(set_groups_read(wr_view(&w), people, SET_GROUPS_MAX + 1, &groups),
			 EG_TOO_BIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(people_get_the_labels_of_their_rows, end),
		cmocka_unit_test_teardown(several_columns_also_join, end),
		cmocka_unit_test_teardown(quotes_line_ends_and_blank_lines, end),
		cmocka_unit_test_teardown(an_empty_last_field_is_no_label, end),
		cmocka_unit_test_teardown(rows_of_nobody_are_counted, end),
		cmocka_unit_test_teardown(broken_tables_are_refused, end),
		cmocka_unit_test_teardown(too_many_groups_are_refused, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
