/*
 * page_wedge: a page reader that types the printed zone like a USB keyboard ("keyboard wedge").
 * Knows the kernel's key events, and where the characters lie. Never knows what an MRZ means.
 */
#include "hal/page_wedge.h"

#include "hal/page_lines.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/input.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define PRESSED 1 /* 0: released, 2: repeated by the kernel (input/event-codes) */
#define NO_CHAR \
	'?' /* a key that no printed zone has: the zone is refused, not made up without it */

struct page {
	int fd; /* owned */
	struct page_lines lines;
	bool left_shift;
	bool right_shift;
	bool lost; /* events were: nothing counts until the next report */
};

static void wedge_close(struct page **p)
{
	if (*p != NULL) {
		eg_close(&(*p)->fd); /* ends the grab as well */
		free(*p);
		*p = NULL;
	}
}

static bool has_key(const uint8_t *keys, unsigned code)
{
	return (keys[code / 8] & (1u << (code % 8))) != 0;
}

/* What the reader types reaches no console, no login and no other program from now on. */
static enum eg_err grab(int fd)
{
	uint8_t keys[KEY_CNT / 8] = {0};
	struct stat st;
	if (fstat(fd, &st) == 0 && S_ISFIFO(st.st_mode)) {
		return EG_OK; /* one that hands events on: nobody else reads it */
	}
	if (ioctl(fd, EVIOCGBIT(EV_KEY, sizeof(keys)), keys) < 0 || !has_key(keys, KEY_ENTER) ||
	    !has_key(keys, KEY_COMMA)) {
		return EG_FAIL(EG_CONFIG, "page reader: not the event device of a keyboard");
	}
	return ioctl(fd, EVIOCGRAB, 1UL) == 0
		       ? EG_OK
		       : EG_FAIL(EG_CONFIG, "page reader: another program has its keyboard");
}

static enum eg_err wedge_open(struct page **out, const char *where)
{
	EG_AUTO(wedge_close) struct page *p = calloc(1, sizeof(*p));
	if (p == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "page reader");
	}
	p->fd = open(where, O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (p->fd < 0) {
		return EG_FAIL(EG_IO, "page reader's event device cannot be opened");
	}
	EG_TRY(grab(p->fd));
	*out = p;
	p = NULL;
	return EG_OK;
}

static int wedge_wake_fd(const struct page *p)
{
	return p->fd;
}

/* Keys that type nothing by themselves. Letters are capitals in any case, so Caps Lock is one. */
static bool is_silent(uint16_t code)
{
	static const uint16_t codes[] = {KEY_LEFTSHIFT, KEY_RIGHTSHIFT, KEY_LEFTCTRL, KEY_RIGHTCTRL,
					 KEY_LEFTALT,   KEY_RIGHTALT,   KEY_LEFTMETA, KEY_RIGHTMETA,
					 KEY_CAPSLOCK,  KEY_NUMLOCK};
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		if (code == codes[i]) {
			return true;
		}
	}
	return false;
}

/* The character of a key, US layout; the key beside the left shift is '<' on all that have it. */
static uint8_t char_of(uint16_t code, bool shift)
{
	static const struct {
		uint16_t first; /* keys of a row have numbers that follow each other */
		const char *plain;
		const char *shifted;
	} rows[] = {
		{KEY_1, "1234567890", "!@#$%^&*()"},
		{KEY_Q, "QWERTYUIOP", "QWERTYUIOP"},
		{KEY_A, "ASDFGHJKL", "ASDFGHJKL"},
		{KEY_Z, "ZXCVBNM", "ZXCVBNM"},
		{KEY_COMMA, ",", "<"},
		{KEY_102ND, "<", ">"},
		{KEY_ENTER, "\n", "\n"},
		{KEY_KPENTER, "\n", "\n"},
		{KEY_KP7, "789", "???"},
		{KEY_KP4, "456", "???"},
		{KEY_KP1, "1230", "????"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (code >= rows[i].first && code - rows[i].first < (int)strlen(rows[i].plain)) {
			return (uint8_t)(shift ? rows[i].shifted
					       : rows[i].plain)[code - rows[i].first];
		}
	}
	return NO_CHAR;
}

static bool take_key(struct page *p, uint16_t code, bool pressed)
{
	if (code == KEY_LEFTSHIFT) {
		p->left_shift = pressed;
	}
	if (code == KEY_RIGHTSHIFT) {
		p->right_shift = pressed;
	}
	return pressed && !is_silent(code) &&
	       page_lines_take(&p->lines, char_of(code, p->left_shift || p->right_shift));
}

/* One event; true when it completes a document. */
static bool take_event(struct page *p, const struct input_event *e)
{
	if (e->type == EV_SYN && e->code == SYN_DROPPED) {
		page_lines_lost(&p->lines);
		p->left_shift = false;
		p->right_shift = false;
		p->lost = true;
	} else if (e->type == EV_SYN && e->code == SYN_REPORT) {
		p->lost = false;
	}
	return !p->lost && e->type == EV_KEY && (e->value == 0 || e->value == PRESSED) &&
	       take_key(p, e->code, e->value == PRESSED);
}

static enum eg_err wedge_read(struct page *p, struct page_shot *shot)
{
	*shot = (struct page_shot){.came = PAGE_CAME_LINES};
	for (;;) {
		struct input_event e;
		ssize_t got = read(p->fd, &e, sizeof(e));
		if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
			return EG_TIMEOUT;
		}
		if (got != (ssize_t)sizeof(e)) {
			return EG_FAIL(EG_GONE, "page reader is gone");
		}
		if (take_event(p, &e)) {
			shot->bytes = page_lines_whole(&p->lines);
			return EG_OK;
		}
	}
}

const struct page_backend page_wedge = {
	.name = "wedge",
	.open = wedge_open,
	.wake_fd = wedge_wake_fd,
	.read = wedge_read,
	.close = wedge_close,
};
