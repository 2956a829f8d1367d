/*
 * watch_line: one line of a list's text as an entry (watch.h has the columns), or of its head.
 * Knows columns and limits. Never knows a zone, nor other lines. A part of watch, for it alone.
 */
#ifndef EG_WATCH_WATCH_LINE_H
#define EG_WATCH_WATCH_LINE_H

#include "watch/watch.h"

#define WATCH_HEAD_LINES 5
#define WATCH_NAME_MAX   160 /* octets of a surname, or of given names */

struct watch_entry {
	uint8_t kind;     /* enum hit_kind */
	uint8_t category; /* enum hit_category */
	uint16_t listed;  /* 1 << enum hit_feature */
	char state[4];    /* issuing state, or nationality; empty: not listed */
	char sex;         /* F, M; 0: not listed */
	struct date birth;
	/* Borrowed from the line. */
	struct rd number;
	struct rd surname;
	struct rd given;
	struct rd reference;
	struct rd note;
};

/* An entry's line, without its line feed; NULL, or why it is none (static). */
EG_CHECK const char *watch_line_read(struct rd line, struct watch_entry *out);
/* The same of a line that was read before: its characters are not looked at once more. */
EG_CHECK bool watch_line_again(struct rd line, struct watch_entry *out);
/* Line n (from 0) of the head. */
EG_CHECK const char *watch_head_read(unsigned n, struct rd line, struct watch_head *out);

#endif
