/*
 * page_camera: the page reader as a camera below the glass: pictures without end.
 * Knows hal/camera.h, and how often a picture is worth looking at. Never decodes one.
 */
#ifndef EG_HAL_PAGE_CAMERA_H
#define EG_HAL_PAGE_CAMERA_H

#include "hal/page.h"

#define PAGE_CAMERA_PERIOD_MS 100 /* a page is looked at ten times a second at most */

/* where: [DPI:]CAMERA, as camera_find takes it */
extern const struct page_backend page_camera;

#endif
