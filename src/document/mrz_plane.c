/*
 * mrz_plane: an image, and the same at half the size, at a quarter, and so on.
 * Knows pixels. Never knows characters.
 */
#include "document/mrz_work.h"

#define SIDE_LAST 96 /* pixels: a plane with a shorter side is not halved again */

static void halve(const struct mrz_plane *from, uint8_t *to, uint32_t width, uint32_t height)
{
	for (uint32_t y = 0; y < height; y++) {
		const uint8_t *restrict a = from->at + (size_t)(2 * y) * from->width;
		const uint8_t *restrict b = a + from->width;
		uint8_t *restrict row = to + (size_t)y * width;
		for (uint32_t x = 0; x < width; x++) {
			const unsigned sum = (unsigned)a[2 * x] + (unsigned)a[2 * x + 1] +
					     (unsigned)b[2 * x] + (unsigned)b[2 * x + 1];
			row[x] = (uint8_t)((sum + 2) / 4);
		}
	}
}

void mrz_planes_make(struct mrz_reader *r, const struct mrz_image *image)
{
	uint8_t *at = r->shrunk;
	r->plane[0] = (struct mrz_plane){image->width, image->height, image->grey.at};
	r->levels = 1;
	while (r->levels < MRZ_LEVELS) {
		const struct mrz_plane *from = &r->plane[r->levels - 1];
		const uint32_t width = from->width / 2;
		const uint32_t height = from->height / 2;
		if (width < SIDE_LAST || height < SIDE_LAST) {
			return;
		}
		halve(from, at, width, height);
		r->plane[r->levels] = (struct mrz_plane){width, height, at};
		at += (size_t)width * height;
		r->levels++;
	}
}
