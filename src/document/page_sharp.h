/*
 * page_sharp: how wide the sharpest edges of a picture are. A part of page_look.
 * Knows rows and columns of grey. Never knows what has an edge.
 */
#ifndef EG_DOCUMENT_PAGE_SHARP_H
#define EG_DOCUMENT_PAGE_SHARP_H

#include "document/page_plane.h"

/* Pixels from dark to light, 1 at least; 0: there is no edge. */
float page_sharp_edge(const struct page_plane *p);

#endif
