/*
 * camera_sim: the camera of a simulated booth; a world process hands out JPEG frames.
 * Knows the protocol of its header. Never decodes a frame.
 */
#include "hal/camera_sim.h"

#include "hal/unix_client.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>

#define SEALS    (F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW)
#define FDS_MAX  4 /* room to see, and close, more descriptors than the one that is allowed */
#define WAIT_MAX INT32_MAX

struct camera {
	int fd;      /* owned: the connection */
	void *map;   /* owned: the frame that is lent, or NULL */
	size_t size; /* of the map */
	bool asked;  /* an 'N' is not answered yet */
};

static void drop_frame(struct camera *c)
{
	if (c->map != NULL) {
		(void)munmap(c->map, c->size); /* cannot fail for a map of our own */
		c->map = NULL;
		c->size = 0;
	}
}

static void sim_close(struct camera **c)
{
	if (*c != NULL) {
		drop_frame(*c);
		eg_close(&(*c)->fd);
		free(*c);
		*c = NULL;
	}
}

static enum eg_err sim_open(struct camera **out, const char *where)
{
	EG_AUTO(sim_close) struct camera *c = calloc(1, sizeof(*c));
	if (c == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "camera");
	}
	c->fd = -1;
	EG_TRY(unix_client_connect(where, &c->fd));
	*out = c;
	c = NULL;
	return EG_OK;
}

static enum eg_err sim_start(struct camera *c)
{
	(void)c; /* a frame is made when it is asked for */
	return EG_OK;
}

static enum eg_err sim_stop(struct camera *c)
{
	drop_frame(c);
	return EG_OK;
}

static enum eg_err ask(struct camera *c)
{
	const uint8_t want = CAMERA_SIM_WANT;
	if (c->asked) {
		return EG_OK;
	}
	if (send(c->fd, &want, sizeof(want), MSG_NOSIGNAL) != (ssize_t)sizeof(want)) {
		return EG_FAIL(EG_GONE, "the simulated world takes no request");
	}
	c->asked = true;
	return EG_OK;
}

static enum eg_err wait_answer(const struct camera *c, uint32_t ms)
{
	struct pollfd p = {.fd = c->fd, .events = POLLIN};
	int ready = poll(&p, 1, ms > WAIT_MAX ? WAIT_MAX : (int)ms);
	if (ready < 0 && errno != EINTR) {
		return EG_FAIL(EG_IO, "waiting for a frame");
	}
	return ready > 0 ? EG_OK : EG_TIMEOUT;
}

/* Takes the one descriptor of an answer; all others are closed and refused. */
static enum eg_err take_descriptor(struct msghdr *m, int *fd)
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
	if (seen != 1 || (m->msg_flags & MSG_CTRUNC) != 0) {
		eg_close(fd);
		return EG_FAIL(EG_BAD_DATA, "a frame comes with exactly one descriptor");
	}
	return EG_OK;
}

static enum eg_err receive(struct camera *c, struct camera_sim_header *header, int *fd)
{
	union {
		char bytes[CMSG_SPACE(sizeof(int) * FDS_MAX)];
		struct cmsghdr align;
	} control = {0};
	struct iovec part = {.iov_base = header, .iov_len = sizeof(*header)};
	struct msghdr m = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof(control.bytes),
	};
	ssize_t got = recvmsg(c->fd, &m, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
	if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
		return EG_TIMEOUT;
	}
	if (got <= 0) {
		return EG_FAIL(EG_GONE, "the simulated world ended");
	}
	c->asked = false;
	EG_TRY(take_descriptor(&m, fd));
	if (got != (ssize_t)sizeof(*header) || (m.msg_flags & MSG_TRUNC) != 0 ||
	    header->magic != CAMERA_SIM_MAGIC) {
		return EG_FAIL(EG_BAD_DATA, "header of a frame");
	}
	if (header->size == 0 || header->size > CAMERA_SIM_SIZE_MAX || header->width == 0 ||
	    header->height == 0 || header->width > CAMERA_SIM_SIDE_MAX ||
	    header->height > CAMERA_SIM_SIDE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "announced size of a frame");
	}
	return EG_OK;
}

static enum eg_err map_frame(struct camera *c, int fd, uint32_t size)
{
	struct stat st;
	int seals = fcntl(fd, F_GET_SEALS);
	if (seals < 0 || (seals & SEALS) != SEALS) {
		return EG_FAIL(EG_BAD_DATA, "a frame that could change under the reader");
	}
	if (fstat(fd, &st) != 0 || st.st_size != (off_t)size) {
		return EG_FAIL(EG_BAD_DATA, "a frame of another size than announced");
	}
	void *map = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (map == MAP_FAILED) {
		return EG_FAIL(EG_NO_MEMORY, "frame");
	}
	c->map = map;
	c->size = size;
	return EG_OK;
}

static enum eg_err sim_next(struct camera *c, uint32_t ms, struct camera_frame *frame)
{
	struct camera_sim_header header = {0};
	EG_AUTO(eg_close) int fd = -1;
	*frame = (struct camera_frame){0};
	drop_frame(c);
	EG_TRY(ask(c));
	EG_TRY(wait_answer(c, ms));
	EG_TRY(receive(c, &header, &fd));
	EG_TRY(map_frame(c, fd, header.size));
	*frame = (struct camera_frame){
		.format = CAMERA_MJPEG,
		.width = header.width,
		.height = header.height,
		.bytes = rd_of(c->map, c->size),
	};
	return EG_OK;
}

static bool sim_there(struct camera *c)
{
	struct pollfd p = {.fd = c->fd};
	return poll(&p, 1, 0) == 0; /* nothing asked: it tells the end of the connection alone */
}

const struct camera_backend camera_sim = {
	.name = "sim",
	.open = sim_open,
	.start = sim_start,
	.next = sim_next,
	.there = sim_there,
	.stop = sim_stop,
	.close = sim_close,
};
