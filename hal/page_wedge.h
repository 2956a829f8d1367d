/*
 * page_wedge: a page reader that types the printed zone like a USB keyboard ("keyboard wedge").
 * Knows the kernel's key events, and where the characters lie. Never knows what an MRZ means.
 */
#ifndef EG_HAL_PAGE_WEDGE_H
#define EG_HAL_PAGE_WEDGE_H

#include "hal/page.h"

/*
 * where: the reader's event device. It is grabbed, so that what it types reaches nobody else. The
 * reader is set to the US layout, and ends each line with Enter.
 */
extern const struct page_backend page_wedge;

#endif
