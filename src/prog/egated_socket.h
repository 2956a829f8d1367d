/*
 * egated_socket: a socket of the lane, for one user beside root and egated's own.
 * Knows paths, modes and who connects, as the kernel vouches. Never knows what is said there.
 */
#ifndef EG_PROG_EGATED_SOCKET_H
#define EG_PROG_EGATED_SOCKET_H

#include "base/err.h"

#include <sys/types.h>
#include <sys/un.h>

struct lane_socket {
	int fd; /* owned, listening; -1: none */
	char path[sizeof(((struct sockaddr_un *)NULL)->sun_path)];
};
struct lane_caller {
	uid_t user;
	pid_t pid;
};

/* In this folder, in place of a former one; its owner is this user. EG_CONFIG: path too long. */
EG_CHECK enum eg_err lane_socket_open(struct lane_socket *s, const char *folder, const char *name,
				      uid_t user);
/* -1: gone again. The caller owns it; it does not block. */
EG_CHECK int lane_socket_accept(const struct lane_socket *s, struct lane_caller *who);
/* Removes it, too. None is fine. */
void lane_socket_close(struct lane_socket *s);

#endif
