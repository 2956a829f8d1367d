/*
 * egated_child: one child process of the lane: its start, end, and the pause before the next.
 * Knows fork, exec, pidfds. Never knows what the program does.
 */
#ifndef EG_PROG_EGATED_CHILD_H
#define EG_PROG_EGATED_CHILD_H

#include "base/err.h"

#include <sys/types.h>

#define CHILD_WORDS_MAX 224 /* of the gate's description 128, of policy and timers 64, a few */
#define CHILD_FDS       2   /* from LINK_FD on */

struct child {
	pid_t pid;        /* 0: not running */
	int process;      /* owned pidfd; -1 */
	int death_signal; /* that it gets when we end; 0: none */
	int64_t started_us;
	int64_t due_us;    /* earliest next start */
	unsigned failures; /* in a row; one after long work begins a new one */
	bool hung;         /* set before it is reaped: it was killed because it hung */
};

/*
 * Executes folder/program with words (NULL-ended, without the program's own name), descriptors on
 * LINK_FD and what follows it (-1: none), nothing else but standard error, a clean environment, and
 * its death signal.
 */
EG_CHECK enum eg_err child_start(struct child *c, const char *folder, const char *program,
				 char *const words[], const int handed[CHILD_FDS], int64_t now_us);
/* True if the process has ended since; sets its next start: at once after a normal end or a kill,
 * later and later when it fails or hangs. */
EG_CHECK bool child_reap(struct child *c, int64_t now_us);
/* Sends a signal; nobody there is fine. */
void child_signal(const struct child *c, int signal);

#endif
