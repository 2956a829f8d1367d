/*
 * watchlist_load: a watchlist's file with the certificates that its administrator trusts, read
 * before the sandbox closes, verified and indexed behind it.
 * Knows files and days. Never knows a traveller.
 */
#ifndef EG_PROG_WATCHLIST_LOAD_H
#define EG_PROG_WATCHLIST_LOAD_H

#include "pki/pinned.h"
#include "watch/watch.h"

#define WATCHLIST_FILE_MAX (WATCH_TEXT_MAX + 65536u)

struct watchlist {
	struct bytes file;       /* owned; all below borrow from it */
	struct bytes trust;      /* owned: the certificates' file */
	struct pinned pinned;    /* owned */
	struct pinned_text text; /* what was signed, by whom */
	struct watch *watch;     /* owned */
	struct watch_flaw
		flaw; /* of the text; why is NULL or empty if it is not the text's fault */
};

/* Reads both files; trust_path NULL: none. Looks into neither. */
EG_CHECK enum eg_err watchlist_read(const char *list_path, const char *trust_path,
				    struct watchlist *out);
/* Who signed it, then what it says. Errors of pinned_read, pinned_open and watch_open. */
EG_CHECK enum eg_err watchlist_verify(struct watchlist *l, struct date today);
/* The same of a file without a look at who signed it, or of a text that is not signed: only to
 * tell what it says. */
EG_CHECK enum eg_err watchlist_peek(struct watchlist *l);
/* It is a text without a signature. */
bool watchlist_is_bare(const struct watchlist *l);
void watchlist_free(struct watchlist *l); /* cleanup; wipes */

#endif
