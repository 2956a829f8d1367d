/*
 * msg_page: what the messages about a page must look like.
 * Knows ranges. Never knows sockets, nor what a picture shows.
 */
#include "wire/msg_page.h"

bool msg_is_page(enum msg_kind kind)
{
	return kind == MSG_PAGE_PICTURE || kind == MSG_PAGE_GUIDE || kind == MSG_PORTRAIT_READY;
}

bool msg_page_score_ok(int16_t score, uint8_t scored)
{
	return score >= -1000 && score <= 1000 && scored <= 1 && (scored == 1 || score == 0);
}

static bool page_picture_ok(const struct msg_page_picture *p)
{
	return p->width > 0 && p->width <= PAGE_PICTURE_SIDE_MAX && p->height > 0 &&
	       p->height <= PAGE_PICTURE_SIDE_MAX && p->size == (uint32_t)p->width * p->height;
}

/* Either compared, or a reason why not; neither where no picture came. */
static bool portrait_ready_ok(const struct msg_portrait_ready *r)
{
	bool compared = r->page_came == 1 && r->page_why == REASON_NONE;
	return r->page_came <= 1 && r->page_why < REASON_COUNT &&
	       (r->page_came == 1 || r->page_why == REASON_NONE) &&
	       msg_page_score_ok(r->page, compared ? 1 : 0);
}

bool msg_page_ok(const struct msg *m)
{
	switch (m->kind) {
	case MSG_PAGE_PICTURE:
		return page_picture_ok(&m->body.page_picture);
	case MSG_PORTRAIT_READY:
		return portrait_ready_ok(&m->body.portrait_ready);
	case MSG_PAGE_GUIDE: /* number of a prompt: texts for unknown ones are "?" */
		return true;
	default: /* not an enum: every other number */
		return false;
	}
}
