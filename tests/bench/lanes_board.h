/*
 * lanes_board: what the processes of the bench of ten lanes tell each other: when each message
 * went, how late each event came, and the events themselves, for whoever else is to tell them.
 * Knows numbers and octets in shared memory. Never knows sockets.
 */
#ifndef EG_TESTS_BENCH_LANES_BOARD_H
#define EG_TESTS_BENCH_LANES_BOARD_H

#include "base/err.h"

#define BOARD_LANES      10
#define BOARD_TRAVELLERS 128  /* of one lane, from 1 */
#define BOARD_DEEDS      40   /* of one traveller */
#define BOARD_ROWS       1024 /* of one lane's journal, from 1 */
#define BOARD_EVENTS     32768
#define BOARD_TIMES      (UINT32_C(1) << 21)
#define BOARD_TEXT       (UINT32_C(48) << 20)

/* An event as one screen was told it. */
struct board_event {
	uint64_t id;
	int64_t at_us; /* since the lanes began */
	uint32_t text; /* where it begins in board.text */
	uint32_t size;
	bool timed; /* of a message whose time is known */
};

struct board {
	int64_t sent_us[BOARD_LANES + 1][BOARD_TRAVELLERS][BOARD_DEEDS]; /* 0: was not sent */
	int64_t row_us[BOARD_LANES + 1][BOARD_ROWS]; /* of what follows a row; 0: not timed */
	int64_t began_us;
	uint32_t sent;     /* messages */
	uint32_t broken;   /* lanes whose connection the console has ended */
	uint32_t episodes; /* travellers */
	uint32_t cases;
	/* Of the screens: */
	int64_t us[BOARD_TIMES]; /* from message to event, of all screens */
	uint32_t count;
	uint32_t lost;
	uint32_t twice;
	uint32_t merged; /* messages that no screen has seen alone: what came next was told */
	uint32_t ended;  /* streams, before all was told */
	uint64_t events; /* received */
	uint64_t octets;
	/* Events of one screen, and when a peer was handed each. */
	struct board_event event[BOARD_EVENTS];
	uint32_t event_count;
	int64_t handed_us[BOARD_EVENTS];
	uint8_t text[BOARD_TEXT];
	uint32_t text_size;
};

/* Shared by whoever is forked from now on. NULL: no memory. */
struct board *board_make(void);
/* For a run anew: what screens told goes. keep: the events of before, for a peer. */
void board_clear(struct board *b, bool keep);
/* The time that this share of them does not exceed, in milliseconds; per mille. Sorts. */
double board_at(int64_t *us, uint32_t count, unsigned per_mille);

#endif
