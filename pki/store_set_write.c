/*
 * store_set_write: a set of certificates as sections of a store.
 * Knows the order of records and namings. Never judges a certificate.
 */
#include "pki/store_set.h"

#include <stdlib.h>
#include <string.h>

#include "pki/store_index.h"

static int by_item(const void *a, const void *b)
{
	const struct store_naming *x = a;
	const struct store_naming *y = b;
	if (x->item != y->item) {
		return x->item < y->item ? -1 : 1;
	}
	return x->source < y->source ? -1 : x->source > y->source;
}

struct item_ref {
	const struct store_item *item;
};

static int by_id(const void *a, const void *b)
{
	const struct item_ref *x = a;
	const struct item_ref *y = b;
	return memcmp(x->item->id, y->item->id, STORE_ID_SIZE);
}

/* The named items in the order of their ids; owned by the caller. */
static enum eg_err in_order(const struct store_set *s, struct item_ref **out, size_t *count)
{
	struct item_ref *order = calloc(s->count + 1, sizeof(*order));
	if (order == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "trust store");
	}
	*count = 0;
	for (size_t i = 0; i < s->count; i++) {
		if (s->items[i].named) {
			order[(*count)++].item = &s->items[i];
		}
	}
	qsort(order, *count, sizeof(*order), by_id);
	*out = order;
	return EG_OK;
}

enum eg_err store_set_arrange(struct store_set *s)
{
	EG_AUTO(eg_free) struct item_ref *order = NULL;
	size_t kept = 0;
	size_t count;
	if (s->naming_count > 0) {
		qsort(s->namings, s->naming_count, sizeof(*s->namings), by_item);
	}
	for (size_t i = 0; i < s->count; i++) {
		s->items[i].named = false;
		s->items[i].record = STORE_NONE;
	}
	for (size_t i = 0; i < s->naming_count; i++) {
		if (kept == 0 || by_item(&s->namings[kept - 1], &s->namings[i]) != 0) {
			s->namings[kept++] = s->namings[i];
		}
		s->items[s->namings[i].item].named = true;
	}
	s->naming_count = kept;
	EG_TRY(in_order(s, &order, &count));
	for (uint32_t i = 0; i < count; i++) {
		s->items[order[i].item - s->items].record = i;
	}
	return EG_OK;
}

static int by_number(const void *a, const void *b)
{
	const uint32_t *x = a;
	const uint32_t *y = b;
	return *x < *y ? -1 : *x > *y;
}

/* Writers over the three sections that are filled certificate by certificate. */
struct writers {
	struct wr records;
	struct wr bytes;
	struct wr namings;
	uint32_t naming_count;
	uint32_t *numbers; /* room for the sources of one */
};

static void put_one(struct writers *w, const struct store_set *s, const struct store_item *one,
		    const uint32_t *sources, const struct store_set *issuers,
		    const size_t *first_naming)
{
	size_t item = (size_t)(one - s->items);
	size_t count = first_naming[item + 1] - first_naming[item];
	wr_put(&w->records, rd_of(one->id, STORE_ID_SIZE));
	wr_be32(&w->records, (uint32_t)w->bytes.size);
	wr_be32(&w->records, (uint32_t)one->der.left);
	wr_be32(&w->records,
		one->issuer < issuers->count ? issuers->items[one->issuer].record : STORE_NONE);
	wr_be32(&w->records, (uint32_t)one->class);
	wr_be32(&w->records, w->naming_count);
	wr_be32(&w->records, (uint32_t)count);
	wr_be64(&w->records, one->key_entry);
	wr_put(&w->bytes, one->der);
	for (size_t i = 0; i < count; i++) {
		uint32_t source = s->namings[first_naming[item] + i].source;
		w->numbers[i] = sources == NULL ? source : sources[source];
	}
	qsort(w->numbers, count, sizeof(*w->numbers), by_number);
	for (size_t i = 0; i < count; i++) {
		wr_be32(&w->namings, w->numbers[i]);
	}
	w->naming_count += (uint32_t)count;
}

