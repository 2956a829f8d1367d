/*
 * page_swipe: a swipe or full-page reader that sends the printed zone as lines on a serial port.
 * Knows serial ports. Never knows what an MRZ means.
 */
#ifndef EG_HAL_PAGE_SWIPE_H
#define EG_HAL_PAGE_SWIPE_H

#include "hal/page.h"

/* where: path of the tty; its speed is set by the system (udev, stty), not here. */
extern const struct page_backend page_swipe;

#endif
