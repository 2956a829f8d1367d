/*
 * page_copy: a small copy of a picture of a page, for people to look at, turned upright.
 * Knows rows of pixels and quarter turns. Never knows what is shown, colours, nor encodings.
 */
#ifndef EG_DOCUMENT_PAGE_COPY_H
#define EG_DOCUMENT_PAGE_COPY_H

#include "document/mrz_read.h"

#define PAGE_COPY_SIDE_MAX    1024 /* pixels */
#define PAGE_COPY_SAMPLES_MAX 3    /* of a pixel: 1 grey, 3 colour, in whatever order they come */

/* Rows of 8 bits a sample without gaps, from the start of the caller's room. */
struct page_copy {
	uint8_t *at; /* borrowed: width_max * height_max * samples octets */
	uint16_t width;
	uint16_t height;
	uint8_t samples;
};

/* What is copied, and into which box. */
struct page_copy_plan {
	uint32_t width; /* pixels of the picture */
	uint32_t height;
	uint8_t samples;
	/* Degrees that the text is turned clockwise, as of mrz_read; by quarters: what lies askew
	 * stays so. */
	unsigned angle;
	uint16_t width_max; /* of the copy, upright */
	uint16_t height_max;
};

/* A copy under way. */
struct page_copier {
	struct page_copy_plan plan;
	uint32_t width; /* of the copy as the picture lies */
	uint32_t height;
	unsigned quarters;
	uint32_t row;  /* of the picture: the next one */
	uint32_t down; /* of the copy: the one that it belongs to */
	uint16_t edges[PAGE_COPY_SIDE_MAX + 1];
	/* At most the whole picture's, of MRZ_READ_PIXELS_MAX. */
	uint32_t sums[PAGE_COPY_SIDE_MAX * PAGE_COPY_SAMPLES_MAX];
};

/*
 * Fits the whole picture into a box, proportions kept as well as whole pixels allow, each the mean
 * of the area that it stands for; a picture that fits already is only turned. EG_TOO_BIG: a side of
 * the box is 0 or beyond PAGE_COPY_SIDE_MAX, or the picture has none or more pixels than mrz_read
 * takes; EG_UNSUPPORTED: samples. Then, and until all rows were put, the sides of out are 0.
 */
EG_CHECK enum eg_err page_copy_begin(struct page_copier *c, const struct page_copy_plan *plan,
				     struct page_copy *out);
/* The next row, from the upper one on. One of another size, or too many, spoils the copy. */
void page_copy_put(struct page_copier *c, struct rd row, struct page_copy *out);

/*
 * The same of a picture in grey that is there as a whole. EG_TOO_BIG, EG_BAD_DATA as mrz_read, too;
 * then nothing of out but its sides is changed: they are 0.
 */
EG_CHECK enum eg_err page_copy(struct page_copy *out, const struct mrz_image *image, unsigned angle,
			       uint16_t width_max, uint16_t height_max);

#endif
