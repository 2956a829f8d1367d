/*
 * msg_page: what the messages about a page must look like; between msg.c and its own file.
 * Knows ranges. Never knows sockets, nor what a picture shows.
 */
#ifndef EG_WIRE_MSG_PAGE_H
#define EG_WIRE_MSG_PAGE_H

#include "wire/msg.h"

/* Those with a picture of the page, its prompts and its score; MSG_DOCUMENT is none of them. */
bool msg_is_page(enum msg_kind kind);
/* False for other kinds, too. */
EG_CHECK bool msg_page_ok(const struct msg *m);
/* A cosine x 1000, and 0 where nothing was compared. */
EG_CHECK bool msg_page_score_ok(int16_t score, uint8_t scored);

#endif
