/*
 * page_sim: the page reader as a conversation with a simulated world.
 * Knows the protocol below. Never knows what an MRZ means.
 *
 * One SOCK_SEQPACKET Unix socket, the world listens, the page worker connects and only listens.
 * Every datagram is one of:
 *
 *   the lines of a document, each ended by '\n'   laid on the reader (repeated to a reader that
 *                                                 connects while it lies there)
 *   a single '+'                                  what follows lay there before you connected
 *   struct page_sim_header + one sealed memfd     a picture of what was laid on, likewise repeated;
 *   of header.size octets: one PNG                the infrared one, if any, before the visible one;
 *                                                 seals as of hal/camera_sim.h
 *   a single '\n'                                 taken away
 */
#ifndef EG_HAL_PAGE_SIM_H
#define EG_HAL_PAGE_SIM_H

#include "hal/page.h"

#define PAGE_SIM_TEXT_MAX PAGE_TEXT_MAX
#define PAGE_SIM_MAGIC    UINT32_C(0x50534745) /* "EGSP" as bytes in memory: no text begins so */

struct page_sim_header {
	uint32_t magic; /* PAGE_SIM_MAGIC */
	uint32_t size;  /* octets of the PNG, 1..PAGE_PICTURE_MAX */
	uint16_t dpi;   /* 0: not told */
	uint8_t light;  /* enum page_light */
	uint8_t pad;
};

_Static_assert(sizeof(struct page_sim_header) == 12, "the header is 12 bytes on the wire");

extern const struct page_backend page_sim;

#endif
