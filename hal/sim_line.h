/*
 * sim_line: the connection of a device whose world lends it bytes in sealed memfds.
 * Knows the socket, and what is lent. Never knows what is said.
 */
#ifndef EG_HAL_SIM_LINE_H
#define EG_HAL_SIM_LINE_H

#include "hal/sealed_frame.h"

struct sim_line {
	int fd;                   /* owned: the connection; -1: none */
	struct sealed_frame lent; /* owned: what came last */
};

/* As unix_client_connect. */
EG_CHECK enum eg_err sim_line_open(struct sim_line *l, const char *path);
void sim_line_close(struct sim_line *l); /* accepts one that never opened */
/* One datagram. EG_GONE: the world takes it not. */
EG_CHECK enum eg_err sim_line_say(const struct sim_line *l, struct rd datagram);
/* Waits up to ms for a datagram, or the end of the connection. EG_TIMEOUT: nothing came. */
EG_CHECK enum eg_err sim_line_wait(const struct sim_line *l, uint32_t ms);
/* Whether the world is still there, told at once. */
EG_CHECK bool sim_line_there(const struct sim_line *l);

#endif
