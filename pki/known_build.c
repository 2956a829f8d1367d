/*
 * known_build: makes the index of known.h from any number of accepted lists.
 * Knows the layout. Never knows whether a list may be believed: known_signed.h tells.
 */
#include "pki/known_build_impl.h"

#include <stdlib.h>

#define CAP_FIRST 64u

enum eg_err known_builder_new(struct known_builder **out)
{
	*out = calloc(1, sizeof(**out));
	if (*out == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "builder of known defects");
	}
	(*out)->same_max = KNOWN_SAME_MAX;
	return EG_OK;
}

void known_builder_free(struct known_builder **b)
{
	if (b == NULL || *b == NULL) {
		return;
	}
	free((*b)->lists.items);
	free((*b)->entries.items);
	free((*b)->sayings.items);
	free((*b)->signers.items);
	free((*b)->broads.items);
	free((*b)->numbers.items);
	free((*b)->heap.items);
	free(*b);
	*b = NULL;
}

/* Room for more items of that size behind those that are there. */
static enum eg_err grow(struct known_table *t, uint32_t more, size_t size, uint32_t max)
{
	if (t->count > max || more > max - t->count) {
		return EG_FAIL(EG_TOO_BIG, "too many known defects");
	}
	if (t->count + more <= t->cap) {
		return EG_OK;
	}
	uint32_t want = t->cap < CAP_FIRST ? CAP_FIRST : t->cap;
	while (want < t->count + more) {
		want = want > max / 2 ? max : want * 2;
	}
	void *moved = reallocarray(t->items, want, size);
	if (moved == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "builder of known defects");
	}
	t->items = moved;
	t->cap = want;
	return EG_OK;
}

static enum eg_err put_heap(struct known_builder *b, struct rd bytes, struct known_piece *out)
{
	size_t size;
	*out = (struct known_piece){0};
	if (bytes.left == 0) {
		return EG_OK;
	}
	if (bytes.left > KNOWN_HEAP_MAX) {
		return EG_FAIL(EG_TOO_BIG, "too much text of known defects");
	}
	EG_TRY(grow(&b->heap, (uint32_t)bytes.left, 1, KNOWN_HEAP_MAX));
	uint8_t *heap = b->heap.items;
	if (!rd_dump(bytes, heap + b->heap.count, b->heap.cap - b->heap.count, &size)) {
		return EG_FAIL(EG_TOO_BIG, "too much text of known defects");
	}
	*out = (struct known_piece){b->heap.count, (uint32_t)size};
	b->heap.count += (uint32_t)size;
	return EG_OK;
}

static enum eg_err put_issuer(struct known_builder *b, struct rd issuer, struct known_piece *out)
{
	struct rd heap = rd_of(b->heap.items, b->heap.count);
	struct rd last = RD_EMPTY;
	if (b->last_issuer.size > 0 && rd_skip(&heap, b->last_issuer.at) &&
	    rd_take(&heap, b->last_issuer.size, &last) && rd_equal(last, issuer)) {
		*out = b->last_issuer;
		return EG_OK;
	}
	EG_TRY(put_heap(b, issuer, out));
	b->last_issuer = *out;
	return EG_OK;
}

static enum eg_err put_saying(struct known_builder *b, const struct known_saying *s)
{
	struct known_saying_record record = {
		.what = (uint8_t)s->what,
		.by_key_id = s->by_key_id,
		.code = s->code,
		.groups = s->groups,
		.sod_groups = s->sod_groups,
	};
	EG_TRY(put_heap(b, s->data, &record.data));
	EG_TRY(grow(&b->sayings, 1, sizeof(struct known_saying_record), KNOWN_ALL_SAYINGS_MAX));
	struct known_saying_record *sayings = b->sayings.items;
	sayings[b->sayings.count++] = record;
	return EG_OK;
}

static enum eg_err put_number(struct known_builder *b, struct known_number n, uint32_t entry)
{
	EG_TRY(grow(&b->numbers, 1, sizeof(struct known_number_record), KNOWN_NUMBERS_MAX));
	struct known_number_record *numbers = b->numbers.items;
	numbers[b->numbers.count++] = (struct known_number_record){n, entry};
	return EG_OK;
}

