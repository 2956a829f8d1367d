/*
 * page_folder: the page reader as a folder, into which a vendor's driver puts still pictures.
 * Knows the notes of the process that feeds it. Never opens a file; never decodes a picture.
 *
 * What a driver may put there, by moving it in or by writing and closing it:
 *
 *   NAME.png .jpg .jpeg .pgm .ppm   a picture of what was laid on, in visible light
 *   NAME.ir.png ...                 the same in infrared light (B900); before the visible one
 *   removed                         it was taken away; an empty file
 *   .ANYTHING                       its own, half-written: not looked at
 *
 * Each is deleted as soon as it is seen. What lay there before the start is old: deleted, not read.
 */
#ifndef EG_HAL_PAGE_FOLDER_H
#define EG_HAL_PAGE_FOLDER_H

#include "hal/page.h"

/* where: [DPI:]/PATH */
extern const struct page_backend page_folder;

#endif
