/*
 * page_file: the files and frames in which a page comes, made of rows of grey or of colour.
 * Knows containers without compression, and JPEG. Never knows the decoders under test.
 */
#ifndef EG_TESTS_UNIT_PAGE_FILE_H
#define EG_TESTS_UNIT_PAGE_FILE_H

#include "base/secret.h"
#include "biometrics/picture.h"

struct page_file_grey {
	uint32_t width;
	uint32_t height;
	const uint8_t *grey; /* borrowed: width * height */
};

/* All abort where there is no memory, and replace what out holds. */
/* Grey of 8 bits; the pixels are stored, not compressed. */
void page_file_png(const struct page_file_grey *g, struct bytes *out);
void page_file_pgm(const struct page_file_grey *g, struct bytes *out);
/* Rows of width * 2 octets, studio range; a width that is odd loses its last column. */
void page_file_yuyv(const struct page_file_grey *g, struct bytes *out);
void page_file_jpeg(const struct page_file_grey *g, bool progressive, struct bytes *out);
/* The same in colour. */
void page_file_colour_ppm(const struct picture *p, struct bytes *out);
void page_file_colour_yuyv(const struct picture *p, struct bytes *out);
void page_file_colour_jpeg(const struct picture *p, bool progressive, struct bytes *out);

#endif
