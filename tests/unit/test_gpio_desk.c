/*
 * test_gpio_desk: promises of an opened gate in an installer's hands. The only backend here is one
 * in memory: this file's gate_io_find comes before that of the library.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prog/gpio_desk.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

struct gate_io {
	int unused;
};

static struct memory {
	bool busy;
	bool open;
	uint32_t first;
	uint32_t driven;
	unsigned drives;
	struct gate_lines lines;
	int wake; /* read end of a pipe */
} memory;
static struct gate_io the_io;

static enum eg_err memory_open(struct gate_io **out, const char *where,
			       const struct gate_fitting *f, uint32_t first)
{
	(void)f;
	assert_string_equal(where, "here");
	if (memory.busy) {
		return EG_FAIL(EG_DENIED, "a line is in use");
	}
	memory.open = true;
	memory.first = first;
	*out = &the_io;
	return EG_OK;
}

static size_t memory_wake(const struct gate_io *io, int fds[GATE_IO_WAKE_MAX])
{
	(void)io;
	fds[0] = memory.wake;
	return 1;
}

static uint32_t memory_debounced(const struct gate_io *io)
{
	(void)io;
	return 0;
}

static enum eg_err memory_read(struct gate_io *io, struct gate_lines *lines)
{
	(void)io;
	*lines = memory.lines;
	return EG_OK;
}

static enum eg_err memory_drive(struct gate_io *io, uint32_t outputs)
{
	(void)io;
	memory.driven = outputs;
	memory.drives++;
	return EG_OK;
}

static void memory_close(struct gate_io **io)
{
	memory.open = false;
	*io = NULL;
}

static int64_t memory_edge_us(const struct gate_io *io)
{
	(void)io;
	return 0;
}

static const struct gate_io_backend memory_backend = {
	.name = "memory",
	.open = memory_open,
	.wake_fds = memory_wake,
	.debounced = memory_debounced,
	.edge_us = memory_edge_us,
	.read = memory_read,
	.drive = memory_drive,
	.close = memory_close,
};

enum eg_err gate_io_find(const char *spec, const struct gate_io_backend **backend,
			 const char **where)
{
	(void)spec;
	*backend = &memory_backend;
	*where = "here";
	return EG_OK;
}

static struct gate_fitting fitting;

static int fresh(void **state)
{
	(void)state;
	memory = (struct memory){.wake = -1};
	fitting = gate_fitting_of(GATE_MANTRAP);
	return 0;
}

static struct gpio_desk opened(void)
{
	struct gpio_desk d;
	assert_int_equal(gpio_desk_open(&d, "memory:here", &fitting), EG_OK);
	return d;
}

static void opening_drives_nothing_and_closing_lets_all_go(void **state)
{
	(void)state;
	struct gpio_desk d = opened();
	assert_int_equal(memory.first, 0);
	assert_int_equal(gpio_desk_drive(&d, GATE_OUT_EXIT_LOCK, false, 1000), EG_OK);
	assert_int_equal(memory.driven & ~(uint32_t)GATE_OUT_WATCHDOG, GATE_OUT_EXIT_LOCK);
	gpio_desk_close(&d);
	assert_int_equal(memory.driven, 0);
	assert_false(memory.open);
	unsigned drives = memory.drives;
	gpio_desk_close(&d);
	assert_int_equal(memory.drives, drives);
}

static void lines_that_somebody_else_holds_are_left_alone(void **state)
{
	(void)state;
	struct gpio_desk d;
	memory.busy = true;
	assert_int_equal(gpio_desk_open(&d, "memory:here", &fitting), EG_DENIED);
	gpio_desk_close(&d);
	assert_int_equal(memory.drives, 0);
}

