/*
 * glyph_spoil: a canvas of ink becomes grey as a worn document, a lamp, a lens, a sensor and a
 * compression make it.
 * Knows pixels. Never knows characters.
 */
#ifndef EG_DOCUMENT_TRAIN_GLYPH_SPOIL_H
#define EG_DOCUMENT_TRAIN_GLYPH_SPOIL_H

#include "document/train/chance.h"

#include <stdbool.h>

#define GLYPH_CANVAS_MAX (96 * 88)
#define GLYPH_TURN       1024

struct glyph_canvas {
	uint32_t width;
	uint32_t height;
	uint8_t ink[GLYPH_CANVAS_MAX]; /* 0 none, 255 full */
	uint8_t grey[GLYPH_CANVAS_MAX];
	float work[2][GLYPH_CANVAS_MAX];
	float kept[GLYPH_CANVAS_MAX];
	float sine[GLYPH_TURN]; /* of a whole turn, once tabled */
	bool tabled;
};

/* Sizes beyond the room are cut. */
void glyph_canvas_clear(struct glyph_canvas *v, uint32_t width, uint32_t height);
/* pitch: of the characters, pixels. */
void glyph_spoil(struct chance *c, struct glyph_canvas *v, float pitch);

#endif
