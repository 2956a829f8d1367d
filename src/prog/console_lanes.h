/*
 * console_lanes: the connections to a checkpoint's lanes: what they tell goes to the desk, what the
 * desk wants of them to them.
 * Knows who is connected, when to try again, what waits to be sent. Never knows what an officer
 * wants, nor screens.
 *
 *   asked --> connected, MSG_WATCH --> first MSG_STATUS: up --> ends: down, pause, asked again
 *
 * An order is sent to a lane that is up, or never: the traveller it is about may be another one
 * when the lane comes back. What a lane's journal has to be told of a case (MSG_CASE) is kept until
 * the lane says that the journal has it (console_cases.h), and said again on each new connection.
 */
#ifndef EG_PROG_CONSOLE_LANES_H
#define EG_PROG_CONSOLE_LANES_H

#include "console/desk.h"
#include "prog/console_cases.h"

#define LANES_PAUSE_FIRST_MS 50
#define LANES_PAUSE_MAX_MS   2000
#define LANES_ANSWER_MS      3000 /* of who connects, and of a lane that was asked to tell */
#define LANES_ORDERS_MAX     16   /* orders that wait to be sent to one lane */
#define LANES_A_TURN         16   /* messages of one lane, before others get their turn */

_Static_assert(CONSOLE_LANES_MAX == DESK_LANES_MAX, "a lane of the file is a lane of the desk");

enum lanes_state {
	LANES_NOT,   /* not in the configuration */
	LANES_PAUSE, /* until_ms: then it is asked for */
	LANES_ASKED, /* who connects was asked */
	LANES_WATCH, /* connected, has told nothing yet */
	LANES_UP
};

struct lanes_one {
	uint8_t state; /* enum lanes_state */
	bool writes;   /* waits to be able to send */
	int fd;        /* owned; -1 */
	uint32_t pause_ms;
	int64_t until_ms;
	struct msg orders[LANES_ORDERS_MAX];
	size_t order_count;
};

struct lanes {
	struct desk *desk; /* borrowed, as cases and both descriptors */
	struct cases *cases;
	int dial; /* of lane_dial */
	int epoll;
	uint32_t mark; /* a lane's connection is in epoll as mark + its number */
	bool attends;
	int64_t now_ms;
	struct lanes_one of[CONSOLE_LANES_MAX + 1]; /* by number */
};

/* Lanes of the configuration, which the desk has too. */
void lanes_open(struct lanes *l, const struct console_config *c, struct desk *desk,
		struct cases *cases, int dial, int epoll, uint32_t mark);
void lanes_close(struct lanes *l); /* cleanup */
/* It is so late (monotonic); before any other call of a turn. Asks for lanes that are due. */
EG_CHECK enum eg_err lanes_at(struct lanes *l, int64_t now_ms);
/* Milliseconds until lanes_at has something to do; -1: nothing waits. */
int64_t lanes_wait_ms(const struct lanes *l);
/* Takes connections that were made. EG_GONE: who connects has ended. */
EG_CHECK enum eg_err lanes_dialled(struct lanes *l);
/* A lane's connection is ready, to read or to write. True: it has told something. */
bool lanes_ready(struct lanes *l, unsigned lane);
/* Whether an officer looks at what lanes tell: each is told. */
void lanes_attend(struct lanes *l, bool attends);
/* Takes everything of desk_next_send to its lane, and tells the desk which journal is behind. */
void lanes_send(struct lanes *l);

#endif
