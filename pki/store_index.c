/*
 * store_index: sorted pairs of a 64-bit key and the number of a record, searched as they lie there.
 * Knows order. Never knows what a key stands for; a key that fits only makes a candidate.
 */
#include "pki/store_index.h"

#include <stdlib.h>

#include "pki/store_file.h"

#define ENTRY_SIZE 12

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

/* 0 beyond the end: then the search goes left, and the caller's look at the place fails. */
static uint64_t key_at(struct rd index, size_t place)
{
	struct rd entry;
	uint64_t key = 0;
	return store_record(index, ENTRY_SIZE, place, &entry) && rd_be64(&entry, &key) ? key : 0;
}

size_t store_index_first(struct rd index, uint64_t key)
{
	size_t low = 0;
	size_t high = index.left / ENTRY_SIZE;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (key_at(index, middle) < key) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

bool store_index_at(struct rd index, size_t place, uint64_t key, uint32_t *record)
{
	struct rd entry;
	uint64_t found = 0;
	return store_record(index, ENTRY_SIZE, place, &entry) && rd_be64(&entry, &found) &&
	       found == key && rd_be32(&entry, record);
}
