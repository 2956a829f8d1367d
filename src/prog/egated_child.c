/*
 * egated_child: one child process of the lane: its start, end, and the pause before the next.
 * Knows fork, exec, pidfds. Never knows what the program does.
 */
#include "prog/egated_child.h"

#include "base/log.h"
#include "os/link.h"
#include "os/path.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATH_ROOM     512
#define FAST_US       INT64_C(100000)   /* one that is killed sooner than this has not worked */
#define LONG_US       INT64_C(60000000) /* one that ends after this is no part of a row */
#define PAUSE_US      INT64_C(100000)   /* after the first failure; doubles */
#define FAILURES_MOST 6u                /* 3.2 s between attempts, for ever */
#define EXEC_FAILED   127

/* Puts them at their places, above all others first so that none is written over; how many there
 * are, -1: not possible. */
static int place(const int handed[CHILD_FDS])
{
	int apart[CHILD_FDS];
	int count = 0;
	while (count < CHILD_FDS && handed[count] >= 0) {
		apart[count] = fcntl(handed[count], F_DUPFD_CLOEXEC, LINK_FD + CHILD_FDS);
		if (apart[count] < 0) {
			return -1;
		}
		count++;
	}
	for (int i = 0; i < count; i++) {
		if (dup2(apart[i], LINK_FD + i) < 0) {
			return -1;
		}
	}
	return count;
}

/* In the child: only these descriptors and this environment reach the program. */
static void become(const char *path, char *const argv[], const int handed[CHILD_FDS],
		   int death_signal, pid_t parent)
{
	static char path_word[] = "PATH=/usr/bin:/bin";
	static char lang_word[] = "LANG=C.UTF-8";
	static char zone_word[] = "TZ=UTC";
	char *const environment[] = {path_word, lang_word, zone_word, NULL};
	sigset_t none;
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (prctl(PR_SET_PDEATHSIG, death_signal) != 0 || getppid() != parent || null < 0 ||
	    dup2(null, STDIN_FILENO) < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0) {
		_exit(EXEC_FAILED);
	}
	int places = place(handed);
	if (places < 0 || syscall(SYS_close_range, LINK_FD + places, ~0u, 0) != 0 ||
	    chdir("/") != 0 || sigemptyset(&none) != 0 ||
	    sigprocmask(SIG_SETMASK, &none, NULL) != 0) {
		_exit(EXEC_FAILED);
	}
	(void)execve(path, argv, environment); /* returns only on failure */
	_exit(EXEC_FAILED);
}

enum eg_err child_start(struct child *c, const char *folder, const char *program,
			char *const words[], const int handed[CHILD_FDS], int64_t now_us)
{
	char path[PATH_ROOM] = "";
	char *argv[CHILD_WORDS_MAX + 2] = {path};
	size_t count = 0;
	while (words[count] != NULL && count < CHILD_WORDS_MAX) {
		argv[count + 1] = words[count];
		count++;
	}
	if (!path_in(folder, program, path, sizeof(path)) || words[count] != NULL) {
		return EG_FAIL(EG_CONFIG, "command line of a program too long");
	}
	pid_t parent = getpid();
	pid_t pid = fork();
	if (pid < 0) {
		return EG_FAIL(EG_IO, "no further process");
	}
	if (pid == 0) {
		become(path, argv, handed, c->death_signal, parent);
	}
	c->pid = pid;
	c->started_us = now_us;
	c->process = (int)syscall(SYS_pidfd_open, pid, 0); /* ours, not reaped: cannot be another */
	return c->process >= 0 ? EG_OK : EG_FAIL(EG_IO, "no pidfd");
}

static void ended(struct child *c, int status, int64_t now_us)
{
	int64_t lived = now_us - c->started_us;
	bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL && !c->hung;
	bool good = (WIFEXITED(status) && WEXITSTATUS(status) == 0) || (killed && lived > FAST_US);
	if (good || lived > LONG_US) {
		c->failures = 0;
	}
	if (!good && c->failures < FAILURES_MOST) {
		c->failures++;
	}
	c->hung = false;
	c->due_us = now_us;
	if (c->failures > 0) {
		c->due_us += PAUSE_US << (c->failures - 1);
	}
	LOG(good ? LOG_INFO : LOG_WARN, "child-ended", LOG_INT("pid", c->pid),
	    LOG_INT("exit", WIFEXITED(status) ? WEXITSTATUS(status) : -1),
	    LOG_INT("signal", WIFSIGNALED(status) ? WTERMSIG(status) : 0),
	    LOG_INT("lived_ms", lived / 1000));
}

bool child_reap(struct child *c, int64_t now_us)
{
	int status = 0;
	if (c->pid == 0 || waitpid(c->pid, &status, WNOHANG) != c->pid) {
		return false;
	}
	ended(c, status, now_us);
	eg_close(&c->process);
	c->pid = 0;
	return true;
}

void child_signal(const struct child *c, int signal)
{
	if (c->pid > 0) {
		(void)kill(c->pid, signal); /* not reaped yet, so the number is still its own */
	}
}
