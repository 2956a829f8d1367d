/*
 * control: what egated tells the core.
 * Knows the message and its descriptors. Never knows what travels on the connections handed over.
 */
#include "prog/control.h"

#include "base/rd.h"
#include "base/wr.h"
#include "wire/msg.h"

#include <errno.h>
#include <sys/socket.h>

_Static_assert(sizeof(struct control) == 16, "no padding travels");

union control_room {
	struct cmsghdr align;
	uint8_t room[CMSG_SPACE(CONTROL_FDS * sizeof(int))];
};

enum eg_err control_send(int fd, const struct control *c, int connection, int process)
{
	union control_room control = {.room = {0}};
	struct control copy = *c;
	struct iovec piece = {.iov_base = &copy, .iov_len = sizeof(copy)};
	struct msghdr h = {.msg_iov = &piece, .msg_iovlen = 1, .msg_control = control.room};
	size_t size = (process >= 0 ? 2 : 1) * sizeof(int);
	h.msg_controllen = CMSG_SPACE(size);
	struct cmsghdr *head = CMSG_FIRSTHDR(&h);
	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	head->cmsg_len = CMSG_LEN(size);
	struct wr w = wr_of(CMSG_DATA(head), size);
	wr_put(&w, rd_of(&connection, sizeof(connection)));
	if (process >= 0) {
		wr_put(&w, rd_of(&process, sizeof(process)));
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

static size_t take_fds(struct msghdr *h, int fds[CONTROL_FDS])
{
	size_t count = 0;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(h); c != NULL; c = CMSG_NXTHDR(h, c)) {
		struct rd r = rd_of(CMSG_DATA(c), c->cmsg_len - CMSG_LEN(0));
		bool rights = c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS;
		while (rights && count < CONTROL_FDS && r.left >= sizeof(int) &&
		       rd_copy(&r, &fds[count], sizeof(int))) {
			count++;
		}
	}
	return count;
}

static bool sound(const struct control *c, size_t fds)
{
	bool worker = c->role >= ROLE_PAGE && c->role <= ROLE_JOURNAL;
	return (c->kind == CONTROL_WORKER && worker && fds == 2) ||
	       (c->kind == CONTROL_CONSOLE && c->role == ROLE_CONSOLE && fds == 1);
}

enum eg_err control_recv(int fd, struct control *c, int *connection, int *process)
{
	union control_room control = {.room = {0}};
	struct iovec piece = {.iov_base = c, .iov_len = sizeof(*c)};
	struct msghdr h = {
		.msg_iov = &piece,
		.msg_iovlen = 1,
		.msg_control = control.room,
		.msg_controllen = sizeof(control.room),
	};
	int fds[CONTROL_FDS] = {-1, -1};
	*connection = -1;
	*process = -1;
	ssize_t got = recvmsg(fd, &h, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
	if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
		return EG_TIMEOUT;
	}
	if (got <= 0) {
		return EG_FAIL(EG_GONE, "egated has ended");
	}
	size_t count = take_fds(&h, fds);
	if (got != (ssize_t)sizeof(*c) || (h.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0 ||
	    !sound(c, count)) {
		eg_close(&fds[0]);
		eg_close(&fds[1]);
		return EG_FAIL(EG_BAD_DATA, "not a message of egated");
	}
	*connection = fds[0];
	*process = fds[1];
	return EG_OK;
}
