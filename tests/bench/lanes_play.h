/*
 * lanes_play: ten lanes as their cores would speak: what each says of one traveller after the
 * other, and rows of their journals.
 * Knows messages and when they are due. Never knows who hears them.
 */
#ifndef EG_TESTS_BENCH_LANES_PLAY_H
#define EG_TESTS_BENCH_LANES_PLAY_H

#include "lanes_board.h"

#define LANES_EPISODE_MS 10000 /* of a lane, from one traveller to the next: six a minute */
#define LANES_SESSION    0x00e6a7e5u

/* What is told of a case, besides its lane: places of sent_us behind those of statuses. */
enum lanes_deed { LANES_CASE = BOARD_DEEDS - 3, LANES_PORTRAIT, LANES_LIVE };

/* Which deed this is that a screen is told, by the words of a lane; -1: none that is timed. */
int lanes_deed_of(const char *state, const char *step, const char *prompt);

struct lanes_play;

/* Sockets and journals of all lanes in a folder: "lane-N.sock", "lane-N.db". */
EG_CHECK enum eg_err lanes_play_open(const char *folder, struct board *board,
				     struct lanes_play **out);
/* Waits until the console is connected to each. */
EG_CHECK enum eg_err lanes_play_join(struct lanes_play *p);
/* Plays for so long; all of them close then, which is the last that they tell. */
EG_CHECK enum eg_err lanes_play_run(struct lanes_play *p, int64_t seconds);
void lanes_play_close(struct lanes_play **p); /* cleanup */

#endif
