/*
 * finger_cell: the ridges within one small square of a finger's image, measured.
 * Knows pixels around one place. Never knows the rest of the finger, or limits.
 */
#ifndef EG_BIOMETRICS_FINGER_CELL_H
#define EG_BIOMETRICS_FINGER_CELL_H

#include "biometrics/finger_image.h"

/* Shares are 0..1. */
struct finger_cell {
	float coherence; /* of the gradients: 1 all one way */
	float angle;     /* of the ridges, radians from x towards y, 0 <= angle < pi */
	float contrast;  /* grey levels between the ridges and valleys of the profile */
	float period;    /* pixels at 500 dpi; 0: no two ridges were found */
	float dark;      /* share of the period that is ridge */
	float clarity;   /* share of the pixels that are as dark as their ridge or valley */
	float unbroken;  /* share of the pixels of ridges that are dark */
};

/* Grey at a place, pixels at 500 dpi; beyond an edge as at the edge. */
float finger_cell_grey(const struct finger_image *image, float x, float y);
/* Around a place, pixels at 500 dpi. */
struct finger_cell finger_cell_measure(const struct finger_image *image, float x, float y);

#endif
