/*
 * watchlist_load: a watchlist's file with the certificates that its administrator trusts, read
 * before the sandbox closes, verified and indexed behind it.
 * Knows files and days. Never knows a traveller.
 */
#include "prog/watchlist_load.h"

#include "prog/folder.h"

enum eg_err watchlist_read(const char *list_path, const char *trust_path, struct watchlist *out)
{
	*out = (struct watchlist){.watch = NULL};
	EG_TRY(folder_file(list_path, WATCHLIST_FILE_MAX, &out->file));
	return trust_path == NULL ? EG_OK : folder_file(trust_path, PINNED_FILE_MAX, &out->trust);
}

enum eg_err watchlist_verify(struct watchlist *l, struct date today)
{
	EG_TRY(pinned_read(bytes_rd(&l->trust), &l->pinned));
	EG_TRY(pinned_open(bytes_rd(&l->file), &l->pinned, today, &l->text));
	EG_TRY(watch_open(l->text.content, &l->watch, &l->flaw));
	watch_limit(l->watch, l->text.last);
	return EG_OK;
}

bool watchlist_is_bare(const struct watchlist *l)
{
	return rd_begins(bytes_rd(&l->file), RD_TEXT("egate-watchlist "));
}

enum eg_err watchlist_peek(struct watchlist *l)
{
	if (watchlist_is_bare(l)) {
		l->text.content = bytes_rd(&l->file);
	} else {
		EG_TRY(pinned_peek(bytes_rd(&l->file), &l->text));
	}
	return watch_open(l->text.content, &l->watch, &l->flaw);
}

void watchlist_free(struct watchlist *l)
{
	watch_free(&l->watch);
	pinned_free(&l->pinned);
	bytes_free(&l->trust);
	bytes_free(&l->file);
}
