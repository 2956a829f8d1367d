/*
 * control: what egated tells the core.
 * Knows the message and its descriptors. Never knows what travels on the connections handed over.
 */
#include "prog/control.h"

#include "os/fds.h"
#include "wire/msg.h"

#include <errno.h>
#include <sys/socket.h>

_Static_assert(sizeof(struct control) == 16, "no padding travels");

enum eg_err control_send(int fd, const struct control *c, int connection, int process)
{
	const int fds[] = {connection, process};
	union fds_room room;
	struct control copy = *c;
	struct iovec piece = {.iov_base = &copy, .iov_len = sizeof(copy)};
	struct msghdr h = {.msg_iov = &piece, .msg_iovlen = 1};
	if (connection >= 0) {
		fds_put(&h, &room, fds, process >= 0 ? 2 : 1);
	}
	for (;;) {
		ssize_t sent = sendmsg(fd, &h, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (sent == (ssize_t)sizeof(copy)) {
			return EG_OK;
		}
		if (sent >= 0 || errno != EINTR) {
			/* One that hangs must not hold its supervisor. */
			return EG_FAIL(EG_GONE, "the core does not take connections");
		}
	}
}

static bool sound(const struct control *c, size_t fds)
{
	bool worker = c->role <= ROLE_WATCHLIST;
	return (c->kind == CONTROL_WORKER && worker && fds == 2) ||
	       (c->kind == CONTROL_CONSOLE && c->role == ROLE_CONSOLE && fds == 1) ||
	       (c->kind == CONTROL_RENEW && c->role == ROLE_WATCHLIST && fds == 0);
}

enum eg_err control_recv(int fd, struct control *c, int *connection, int *process)
{
	union fds_room room;
	struct iovec piece = {.iov_base = c, .iov_len = sizeof(*c)};
	struct msghdr h = {.msg_iov = &piece, .msg_iovlen = 1};
	int fds[FDS_MAX] = {-1, -1, -1, -1};
	*connection = -1;
	*process = -1;
	fds_expect(&h, &room);
	ssize_t got = recvmsg(fd, &h, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
	if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
		return EG_TIMEOUT;
	}
	if (got <= 0) {
		return EG_FAIL(EG_GONE, "egated has ended");
	}
	size_t count = fds_take(&h, fds);
	if (got != (ssize_t)sizeof(*c) || (h.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0 ||
	    !sound(c, count)) {
		fds_close(fds, count);
		return EG_FAIL(EG_BAD_DATA, "not a message of egated");
	}
	*connection = fds[0];
	*process = fds[1];
	return EG_OK;
}
