/*
 * watchlist_seen: the highest number of a list that was ever taken, in a file beside it, so that
 * nobody brings an older list back.
 * Knows one number. Never knows a list.
 *
 *   LIST.number     "42" and a line feed, padded with spaces in front to 11 octets
 *
 * Whoever may write there may take it away: it stops a mistake, or who can only put files in place.
 */
#ifndef EG_PROG_WATCHLIST_SEEN_H
#define EG_PROG_WATCHLIST_SEEN_H

#include "base/err.h"

/* The file beside a list; made if it may be. EG_CONFIG: it cannot be opened to write. */
EG_CHECK enum eg_err watchlist_seen_open(const char *list_path, int *fd);
/* Only to be read; EG_NOT_FOUND: there is none. */
EG_CHECK enum eg_err watchlist_seen_look(const char *list_path, int *fd);
/* 0: none was seen yet. EG_BAD_DATA: the file has something else in it. */
EG_CHECK enum eg_err watchlist_seen_read(int fd, uint32_t *number);
/* Durable when it returns. */
EG_CHECK enum eg_err watchlist_seen_write(int fd, uint32_t number);

#endif
