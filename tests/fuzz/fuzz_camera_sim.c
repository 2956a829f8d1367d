/*
 * fuzz_camera_sim: any answer of a simulated world to the camera: a header cut or grown to any
 * size, a frame of any size, sealed or not, or no descriptor at all.
 *
 *   byte 0  bit 0: seal the frame, bit 1: send it, bit 2: send it twice, bit 3: close afterwards
 *   byte 1  size of the header part; then header, then frame
 */
#include "tests/fuzz/fuzz.h"

#include "hal/camera_sim.h"

#include "base/wr.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define HEADER_ROOM 64

static char socket_path[64];

static void forget_socket(void)
{
	(void)unlink(socket_path); /* a leftover in /tmp harms nobody */
}

static int listen_once(void)
{
	static int listener = -1;
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	if (listener >= 0) {
		return listener;
	}
	(void)snprintf(socket_path, sizeof(socket_path), "/tmp/fuzz_camera_sim.%ld",
		       (long)getpid());
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", socket_path);
	listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (listener < 0 ||
	    bind(listener, (const struct sockaddr *)&address, sizeof(address)) != 0 ||
	    listen(listener, 1) != 0 || atexit(forget_socket) != 0) {
		abort();
	}
	return listener;
}

static int frame_fd(struct rd bytes, bool seal)
{
	int fd = memfd_create("frame", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (fd < 0 || write(fd, bytes.at, bytes.left) != (ssize_t)bytes.left ||
	    (seal && fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW) != 0)) {
		abort();
	}
	return fd;
}

static void answer(int peer, struct rd header, int fd, int count)
{
	union {
		char bytes[CMSG_SPACE(sizeof(int) * 2)];
		struct cmsghdr align;
	} control = {0};
	uint8_t room[HEADER_ROOM];
	struct wr w = WR_ARRAY(room);
	wr_put(&w, header);
	struct iovec part = {room, w.size};
	struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1};
	if (count > 0) {
		int *fds = (int *)(void *)CMSG_DATA(&control.align);
		for (int i = 0; i < count; i++) {
			fds[i] = fd;
		}
		control.align.cmsg_len = CMSG_LEN(sizeof(int) * (size_t)count);
		control.align.cmsg_level = SOL_SOCKET;
		control.align.cmsg_type = SCM_RIGHTS;
		m.msg_control = control.bytes;
		m.msg_controllen = CMSG_SPACE(sizeof(int) * (size_t)count);
	}
	if (sendmsg(peer, &m, MSG_NOSIGNAL) < 0) {
		abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd r = rd_of(data, size);
	uint8_t flags;
	uint8_t header_size;
	struct rd header;
	struct camera *camera = NULL;
	struct camera_frame frame;
	int listener = listen_once();
	if (!rd_u8(&r, &flags) || !rd_u8(&r, &header_size) ||
	    !rd_take(&r, header_size % HEADER_ROOM, &header)) {
		return 0;
	}
	if (camera_sim.open(&camera, socket_path, CAMERA_FACES) != EG_OK) {
		abort();
	}
	EG_AUTO(eg_close) int peer = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	EG_AUTO(eg_close) int fd = frame_fd(r, (flags & 1) != 0);
	answer(peer, header, fd, (flags & 2) == 0 ? 0 : (flags & 4) == 0 ? 1 : 2);
	if ((flags & 8) != 0) {
		eg_close(&peer);
	}
	if (camera_sim.next(camera, 0, &frame) == EG_OK) {
		/* What was accepted is the frame, to the byte, and nobody can change it. */
		if (!rd_equal(frame.bytes, r) || (flags & 7) != 3) {
			abort();
		}
	}
	camera_sim.close(&camera);
	return 0;
}
