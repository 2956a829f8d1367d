/*
 * page_desk: the real egate-page process before a test that plays its core and its reader's world.
 * Knows sockets. Never knows what is shown.
 */
#ifndef EG_TESTS_UNIT_PAGE_DESK_H
#define EG_TESTS_UNIT_PAGE_DESK_H

#include "touch_desk.h"

struct page_desk {
	struct touch_desk core; /* of any worker: it knows the link alone */
	int listener;           /* owned: the world */
	int peer;               /* owned: the reader's connection to it; -1 */
	char path[64];
};

/* A world that nobody has called yet. */
void page_desk_open(struct page_desk *d);
/* The worker is started with page=READER:PATH and another setting or NULL, and calls the world. */
void page_desk_start(struct page_desk *d, const char *worker, const char *reader,
		     const char *setting);
/* The next message says that it is warm, and it is behind its sandbox. */
void page_desk_is_ready(const struct page_desk *d, const struct msg *m);
/* A datagram of the world with a sealed memfd of these bytes. */
void page_desk_give(const struct page_desk *d, struct rd datagram, struct rd bulk);
/* Ends what is left of a test that failed half-way. */
void page_desk_close(struct page_desk *d);

#endif
