/*
 * touch_desk: the real egate-touch process, or its twin, before a test that plays its core.
 * Knows the link. Never plays a sensor.
 */
#include "touch_desk.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define WORDS_MAX 8
#define WORD_ROOM 256
#define LOG_ROOM  65536

/* In the child: becomes the program, or ends. */
static _Noreturn void become(const char *program, const char *const words[], int link, int log)
{
	static char copies[WORDS_MAX][WORD_ROOM];
	static char name[WORD_ROOM];
	char *argv[WORDS_MAX + 2] = {name};
	(void)snprintf(name, sizeof(name), "%s", program);
	for (size_t i = 0; i < WORDS_MAX && words[i] != NULL; i++) {
		(void)snprintf(copies[i], WORD_ROOM, "%s", words[i]);
		argv[i + 1] = copies[i];
	}
	/* dup2 onto itself would leave close-on-exec set. */
	bool placed =
		link == LINK_FD ? fcntl(link, F_SETFD, 0) == 0 : dup2(link, LINK_FD) == LINK_FD;
	if (!placed || dup2(log, STDERR_FILENO) < 0) {
		_exit(126);
	}
	(void)execv(program, argv); /* returns only on failure */
	_exit(127);
}

void touch_desk_start(struct touch_desk *d, const char *program, const char *const words[])
{
	int pair[2];
	int log[2];
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
	/* Above the link's place, so that the child does not close one with the other. */
	assert_int_equal(pipe2(log, O_CLOEXEC), 0);
	int above = fcntl(log[1], F_DUPFD_CLOEXEC, LINK_FD + 1);
	assert_true(above > LINK_FD);
	*d = (struct touch_desk){.pid = fork(), .link = pair[0], .log = log[0], .bulk = -1};
	assert_true(d->pid >= 0);
	if (d->pid == 0) {
		become(program, words, pair[1], above);
	}
	eg_close(&pair[1]);
	eg_close(&log[1]);
	eg_close(&above);
}

/* What it writes must not hold it up; false: it writes no more. */
static bool drain(const struct touch_desk *d)
{
	static char lines[4096];
	return read(d->log, lines, sizeof(lines)) > 0;
}

static enum eg_err hear(struct touch_desk *d, struct msg *m)
{
	struct pollfd p[2] = {{.fd = d->link, .events = POLLIN}, {.fd = d->log, .events = POLLIN}};
	do {
		assert_true(poll(p, 2, TOUCH_DESK_WAIT_MS) > 0);
		if (p[1].revents != 0 && !drain(d)) {
			p[1].fd = -1; /* it has ended, or is about to */
		}
	} while (p[0].revents == 0);
	eg_close(&d->bulk);
	return link_recv(d->link, m, &d->bulk);
}

struct msg touch_desk_hear(struct touch_desk *d)
{
	struct msg m;
	assert_int_equal(hear(d, &m), EG_OK);
	return m;
}

