/*
 * test_whole: bytes go through a pipe whole, although it takes and gives them in parts.
 */
#include "base/whole.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define SIZE ((size_t)1024 * 1024) /* a pipe holds a sixteenth of it */

static uint8_t sent[SIZE];

/* The pipe's reading end, into which a child of this process writes all of sent. */
static int pipe_of_all(pid_t *child)
{
	int ends[2];
	for (size_t i = 0; i < SIZE; i++) {
		sent[i] = (uint8_t)(i * 7 + i / 251);
	}
	assert_int_equal(pipe(ends), 0);
	*child = fork();
	assert_true(*child >= 0);
	if (*child == 0) {
		eg_close(&ends[0]);
		(void)signal(SIGPIPE, SIG_IGN); /* cannot fail for this signal */
		_exit(whole_write(ends[1], rd_of(sent, SIZE)) == EG_OK ? 0 : 1);
	}
	eg_close(&ends[1]);
	return ends[0];
}

static int exit_of(pid_t child)
{
	int status = -1;
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void all_comes_through(void **state)
{
	(void)state;
	pid_t child;
	EG_AUTO(bytes_free) struct bytes got = {0};
	EG_AUTO(eg_close) int fd = pipe_of_all(&child);
	assert_int_equal(whole_read(fd, SIZE, &got), EG_OK);
	assert_int_equal(exit_of(child), 0);
	assert_int_equal(got.size, SIZE);
	assert_memory_equal(got.data, sent, SIZE);
}

static void more_than_the_limit_is_refused_and_its_writer_told(void **state)
{
	(void)state;
	pid_t child;
	EG_AUTO(bytes_free) struct bytes got = {0};
	EG_AUTO(eg_close) int fd = pipe_of_all(&child);
	assert_int_equal(whole_read(fd, SIZE / 2, &got), EG_TOO_BIG);
	eg_close(&fd);
	assert_int_equal(exit_of(child), 1);
}

static void an_end_that_is_the_other_one_is_neither_read_nor_written(void **state)
{
	(void)state;
	int ends[2];
	EG_AUTO(bytes_free) struct bytes got = {0};
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(whole_read(ends[1], 10, &got), EG_IO);
	assert_int_equal(whole_write(ends[0], RD_TEXT("text")), EG_IO);
	eg_close(&ends[1]);
	assert_int_equal(whole_read(ends[0], 10, &got), EG_OK);
	assert_int_equal(got.size, 0);
	eg_close(&ends[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_comes_through),
		cmocka_unit_test(more_than_the_limit_is_refused_and_its_writer_told),
		cmocka_unit_test(an_end_that_is_the_other_one_is_neither_read_nor_written),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
