/*
 * page_swipe: a swipe or full-page reader that sends the printed zone as lines on a serial port.
 * Knows line lengths (Doc 9303-4 to -6), line ends. Never knows what an MRZ means.
 *
 * A line is ended by CR, LF or both. The length of the first line says the kind of document and
 * so how many lines it has; a line that fits no kind drops what was gathered.
 */
#include "hal/page_swipe.h"

#include "base/wr.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#define LINE_MAX_CHARS 44 /* TD3, the longest */

struct page {
	int fd; /* owned */
	uint8_t line[LINE_MAX_CHARS];
	size_t line_size;
	bool line_too_long;
	uint8_t text[PAGE_TEXT_MAX];  /* whole lines, each with '\n' */
	uint8_t whole[PAGE_TEXT_MAX]; /* of the document lent last */
	size_t text_size;
	size_t lines;
	size_t line_chars; /* of each gathered line */
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

static void forget(struct page *p)
{
	p->text_size = 0;
	p->lines = 0;
	p->line_chars = 0;
}

/* Lines of a document whose lines have so many characters; 0 if there is no such kind. */
static size_t lines_wanted(size_t chars)
{
	switch (chars) {
	case 30: /* TD1, Doc 9303-5 */
		return 3;
	case 36: /* TD2, Doc 9303-6 */
	case 44: /* TD3, Doc 9303-4 */
		return 2;
	default:
		return 0;
	}
}

/* The line is at its end; true when it completes a document. */
static bool end_line(struct page *p)
{
	size_t chars = p->line_size;
	struct wr text = wr_of(p->text, sizeof(p->text));
	bool fits = !p->line_too_long && lines_wanted(chars) != 0;
	p->line_size = 0;
	p->line_too_long = false;
	if (!fits || (p->lines > 0 && chars != p->line_chars)) {
		forget(p);
	}
	if (!fits) {
		return false;
	}
	text.size = p->text_size;
	wr_put(&text, rd_of(p->line, chars));
	wr_u8(&text, '\n');
	p->text_size = text.size;
	p->line_chars = chars;
	p->lines++;
	return p->lines == lines_wanted(chars);
}

/* One byte from the port; true when it completes a document. */
static bool take_byte(struct page *p, uint8_t c)
{
	if (c == '\r' || c == '\n') {
		return p->line_size > 0 || p->line_too_long ? end_line(p) : false;
	}
	if (p->line_size == sizeof(p->line)) {
		p->line_too_long = true;
		return false;
	}
	p->line[p->line_size++] = c;
	return false;
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
		if (take_byte(p, c)) {
			struct wr whole = WR_ARRAY(p->whole);
			wr_put(&whole, rd_of(p->text, p->text_size));
			forget(p);
			return wr_done(&whole, &shot->bytes);
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
