/*
 * worker: what all workers of a lane do alike: say that they are warm, and end.
 * Knows the link to the core. Never knows a worker's job.
 */
#ifndef EG_PROG_WORKER_H
#define EG_PROG_WORKER_H

#include "wire/msg.h"

/* Tells the core that this worker is warm and waits for its traveller. EG_GONE: no core is left. */
EG_CHECK enum eg_err worker_ready(enum role role);
/* Between two looks whether the device of a warm worker is still there. */
#define WORKER_WATCH_MS 500
/* Waits up to ms (0: not at all) for the core; true when it said nothing and is still there. */
EG_CHECK bool worker_quiet(int ms);
/*
 * Exit status for main. Only EG_GONE is an end in peace: a worker serves until the core goes away.
 * Whatever else ended it is logged here.
 */
EG_CHECK int worker_end(enum eg_err err);

#endif
