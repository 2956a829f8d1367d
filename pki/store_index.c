/*
 * store_index: sorted pairs of a 64-bit key and the number of a record, searched as they lie there.
 * Knows order. Never knows what a key stands for; a key that fits only makes a candidate.
 */
#include "pki/store_index.h"

#include <stdlib.h>

#include "pki/store_file.h"

#define ENTRY_SIZE  12
#define GUESSES_MAX 8

static int by_key(const void *a, const void *b)
{
	const struct store_index_entry *x = a;
	const struct store_index_entry *y = b;
	if (x->key != y->key) {
		return x->key < y->key ? -1 : 1;
	}
	return x->record < y->record ? -1 : x->record > y->record;
}

enum eg_err store_index_write(struct store_index_entry *entries, size_t count, struct bytes *out)
{
	struct rd all;
	if (count == 0) {
		bytes_free(out);
		return EG_OK;
	}
	qsort(entries, count, sizeof(*entries), by_key);
	EG_TRY(bytes_reserve(out, count * ENTRY_SIZE, STORE_FILE_SIZE_MAX));
	struct wr w = wr_of(out->data, out->cap);
	for (size_t i = 0; i < count; i++) {
		wr_be64(&w, entries[i].key);
		wr_be32(&w, entries[i].record);
	}
	EG_TRY(wr_done(&w, &all));
	out->size = all.left;
	return EG_OK;
}

bool store_piece(struct rd section, uint32_t offset, uint32_t size, struct rd *out)
{
	return rd_skip(&section, offset) && rd_take(&section, size, out);
}

bool store_record(struct rd section, size_t size, size_t n, struct rd *out)
{
	*out = RD_EMPTY;
	return n < section.left / size && rd_skip(&section, n * size) &&
	       rd_take(&section, size, out);
}

uint64_t store_index_mix(uint64_t key)
{
	key = (key ^ key >> 33) * UINT64_C(0xFF51AFD7ED558CCD);
	key = (key ^ key >> 33) * UINT64_C(0xC4CEB9FE1A85EC53);
	return key ^ key >> 33;
}

/* 0 beyond the end: then the search goes left, and the caller's look at the place fails. */
static uint64_t key_at(struct rd records, size_t size, size_t place)
{
	struct rd record;
	uint64_t key = 0;
	return store_record(records, size, place, &record) && rd_be64(&record, &key) ? key : 0;
}

/* Where a key lies if keys are evenly spread, seen from a place whose key is known. */
static size_t guess(size_t low, size_t high, size_t place, uint64_t known, uint64_t key,
		    size_t count)
{
	int64_t ahead = (int64_t)(key >> 32) - (int64_t)(known >> 32);
	int64_t at = (int64_t)place + (ahead * (int64_t)count >> 32);
	return at < (int64_t)low ? low : at >= (int64_t)high ? high - 1 : (size_t)at;
}

size_t store_first_record(struct rd records, size_t size, uint64_t key)
{
	size_t count = records.left / size;
	size_t low = 0;
	size_t high = count;
	size_t place = 0;
	uint64_t known = 0;
	for (unsigned step = 0; low < high; step++) {
		/* keys that are not spread evenly are halved to, after a few guesses */
		place = step < GUESSES_MAX && count <= INT32_MAX
				? guess(low, high, place, known, key, count)
				: low + (high - low) / 2;
		known = key_at(records, size, place);
		if (known < key) {
			low = place + 1;
		} else {
			high = place;
		}
	}
	return low;
}

size_t store_index_first(struct rd index, uint64_t key)
{
	return store_first_record(index, ENTRY_SIZE, key);
}

bool store_index_at(struct rd index, size_t place, uint64_t key, uint32_t *record)
{
	struct rd entry;
	uint64_t found = 0;
	return store_record(index, ENTRY_SIZE, place, &entry) && rd_be64(&entry, &found) &&
	       found == key && rd_be32(&entry, record);
}