/* Puts an entry on its way: by number, else by its signer, else among all. */
static enum eg_err put_way(struct known_builder *b, const struct known_entry *e, uint32_t entry)
{
	uint32_t by = (e->by & KNOWN_BY_NAME) != 0     ? KNOWN_BY_NAME
		      : (e->by & KNOWN_BY_KEY_ID) != 0 ? KNOWN_BY_KEY_ID
						       : e->by & KNOWN_BY_DIGEST;
	if ((e->by & KNOWN_BY_NUMBER) != 0) {
		return EG_OK; /* its numbers lead to it */
	}
	if (by == 0) {
		EG_TRY(grow(&b->broads, 1, sizeof(uint32_t), b->same_max));
		uint32_t *broads = b->broads.items;
		broads[b->broads.count++] = entry;
		return EG_OK;
	}
	struct rd of = by == KNOWN_BY_NAME     ? e->serial
		       : by == KNOWN_BY_KEY_ID ? e->key_id
					       : e->digest;
	EG_TRY(grow(&b->signers, 1, sizeof(struct known_signer_record), KNOWN_ALL_ENTRIES_MAX));
	struct known_signer_record *signers = b->signers.items;
	signers[b->signers.count++] = (struct known_signer_record){known_signer_key(by, of), entry};
	return EG_OK;
}

/* The entry itself; its sayings and numbers follow. */
static enum eg_err put_entry(struct known_builder *b, const struct known_entry *e, uint32_t list,
			     uint32_t *entry)
{
	struct rd type = e->type;
	struct known_entry_record record = {
		.list = list,
		.by = (uint8_t)e->by,
		.digest_hash = (uint8_t)e->digest_hash,
		.first = known_day_number(e->first),
		.last = known_day_number(e->last),
		.saying = b->sayings.count,
	};
	for (size_t i = 0; i < sizeof(record.type) && type.left > 0; i++) {
		if (!rd_u8(&type, &record.type[i])) {
			break;
		}
	}
	EG_TRY(put_issuer(b, e->issuer, &record.issuer));
	EG_TRY(put_heap(b, e->serial, &record.serial));
	EG_TRY(put_heap(b, e->key_id, &record.key_id));
	EG_TRY(put_heap(b, e->digest, &record.digest));
	EG_TRY(grow(&b->entries, 1, sizeof(struct known_entry_record), KNOWN_ALL_ENTRIES_MAX));
	*entry = b->entries.count;
	struct known_entry_record *entries = b->entries.items;
	entries[b->entries.count++] = record;
	return put_way(b, e, *entry);
}

static void end_entry(struct known_builder *b, uint32_t entry)
{
	struct known_entry_record *e = b->entries.items;
	e[entry].saying_count = b->sayings.count - e[entry].saying;
}

static enum eg_err add_entry(struct known_builder *b, const struct known_list *list,
			     const struct known_entry *e)
{
	uint32_t entry;
	struct rd sayings = e->sayings;
	struct rd numbers = e->numbers;
	struct rd text;
	EG_TRY(put_entry(b, e, b->lists.count, &entry));
	while (sayings.left > 0) {
		struct known_saying saying;
		EG_TRY(known_list_next_saying(list, &sayings, &saying));
		EG_TRY(put_saying(b, &saying));
	}
	end_entry(b, entry);
	while (known_next_number(&numbers, &text)) {
		struct known_number n;
		if (!known_number_of(text, &n)) {
			return EG_FAIL(EG_BAD_DATA, "document number of a list");
		}
		EG_TRY(put_number(b, n, entry));
	}
	return EG_OK;
}

/* Forgets what came after; the tables may have moved. */
static void cut_back(struct known_builder *b, const struct known_builder *before)
{
	b->lists.count = before->lists.count;
	b->entries.count = before->entries.count;
	b->sayings.count = before->sayings.count;
	b->signers.count = before->signers.count;
	b->broads.count = before->broads.count;
	b->numbers.count = before->numbers.count;
	b->heap.count = before->heap.count;
}

static enum eg_err add_list(struct known_builder *b, const struct known_list *list,
			    const struct known_list_info *info)
{
	struct rd rest = list->entries;
	struct known_list_info own = *info;
	uint32_t entries = b->entries.count;
	uint32_t numbers = b->numbers.count;
	while (rest.left > 0) {
		struct known_entry e;
		EG_TRY(known_list_next(list, &rest, &e));
		EG_TRY(add_entry(b, list, &e));
	}
	own.kind = list->kind;
	own.entries = b->entries.count - entries;
	own.numbers = b->numbers.count - numbers;
	EG_TRY(grow(&b->lists, 1, sizeof(struct known_list_info), KNOWN_LISTS_MAX));
	struct known_list_info *lists = b->lists.items;
	lists[b->lists.count++] = own;
	return EG_OK;
}

