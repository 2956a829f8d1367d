/*
 * lanes_screens: so many screens that hear the same events, and how late each was.
 * Knows sockets, server-sent events, and by which words a message is known again. Never knows who
 * serves them.
 */
#ifndef EG_TESTS_BENCH_LANES_SCREENS_H
#define EG_TESTS_BENCH_LANES_SCREENS_H

#include "lanes_board.h"

#include <stddef.h>
#include <stdint.h>

#define SCREENS_MAX        500
#define SCREENS_SESSION    8 /* streams of one session */
#define SCREENS_COOKIE_MAX 160

struct screens {
	uint16_t port;
	size_t count;
	bool peer; /* tells what was recorded: an event is known by its id */
	char (*cookies)[SCREENS_COOKIE_MAX]; /* borrowed: one for each session; of a peer NULL */
	int ready; /* is written to when all are connected, and have been told everything */
};

/* Until every lane has told each screen that it has closed. In a process of its own. */
EG_CHECK enum eg_err screens_watch(struct board *b, const struct screens *s);

#endif
