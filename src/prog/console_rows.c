/*
 * console_rows: rows of the lanes' journals on their way to the desk.
 * Knows which row of which lane was read last. Never knows what is shown of them.
 */
#include "prog/console_rows.h"

#include "base/secret.h"
#include "pki/crypt.h"

#include <stdlib.h>

static enum eg_err open_one(struct rows *r, const char *path, unsigned lane)
{
	uint8_t chain[JOURNAL_CHAIN_SIZE];
	uint64_t head;
	EG_TRY(journal_open(path, JOURNAL_READ, &r->of[lane]));
	EG_TRY(journal_head(r->of[lane], &head, chain));
	r->last[lane] = head > ROWS_AT_START ? head - ROWS_AT_START : 0;
	return EG_OK;
}

enum eg_err rows_open(struct rows *r, const struct console_config *c, unsigned *lane)
{
	*lane = 0;
	EG_TRY(crypt_warm()); /* rows have hashes: what libcrypto opens, it opens now */
	for (unsigned n = 1; n <= CONSOLE_LANES_MAX; n++) {
		if (c->lanes[n - 1].set) {
			*lane = n;
			EG_TRY(open_one(r, c->lanes[n - 1].journal, n));
		}
	}
	return EG_OK;
}

void rows_close(struct rows *r)
{
	for (unsigned n = 1; n <= CONSOLE_LANES_MAX; n++) {
		journal_close(&r->of[n]);
	}
}

/* What a core that has ended could not tell any more its journal does. */
static void hand_on(const struct rows *r, struct desk *desk, unsigned lane,
		    const struct msg_record *record, uint64_t row)
{
	if (record->what == RECORD_CASE) {
		cases_recorded(r->cases, lane, record->number);
	}
	desk_passage(desk, lane, record, row);
}

struct reading {
	struct rows *rows;
	struct desk *desk;
	unsigned lane;
	size_t left;
	bool more;
};

static bool each(void *context, const struct journal_row *row)
{
	struct reading *x = context;
	if (x->left == 0) {
		x->more = true;
		return false;
	}
	x->left--;
	x->rows->last[x->lane] = row->row;
	hand_on(x->rows, x->desk, x->lane, &row->record, row->row);
	return true;
}

enum eg_err rows_read(struct rows *r, unsigned lane, size_t most, struct desk *desk, bool *more)
{
	struct reading x = {.rows = r, .desk = desk, .lane = lane, .left = most};
	*more = false;
	if (r->of[lane] == NULL) {
		return EG_OK;
	}
	EG_TRY(journal_walk_from(r->of[lane], r->last[lane] + 1, each, &x));
	*more = x.more;
	return EG_OK;
}

#define AHEAD 64 /* rows of a lane that are read at once */

/* Rows of one lane that the desk has not got yet. */
struct ahead {
	struct msg_record record[AHEAD];
	uint64_t row[AHEAD];
	size_t at;
	size_t count;
};

static bool keep(void *context, const struct journal_row *row)
{
	struct ahead *a = context;
	a->record[a->count] = row->record;
	a->row[a->count] = row->row;
	a->count++;
	return a->count < AHEAD;
}

/* Nothing is left in it only where the journal has nothing more. */
static enum eg_err fill(struct rows *r, unsigned lane, struct ahead *a)
{
	if (a->at < a->count || r->of[lane] == NULL) {
		return EG_OK;
	}
	a->at = a->count = 0;
	return journal_walk_from(r->of[lane], r->last[lane] + 1, keep, a);
}

/* Of the lane whose next row is the oldest of all; 0: no row is left. */
static unsigned oldest(const struct ahead *all)
{
	unsigned found = 0;
	for (unsigned n = 1; n <= CONSOLE_LANES_MAX; n++) {
		const struct ahead *a = &all[n];
		if (a->at < a->count &&
		    (found == 0 ||
		     a->record[a->at].unix_ms < all[found].record[all[found].at].unix_ms)) {
			found = n;
		}
	}
	return found;
}

/* all: as many as there are lanes, and one. */
static enum eg_err merge(struct rows *r, struct desk *desk, struct ahead *all)
{
	unsigned n = 1;
	while (n != 0) {
		for (unsigned i = 1; i <= CONSOLE_LANES_MAX; i++) {
			EG_TRY(fill(r, i, &all[i]));
		}
		n = oldest(all);
		if (n != 0) {
			struct ahead *a = &all[n];
			hand_on(r, desk, n, &a->record[a->at], a->row[a->at]);
			r->last[n] = a->row[a->at];
			a->at++;
		}
	}
	return EG_OK;
}

static void forget(struct ahead **all)
{
	if (*all != NULL) {
		secret_wipe(*all, sizeof(**all) * (CONSOLE_LANES_MAX + 1)); /* zones */
	}
	free(*all);
}

enum eg_err rows_catch_up(struct rows *r, struct desk *desk)
{
	EG_AUTO(forget) struct ahead *all = calloc(CONSOLE_LANES_MAX + 1, sizeof(*all));
	if (all == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "rows of journals");
	}
	return merge(r, desk, all);
}
