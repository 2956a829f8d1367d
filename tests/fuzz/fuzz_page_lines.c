/*
 * fuzz_page_lines: anything that a page reader for lines may send: octets of a serial line, or key
 * events of one that types.
 *
 *   byte 0  even: what follows are octets; odd: events of four octets: type, code (two), value
 */
#include "tests/fuzz/fuzz.h"

#include "hal/page.h"

#include <fcntl.h>
#include <linux/input.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define SENT_MAX 32768 /* octets: less than a pipe holds */

static char fifo_path[64];

static void forget_fifo(void)
{
	(void)unlink(fifo_path); /* a leftover in /tmp harms nobody */
}

static void make_fifo(void)
{
	if (fifo_path[0] != '\0') {
		return;
	}
	(void)snprintf(fifo_path, sizeof(fifo_path), "/tmp/fuzz_page_lines.%ld", (long)getpid());
	promise(mkfifo(fifo_path, 0600) == 0 && atexit(forget_fifo) == 0);
}

static struct page *open_page(bool wedge, const struct page_backend **backend)
{
	char spec[80];
	const char *where = NULL;
	struct page *page = NULL;
	(void)snprintf(spec, sizeof(spec), "%s:%s", wedge ? "wedge" : "swipe", fifo_path);
	promise(page_find(spec, backend, &where) == EG_OK);
	promise((*backend)->open(&page, where) == EG_OK);
	return page;
}

static void send_octets(int fd, struct rd r)
{
	struct rd some;
	if (rd_take(&r, r.left < SENT_MAX ? r.left : SENT_MAX, &some) && some.left > 0) {
		promise(write(fd, some.at, some.left) == (ssize_t)some.left);
	}
}

static void send_events(int fd, struct rd r)
{
	uint8_t type;
	uint16_t code;
	uint8_t value;
	for (size_t sent = 0; sent + sizeof(struct input_event) <= SENT_MAX;
	     sent += sizeof(struct input_event)) {
		if (!rd_u8(&r, &type) || !rd_be16(&r, &code) || !rd_u8(&r, &value)) {
			return;
		}
		const struct input_event e = {.type = type, .code = code, .value = value};
		promise(write(fd, &e, sizeof(e)) == (ssize_t)sizeof(e));
	}
}

/* Whether a line was sent as it is. */
static bool stands_in(struct rd sent, struct rd line)
{
	for (; sent.left >= line.left; promise(rd_skip(&sent, 1))) {
		if (rd_begins(sent, line)) {
			return true;
		}
	}
	return false;
}

/* What is handed on is a whole document of lines of one length, none of them made up. */
static void check_lines(struct rd text, bool wedge, struct rd sent)
{
	size_t count = 0;
	size_t chars = 0;
	uint8_t c;
	promise(text.left > 0 && text.left <= PAGE_TEXT_MAX);
	while (text.left > 0) {
		struct rd line = rd_until(&text, "\n");
		promise(count == 0 || line.left == chars);
		chars = line.left;
		count++;
		promise(wedge || stands_in(sent, line));
		while (rd_u8(&line, &c)) {
			promise(c != '\r' && (!wedge || (c >= '!' && c <= '^')));
		}
	}
	promise((chars == 30 && count == 3) || ((chars == 36 || chars == 44) && count == 2));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd r = rd_of(data, size);
	const struct page_backend *backend = NULL;
	struct page_shot shot;
	uint8_t kind;
	if (!rd_u8(&r, &kind)) {
		return 0;
	}
	bool wedge = (kind & 1) != 0;
	make_fifo();
	struct page *page = open_page(wedge, &backend);
	EG_AUTO(eg_close) int fd = open(fifo_path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	promise(fd >= 0);
	if (wedge) {
		send_events(fd, r);
	} else {
		send_octets(fd, r);
	}
	enum eg_err err;
	while ((err = backend->read(page, &shot)) == EG_OK) {
		promise(shot.came == PAGE_CAME_LINES);
		check_lines(shot.bytes, wedge, r);
	}
	promise(err == EG_TIMEOUT && shot.bytes.left == 0);
	backend->close(&page);
	return 0;
}
