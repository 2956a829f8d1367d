/*
 * link: one SOCK_SEQPACKET connection, messages with at most one sealed memfd beside each.
 * Knows sockets and descriptors. Never knows what a message means.
 */
#include "os/link.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

/* Room for descriptors that nobody asked for, so that they can be closed; more are cut off by the
 * kernel (MSG_CTRUNC). */
#define FDS_ROOM 4

union control {
	struct cmsghdr align;
	uint8_t room[CMSG_SPACE(FDS_ROOM * sizeof(int))];
};

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
	union control control = {.room = {0}};
	struct msg copy = *m;
	struct iovec piece = {.iov_base = &copy, .iov_len = msg_length(m)};
	struct msghdr h = {.msg_iov = &piece, .msg_iovlen = 1};
	if (bulk_fd >= 0) {
		h.msg_control = control.room;
		h.msg_controllen = CMSG_SPACE(sizeof(int));
		struct cmsghdr *c = CMSG_FIRSTHDR(&h);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int));
		struct wr w = wr_of(CMSG_DATA(c), sizeof(int));
		wr_put(&w, rd_of(&bulk_fd, sizeof(bulk_fd)));
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

/* Takes the descriptors out of a received control block; returns how many there were. */
static size_t take_fds(struct msghdr *h, int fds[FDS_ROOM])
{
	size_t count = 0;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(h); c != NULL; c = CMSG_NXTHDR(h, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS) {
			continue;
		}
		struct rd r = rd_of(CMSG_DATA(c), c->cmsg_len - CMSG_LEN(0));
		while (count < FDS_ROOM && r.left >= sizeof(int) &&
		       rd_copy(&r, &fds[count], sizeof(int))) {
			count++;
		}
	}
	return count;
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
	union control control = {.room = {0}};
	struct msg raw = msg_make(MSG_NOTHING, 0);
	struct iovec piece = {.iov_base = &raw, .iov_len = sizeof(raw)};
	struct msghdr h = {
		.msg_iov = &piece,
		.msg_iovlen = 1,
		.msg_control = control.room,
		.msg_controllen = sizeof(control.room),
	};
	int fds[FDS_ROOM] = {-1, -1, -1, -1};
	size_t size;
	*m = raw;
	*bulk_fd = -1;
	enum eg_err err = receive(fd, &h, &size);
	size_t count = take_fds(&h, fds);
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
	for (size_t i = 0; i < count; i++) {
		eg_close(&fds[i]);
	}
	return err;
}