/* As the kernel tells it: a filter, and no way to new privileges. */
static void expect_sandbox(const struct touch_desk *d)
{
	char where[64];
	char text[4096];
	EG_AUTO(eg_close) int fd = -1;
	(void)snprintf(where, sizeof(where), "/proc/%ld/status", (long)d->pid);
	fd = open(where, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	ssize_t size = read(fd, text, sizeof(text) - 1);
	assert_true(size > 0);
	text[size] = '\0';
	assert_non_null(strstr(text, "\nSeccomp:\t2\n"));
	assert_non_null(strstr(text, "\nNoNewPrivs:\t1\n"));
}

void touch_desk_ready(struct touch_desk *d)
{
	struct msg m = touch_desk_hear(d);
	assert_int_equal(m.kind, MSG_READY);
	assert_int_equal(m.body.ready.role, ROLE_TOUCH);
	expect_sandbox(d);
}

void touch_desk_press(struct touch_desk *d, uint32_t epoch, uint32_t press, uint32_t ms)
{
	struct msg m = msg_make(ms != 0 ? MSG_PRESS_WANTED : MSG_PRESS_STOP, epoch);
	m.body.press = (struct msg_press){.press = press, .ms = ms};
	assert_int_equal(link_send(d->link, &m, -1), EG_OK);
}

struct msg_press_event touch_desk_event(struct touch_desk *d, uint32_t press,
					enum press_event event)
{
	struct msg m = touch_desk_hear(d);
	assert_int_equal(m.kind, MSG_PRESS_EVENT);
	assert_int_equal(m.epoch, TOUCH_DESK_EPOCH);
	assert_int_equal(m.body.press_event.press, press);
	assert_int_equal(m.body.press_event.event, event);
	return m.body.press_event;
}

void touch_desk_over(struct touch_desk *d, uint32_t press)
{
	struct msg m = touch_desk_hear(d);
	const struct msg_press_event *e = &m.body.press_event;
	while (m.kind == MSG_PRESS_EVENT && e->press == press && e->event == PRESS_NEEDED) {
		m = touch_desk_hear(d);
	}
	assert_int_equal(m.kind, MSG_PRESS_EVENT);
	assert_int_equal(m.epoch, TOUCH_DESK_EPOCH);
	assert_int_equal(e->press, press);
	assert_int_equal(e->event, PRESS_OVER);
}

void touch_desk_image(struct touch_desk *d, uint32_t press, uint16_t width, uint16_t height,
		      struct rd grey)
{
	EG_AUTO(bulk_unmap) struct bulk rows = {0};
	struct msg m = touch_desk_hear(d);
	const struct msg_press_image *p = &m.body.press_image;
	assert_int_equal(m.kind, MSG_PRESS_IMAGE);
	assert_int_equal(m.epoch, TOUCH_DESK_EPOCH);
	assert_int_equal(p->press, press);
	assert_int_equal(p->width, width);
	assert_int_equal(p->height, height);
	assert_int_equal(p->dpi, 500);
	assert_int_equal(bulk_map(d->bulk, p->size, grey.left, &rows), EG_OK);
	assert_true(rd_equal(bulk_rd(&rows), grey));
}

static int end_of(struct touch_desk *d)
{
	int status = 0;
	eg_close(&d->link);
	eg_close(&d->bulk);
	while (drain(d)) {
	}
	assert_int_equal(waitpid(d->pid, &status, 0), d->pid);
	eg_close(&d->log);
	d->pid = 0;
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

void touch_desk_ends(struct touch_desk *d, int exit_code)
{
	struct msg m;
	assert_int_equal(hear(d, &m), EG_GONE);
	assert_int_equal(end_of(d), exit_code);
}

void touch_desk_unfit(struct touch_desk *d, uint32_t epoch)
{
	struct msg m = touch_desk_hear(d);
	assert_int_equal(m.kind, MSG_UNFIT);
	assert_int_equal(m.epoch, epoch);
	assert_int_equal(m.body.unfit.reason, REASON_SENSOR_LOST);
	touch_desk_ends(d, EXIT_FAILURE);
}

int touch_desk_close(struct touch_desk *d)
{
	return end_of(d);
}

void touch_desk_log(struct touch_desk *d, const char *word)
{
	static char text[LOG_ROOM];
	size_t size = 0;
	text[0] = '\0';
	while (strstr(text, word) == NULL) {
		struct pollfd p = {.fd = d->log, .events = POLLIN};
		assert_int_equal(poll(&p, 1, TOUCH_DESK_WAIT_MS), 1);
		ssize_t got = read(d->log, text + size, sizeof(text) - 1 - size);
		assert_true(got > 0);
		size += (size_t)got;
		text[size] = '\0';
	}
}

void touch_desk_kill(struct touch_desk *d)
{
	int status = 0;
	assert_int_equal(kill(d->pid, SIGKILL), 0);
	assert_int_equal(waitpid(d->pid, &status, 0), d->pid);
	d->pid = 0;
	eg_close(&d->link);
	eg_close(&d->bulk);
	eg_close(&d->log);
}
