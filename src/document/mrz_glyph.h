/*
 * mrz_glyph: one character's place in a plane becomes odds of what stands there.
 * Knows pixels and the net that was trained on OCR-B. Never knows lines or formats.
 */
#ifndef EG_DOCUMENT_MRZ_GLYPH_H
#define EG_DOCUMENT_MRZ_GLYPH_H

#include "document/mrz_form.h"

/* A patch: one pitch wide, so many steps; taller, so that characters have air above and below. */
#define MRZ_PATCH_STEPS  20
#define MRZ_PATCH_WIDTH  20
#define MRZ_PATCH_HEIGHT 26
#define MRZ_PATCH_SIZE   (MRZ_PATCH_WIDTH * MRZ_PATCH_HEIGHT)
/* What a guess tells apart: the letters, and what is none of them. */
#define MRZ_JUNK    MRZ_LETTERS
#define MRZ_CLASSES (MRZ_LETTERS + 1)
/* Behind the classes: how far the middle is off to the right and below, and how much taller. */
#define MRZ_OFF_X  MRZ_CLASSES
#define MRZ_OFF_Y  (MRZ_CLASSES + 1)
#define MRZ_TALLER (MRZ_CLASSES + 2)
#define MRZ_OUTS   (MRZ_CLASSES + 3)
#define MRZ_HIDDEN 128

/* Of what is trained: where a character's middle is, in 1/1000 of the font's em. */
#define MRZ_MIDDLE_UP 370

struct mrz_plane;

/* Where a character stands: its middle, and one pitch along the line and down. */
struct mrz_axes {
	float x, y;
	float along_x, along_y;
	float down_x, down_y;
};

struct mrz_patch {
	uint8_t at[MRZ_PATCH_SIZE]; /* 0 paper, 255 ink */
	uint8_t paper;              /* what these are in the plane */
	uint8_t ink;
	uint16_t lit; /* of its places: in a spot of light that burns the paper */
	bool whole;   /* it lies in the plane */
};

struct mrz_guess {
	float log[MRZ_CLASSES]; /* natural logarithms of odds that add up to 1 */
	float off_x;            /* pitches from the middle of the patch to the character's */
	float off_y;
	float taller; /* logarithm of its height over what is expected */
};

/*
 * Weights of a net; made at build time by glyph_train. There are two: one for places that were only
 * just found, one for places that characters were already read at.
 */
struct mrz_net {
	float hidden[MRZ_PATCH_SIZE][MRZ_HIDDEN];
	float hidden_bias[MRZ_HIDDEN];
	float out[MRZ_HIDDEN][MRZ_OUTS];
	float out_bias[MRZ_OUTS];
};
extern const struct mrz_net mrz_net_loose;
extern const struct mrz_net mrz_net_close;

void mrz_patch_take(const struct mrz_plane *plane, const struct mrz_axes *axes,
		    struct mrz_patch *out);
/* The outputs as they leave the net; hidden may be NULL. */
void mrz_net_run(const struct mrz_net *net, const struct mrz_patch *patch, float *hidden,
		 float *out);
void mrz_guess_make(const struct mrz_net *net, const struct mrz_patch *patch,
		    struct mrz_guess *out);

#endif
