/*
 * test_modbus: egate-modbus as a process between a core and a remote I/O block, in good and bad
 * times. The block is libmodbus's own server; the core is the backend that the real core uses.
 */
#include "hal/gate_io.h"
#include "hal/modbus_map.h"
#include "os/link.h"
#include "os/now.h"
#include "prog/core_settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "modbus_block.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOCKS     (GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK)
#define TICK_US   50000
#define PATIENCE  10000 /* ms; nothing is expected to take as long */
#define WORDS_MAX 4

/* What stands between block and core. */
struct desk {
	struct block block;
	struct modbus_map map; /* as the process has it */
	char folder[32];
	char path[64];
	int listener;
	pid_t pid; /* 0: none */
	const struct gate_io_backend *wires;
	struct gate_io *io;
	uint32_t outputs;
	int64_t tick_us;
};

static void listen_at(struct desk *d)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	(void)snprintf(d->folder, sizeof(d->folder), "/tmp/egate-modbus-XXXXXX");
	assert_non_null(mkdtemp(d->folder));
	assert_true(snprintf(d->path, sizeof(d->path), "%s/wires.sock", d->folder) > 0);
	assert_true(snprintf(a.sun_path, sizeof(a.sun_path), "%s", d->path) > 0);
	d->listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	assert_true(d->listener >= 0);
	assert_int_equal(bind(d->listener, (const struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(listen(d->listener, 4), 0);
}

static int open_desk(struct desk *d, void (*start)(struct block *))
{
	/* A busy machine shall not look like a silent core or block; without the right it may. The
	 * block's thread inherits it. */
	const struct sched_param fifo = {.sched_priority = 40};
	(void)sched_setscheduler(0, SCHED_FIFO, &fifo);
	*d = (struct desk){.listener = -1};
	struct lane_settings settings = lane_settings_default();
	start(&d->block);
	listen_at(d);
	return modbus_map_of(&d->map, d->block.where, &settings.fitting) == EG_OK ? 0 : -1;
}

static int fresh_tcp(void **state)
{
	static struct desk d;
	*state = &d;
	return open_desk(&d, block_start_tcp);
}

static int fresh_rtu(void **state)
{
	static struct desk d;
	*state = &d;
	return open_desk(&d, block_start_rtu);
}

/* The process, as egated starts it; extra keys of its where. */
static void start_process(struct desk *d, const char *keys)
{
	static char name[] = "egate-modbus";
	char word[128];
	char *const argv[] = {name, word, NULL};
	assert_true(snprintf(word, sizeof(word), "modbus=%s%s", d->block.where, keys) > 0);
	d->pid = fork();
	assert_true(d->pid >= 0);
	if (d->pid == 0) {
		if (dup2(d->listener, LINK_FD) == LINK_FD) {
			(void)execv(WORKER, argv); /* returns only on failure */
		}
		_exit(99);
	}
}

static int exit_code(struct desk *d)
{
	int status = -1;
	assert_int_equal(waitpid(d->pid, &status, 0), d->pid);
	d->pid = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static enum eg_err connect_core(struct desk *d)
{
	char spec[80];
	const char *where = NULL;
	const struct gate_fitting fitting = {.direction = 0};
	assert_true(snprintf(spec, sizeof(spec), "remote:%s", d->path) > 0);
	assert_int_equal(gate_io_find(spec, &d->wires, &where), EG_OK);
	d->outputs = LOCKS;
	d->tick_us = now_mono_us();
	return d->wires->open(&d->io, where, &fitting, LOCKS);
}

static void leave(struct desk *d)
{
	d->wires->close(&d->io);
}

static int clear(void **state)
{
	struct desk *d = *state;
	if (d->wires != NULL) {
		leave(d);
	}
	if (d->pid > 0) {
		(void)kill(d->pid, SIGKILL);
		(void)exit_code(d);
	}
	block_end(&d->block);
	eg_close(&d->listener);
	(void)unlink(d->path);
	(void)rmdir(d->folder);
	return 0;
}

/* One turn of a core: waits for wires, reads, drives on its tick. */
static enum eg_err turn(struct desk *d, struct gate_lines *lines)
{
	int fds[GATE_IO_WAKE_MAX];
	struct pollfd p = {.events = POLLIN};
	assert_int_equal(d->wires->wake_fds(d->io, fds), 1);
	p.fd = fds[0];
	(void)poll(&p, 1, 5); /* read all the same */
	EG_TRY(d->wires->read(d->io, lines));
	if (now_mono_us() - d->tick_us >= TICK_US) {
		d->tick_us = now_mono_us();
		d->outputs ^= (uint32_t)GATE_OUT_WATCHDOG;
	}
	return d->wires->drive(d->io, d->outputs);
}

/* Turns until the wires of a mask are so; what ends the turns otherwise. */
static enum eg_err until_levels(struct desk *d, uint32_t mask, uint32_t levels)
{
	struct gate_lines lines = {0};
	for (int64_t end = now_mono_us() + PATIENCE * 1000; now_mono_us() < end;) {
		EG_TRY(turn(d, &lines));
		if ((lines.levels & mask) == levels) {
			return EG_OK;
		}
	}
	return EG_TIMEOUT;
}

/* Turns until the wires are gone; tells how long that took since a moment. */
static void until_gone(struct desk *d, const char *what)
{
	struct gate_lines lines;
	int64_t since = now_mono_us();
	enum eg_err err = EG_OK;
	while (err == EG_OK && now_mono_us() - since < PATIENCE * 1000) {
		err = turn(d, &lines);
	}
	assert_int_equal(err, EG_GONE);
	print_message("%s: the core knew after %d ms\n", what,
		      (int)((now_mono_us() - since) / 1000));
}

static void until_coil(struct desk *d, unsigned coil, bool level, bool driving)
{
	struct gate_lines lines;
	int64_t end = now_mono_us() + PATIENCE * 1000;
	while (block_coil(&d->block, coil) != level) {
		assert_true(now_mono_us() < end);
		if (driving) {
			assert_int_equal(turn(d, &lines), EG_OK);
		} else {
			(void)poll(NULL, 0, 1); /* the block tells nobody what it is told */
		}
	}
}

static void serve_from_both_ends(struct desk *d)
{
	block_set_input(&d->block, 6, true);
	start_process(d, d->map.serial ? ",baud=115200,parity=none" : "");
	assert_int_equal(connect_core(d), EG_OK);
	assert_int_equal(until_levels(d, WIRE_FIRE_OK | WIRE_ESTOP_OK, WIRE_FIRE_OK), EG_OK);
	block_set_input(&d->block, 7, true);
	assert_int_equal(until_levels(d, WIRE_ESTOP_OK, WIRE_ESTOP_OK), EG_OK);
	until_coil(d, 0, true, true);
	until_coil(d, 1, true, true);
	d->outputs = GATE_OUT_BUZZER;
	until_coil(d, 8, true, true);
	until_coil(d, 0, false, true);
	/* The watchdog's coil turns with the core's tick. */
	until_coil(d, d->map.watchdog.address, true, true);
	until_coil(d, d->map.watchdog.address, false, true);
	until_coil(d, d->map.watchdog.address, true, true);
}

static void wires_reach_the_core_and_outputs_the_block(void **state)
{
	serve_from_both_ends(*state);
}

static void outputs_are_off_without_a_core(void **state)
{
	struct desk *d = *state;
	start_process(d, "");
	assert_int_equal(connect_core(d), EG_OK);
	until_coil(d, 0, true, true);
	leave(d);
	until_coil(d, 0, false, false);
	assert_int_equal(connect_core(d), EG_OK); /* and it serves the next one */
	until_coil(d, 0, true, true);
}

static void outputs_are_off_when_the_core_does_not_drive(void **state)
{
	struct desk *d = *state;
	struct gate_lines lines;
	start_process(d, "");
	assert_int_equal(connect_core(d), EG_OK);
	until_coil(d, 1, true, true);
	until_coil(d, 1, false, false); /* connected all the time */
	enum eg_err err = EG_OK;
	while (err == EG_OK) {
		err = d->wires->read(d->io, &lines);
	}
	assert_int_equal(err, EG_GONE);
}

static void a_second_core_is_refused(void **state)
{
	struct desk *d = *state;
	struct desk other = *d;
	start_process(d, "");
	assert_int_equal(connect_core(d), EG_OK);
	assert_int_equal(connect_core(&other), EG_GONE);
	assert_int_equal(until_levels(d, 0, 0), EG_OK);
}

/* A mood in which the link is lost: core and process end. */
static void lost_by(struct desk *d, enum mood mood, const char *what)
{
	start_process(d, d->map.serial ? ",baud=115200,parity=none" : "");
	assert_int_equal(connect_core(d), EG_OK);
	until_coil(d, 1, true, true);
	d->block.mood = mood;
	until_gone(d, what);
	assert_int_equal(exit_code(d), 1);
}

static void a_silent_block_is_gone(void **state)
{
	lost_by(*state, MOOD_SILENT, "silent");
}

static void a_slow_block_is_gone(void **state)
{
	lost_by(*state, MOOD_SLOW, "slow");
}

static void a_block_that_dribbles_is_gone(void **state)
{
	lost_by(*state, MOOD_DRIBBLE, "dribbling");
}

static void a_block_that_answers_other_sizes_is_gone(void **state)
{
	lost_by(*state, MOOD_WRONG, "wrong sizes");
}

static void a_block_that_refuses_is_gone(void **state)
{
	lost_by(*state, MOOD_EXCEPTION, "exception");
}

static void a_block_whose_output_does_not_follow_is_gone(void **state)
{
	lost_by(*state, MOOD_STUCK, "stuck coil");
}

static void one_wrong_answer_is_asked_again(void **state)
{
	struct desk *d = *state;
	start_process(d, d->map.serial ? ",baud=115200,parity=none" : "");
	assert_int_equal(connect_core(d), EG_OK);
	until_coil(d, 1, true, true);
	d->block.mood = MOOD_WRONG_ONCE;
	block_set_input(&d->block, 4, true);
	assert_int_equal(until_levels(d, WIRE_PRESENT, WIRE_PRESENT), EG_OK);
	assert_int_equal(d->block.mood, MOOD_GOOD);
}

static void a_lost_connection_comes_back_with_the_next_process(void **state)
{
	struct desk *d = *state;
	lost_by(d, MOOD_HANG_UP, "hung up");
	leave(d);
	start_process(d, "");
	assert_int_equal(connect_core(d), EG_OK);
	until_coil(d, 1, true, true);
}

static void a_process_that_hangs_is_gone(void **state)
{
	struct desk *d = *state;
	start_process(d, "");
	assert_int_equal(connect_core(d), EG_OK);
	assert_int_equal(until_levels(d, 0, 0), EG_OK);
	assert_int_equal(kill(d->pid, SIGSTOP), 0);
	until_gone(d, "stopped process");
}

static void guarded(struct desk *d, uint16_t value, bool good)
{
	block_set_register(&d->block, 5, value);
	start_process(d, ",timeout-register=5,timeout-unit=10");
	if (good) {
		assert_int_equal(connect_core(d), EG_OK);
		leave(d);
		(void)kill(d->pid, SIGKILL);
		(void)exit_code(d);
	} else {
		assert_int_equal(exit_code(d), 1);
	}
}

static void the_blocks_own_watchdog_must_be_on_and_short(void **state)
{
	struct desk *d = *state;
	guarded(d, 0, false);
	guarded(d, 16, false);
	guarded(d, 15, true);
}

static void a_block_that_is_not_there_is_told(void **state)
{
	struct desk *d = *state;
	(void)snprintf(d->block.where, sizeof(d->block.where), "tcp:127.0.0.1:1");
	start_process(d, "");
	assert_int_equal(exit_code(d), 1);
}

#define TEST(function, fresh) cmocka_unit_test_setup_teardown(function, fresh, clear)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(wires_reach_the_core_and_outputs_the_block, fresh_tcp),
		TEST(wires_reach_the_core_and_outputs_the_block, fresh_rtu),
		TEST(outputs_are_off_without_a_core, fresh_tcp),
		TEST(outputs_are_off_when_the_core_does_not_drive, fresh_tcp),
		TEST(a_second_core_is_refused, fresh_tcp),
		TEST(a_silent_block_is_gone, fresh_tcp),
		TEST(a_silent_block_is_gone, fresh_rtu),
		TEST(a_slow_block_is_gone, fresh_tcp),
		TEST(a_block_that_dribbles_is_gone, fresh_tcp),
		TEST(a_block_that_dribbles_is_gone, fresh_rtu),
		TEST(a_block_that_answers_other_sizes_is_gone, fresh_tcp),
		TEST(a_block_that_answers_other_sizes_is_gone, fresh_rtu),
		TEST(a_block_that_refuses_is_gone, fresh_tcp),
		TEST(a_block_whose_output_does_not_follow_is_gone, fresh_tcp),
		TEST(one_wrong_answer_is_asked_again, fresh_tcp),
		TEST(one_wrong_answer_is_asked_again, fresh_rtu),
		TEST(a_lost_connection_comes_back_with_the_next_process, fresh_tcp),
		TEST(a_process_that_hangs_is_gone, fresh_tcp),
		TEST(the_blocks_own_watchdog_must_be_on_and_short, fresh_tcp),
		TEST(a_block_that_is_not_there_is_told, fresh_tcp),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
