/*
 * page_sim: the page reader as a conversation with a simulated world.
 * Knows the protocol of its header. Never knows what an MRZ means.
 */
#include "hal/page_sim.h"

#include "hal/unix_client.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>

struct page {
	int fd; /* owned */
};

static void sim_close(struct page **p)
{
	if (*p != NULL) {
		eg_close(&(*p)->fd);
		free(*p);
		*p = NULL;
	}
}

static enum eg_err sim_open(struct page **out, const char *where)
{
	EG_AUTO(sim_close) struct page *p = calloc(1, sizeof(*p));
	if (p == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "page reader");
	}
	p->fd = -1;
	EG_TRY(unix_client_connect(where, &p->fd));
	*out = p;
	p = NULL;
	return EG_OK;
}

static int sim_wake_fd(const struct page *p)
{
	return p->fd;
}

static enum eg_err sim_read(struct page *p, struct wr *text)
{
	uint8_t bytes[PAGE_SIM_TEXT_MAX];
	struct rd heard;
	ssize_t got = recv(p->fd, bytes, sizeof(bytes), MSG_TRUNC | MSG_DONTWAIT);
	if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
		return EG_TIMEOUT;
	}
	if (got <= 0) {
		return EG_FAIL(EG_GONE, "the simulated world ended");
	}
	if ((size_t)got > sizeof(bytes)) {
		return EG_FAIL(EG_TOO_BIG, "more text than a document has");
	}
	struct rd datagram = rd_of(bytes, (size_t)got);
	if (rd_equal(datagram, RD_TEXT("\n"))) {
		return EG_OK;
	}
	wr_put(text, datagram);
	return wr_done(text, &heard);
}

const struct page_backend page_sim = {
	.name = "sim",
	.open = sim_open,
	.wake_fd = sim_wake_fd,
	.read = sim_read,
	.close = sim_close,
};
