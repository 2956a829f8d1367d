/*
 * test_set_write: a report goes into a folder of one's own alone.
 */
#include "prog/set_show.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static void a_folder_is_made_for_its_owner_alone(void **state)
{
	(void)state;
	struct stat st;
	char folder[] = "/tmp/test_set_write.XXXXXX";
	assert_non_null(mkdtemp(folder));
	assert_int_equal(rmdir(folder), 0);
	assert_int_equal(set_write_ready(folder), EG_OK);
	assert_int_equal(stat(folder, &st), 0);
	assert_int_equal(st.st_mode & ALLPERMS, 0700);
	assert_int_equal(set_write_ready(folder), EG_OK); /* of a run before */
	assert_int_equal(rmdir(folder), 0);
}

/* Others could lay links in it, to files that the report would be written over. */
static void a_folder_that_others_may_write_is_refused(void **state)
{
	(void)state;
	static const mode_t modes[] = {0770, 0707, 01777};
	char folder[] = "/tmp/test_set_write.XXXXXX";
	assert_non_null(mkdtemp(folder));
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		assert_int_equal(chmod(folder, modes[i]), 0);
		assert_int_equal(set_write_ready(folder), EG_DENIED);
	}
	assert_int_equal(chmod(folder, 0755), 0);
	assert_int_equal(set_write_ready(folder), EG_OK);
	if (geteuid() == 0) {
		assert_int_equal(chown(folder, 65534, 65534), 0);
		assert_int_equal(set_write_ready(folder), EG_DENIED);
	}
	assert_int_equal(rmdir(folder), 0);
}

static void what_is_no_folder_is_refused(void **state)
{
	(void)state;
	char file[] = "/tmp/test_set_write.XXXXXX";
	int fd = mkstemp(file);
	assert_true(fd >= 0);
	assert_int_equal(close(fd), 0);
	assert_int_equal(set_write_ready(file), EG_IO);
	assert_int_equal(unlink(file), 0);
	assert_int_equal(set_write_ready("/proc/nowhere"), EG_IO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_folder_is_made_for_its_owner_alone),
		cmocka_unit_test(a_folder_that_others_may_write_is_refused),
		cmocka_unit_test(what_is_no_folder_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
