/*
 * page: the page reader that sees the printed zone. Backends: swipe (serial or keyboard-wedge line
 * device), sim (a world process that writes the same lines). Later: pictures of the whole page.
 * Knows lines of text. Never knows what an MRZ means.
 */
#ifndef EG_HAL_PAGE_H
#define EG_HAL_PAGE_H

#include "base/rd.h"
#include "base/wr.h"

struct page;

struct page_backend {
	const char *name; /* "swipe", "sim" */
	/* Opens the device; called before the sandbox. where: path of the tty or socket. */
	enum eg_err (*open)(struct page **out, const char *where);
	int (*wake_fd)(const struct page *p);
	/*
	 * Lines of one document, each ended by '\n', after a document was laid on; an empty text
	 * means that it was taken away. Non-blocking: EG_TIMEOUT when no whole document is there
	 * yet.
	 */
	enum eg_err (*read)(struct page *p, struct wr *text);
	void (*close)(struct page **p);
};

EG_CHECK enum eg_err page_find(const char *spec, const struct page_backend **backend,
			       const char **where);

#endif