static void a_lane_that_runs_is_left_alone(void **state)
{
	(void)state;
	char folder[] = "/tmp/egate-test-XXXXXX";
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	assert_non_null(mkdtemp(folder));
	(void)snprintf(a.sun_path, sizeof(a.sun_path), "%s/lane.sock", folder);
	EG_AUTO(eg_close) int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(fd, (const struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(listen(fd, 1), 0);
	assert_int_equal(gpio_desk_beside(a.sun_path), EG_STATE);
	/* A socket that a lane left behind stops nobody. */
	eg_close(&fd);
	assert_int_equal(gpio_desk_beside(a.sun_path), EG_OK);
	assert_int_equal(gpio_desk_beside("/nowhere/lane.sock"), EG_OK);
	(void)unlink(a.sun_path);
	(void)rmdir(folder);
}

/* What egated does first of all. */
static int egated_lock(const char *folder)
{
	char path[64];
	assert_true(snprintf(path, sizeof(path), "%s/egated.lock", folder) > 0);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		eg_close(&fd);
	}
	return fd;
}

static void a_lane_and_a_tool_keep_each_other_away(void **state)
{
	(void)state;
	char folder[] = "/tmp/egate-test-XXXXXX";
	char run[40];
	char socket_path[64];
	char lock_path[64];
	assert_non_null(mkdtemp(folder));
	assert_true(snprintf(run, sizeof(run), "%s/run", folder) > 0);
	assert_true(snprintf(socket_path, sizeof(socket_path), "%s/lane.sock", run) > 0);
	assert_true(snprintf(lock_path, sizeof(lock_path), "%s/egated.lock", run) > 0);
	EG_AUTO(eg_close) int ours = -1;
	/* Before the first lane there is no folder: the tool makes it, as egated does. */
	assert_int_equal(gpio_desk_lock(socket_path, &ours), EG_OK);
	assert_true(ours >= 0);
	assert_int_equal(egated_lock(run), -1); /* no lane starts beside the tool */
	eg_close(&ours);
	EG_AUTO(eg_close) int theirs = egated_lock(run);
	assert_true(theirs >= 0);
	/* Also where its socket cannot be reached. */
	assert_int_equal(gpio_desk_lock(socket_path, &ours), EG_STATE);
	assert_int_equal(ours, -1);
	eg_close(&theirs);
	assert_int_equal(unlink(lock_path), 0);
	/* What cannot be locked may be a lane's. */
	assert_int_equal(symlink("lock/in/a/folder/that/is/not/there", lock_path), 0);
	assert_int_equal(gpio_desk_lock(socket_path, &ours), EG_DENIED);
	assert_int_equal(unlink(lock_path), 0);
	assert_int_equal(rmdir(run) + rmdir(folder), 0);
	/* Where there can be no lane, and at a path that is none of a lane's. */
	assert_int_equal(gpio_desk_lock("/nowhere/at/all/lane.sock", &ours), EG_OK);
	assert_int_equal(gpio_desk_lock("/tmp/no-lane.sock", &ours), EG_OK);
	assert_int_equal(ours, -1);
}

static void the_watchdog_pulses_with_each_tick(void **state)
{
	(void)state;
	struct gpio_desk d = opened();
	uint32_t before = memory.driven;
	for (int64_t ms = 1000; ms < 2000; ms += DESK_TICK_MS) {
		assert_int_equal(gpio_desk_drive(&d, 0, false, ms), EG_OK);
		assert_int_equal(memory.driven ^ before, GATE_OUT_WATCHDOG);
		before = memory.driven;
		assert_int_equal(gpio_desk_drive(&d, 0, false, ms + 1), EG_OK); /* no tick yet */
		assert_int_equal(memory.driven, before);
	}
	/* A change does not wait for the tick, and is no pulse. */
	assert_int_equal(gpio_desk_drive(&d, GATE_OUT_BUZZER, false, 1951), EG_OK);
	assert_int_equal(memory.driven ^ before, GATE_OUT_BUZZER);
	gpio_desk_close(&d);
}

static void a_still_watchdog_stands_as_it_is_wanted(void **state)
{
	(void)state;
	struct gpio_desk d = opened();
	for (int64_t ms = 1000; ms < 2000; ms += DESK_TICK_MS) {
		assert_int_equal(gpio_desk_drive(&d, GATE_OUT_WATCHDOG, true, ms), EG_OK);
		assert_int_equal(memory.driven, GATE_OUT_WATCHDOG);
	}
	unsigned drives = memory.drives;
	assert_int_equal(drives, 20); /* redriven all the same */
	assert_int_equal(gpio_desk_drive(&d, 0, true, 2000), EG_OK);
	assert_int_equal(memory.driven, 0);
	gpio_desk_close(&d);
}

static void a_pulse_is_over_by_itself(void **state)
{
	(void)state;
	struct gpio_desk d;
	fitting.output[8].pulse_ms = 200; /* buzzer */
	fitting.output[0].pulse_ms = 300; /* a strike: its pulse opens the entry */
	d = opened();
	assert_int_equal(gpio_desk_drive(&d, GATE_OUT_BUZZER | GATE_OUT_ENTRY_LOCK, true, 1000),
			 EG_OK);
	assert_int_equal(memory.driven, GATE_OUT_BUZZER);
	assert_int_equal(gpio_desk_drive(&d, GATE_OUT_BUZZER | GATE_OUT_ENTRY_LOCK, true, 1199),
			 EG_OK);
	assert_int_equal(memory.driven, GATE_OUT_BUZZER);
	assert_int_equal(gpio_desk_drive(&d, GATE_OUT_BUZZER | GATE_OUT_ENTRY_LOCK, true, 1200),
			 EG_OK);
	assert_int_equal(memory.driven, 0);
	assert_int_equal(gpio_desk_drive(&d, 0, true, 1500), EG_OK);
	assert_int_equal(memory.driven, GATE_OUT_ENTRY_LOCK);
	assert_int_equal(gpio_desk_drive(&d, 0, true, 1800), EG_OK);
	assert_int_equal(memory.driven, 0);
	gpio_desk_close(&d);
}

static void changes_are_counted_line_by_line(void **state)
{
	(void)state;
	struct gpio_desk d = opened();
	for (unsigned i = 0; i < 5; i++) {
		memory.lines.levels ^= WIRE_EXIT_BEAM;
		memory.lines.curtain ^= i == 0 ? 2 : 0;
		assert_int_equal(gpio_desk_read(&d), EG_OK);
	}
	assert_int_equal(d.changes[3], 5);
	assert_int_equal(d.changes[2], 0);
	assert_int_equal(d.beam_changes[1], 1);
	gpio_desk_close(&d);
}

static void waiting_ends_with_a_word_or_a_wire(void **state)
{
	(void)state;
	int word[2];
	int wire[2];
	struct gpio_desk d = opened();
	assert_int_equal(pipe2(word, O_CLOEXEC), 0);
	assert_int_equal(pipe2(wire, O_CLOEXEC), 0);
	memory.wake = wire[0];
	assert_int_equal(write(wire[1], "x", 1), 1);
	assert_false(gpio_desk_wait(&d, word[0]));
	assert_int_equal(write(word[1], "y", 1), 1);
	assert_true(gpio_desk_wait(&d, word[0]));
	assert_false(gpio_desk_wait(&d, -1));
	gpio_desk_close(&d);
	for (unsigned i = 0; i < 2; i++) {
		eg_close(&word[i]);
		eg_close(&wire[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(opening_drives_nothing_and_closing_lets_all_go, fresh),
		cmocka_unit_test_setup(lines_that_somebody_else_holds_are_left_alone, fresh),
		cmocka_unit_test_setup(a_lane_that_runs_is_left_alone, fresh),
		cmocka_unit_test_setup(a_lane_and_a_tool_keep_each_other_away, fresh),
		cmocka_unit_test_setup(the_watchdog_pulses_with_each_tick, fresh),
		cmocka_unit_test_setup(a_still_watchdog_stands_as_it_is_wanted, fresh),
		cmocka_unit_test_setup(a_pulse_is_over_by_itself, fresh),
		cmocka_unit_test_setup(changes_are_counted_line_by_line, fresh),
		cmocka_unit_test_setup(waiting_ends_with_a_word_or_a_wire, fresh),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
