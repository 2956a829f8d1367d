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
#include "starved.h"

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
#define TRIES     100
/* Of waiting for a CPU in one try, all of us together: with less, a loss is not the machine's. */
#define STARVED_NS INT64_C(20000000)

struct desk;
typedef enum eg_err play(struct desk *d);

/* A test: what is played, with which block. */
struct scene {
	play *play;
	void (*start)(struct block *);
};

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
	const struct scene *scene;
	int64_t starved_ns; /* when this try began */
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

static int open_desk(struct desk *d, const struct scene *scene)
{
	/* A busy machine shall not look like a silent core or block; without the right it may. The
	 * block's thread inherits it. */
	const struct sched_param fifo = {.sched_priority = 40};
	(void)sched_setscheduler(0, SCHED_FIFO, &fifo);
	*d = (struct desk){.listener = -1, .scene = scene};
	struct lane_settings settings = lane_settings_default();
	scene->start(&d->block);
	listen_at(d);
	d->starved_ns = starved_ns(0);
	return modbus_map_of(&d->map, d->block.where, &settings.fitting) == EG_OK ? 0 : -1;
}

static int fresh(void **state)
{
	static struct desk d;
	const struct scene *scene = *state;
	*state = &d;
	return open_desk(&d, scene);
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

/* The process has ended by itself: nobody moves a coil any more. Not reaped. */
static bool ended(const struct desk *d)
{
	siginfo_t info = {.si_pid = 0};
	return waitid(P_PID, (id_t)d->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
	       info.si_pid == d->pid;
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
	enum eg_err err = d->wires->open(&d->io, where, &fitting, LOCKS);
	/* Nobody answers on a socket that outlives who served it. */
	return err == EG_TIMEOUT && ended(d) ? EG_GONE : err;
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

static enum eg_err until_coil(struct desk *d, unsigned coil, bool level, bool driving)
{
	struct gate_lines lines;
	int64_t end = now_mono_us() + PATIENCE * 1000;
	while (block_coil(&d->block, coil) != level) {
		assert_true(now_mono_us() < end);
		if (driving) {
			EG_TRY(turn(d, &lines));
		} else if (ended(d)) {
			return EG_GONE;
		} else {
			(void)poll(NULL, 0, 1); /* the block tells nobody what it is told */
		}
	}
	return EG_OK;
}

/*
 * A play from its beginning to its end. On a machine that does other things, and where we may not
 * be real-time, a core or a block can be late without a fault of anybody's: the wires are lost as
 * they have to be, and the play is tried again. A loss that no waiting explains is a failure.
 */
static void whole(void **state)
{
	struct desk *d = *state;
	const struct scene *scene = d->scene;
	enum eg_err err = scene->play(d);
	for (int i = 1; err == EG_GONE && i < TRIES; i++) {
		int64_t waited_ns = starved_ns(d->pid) - d->starved_ns;
		print_message("lost the wires; waited %d ms for a CPU\n",
			      (int)(waited_ns / 1000000));
		assert_true(waited_ns > STARVED_NS);
		assert_int_equal(clear(state), 0);
		assert_int_equal(open_desk(d, scene), 0);
		err = scene->play(d);
	}
	assert_int_equal(err, EG_OK);
}

static enum eg_err wires_reach_the_core_and_outputs_the_block(struct desk *d)
{
	block_set_input(&d->block, 6, true);
	start_process(d, d->map.serial ? ",baud=115200,parity=none" : "");
	EG_TRY(connect_core(d));
	EG_TRY(until_levels(d, WIRE_FIRE_OK | WIRE_ESTOP_OK, WIRE_FIRE_OK));
	block_set_input(&d->block, 7, true);
	EG_TRY(until_levels(d, WIRE_ESTOP_OK, WIRE_ESTOP_OK));
	EG_TRY(until_coil(d, 0, true, true));
	EG_TRY(until_coil(d, 1, true, true));
	d->outputs = GATE_OUT_BUZZER;
	EG_TRY(until_coil(d, 8, true, true));
	EG_TRY(until_coil(d, 0, false, true));
	/* The watchdog's coil turns with the core's tick. */
	EG_TRY(until_coil(d, d->map.watchdog.address, true, true));
	EG_TRY(until_coil(d, d->map.watchdog.address, false, true));
	EG_TRY(until_coil(d, d->map.watchdog.address, true, true));
	return EG_OK;
}

static enum eg_err outputs_are_off_without_a_core(struct desk *d)
{
	start_process(d, "");
	EG_TRY(connect_core(d));
	EG_TRY(until_coil(d, 0, true, true));
	leave(d);
	EG_TRY(until_coil(d, 0, false, false));
	EG_TRY(connect_core(d)); /* and it serves the next one */
	EG_TRY(until_coil(d, 0, true, true));
	return EG_OK;
}

static enum eg_err outputs_are_off_when_the_core_does_not_drive(struct desk *d)
{
	struct gate_lines lines;
	start_process(d, "");
	EG_TRY(connect_core(d));
	EG_TRY(until_coil(d, 1, true, true));
	EG_TRY(until_coil(d, 1, false, false)); /* connected all the time */
	enum eg_err err = EG_OK;
	while (err == EG_OK) {
		err = d->wires->read(d->io, &lines);
	}
	assert_int_equal(err, EG_GONE);
	return EG_OK;
}

static enum eg_err a_second_core_is_refused(struct desk *d)
{
	struct desk other = *d;
	start_process(d, "");
	EG_TRY(connect_core(d));
	assert_int_equal(connect_core(&other), EG_GONE);
	EG_TRY(until_levels(d, 0, 0));
	return EG_OK;
}

/* A mood in which the link is lost: core and process end. */
static enum eg_err lost_by(struct desk *d, enum mood mood, const char *what)
{
	start_process(d, d->map.serial ? ",baud=115200,parity=none" : "");
	EG_TRY(connect_core(d));
	EG_TRY(until_coil(d, 1, true, true));
	d->block.mood = mood;
	until_gone(d, what);
	assert_int_equal(exit_code(d), 1);
	return EG_OK;
}

static enum eg_err a_silent_block_is_gone(struct desk *d)
{
	return lost_by(d, MOOD_SILENT, "silent");
}

static enum eg_err a_slow_block_is_gone(struct desk *d)
{
	return lost_by(d, MOOD_SLOW, "slow");
}

static enum eg_err a_block_that_dribbles_is_gone(struct desk *d)
{
	return lost_by(d, MOOD_DRIBBLE, "dribbling");
}

static enum eg_err a_block_that_answers_other_sizes_is_gone(struct desk *d)
{
	return lost_by(d, MOOD_WRONG, "wrong sizes");
}

static enum eg_err a_block_that_refuses_is_gone(struct desk *d)
{
	return lost_by(d, MOOD_EXCEPTION, "exception");
}

static enum eg_err a_block_whose_output_does_not_follow_is_gone(struct desk *d)
{
	return lost_by(d, MOOD_STUCK, "stuck coil");
}

static enum eg_err one_wrong_answer_is_asked_again(struct desk *d)
{
	start_process(d, d->map.serial ? ",baud=115200,parity=none" : "");
	EG_TRY(connect_core(d));
	EG_TRY(until_coil(d, 1, true, true));
	d->block.mood = MOOD_WRONG_ONCE;
	block_set_input(&d->block, 4, true);
	EG_TRY(until_levels(d, WIRE_PRESENT, WIRE_PRESENT));
	assert_int_equal(d->block.mood, MOOD_GOOD);
	return EG_OK;
}

static enum eg_err a_lost_connection_comes_back_with_the_next_process(struct desk *d)
{
	EG_TRY(lost_by(d, MOOD_HANG_UP, "hung up"));
	leave(d);
	start_process(d, "");
	EG_TRY(connect_core(d));
	EG_TRY(until_coil(d, 1, true, true));
	return EG_OK;
}

static enum eg_err a_process_that_hangs_is_gone(struct desk *d)
{
	start_process(d, "");
	EG_TRY(connect_core(d));
	EG_TRY(until_levels(d, 0, 0));
	assert_int_equal(kill(d->pid, SIGSTOP), 0);
	until_gone(d, "stopped process");
	return EG_OK;
}

static enum eg_err guarded(struct desk *d, uint16_t value, bool good)
{
	block_set_register(&d->block, 5, value);
	start_process(d, ",timeout-register=5,timeout-unit=10");
	if (good) {
		EG_TRY(connect_core(d));
		leave(d);
		(void)kill(d->pid, SIGKILL);
		(void)exit_code(d);
	} else {
		assert_int_equal(exit_code(d), 1);
	}
	return EG_OK;
}

static enum eg_err the_blocks_own_watchdog_must_be_on_and_short(struct desk *d)
{
	EG_TRY(guarded(d, 0, false));
	EG_TRY(guarded(d, 16, false));
	EG_TRY(guarded(d, 15, true));
	return EG_OK;
}

static enum eg_err a_block_that_is_not_there_is_told(struct desk *d)
{
	(void)snprintf(d->block.where, sizeof(d->block.where), "tcp:127.0.0.1:1");
	start_process(d, "");
	assert_int_equal(exit_code(d), 1);
	return EG_OK;
}

#define TCP(name)                                           \
	{                                                   \
#name, whole, fresh, clear, &(struct scene) \
		{                                           \
			name, block_start_tcp               \
		}                                           \
	}
#define RTU(name)                                           \
	{                                                   \
#name, whole, fresh, clear, &(struct scene) \
		{                                           \
			name, block_start_rtu               \
		}                                           \
	}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TCP(wires_reach_the_core_and_outputs_the_block),
		RTU(wires_reach_the_core_and_outputs_the_block),
		TCP(outputs_are_off_without_a_core),
		TCP(outputs_are_off_when_the_core_does_not_drive),
		TCP(a_second_core_is_refused),
		TCP(a_silent_block_is_gone),
		RTU(a_silent_block_is_gone),
		TCP(a_slow_block_is_gone),
		TCP(a_block_that_dribbles_is_gone),
		RTU(a_block_that_dribbles_is_gone),
		TCP(a_block_that_answers_other_sizes_is_gone),
		RTU(a_block_that_answers_other_sizes_is_gone),
		TCP(a_block_that_refuses_is_gone),
		TCP(a_block_whose_output_does_not_follow_is_gone),
		TCP(one_wrong_answer_is_asked_again),
		RTU(one_wrong_answer_is_asked_again),
		TCP(a_lost_connection_comes_back_with_the_next_process),
		TCP(a_process_that_hangs_is_gone),
		TCP(the_blocks_own_watchdog_must_be_on_and_short),
		TCP(a_block_that_is_not_there_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
