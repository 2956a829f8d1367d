/*
 * console_cases: steps of cases on their way to their lanes' journals: each is kept, also over a
 * restart of the console, until its lane says that the journal has it.
 * Knows what was sent and what is recorded. Never knows connections, nor what a step means.
 *
 *   taken: numbered, written --> sent --> recorded: forgotten
 *                                 |  ^
 *      connection ends, or time,  v  |  lane is up (again)
 *                                waits
 *
 * A journal that falls behind: from CASES_PASS_MAX on nobody is let in or through by an officer
 * (desk_backlog), so that what happens by itself still finds room; what finds none is lost, logged,
 * counted, and told to officers for as long as the console runs. A file that cannot be written
 * keeps nothing from being sent: it is tried again.
 */
#ifndef EG_PROG_CONSOLE_CASES_H
#define EG_PROG_CONSOLE_CASES_H

#include "console/account.h"
#include "console/desk.h"
#include "prog/console_config.h"

/* For one lane: it has room for as many (LANE_CASES_WAIT of core_lane.h). */
#define CASES_MAX      128
#define CASES_PASS_MAX 96
#define CASES_LATE_MS  5000  /* a journal has them much sooner */
#define CASES_AGAIN_MS 10000 /* its core may have had no room, and passes them over then */

struct cases_step {
	struct msg m; /* MSG_CASE */
	int64_t since_ms;
	int64_t sent_ms;
	bool written; /* to the file of accounts */
	bool sent;    /* over the present connection */
	bool recorded;
};

struct cases_lane {
	struct cases_step of[CASES_MAX]; /* the oldest first */
	size_t count;
	uint32_t lost; /* that found no room, since the start */
};

struct cases {
	struct account *account;                        /* borrowed */
	struct cases_lane lanes[CONSOLE_LANES_MAX + 1]; /* by number */
	int64_t now_ms;
	bool stuck; /* the file could not be written, as was logged */
};

/* What the file has from before; of lanes that the configuration has. EG_IO, EG_TIMEOUT. */
EG_CHECK enum eg_err cases_open(struct cases *c, const struct console_config *config,
				struct account *account, int64_t now_ms);
void cases_close(struct cases *c); /* wipes */
/* It is so late (monotonic). What could not be written is tried again, and what was sent long ago
 * waits to be sent. */
void cases_at(struct cases *c, int64_t now_ms);
/* Takes a step of the desk, for a lane of the configuration. */
void cases_take(struct cases *c, unsigned lane, const struct msg *m);
/* The oldest that is to be sent, until the next call; NULL: none. */
const struct msg *cases_next(const struct cases *c, unsigned lane);
/* That one was sent. */
void cases_sent(struct cases *c, unsigned lane);
/* The connection has ended: all are sent again. */
void cases_unsent(struct cases *c, unsigned lane);
/* In the lane's journal. Of a number that nobody waits for nothing. */
void cases_recorded(struct cases *c, unsigned lane, uint64_t number);
/* What officers are told of a lane. */
struct desk_backlog cases_backlog(const struct cases *c, unsigned lane);
/* Tells the desk all that waits, before desk_recall. */
void cases_recall(const struct cases *c, struct desk *desk);

#endif
