/*
 * look: faces of many pictures, each decoded and looked at behind the sandbox.
 * Knows files, processes, time. Never knows whose pictures they are or what a score means.
 */
#include "prog/look.h"

#include "os/now.h"
#include "os/sandbox.h"
#include "prog/folder.h"
#include "prog/look_link.h"
#include "prog/look_one.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define MEMORY_MB    2048 /* as the face worker of a lane, and the set that this process holds */
#define PICTURE_MS   60000
#define CPU_SECONDS  (LOOK_SERVES * PICTURE_MS / 1000) /* no picture takes it from another */
#define EXIT_SANDBOX 3

struct job {
	pid_t pid; /* 0: none */
	int link;  /* owned; -1 */
	size_t which;
	bool busy;
	unsigned served;
	int64_t due_us; /* when what it is busy with has taken too long */
};

struct look {
	struct face_engine *engine;
	const struct look_order *orders;
	size_t count;
	size_t next;
	look_take *take;
	void *context;
	struct job job[LOOK_JOBS_MAX];
	unsigned jobs;
};

/* In the child: one picture; false when there are no more. */
static bool serve_one(const struct look *l)
{
	EG_AUTO(bulk_unmap) struct bulk encoded = {0};
	struct look_answer a;
	uint32_t which;
	if (look_asked(LINK_FD, &which, &encoded) != EG_OK || which >= l->count) {
		return false;
	}
	look_one(l->engine, &l->orders[which], bulk_rd(&encoded), &a);
	return look_tell(LINK_FD, which, &a) == EG_OK;
}

/*
 * Whoever takes the child over finds its link as LINK_FD and nothing else that is open: no report
 * to be written, no terminal, no other child's link.
 */
static bool keep_link(int link)
{
	int kept = fcntl(link, F_DUPFD_CLOEXEC, LINK_FD + 1);
	int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
	for (int fd = 0; fd < LINK_FD; fd++) {
		if (nothing < 0 || dup2(nothing, fd) < 0) {
			return false;
		}
	}
	return kept >= 0 && dup2(kept, LINK_FD) >= 0 && close_range(LINK_FD + 1, UINT_MAX, 0) == 0;
}

static _Noreturn void be_child(const struct look *l, int link, pid_t parent)
{
	const struct sandbox_need need = {.memory_mb = MEMORY_MB, .cpu_seconds = CPU_SECONDS};
	if (!keep_link(link) || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent ||
	    sandbox_enter(&need) != EG_OK) {
		_exit(EXIT_SANDBOX);
	}
	while (serve_one(l)) {
		/* until the other end is closed */
	}
	_exit(0);
}

static enum eg_err start(struct look *l, struct job *j)
{
	int ends[2];
	if (fflush(NULL) != 0) {
		return EG_FAIL(EG_IO, "output ahead of a process behind the sandbox");
	}
	EG_TRY(look_link_open(ends));
	pid_t parent = getpid();
	pid_t pid = fork();
	if (pid == 0) {
		be_child(l, ends[1], parent);
	}
	eg_close(&ends[1]);
	if (pid < 0) {
		eg_close(&ends[0]);
		return EG_FAIL(EG_IO, "process behind the sandbox");
	}
	*j = (struct job){.pid = pid, .link = ends[0]};
	return EG_OK;
}

/* Ends it; true if it never came into its sandbox. */
static bool stop(struct job *j)
{
	int status = 0;
	bool outside = false;
	eg_close(&j->link);
	if (j->pid > 0) {
		(void)kill(j->pid, SIGKILL); /* not reaped yet, so the number is still its own */
		while (waitpid(j->pid, &status, 0) < 0 && errno == EINTR) {
			/* again */
		}
		outside = WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SANDBOX;
	}
	*j = (struct job){.link = -1};
	return outside;
}

static void tell_failed(const struct look *l, size_t which, enum eg_err err, const char *reason)
{
	struct look_answer a = {.err = err, .seen = {.quality = face_quality_none()}};
	(void)snprintf(a.reason, sizeof(a.reason), "%s", reason); /* all are short */
	l->take(l->context, which, &a);
}

/* A process that is no more: what it was busy with is told as failed. */
static enum eg_err bury(struct look *l, struct job *j, enum eg_err err, const char *reason)
{
	size_t which = j->which;
	bool busy = j->busy;
	if (stop(j)) {
		return EG_FAIL(EG_SANDBOX, "sandbox for pictures could not be entered");
	}
	if (busy) {
		tell_failed(l, which, err, reason);
	}
	return EG_OK;
}

