/*
 * test_gpio_modbus: egate gpio on a remote I/O block: the real program and egate-modbus over
 * loopback, and what reaches the coils.
 */
#include "base/err.h"
#include "hal/modbus_map.h"
#include "os/now.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "modbus_block.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE_US INT64_C(20000000)
#define EXIT_GREEN  4 /* bit of enum gate_output: its coil says the map */

struct stage {
	struct block block;
	struct modbus_map map;
	char lines[80];
};

static int start(void **state)
{
	static struct stage s;
	const struct gate_fitting f = gate_fitting_of(GATE_MANTRAP);
	s = (struct stage){.lines = ""};
	*state = &s;
	block_start_tcp(&s.block);
	assert_int_equal(modbus_map_of(&s.map, s.block.where, &f), EG_OK);
	(void)snprintf(s.lines, sizeof(s.lines), "modbus:%.64s", s.block.where);
	for (size_t i = 0; i < s.map.inputs; i++) {
		uint32_t wire = 1u << s.map.input[i].place;
		if ((wire & (WIRE_ENTRY_CLOSED | WIRE_EXIT_CLOSED | WIRE_FIRE_OK | WIRE_ESTOP_OK |
			     WIRE_TAMPER_OK | WIRE_MAINS_OK)) != 0) {
			block_set_input(&s.block, s.map.input[i].address, true);
		}
	}
	return 0;
}

static int stop(void **state)
{
	struct stage *s = *state;
	block_end(&s->block);
	return 0;
}

/* Starts egate gpio with standard output in a pipe. */
static pid_t run(const struct stage *s, const char *command, const char *word, int *out)
{
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		(void)dup2(ends[1], STDOUT_FILENO);
		(void)close(ends[0]);
		(void)execl(PROGRAMS "/egate", "egate", "gpio", command, s->lines, word, "--socket",
			    "/nowhere/lane.sock", (char *)NULL); /* returns on failure */
		_exit(99);
	}
	(void)close(ends[1]);
	*out = ends[0];
	return pid;
}

static int ended(pid_t pid)
{
	int status = 0;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool exit_green(struct stage *s)
{
	for (size_t i = 0; i < s->map.outputs; i++) {
		if (s->map.output[i].place == EXIT_GREEN) {
			return block_coil(&s->block, s->map.output[i].address);
		}
	}
	fail_msg("no coil for the lamp");
	return false;
}

static bool comes_to(struct stage *s, bool level)
{
	int64_t end = now_mono_us() + PATIENCE_US;
	while (exit_green(s) != level && now_mono_us() < end) {
		(void)poll(NULL, 0, 1); /* the block has a thread of its own */
	}
	return exit_green(s) == level;
}

static void every_point_of_the_block_is_shown(void **state)
{
	struct stage *s = *state;
	char text[16384] = "";
	size_t size = 0;
	int out = -1;
	pid_t pid = run(s, "show", "--json", &out);
	ssize_t got = 1;
	while (got > 0) {
		got = read(out, text + size, sizeof(text) - 1 - size);
		size += got > 0 ? (size_t)got : 0;
	}
	eg_close(&out);
	assert_int_equal(ended(pid), 0);
	assert_non_null(strstr(text, "\"exit-beam\""));
	assert_non_null(strstr(text, "\"watchdog\""));
	const char *fire = strstr(text, "\"fire-ok\"");
	assert_non_null(fire);
	assert_non_null(strstr(fire, "\"raw\":\t1"));
}

static void a_coil_is_driven_for_a_moment(void **state)
{
	struct stage *s = *state;
	char text[256] = "";
	int out = -1;
	pid_t pid = run(s, "toggle", "exit-green", &out);
	assert_true(comes_to(s, true));
	assert_int_equal(ended(pid), 0);
	assert_true(read(out, text, sizeof(text) - 1) > 0);
	eg_close(&out);
	assert_non_null(strstr(text, "every output is off"));
	assert_false(exit_green(s));
}

static void a_block_that_is_not_there_is_told(void **state)
{
	struct stage *s = *state;
	int out = -1;
	(void)snprintf(s->lines, sizeof(s->lines), "modbus:tcp:127.0.0.1:1");
	pid_t pid = run(s, "show", "--json", &out);
	eg_close(&out);
	assert_int_equal(ended(pid), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_point_of_the_block_is_shown, start, stop),
		cmocka_unit_test_setup_teardown(a_coil_is_driven_for_a_moment, start, stop),
		cmocka_unit_test_setup_teardown(a_block_that_is_not_there_is_told, start, stop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
