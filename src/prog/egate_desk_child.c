/*
 * egate_desk_child: a program of egate desk: its start, its log, its end.
 * Knows processes and lines. Never knows what they are about.
 */
#include "prog/egate_desk.h"

#include "base/wr.h"
#include "os/now.h"
#include "os/path.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define TEXT_FD     3 /* of a text, in the child */
#define EXEC_FAILED 127
#define END_US      INT64_C(10000000) /* a lane makes its records durable */

/* A file that only this text is in. */
static enum eg_err text_fd(const char *text, int *out)
{
	struct rd bytes = rd_cstr(text);
	*out = memfd_create("settings", MFD_CLOEXEC);
	bool written = *out >= 0 && write(*out, bytes.at, bytes.left) == (ssize_t)bytes.left;
	return written ? EG_OK : EG_FAIL(EG_IO, "settings could not be handed over");
}

/* In the child: returns only where it cannot become the program. */
static void become(const char *path, const char *name, const char *file, int text, int log,
		   pid_t parent)
{
	static char of_text[] = "/proc/self/fd/3";
	char word[DESK_PATH_ROOM];
	char program[DESK_PATH_ROOM];
	struct wr w = WR_ARRAY(word);
	struct wr p = WR_ARRAY(program);
	sigset_t none;
	wr_put(&w, rd_cstr(file));
	wr_u8(&w, '\0');
	wr_put(&p, rd_cstr(name));
	wr_u8(&p, '\0');
	char *const argv[] = {program, text >= 0 ? of_text : word, NULL};
	/* The log first: its descriptor may be the one where the text has to be. */
	bool placed = log < 0 || dup2(log, STDERR_FILENO) >= 0;
	if (text == TEXT_FD) {
		placed = placed && fcntl(text, F_SETFD, 0) == 0;
	} else if (text >= 0) {
		placed = placed && dup2(text, TEXT_FD) == TEXT_FD;
	}
	if (!placed || w.bad || p.bad || setpgid(0, 0) != 0 ||
	    prctl(PR_SET_PDEATHSIG, SIGTERM) != 0 || getppid() != parent ||
	    sigemptyset(&none) != 0 || sigprocmask(SIG_SETMASK, &none, NULL) != 0) {
		return;
	}
	(void)execv(path, argv); /* returns only on failure */
}

enum eg_err desk_child_start(struct desk_child *c, const char *folder, const char *file,
			     const char *text, bool heard)
{
	char path[DESK_PATH_ROOM];
	EG_AUTO(eg_close) int settings = -1;
	EG_AUTO(eg_close) int ours = -1;
	EG_AUTO(eg_close) int theirs = -1;
	int ends[2];
	if (!path_in(folder, c->name, path, sizeof(path))) {
		return EG_FAIL(EG_CONFIG, "path of the programs too long");
	}
	if (file[0] == '\0') {
		EG_TRY(text_fd(text, &settings));
	}
	if (heard) {
		if (pipe2(ends, O_CLOEXEC) != 0) {
			return EG_FAIL(EG_IO, "no pipe for a log");
		}
		ours = ends[0];
		theirs = ends[1];
		if (fcntl(ours, F_SETFL, O_NONBLOCK) != 0) {
			return EG_FAIL(EG_IO, "no pipe for a log");
		}
	}
	pid_t parent = getpid();
	c->pid = fork();
	if (c->pid == 0) {
		become(path, c->name, file, settings, theirs, parent);
		_exit(EXEC_FAILED);
	}
	if (c->pid < 0) {
		c->pid = 0;
		return EG_FAIL(EG_IO, "no further process");
	}
	c->log = ours;
	ours = -1;
	return EG_OK;
}

/* "... event=ready port=8080": the port. */
static unsigned port_of(const char *line)
{
	static const char word[] = "event=ready port=";
	const char *at = strstr(line, word);
	struct rd digits = at == NULL ? RD_EMPTY : rd_cstr(at);
	unsigned port = 0;
	uint8_t c;
	if (at == NULL || !rd_skip(&digits, sizeof(word) - 1)) {
		return 0;
	}
	while (rd_u8(&digits, &c) && c >= '0' && c <= '9' && port <= UINT16_MAX) {
		port = port * 10 + (unsigned)(c - '0');
	}
	return port <= UINT16_MAX ? port : 0;
}

/* A whole line, or as much of one as there is room for. */
static unsigned pass_on(struct desk_child *c)
{
	c->line[c->size] = '\0';
	(void)fprintf(stderr, "%s\n", c->line); /* nobody to tell if it is closed */
	c->size = 0;
	return port_of(c->line);
}

unsigned desk_child_hear(struct desk_child *c)
{
	char some[DESK_LINE_ROOM];
	unsigned port = 0;
	ssize_t got = c->log < 0 ? 0 : read(c->log, some, sizeof(some));
	if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) {
		eg_close(&c->log);
	}
	for (ssize_t i = 0; i < got; i++) {
		unsigned found = 0;
		if (some[i] == '\n' || c->size == sizeof(c->line) - 1) {
			found = pass_on(c);
		}
		if (some[i] != '\n') {
			c->line[c->size++] = some[i];
		}
		port = found != 0 ? found : port;
	}
	return port;
}

bool desk_child_ended(struct desk_child *c)
{
	int status = 0;
	if (c->pid == 0 || waitpid(c->pid, &status, WNOHANG) != c->pid) {
		return false;
	}
	c->pid = 0;
	(void)desk_child_hear(c); /* why it has ended comes last */
	if (WIFEXITED(status) && WEXITSTATUS(status) == EXEC_FAILED) {
		(void)fprintf(stderr, "egate: %s cannot be started\n", c->name);
	} else if (WIFEXITED(status)) {
		(void)fprintf(stderr, "egate: %s has ended (exit %d): its log above says why\n",
			      c->name, WEXITSTATUS(status));
	} else {
		(void)fprintf(stderr, "egate: %s was ended by signal %d\n", c->name,
			      WTERMSIG(status));
	}
	return true;
}

/* Until it has ended, or its time is up; what it logs meanwhile is passed on. */
static void wait_end(struct desk_child *c)
{
	EG_AUTO(eg_close) int process = (int)syscall(SYS_pidfd_open, c->pid, 0);
	int64_t until_us = now_mono_us() + END_US;
	bool waits = process >= 0;
	while (waits && now_mono_us() < until_us) {
		struct pollfd fds[] = {{.fd = process, .events = POLLIN},
				       {.fd = c->log, .events = POLLIN}};
		int64_t left_us = until_us - now_mono_us();
		waits = poll(fds, 2, (int)(left_us / 1000) + 1) >= 0 && fds[0].revents == 0;
		if (fds[1].revents != 0) {
			(void)desk_child_hear(c); /* its port is of no use any more */
		}
	}
}

void desk_child_end(struct desk_child *c)
{
	if (c->pid != 0) {
		(void)kill(c->pid, SIGTERM); /* not reaped yet, so the number is still its own */
		wait_end(c);
	}
	if (c->pid != 0 && waitpid(c->pid, NULL, WNOHANG) != c->pid) {
		(void)fprintf(stderr, "egate: %s does not end, and is killed\n", c->name);
		(void)kill(c->pid, SIGKILL);
		(void)waitpid(c->pid, NULL, 0); /* killed: it ends */
	}
	c->pid = 0;
	(void)desk_child_hear(c); /* what was left */
	eg_close(&c->log);
}
