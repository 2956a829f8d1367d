/*
 * chip_run: the process of the virtual chip while a document lies on the reader.
 * Knows processes. Never knows what a chip says.
 */
#include "simulator/chip_run.h"

#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORD_SIZE 600

struct words {
	char document[WORD_SIZE];
	char port[WORD_SIZE];
	char tear[WORD_SIZE];
	char capture[WORD_SIZE];
	char setting[WORD_SIZE];
};

static bool fits(int printed)
{
	return printed >= 0 && printed < WORD_SIZE;
}

/* Whoever is told to stop before it has become the chip must not take that for its parent's news.
 */
static bool hold_stops(sigset_t *before)
{
	sigset_t stops;
	(void)sigemptyset(&stops); /* these three cannot fail for valid signals */
	(void)sigaddset(&stops, SIGTERM);
	(void)sigaddset(&stops, SIGINT);
	return sigprocmask(SIG_BLOCK, &stops, before) == 0;
}

/* No handler of the parent's any more: a stop that came meanwhile ends it. */
static bool obey_stops(const sigset_t *before)
{
	const struct sigaction plain = {.sa_handler = SIG_DFL};
	return sigaction(SIGTERM, &plain, NULL) == 0 && sigaction(SIGINT, &plain, NULL) == 0 &&
	       sigprocmask(SIG_SETMASK, before, NULL) == 0;
}

_Noreturn static void become_chip(const struct chip_run *c, struct words *w, const char *setting,
				  const sigset_t *before)
{
	char *argv[8] = {0};
	char program[] = "egate-chip-sim";
	size_t count = 0;
	argv[count++] = program;
	argv[count++] = w->document;
	argv[count++] = w->port;
	argv[count++] = w->tear;
	if (c->capture != NULL) {
		argv[count++] = w->capture;
	}
	if (setting[0] != '\0') {
		argv[count++] = w->setting;
	}
	/* A world that is killed must not leave a passport on the reader. */
	if (obey_stops(before) && prctl(PR_SET_PDEATHSIG, SIGTERM) == 0) {
		(void)execv(c->program, argv); /* returns only when it failed */
	}
	_exit(127);
}

enum eg_err chip_run_start(struct chip_run *c, const char *document, const char *setting,
			   unsigned tear_after)
{
	struct words w = {0};
	const char *capture = c->capture == NULL ? "" : c->capture;
	chip_run_stop(c);
	if (!fits(snprintf(w.document, WORD_SIZE, "document=%s", document)) ||
	    !fits(snprintf(w.port, WORD_SIZE, "port=%u", c->port)) ||
	    !fits(snprintf(w.tear, WORD_SIZE, "tear-after=%u", tear_after)) ||
	    !fits(snprintf(w.capture, WORD_SIZE, "capture=%s", capture)) ||
	    !fits(snprintf(w.setting, WORD_SIZE, "%s", setting))) {
		return EG_FAIL(EG_CONFIG, "word for the virtual chip is too long");
	}
	sigset_t before;
	if (!hold_stops(&before)) {
		return EG_FAIL(EG_IO, "signals cannot be blocked");
	}
	const pid_t pid = fork();
	if (pid == 0) {
		become_chip(c, &w, setting, &before);
	}
	(void)sigprocmask(SIG_SETMASK, &before, NULL); /* as it was: cannot fail */
	c->pid = pid < 0 ? 0 : pid;
	return pid < 0 ? EG_FAIL(EG_IO, "no process for the virtual chip") : EG_OK;
}

void chip_run_stop(struct chip_run *c)
{
	if (c->pid > 0) {
		/* Nothing to do if it ended already: waiting takes it either way. */
		(void)kill(c->pid, SIGTERM);
		(void)waitpid(c->pid, NULL, 0);
		c->pid = 0;
	}
}

void chip_run_reap(struct chip_run *c)
{
	if (c->pid > 0 && waitpid(c->pid, NULL, WNOHANG) == c->pid) {
		c->pid = 0;
	}
}
