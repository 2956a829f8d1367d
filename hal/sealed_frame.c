/*
 * sealed_frame: a datagram of a simulated device, with at most one sealed memfd beside it.
 * Knows descriptors, seals and sizes. Never knows what the datagram or the bytes say.
 */
#include "hal/sealed_frame.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>

#define SEALS   (F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW)
#define FDS_MAX 4 /* room to see, and close, more descriptors than the one that is allowed */

/* Takes the first descriptor beside a datagram; all others are closed. */
static size_t take_descriptors(struct msghdr *m, int *fd)
{
	size_t seen = 0;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c != NULL; c = CMSG_NXTHDR(m, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS) {
			continue;
		}
		const int *fds = (const int *)(const void *)CMSG_DATA(c);
		size_t count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(*fds);
		for (size_t i = 0; i < count; i++) {
			int received = fds[i];
			if (seen++ == 0) {
				*fd = received;
			} else {
				eg_close(&received);
			}
		}
	}
	return seen;
}

enum eg_err sealed_frame_receive_any(int fd, void *room, size_t cap, struct rd *datagram,
				     int *memfd)
{
	union {
		char bytes[CMSG_SPACE(sizeof(int) * FDS_MAX)];
		struct cmsghdr align;
	} control = {0};
	struct iovec part = {.iov_base = room, .iov_len = cap};
	struct msghdr m = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof(control.bytes),
	};
	*memfd = -1;
	*datagram = RD_EMPTY;
	ssize_t got = recvmsg(fd, &m, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
	if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
		return EG_TIMEOUT;
	}
	if (got <= 0) {
		return EG_FAIL(EG_GONE, "the simulated world ended");
	}
	if (take_descriptors(&m, memfd) > 1 || (m.msg_flags & MSG_CTRUNC) != 0) {
		eg_close(memfd);
		return EG_FAIL(EG_BAD_DATA, "more than one descriptor beside a frame");
	}
	if ((m.msg_flags & MSG_TRUNC) != 0) {
		eg_close(memfd);
		return EG_FAIL(EG_TOO_BIG, "datagram longer than any of its kind");
	}
	*datagram = rd_of(room, (size_t)got);
	return EG_OK;
}

enum eg_err sealed_frame_receive(int fd, void *head, size_t size, int *memfd)
{
	struct rd datagram;
	enum eg_err err = sealed_frame_receive_any(fd, head, size, &datagram, memfd);
	if (err == EG_TOO_BIG || (err == EG_OK && datagram.left != size)) {
		eg_close(memfd);
		return EG_FAIL(EG_BAD_DATA, "size of a simulated device's datagram");
	}
	return err;
}

enum eg_err sealed_frame_map(int memfd, size_t size, struct sealed_frame *out)
{
	struct stat st;
	int seals = fcntl(memfd, F_GET_SEALS);
	if (seals < 0 || (seals & SEALS) != SEALS) {
		return EG_FAIL(EG_BAD_DATA, "a frame that could change under the reader");
	}
	if (fstat(memfd, &st) != 0 || st.st_size != (off_t)size) {
		return EG_FAIL(EG_BAD_DATA, "a frame of another size than announced");
	}
	void *map = mmap(NULL, size, PROT_READ, MAP_PRIVATE, memfd, 0);
	if (map == MAP_FAILED) {
		return EG_FAIL(EG_NO_MEMORY, "frame");
	}
	*out = (struct sealed_frame){map, size};
	return EG_OK;
}

struct rd sealed_frame_rd(const struct sealed_frame *f)
{
	return rd_of(f->map, f->size);
}

void sealed_frame_unmap(struct sealed_frame *f)
{
	if (f->map != NULL) {
		(void)munmap(f->map, f->size); /* cannot fail for a map of our own */
		*f = (struct sealed_frame){0};
	}
}
