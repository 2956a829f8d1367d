/*
 * known_list_fuzz: what holds of every list that a decoder takes.
 * Knows that a checked list can be walked and indexed. Never knows its format.
 */
#ifndef EG_TESTS_KNOWN_LIST_FUZZ_H
#define EG_TESTS_KNOWN_LIST_FUZZ_H

#include "tests/fuzz/fuzz.h"

#include "pki/known.h"
#include "pki/known_build.h"

static inline void walk_entry(const struct known_list *list, const struct known_entry *e,
			      uint32_t *numbers)
{
	struct rd sayings = e->sayings;
	struct rd rest = e->numbers;
	struct rd number;
	promise((e->by & KNOWN_BY_NUMBER) == 0 || e->numbers.left > 0);
	promise((e->by & KNOWN_BY_NAME) == 0 || e->serial.left > 0);
	promise((e->by & KNOWN_BY_DIGEST) == 0 || list->has_digest);
	while (sayings.left > 0) {
		struct known_saying s;
		promise(known_list_next_saying(list, &sayings, &s) == EG_OK);
		promise((unsigned)s.what < KNOWN_WHAT_COUNT);
		promise(s.groups < 1u << 22 && s.sod_groups <= 0x1FFFE);
	}
	while (known_next_number(&rest, &number)) {
		struct known_number n;
		promise(known_number_of(number, &n));
		(*numbers)++;
	}
	promise(rd_end(&rest));
}

/* Each entry that names only a signer, or numbers, is found by what it names. */
static inline void find_entry(const struct known *k, const struct known_entry *e)
{
	struct known_document d = {
		.issuer = e->issuer,
		.serial = e->serial,
		.key_id = e->key_id,
		.type = e->type,
		.issued = e->first,
	};
	struct known_effects effects;
	struct rd numbers = e->numbers;
	if (!known_next_number(&numbers, &d.number)) {
		d.number = RD_EMPTY;
	}
	known_find(k, &d, &effects);
	promise((e->by & KNOWN_BY_DIGEST) != 0 || effects.entries > 0);
	promise(effects.said < UINT64_C(1) << KNOWN_WHAT_COUNT);
}

static inline void promise_known_list(const struct known_list *list)
{
	EG_AUTO(known_builder_free) struct known_builder *b = NULL;
	EG_AUTO(bytes_free) struct bytes image = {0};
	const struct known_list_info info = {0};
	struct known_list_info told;
	struct known known;
	struct known_entry e;
	struct rd rest = list->entries;
	uint32_t entries = 0;
	uint32_t numbers = 0;
	while (rest.left > 0) {
		promise(known_list_next(list, &rest, &e) == EG_OK);
		walk_entry(list, &e, &numbers);
		entries++;
	}
	promise(entries == list->entry_count && numbers == list->number_count);
	if (known_builder_new(&b) != EG_OK || known_builder_add(b, list, &info) != EG_OK ||
	    known_builder_image(b, &image) != EG_OK) {
		return; /* more than an index holds */
	}
	promise(known_open(bytes_rd(&image), &known) == EG_OK);
	promise(known_list_at(&known, 0, &told));
	promise(told.entries == entries && told.numbers == numbers && told.kind == list->kind);
	rest = list->entries;
	for (uint32_t i = 0; i < 16 && rest.left > 0; i++) {
		promise(known_list_next(list, &rest, &e) == EG_OK);
		find_entry(&known, &e);
	}
}

#endif
