/*
 * console_dial: a process that connects to lanes' sockets and hands the connections over, since the
 * console's own sandbox has no files.
 * Knows where the lanes of a configuration are. Never knows what is told over a connection.
 *
 *   console                         dial
 *     | number of a lane, 4 octets    |
 *     |------------------------------>|   connect, without waiting
 *     | number, connection if there   |
 *     |<------------------------------|   ends with the console's end
 *
 * It hears nothing of strangers, neither of browsers nor of lanes.
 */
#ifndef EG_PROG_CONSOLE_DIAL_H
#define EG_PROG_CONSOLE_DIAL_H

#include "prog/console_config.h"

/*
 * Starts it, as the user that lanes know; the caller owns *out, which does not block. EG_CONFIG:
 * not to be had as that user; EG_IO.
 */
EG_CHECK enum eg_err dial_start(const struct console_config *c, int *out);
/* Asks for a connection to a lane, 1 to CONSOLE_LANES_MAX. EG_TIMEOUT: not now; EG_GONE. */
EG_CHECK enum eg_err dial_ask(int fd, unsigned lane);
/*
 * An answer: the lane, and its connection, which the caller owns, or -1: nobody is there.
 * EG_TIMEOUT: no answer yet; EG_GONE: the process has ended.
 */
EG_CHECK enum eg_err dial_take(int fd, unsigned *lane, int *connection);

#endif
