/*
 * chip_run: the process of the virtual chip while a document lies on the reader.
 * Knows processes. Never knows what a chip says.
 */
#ifndef EG_SIMULATOR_CHIP_RUN_H
#define EG_SIMULATOR_CHIP_RUN_H

#include "base/err.h"

#include <sys/types.h>

struct chip_run {
	const char *program; /* path of egate-chip-sim */
	const char *capture; /* its debug capture, or NULL */
	unsigned port;       /* of vpcd */
	pid_t pid;           /* 0: none runs */
};

/* A document is laid on: setting is one more key=value word or empty; tear_after 0: whole. */
EG_CHECK enum eg_err chip_run_start(struct chip_run *c, const char *document, const char *setting,
				    unsigned tear_after);
/* It is taken away: the process is ended and waited for. */
void chip_run_stop(struct chip_run *c);
/* Notices that it ended by itself. */
void chip_run_reap(struct chip_run *c);

#endif
