/*
 * import_source: origins and versions of what is imported.
 * Knows which version is the older one. Never knows what is in an object.
 */
#include "pki/import_work.h"

#include <stdlib.h>

enum eg_err import_origin(enum store_kind kind, struct rd of, uint8_t origin[STORE_HASH_SIZE])
{
	uint8_t digest[CRYPT_HASH_MAX];
	const uint8_t front = (uint8_t)kind;
	const struct rd parts[2] = {rd_of(&front, 1), of};
	EG_TRY(crypt_hash_parts(CRYPT_SHA256, parts, 2, digest));
	struct rd out = rd_of(digest, STORE_HASH_SIZE);
	return rd_copy(&out, origin, STORE_HASH_SIZE) ? EG_OK : EG_FAIL(EG_STATE, "origin");
}

enum eg_err import_source_of(const struct import_work *w, const struct import_object *o,
			     struct store_source *out)
{
	uint8_t digest[CRYPT_HASH_MAX];
	*out = (struct store_source){
		.kind = o->kind,
		.size = (uint32_t)o->der.left,
		.imported_s = w->options->now_s,
	};
	EG_TRY(crypt_hash(CRYPT_SHA256, o->der, digest));
	struct rd sha256 = rd_of(digest, STORE_HASH_SIZE);
	return rd_copy(&sha256, out->sha256, STORE_HASH_SIZE) ? EG_OK : EG_FAIL(EG_STATE, "hash");
}

#define SLOTS_MIN 256

/* The slot of the newest source of that origin, or the free one where it belongs. */
static size_t slot_of(const struct import_work *w, const uint8_t origin[STORE_HASH_SIZE])
{
	struct rd wanted = rd_of(origin, STORE_HASH_SIZE);
	struct rd front = wanted;
	uint64_t number = 0;
	if (!rd_be64(&front, &number)) {
		number = 0;
	}
	size_t slot = (size_t)number & (w->source_slot_count - 1);
	while (w->source_slots[slot] != 0 &&
	       !rd_equal(RD_ARRAY(w->sources[w->source_slots[slot] - 1].s.origin), wanted)) {
		slot = (slot + 1) & (w->source_slot_count - 1);
	}
	return slot;
}

/* At most half of the slots are taken. */
static enum eg_err room_for_slot(struct import_work *w)
{
	if (w->source_slot_count > 0 && w->source_count * 2 < w->source_slot_count) {
		return EG_OK;
	}
	size_t wanted = w->source_slot_count == 0 ? SLOTS_MIN : w->source_slot_count * 2;
	uint32_t *slots = calloc(wanted, sizeof(*slots));
	if (slots == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "import");
	}
	free(w->source_slots);
	w->source_slots = slots;
	w->source_slot_count = wanted;
	for (uint32_t i = 0; i < w->source_count; i++) {
		w->source_slots[slot_of(w, w->sources[i].s.origin)] = i + 1; /* the newest stays */
	}
	return EG_OK;
}

uint32_t import_find_source(const struct import_work *w, const uint8_t origin[STORE_HASH_SIZE])
{
	uint32_t held = w->source_slot_count == 0 ? 0 : w->source_slots[slot_of(w, origin)];
	return held == 0 || w->sources[held - 1].dead ? STORE_NONE : held - 1;
}

enum eg_err import_add_source(struct import_work *w, const struct store_source *s, uint32_t *out)
{
	void *sources = w->sources;
	EG_TRY(import_more(&sources, w->source_count, &w->source_cap, sizeof(*w->sources)));
	w->sources = sources;
	EG_TRY(room_for_slot(w));
	*out = (uint32_t)w->source_count;
	w->sources[w->source_count++] = (struct import_source){.s = *s};
	w->source_slots[slot_of(w, s->origin)] = *out + 1;
	return EG_OK;
}

/* <0, 0, >0 of two numbers of equal size. */
static int compare_numbers(struct rd a, struct rd b)
{
	uint8_t x = 0;
	uint8_t y = 0;
	while (rd_u8(&a, &x) && rd_u8(&b, &y)) {
		if (x != y) {
			return x < y ? -1 : 1;
		}
	}
	return 0;
}

/* Numbers are compared where both versions have one; time may never go back. */
enum import_version import_compare(const struct store_source *s, const struct store_source *stored)
{
	int number = 0;
	if (rd_equal(RD_ARRAY(s->sha256), RD_ARRAY(stored->sha256))) {
		return IMPORT_AGAIN;
	}
	if ((s->marks & stored->marks & STORE_MARK_NUMBER) != 0) {
		number = compare_numbers(RD_ARRAY(s->number), RD_ARRAY(stored->number));
	}
	if (number < 0 || s->time_s < stored->time_s) {
		return IMPORT_OLDER;
	}
	return number > 0 || s->time_s > stored->time_s ? IMPORT_NEWER : IMPORT_OTHER;
}
