/*
 * link: one SOCK_SEQPACKET connection, messages with at most one sealed memfd beside each.
 * Knows sockets and descriptors. Never knows what a message means.
 */
#include "os/link.h"

#include "os/fds.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

static enum eg_err send_error(void)
{
	if (errno == EAGAIN || errno == EWOULDBLOCK) {
		return EG_FAIL(EG_TIMEOUT, "connection is full");
	}
	if (errno == EPIPE || errno == ECONNRESET || errno == ENOTCONN) {
		return EG_FAIL(EG_GONE, "peer of a connection is away");
	}
	return EG_FAIL(EG_IO, "message could not be sent");
}

enum eg_err link_send(int fd, const struct msg *m, int bulk_fd)
{
	union fds_room room;
	struct msg copy = *m;
	struct iovec piece = {.iov_base = &copy, .iov_len = msg_length(m)};
	struct msghdr h = {.msg_iov = &piece, .msg_iovlen = 1};
	if (bulk_fd >= 0) {
		fds_put(&h, &room, &bulk_fd, 1);
	}
	for (;;) {
		ssize_t sent = sendmsg(fd, &h, MSG_NOSIGNAL);
		if (sent >= 0) {
			return EG_OK;
		}
		if (errno != EINTR) {
			return send_error();
		}
	}
}

/* Blocks or not, as the descriptor does. */
static enum eg_err receive(int fd, struct msghdr *h, size_t *size)
{
	*size = 0;
	for (;;) {
		ssize_t got = recvmsg(fd, h, MSG_CMSG_CLOEXEC);
		if (got > 0) {
			*size = (size_t)got;
			return EG_OK;
		}
		if (got == 0) { /* an empty datagram is no message either */
			return EG_FAIL(EG_GONE, "connection has ended");
		}
		if (errno == EAGAIN || errno == EWOULDBLOCK) {
			return EG_TIMEOUT;
		}
		/* A peer that ended with something unread: said once, before what it had sent. */
		if (errno != EINTR && errno != ECONNRESET) {
			return EG_FAIL(EG_GONE, "connection is broken");
		}
	}
}

enum eg_err link_recv(int fd, struct msg *m, int *bulk_fd)
{
	union fds_room room;
	struct msg raw = msg_make(MSG_NOTHING, 0);
	struct iovec piece = {.iov_base = &raw, .iov_len = sizeof(raw)};
	struct msghdr h = {.msg_iov = &piece, .msg_iovlen = 1};
	int fds[FDS_MAX] = {-1, -1, -1, -1};
	size_t size;
	*m = raw;
	*bulk_fd = -1;
	fds_expect(&h, &room);
	enum eg_err err = receive(fd, &h, &size);
	size_t count = fds_take(&h, fds);
	if (err == EG_OK && ((h.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0 || count > 1)) {
		err = EG_FAIL(EG_BAD_DATA, "message too long or with too many descriptors");
	}
	if (err == EG_OK) {
		err = msg_parse(rd_of(&raw, size), count == 1, m);
	}
	if (err == EG_OK && count == 1) {
		*bulk_fd = fds[0];
		return EG_OK;
	}
	fds_close(fds, count);
	return err;
}
