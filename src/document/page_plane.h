/*
 * page_plane: the pixels of a picture, looked at in places. A part of page_look and page_watch.
 * Knows rows of grey. Never knows what is shown.
 */
#ifndef EG_DOCUMENT_PAGE_PLANE_H
#define EG_DOCUMENT_PAGE_PLANE_H

#include "document/mrz_read.h"

struct page_plane {
	uint32_t width;
	uint32_t height;
	const uint8_t *at; /* rows without gaps; borrowed */
};

/* EG_TOO_BIG, EG_BAD_DATA: no picture of a page (mrz_read.h). */
EG_CHECK enum eg_err page_plane_of(const struct mrz_image *image, struct page_plane *out);
/* The level at a place between pixels; false: outside of the picture, or no number. */
EG_CHECK bool page_plane_see(const struct page_plane *p, float x, float y, float *out);
/* Of the octets counted, the level that this share of them is at most; share 0 to 1. 0 of none. */
unsigned page_levels_at(const uint32_t counts[256], float share);

/* A part of a picture, cut in fields of about one size. */
#define PAGE_CELLS_SIDE_MAX 192
struct page_cells {
	uint32_t across; /* fields */
	uint32_t down;
	float side; /* pixels of a field's side */
	uint8_t mean[PAGE_CELLS_SIDE_MAX][PAGE_CELLS_SIDE_MAX];
	uint8_t detail[PAGE_CELLS_SIDE_MAX][PAGE_CELLS_SIDE_MAX]; /* x 4: mean step from pixel to
								     pixel */
	uint8_t burnt[PAGE_CELLS_SIDE_MAX][PAGE_CELLS_SIDE_MAX];  /* 1: nothing of it is below the
								     most a camera can tell */
};
/* Fields of one side, so that the longer side of the picture has PAGE_CELLS_SIDE_MAX of them, or
 * as many as it has pixels. */
void page_cells_make(const struct page_plane *p, struct page_cells *out);

#endif
