/*
 * glyph_make: patches of characters as print, wear, light and optics may show them, and of what is
 * no character.
 * Knows fonts and degradations. Never knows nets. Its degradations share nothing with those of
 * the simulator's pages.
 */
#ifndef EG_DOCUMENT_TRAIN_GLYPH_MAKE_H
#define EG_DOCUMENT_TRAIN_GLYPH_MAKE_H

#include "document/mrz_glyph.h"
#include "document/train/chance.h"

struct glyph_example {
	struct mrz_patch patch;
	uint8_t number; /* of the class */
	float off_x;    /* as in struct mrz_guess; only of characters */
	float off_y;
	float taller;
};

struct glyph_maker;
/*
 * The faces of Debian's fonts-ocr-b in this folder. slack: how far characters are off their places
 * and sizes, of what is possible when a line was only just found (1), to 0. EG_NOT_FOUND,
 * EG_NO_MEMORY.
 */
EG_CHECK enum eg_err glyph_maker_new(const char *folder, uint64_t seed, float slack,
				     struct glyph_maker **out);
/* Cleanup. Accepts NULL inside. */
void glyph_maker_free(struct glyph_maker **m);
EG_CHECK enum eg_err glyph_make(struct glyph_maker *m, unsigned number, struct glyph_example *out);

#endif
