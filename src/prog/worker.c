/*
 * worker: what all workers of a lane do alike: say that they are warm, and end.
 * Knows the link to the core. Never knows a worker's job.
 */
#include "prog/worker.h"

#include "base/log.h"
#include "os/link.h"

#include <poll.h>
#include <stdlib.h>

enum eg_err worker_ready(enum role role)
{
	struct msg m = msg_make(MSG_READY, 0);
	m.body.ready.role = (uint8_t)role;
	return link_send(LINK_FD, &m, -1);
}

bool worker_quiet(int ms)
{
	struct pollfd p = {.fd = LINK_FD, .events = POLLIN};
	return poll(&p, 1, ms) <= 0; /* interrupted counts as quiet: the caller asks again */
}

int worker_end(enum eg_err err)
{
	if (err == EG_GONE) {
		return EXIT_SUCCESS;
	}
	log_fault(LOG_ERROR, LOG_WORD("end"));
	return EXIT_FAILURE;
}
