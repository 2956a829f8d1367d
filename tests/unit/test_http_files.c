/*
 * test_http_files: which files of a folder a page is made of, and how they are asked for again.
 */
#include "console/http_files.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/egate-files-XXXXXX";
static const char *const names[] = {"kiosk.html", "kiosk_a.js", "kiosk.css",  ".kiosk.js",
				    "kiosk.sh",   "kiosk b.js", "console.js", "kiosk"};
#define COUNT (sizeof(names) / sizeof(names[0]))

static const char *path_of(const char *name)
{
	static char path[128];
	assert_true(snprintf(path, sizeof(path), "%s/%s", folder, name) > 0);
	return path;
}

static void write_file(const char *name, const char *text)
{
	int fd = open(path_of(name), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0644);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	assert_int_equal(close(fd), 0);
}

static int make(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL) {
		return -1;
	}
	for (size_t i = 0; i < COUNT; i++) {
		write_file(names[i], names[i]);
	}
	return symlink("/etc/passwd", path_of("kiosk_link.txt")) |
	       mkdir(path_of("kiosk_folder.js"), 0755);
}

static int clean(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT; i++) {
		(void)unlink(path_of(names[i]));
	}
	(void)unlink(path_of("kiosk_link.txt"));
	(void)rmdir(path_of("kiosk_folder.js"));
	return rmdir(folder);
}

static bool ask(const struct http_files *f, const char *path, const char *tag,
		struct http_answer *a)
{
	struct http_request r = {.path = rd_cstr(path), .field_count = tag == NULL ? 0 : 1};
	if (tag != NULL) {
		r.fields[0] = (struct http_field){.name = RD_TEXT("If-None-Match"),
						  .value = rd_cstr(tag)};
	}
	*a = (struct http_answer){0};
	return http_files_answer(f, &r, a);
}

static void a_page_is_the_files_of_its_name_and_nothing_else(void **state)
{
	static const char *const absent[] = {
		"/web/.kiosk.js", "/web/kiosk.sh",       "/web/kiosk b.js",      "/web/console.js",
		"/web/kiosk",     "/web/kiosk_link.txt", "/web/kiosk_folder.js", "/web/",
		"/web",           "/kiosk.html",         "/web/kiosk.htm"};
	EG_AUTO(http_files_close) struct http_files *f = NULL;
	struct http_answer a;
	(void)state;
	assert_int_equal(http_files_open(&f), EG_OK);
	assert_int_equal(http_files_add(f, folder, "kiosk"), EG_OK);
	assert_false(ask(f, "/", NULL, &a));
	assert_int_equal(http_files_root(f, "/web/kiosk.html"), EG_OK);
	assert_true(ask(f, "/", NULL, &a));
	assert_int_equal(a.status, 200);
	assert_string_equal(a.type, "text/html; charset=utf-8");
	assert_true(rd_equal(rd_of(a.body, a.body_size), RD_TEXT("kiosk.html")));
	http_answer_clear(&a);
	assert_true(ask(f, "/web/kiosk_a.js", NULL, &a));
	assert_string_equal(a.type, "text/javascript; charset=utf-8");
	http_answer_clear(&a);
	for (size_t i = 0; i < sizeof(absent) / sizeof(absent[0]); i++) {
		assert_false(ask(f, absent[i], NULL, &a));
	}
}

static void a_file_that_is_the_same_is_not_sent_again(void **state)
{
	EG_AUTO(http_files_close) struct http_files *f = NULL;
	struct http_answer a;
	char tag[HTTP_TAG_SIZE];
	(void)state;
	assert_int_equal(http_files_open(&f), EG_OK);
	assert_int_equal(http_files_add(f, folder, ""), EG_OK);
	assert_true(ask(f, "/web/kiosk.css", NULL, &a));
	(void)snprintf(tag, sizeof(tag), "%s", a.tag);
	assert_true(tag[0] == '"' && tag[strlen(tag) - 1] == '"');
	http_answer_clear(&a);
	assert_true(ask(f, "/web/kiosk.css", tag, &a));
	assert_int_equal(a.status, 304);
	assert_int_equal(a.body_size, 0);
	http_answer_clear(&a);
	assert_true(ask(f, "/web/kiosk_a.js", tag, &a));
	assert_int_equal(a.status, 200);
	assert_string_not_equal(a.tag, tag);
	http_answer_clear(&a);
}

static void two_files_of_one_name_are_refused(void **state)
{
	EG_AUTO(http_files_close) struct http_files *f = NULL;
	(void)state;
	assert_int_equal(http_files_open(&f), EG_OK);
	assert_int_equal(http_files_add(f, folder, "kiosk"), EG_OK);
	assert_int_equal(http_files_add(f, folder, "console"), EG_OK);
	assert_int_equal(http_files_add(f, folder, "kiosk"), EG_CONFIG);
	assert_int_equal(http_files_add(f, path_of("none"), ""), EG_IO);
	assert_int_equal(http_files_root(f, "/web/other.html"), EG_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_is_the_files_of_its_name_and_nothing_else),
		cmocka_unit_test(a_file_that_is_the_same_is_not_sent_again),
		cmocka_unit_test(two_files_of_one_name_are_refused),
	};
	return cmocka_run_group_tests(tests, make, clean);
}
