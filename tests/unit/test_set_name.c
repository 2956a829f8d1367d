/*
 * test_set_name: who is shown in a picture, by the conventions of names; folders of pictures.
 */
#include "prog/set_files.h"
#include "prog/set_name.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static void expect(const char *path, enum set_people people, const char *person, const char *rest)
{
	struct set_name n = set_name_of(path, people);
	if (!rd_equal(n.person, rd_cstr(person)) || !rd_equal(n.rest, rd_cstr(rest))) {
		fail_msg("%s: %.*s and %.*s", path, (int)n.person.left,
			 n.person.left == 0 ? "" : (const char *)n.person.at, (int)n.rest.left,
			 n.rest.left == 0 ? "" : (const char *)n.rest.at);
	}
}

static void a_prefix_is_the_person(void **state)
{
	(void)state;
	expect("001_neutral.jpg", SET_PEOPLE_PREFIX, "001", "neutral");
	expect("deep/er/001_smiling_2.jpeg", SET_PEOPLE_PREFIX, "001", "smiling_2");
	expect("001.jpg", SET_PEOPLE_PREFIX, "001", "");
	expect("_odd.jpg", SET_PEOPLE_PREFIX, "_odd", "");
	expect("a.b_c.d.jp2", SET_PEOPLE_PREFIX, "a.b", "c.d");
	expect("no_ending", SET_PEOPLE_PREFIX, "no", "ending");
	expect(".jpg", SET_PEOPLE_PREFIX, ".jpg", "");
	expect("001_", SET_PEOPLE_PREFIX, "001", "");
}

static void a_folder_is_the_person(void **state)
{
	(void)state;
	expect("Ada_Lovelace/Ada_Lovelace_0002.jpg", SET_PEOPLE_FOLDER, "Ada_Lovelace",
	       "Ada_Lovelace_0002");
	expect("a/s1/1.png", SET_PEOPLE_FOLDER, "a/s1", "1");
	expect("1.png", SET_PEOPLE_FOLDER, "", "1");
}

static void the_convention_is_seen_from_the_paths(void **state)
{
	(void)state;
	static char first[] = "a/1.jpg";
	static char second[] = "b/1.jpg";
	static char same[] = "a/2.jpg";
	static char bare[] = "001_neutral.jpg";
	char *const folders[] = {first, second};
	char *const one[] = {first, same};
	char *const mixed[] = {first, second, bare};
	assert_int_equal(set_people_of(folders, 2), SET_PEOPLE_FOLDER);
	assert_int_equal(set_people_of(one, 2), SET_PEOPLE_PREFIX);
	assert_int_equal(set_people_of(mixed, 3), SET_PEOPLE_PREFIX);
	assert_int_equal(set_people_of(NULL, 0), SET_PEOPLE_PREFIX);
}

static void a_role_is_told_by_either_end_of_the_rest(void **state)
{
	(void)state;
	assert_true(set_rest_is(RD_TEXT("neutral"), "neutral"));
	assert_true(set_rest_is(RD_TEXT("smiling_2"), "smiling"));
	assert_true(set_rest_is(RD_TEXT("Ada_Lovelace_0001"), "0001"));
	assert_true(set_rest_is(RD_TEXT("a_b_c"), "b_c"));
	assert_false(set_rest_is(RD_TEXT("neutralised"), "neutral"));
	assert_false(set_rest_is(RD_TEXT("not-neutral"), "neutral"));
	assert_false(set_rest_is(RD_TEXT("a_b_c"), "b"));
	assert_false(set_rest_is(RD_TEXT("ab"), "abc"));
	assert_false(set_rest_is(RD_TEXT(""), "a"));
	assert_false(set_rest_is(RD_TEXT("a"), ""));
}

static void endings_are_of_either_case(void **state)
{
	(void)state;
	static const char *const pictures[] = {"a.jpg", "a.JPG",     "b/a.Jpeg", "a.jp2",
					       "a.j2k", "x.y/a.jpc", "a.png"};
	static const char *const others[] = {"a", "a.txt", ".jpg", "x.jpg/a", "a.jpg2", "a.", ""};
	for (size_t i = 0; i < sizeof(pictures) / sizeof(pictures[0]); i++) {
		assert_true(set_is_picture(pictures[i]));
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		assert_false(set_is_picture(others[i]));
	}
}

