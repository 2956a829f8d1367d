/*
 * journal_rows: how many rows of each kind a journal holds, if its chain is whole.
 * Knows the journal's own reader. Shows no row's contents.
 *
 * journal_rows FILE     prints "crossings N" and so on; exit 1: broken chain or no journal
 */
#include "journal/journal.h"

#include <inttypes.h>
#include <stdio.h>

static const char *const kinds[] = {"others", "crossings", "referrals",
				    "alarms", "orders",    "services"};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static bool count(void *context, const struct journal_row *row)
{
	uint64_t *counts = context;
	counts[row->record.what < KINDS ? row->record.what : 0]++;
	return true;
}

static enum eg_err count_all(const char *path, uint64_t counts[KINDS])
{
	uint64_t rows = 0;
	EG_AUTO(journal_close) struct journal *j = NULL;
	EG_TRY(journal_open(path, JOURNAL_READ, &j));
	EG_TRY(journal_check(j, &rows));
	return journal_walk(j, count, counts);
}

int main(int argc, char *argv[])
{
	uint64_t counts[KINDS] = {0};
	if (argc != 2) {
		return 2;
	}
	enum eg_err err = count_all(argv[1], counts);
	if (err != EG_OK) {
		fprintf(stderr, "journal: %s: %s\n", eg_err_text(err), eg_fault_last().reason);
		return 1;
	}
	for (size_t i = 0; i < KINDS; i++) {
		printf("%s %" PRIu64 "\n", kinds[i], counts[i]);
	}
	return 0;
}
