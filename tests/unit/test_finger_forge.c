/*
 * test_finger_forge: the program egate-finger-forge: the files that it writes, their names and
 * forms, the same for the same seed; and words that it does not take.
 */
#include "simulator/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define WORDS_MAX 12
#define FILE_MAX  ((size_t)4 * 1024 * 1024)

static char folder[] = "/tmp/egate-finger-forge-XXXXXX";
static char out_word[64];

static int make_folder(void **state)
{
	(void)state;
	(void)snprintf(out_word, sizeof(out_word), "out=%s", mkdtemp(folder));
	return out_word[4] == '/' ? 0 : -1;
}

/* Runs it with these words; its exit code. */
static int run(const char *const words[])
{
	char program[] = FORGE;
	char copies[WORDS_MAX][64];
	char *argv[WORDS_MAX + 3] = {program, out_word};
	for (size_t i = 0; i < WORDS_MAX && words[i] != NULL; i++) {
		(void)snprintf(copies[i], sizeof(copies[i]), "%s", words[i]);
		argv[i + 2] = copies[i];
	}
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		(void)close(STDERR_FILENO); /* what it says is for people */
		(void)execv(program, argv);
		_exit(127);
	}
	int status = 0;
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static struct bytes read_made(const char *name)
{
	struct bytes b = {0};
	char path[128];
	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	assert_int_equal(file_read(path, FILE_MAX, &b), EG_OK);
	assert_int_equal(unlink(path), 0);
	return b;
}

static int remove_folder(void **state)
{
	(void)state;
	return rmdir(folder); /* fails if a file is left that no test expected */
}

static void files_are_named_by_finger_and_impression(void **state)
{
	(void)state;
	const char *const words[] = {"seed=3",        "first=7",  "fingers=2", "from=4",
				     "impressions=2", "enrol=on", NULL};
	static const char *const names[] = {"7_0.pgm", "7_4.pgm", "7_5.pgm",
					    "8_0.pgm", "8_4.pgm", "8_5.pgm"};
	static const char head[] = "P5\n388 374\n255\n";
	assert_int_equal(run(words), 0);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		EG_AUTO(bytes_free) struct bytes b = read_made(names[i]);
		assert_int_equal(b.size, strlen(head) + (size_t)388 * 374);
		assert_memory_equal(b.data, head, strlen(head));
	}
}

static void seeds_make_fingers_and_numbers_make_presses(void **state)
{
	(void)state;
	const char *const words[] = {"seed=5", "impressions=2", NULL};
	const char *const other[] = {"seed=6", "impressions=1", NULL};
	assert_int_equal(run(words), 0);
	EG_AUTO(bytes_free) struct bytes first = read_made("1_1.pgm");
	EG_AUTO(bytes_free) struct bytes second = read_made("1_2.pgm");
	assert_int_equal(run(words), 0);
	EG_AUTO(bytes_free) struct bytes again = read_made("1_1.pgm");
	EG_AUTO(bytes_free) struct bytes again_second = read_made("1_2.pgm");
	assert_int_equal(run(other), 0);
	EG_AUTO(bytes_free) struct bytes another = read_made("1_1.pgm");
	assert_memory_equal(first.data, again.data, first.size);
	assert_memory_equal(second.data, again_second.data, second.size);
	assert_memory_not_equal(first.data, second.data, first.size);
	assert_memory_not_equal(first.data, another.data, first.size);
}

static void raw_files_are_pixels_alone(void **state)
{
	(void)state;
	const char *const words[] = {"impressions=1", "form=raw", "width=200",         "height=150",
				     "dpi=400",       "bare=on",  "platen=capacitive", NULL};
	assert_int_equal(run(words), 0);
	EG_AUTO(bytes_free) struct bytes b = read_made("1_1.raw");
	assert_int_equal(b.size, 200 * 150);
}

static void unknown_words_are_refused(void **state)
{
	(void)state;
	static const char *const wrong[] = {"finger=1",   "class=spiral", "form=png", "dpi=5000",
					    "platen=ink", "moisture=200", "width=0",  "seed=-1"};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		const char *const words[] = {"impressions=1", wrong[i], NULL};
		int code = run(words);
		if (code == 0 || code == 127) {
			fail_msg("%s: exit %d", wrong[i], code);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_are_named_by_finger_and_impression),
		cmocka_unit_test(seeds_make_fingers_and_numbers_make_presses),
		cmocka_unit_test(raw_files_are_pixels_alone),
		cmocka_unit_test(unknown_words_are_refused),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
