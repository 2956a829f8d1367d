/*
 * watch_list: a list's entries, found by document or by date of birth. A part of watch, for it
 * alone.
 *
 * An entry is kept as the place of its line, which is read again when it may be meant: 12 octets
 * a document, 24 a person, beside the text.
 */
#ifndef EG_WATCH_WATCH_LIST_H
#define EG_WATCH_WATCH_LIST_H

#include "watch/watch_line.h"
#include "watch/watch_name.h"

struct watch_document {
	uint32_t line; /* offset in the text */
	uint32_t hash; /* watch_number_hash */
	uint32_t next; /* of the same slot, counted from 1; 0: none */
};

/* Two digits of the year from 1 on (0: not known), month, day: in this order. */
#define WATCH_BIRTH(year, month, day) \
	((uint32_t)(year)*10000u + (uint32_t)(month)*100u + (uint32_t)(day))

struct watch_person {
	uint32_t line;
	uint32_t birth; /* WATCH_BIRTH */
	struct watch_front surname;
	struct watch_front given;
};

struct watch {
	struct watch_head head;
	struct rd text;                   /* borrowed */
	struct watch_document *documents; /* owned */
	uint32_t *slots;                  /* owned: first document of each, from 1; 0: none */
	uint32_t slot_mask;
	struct watch_person *persons; /* owned, by birth, then as listed */
};

uint32_t watch_number_hash(struct rd number);
/* The entry whose line begins at an offset: it was read before, and reads again. */
struct watch_entry watch_entry_at(const struct watch *w, uint32_t line);

#endif
