/*
 * journal: what happened in a lane, append-only and tamper-evident, in one SQLite file.
 * Knows rows, their chain and durability. Never knows processes; decides nothing.
 *
 * Each row holds canonical bytes of the record without the person, a digest of the person's part
 * (salt and printed zone, which can be erased without breaking the chain), and
 *
 *   chain(n) = SHA-256( chain(n-1) || row number || boot || canonical bytes ),  chain(0) = zeros
 *
 * so that a changed, removed, added or moved row is found by journal_check. Cutting off the newest
 * rows is found only against a chain value that was kept elsewhere (journal_head).
 */
#ifndef EG_JOURNAL_JOURNAL_H
#define EG_JOURNAL_JOURNAL_H

#include "base/rd.h"
#include "wire/msg.h"

#define JOURNAL_CHAIN_SIZE 32
#define JOURNAL_BOOT_SIZE  16

struct journal;

enum journal_mode { JOURNAL_READ, JOURNAL_WRITE };

struct journal_row {
	uint64_t row; /* from 1, without gaps */
	uint8_t boot[JOURNAL_BOOT_SIZE];
	struct msg_record record;
	bool erased; /* the person's part is gone */
	bool note;   /* the person's part is an officer's words (UTF-8), no printed zone */
	uint8_t chain[JOURNAL_CHAIN_SIZE];
};

/*
 * Opens a journal; JOURNAL_WRITE creates a missing file. EG_CONFIG: a file of another schema;
 * EG_IO: not to be opened, or damaged. After it returns, appending needs no further file to be
 * opened (so that a sandbox may follow).
 */
EG_CHECK enum eg_err journal_open(const char *path, enum journal_mode mode, struct journal **out);
void journal_close(struct journal **j); /* cleanup; accepts NULL inside */
/*
 * Appends; on EG_OK the row survives a loss of power. The same boot and record number again gives
 * the row that is there already; with another content EG_MISMATCH, and the row that is there. boot
 * is zeros for a record that is the same under every start of the machine.
 */
EG_CHECK enum eg_err journal_append(struct journal *j, const uint8_t boot[JOURNAL_BOOT_SIZE],
				    const struct msg_record *r, uint64_t *row);
/* Erases the person's part of a row; the chain stays whole. EG_NOT_FOUND. */
EG_CHECK enum eg_err journal_erase_person(struct journal *j, uint64_t row);
/* Newest row and its chain value; row 0 and zeros for an empty journal. */
EG_CHECK enum eg_err journal_head(struct journal *j, uint64_t *row,
				  uint8_t chain[JOURNAL_CHAIN_SIZE]);
/*
 * Is this row, of a head that was kept elsewhere, still there with its chain value? EG_NOT_FOUND:
 * cut off; EG_MISMATCH: written anew. journal_check says whether the rows up to it are whole.
 */
EG_CHECK enum eg_err journal_had(struct journal *j, uint64_t row,
				 const uint8_t chain[JOURNAL_CHAIN_SIZE]);
/* Calls each for every row from the first; it returns false to stop early. */
EG_CHECK enum eg_err journal_walk(struct journal *j,
				  bool (*each)(void *context, const struct journal_row *row),
				  void *context);
/* The same from the row of this number on: what has come since a walk before. */
EG_CHECK enum eg_err journal_walk_from(struct journal *j, uint64_t row,
				       bool (*each)(void *context, const struct journal_row *row),
				       void *context);
/* Walks the chain: EG_OK and the number of rows, or EG_MISMATCH and the first row that is wrong. */
EG_CHECK enum eg_err journal_check(struct journal *j, uint64_t *row);

#endif
