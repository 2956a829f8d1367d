/*
 * lane_hand: who connects to lanes for a process in a sandbox, which cannot.
 * Knows paths given at the start, and one octet that asks for a connection. Never knows what is
 * said on it, nor any foreign octet.
 *
 *   the hand (parent)                    the process (child)
 *      |                                  sandbox
 *      |<-------------- lane's number ----|
 *      | connect()                        |
 *      |--- number, descriptor or none -->|
 *
 * Each ends when the other does.
 */
#ifndef EG_PROG_LANE_HAND_H
#define EG_PROG_LANE_HAND_H

#include "base/err.h"

#define LANE_HAND_MAX 10 /* lanes of a checkpoint */

/*
 * Splits: returns in the child alone, with its end of the connection to the hand, non-blocking; the
 * caller owns it. The parent serves, and exits with the child's status. To be called before the
 * sandbox and before threads. paths: of the lanes' sockets.
 */
EG_CHECK enum eg_err lane_hand_split(const char *const *paths, size_t count, int *hand);
/* Asks for a connection to a lane: one at a time of each. EG_GONE: no hand is left. */
EG_CHECK enum eg_err lane_hand_ask(int hand, size_t lane);
/*
 * Its answer. *fd: owned by the caller; -1: no lane is there. EG_TIMEOUT: no answer yet; EG_GONE;
 * EG_BAD_DATA.
 */
EG_CHECK enum eg_err lane_hand_take(int hand, size_t *lane, int *fd);

#endif
