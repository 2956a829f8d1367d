/*
 * page_copy: a small copy of a picture of a page, for people to look at, turned upright.
 * Knows grey pixels and quarter turns. Never knows what is shown, nor encodings.
 */
#ifndef EG_DOCUMENT_PAGE_COPY_H
#define EG_DOCUMENT_PAGE_COPY_H

#include "document/mrz_read.h"

#define PAGE_COPY_SIDE_MAX 1024 /* pixels */

/* Rows of 8 bits without gaps, from the start of the caller's room. */
struct page_copy {
	uint8_t *grey; /* borrowed: width_max * height_max octets */
	uint16_t width;
	uint16_t height;
};

/*
 * Fits the whole picture into a box, proportions kept as well as whole pixels allow, each the mean
 * of the area that it stands for; a picture that fits already is only turned. angle: degrees that
 * the text is turned clockwise, as of mrz_read; by quarters: what lies askew stays so. EG_TOO_BIG:
 * a side of the box is 0 or beyond PAGE_COPY_SIDE_MAX; EG_TOO_BIG, EG_BAD_DATA as mrz_read; then
 * nothing of out but its sides is changed: they are 0.
 */
EG_CHECK enum eg_err page_copy(struct page_copy *out, const struct mrz_image *image, unsigned angle,
			       uint16_t width_max, uint16_t height_max);

#endif
