/*
 * face_quality_cover: what is measured of the parts of a face that something may cover.
 * Private to biometrics/face_quality*.c.
 */
#ifndef EG_BIOMETRICS_FACE_QUALITY_COVER_H
#define EG_BIOMETRICS_FACE_QUALITY_COVER_H

#include "biometrics/face_quality_part.h"

/* Colour of a few pixels: logarithms, so that a shadow changes only light. */
struct face_ink {
	double red;   /* ln red - ln green */
	double green; /* ln green - ln blue */
	double light; /* ln luma */
};

/* A rectangle of the patch's pixels. */
struct face_zone {
	double x0, y0, x1, y1;
};

/* Shares are 0..1, or -1 where too little of the place lies within the picture. */
struct face_cover {
	double eyes[2];      /* covered share beneath and above each eye */
	double eye_range[2]; /* from the darkest to the lightest of each eye, ln */
	double nose;         /* covered share of nose and cheeks */
	double patches;      /* deviation of the redness of nose and cheeks */
	double lips_odd;     /* share of the lips that is neither lips nor skin */
	double round_odd;    /* share of what surrounds them that is not skin */
	double features;     /* darkest of nostrils and mouth line against the skin, ln */
	double lips;         /* redness of the lips over the skin's, ln */
	double brow_height;  /* of free forehead over the brows, in eye distances */
	double brim_rough;   /* of the forehead's upper edge about a line, in eye distances */
	double above_red;    /* what begins there, against the skin */
	double above_green;
	double above_light; /* ln luma, not against the skin; NAN: not in the picture */
	double above_rough; /* its texture, ln luma */
};

struct face_zone face_zone_at(struct face_point centre, double half_width, double half_height);
/* Mean of a zone; false when less than half of it lies within the picture. */
EG_CHECK bool face_zone_ink(const struct face_chip *c, struct face_zone z, struct face_ink *out);
/* Ink of side x side pixels (2 or 4) at a place; false outside the picture or where burnt out. */
EG_CHECK bool face_cell_ink(const struct face_chip *c, double x, double y, size_t side,
			    struct face_ink *out);

struct face_cover face_cover_measure(const struct face_chip *c);
/* The forehead's upper edge and what is above it; skin is what the forehead is compared with. */
void face_cover_forehead(const struct face_chip *c, struct face_ink skin, struct face_cover *out);

#endif
