/*
 * egated_wires: the process that serves the wires to the core where the core must not:
 * egate-modbus. Knows which gate-io wants one, its socket and its starts. Never knows levels.
 */
#ifndef EG_PROG_EGATED_WIRES_H
#define EG_PROG_EGATED_WIRES_H

#include "prog/egated_words.h"

#include <sys/un.h>

struct wires {
	struct child child;
	int listener; /* owned: the core and its guard connect, whether the process runs or not; -1:
			 none is wanted */
	char where[CONFIG_TEXT_MAX]; /* of the block */
	char path[sizeof(((struct sockaddr_un *)NULL)->sun_path)];
};

/* As it is before it is opened. */
struct wires wires_none(void);
/*
 * Looks into the configuration and, for "modbus:WHERE", checks it with the gate, listens in the run
 * folder, and lets the core find its wires there: c->gate_io is another afterwards. EG_CONFIG with
 * the reason.
 */
EG_CHECK enum eg_err wires_open(struct wires *w, struct config *c, const struct gate_file *gate);
/* Starts the process if it is due. */
void wires_start_due(struct wires *w, const char *programs, struct config *c,
		     struct gate_file *gate);
void wires_reap(struct wires *w);
/* When the next start is due, microseconds; INT64_MAX: none. */
int64_t wires_due_us(const struct wires *w);
/* Ends it: the last of all, since outputs are made safe through it. */
void wires_stop(struct wires *w);

#endif
