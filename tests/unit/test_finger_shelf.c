/*
 * test_finger_shelf: pictures for a sensor, read from files that are in order and others.
 */
#include "simulator/finger_shelf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64];

static int make_folder(void **state)
{
	(void)state;
	(void)snprintf(folder, sizeof(folder), "/tmp/test_finger_shelf.XXXXXX");
	return mkdtemp(folder) != NULL ? 0 : -1;
}

static void path_of(char out[128], unsigned finger, unsigned impression)
{
	(void)snprintf(out, 128, "%s/%u_%u.pgm", folder, finger, impression);
}

static int drop_folder(void **state)
{
	char path[128];
	(void)state;
	path_of(path, 3, 7);
	(void)unlink(path); /* where a test wrote it */
	return rmdir(folder);
}

static void write_file(struct rd content)
{
	char path[128];
	path_of(path, 3, 7);
	FILE *file = fopen(path, "we");
	assert_non_null(file);
	assert_int_equal(fwrite(content.at, 1, content.left, file), content.left);
	assert_int_equal(fclose(file), 0);
}

static void a_picture_is_taken_by_its_numbers(void **state)
{
	(void)state;
	struct finger_taken t = {0};
	write_file(RD_TEXT("P5\n3 2\n255\nabc\ndf"));
	assert_int_equal(finger_shelf_take(folder, 3, 7, 512, &t), EG_OK);
	assert_int_equal(t.picture.width, 3);
	assert_int_equal(t.picture.height, 2);
	assert_int_equal(t.picture.dpi, 512);
	assert_true(rd_equal(t.picture.grey, RD_TEXT("abc\ndf")));
	assert_int_equal(finger_shelf_take(folder, 3, 8, 512, &t), EG_NOT_FOUND);
	assert_null(t.file.data);
	assert_int_equal(t.picture.grey.left, 0);
}

static void expect_refused(struct rd content, enum eg_err expected)
{
	struct finger_taken t = {0};
	write_file(content);
	assert_int_equal(finger_shelf_take(folder, 3, 7, 500, &t), expected);
	assert_null(t.file.data);
	assert_int_equal(t.picture.grey.left, 0);
}

static void what_is_no_such_picture_is_refused(void **state)
{
	(void)state;
	expect_refused(RD_TEXT(""), EG_BAD_DATA);
	expect_refused(RD_TEXT("P2\n3 2\n255\nabcdef"), EG_BAD_DATA);
	expect_refused(RD_TEXT("P5\n3 2\n255\nabcde"), EG_BAD_DATA);
	expect_refused(RD_TEXT("P5\n3 2\n255\nabcdefg"), EG_BAD_DATA);
	expect_refused(RD_TEXT("P5\n3 2\n65535\nabcdef"), EG_BAD_DATA);
	expect_refused(RD_TEXT("P5\n3 2\n15\nabcdef"), EG_BAD_DATA);
	expect_refused(RD_TEXT("P5\n0 2\n255\n"), EG_TOO_BIG);
	expect_refused(RD_TEXT("P5\n3 2049\n255\nabcdef"), EG_TOO_BIG);
	expect_refused(RD_TEXT("P5\n-3 2\n255\nabcdef"), EG_TOO_BIG);
	expect_refused(RD_TEXT("P5\n# by hand\n3 2\n255\nabcdef"), EG_TOO_BIG);
}

static void a_blank_is_one_level(void **state)
{
	(void)state;
	struct finger_taken t = {0};
	assert_int_equal(finger_shelf_blank(2, 3, 500, 'w', &t), EG_OK);
	assert_true(rd_equal(t.picture.grey, RD_TEXT("wwwwww")));
	assert_int_equal(finger_shelf_blank(0, 3, 500, 0, &t), EG_TOO_BIG);
	assert_int_equal(finger_shelf_blank(FINGER_SENSOR_SIDE_MAX + 1, 3, 500, 0, &t), EG_TOO_BIG);
	assert_null(t.file.data);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown((test), make_folder, drop_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(a_picture_is_taken_by_its_numbers),
		IN_FOLDER(what_is_no_such_picture_is_refused),
		cmocka_unit_test(a_blank_is_one_level),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
