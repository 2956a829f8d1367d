/*
 * egate_journal: rows of a journal, as people and as programs read them.
 * Knows words for rows. Never knows a file.
 */
#ifndef EG_PROG_EGATE_JOURNAL_H
#define EG_PROG_EGATE_JOURNAL_H

#include "journal/journal.h"

/* "crossing"; "?" for what is none. */
const char *egate_journal_what(uint8_t what);
/* One row as one object in one line of standard output. reveal: printed zone and note, too.
 * EG_NO_MEMORY; EG_IO. */
EG_CHECK enum eg_err egate_journal_json(const struct journal_row *row, bool reveal);

#endif
