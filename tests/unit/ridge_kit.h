/*
 * ridge_kit: made prints whose minutiae are known.
 * Knows phases. Never knows how minutiae are found.
 *
 * Ridges are a wave; a minutia is a place around which its phase turns once. On one side of it
 * there is one ridge more than on the other: that way it points.
 */
#ifndef EG_TESTS_RIDGE_KIT_H
#define EG_TESTS_RIDGE_KIT_H

#include "biometrics/finger_image.h"

#define RIDGE_SPIRALS 8

struct ridge_spiral {
	double x; /* pixels at 500 dpi, from the middle of the print */
	double y;
	int turn; /* 1: points along the ridges, -1: against them */
};

struct ridge_kit {
	uint16_t width; /* pixels of the image */
	uint16_t height;
	uint16_t dpi;
	double period;  /* pixels at 500 dpi */
	double turned;  /* radians, of the whole print about its middle */
	double shift_x; /* pixels at 500 dpi, of its middle from that of the image */
	double shift_y;
	double bend;     /* 1/pixels: ridges are arcs of circles; 0: straight */
	double radius_x; /* pixels at 500 dpi: the finger touches an ellipse */
	double radius_y;
	bool negative; /* valleys are dark */
	size_t spirals;
	struct ridge_spiral spiral[RIDGE_SPIRALS];
};

/* Six minutiae, 388 x 374 pixels at 500 dpi. */
struct ridge_kit ridge_kit_default(void);
/* Owned by the caller (free). */
uint8_t *ridge_kit_draw(const struct ridge_kit *kit);

struct ridge_minutia {
	double x; /* pixels at 500 dpi */
	double y;
	double direction; /* radians */
};
/* Where the spiral comes to lie, and where it points. */
struct ridge_minutia ridge_kit_minutia(const struct ridge_kit *kit, size_t spiral);

#endif
