/*
 * pin_in: a PIN that somebody types, or a program hands over, never a word of the command line.
 * Knows terminals and lines. Never knows whose PIN it is, nor its rules.
 */
#include "prog/pin_in.h"

#include <errno.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

#define INTERRUPT 0x03 /* Ctrl-C, and Ctrl-\: octets like others, while the echo is off */
#define QUIT      0x1C

/* A terminal whose echo is off. */
struct quiet {
	int fd; /* borrowed; -1: nothing to be put back */
	struct termios before;
};

static void quiet_end(struct quiet *q)
{
	if (q->fd >= 0) {
		(void)tcsetattr(q->fd, TCSADRAIN, &q->before); /* nobody to tell */
		q->fd = -1;
	}
}

static enum eg_err quiet_begin(int fd, struct quiet *q)
{
	q->fd = -1;
	if (tcgetattr(fd, &q->before) != 0) {
		return EG_FAIL(EG_IO, "terminal");
	}
	struct termios silent = q->before;
	/* Without signals: one that ends us would leave the echo off. */
	silent.c_lflag &= (tcflag_t) ~(tcflag_t)(ECHO | ISIG);
	silent.c_lflag |= ECHONL;
	if (tcsetattr(fd, TCSADRAIN, &silent) != 0) {
		return EG_FAIL(EG_IO, "echo of a terminal cannot be turned off");
	}
	q->fd = fd;
	return EG_OK;
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

/* What stands before the end of the line; what comes behind it is left to others. */
static enum eg_err read_line(int fd, struct bytes *out)
{
	uint8_t octet = 0;
	bool there = false;
	EG_TRY(bytes_reserve(out, PIN_IN_MAX + 1, PIN_IN_MAX + 1)); /* with a carriage return */
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
	EG_AUTO(quiet_end) struct quiet q = {.fd = -1};
	EG_AUTO(bytes_free) struct bytes again = {0};
	EG_TRY(quiet_begin(fd, &q));
	(void)fputs("PIN: ", stderr); /* who does not see it types nothing */
	EG_TRY(read_line(fd, out));
	(void)fputs("the same again: ", stderr); /* same */
	EG_TRY(read_line(fd, &again));
	return secret_equal(bytes_rd(out), bytes_rd(&again))
		       ? EG_OK
		       : EG_FAIL(EG_MISMATCH, "the two PINs differ");
}

enum eg_err pin_in_read(int fd, struct bytes *out)
{
	enum eg_err err = isatty(fd) == 1 ? read_typed(fd, out) : read_line(fd, out);
	if (err != EG_OK) {
		bytes_free(out);
	}
	return err;
}
