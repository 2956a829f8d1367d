/*
 * page_png: a picture of a page as PNG (ISO/IEC 15948), as a page reader gives it.
 * Knows libpng's writing side. Never knows what is shown.
 */
#ifndef EG_SIMULATOR_PAGE_PNG_H
#define EG_SIMULATOR_PAGE_PNG_H

#include "base/secret.h"
#include "simulator/page_draw.h"

EG_CHECK enum eg_err page_png_make(const struct page_picture *picture, struct bytes *out);

#endif
