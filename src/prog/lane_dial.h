/*
 * lane_dial: a process that connects to lanes' sockets for one whose sandbox has no files, and
 * hands the connections over. Knows where lanes are. Never knows what is told over a connection.
 *
 *   console, kiosk                  dial
 *     | number of a lane, 4 octets    |
 *     |------------------------------>|   connect, without waiting
 *     | number, connection if there   |
 *     |<------------------------------|   ends with who asks
 *
 * It hears nothing of strangers, neither of browsers nor of lanes.
 */
#ifndef EG_PROG_LANE_DIAL_H
#define EG_PROG_LANE_DIAL_H

#include "base/err.h"

#define LANE_DIAL_MAX 10 /* lanes of a checkpoint */

/*
 * Starts it, as the user that lanes know (become_user); the caller owns *out, which does not block.
 * paths: of lanes 1 to count, NULL where there is none. EG_CONFIG: not to be had as that user;
 * EG_IO.
 */
EG_CHECK enum eg_err lane_dial_start(const char *const *paths, size_t count, uint32_t user,
				     int *out);
/* Asks for a connection to a lane, 1 to LANE_DIAL_MAX. EG_TIMEOUT: not now; EG_GONE. */
EG_CHECK enum eg_err lane_dial_ask(int fd, unsigned lane);
/*
 * An answer: the lane, and its connection, which the caller owns, or -1: nobody is there.
 * EG_TIMEOUT: no answer yet; EG_GONE: the process has ended.
 */
EG_CHECK enum eg_err lane_dial_take(int fd, unsigned *lane, int *connection);

#endif
