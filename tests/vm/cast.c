/*
 * cast: the real egate-core as a process, and its connections.
 * Knows processes and sockets. Never knows what the players say (cast_parts.c).
 */
#include "cast.h"

#include "cast_parts.h"

#include "os/beat.h"
#include "os/link.h"
#include "os/now.h"
#include "prog/control.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define CORE      "/bin/egate-core"
#define GUARD     "/bin/egate-guard"
#define WORDS_MAX 64
#define OFFICER   1000

static const enum role workers[] = {ROLE_PAGE, ROLE_CHIP, ROLE_VERIFY, ROLE_FACE, ROLE_JOURNAL};

/* Away from the places that a program knows. */
static int apart(int fd)
{
	return fcntl(fd, F_DUPFD_CLOEXEC, BEAT_FD + 1);
}

/* In the child: standard error goes to the log, connection and page to where programs find them. */
static void become(const struct cast *c, const char *path, const char *const *words, int connection,
		   int beat, const char *preload)
{
	static char with_guard[] = "guard=1";
	int last = beat > 0 ? BEAT_FD : LINK_FD;
	char *argv[WORDS_MAX + 3] = {strdup(path)};
	size_t count = 1;
	for (size_t i = 0; words[i] != NULL && i < WORDS_MAX; i++) {
		argv[count++] = strdup(words[i]);
	}
	argv[count] = c->guarded ? with_guard : NULL;
	int log = open(c->log == NULL ? CAST_LOG : c->log,
		       O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	beat = beat > 0 ? apart(beat) : 0;
	connection = apart(connection);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || log < 0 || dup2(log, STDERR_FILENO) < 0 ||
	    dup2(connection, LINK_FD) < 0 || (beat != 0 && dup2(beat, BEAT_FD) < 0) ||
	    syscall(SYS_close_range, last + 1, ~0u, 0) != 0 ||
	    (preload != NULL && setenv("LD_PRELOAD", preload, 1) != 0)) {
		_exit(127);
	}
	(void)execv(path, argv); /* returns only on failure */
	_exit(127);
}

/* Starts a program with a connection of its own; our end of it. */
static int start(const struct cast *c, pid_t *pid, const char *path, const char *const *words,
		 const char *preload)
{
	int pair[2];
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
	*pid = fork();
	assert_true(*pid >= 0);
	if (*pid == 0) {
		become(c, path, words, pair[1], c->guarded ? c->page : c->beat, preload);
	}
	assert_int_equal(close(pair[1]), 0);
	return pair[0];
}

/* Core and real guard each get an end of one connection, and the other's process. */
static void introduce(struct cast *c)
{
	const struct control to_guard = {CONTROL_WORKER, ROLE_CORE, 0, (uint32_t)c->core};
	const struct control to_core = {CONTROL_WORKER, ROLE_GUARD, 0, (uint32_t)c->guard};
	int pair[2];
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
	EG_AUTO(eg_close) int of_core = pair[0];
	EG_AUTO(eg_close) int of_guard = pair[1];
	EG_AUTO(eg_close) int guard = (int)syscall(SYS_pidfd_open, c->guard, 0);
	assert_true(guard >= 0);
	assert_int_equal(control_send(c->guard_control, &to_guard, of_guard, c->core_handle),
			 EG_OK);
	assert_int_equal(control_send(c->control, &to_core, of_core, guard), EG_OK);
}

void cast_start(struct cast *c, const char *const *words, const char *preload)
{
	for (size_t i = 0; i < ROLE_COUNT; i++) {
		c->players[i].fd = -1;
	}
	c->console = -1;
	c->known = false;
	if (c->guarded) {
		assert_int_equal(beat_make(&c->page), EG_OK);
		c->guard_control = start(c, &c->guard, GUARD, words, NULL);
	}
	c->control = start(c, &c->core, c->program == NULL ? CORE : c->program, words, preload);
	c->core_handle = (int)syscall(SYS_pidfd_open, c->core, 0);
	assert_true(c->core_handle >= 0);
	if (c->guarded) {
		introduce(c);
	}
}

/* A process that only waits to be killed. */
static pid_t idle_process(void)
{
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 ||
		    syscall(SYS_close_range, 0, ~0u, 0) != 0) {
			_exit(127);
		}
		for (;;) {
			(void)pause(); /* until the signal that ends it */
		}
	}
	return pid;
}

