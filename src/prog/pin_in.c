/*
 * pin_in: a PIN that somebody types, or a program hands over, never a word of the command line.
 * Knows terminals and lines. Never knows whose PIN it is, nor its rules.
 */
#include "prog/pin_in.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#define INTERRUPT 0x03 /* Ctrl-C, and Ctrl-\: octets like others, while the echo is off */
#define QUIT      0x1C

/*
 * A terminal whose echo is off. Signals that would end or stop this program meanwhile wait until
 * the terminal is as it was: nobody reads them here, so that they do then what they always do.
 */
struct quiet {
	int fd;      /* borrowed; -1: nothing to be put back */
	int signals; /* owned: readable when one of them waits */
	struct termios before;
	sigset_t mask; /* as it was */
};

static void quiet_end(struct quiet *q)
{
	if (q->fd >= 0) {
		/* What is still typed was meant to be a PIN: no shell gets it. Nobody to tell. */
		(void)tcsetattr(q->fd, TCSAFLUSH, &q->before);
		q->fd = -1;
	}
	if (q->signals >= 0) {
		eg_close(&q->signals);
		(void)sigprocmask(SIG_SETMASK, &q->mask, NULL); /* cannot fail */
	}
}

static enum eg_err hold_signals(struct quiet *q)
{
	static const int ends[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGALRM};
	sigset_t set;
	(void)sigemptyset(&set); /* these cannot fail */
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		(void)sigaddset(&set, ends[i]);
	}
	if (sigprocmask(SIG_BLOCK, &set, &q->mask) != 0) {
		return EG_FAIL(EG_IO, "signals");
	}
	q->signals = signalfd(-1, &set, SFD_CLOEXEC);
	if (q->signals < 0) {
		(void)sigprocmask(SIG_SETMASK, &q->mask, NULL); /* cannot fail */
		return EG_FAIL(EG_IO, "signals");
	}
	return EG_OK;
}

static enum eg_err quiet_begin(int fd, struct quiet *q)
{
	*q = (struct quiet){.fd = -1, .signals = -1};
	if (tcgetattr(fd, &q->before) != 0) {
		return EG_FAIL(EG_IO, "terminal");
	}
	EG_TRY(hold_signals(q));
	struct termios silent = q->before;
	/* Without signals from keys; what gives up ends the line, as Enter does. */
	silent.c_lflag &= (tcflag_t) ~(tcflag_t)(ECHO | ISIG);
	silent.c_lflag |= ECHONL | ICANON | IEXTEN;
	silent.c_iflag &= (tcflag_t) ~(tcflag_t)(IGNCR | INLCR);
	silent.c_iflag |= ICRNL;
	silent.c_cc[VEOL] = INTERRUPT;
	silent.c_cc[VEOL2] = QUIT;
	/* What was typed before it was asked for has been seen, and is none. */
	if (tcsetattr(fd, TCSAFLUSH, &silent) != 0) {
		return EG_FAIL(EG_IO, "echo of a terminal cannot be turned off");
	}
	q->fd = fd;
	return EG_OK;
}

/* Until there is something to read, or a signal. */
static enum eg_err await_key(int fd, int signals)
{
	struct pollfd p[] = {{.fd = fd, .events = POLLIN}, {.fd = signals, .events = POLLIN}};
	if (poll(p, 2, -1) < 0 && errno != EINTR) {
		return EG_FAIL(EG_IO, "terminal");
	}
	return p[1].revents != 0 ? EG_FAIL(EG_DENIED, "given up") : EG_OK;
}

/* One octet, or none at the end. */
static enum eg_err read_octet(int fd, uint8_t *out, bool *there)
{
	ssize_t got;
	do {
		got = read(fd, out, 1);
	} while (got < 0 && errno == EINTR);
	*there = got == 1;
	return got >= 0 ? EG_OK : EG_FAIL(EG_IO, "a PIN could not be read");
}

/* What stands before the end of the line; what comes behind it is left to others. signals: that
 * wait, of a terminal; -1. */
static enum eg_err read_line(int fd, int signals, struct bytes *out)
{
	uint8_t octet = 0;
	bool there = false;
	EG_TRY(bytes_reserve(out, PIN_IN_MAX + 1, PIN_IN_MAX + 1)); /* with a carriage return */
	if (signals >= 0) {
		EG_TRY(await_key(fd, signals)); /* a terminal hands over whole lines */
	}
	EG_TRY(read_octet(fd, &octet, &there));
	while (there && octet != '\n') {
		if (octet == INTERRUPT || octet == QUIT) {
			return EG_FAIL(EG_DENIED, "given up");
		}
		if (bytes_append(out, rd_of(&octet, 1)) != EG_OK) {
			return EG_FAIL(EG_TOO_BIG, "a PIN has at most 128 octets");
		}
		EG_TRY(read_octet(fd, &octet, &there));
	}
	struct rd line = bytes_rd(out);
	if (line.left > 0 && rd_byte_at(&line, line.left - 1, &octet) && octet == '\r') {
		out->size--;
	}
	if (out->size > PIN_IN_MAX) {
		return EG_FAIL(EG_TOO_BIG, "a PIN has at most 128 octets");
	}
	return out->size > 0 ? EG_OK : EG_FAIL(EG_TRUNCATED, "no PIN given");
}

static enum eg_err read_typed(int fd, struct bytes *out)
{
	EG_AUTO(quiet_end) struct quiet q = {.fd = -1, .signals = -1};
	EG_AUTO(bytes_free) struct bytes again = {0};
	EG_TRY(quiet_begin(fd, &q));
	(void)fputs("PIN: ", stderr); /* who does not see it types nothing */
	EG_TRY(read_line(fd, q.signals, out));
	(void)fputs("the same again: ", stderr); /* same */
	EG_TRY(read_line(fd, q.signals, &again));
	return secret_equal(bytes_rd(out), bytes_rd(&again))
		       ? EG_OK
		       : EG_FAIL(EG_MISMATCH, "the two PINs differ");
}

enum eg_err pin_in_read(int fd, struct bytes *out)
{
	enum eg_err err = isatty(fd) == 1 ? read_typed(fd, out) : read_line(fd, -1, out);
	if (err != EG_OK) {
		bytes_free(out);
	}
	return err;
}