/* Gives a free process the next picture that can be read. */
static enum eg_err feed(struct look *l, struct job *j)
{
	while (l->next < l->count) {
		EG_AUTO(bytes_free) struct bytes file = {0};
		size_t which = l->next++;
		const struct look_order *o = &l->orders[which];
		enum eg_err err = o->found ? folder_found_file(o->path, LOOK_FILE_MAX, &file)
					   : folder_file(o->path, LOOK_FILE_MAX, &file);
		if (err == EG_OK && file.size == 0) {
			err = EG_FAIL(EG_TRUNCATED, "empty file");
		}
		if (err != EG_OK) {
			tell_failed(l, which, err, eg_fault_last().reason);
			continue;
		}
		if (j->served >= LOOK_SERVES || (j->pid != 0 && look_spoke(j->link))) {
			(void)stop(j); /* it has served, so it was inside */
		}
		if (j->pid == 0) {
			EG_TRY(start(l, j));
		}
		j->which = which;
		j->busy = true;
		j->served++;
		j->due_us = now_mono_us() + PICTURE_MS * INT64_C(1000);
		err = look_ask(j->link, (uint32_t)which, bytes_rd(&file));
		if (err == EG_OK) {
			return EG_OK;
		}
		EG_TRY(bury(l, j, err,
			    err == EG_GONE ? "the process that decoded it died"
					   : "picture could not be handed on"));
	}
	return EG_OK;
}

/* An answer, or the end of a process. */
static enum eg_err hear(struct look *l, struct job *j)
{
	struct look_answer a;
	enum eg_err err =
		look_hear(j->link, (uint32_t)j->which, face_engine_embedder(l->engine), &a);
	if (err == EG_TIMEOUT) {
		return EG_OK;
	}
	if (err != EG_OK) {
		return bury(l, j, err,
			    err == EG_GONE ? "the process that decoded it died"
					   : "the process that decoded it broke its protocol");
	}
	j->busy = false;
	l->take(l->context, j->which, &a);
	face_template_clear(&a.seen.face);
	return EG_OK;
}

/* The busy ones, and until when the first of them may work. */
static size_t gather(struct look *l, struct pollfd fds[LOOK_JOBS_MAX],
		     struct job *busy[LOOK_JOBS_MAX], int *wait_ms)
{
	size_t count = 0;
	int64_t now_us = now_mono_us();
	int64_t left_us = PICTURE_MS * INT64_C(1000);
	for (unsigned i = 0; i < l->jobs; i++) {
		struct job *j = &l->job[i];
		if (j->busy) {
			busy[count] = j;
			fds[count++] = (struct pollfd){.fd = j->link, .events = POLLIN};
			left_us = j->due_us - now_us < left_us ? j->due_us - now_us : left_us;
		}
	}
	*wait_ms = left_us < 0 ? 0 : (int)(left_us / 1000 + 1);
	return count;
}

static enum eg_err hear_all(struct look *l, bool *any)
{
	struct pollfd fds[LOOK_JOBS_MAX];
	struct job *busy[LOOK_JOBS_MAX];
	int wait_ms = 0;
	size_t count = gather(l, fds, busy, &wait_ms);
	*any = count > 0;
	if (count > 0 && poll(fds, count, wait_ms) < 0 && errno != EINTR) {
		return EG_FAIL(EG_IO, "processes behind the sandbox");
	}
	for (size_t i = 0; i < count; i++) {
		if ((fds[i].revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
			EG_TRY(hear(l, busy[i]));
		} else if (now_mono_us() >= busy[i]->due_us) {
			EG_TRY(bury(l, busy[i], EG_TIMEOUT, "decoding and looking took too long"));
		}
	}
	return EG_OK;
}

static enum eg_err run(struct look *l)
{
	bool any = true;
	while (any || l->next < l->count) {
		for (unsigned i = 0; i < l->jobs; i++) {
			if (!l->job[i].busy) {
				EG_TRY(feed(l, &l->job[i]));
			}
		}
		EG_TRY(hear_all(l, &any));
	}
	return EG_OK;
}

enum eg_err look_all(struct face_engine *e, unsigned jobs, const struct look_order *orders,
		     size_t count, look_take *take, void *context)
{
	struct look l = {.engine = e,
			 .orders = orders,
			 .count = count,
			 .take = take,
			 .context = context,
			 .jobs = jobs < 1               ? 1
				 : jobs > LOOK_JOBS_MAX ? LOOK_JOBS_MAX
							: jobs};
	for (unsigned i = 0; i < l.jobs; i++) {
		l.job[i].link = -1;
	}
	enum eg_err err = run(&l);
	for (unsigned i = 0; i < l.jobs; i++) {
		(void)stop(&l.job[i]); /* idle, or nothing more is wanted of it */
	}
	return err;
}
