/*
 * console_statistics: what is counted of a shift, for as many screens as ask.
 * Knows from when on an officer's statistics count, and which text is still true. Never knows what
 * is counted (desk_row.c).
 *
 * Every screen may ask after every row of a journal. All without a shift ask for the same time, and
 * officers for as many as there are shifts: each text is made once for the rows that there are.
 */
#ifndef EG_PROG_CONSOLE_STATISTICS_H
#define EG_PROG_CONSOLE_STATISTICS_H

#include "console/account.h"
#include "console/desk.h"

/* Who has no shift is told what happened since the full hour so long before. */
#define STATISTICS_MS (INT64_C(12) * 3600 * 1000)
#define STATISTICS_KEPT                                                           \
	64 /* shifts that were asked for last: more than a checkpoint has at once \
	    */

struct statistics_one {
	int64_t from_ms;
	int64_t hour;     /* in which it was made: hours are told up to now */
	uint64_t counted; /* rows */
	char *text;       /* owned; NULL: none */
};

struct statistics {
	struct statistics_one of[STATISTICS_KEPT];
	size_t oldest;
	uint64_t made; /* texts, since the start */
};

/* From when on this session's statistics count. */
int64_t statistics_from(const struct account_session *s, int64_t unix_ms);
/* JSON; borrowed until the next call. NULL: memory has ended. */
const char *statistics_text(struct statistics *s, const struct desk *desk, int64_t unix_ms,
			    int64_t from_ms);
void statistics_close(struct statistics *s); /* cleanup */

#endif
