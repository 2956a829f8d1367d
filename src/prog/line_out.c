/*
 * line_out: lines to a reader who may not read, so that writing them never waits.
 * Knows a descriptor and a bounded queue. Never knows what a line says.
 */
#include "prog/line_out.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#define WRITE_MS 50

static void interrupt(int signal_number)
{
	(void)signal_number; /* it has ended a write: that is all */
}

/* Again and again, so that a signal just before a write does not leave that one waiting. */
static bool ring(unsigned ms)
{
	const struct timeval every = {.tv_usec = (suseconds_t)ms * 1000};
	const struct itimerval t = {.it_interval = every, .it_value = every};
	return setitimer(ITIMER_REAL, &t, NULL) == 0;
}

enum eg_err line_out_open(struct line_out *o, int fd)
{
	struct sigaction act = {.sa_handler = interrupt}; /* not restarted */
	sigset_t alarm_alone;
	*o = (struct line_out){.fd = fd};
	if (sigemptyset(&alarm_alone) != 0 || sigaddset(&alarm_alone, SIGALRM) != 0 ||
	    sigaction(SIGALRM, &act, NULL) != 0 ||
	    sigprocmask(SIG_UNBLOCK, &alarm_alone, NULL) != 0) {
		return EG_FAIL(EG_IO, "signals");
	}
	return bytes_reserve(&o->wait, LINE_OUT_MAX, LINE_OUT_MAX);
}

static struct rd rest_of(const struct line_out *o)
{
	return rd_of(o->wait.data + o->done, o->wait.size - o->done);
}

short line_out_events(const struct line_out *o)
{
	return rest_of(o).left > 0 ? POLLOUT : 0;
}

/* A pipe that is ready takes PIPE_BUF at once; a terminal or a socket may still make us wait. */
static enum eg_err write_some(struct line_out *o)
{
	struct rd rest = rest_of(o);
	if (!ring(WRITE_MS)) {
		return EG_FAIL(EG_IO, "timer");
	}
	ssize_t done = write(o->fd, rest.at, rest.left < PIPE_BUF ? rest.left : PIPE_BUF);
	int error = errno;
	if (!ring(0)) {
		return EG_FAIL(EG_IO, "timer");
	}
	if (done < 0) {
		return error == EINTR || error == EAGAIN ? EG_OK : EG_FAIL(EG_GONE, "nobody reads");
	}
	o->done += (size_t)done;
	return EG_OK;
}

enum eg_err line_out_go_on(struct line_out *o, short events)
{
	if ((events & (POLLERR | POLLHUP | POLLNVAL)) != 0) {
		return EG_FAIL(EG_GONE, "nobody reads");
	}
	return (events & POLLOUT) != 0 && rest_of(o).left > 0 ? write_some(o) : EG_OK;
}

/* Lets go of what is written. */
static enum eg_err make_room(struct line_out *o)
{
	EG_AUTO(bytes_free) struct bytes old = o->wait;
	struct rd rest = rest_of(o);
	o->wait = (struct bytes){0};
	o->done = 0;
	EG_TRY(bytes_reserve(&o->wait, LINE_OUT_MAX, LINE_OUT_MAX));
	return bytes_append(&o->wait, rest);
}

enum eg_err line_out_add(struct line_out *o, struct rd line)
{
	if (line.left > LINE_OUT_MAX - rest_of(o).left) {
		return EG_FAIL(EG_TOO_BIG, "nobody reads what is told");
	}
	if (line.left > LINE_OUT_MAX - o->wait.size) {
		EG_TRY(make_room(o));
	}
	EG_TRY(bytes_append(&o->wait, line));
	for (size_t before = SIZE_MAX; rest_of(o).left > 0 && o->done != before;) {
		struct pollfd p = {.fd = o->fd, .events = POLLOUT};
		if (poll(&p, 1, 0) < 0) {
			return EG_OK; /* later */
		}
		before = o->done;
		EG_TRY(line_out_go_on(o, p.revents));
	}
	return EG_OK;
}

void line_out_close(struct line_out *o)
{
	bytes_free(&o->wait);
}
