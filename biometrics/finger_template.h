/*
 * finger_template: what is kept of a fingerprint: its minutiae, and the flow of its ridges.
 * Knows positions at 500 dpi. Never knows pixels, sensors, thresholds or people.
 *
 * x to the right, y downwards, origin at the image's upper left corner. Angles are 1/65536 of a
 * turn, from x towards y; the direction of a minutia is that of its ridge, seen from its end or
 * fork (ISO/IEC 19794-2, 6.3.4: so that an ending and the fork beside it, in the negative, agree).
 */
#ifndef EG_BIOMETRICS_FINGER_TEMPLATE_H
#define EG_BIOMETRICS_FINGER_TEMPLATE_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

#define FINGER_MINUTIAE_MAX 128 /* the best by quality; a whole fingertip has 30 to 100 */
#define FINGER_CELL         12  /* pixels at 500 dpi: a cell of the maps, a ridge and a half */
#define FINGER_MAP_SIDE     64  /* cells: 768 pixels, 39 mm */
#define FINGER_STATE_NONE   255 /* a cell that shows no ridges */
/* The picture of the ridges: 22.7 x 24.4 mm at 250 dpi, about nine samples of two ridges. */
#define FINGER_RIDGE_WORDS 7   /* of 32 pixels, a row */
#define FINGER_RIDGE_ROWS  240 /* rows */

enum finger_minutia_type { FINGER_ENDING = 1, FINGER_FORK = 2 };

struct finger_minutia {
	int16_t x; /* 1/8 pixel at 500 dpi */
	int16_t y;
	uint16_t direction; /* 1/65536 of a turn */
	uint8_t type;       /* enum finger_minutia_type */
	uint8_t quality;    /* 0..100 */
};

/* Fixed size, no pointers: can be wiped as a whole. At most 16 KB (asserted in finger_template.c).
 */
struct finger_template {
	/* Pixels at 500 dpi of the part of the image that it was made of: all of it, unless that is
	 * longer than FINGER_CELL * FINGER_MAP_SIDE. The origin is that part's. */
	uint16_t width;
	uint16_t height;
	uint16_t area;   /* cells that show ridges */
	uint8_t quality; /* of the whole print, 0..100 */
	uint8_t count;
	struct finger_minutia minutia[FINGER_MINUTIAE_MAX]; /* in falling quality */
	uint8_t cells_wide; /* of the maps, <= FINGER_MAP_SIDE; row by row without gaps */
	uint8_t cells_high;
	/* Direction of the ridges of each cell, 1/250 of half a turn from x towards y, or
	 * FINGER_STATE_NONE. */
	uint8_t flow[FINGER_MAP_SIDE * FINGER_MAP_SIDE];
	/* Distance from ridge to ridge of each cell, 1/16 pixel; 0: not known. */
	uint8_t period[FINGER_MAP_SIDE * FINGER_MAP_SIDE];
	/* The ridges after enhancement, 1 bit a pixel at 250 dpi, row by row: pixel (u, v) is bit
	 * u % 32 (lowest first) of ridge[v * FINGER_RIDGE_WORDS + u / 32], 1 on a ridge, and covers
	 * the 2 x 2 pixels at 500 dpi from (ridge_x + 2u, ridge_y + 2v). The window is laid where
	 * it holds most of the print; what it shows outside the cells with a flow means nothing
	 * (0). */
	uint16_t ridge_x; /* pixels at 500 dpi */
	uint16_t ridge_y;
	uint32_t ridge[FINGER_RIDGE_ROWS * FINGER_RIDGE_WORDS];
};
/* Cleanup: wipes. */
void finger_template_clear(struct finger_template *t);

#endif
