/*
 * page_zone: where a zone that was read lies in a picture, in millimetres of the document, and how
 * dark its characters are. A part of page_look, page_infrared and page_portrait.
 * Knows distances of Doc 9303-3 to -7. Never knows what is written.
 */
#ifndef EG_DOCUMENT_PAGE_ZONE_H
#define EG_DOCUMENT_PAGE_ZONE_H

#include "document/page_plane.h"

#define PAGE_PITCH       2.54f /* mm from character to character, Doc 9303-3, 4.2 */
#define PAGE_PLACES_MAX  (MRZ_READ_LINES_MAX * MRZ_READ_COLUMNS_MAX)
#define PAGE_MM_PER_INCH 25.4f

struct page_zone {
	struct mrz_point corner[4]; /* as in struct mrz_read */
	unsigned lines;
	unsigned columns;
	float gap;       /* mm from line to line */
	float wide;      /* mm from the first corner to the second */
	float high;      /* mm from the first corner to the last */
	float per_mm;    /* pixels */
	float left;      /* mm from the left edge of the document to the first corner */
	float above;     /* mm from its upper edge to the first corner */
	float page_wide; /* mm: the document */
	float page_high;
};

/* false: none was found, or corners that span none. */
EG_CHECK bool page_zone_of(const struct mrz_read *read, struct page_zone *out);
/* mm from the first corner along the lines and down: the place in the picture. Between the corners;
 * beyond them straight on. */
struct mrz_point page_zone_at(const struct page_zone *z, float along, float down);

/* What a character's place looks like. */
struct page_place {
	bool whole;    /* it is wholly in the picture; otherwise the rest is empty */
	uint8_t ink;   /* level that one in twelve samples is at most: part of a stroke */
	uint8_t paper; /* level that all but a tenth of the samples are at most */
};
/* Of all places, line by line; the number of them. */
size_t page_zone_places(const struct page_zone *z, const struct page_plane *p,
			struct page_place out[PAGE_PLACES_MAX]);

#endif
