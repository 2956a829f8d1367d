/*
 * test_guard: the real egate-guard between an egated, a core and a card of wires that the test
 * plays. The core is a process that does nothing; its stamps are the test's.
 */
#include "os/beat.h"
#include "os/link.h"
#include "os/now.h"
#include "prog/control.h"
#include "prog/guard_rule.h"
#include "simulator/metal.h"
#include "simulator/serve.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define LOCKS    ((uint32_t)(GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK))
#define WATCHDOG ((uint32_t)GATE_OUT_WATCHDOG)
#define WELL                                                                       \
	((uint32_t)(GATE_IN_ENTRY_CLOSED | GATE_IN_EXIT_CLOSED | GATE_IN_FIRE_OK | \
		    GATE_IN_ESTOP_OK | GATE_IN_TAMPER_OK | GATE_IN_MAINS_OK | GATE_IN_SENSORS_OK))
#define LIMIT_MS \
	20000 /* a bound for a machine that does other things; an honest run takes moments */

struct stage {
	char folder[32];
	char wires[64];
	struct serve card;
	struct gate_lines lines;
	int beat_fd;
	struct beat *beat;
	int control; /* egated's end */
	int link;    /* the core's end */
	pid_t guard;
	pid_t core;
	bool busy; /* the card has somebody else */
	unsigned refused;
};

static struct stage stage;

static int make(void **state)
{
	struct stage *s = &stage;
	struct metal well = metal_start(100);
	(void)state;
	*s = (struct stage){.folder = "/tmp/guard-XXXXXX",
			    .card = SERVE_CLOSED,
			    .control = -1,
			    .link = -1,
			    .lines = metal_lines(&well)};
	assert_non_null(mkdtemp(s->folder));
	assert_true(snprintf(s->wires, sizeof(s->wires), "%s/gate.sock", s->folder) > 0);
	assert_int_equal(serve_open(&s->card, s->wires), EG_OK);
	assert_int_equal(beat_make(&s->beat_fd), EG_OK);
	assert_int_equal(beat_map(s->beat_fd, &s->beat), EG_OK);
	return 0;
}

static void bury(pid_t *pid)
{
	if (*pid > 0) {
		(void)kill(*pid, SIGKILL); /* ended already is as good */
		(void)waitpid(*pid, NULL, 0);
		*pid = 0;
	}
}

static int clear(void **state)
{
	(void)state;
	bury(&stage.guard);
	bury(&stage.core);
	eg_close(&stage.control);
	eg_close(&stage.link);
	eg_close(&stage.beat_fd);
	serve_close(&stage.card);
	(void)unlink(stage.wires); /* may not be there */
	return rmdir(stage.folder);
}

static int apart(int fd)
{
	return fcntl(fd, F_DUPFD_CLOEXEC, BEAT_FD + 1);
}

static void become_guard(struct stage *s, int connection)
{
	char word[80];
	int theirs = apart(connection);
	int beat = apart(s->beat_fd);
	int printed = snprintf(word, sizeof(word), "gate-io=sim:%s", s->wires);
	if (printed < 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || dup2(theirs, LINK_FD) < 0 ||
	    dup2(beat, BEAT_FD) < 0 || syscall(SYS_close_range, BEAT_FD + 1, ~0u, 0) != 0) {
		_exit(127);
	}
	(void)execl(EGATE_GUARD, "egate-guard", word, "guard=1", (char *)NULL); /* or it fails */
	_exit(127);
}

static void start_guard(struct stage *s)
{
	int pair[2];
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
	s->guard = fork();
	assert_true(s->guard >= 0);
	if (s->guard == 0) {
		become_guard(s, pair[1]);
	}
	assert_int_equal(close(pair[1]), 0);
	s->control = pair[0];
}

/* A core that drove just now and can do nothing more; the guard is told of it and says ready. */
static void start_core(struct stage *s, uint32_t inputs)
{
	int pair[2];
	struct msg m;
	EG_AUTO(eg_close) int bulk = -1;
	struct control told = {.kind = CONTROL_WORKER, .role = ROLE_CORE};
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
	s->link = pair[0];
	s->core = fork();
	assert_true(s->core >= 0);
	if (s->core == 0) {
		if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 ||
		    syscall(SYS_close_range, 0, ~0u, 0) != 0) {
			_exit(127);
		}
		for (;;) {
			(void)pause(); /* until it is ended */
		}
	}
	EG_AUTO(eg_close) int theirs = pair[1];
	EG_AUTO(eg_close) int process = (int)syscall(SYS_pidfd_open, s->core, 0);
	assert_true(process >= 0);
	atomic_store(&s->beat->inputs, inputs);
	atomic_store(&s->beat->drove_us, now_mono_us());
	assert_int_equal(control_send(s->control, &told, theirs, process), EG_OK);
	assert_int_equal(link_recv(s->link, &m, &bulk), EG_OK);
	assert_int_equal(m.kind, MSG_READY);
	assert_int_equal(m.body.ready.role, ROLE_GUARD);
}

