/*
 * finger_wait: until an operation of libfprint is over, which runs in the default main context.
 * Knows GLib's loop. Never knows what the operation is.
 */
#ifndef EG_TESTS_BENCH_FINGER_WAIT_H
#define EG_TESTS_BENCH_FINGER_WAIT_H

#include <glib.h>
#include <stdbool.h>

/* done: set by the operation's callback. */
static inline void finger_wait(const bool *done)
{
	while (!*done) {
		(void)g_main_context_iteration(NULL, TRUE); /* whether it did something: see done */
	}
}

#endif
