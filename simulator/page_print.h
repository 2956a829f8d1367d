/*
 * page_print: what is printed on a document of this run: its zone, and what people read beside it.
 * Knows places of fields in a zone. Never draws.
 */
#ifndef EG_SIMULATOR_PAGE_PRINT_H
#define EG_SIMULATOR_PAGE_PRINT_H

#include "base/rd.h"
#include "simulator/page_draw.h"

#define PAGE_PRINT_ROOM 48

struct page_print {
	struct page_text text;
	char room[PAGE_VISIBLE_MAX / 2][PAGE_PRINT_ROOM]; /* values of the visible print */
};

/*
 * The lines of a mrz.txt; name: "ERIKSEN<<ANNA" stands there in place of the holder's, "" not.
 * EG_BAD_DATA: these are no lines of a TD1, TD2 or TD3, or a name that has no room.
 */
EG_CHECK enum eg_err page_print_take(struct rd mrz, const char *name, struct page_print *out);
/* Labels and values; borrowed from the print. */
struct page_visible page_print_visible(struct page_print *print);

#endif
