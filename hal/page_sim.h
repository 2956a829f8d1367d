/*
 * page_sim: the page reader as a conversation with a simulated world.
 * Knows the protocol below. Never knows what an MRZ means.
 *
 * One SOCK_SEQPACKET Unix socket, the world listens, the page worker connects and only listens.
 * Every datagram is one of:
 *
 *   the lines of a document, each ended by '\n'   laid on the reader (repeated to a reader that
 *                                                 connects while it lies there)
 *   a single '\n'                                 taken away
 */
#ifndef EG_HAL_PAGE_SIM_H
#define EG_HAL_PAGE_SIM_H

#include "hal/page.h"

#define PAGE_SIM_TEXT_MAX 128 /* TD1: three lines of 30 and their ends */

extern const struct page_backend page_sim;

#endif
