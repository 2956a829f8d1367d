/*
 * fds: descriptors that travel beside a datagram (SCM_RIGHTS).
 * Knows control blocks. Never knows the datagram, nor how many descriptors it should have.
 */
#ifndef EG_OS_FDS_H
#define EG_OS_FDS_H

#include "base/err.h"

#include <sys/socket.h>

/* Room for descriptors that nobody asked for, so that they can be closed; more are cut off by the
 * kernel (MSG_CTRUNC). */
#define FDS_MAX 4

union fds_room {
	struct cmsghdr align;
	uint8_t room[CMSG_SPACE(FDS_MAX * sizeof(int))];
};

/* Lays count (at most FDS_MAX) descriptors beside a message; the caller keeps them and the room. */
void fds_put(struct msghdr *h, union fds_room *room, const int *fds, size_t count);
/* Prepares a message to receive into room. */
void fds_expect(struct msghdr *h, union fds_room *room);
/* Takes what came beside a message; the caller owns the count descriptors it returns. */
size_t fds_take(struct msghdr *h, int fds[FDS_MAX]);
void fds_close(int *fds, size_t count);

#endif