static enum eg_err index_part(const struct store_set *s, enum store_part part,
			      const struct item_ref *order, size_t count, struct store_parts *out)
{
	EG_AUTO(eg_free) struct store_index_entry *entries = calloc(count + 1, sizeof(*entries));
	if (entries == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "trust store");
	}
	for (uint32_t i = 0; i < count; i++) {
		entries[i].record = i;
		entries[i].key = part == STORE_PART_BY_ID     ? order[i].item->key_id
				 : part == STORE_PART_BY_NAME ? order[i].item->key_name
							      : order[i].item->key_end;
	}
	return store_index_write(entries, count, &out->of[(size_t)s->of + (size_t)part]);
}

static enum eg_err reserve(struct writers *w, const struct store_set *s,
			   const struct item_ref *order, size_t count, struct store_parts *out)
{
	struct bytes *part = &out->of[(size_t)s->of];
	size_t bytes = 0;
	for (size_t i = 0; i < count; i++) {
		bytes += order[i].item->der.left;
	}
	EG_TRY(bytes_reserve(&part[STORE_PART_RECORDS], count * STORE_CERT_RECORD_SIZE,
			     STORE_FILE_SIZE_MAX));
	EG_TRY(bytes_reserve(&part[STORE_PART_BYTES], bytes, STORE_FILE_SIZE_MAX));
	EG_TRY(bytes_reserve(&part[STORE_PART_NAMINGS], s->naming_count * 4, STORE_FILE_SIZE_MAX));
	w->records = wr_of(part[STORE_PART_RECORDS].data, part[STORE_PART_RECORDS].cap);
	w->bytes = wr_of(part[STORE_PART_BYTES].data, part[STORE_PART_BYTES].cap);
	w->namings = wr_of(part[STORE_PART_NAMINGS].data, part[STORE_PART_NAMINGS].cap);
	w->numbers = calloc(s->naming_count + 1, sizeof(*w->numbers));
	return w->numbers == NULL ? EG_FAIL(EG_NO_MEMORY, "trust store") : EG_OK;
}

/* Where the namings of each item begin; one more at the end. Owned by the caller. */
static enum eg_err find_namings(const struct store_set *s, size_t **out)
{
	size_t *first = calloc(s->count + 2, sizeof(*first));
	if (first == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "trust store");
	}
	size_t at = 0;
	for (size_t item = 0; item <= s->count; item++) {
		while (at < s->naming_count && s->namings[at].item < item) {
			at++;
		}
		first[item] = at;
	}
	*out = first;
	return EG_OK;
}

static void free_numbers(struct writers *w)
{
	free(w->numbers);
}

enum eg_err store_set_write(const struct store_set *s, const uint32_t *sources,
			    const struct store_set *issuers, struct store_parts *out)
{
	EG_AUTO(eg_free) struct item_ref *order = NULL;
	EG_AUTO(eg_free) size_t *first_naming = NULL;
	EG_AUTO(free_numbers) struct writers w = {.numbers = NULL};
	struct bytes *part = &out->of[(size_t)s->of];
	struct rd written;
	size_t count;
	EG_TRY(in_order(s, &order, &count));
	EG_TRY(find_namings(s, &first_naming));
	EG_TRY(reserve(&w, s, order, count, out));
	for (size_t i = 0; i < count; i++) {
		put_one(&w, s, order[i].item, sources, issuers, first_naming);
	}
	EG_TRY(wr_done(&w.records, &written));
	part[STORE_PART_RECORDS].size = written.left;
	EG_TRY(wr_done(&w.bytes, &written));
	part[STORE_PART_BYTES].size = written.left;
	EG_TRY(wr_done(&w.namings, &written));
	part[STORE_PART_NAMINGS].size = written.left;
	EG_TRY(index_part(s, STORE_PART_BY_ID, order, count, out));
	EG_TRY(index_part(s, STORE_PART_BY_NAME, order, count, out));
	return index_part(s, STORE_PART_BY_END, order, count, out);
}
