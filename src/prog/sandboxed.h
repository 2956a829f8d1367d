/*
 * sandboxed: a job on foreign bytes in a child of its own behind the sandbox, while this process
 * keeps what the job must not have: keys, files to be written.
 * Knows how the answer comes back. Never knows the job.
 */
#ifndef EG_PROG_SANDBOXED_H
#define EG_PROG_SANDBOXED_H

#include "os/sandbox.h"
#include "base/secret.h"

#define SANDBOXED_ANSWER_MAX 4096

/* Runs in the child; writes its answer. */
typedef enum eg_err sandboxed_job(void *context, struct wr *answer);
/*
 * The answer, at most SANDBOXED_ANSWER_MAX octets. EG_DENIED: the job failed; the child has told
 * why on standard error, by tell. EG_GONE: the child died.
 */
EG_CHECK enum eg_err sandboxed_run(const struct sandbox_need *need, sandboxed_job *job,
				   void *context, void (*tell)(void), struct bytes *answer);

#endif
