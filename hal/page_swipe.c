/*
 * page_swipe: a swipe or full-page reader that sends the printed zone as lines on a serial port.
 * Knows serial ports. Never knows what an MRZ means.
 */
#include "hal/page_swipe.h"

#include "hal/page_lines.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

struct page {
	int fd; /* owned */
	struct page_lines lines;
};

static void swipe_close(struct page **p)
{
	if (*p != NULL) {
		eg_close(&(*p)->fd);
		free(*p);
		*p = NULL;
	}
}

/* Bytes as they come: no echo, no line editing, no signals from control characters. */
static enum eg_err make_raw(int fd)
{
	struct termios settings;
	if (isatty(fd) == 0) {
		return EG_OK; /* a pipe or FIFO serves as well, and needs no settings */
	}
	if (tcgetattr(fd, &settings) != 0) {
		return EG_FAIL(EG_IO, "page reader's port gives no settings");
	}
	cfmakeraw(&settings);
	return tcsetattr(fd, TCSANOW, &settings) == 0
		       ? EG_OK
		       : EG_FAIL(EG_IO, "page reader's port takes no settings");
}

static enum eg_err swipe_open(struct page **out, const char *where)
{
	EG_AUTO(swipe_close) struct page *p = calloc(1, sizeof(*p));
	if (p == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "page reader");
	}
	p->fd = open(where, O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (p->fd < 0) {
		return EG_FAIL(EG_IO, "page reader's port cannot be opened");
	}
	EG_TRY(make_raw(p->fd));
	*out = p;
	p = NULL;
	return EG_OK;
}

static int swipe_wake_fd(const struct page *p)
{
	return p->fd;
}

static enum eg_err swipe_read(struct page *p, struct page_shot *shot)
{
	*shot = (struct page_shot){.came = PAGE_CAME_LINES};
	for (;;) {
		uint8_t c = 0;
		ssize_t got = read(p->fd, &c, 1);
		if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
			return EG_TIMEOUT;
		}
		if (got <= 0) {
			return EG_FAIL(EG_GONE, "page reader is gone");
		}
		if (page_lines_take(&p->lines, c)) {
			shot->bytes = page_lines_whole(&p->lines);
			return EG_OK;
		}
	}
}

const struct page_backend page_swipe = {
	.name = "swipe",
	.open = swipe_open,
	.wake_fd = swipe_wake_fd,
	.read = swipe_read,
	.close = swipe_close,
};
