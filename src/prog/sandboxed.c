/*
 * sandboxed: a job on foreign bytes in a child of its own behind the sandbox.
 * Knows how the answer comes back. Never knows the job.
 */
#include "prog/sandboxed.h"

#include "base/whole.h"

#include <errno.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#define JOB_FAILED 1 /* code of exit */

/* Never returns: what this process was doing is the other one's. */
_Noreturn static void be_child(int fd, const struct sandbox_need *need, sandboxed_job *job,
			       void *context, void (*tell)(void))
{
	uint8_t octets[SANDBOXED_ANSWER_MAX];
	struct wr answer = WR_ARRAY(octets);
	struct rd made;
	enum eg_err err = sandbox_enter(need);
	if (err == EG_OK) {
		err = job(context, &answer);
	}
	if (err == EG_OK) {
		err = wr_done(&answer, &made);
	}
	if (err == EG_OK) {
		err = whole_write(fd, made);
	}
	if (err != EG_OK) {
		tell();
	}
	_exit(err == EG_OK ? 0 : JOB_FAILED);
}

static enum eg_err await(pid_t child)
{
	int status = 0;
	while (waitpid(child, &status, 0) < 0) {
		if (errno != EINTR) {
			return EG_FAIL(EG_IO, "child behind the sandbox");
		}
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
		return EG_OK;
	}
	return WIFEXITED(status) && WEXITSTATUS(status) == JOB_FAILED
		       ? EG_FAIL(EG_DENIED, "job behind the sandbox failed")
		       : EG_FAIL(EG_GONE, "child behind the sandbox died");
}

enum eg_err sandboxed_run(const struct sandbox_need *need, sandboxed_job *job, void *context,
			  void (*tell)(void), struct bytes *answer)
{
	int ends[2];
	if (fflush(NULL) != 0 || pipe(ends) != 0) {
		return EG_FAIL(EG_IO, "pipe to a child behind the sandbox");
	}
	EG_AUTO(eg_close) int from = ends[0];
	EG_AUTO(eg_close) int to = ends[1];
	pid_t child = fork();
	if (child < 0) {
		return EG_FAIL(EG_IO, "child behind the sandbox");
	}
	if (child == 0) {
		eg_close(&from);
		be_child(to, need, job, context, tell);
	}
	eg_close(&to);
	enum eg_err err = whole_read(from, SANDBOXED_ANSWER_MAX, answer);
	enum eg_err end = await(child);
	return end == EG_OK ? err : end;
}