/* The next levels that somebody drives; the card serves one at a time. */
static uint32_t next_drive(struct stage *s)
{
	for (;;) {
		struct pollfd p[SERVE_PEERS + 1] = {{.fd = s->card.listener, .events = POLLIN}};
		uint32_t outputs;
		size_t got;
		for (size_t i = 0; i < SERVE_PEERS; i++) {
			p[i + 1] = (struct pollfd){.fd = s->card.peer[i], .events = POLLIN};
			if (serve_recv(&s->card, i, &outputs, sizeof(outputs), &got)) {
				assert_int_equal(got, sizeof(outputs));
				return outputs;
			}
		}
		assert_true(poll(p, SERVE_PEERS + 1, LIMIT_MS) > 0);
		int fresh = p[0].revents != 0 ? serve_accept(&s->card) : -1;
		if (fresh >= 0 && s->busy) {
			serve_drop(&s->card, (size_t)fresh);
			s->refused++;
			s->busy = s->refused < 5;
		} else if (fresh >= 0) {
			serve_send(&s->card, (size_t)fresh, rd_of(&s->lines, sizeof(s->lines)), -1);
		}
	}
}

static void ended_by(pid_t *pid, int signal)
{
	int status = 0;
	assert_int_equal(waitpid(*pid, &status, 0), *pid);
	*pid = 0;
	assert_true(signal == 0 ? WIFEXITED(status) && WEXITSTATUS(status) == 0
				: WIFSIGNALED(status) && WTERMSIG(status) == signal);
}

static void outputs_of_a_core_that_stops_driving_are_taken_and_it_is_killed(void **state)
{
	(void)state;
	start_guard(&stage);
	start_core(&stage, WELL);
	ended_by(&stage.core, SIGKILL);
	assert_int_equal(atomic_load(&stage.beat->took), BEAT_HUNG); /* known with its end */
	assert_int_equal(next_drive(&stage) & LOCKS, LOCKS);
	assert_true(now_mono_us() - atomic_load(&stage.beat->drove_us) >= GUARD_HUNG_US);
}

static void a_core_that_is_stopped_is_killed_too(void **state)
{
	(void)state;
	start_guard(&stage);
	start_core(&stage, WELL);
	assert_int_equal(kill(stage.core, SIGSTOP), 0);
	assert_int_equal(next_drive(&stage) & LOCKS, LOCKS);
	ended_by(&stage.core, SIGKILL);
}

static void outputs_of_a_core_that_ended_are_taken_and_held(void **state)
{
	(void)state;
	uint32_t seen[2] = {0};
	start_guard(&stage);
	start_core(&stage, WELL);
	atomic_store(&stage.beat->drove_us, 0); /* it has all time to drive for the first time */
	bury(&stage.core);
	for (int i = 0; i < 10; i++) {
		uint32_t out = next_drive(&stage);
		assert_int_equal(out & LOCKS, LOCKS);
		seen[(out & WATCHDOG) != 0]++;
	}
	assert_int_equal(atomic_load(&stage.beat->took), BEAT_ENDED);
	assert_true(seen[0] > 0 && seen[1] > 0); /* the relay stays up */
}

static void it_sees_and_frees_people_as_the_core_does(void **state)
{
	(void)state;
	start_guard(&stage);
	start_core(&stage, (WELL & ~(uint32_t)GATE_IN_EXIT_CLOSED) | (uint32_t)GATE_IN_EXIT_BEAM);
	stage.lines.levels &= ~(uint32_t)WIRE_EXIT_CLOSED;
	stage.lines.levels |= (uint32_t)WIRE_EXIT_BEAM;
	bury(&stage.core);
	/* From the first drive on: the body that the core saw is not locked against. */
	for (int i = 0; i < 5; i++) {
		assert_int_equal(next_drive(&stage) & LOCKS, GATE_OUT_ENTRY_LOCK);
	}
	stage.lines.levels = (uint32_t)(WIRE_ENTRY_CLOSED | WIRE_EXIT_CLOSED | WIRE_ESTOP_OK |
					WIRE_TAMPER_OK | WIRE_MAINS_OK);
	serve_send_all(&stage.card, rd_of(&stage.lines, sizeof(stage.lines)));
	while ((next_drive(&stage) & LOCKS) != 0) {
		/* fire: until both doors are free; a test that waits for ever is ended */
	}
}

