/*
 * page_outline: the outline of a document on the glass, and what size it has. A part of page_look.
 * Knows fields of a picture and sizes (Doc 9303-4 to -7). Never knows what is printed.
 */
#ifndef EG_DOCUMENT_PAGE_OUTLINE_H
#define EG_DOCUMENT_PAGE_OUTLINE_H

#include "document/page_plane.h"

/* A rectangle at an angle, pixels: its middle, and halfway to its two sides. */
struct page_outline {
	bool seen;    /* something stands out from the glass around it; otherwise the rest is empty
		       */
	bool touches; /* it runs out of the picture */
	struct mrz_point middle;
	struct mrz_point along; /* from the middle to the middle of a side */
	struct mrz_point down;
};

void page_outline_find(const struct page_cells *cells, struct page_outline *out);
/* enum page_size; per_mm: pixels, 0: not known. */
uint8_t page_outline_size(const struct page_outline *outline, float per_mm);

#endif
