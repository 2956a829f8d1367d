/*
 * page_sim: the page reader as a conversation with a simulated world.
 * Knows the protocol of its header. Never knows what an MRZ means.
 */
#include "hal/page_sim.h"

#include "hal/sim_line.h"

#include <stdlib.h>

struct page {
	struct sim_line line; /* owned; it lends a picture */
	uint8_t text[PAGE_SIM_TEXT_MAX];
	bool lay; /* before we connected, until it is taken away */
};

_Static_assert(PAGE_SIM_TEXT_MAX >= sizeof(struct page_sim_header), "room for either");

static void sim_close(struct page **p)
{
	if (*p != NULL) {
		sim_line_close(&(*p)->line);
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
	EG_TRY(sim_line_open(&p->line, where));
	*out = p;
	p = NULL;
	return EG_OK;
}

static int sim_wake_fd(const struct page *p)
{
	return p->line.fd;
}

/* A header of ours, or text: which begins otherwise, and has no descriptor beside it. */
static bool is_header(struct rd datagram, struct page_sim_header *header)
{
	return datagram.left == sizeof(*header) && rd_copy(&datagram, header, sizeof(*header)) &&
	       header->magic == PAGE_SIM_MAGIC;
}

static enum eg_err take_picture(struct page *p, const struct page_sim_header *header, int memfd,
				struct page_shot *shot)
{
	if (memfd < 0) {
		return EG_FAIL(EG_BAD_DATA, "header of a page's picture, and no picture beside it");
	}
	if ((header->light != PAGE_VISIBLE && header->light != PAGE_INFRARED) || header->pad != 0) {
		return EG_FAIL(EG_BAD_DATA, "light of a page's picture");
	}
	if (header->size == 0 || header->size > PAGE_PICTURE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "announced size of a page's picture");
	}
	EG_TRY(sealed_frame_map(memfd, header->size, &p->line.lent));
	*shot = (struct page_shot){
		.came = PAGE_CAME_PICTURE,
		.format = PAGE_PNG,
		.light = (enum page_light)header->light,
		.dpi = header->dpi,
		.lay = p->lay,
		.bytes = sealed_frame_rd(&p->line.lent),
	};
	return EG_OK;
}

static enum eg_err sim_read(struct page *p, struct page_shot *shot)
{
	struct page_sim_header header = {0};
	EG_AUTO(eg_close) int memfd = -1;
	struct rd datagram;
	*shot = (struct page_shot){.came = PAGE_CAME_LINES};
	sealed_frame_unmap(&p->line.lent);
	EG_TRY(sealed_frame_receive_any(p->line.fd, p->text, sizeof(p->text), &datagram, &memfd));
	if (is_header(datagram, &header)) {
		return take_picture(p, &header, memfd, shot);
	}
	if (memfd >= 0) {
		return EG_FAIL(EG_BAD_DATA, "a descriptor beside text");
	}
	if (rd_equal(datagram, RD_TEXT("+"))) {
		p->lay = true;
		return EG_TIMEOUT; /* what it is about comes next */
	}
	if (rd_equal(datagram, RD_TEXT("\n"))) {
		p->lay = false;
		shot->came = PAGE_CAME_GONE;
		return EG_OK;
	}
	shot->lay = p->lay;
	shot->bytes = datagram;
	return EG_OK;
}

const struct page_backend page_sim = {
	.name = "sim",
	.open = sim_open,
	.wake_fd = sim_wake_fd,
	.read = sim_read,
	.close = sim_close,
};