/* The next core must know, though the danger may be over when it comes. */
static void an_evacuation_that_it_began_outlives_it(void **state)
{
	(void)state;
	const struct gate_lines well = stage.lines;
	start_guard(&stage);
	start_core(&stage, WELL);
	bury(&stage.core);
	assert_int_equal(next_drive(&stage) & LOCKS, LOCKS);
	assert_int_equal(atomic_load(&stage.beat->freed), 0);
	stage.lines.levels &= ~(uint32_t)WIRE_FIRE_OK;
	serve_send_all(&stage.card, rd_of(&stage.lines, sizeof(stage.lines)));
	while ((next_drive(&stage) & LOCKS) != 0) {
		/* until both doors are free; a test that waits for ever is ended */
	}
	assert_int_equal(atomic_load(&stage.beat->freed), 1);
	serve_send_all(&stage.card, rd_of(&well, sizeof(well)));
	for (int i = 0; i < 10; i++) {
		assert_int_equal(next_drive(&stage) & LOCKS, 0);
	}
	assert_int_equal(atomic_load(&stage.beat->freed), 1);
}

/* Of a core that has never looked: where it began in a fire the doors are not locked now. */
static void before_its_first_look_it_locks_nothing(void **state)
{
	(void)state;
	start_guard(&stage);
	start_core(&stage, 0);
	atomic_store(&stage.beat->drove_us, 0);
	stage.lines.levels &= ~(uint32_t)WIRE_FIRE_OK;
	bury(&stage.core);
	for (int i = 0; i < 10; i++) {
		assert_int_equal(next_drive(&stage) & LOCKS, 0);
	}
}

static void wires_that_are_held_are_asked_for_again(void **state)
{
	(void)state;
	stage.busy = true;
	start_guard(&stage);
	start_core(&stage, WELL);
	bury(&stage.core);
	uint32_t out = next_drive(&stage);
	while ((out & LOCKS) != LOCKS) {
		out = next_drive(&stage);
	}
	assert_int_equal(stage.refused, 5);
}

static void told_to_it_lets_go_with_outputs_safe(void **state)
{
	(void)state;
	start_guard(&stage);
	start_core(&stage, WELL);
	bury(&stage.core);
	assert_int_equal(next_drive(&stage) & LOCKS, LOCKS);
	assert_int_equal(kill(stage.guard, SIGTERM), 0);
	ended_by(&stage.guard, 0);
}

static void without_egated_it_sees_the_core_to_its_end_and_ends(void **state)
{
	(void)state;
	start_guard(&stage);
	start_core(&stage, WELL);
	eg_close(&stage.control);
	assert_int_equal(next_drive(&stage) & LOCKS, LOCKS); /* the core did not end by itself */
	ended_by(&stage.core, SIGKILL);
	/* What it drove is read, so that it does not wait for us. */
	ended_by(&stage.guard, 0);
}

static void without_a_core_it_ends_with_egated(void **state)
{
	(void)state;
	start_guard(&stage);
	eg_close(&stage.control);
	ended_by(&stage.guard, 0);
}

int main(void)
{
#define GUARD_TEST(name) cmocka_unit_test_setup_teardown(name, make, clear)
	const struct CMUnitTest tests[] = {
		GUARD_TEST(outputs_of_a_core_that_stops_driving_are_taken_and_it_is_killed),
		GUARD_TEST(a_core_that_is_stopped_is_killed_too),
		GUARD_TEST(outputs_of_a_core_that_ended_are_taken_and_held),
		GUARD_TEST(it_sees_and_frees_people_as_the_core_does),
		GUARD_TEST(an_evacuation_that_it_began_outlives_it),
		GUARD_TEST(before_its_first_look_it_locks_nothing),
		GUARD_TEST(wires_that_are_held_are_asked_for_again),
		GUARD_TEST(told_to_it_lets_go_with_outputs_safe),
		GUARD_TEST(without_egated_it_sees_the_core_to_its_end_and_ends),
		GUARD_TEST(without_a_core_it_ends_with_egated),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
