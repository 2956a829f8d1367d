/*
 * store_set: a set of certificates while it is made, and how it is written into a store.
 * Knows which sources name which certificate, each distinct one once. Never judges one.
 */
#include "pki/store_set.h"

#include <stdlib.h>

#include "pki/store_index.h"

#define SLOTS_MIN 1024

void store_set_free(struct store_set *s)
{
	if (s != NULL) {
		free(s->items);
		free(s->slots);
		free(s->namings);
		*s = (struct store_set){.of = s->of};
	}
}

/* Room for one more of an array that doubles. */
static enum eg_err more(void **array, size_t count, size_t *cap, size_t size)
{
	if (count < *cap) {
		return EG_OK;
	}
	size_t wanted = *cap == 0 ? 64 : *cap * 2;
	void *grown = reallocarray(*array, wanted, size);
	if (grown == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "trust store");
	}
	*array = grown;
	*cap = wanted;
	return EG_OK;
}

/* The slot that holds this id, or the free one where it belongs. There is always a free one. */
static size_t slot_of(const struct store_set *s, struct rd id)
{
	struct rd front = id;
	uint64_t number = 0;
	if (!rd_be64(&front, &number)) {
		number = 0;
	}
	size_t slot = (size_t)number & (s->slot_count - 1);
	while (s->slots[slot] != 0 &&
	       !rd_equal(rd_of(s->items[s->slots[slot] - 1].id, STORE_ID_SIZE), id)) {
		slot = (slot + 1) & (s->slot_count - 1);
	}
	return slot;
}

/* At most half of the slots are taken. */
static enum eg_err room_for_slot(struct store_set *s)
{
	if (s->slot_count > 0 && s->count * 2 < s->slot_count) {
		return EG_OK;
	}
	size_t wanted = s->slot_count == 0 ? SLOTS_MIN : s->slot_count * 2;
	uint32_t *slots = calloc(wanted, sizeof(*slots));
	if (slots == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "trust store");
	}
	free(s->slots);
	s->slots = slots;
	s->slot_count = wanted;
	for (uint32_t i = 0; i < s->count; i++) {
		s->slots[slot_of(s, rd_of(s->items[i].id, STORE_ID_SIZE))] = i + 1;
	}
	return EG_OK;
}

static enum eg_err id_of(struct rd der, uint8_t id[CRYPT_HASH_MAX])
{
	return crypt_hash(CRYPT_SHA256, der, id);
}

enum eg_err store_set_find(const struct store_set *s, struct rd der, uint32_t *item)
{
	uint8_t id[CRYPT_HASH_MAX];
	*item = STORE_NONE;
	if (s->slot_count > 0) {
		EG_TRY(id_of(der, id));
		uint32_t held = s->slots[slot_of(s, rd_of(id, STORE_ID_SIZE))];
		*item = held == 0 ? STORE_NONE : held - 1;
	}
	return EG_OK;
}

enum eg_err store_set_add(struct store_set *s, const struct cert *c, uint32_t *item,
			  bool *was_there)
{
	uint8_t id[CRYPT_HASH_MAX];
	if (s->count >= STORE_SET_MAX) {
		return EG_FAIL(EG_TOO_BIG, "certificates of the trust store");
	}
	void *items = s->items;
	EG_TRY(more(&items, s->count, &s->cap, sizeof(*s->items)));
	s->items = items;
	EG_TRY(room_for_slot(s));
	EG_TRY(id_of(c->whole, id));
	size_t slot = slot_of(s, rd_of(id, STORE_ID_SIZE));
	*was_there = s->slots[slot] != 0;
	if (*was_there) {
		*item = s->slots[slot] - 1;
		return EG_OK;
	}
	struct store_item *new = &s->items[s->count];
	*new = (struct store_item){
		.der = c->whole,
		.key_id = store_key_id(c->subject_key_id),
		.key_name = s->of == STORE_CSCA ? store_key_name(c->subject)
						: store_key_signer(c->issuer, c->serial),
		.key_end = store_key_end(c->whole),
		.class = s->of == STORE_CSCA ? STORE_ORPHAN : STORE_SIGNER,
		.issuer = STORE_NONE,
		.record = STORE_NONE,
	};
	for (size_t i = 0; i < 3; i++) {
		new->country[i] = c->country[i];
	}
	struct wr w = WR_ARRAY(new->id);
	wr_put(&w, rd_of(id, STORE_ID_SIZE));
	*item = (uint32_t)s->count;
	s->count++;
	s->slots[slot] = (uint32_t)s->count;
	return EG_OK;
}

enum eg_err store_set_name(struct store_set *s, uint32_t item, uint32_t source)
{
	if (item >= s->count) {
		return EG_FAIL(EG_STATE, "no such certificate");
	}
	void *namings = s->namings;
	EG_TRY(more(&namings, s->naming_count, &s->naming_cap, sizeof(*s->namings)));
	s->namings = namings;
	s->namings[s->naming_count++] = (struct store_naming){item, source};
	return EG_OK;
}

void store_set_forget(struct store_set *s, uint32_t source)
{
	size_t kept = 0;
	for (size_t i = 0; i < s->naming_count; i++) {
		if (s->namings[i].source != source) {
			s->namings[kept++] = s->namings[i];
		}
	}
	s->naming_count = kept;
}

static enum eg_err load_one(struct store_set *s, const struct store_cert *from)
{
	struct cert c;
	uint32_t item;
	bool was_there;
	struct rd namings = from->namings;
	EG_TRY(cert_parse(from->der, &c));
	EG_TRY(store_set_add(s, &c, &item, &was_there));
	if (was_there || !rd_equal(from->id, rd_of(s->items[item].id, STORE_ID_SIZE))) {
		return EG_FAIL(EG_BAD_DATA, "certificate of the trust store");
	}
	s->items[item].class = from->class;
	s->items[item].issuer = from->issuer;
	s->items[item].key_entry = from->entry;
	while (namings.left > 0) {
		uint32_t source = 0;
		if (!rd_be32(&namings, &source)) {
			return EG_FAIL(EG_BAD_DATA, "certificate of the trust store");
		}
		EG_TRY(store_set_name(s, item, source));
	}
	return EG_OK;
}

enum eg_err store_set_load(struct store_set *s, enum store_set_of of,
			   const struct store_sections *from)
{
	size_t count = store_cert_count(from, of);
	s->of = of;
	for (uint32_t i = 0; i < count; i++) {
		struct store_cert c;
		if (!store_cert_at(from, of, i, &c)) {
			return EG_FAIL(EG_BAD_DATA, "certificate of the trust store");
		}
		EG_TRY(load_one(s, &c));
	}
	return EG_OK;
}
