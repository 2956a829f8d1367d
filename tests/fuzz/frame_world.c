/*
 * frame_world: a simulated world that answers anything: a header of any size, and beside it a memfd
 * of any size, sealed or not, once, twice or not at all.
 */
#include "tests/fuzz/frame_world.h"

#include "tests/fuzz/fuzz.h"

#include "base/wr.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define HEADER_ROOM 64

static char socket_path[64];
static int listener = -1;

static void forget_socket(void)
{
	(void)unlink(socket_path); /* a leftover in /tmp harms nobody */
}

bool frame_answer_of(struct rd input, struct frame_answer *a)
{
	uint8_t flags;
	uint8_t size;
	if (!rd_u8(&input, &flags) || !rd_u8(&input, &size) ||
	    !rd_take(&input, size % HEADER_ROOM, &a->header)) {
		return false;
	}
	a->frame = input;
	a->sealed = (flags & 1) != 0;
	a->count = (flags & 2) == 0 ? 0 : (flags & 4) == 0 ? 1 : 2;
	a->closes = (flags & 8) != 0;
	return true;
}

const char *frame_world_path(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	if (listener >= 0) {
		return socket_path;
	}
	(void)snprintf(socket_path, sizeof(socket_path), "/tmp/fuzz_frame_world.%ld",
		       (long)getpid());
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", socket_path);
	listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	promise(listener >= 0 &&
		bind(listener, (const struct sockaddr *)&address, sizeof(address)) == 0 &&
		listen(listener, 1) == 0 && atexit(forget_socket) == 0);
	return socket_path;
}

static int frame_fd(struct rd bytes, bool seal)
{
	int fd = memfd_create("frame", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	promise(fd >= 0 && write(fd, bytes.at, bytes.left) == (ssize_t)bytes.left);
	promise(!seal || fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW) == 0);
	return fd;
}

static void send_answer(int peer, const struct frame_answer *a, int fd)
{
	union {
		char bytes[CMSG_SPACE(sizeof(int) * 2)];
		struct cmsghdr align;
	} control = {0};
	uint8_t room[HEADER_ROOM];
	struct wr w = WR_ARRAY(room);
	wr_put(&w, a->header);
	struct iovec part = {room, w.size};
	struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1};
	if (a->count > 0) {
		int *fds = (int *)(void *)CMSG_DATA(&control.align);
		for (int i = 0; i < a->count; i++) {
			fds[i] = fd;
		}
		control.align.cmsg_len = CMSG_LEN(sizeof(int) * (size_t)a->count);
		control.align.cmsg_level = SOL_SOCKET;
		control.align.cmsg_type = SCM_RIGHTS;
		m.msg_control = control.bytes;
		m.msg_controllen = CMSG_SPACE(sizeof(int) * (size_t)a->count);
	}
	promise(sendmsg(peer, &m, MSG_NOSIGNAL) >= 0);
}

int frame_world_answer(const struct frame_answer *a)
{
	int peer = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	EG_AUTO(eg_close) int fd = frame_fd(a->frame, a->sealed);
	promise(peer >= 0);
	send_answer(peer, a, fd);
	if (a->closes) {
		eg_close(&peer);
	}
	return peer;
}