static void words_for_people(void **state)
{
	(void)state;
	enum set_people people;
	assert_int_equal(set_people_read("folder", &people), EG_OK);
	assert_int_equal(people, SET_PEOPLE_FOLDER);
	assert_int_equal(set_people_read("prefix", &people), EG_OK);
	assert_int_equal(people, SET_PEOPLE_PREFIX);
	assert_int_equal(set_people_read("auto", &people), EG_OK);
	assert_int_equal(set_people_read("colour", &people), EG_CONFIG);
}

static void touch(const char *folder, const char *name)
{
	char path[128];
	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fclose(f), 0);
}

static void make(const char *folder, const char *name)
{
	char path[128];
	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	assert_int_equal(mkdir(path, 0700), 0);
}

static void remove_all(const char *folder, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char path[128];
		(void)snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		assert_int_equal(remove(path), 0);
	}
	assert_int_equal(remove(folder), 0);
}

static void a_folder_is_listed_at_any_depth_in_order(void **state)
{
	(void)state;
	static const char *const names[] = {"z.jpg",   "a/deep/2.jp2", "a/deep",
					    "a/1.JPG", "a/note.txt",   "a"};
	char folder[] = "/tmp/test_set_name.XXXXXX";
	EG_AUTO(set_files_free) struct set_files f = {0};
	assert_non_null(mkdtemp(folder));
	make(folder, "a");
	make(folder, "a/deep");
	touch(folder, "z.jpg");
	touch(folder, "a/1.JPG");
	touch(folder, "a/note.txt");
	touch(folder, "a/deep/2.jp2");
	assert_int_equal(set_files_list(folder, &f), EG_OK);
	assert_int_equal(f.count, 3);
	assert_string_equal(f.path[0], "a/1.JPG");
	assert_string_equal(f.path[1], "a/deep/2.jp2");
	assert_string_equal(f.path[2], "z.jpg");
	assert_int_equal(f.others, 1);
	remove_all(folder, names, sizeof(names) / sizeof(names[0]));
}

static void link_to(const char *folder, const char *target, const char *name)
{
	char path[128];
	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	assert_int_equal(symlink(target, path), 0);
}

static void links_and_special_files_are_passed_over(void **state)
{
	(void)state;
	static const char *const names[] = {"set/a.jpg",    "set/file.jpg", "set/round",
					    "set/pipe.jpg", "set/away.jpg", "set",
					    "outside.jpg",  "link"};
	char folder[] = "/tmp/test_set_name.XXXXXX";
	char path[128];
	EG_AUTO(set_files_free) struct set_files f = {0};
	assert_non_null(mkdtemp(folder));
	make(folder, "set");
	touch(folder, "outside.jpg");
	touch(folder, "set/a.jpg");
	link_to(folder, "../outside.jpg", "set/file.jpg");
	link_to(folder, "..", "set/round");
	link_to(folder, "nowhere.jpg", "set/away.jpg");
	link_to(folder, "set", "link"); /* the set itself may be named by one */
	(void)snprintf(path, sizeof(path), "%s/set/pipe.jpg", folder);
	assert_int_equal(mkfifo(path, 0600), 0);
	(void)snprintf(path, sizeof(path), "%s/link", folder);
	assert_int_equal(set_files_list(path, &f), EG_OK);
	assert_int_equal(f.count, 1);
	assert_string_equal(f.path[0], "a.jpg");
	assert_int_equal(f.passed_over, 4);
	assert_int_equal(f.others, 0);
	remove_all(folder, names, sizeof(names) / sizeof(names[0]));
}

static void what_is_no_folder_is_told(void **state)
{
	(void)state;
	struct set_files f;
	assert_int_equal(set_files_list("/nowhere/at/all", &f), EG_NOT_FOUND);
	assert_int_equal(set_files_list("/proc/self/exe", &f), EG_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_prefix_is_the_person),
		cmocka_unit_test(a_folder_is_the_person),
		cmocka_unit_test(the_convention_is_seen_from_the_paths),
		cmocka_unit_test(a_role_is_told_by_either_end_of_the_rest),
		cmocka_unit_test(endings_are_of_either_case),
		cmocka_unit_test(words_for_people),
		cmocka_unit_test(a_folder_is_listed_at_any_depth_in_order),
		cmocka_unit_test(links_and_special_files_are_passed_over),
		cmocka_unit_test(what_is_no_folder_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
