/*
 * revoked_builder: gathers verified revocation lists and writes the image of pki/revoked.
 * Knows the image's layout. Never verifies a list.
 */
#include "pki/revoked.h"

#include "pki/revoked_format.h"

#include <stdlib.h>

#define GROWTH 64

struct entry {
	struct revoked_serial serial;
	uint64_t value; /* date, reason */
};

struct pair {
	struct revoked_key key;
	uint32_t list;
};

struct list {
	uint64_t this_update;
	uint64_t next_update; /* 0: none */
	uint32_t first;
	uint32_t count;
	uint8_t *name; /* owned */
	uint32_t name_size;
	uint8_t number[REVOKED_NUMBER_SIZE];
	uint8_t flags;
};

struct revoked_builder {
	struct list *lists; /* owned, as the others */
	size_t list_count;
	struct pair *pairs;
	size_t pair_count;
	size_t pair_cap;
	struct entry *entries;
	size_t entry_count;
	size_t names_size;
};

enum eg_err revoked_builder_new(struct revoked_builder **out)
{
	*out = calloc(1, sizeof(**out));
	return *out == NULL ? EG_FAIL(EG_NO_MEMORY, "builder of revoked certificates") : EG_OK;
}

void revoked_builder_free(struct revoked_builder **b)
{
	if (b == NULL || *b == NULL) {
		return;
	}
	for (size_t i = 0; i < (*b)->list_count; i++) {
		free((*b)->lists[i].name);
	}
	free((*b)->lists);
	free((*b)->pairs);
	free((*b)->entries);
	free(*b);
	*b = NULL;
}

static uint64_t biased(const struct asn1_time *t)
{
	return (uint64_t)(t->unix_s + REVOKED_TIME_BIAS);
}

static int by_serial(const void *a, const void *b)
{
	const struct entry *left = a;
	const struct entry *right = b;
	for (size_t i = 0; i < REVOKED_SERIAL_WORDS; i++) {
		if (left->serial.word[i] != right->serial.word[i]) {
			return left->serial.word[i] < right->serial.word[i] ? -1 : 1;
		}
	}
	return left->value < right->value ? -1 : left->value > right->value;
}

static int by_key(const void *a, const void *b)
{
	const struct pair *left = a;
	const struct pair *right = b;
	for (size_t i = 0; i < REVOKED_KEY_SIZE; i++) {
		if (left->key.hash[i] != right->key.hash[i]) {
			return left->key.hash[i] < right->key.hash[i] ? -1 : 1;
		}
	}
	return left->list < right->list ? -1 : left->list > right->list;
}

/* Reads the entries into the room behind those that are there, which is large enough. */
static enum eg_err read_entries(struct revoked_builder *b, struct faults *found,
				const struct crl *c)
{
	struct rd rest = c->entries;
	struct crl_entry e;
	struct entry *to = b->entries + b->entry_count;
	while (crl_next_entry(&rest, &e)) {
		if (e.of_other_issuer) {
			return EG_FAIL(EG_UNSUPPORTED, "list of several CAs");
		}
		EG_TRY(revoked_serial_of(e.serial, &to->serial));
		to->value = biased(&e.revoked) << 8 | e.reason;
		to++;
		faults_join(found, e.faults);
	}
	return rd_end(&rest) ? EG_OK : EG_FAIL(EG_BAD_DATA, "entries of a revocation list");
}

static enum eg_err make_room(struct revoked_builder *b, size_t count)
{
	size_t all = b->entry_count + count;
	if (all > REVOKED_ENTRIES_MAX) {
		return EG_FAIL(EG_TOO_BIG, "revoked certificates");
	}
	struct entry *entries = reallocarray(b->entries, all == 0 ? 1 : all, sizeof(*entries));
	if (entries == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "revoked certificates");
	}
	b->entries = entries;
	if (b->list_count % GROWTH == 0) {
		struct list *lists = reallocarray(b->lists, b->list_count + GROWTH, sizeof(*lists));
		if (lists == NULL) {
			return EG_FAIL(EG_NO_MEMORY, "revocation lists");
		}
		b->lists = lists;
	}
	return EG_OK;
}

static enum eg_err add_pair(struct revoked_builder *b, size_t list, const struct revoked_key *key)
{
	if (b->pair_count == REVOKED_KEYS_MAX) {
		return EG_FAIL(EG_TOO_BIG, "keys of revocation lists");
	}
	if (b->pair_count == b->pair_cap) {
		struct pair *pairs = reallocarray(b->pairs, b->pair_cap + GROWTH, sizeof(*pairs));
		if (pairs == NULL) {
			return EG_FAIL(EG_NO_MEMORY, "keys of revocation lists");
		}
		b->pairs = pairs;
		b->pair_cap += GROWTH;
	}
	b->pairs[b->pair_count++] = (struct pair){*key, (uint32_t)list};
	return EG_OK;
}

/* What is kept of the faults of a list and its entries. */
static uint8_t flags_of(struct faults found)
{
	uint8_t flags = 0;
	for (unsigned f = 0; f < FAULT_COUNT; f++) {
		if (faults_has(found, (enum passive_fault)f)) {
			flags |= f == FAULT_CRITICAL_UNKNOWN ? REVOKED_FLAG_CRITICAL
							     : REVOKED_FLAG_PROFILE;
		}
	}
	return flags;
}

