/*
 * lane_hand: who connects to lanes for a process in a sandbox.
 * Knows paths given at the start, and one octet that asks for a connection. Never knows what is
 * said on it, nor any foreign octet.
 */
#include "prog/lane_hand.h"

#include "os/fds.h"
#include "prog/lane_link.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* One octet, with or without a descriptor beside it. */
static enum eg_err give(int to, uint8_t lane, int fd)
{
	union fds_room room;
	struct iovec piece = {.iov_base = &lane, .iov_len = 1};
	struct msghdr h = {.msg_iov = &piece, .msg_iovlen = 1};
	if (fd >= 0) {
		fds_put(&h, &room, &fd, 1);
	}
	for (;;) {
		if (sendmsg(to, &h, MSG_NOSIGNAL) == 1) {
			return EG_OK;
		}
		if (errno != EINTR) {
			return EG_FAIL(EG_GONE, "who asks for lanes has ended");
		}
	}
}

static enum eg_err serve(int child, const char *const *paths, size_t count)
{
	for (;;) {
		uint8_t lane = 0;
		ssize_t got = read(child, &lane, 1);
		if (got < 0 && errno == EINTR) {
			continue;
		}
		if (got != 1 || lane >= count) {
			return EG_FAIL(EG_GONE, "who asks for lanes has ended");
		}
		EG_AUTO(eg_close) int fd = -1;
		if (lane_connect(paths[lane], &fd) != EG_OK) {
			fd = -1; /* nobody is there: told so */
		}
		EG_TRY(give(child, lane, fd));
	}
}

/* Exits as the child did, so that whoever has started us sees it. */
static _Noreturn void end_as(pid_t child)
{
	int status = 0;
	while (waitpid(child, &status, 0) < 0) {
		if (errno != EINTR) {
			_exit(EXIT_FAILURE);
		}
	}
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE);
}

/* A signal to the hand alone ends it, and the kernel then the child. */
static enum eg_err be_child(pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGTERM) != 0 || getppid() != parent) {
		return EG_FAIL(EG_GONE, "no hand is left");
	}
	return EG_OK;
}

enum eg_err lane_hand_split(const char *const *paths, size_t count, int *hand)
{
	int pair[2];
	pid_t parent = getpid();
	if (count == 0 || count > LANE_HAND_MAX) {
		return EG_FAIL(EG_CONFIG, "number of lanes");
	}
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
		return EG_FAIL(EG_IO, "no pair of sockets");
	}
	EG_AUTO(eg_close) int own = pair[0];
	EG_AUTO(eg_close) int childs = pair[1];
	pid_t child = fork();
	if (child < 0) {
		return EG_FAIL(EG_IO, "no second process");
	}
	if (child > 0) {
		eg_close(&childs);
		(void)serve(own, paths, count); /* ends with the child alone */
		eg_close(&own);
		end_as(child);
	}
	eg_close(&own);
	EG_TRY(be_child(parent));
	*hand = childs;
	childs = -1;
	return EG_OK;
}

enum eg_err lane_hand_ask(int hand, size_t lane)
{
	const uint8_t octet = (uint8_t)lane;
	if (lane >= LANE_HAND_MAX) {
		return EG_FAIL(EG_STATE, "no such lane");
	}
	/* A few octets always find room: one at a time of each lane is asked for. */
	return send(hand, &octet, 1, MSG_NOSIGNAL | MSG_DONTWAIT) == 1
		       ? EG_OK
		       : EG_FAIL(EG_GONE, "no hand is left");
}

enum eg_err lane_hand_take(int hand, size_t *lane, int *fd)
{
	union fds_room room;
	uint8_t octet = 0;
	struct iovec piece = {.iov_base = &octet, .iov_len = 1};
	struct msghdr h = {.msg_iov = &piece, .msg_iovlen = 1};
	int fds[FDS_MAX] = {-1, -1, -1, -1};
	*fd = -1;
	fds_expect(&h, &room);
	ssize_t got = recvmsg(hand, &h, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
	if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
		return EG_TIMEOUT;
	}
	if (got <= 0) {
		return EG_FAIL(EG_GONE, "no hand is left");
	}
	size_t count = fds_take(&h, fds);
	if (got != 1 || octet >= LANE_HAND_MAX || count > 1 ||
	    (h.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) {
		fds_close(fds, count);
		return EG_FAIL(EG_BAD_DATA, "not an answer of the hand");
	}
	*lane = octet;
	*fd = count == 1 ? fds[0] : -1;
	return EG_OK;
}
