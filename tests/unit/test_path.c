/*
 * test_path: a path is whole, or it is none.
 */
#include "os/path.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void a_name_stands_in_its_folder(void **state)
{
	(void)state;
	char out[16];
	assert_true(path_in("/run/egate", "a", out, sizeof(out)));
	assert_string_equal(out, "/run/egate/a");
}

static void what_does_not_fit_with_its_end_is_refused(void **state)
{
	(void)state;
	char out[8];
	assert_true(path_in("/run", "ab", out, sizeof(out)));
	assert_string_equal(out, "/run/ab");
	assert_false(path_in("/run", "abc", out, sizeof(out)));
	assert_false(path_in("/run/egate", "", out, sizeof(out)));
}

static void programs_lie_where_this_one_does(void **state)
{
	(void)state;
	char folder[4096];
	char self[4096];
	EG_AUTO(eg_close) int fd = -1;
	assert_int_equal(path_of_programs(folder, sizeof(folder)), EG_OK);
	assert_true(path_in(folder, "test_path", self, sizeof(self)));
	fd = open(self, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(path_of_programs(folder, 2), EG_CONFIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_stands_in_its_folder),
		cmocka_unit_test(what_does_not_fit_with_its_end_is_refused),
		cmocka_unit_test(programs_lie_where_this_one_does),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
