/*
 * page_tint: the colours of a printed page: security print, and the holder's portrait.
 * Knows places on a page and hues. Never knows how light a place is: brightness stays what the
 * sheet says, so that a page is read the same in grey.
 */
#ifndef EG_SIMULATOR_PAGE_TINT_H
#define EG_SIMULATOR_PAGE_TINT_H

#include "base/err.h"

#define PAGE_TINT_NONE 128 /* of either sample */

/* Cb and Cr (BT.601) of each place, as of white paper. */
struct page_tint {
	uint32_t width;
	uint32_t height;
	double scale; /* places per mm */
	uint8_t *at;  /* owned: width * height * 2; NULL: printed in grey */
};
void page_tint_free(struct page_tint *t); /* cleanup; accepts an empty one */

/* Of a page of this size; portrait: left, top, width, height of where one is printed. All mm.
 * EG_NO_MEMORY. */
EG_CHECK enum eg_err page_tint_make(double width, double height, const double portrait[4],
				    struct page_tint *out);
/* At a place in mm; outside of the page, as of the glass around it, there is none. */
void page_tint_see(const struct page_tint *t, double x, double y, uint8_t out[2]);
/* The colour of a pixel so light: of dark print little is left of the tint, and never is a channel
 * beyond what it can be. Its luminance is grey, but for rounding. */
void page_tint_rgb(uint8_t grey, const uint8_t tint[2], uint8_t rgb[3]);

#endif