enum eg_err known_builder_add(struct known_builder *b, const struct known_list *list,
			      const struct known_list_info *info)
{
	struct known_builder before = *b;
	b->last_issuer = (struct known_piece){0};
	enum eg_err err = add_list(b, list, info);
	if (err != EG_OK) {
		cut_back(b, &before);
	}
	return err;
}

enum eg_err known_list_fits(const struct known_list *list)
{
	EG_AUTO(known_builder_free) struct known_builder *b = NULL;
	EG_AUTO(bytes_free) struct bytes image = {0};
	const struct known_list_info info = {.kind = list->kind};
	EG_TRY(known_builder_new(&b));
	b->same_max = KNOWN_SAME_OF_LIST_MAX;
	EG_TRY(known_builder_add(b, list, &info));
	return known_builder_image(b, &image);
}

static enum eg_err keep_sayings(struct known_builder *b, const struct known *from,
				const struct known_entry_record *e, uint32_t entry)
{
	for (uint32_t i = 0; i < e->saying_count; i++) {
		struct known_saying_record s;
		if (i == KNOWN_SAYINGS_MAX || e->saying > UINT32_MAX - i ||
		    !known_saying_at(from, e->saying + i, &s)) {
			return EG_FAIL(EG_BAD_DATA, "index of known defects");
		}
		EG_TRY(put_saying(b, &(struct known_saying){
					     .what = (enum known_what)s.what,
					     .by_key_id = s.by_key_id,
					     .code = s.code,
					     .groups = s.groups,
					     .sod_groups = s.sod_groups,
					     .data = known_piece(from, s.data),
				     }));
	}
	end_entry(b, entry);
	return EG_OK;
}

static enum eg_err keep_entry(struct known_builder *b, const struct known *from,
			      const struct known_entry_record *e, uint32_t *entry)
{
	const struct known_entry same = {
		.by = e->by,
		.issuer = known_piece(from, e->issuer),
		.serial = known_piece(from, e->serial),
		.key_id = known_piece(from, e->key_id),
		.digest = known_piece(from, e->digest),
		.digest_hash = e->digest_hash <= CRYPT_SHA512 ? (enum crypt_hash)e->digest_hash
							      : CRYPT_SHA512,
		.type = RD_ARRAY(e->type),
	};
	EG_TRY(put_entry(b, &same, b->lists.count, entry));
	struct known_entry_record *entries = b->entries.items;
	entries[*entry].first = e->first;
	entries[*entry].last = e->last;
	return keep_sayings(b, from, e, *entry);
}

/* moved: by entry of the old index, its number in the new one plus one; 0 if not kept. */
static enum eg_err keep_list(struct known_builder *b, const struct known *from, uint32_t list,
			     uint32_t *moved)
{
	struct known_list_info info;
	struct known_entry_record e;
	struct known_number_record n;
	if (!known_list_at(from, list, &info)) {
		return EG_FAIL(EG_NOT_FOUND, "list of the index of known defects");
	}
	for (uint32_t i = 0; known_entry_at(from, i, &e); i++) {
		if (e.list == list) {
			uint32_t entry;
			EG_TRY(keep_entry(b, from, &e, &entry));
			moved[i] = entry + 1;
		}
	}
	for (uint32_t i = 0; known_number_at(from, i, &n); i++) {
		if (n.entry < from->entry_count && moved[n.entry] != 0) {
			EG_TRY(put_number(b, n.number, moved[n.entry] - 1));
		}
	}
	EG_TRY(grow(&b->lists, 1, sizeof(struct known_list_info), KNOWN_LISTS_MAX));
	struct known_list_info *lists = b->lists.items;
	lists[b->lists.count++] = info;
	return EG_OK;
}

enum eg_err known_builder_keep(struct known_builder *b, const struct known *from, uint32_t list)
{
	struct known_builder before = *b;
	EG_AUTO(eg_free) uint32_t *moved = calloc((size_t)from->entry_count + 1, sizeof(*moved));
	if (moved == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "builder of known defects");
	}
	b->last_issuer = (struct known_piece){0};
	enum eg_err err = keep_list(b, from, list, moved);
	if (err != EG_OK) {
		cut_back(b, &before);
	}
	return err;
}
