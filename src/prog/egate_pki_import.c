/*
 * egate_pki_import: egate pki import, newly published objects into a trust store.
 * Knows the command line. What the files hold is only read behind the sandbox (pki_import).
 */
#include "os/now.h"
#include "pki/store_disk.h"
#include "prog/egate.h"
#include "prog/egate_pki.h"
#include "prog/pki_import.h"
#include "prog/pki_import_choose.h"
#include "prog/pki_import_tell.h"

#include <stdio.h>
#include <unistd.h>

#define MS_PER_S 1000

enum {
	OPTION_ANCHOR,
	OPTION_LISTS,
	OPTION_UNANCHORED,
	OPTION_CERTIFICATES,
	OPTION_OWN_STATE,
	OPTION_COMPLETE,
	OPTION_OLDER,
	OPTION_DRY,
	OPTION_JSON,
	OPTION_COUNT
};
static const struct words_option options[OPTION_COUNT] = {
	[OPTION_ANCHOR] = {"--anchor", false},
	[OPTION_LISTS] = {"--lists-of", false},
	[OPTION_UNANCHORED] = {"--take-unanchored", true},
	[OPTION_CERTIFICATES] = {"--take-certificates", true},
	[OPTION_OWN_STATE] = {"--own-state", false},
	[OPTION_COMPLETE] = {"--complete", true},
	[OPTION_OLDER] = {"--take-older", true},
	[OPTION_DRY] = {"--dry-run", true},
	[OPTION_JSON] = {"--json", true},
};

/* What there is to say, and how. */
struct telling {
	const char *const *paths;
	bool json;
};

static int tell(void *context, const struct pki_import *order, const struct import_report *r,
		enum eg_err err)
{
	const struct telling *t = context;
	if (err != EG_OK) {
		(void)fprintf(stderr, "egate: the trust store stays as it was: %s\n",
			      eg_err_text(err)); /* as usage */
		return EGATE_FAILED;
	}
	enum eg_err said = t->json ? pki_import_json(t->paths, order->dry, r)
				   : pki_import_text(t->paths, order->dry, r);
	if (said != EG_OK) {
		return egate_failed();
	}
	return r->refused ? EGATE_FAILED : EGATE_DONE;
}

/* The old store mapped, or nothing if there is none yet. */
static enum eg_err map_old(const char *path, struct store_map *map)
{
	return access(path, F_OK) == 0 ? store_disk_map_path(path, map) : EG_OK;
}

/* chosen: whose lists the command line takes. */
static enum eg_err run(const struct words *w, const struct import_options *chosen, int *code)
{
	EG_AUTO(pki_files_free) struct pki_files files = {0};
	EG_AUTO(pki_files_free) struct pki_files anchors = {0};
	EG_AUTO(store_disk_unmap) struct store_map map = {0};
	EG_AUTO(eg_close) int lock = -1;
	struct import_file list[WORDS_PLAIN_MAX];
	struct rd anchor = RD_EMPTY;
	struct telling told = {w->plain + 1, w->value[OPTION_JSON] != NULL};
	struct pki_import order = {.store = w->plain[0],
				   .files = list,
				   .count = w->plain_count - 1,
				   .dry = w->value[OPTION_DRY] != NULL};
	if (!order.dry) {
		EG_TRY(pki_import_lock(order.store, &lock));
	}
	EG_TRY(map_old(order.store, &map));
	EG_TRY(egate_pki_files(w->plain + 1, order.count, &files));
	if (w->value[OPTION_ANCHOR] != NULL) {
		EG_TRY(egate_pki_files(&w->value[OPTION_ANCHOR], 1, &anchors));
		anchor = bytes_rd(&anchors.of[0]);
	}
	order.old = store_disk_rd(&map);
	order.options = *chosen;
	order.options.anchors = &anchor;
	order.options.anchor_count = anchors.count;
	order.options.take_certificates = w->value[OPTION_CERTIFICATES] != NULL;
	order.options.take_older = w->value[OPTION_OLDER] != NULL;
	order.options.now_s = now_unix_ms() / MS_PER_S;
	for (size_t i = 0; i < order.count; i++) {
		list[i] = (struct import_file){.bytes = bytes_rd(&files.of[i]),
					       .complete = w->value[OPTION_COMPLETE] != NULL};
	}
	*code = pki_import_run(&order, &(struct pki_import_tell){&told, tell});
	return EG_OK;
}

int egate_pki_import(int count, char *const words[])
{
	struct words w;
	struct import_options chosen = {0};
	int code = EGATE_FAILED;
	if (words_take(count, words, options, OPTION_COUNT, &w) != EG_OK || w.plain_count < 2 ||
	    pki_import_choose(w.value[OPTION_LISTS], w.value[OPTION_OWN_STATE],
			      w.value[OPTION_UNANCHORED] != NULL, &chosen) != EG_OK) {
		return EGATE_USAGE;
	}
	return run(&w, &chosen, &code) == EG_OK ? code : egate_failed();
}
