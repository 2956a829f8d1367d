/*
 * test_egated_child: when a process of the lane is started again, in virtual time. The processes
 * are real ones that end by themselves or are killed.
 */
#include "prog/egated_child.h"

#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define MS      INT64_C(1000)
#define HOUR    (INT64_C(3600) * 1000 * MS)
#define LONGEST (3200 * MS)

static const int nothing[CHILD_FDS] = {-1, -1};

/* Starts a program, sees it end (by a kill, if it is to), and buries it so long after its start. */
static int64_t pause_after(struct child *c, const char *program, bool killed, int64_t lived_us)
{
	static char word[] = "60";
	char *const words[] = {word, NULL};
	int64_t start = c->due_us;
	assert_int_equal(child_start(c, "/bin", program, words, nothing, start), EG_OK);
	struct pollfd end = {.fd = c->process, .events = POLLIN};
	if (killed) {
		child_signal(c, SIGKILL);
	}
	assert_int_equal(poll(&end, 1, -1), 1);
	assert_true(child_reap(c, start + lived_us));
	return c->due_us - start - lived_us;
}

static struct child fresh(void)
{
	return (struct child){.process = -1, .death_signal = SIGKILL, .due_us = HOUR};
}

static void one_that_fails_waits_longer_and_longer(void **state)
{
	(void)state;
	struct child c = fresh();
	for (int64_t pause = 100 * MS; pause < LONGEST; pause *= 2) {
		assert_true(pause_after(&c, "false", false, MS) == pause);
	}
	assert_true(pause_after(&c, "false", false, MS) == LONGEST);
	assert_true(pause_after(&c, "false", false, MS) == LONGEST);
	assert_true(pause_after(&c, "true", false, MS) == 0);
	assert_true(pause_after(&c, "false", false, MS) == 100 * MS);
}

static void one_that_is_killed_at_work_comes_back_at_once(void **state)
{
	(void)state;
	struct child c = fresh();
	assert_true(pause_after(&c, "sleep", true, 200 * MS) == 0);
	assert_true(pause_after(&c, "sleep", true, 50 * MS) == 100 * MS);
}

/* A core never ends well: what befell it once a month is no row of failures. */
static void a_failure_after_long_work_is_the_first_of_its_row(void **state)
{
	(void)state;
	struct child c = fresh();
	for (int i = 0; i < 9; i++) {
		assert_true(pause_after(&c, "false", false, HOUR) == 100 * MS);
	}
}

/* Outputs that a guard holds meanwhile are safe; a lane that starts and hangs for ever is not. */
static void one_that_was_ended_for_hanging_has_failed(void **state)
{
	(void)state;
	struct child c = fresh();
	for (int64_t pause = 100 * MS; pause < LONGEST; pause *= 2) {
		c.hung = true;
		assert_true(pause_after(&c, "sleep", true, 200 * MS) == pause);
	}
	c.hung = true;
	assert_true(pause_after(&c, "sleep", true, HOUR) == 100 * MS);
	assert_true(pause_after(&c, "sleep", true, 200 * MS) == 0); /* by anybody else */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_that_fails_waits_longer_and_longer),
		cmocka_unit_test(one_that_is_killed_at_work_comes_back_at_once),
		cmocka_unit_test(a_failure_after_long_work_is_the_first_of_its_row),
		cmocka_unit_test(one_that_was_ended_for_hanging_has_failed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
