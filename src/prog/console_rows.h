/*
 * console_rows: rows of the lanes' journals on their way to the desk.
 * Knows which row of which lane was read last. Never knows what is shown of them.
 *
 * At the start the newest rows of each journal are read again: so what screens show of before
 * survives the console, and nothing has to be kept for it but the journals.
 */
#ifndef EG_PROG_CONSOLE_ROWS_H
#define EG_PROG_CONSOLE_ROWS_H

#include "console/desk.h"
#include "journal/journal.h"
#include "prog/console_cases.h"

#define ROWS_AT_START 4000 /* of each lane: more than it has in twelve hours of thirty seconds */
#define ROWS_A_TURN   64   /* of one lane, before others get their turn */

struct rows {
	struct cases *cases; /* borrowed: a row of theirs says that it is recorded */
	struct journal *of[CONSOLE_LANES_MAX + 1]; /* owned; by number of the lane */
	uint64_t last[CONSOLE_LANES_MAX + 1];      /* that was read */
};

/* Opens every lane's journal to read: no file is opened later, and a sandbox (file_write: locks)
 * may follow. EG_IO, EG_CONFIG: a journal that is not there, with the lane. */
EG_CHECK enum eg_err rows_open(struct rows *r, const struct console_config *c, unsigned *lane);
void rows_close(struct rows *r); /* cleanup: not behind a sandbox, as it removes files */
/* Gives the desk all rows that there are, of all lanes in order of time. EG_IO, EG_NO_MEMORY. */
EG_CHECK enum eg_err rows_catch_up(struct rows *r, struct desk *desk);
/* Gives the desk at most `most` rows of a lane; *more: there are others. EG_IO. */
EG_CHECK enum eg_err rows_read(struct rows *r, unsigned lane, size_t most, struct desk *desk,
			       bool *more);

#endif
