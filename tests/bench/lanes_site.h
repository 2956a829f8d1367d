/*
 * lanes_site: a checkpoint's console as it runs: its folder, file and accounts, its process, and
 * officers who log in.
 * Knows paths, processes, one request of HTTP/1.0. Never knows events.
 */
#ifndef EG_TESTS_BENCH_LANES_SITE_H
#define EG_TESTS_BENCH_LANES_SITE_H

#include "lanes_board.h"
#include "lanes_screens.h"

#include <sys/types.h>

#define SITE_SESSIONS ((SCREENS_MAX + SCREENS_SESSION - 1) / SCREENS_SESSION)
#define SITE_PIN      "48151623-a"
#define SITE_WATCHER  "Officer with a browser"

/* A program that tells its port on a descriptor, and ends when it is told to. */
struct site_process {
	pid_t pid; /* 0: none */
	int said;  /* owned */
	int hears; /* owned: its standard input; -1 */
	uint16_t port;
};

struct site {
	char folder[64];
	struct site_process console;
	char cookies[SITE_SESSIONS][SCREENS_COOKIE_MAX];
};

/* Folder, accounts, the console's file; nothing runs yet. web, vendor: the page's folders. */
EG_CHECK enum eg_err site_make(struct site *s, const char *web, const char *vendor);
EG_CHECK enum eg_err site_start(struct site *s, const char *console);
/* Officers log in: one for each session. */
EG_CHECK enum eg_err site_enter(struct site *s);
/* Ends the console, removes the folder. False: it did not end well. */
EG_CHECK bool site_clear(struct site *s);

/* argv: NULL at the end. word: what stands before the port in a line; on standard error, or on
 * standard output where it hears. */
EG_CHECK enum eg_err site_run(struct site_process *p, char *const argv[], const char *word,
			      bool hears);
bool site_end(struct site_process *p); /* SIGTERM, and whether it ended well */
/* Processor time of a process until now, in milliseconds; its largest size in megabytes. */
double site_cpu_ms(pid_t pid);
double site_peak_mb(pid_t pid);

#endif
