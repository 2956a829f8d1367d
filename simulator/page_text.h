/*
 * page_text: the machine-readable zone of an invented document of any format (Doc 9303-4 to -7).
 * Knows layouts and check digits. Never reads a zone, nor draws one.
 */
#ifndef EG_SIMULATOR_PAGE_TEXT_H
#define EG_SIMULATOR_PAGE_TEXT_H

#include "simulator/page_chance.h"

#define PAGE_LINES_MAX   3
#define PAGE_COLUMNS_MAX 44

enum page_kind { PAGE_TD1, PAGE_TD2, PAGE_TD3, PAGE_MRV_A, PAGE_MRV_B, PAGE_KIND_COUNT };

struct page_text {
	enum page_kind kind;
	unsigned lines;
	unsigned columns;
	char line[PAGE_LINES_MAX][PAGE_COLUMNS_MAX + 1];
};

/* Names, numbers and dates by chance; some numbers go on in the optional data (TD1, TD2). */
void page_text_make(struct page_chance *c, enum page_kind kind, struct page_text *out);
/* Static: "TD1". */
const char *page_kind_name(enum page_kind kind);

#endif
