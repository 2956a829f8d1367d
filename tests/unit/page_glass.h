/*
 * page_glass: what a live camera below a glass sees while documents come and go, for tests and
 * measurements of page_watch.
 * Knows light and where things lie. Never knows how they are watched.
 */
#ifndef EG_TESTS_PAGE_GLASS_H
#define EG_TESTS_PAGE_GLASS_H

#include "document/page_look.h"
#include "simulator/page_draw.h"

#define GLASS_WIDTH  640u /* pixels: 150 by 112 mm */
#define GLASS_HEIGHT 480u
#define GLASS_DPI    108.0

/* All zero but light (1): the glass alone, in the dark. */
struct glass {
	const struct page_picture *document; /* NULL: none; borrowed */
	double off_x;                        /* pixels that it is moved */
	double off_y;
	double light;  /* of the lamp and the room: 1 as usual */
	double room;   /* levels that the room adds where no document is */
	double shadow; /* 0 to 1: how much darker the left half is, softly */
	double noise;  /* deviation, levels */
	double hand;   /* mm from the left edge at which a hand is; 0: none */
	double cover;  /* level of a blank cover of 125 by 88 mm; 0: none */
};

/* A document as it lies on this glass, turned by an angle; always in the same place. */
EG_CHECK enum eg_err glass_document(uint64_t seed, enum page_kind kind, double angle,
				    struct page_picture *out);
/* One picture, into GLASS_WIDTH * GLASS_HEIGHT octets. */
void glass_take(struct page_chance *c, const struct glass *g, uint8_t *out);
struct mrz_image glass_image(const uint8_t *grey);

#endif
