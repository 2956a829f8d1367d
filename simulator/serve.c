/*
 * serve: listening ends of a lane's simulated devices, several peers each.
 * Knows Unix sockets. Never knows what is said.
 */
#include "simulator/serve.h"

#include "os/fds.h"

#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum eg_err serve_open(struct serve *s, const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	*s = SERVE_CLOSED;
	int printed = snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	if (printed < 0 || (size_t)printed >= sizeof(address.sun_path)) {
		return EG_FAIL(EG_CONFIG, "path longer than a socket address");
	}
	s->listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (s->listener < 0) {
		return EG_FAIL(EG_IO, "no socket to listen on");
	}
	(void)unlink(path); /* most often it is not there */
	if (bind(s->listener, (const struct sockaddr *)&address, sizeof(address)) != 0 ||
	    listen(s->listener, SERVE_PEERS) != 0) {
		return EG_FAIL(EG_IO, "cannot listen on the path of a device");
	}
	return EG_OK;
}

void serve_close(struct serve *s)
{
	eg_close(&s->listener);
	for (size_t i = 0; i < SERVE_PEERS; i++) {
		eg_close(&s->peer[i]);
	}
}

int serve_accept(struct serve *s)
{
	EG_AUTO(eg_close)
	int fd = accept4(s->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	for (int i = 0; fd >= 0 && i < SERVE_PEERS; i++) {
		if (s->peer[i] < 0) {
			s->peer[i] = fd;
			fd = -1;
			return i;
		}
	}
	return -1;
}

void serve_drop(struct serve *s, size_t peer)
{
	eg_close(&s->peer[peer]);
}

void serve_send(struct serve *s, size_t peer, struct rd datagram, int fd)
{
	union fds_room room;
	/* sendmsg only reads, though its iovec cannot say so. */
	union {
		const void *in;
		void *out;
	} bytes = {.in = datagram.at};
	struct iovec piece = {.iov_base = bytes.out, .iov_len = datagram.left};
	struct msghdr m = {.msg_iov = &piece, .msg_iovlen = 1};
	if (s->peer[peer] < 0) {
		return;
	}
	if (fd >= 0) {
		fds_put(&m, &room, &fd, 1);
	}
	if (sendmsg(s->peer[peer], &m, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) {
		serve_drop(s, peer);
	}
}

void serve_send_all(struct serve *s, struct rd datagram)
{
	for (size_t i = 0; i < SERVE_PEERS; i++) {
		serve_send(s, i, datagram, -1);
	}
}

bool serve_recv(struct serve *s, size_t peer, void *buffer, size_t cap, size_t *got)
{
	*got = 0;
	if (s->peer[peer] < 0) {
		return false;
	}
	ssize_t size = recv(s->peer[peer], buffer, cap, MSG_DONTWAIT);
	if (size < 0 && (errno == EAGAIN || errno == EINTR)) {
		return false;
	}
	if (size <= 0) {
		serve_drop(s, peer);
		return false;
	}
	*got = (size_t)size;
	return true;
}
