/*
 * console_pin: a process that compares PINs, so that nobody waits for the 0.15 s of it but who logs
 * in.
 * Knows tries on their way. Never knows officers, sessions or HTTP.
 */
#include "prog/console_pin.h"

#include "base/log.h"
#include "os/sandbox.h"
#include "prog/become.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define OTHER_MB 192 /* of the program and its libraries, beside what a comparison takes */

struct waiting {
	struct account_try try;
	pin_done *done; /* NULL: forgotten */
	void *context;
};

struct pin {
	int fd;
	struct waiting queue[PIN_WAITING_MAX]; /* the first is being compared */
	size_t count;
};

/* A whole try, or nothing. */
static enum eg_err send_try(int fd, const struct account_try *t, int flags)
{
	for (;;) {
		if (send(fd, t, sizeof(*t), MSG_NOSIGNAL | flags) == (ssize_t)sizeof(*t)) {
			return EG_OK;
		}
		if (errno != EINTR) {
			return EG_FAIL(EG_GONE, "who compares PINs is gone");
		}
	}
}

static enum eg_err hear_try(int fd, struct account_try *t, int flags)
{
	for (;;) {
		ssize_t got = recv(fd, t, sizeof(*t), MSG_TRUNC | flags);
		if (got == (ssize_t)sizeof(*t)) {
			return EG_OK;
		}
		if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
			return EG_TIMEOUT;
		}
		if (got >= 0 || errno != EINTR) {
			return EG_FAIL(EG_GONE, "who compares PINs has ended");
		}
	}
}

static enum eg_err serve(int fd, uint32_t user)
{
	const struct sandbox_need need = {.memory_mb = ACCOUNT_MEMORY_MB + OTHER_MB};
	struct account_try t = {.pin_size = 0};
	if (signal(SIGTERM, SIG_IGN) == SIG_ERR || signal(SIGINT, SIG_IGN) == SIG_ERR) {
		return EG_FAIL(EG_IO, "signals");
	}
	EG_TRY(become_alone(fd));
	EG_TRY(become_user(user));
	EG_TRY(account_compare_ready());
	EG_TRY(sandbox_enter(&need));
	EG_TRY(send_try(fd, &t, 0)); /* it has begun: pin_start waits for it */
	for (;;) {
		EG_TRY(hear_try(fd, &t, 0));
		account_compare(&t);
		enum eg_err err = send_try(fd, &t, 0);
		secret_wipe(&t, sizeof(t));
		EG_TRY(err);
	}
}

_Noreturn static void be_pin(int fd, uint32_t user)
{
	enum eg_err err = serve(fd, user);
	if (err != EG_GONE) {
		log_fault(LOG_ERROR, LOG_WORD("pin-ends"));
	}
	_exit(err == EG_GONE ? EXIT_SUCCESS : EXIT_FAILURE);
}

static enum eg_err start(struct pin *p, uint32_t user)
{
	int ends[2];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
		return EG_FAIL(EG_IO, "connection to who compares PINs");
	}
	p->fd = ends[0];
	EG_AUTO(eg_close) int theirs = ends[1];
	pid_t child = fork();
	if (child < 0) {
		return EG_FAIL(EG_IO, "who compares PINs cannot be started");
	}
	if (child == 0) {
		eg_close(&p->fd);
		be_pin(theirs, user);
	}
	eg_close(&theirs);
	struct account_try begun;
	EG_TRY(hear_try(p->fd, &begun, 0));
	return fcntl(p->fd, F_SETFL, O_NONBLOCK) == 0
		       ? EG_OK
		       : EG_FAIL(EG_IO, "connection to who compares PINs");
}

enum eg_err pin_start(uint32_t user, struct pin **out)
{
	EG_AUTO(pin_close) struct pin *p = calloc(1, sizeof(*p));
	if (p == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "tries");
	}
	p->fd = -1;
	EG_TRY(start(p, user));
	*out = p;
	p = NULL;
	return EG_OK;
}

void pin_close(struct pin **p)
{
	if (p == NULL || *p == NULL) {
		return;
	}
	eg_close(&(*p)->fd);
	secret_wipe(*p, sizeof(**p));
	free(*p);
	*p = NULL;
}

enum eg_err pin_ask(struct pin *p, struct account_try *t, pin_done *done, void *context)
{
	enum eg_err err = EG_OK;
	if (p->count == PIN_WAITING_MAX) {
		err = EG_FAIL(EG_TOO_BIG, "too many tries at once");
	} else {
		if (p->count == 0) {
			err = send_try(p->fd, t, MSG_DONTWAIT);
		}
		if (err == EG_OK) {
			p->queue[p->count++] =
				(struct waiting){.try = *t, .done = done, .context = context};
		}
	}
	secret_wipe(t, sizeof(*t));
	return err;
}

void pin_forget(struct pin *p, const void *context)
{
	for (size_t i = 0; i < p->count; i++) {
		if (p->queue[i].context == context) {
			p->queue[i].done = NULL;
		}
	}
}

int pin_fd(const struct pin *p)
{
	return p->fd;
}

/* The first is done; the next one goes on its way. */
static enum eg_err advance(struct pin *p)
{
	enum eg_err err = EG_OK;
	p->count--;
	for (size_t i = 0; i < p->count; i++) {
		p->queue[i] = p->queue[i + 1];
	}
	secret_wipe(&p->queue[p->count], sizeof(p->queue[0]));
	if (p->count > 0) {
		err = send_try(p->fd, &p->queue[0].try, MSG_DONTWAIT);
	}
	return err;
}

enum eg_err pin_run(struct pin *p)
{
	struct account_try t;
	enum eg_err err = hear_try(p->fd, &t, 0);
	if (err == EG_TIMEOUT) {
		return EG_OK;
	}
	EG_TRY(err);
	if (p->count == 0) {
		secret_wipe(&t, sizeof(t));
		return EG_FAIL(EG_GONE, "who compares PINs answers what nobody asked");
	}
	const struct waiting first = {.done = p->queue[0].done, .context = p->queue[0].context};
	err = advance(p);
	if (first.done != NULL) {
		first.done(first.context, &t);
	}
	secret_wipe(&t, sizeof(t));
	return err;
}
