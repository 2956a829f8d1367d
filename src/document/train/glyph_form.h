/*
 * glyph_form: characters of other cuts of OCR-B, as far as the font's outline cannot be bent into
 * them: drawn by curves, or with strokes added.
 * Knows forms and ink. Never knows fonts or degradations. It shares nothing with the simulator.
 */
#ifndef EG_DOCUMENT_TRAIN_GLYPH_FORM_H
#define EG_DOCUMENT_TRAIN_GLYPH_FORM_H

#include "document/train/glyph_spoil.h"

#define GLYPH_SWAYS 2
#define GLYPH_WHOLE 6.2831853f /* radians of a turn */

/* Another cut: points of the outline move as in slow waves across the character. */
struct glyph_sway {
	float rate_x; /* radians a unit of the font */
	float rate_y;
	float phase;
	float by_x; /* units of the font */
	float by_y;
};

/* How the characters of one example are printed: of the pitch, and of what is usual. */
struct glyph_hand {
	bool plain;  /* as the font draws it: no other cut */
	float pitch; /* pixels */
	float wide;  /* factors */
	float tall;
	float aside;    /* units of the font: how far off the middle a cut has it */
	float cut_tall; /* of this character, beside tall */
	float lean;     /* shear */
	float turn;     /* radians */
	float bold;     /* em: strokes wider, upright ones and level ones */
	float bold_level;
	struct glyph_sway sway[GLYPH_SWAYS];
};

/* Draws the character in a form of its own instead of the font's, some of the time; false: not. */
bool glyph_form_draw(struct chance *c, struct glyph_canvas *v, const struct glyph_hand *h,
		     char letter, float x, float y);
/* Adds the strokes that some cuts have, some of the time. */
void glyph_form_add(struct chance *c, struct glyph_canvas *v, const struct glyph_hand *h,
		    char letter, float x, float y);

#endif
