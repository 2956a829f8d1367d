/*
 * line_out: lines to a reader who may not read, so that writing them never waits.
 * Knows a descriptor and a bounded queue. Never knows what a line says.
 *
 * The descriptor itself stays as it is: it is shared with whoever has started us, and its next user
 * would not expect it to be non-blocking.
 */
#ifndef EG_PROG_LINE_OUT_H
#define EG_PROG_LINE_OUT_H

#include "base/secret.h"

#define LINE_OUT_MAX (256u * 1024u) /* octets that wait: some hundred lines of a lane */

struct line_out {
	int fd; /* borrowed */
	struct bytes wait;
	size_t done; /* octets of it that are written */
};

/* Once a program: takes SIGALRM, which ends a write that waits. */
EG_CHECK enum eg_err line_out_open(struct line_out *o, int fd);
/* Adds a line and writes what can be written. EG_TOO_BIG: the reader has left too many unread;
 * EG_GONE: there is none. */
EG_CHECK enum eg_err line_out_add(struct line_out *o, struct rd line);
/* What to poll the descriptor for; 0: nothing waits. */
short line_out_events(const struct line_out *o);
/* What poll has told of it: EG_GONE when nobody reads any more. */
EG_CHECK enum eg_err line_out_go_on(struct line_out *o, short events);
void line_out_close(struct line_out *o); /* cleanup */

#endif
