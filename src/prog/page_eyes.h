/*
 * page_eyes: the real eyes of the page worker's job.
 * Knows which function sees what. Never knows a reader, messages or the order of things.
 */
#ifndef EG_PROG_PAGE_EYES_H
#define EG_PROG_PAGE_EYES_H

#include "prog/page_job.h"
#include "prog/page_room.h"

/* Eyes that use this room; borrows it. */
struct page_eyes page_eyes_of(struct page_room *room);

#endif