/* What a list is known by; its name is an own copy. */
static enum eg_err describe(struct list *l, const struct crl *c, struct faults found)
{
	struct wr number = WR_ARRAY(l->number);
	size_t size;
	wr_fill(&number, 0, REVOKED_NUMBER_SIZE - c->number.left);
	wr_put(&number, c->number);
	if (number.bad) {
		return EG_FAIL(EG_BAD_DATA, "number of a revocation list");
	}
	l->this_update = biased(&c->this_update);
	l->next_update = c->has_next_update ? biased(&c->next_update) : 0;
	l->flags = flags_of(c->faults) | flags_of(found);
	l->name = malloc(c->issuer.left == 0 ? 1 : c->issuer.left);
	if (l->name == NULL || !rd_dump(c->issuer, l->name, c->issuer.left, &size)) {
		free(l->name);
		return EG_FAIL(EG_NO_MEMORY, "revocation lists");
	}
	l->name_size = (uint32_t)size; /* at most REVOKED_NAME_MAX */
	return EG_OK;
}

enum eg_err revoked_add(struct revoked_builder *b, size_t *list, struct faults *found,
			const struct crl *c, const struct cert *signer)
{
	struct list l = {.first = (uint32_t)b->entry_count};
	struct faults faults = {{0}};
	struct revoked_key key;
	size_t count;
	if (b->list_count == REVOKED_LISTS_MAX || c->issuer.left > REVOKED_NAME_MAX) {
		return EG_FAIL(EG_TOO_BIG, "revocation lists");
	}
	EG_TRY(revoked_key_of(signer, &key));
	EG_TRY(crl_count(c, &count));
	EG_TRY(make_room(b, count));
	EG_TRY(read_entries(b, &faults, c));
	qsort(b->entries + b->entry_count, count, sizeof(*b->entries), by_serial);
	EG_TRY(add_pair(b, b->list_count, &key));
	l.count = (uint32_t)count;
	enum eg_err err = describe(&l, c, faults);
	if (err != EG_OK) {
		b->pair_count--;
		return err;
	}
	b->names_size += l.name_size;
	b->entry_count += count;
	*list = b->list_count;
	b->lists[b->list_count++] = l;
	faults_join(found, faults);
	return EG_OK;
}

enum eg_err revoked_cover(struct revoked_builder *b, size_t list, const struct cert *ca)
{
	struct revoked_key key;
	if (list >= b->list_count) {
		return EG_FAIL(EG_STATE, "no such revocation list");
	}
	EG_TRY(revoked_key_of(ca, &key));
	for (size_t i = 0; i < b->pair_count; i++) {
		if (b->pairs[i].list == list &&
		    rd_equal(RD_ARRAY(b->pairs[i].key.hash), RD_ARRAY(key.hash))) {
			return EG_OK;
		}
	}
	return add_pair(b, list, &key);
}

size_t revoked_size(const struct revoked_builder *b)
{
	return REVOKED_HEADER_SIZE + b->list_count * REVOKED_LIST_SIZE +
	       b->pair_count * REVOKED_PAIR_SIZE +
	       revoked_marks(b->entry_count) * REVOKED_WORD_SIZE +
	       b->entry_count * (REVOKED_WORD_SIZE + REVOKED_ENTRY_SIZE) + b->names_size;
}

static void put_lists(struct wr *out, const struct revoked_builder *b)
{
	uint32_t name_at = 0;
	for (size_t i = 0; i < b->list_count; i++) {
		const struct list *l = &b->lists[i];
		wr_be64(out, l->this_update);
		wr_be64(out, l->next_update);
		wr_be32(out, l->first);
		wr_be32(out, l->count);
		wr_be32(out, name_at);
		wr_be32(out, l->name_size);
		wr_put(out, RD_ARRAY(l->number));
		wr_u8(out, l->flags);
		name_at += l->name_size;
	}
}

static void put_entries(struct wr *out, const struct revoked_builder *b)
{
	for (size_t i = 0; i < b->entry_count; i += REVOKED_MARK_EVERY) {
		wr_be64(out, b->entries[i].serial.word[0]);
	}
	for (size_t i = 0; i < b->entry_count; i++) {
		wr_be64(out, b->entries[i].serial.word[0]);
	}
	for (size_t i = 0; i < b->entry_count; i++) {
		for (size_t k = 1; k < REVOKED_SERIAL_WORDS; k++) {
			wr_be64(out, b->entries[i].serial.word[k]);
		}
		wr_be64(out, b->entries[i].value);
	}
}

enum eg_err revoked_write(struct revoked_builder *b, struct wr *out)
{
	if (b->pair_count > 0) {
		qsort(b->pairs, b->pair_count, sizeof(*b->pairs), by_key);
	}
	wr_be32(out, REVOKED_MAGIC);
	wr_be32(out, REVOKED_VERSION);
	wr_be32(out, (uint32_t)b->list_count);
	wr_be32(out, (uint32_t)b->pair_count);
	wr_be32(out, (uint32_t)b->entry_count);
	wr_be32(out, (uint32_t)b->names_size);
	put_lists(out, b);
	for (size_t i = 0; i < b->pair_count; i++) {
		wr_put(out, RD_ARRAY(b->pairs[i].key.hash));
		wr_be32(out, b->pairs[i].list);
	}
	put_entries(out, b);
	for (size_t i = 0; i < b->list_count; i++) {
		wr_put(out, rd_of(b->lists[i].name, b->lists[i].name_size));
	}
	return out->bad ? EG_FAIL(EG_TOO_BIG, "image of revoked certificates") : EG_OK;
}
