/*
 * store_index: sorted pairs of a 64-bit key and the number of a record, searched as they lie there.
 * Knows order. Never knows what a key stands for; a key that fits only makes a candidate.
 */
#ifndef EG_PKI_STORE_INDEX_H
#define EG_PKI_STORE_INDEX_H

#include "base/rd.h"
#include "base/secret.h"

struct store_index_entry {
	uint64_t key;
	uint32_t record;
};

/* Sorts the entries by key, then record, and writes them. */
EG_CHECK enum eg_err store_index_write(struct store_index_entry *entries, size_t count,
				       struct bytes *out);
/* Spreads a key evenly over all numbers: places of such keys can be guessed. */
uint64_t store_index_mix(uint64_t key);
/* Place of the first record whose first 8 octets, as a number, are this key or a larger one. */
size_t store_first_record(struct rd records, size_t size, uint64_t key);
/* Place of the first entry that has this key, or a larger one. */
size_t store_index_first(struct rd index, uint64_t key);
/* True if the entry at a place has this key. */
EG_CHECK bool store_index_at(struct rd index, size_t place, uint64_t key, uint32_t *record);
/* The n-th record of fixed size in a section; false (and out empty) beyond its end. */
EG_CHECK bool store_record(struct rd section, size_t size, size_t n, struct rd *out);
/* A piece that a record points to. */
EG_CHECK bool store_piece(struct rd section, uint32_t offset, uint32_t size, struct rd *out);

#endif
