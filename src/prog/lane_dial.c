/*
 * lane_dial: a process that connects to lanes' sockets for one whose sandbox has no files, and
 * hands the connections over. Knows where lanes are. Never knows what is told over a connection.
 */
#include "prog/lane_dial.h"

#include "base/log.h"
#include "os/fds.h"
#include "os/sandbox.h"
#include "prog/become.h"
#include "prog/lane_link.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/* Never waits. connection -1: none. */
static enum eg_err tell(int fd, uint32_t lane, int connection, int flags)
{
	union fds_room room;
	struct iovec piece = {.iov_base = &lane, .iov_len = sizeof(lane)};
	struct msghdr h = {.msg_iov = &piece, .msg_iovlen = 1};
	if (connection >= 0) {
		fds_put(&h, &room, &connection, 1);
	}
	for (;;) {
		if (sendmsg(fd, &h, MSG_NOSIGNAL | flags) == (ssize_t)sizeof(lane)) {
			return EG_OK;
		}
		if (errno == EAGAIN || errno == EWOULDBLOCK) {
			return EG_FAIL(EG_TIMEOUT, "connection to who connects is full");
		}
		if (errno != EINTR) {
			return EG_FAIL(EG_GONE, "who connects is gone");
		}
	}
}

static enum eg_err hear(int fd, uint32_t *lane, int *connection)
{
	union fds_room room;
	struct iovec piece = {.iov_base = lane, .iov_len = sizeof(*lane)};
	struct msghdr h = {.msg_iov = &piece, .msg_iovlen = 1};
	int fds[FDS_MAX] = {-1, -1, -1, -1};
	ssize_t got;
	*connection = -1;
	fds_expect(&h, &room);
	do {
		got = recvmsg(fd, &h, MSG_CMSG_CLOEXEC);
	} while (got < 0 && errno == EINTR);
	if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
		return EG_TIMEOUT;
	}
	size_t count = got > 0 ? fds_take(&h, fds) : 0;
	if (got != (ssize_t)sizeof(*lane) || count > 1 || *lane < 1 || *lane > LANE_DIAL_MAX) {
		fds_close(fds, count);
		return EG_FAIL(EG_GONE, "who connects has ended");
	}
	*connection = count == 1 ? fds[0] : -1;
	return EG_OK;
}

enum eg_err lane_dial_ask(int fd, unsigned lane)
{
	return tell(fd, lane, -1, MSG_DONTWAIT);
}

enum eg_err lane_dial_take(int fd, unsigned *lane, int *connection)
{
	uint32_t number = 0;
	EG_TRY(hear(fd, &number, connection));
	*lane = number;
	return EG_OK;
}

/* The asker's end is the end of its connection; signals to both of them are the asker's. */
static enum eg_err prepare(uint32_t user)
{
	if (signal(SIGTERM, SIG_IGN) == SIG_ERR || signal(SIGINT, SIG_IGN) == SIG_ERR) {
		return EG_FAIL(EG_IO, "signals");
	}
	EG_TRY(become_user(user)); /* the lanes' cores see this user */
	return sandbox_enter_foreign();
}

/* What a dial is started with. */
struct start {
	const char *const *paths;
	size_t count;
	uint32_t user;
};

static enum eg_err serve(int fd, const struct start *start)
{
	EG_TRY(become_alone(fd));
	EG_TRY(prepare(start->user));
	EG_TRY(tell(fd, 1, -1, 0)); /* it has begun: lane_dial_start waits for it */
	for (;;) {
		uint32_t lane;
		EG_AUTO(eg_close) int beside = -1;
		EG_AUTO(eg_close) int connection = -1;
		EG_TRY(hear(fd, &lane, &beside));
		const char *path = lane <= start->count ? start->paths[lane - 1] : NULL;
		if (path != NULL && lane_connect_now(path, &connection) != EG_OK) {
			connection = -1; /* not there, or busy: asked again later */
		}
		EG_TRY(tell(fd, lane, connection, 0));
	}
}

_Noreturn static void be_dial(int fd, const struct start *start)
{
	enum eg_err err = serve(fd, start);
	if (err != EG_GONE) {
		log_fault(LOG_ERROR, LOG_WORD("dial-ends"));
	}
	_exit(err == EG_GONE ? EXIT_SUCCESS : EXIT_FAILURE);
}

enum eg_err lane_dial_start(const char *const *paths, size_t count, uint32_t user, int *out)
{
	const struct start start = {.paths = paths, .count = count, .user = user};
	int ends[2];
	uint32_t begun;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
		return EG_FAIL(EG_IO, "connection to who connects");
	}
	EG_AUTO(eg_close) int ours = ends[0];
	EG_AUTO(eg_close) int theirs = ends[1];
	pid_t child = fork();
	if (child < 0) {
		return EG_FAIL(EG_IO, "who connects cannot be started");
	}
	if (child == 0) {
		eg_close(&ours);
		be_dial(theirs, &start);
	}
	eg_close(&theirs);
	EG_AUTO(eg_close) int beside = -1;
	if (hear(ours, &begun, &beside) != EG_OK) {
		return EG_FAIL(EG_CONFIG, "who connects did not begin");
	}
	if (fcntl(ours, F_SETFL, O_NONBLOCK) != 0) {
		return EG_FAIL(EG_IO, "connection to who connects");
	}
	*out = ours;
	ours = -1;
	return EG_OK;
}
