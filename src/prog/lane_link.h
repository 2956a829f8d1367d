/*
 * lane_link: a lane's socket, as consoles use it.
 * Knows the socket. Never knows what is told over it.
 */
#ifndef EG_PROG_LANE_LINK_H
#define EG_PROG_LANE_LINK_H

#include "wire/msg.h"

#define LANE_ANSWER_MS 3000

/* The caller owns *out. EG_GONE. */
EG_CHECK enum eg_err lane_connect(const char *path, int *out);
/* Subscribes; the lane answers with its present status, or closes the connection. */
EG_CHECK enum eg_err lane_watch(int fd, bool pictures);

#endif
