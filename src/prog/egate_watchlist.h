/*
 * egate_watchlist: egate watchlist, what an administrator does with lists of documents and people.
 * Each command is one function. Foreign bytes are only touched behind the sandbox.
 */
#ifndef EG_PROG_EGATE_WATCHLIST_H
#define EG_PROG_EGATE_WATCHLIST_H

#include "prog/watchlist_load.h"

/* The words after "watchlist". Tells its own usage. */
int egate_watchlist(int count, char *const words[]);

/* The words after the name of the command. Exit codes as in egate.h. */
int egate_watchlist_check(int count, char *const words[]);
int egate_watchlist_find(int count, char *const words[]);
int egate_watchlist_show(int count, char *const words[]);
int egate_watchlist_sign(int count, char *const words[]);

/* Tells in which line a text is wrong, if that is what made it fail; gives err back. */
EG_CHECK enum eg_err egate_watchlist_flaw(const char *path, const struct watch_flaw *flaw,
					  enum eg_err err);

#endif
