/*
 * page_png: a picture of a page as PNG (ISO/IEC 15948), as a page reader gives it.
 * Knows libpng's writing side. Never knows what is shown.
 */
#include "simulator/page_png.h"

#include "simulator/page_tint.h"

#include <png.h>

#define SPARE 65536u /* octets of a PNG beside its pixels */

static enum eg_err write_png(const struct page_picture *p, bool colour, const uint8_t *pixels,
			     struct bytes *out)
{
	const size_t row = (size_t)p->width * (colour ? 3 : 1);
	png_image image = {.version = PNG_IMAGE_VERSION,
			   .width = p->width,
			   .height = p->height,
			   .format = colour ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY,
			   .flags = PNG_IMAGE_FLAG_FAST};
	png_alloc_size_t size = (row + 2) * p->height + SPARE;
	EG_TRY(bytes_reserve(out, size, size));
	const int done = png_image_write_to_memory(&image, out->data, &size, 0, pixels,
						   (png_int_32)row, NULL);
	png_image_free(&image);
	if (done == 0) {
		return EG_FAIL(EG_NO_MEMORY, "PNG of a page");
	}
	out->size = size;
	return EG_OK;
}

enum eg_err page_png_make(const struct page_picture *picture, struct bytes *out)
{
	const size_t count = (size_t)picture->width * picture->height;
	EG_AUTO(bytes_free) struct bytes rgb = {0};
	if (picture->tint == NULL) {
		return write_png(picture, false, picture->grey, out);
	}
	EG_TRY(bytes_reserve(&rgb, count * 3, count * 3));
	for (size_t i = 0; i < count; i++) {
		page_tint_rgb(picture->grey[i], picture->tint + i * 2, rgb.data + i * 3);
	}
	return write_png(picture, true, rgb.data, out);
}
