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
	uint8_t text[PAGE_SIM_TEXT_MAX];
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

static enum eg_err sim_read(struct page *p, struct page_shot *shot)
{
	*shot = (struct page_shot){.came = PAGE_CAME_LINES};
	ssize_t got = recv(p->fd, p->text, sizeof(p->text), MSG_TRUNC | MSG_DONTWAIT);
	if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
		return EG_TIMEOUT;
	}
	if (got <= 0) {
		return EG_FAIL(EG_GONE, "the simulated world ended");
	}
	if ((size_t)got > sizeof(p->text)) {
		return EG_FAIL(EG_TOO_BIG, "more text than a document has");
	}
	shot->bytes = rd_of(p->text, (size_t)got);
	if (rd_equal(shot->bytes, RD_TEXT("\n"))) {
		shot->came = PAGE_CAME_GONE;
		shot->bytes = rd_of(NULL, 0);
	}
	return EG_OK;
}

const struct page_backend page_sim = {
	.name = "sim",
	.open = sim_open,
	.wake_fd = sim_wake_fd,
	.read = sim_read,
	.close = sim_close,
};
