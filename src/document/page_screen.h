/*
 * page_screen: whether what lies there is a screen: the lattice of its pixels all over it. A part
 * of page_look. Knows waves in small tiles of a picture. Never knows what is shown on it.
 */
#ifndef EG_DOCUMENT_PAGE_SCREEN_H
#define EG_DOCUMENT_PAGE_SCREEN_H

#include "base/verdict.h"
#include "document/page_plane.h"

/* Where to look: a corner of the document, and the ways along its two sides. Pixels. */
struct page_area {
	struct mrz_point at;
	struct mrz_point along;
	struct mrz_point down;
};

/* What was found, for measurements. */
struct page_lattice {
	unsigned tiles; /* that were light enough to be looked at */
	unsigned share; /* percent of them that have the same wave */
	unsigned strip; /* percent of the tiles of the strip that have it; 0 without a strip */
	float along;    /* of that wave: waves a pixel, to the right */
	float down;
};

/*
 * PASS: paper; FAIL: a lattice; CANNOT_TELL: the picture is too coarse for one, or too dark.
 * strip: the zone, whose ground no halftone covers; or NULL. per_mm: pixels; 0: not known,
 * CANNOT_TELL.
 */
enum verdict page_screen_find(const struct page_plane *p, const struct page_area *area,
			      const struct page_area *strip, float per_mm,
			      struct page_lattice *out);

#endif
