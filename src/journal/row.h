/*
 * row: the canonical bytes of one record.
 * Knows the layout. Never knows where rows are kept.
 */
#ifndef EG_JOURNAL_ROW_H
#define EG_JOURNAL_ROW_H

#include "base/wr.h"
#include "journal/journal.h"

#define ROW_SALT_SIZE  16
#define ROW_BODY_MAX   2048 /* with every fault's word it would have 1.2 kB */
#define ROW_PERSON_MAX (ROW_SALT_SIZE + MSG_MRZ_SIZE)

/* The person's part: salt and printed zone, or salt and an officer's words; empty without either.
 */
EG_CHECK enum eg_err row_person(const struct msg_record *r, struct rd salt, struct wr *out);
/* Canonical bytes, with the digest of the person's part (zeros if that is empty). */
EG_CHECK enum eg_err row_body(const struct msg_record *r, struct rd person, struct wr *out);
EG_CHECK enum eg_err row_chain(const uint8_t before[JOURNAL_CHAIN_SIZE], uint64_t row,
			       struct rd boot, struct rd body, uint8_t out[JOURNAL_CHAIN_SIZE]);
/*
 * Reads a row back; person empty and digest not zero means erased. EG_BAD_DATA: not such bytes;
 * EG_MISMATCH: the person's part is not the one of the digest.
 */
EG_CHECK enum eg_err row_read(struct rd body, struct rd person, struct msg_record *r, bool *erased);
/* Whether a row's person's part is an officer's words. */
bool row_has_note(struct rd body);

#endif
