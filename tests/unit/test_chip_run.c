/*
 * test_chip_run: the virtual chip's process comes and goes with the document, however quickly.
 * The test plays the chip itself: started with words, it waits to be ended.
 */
#include "simulator/chip_run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define TIMES   300
#define LIMIT_S 60 /* a chip that does not end would be waited for for ever */

static void on_stop(int number)
{
	(void)number; /* as a world has one: it takes note and goes on */
}

static void a_chip_that_is_taken_at_once_ends(void **state)
{
	(void)state;
	const struct sigaction stop = {.sa_handler = on_stop};
	struct chip_run c = {.program = "/proc/self/exe", .port = 1};
	assert_int_equal(sigaction(SIGTERM, &stop, NULL), 0);
	(void)alarm(LIMIT_S); /* none was set before */
	for (int i = 0; i < TIMES; i++) {
		assert_int_equal(chip_run_start(&c, "document", "", 0), EG_OK);
		chip_run_stop(&c);
		assert_int_equal(c.pid, 0);
	}
	(void)alarm(0);                                   /* likewise */
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* none is left */
}

static void whoever_runs_a_chip_still_hears_of_stops(void **state)
{
	(void)state;
	struct chip_run c = {.program = "/proc/self/exe", .port = 1};
	sigset_t blocked;
	assert_int_equal(chip_run_start(&c, "document", "", 0), EG_OK);
	assert_int_equal(sigprocmask(SIG_BLOCK, NULL, &blocked), 0);
	assert_int_equal(sigismember(&blocked, SIGTERM), 0);
	chip_run_stop(&c);
}

int main(int argc, char *argv[])
{
	(void)argv; /* that there are words says what this process is */
	if (argc > 1) {
		for (;;) {
			(void)pause(); /* until it is ended */
		}
	}
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_chip_that_is_taken_at_once_ends),
		cmocka_unit_test(whoever_runs_a_chip_still_hears_of_stops),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