static void join(struct cast *c, enum role role)
{
	struct player *p = &c->players[role];
	int pair[2];
	struct msg ready = msg_make(MSG_READY, 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
	p->pid = idle_process();
	p->fd = pair[0];
	EG_AUTO(eg_close) int theirs = pair[1];
	EG_AUTO(eg_close) int process = (int)syscall(SYS_pidfd_open, p->pid, 0);
	const struct control told = {CONTROL_WORKER, role, 0, (uint32_t)p->pid};
	assert_true(process >= 0);
	ready.body.ready.role = (uint8_t)role;
	assert_int_equal(control_send(c->control, &told, theirs, process), EG_OK);
	assert_int_equal(link_send(p->fd, &ready, -1), EG_OK);
	if (role == ROLE_PAGE && c->lies) {
		parts_document(c);
	}
}

/* The core drops a console that does not hear fast enough; then it comes again. */
static void watch(struct cast *c)
{
	int pair[2];
	struct msg m = msg_make(MSG_WATCH, 0);
	m.body.watch.as = c->parts.looks ? WATCH_OFFICER : WATCH_LANE;
	m.body.watch.attends = 1;
	const struct control told = {CONTROL_CONSOLE, ROLE_CONSOLE, OFFICER, 0};
	eg_close(&c->console);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
	if (control_send(c->control, &told, pair[1], -1) == EG_OK) { /* else it has ended */
		c->console = pair[0];
		pair[0] = -1;
		assert_int_equal(link_send(c->console, &m, -1), EG_OK);
	}
	eg_close(&pair[0]);
	eg_close(&pair[1]);
}

void cast_join(struct cast *c)
{
	watch(c);
	for (size_t i = 0; i < sizeof(workers) / sizeof(workers[0]); i++) {
		join(c, workers[i]);
	}
	if (c->beat > 0) {
		join(c, ROLE_GUARD);
	}
	if (c->parts.lists != LISTS_NONE) {
		join(c, ROLE_WATCHLIST);
	}
}

void cast_join_missing(struct cast *c, bool without_guard)
{
	for (unsigned role = ROLE_PAGE; role <= ROLE_GUARD; role++) {
		bool wanted = role != ROLE_GUARD || (c->beat > 0 && !without_guard);
		if (wanted && c->players[role].fd < 0) {
			join(c, (enum role)role);
		}
	}
}

void cast_document(struct cast *c, bool lies)
{
	c->lies = lies;
	if (c->players[ROLE_PAGE].fd >= 0) {
		parts_document(c);
	}
}

void cast_order(struct cast *c, enum gate_event_kind order)
{
	struct msg m = msg_make(MSG_ORDER, c->epoch);
	m.body.order.order = (uint8_t)order;
	assert_int_equal(link_send(c->console, &m, -1), EG_OK);
}

static void bury(struct player *p)
{
	eg_close(&p->fd);
	if (p->pid > 0) {
		(void)kill(p->pid, SIGKILL); /* dead already is as good */
		(void)waitpid(p->pid, NULL, 0);
	}
	p->pid = 0;
}

void cast_kill(struct cast *c, enum role role)
{
	bury(&c->players[role]);
}

/* The core has closed a worker's connection: it must have ended the process, too. */
static void succeed(struct cast *c, enum role role)
{
	struct player *p = &c->players[role];
	int status = 0;
	EG_AUTO(eg_close) int process = (int)syscall(SYS_pidfd_open, p->pid, 0);
	struct pollfd ends[] = {{.fd = process, .events = POLLIN},
				{.fd = c->core_handle, .events = POLLIN}};
	eg_close(&p->fd);
	assert_true(process >= 0 && poll(ends, 2, -1) > 0);
	if (ends[0].revents == 0) {
		bury(p); /* the core itself has ended: nobody was killed */
		return;
	}
	assert_int_equal(waitpid(p->pid, &status, 0), p->pid);
	p->pid = 0;
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	c->killed++;
	if (!c->parts.no_successor) {
		join(c, role);
	}
}

/* Only of the traveller of now, only while referred, and only as the face worker has sealed it. */
static void hear_picture(struct cast *c, const struct msg *m, int bulk)
{
	const struct msg_face_picture *p = &m->body.face_picture;
	assert_true(c->parts.looks && c->known);
	assert_int_equal(m->epoch, c->epoch);
	assert_true(c->now.state == GATE_REFERRED_INSIDE || c->now.state == GATE_REFERRED_OUTSIDE);
	assert_int_equal(bulk_check(bulk, p->size, FACE_PICTURE_SIZE_MAX), EG_OK);
	c->shown[p->which]++;
}

static void hear_status(struct cast *c, const struct msg *m)
{
	if (m->kind == MSG_LOAD) {
		c->load = m->body.load;
	}
	c->hits += m->kind == MSG_HIT ? 1u : 0u;
	if (m->kind == MSG_STATUS) {
		c->now = m->body.status;
		c->epoch = m->epoch;
		c->known = true;
		c->visited |= 1u << m->body.status.state;
	}
}

static void hear(struct cast *c, unsigned from, int fd)
{
	struct msg m;
	EG_AUTO(eg_close) int bulk = -1;
	enum eg_err err = link_recv(fd, &m, &bulk);
	if (err == EG_GONE && from == ROLE_CONSOLE) {
		watch(c);
	} else if (err == EG_GONE) {
		succeed(c, (enum role)from);
	} else {
		assert_int_equal(err, EG_OK);
		if (from == ROLE_CONSOLE && m.kind == MSG_FACE_PICTURE) {
			hear_picture(c, &m, bulk);
		} else if (from == ROLE_CONSOLE) {
			hear_status(c, &m);
		} else {
			if (m.kind == MSG_PAGE_PICTURE) {
				assert_int_equal(bulk_check(bulk, m.body.page_picture.size,
							    m.body.page_picture.size),
						 EG_OK);
			}
			parts_answer(c, (enum role)from, &m);
		}
	}
}

void cast_until(struct cast *c, int64_t us)
{
	for (int64_t now = now_mono_us(); now < us; now = now_mono_us()) {
		struct pollfd fds[ROLE_COUNT + 1];
		unsigned from[ROLE_COUNT + 1];
		nfds_t count = 0;
		for (unsigned role = 0; role < ROLE_COUNT; role++) {
			int fd = role == ROLE_CONSOLE ? c->console : c->players[role].fd;
			if (fd >= 0 && c->core > 0) {
				from[count] = role;
				fds[count++] = (struct pollfd){.fd = fd, .events = POLLIN};
			}
		}
		int64_t left = us - now;
		struct timespec wait = {left / 1000000, (long)(left % 1000000) * 1000};
		if (ppoll(fds, count, &wait, NULL) <= 0) {
			continue;
		}
		for (nfds_t i = 0; i < count; i++) {
			if (fds[i].revents != 0) {
				hear(c, from[i], fds[i].fd);
			}
		}
	}
}

void cast_forget(struct cast *c)
{
	c->visited = c->known ? 1u << c->now.state : 0u;
	c->recorded = c->killed = c->alarms = c->orders = 0;
	c->acknowledged_us = 0;
}

void cast_signal(const struct cast *c, int signal)
{
	assert_int_equal(kill(c->core, signal), 0);
}

static int end_of(pid_t *pid, int limit_ms)
{
	int status = 0;
	EG_AUTO(eg_close) int handle = (int)syscall(SYS_pidfd_open, *pid, 0);
	struct pollfd end = {.fd = handle, .events = POLLIN};
	assert_true(handle >= 0);
	assert_int_equal(poll(&end, 1, limit_ms), 1);
	assert_int_equal(waitpid(*pid, &status, 0), *pid);
	*pid = 0;
	return status;
}

/* Whoever is left of it. */
static void end_now(pid_t *pid)
{
	if (*pid > 0) {
		(void)kill(*pid, SIGKILL); /* ended already is as good */
		(void)waitpid(*pid, NULL, 0);
		*pid = 0;
	}
}

static void without_core(struct cast *c)
{
	for (size_t i = 0; i < ROLE_COUNT; i++) {
		bury(&c->players[i]);
	}
	c->known = false;
	eg_close(&c->core_handle);
	eg_close(&c->control);
	eg_close(&c->console);
}

static void without_guard(struct cast *c)
{
	if (c->guarded) {
		eg_close(&c->guard_control);
		eg_close(&c->page);
	}
}

int cast_end(struct cast *c, int limit_ms)
{
	int status = end_of(&c->core, limit_ms);
	without_core(c);
	return status;
}

void cast_relieve(struct cast *c, int limit_ms)
{
	assert_int_equal(kill(c->guard, SIGTERM), 0);
	int status = end_of(&c->guard, limit_ms);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	without_guard(c);
}

void cast_close(struct cast *c)
{
	end_now(&c->core);
	end_now(&c->guard);
	without_core(c);
	without_guard(c);
}

bool cast_logged(const char *one, const char *two)
{
	return cast_logged_in(CAST_LOG, one, two);
}

bool cast_logged_in(const char *path, const char *one, const char *two)
{
	char line[512];
	bool found = false;
	FILE *log = fopen(path, "re");
	while (log != NULL && !found && fgets(line, sizeof(line), log) != NULL) {
		found = strstr(line, one) != NULL && strstr(line, two) != NULL;
	}
	if (log != NULL) {
		assert_int_equal(fclose(log), 0);
	}
	return found;
}
