/*
 * page_png: a grey picture as PNG (ISO/IEC 15948), as a page reader gives it.
 * Knows libpng's writing side. Never knows what is shown.
 */
#include "simulator/page_png.h"

#include <png.h>

#define SIZE_MAX_OF(p) ((size_t)(p)->width * (p)->height + (p)->height * 2 + 65536)

enum eg_err page_png_make(const struct page_picture *picture, struct bytes *out)
{
	png_image image = {.version = PNG_IMAGE_VERSION,
			   .width = picture->width,
			   .height = picture->height,
			   .format = PNG_FORMAT_GRAY,
			   .flags = PNG_IMAGE_FLAG_FAST};
	png_alloc_size_t size = SIZE_MAX_OF(picture);
	EG_TRY(bytes_reserve(out, size, size));
	const int done = png_image_write_to_memory(&image, out->data, &size, 0, picture->grey,
						   (png_int_32)picture->width, NULL);
	png_image_free(&image);
	if (done == 0) {
		return EG_FAIL(EG_NO_MEMORY, "PNG of a page");
	}
	out->size = size;
	return EG_OK;
}
