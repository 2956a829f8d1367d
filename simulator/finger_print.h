/*
 * finger_print: the skin of an invented fingertip: its ridges, pores, creases and scars.
 * Knows one finger, grown from a seed. Never knows sensors or impressions (finger_press).
 *
 * Ridges grow: sparse noise is filtered again and again by short pieces of ridge that lie along the
 * flow, until it is full of ridges. Where they cannot run side by side they fork or end: minutiae
 * are nobody's plan. The same seed gives the same finger on every machine of one kind.
 */
#ifndef EG_SIMULATOR_FINGER_PRINT_H
#define EG_SIMULATOR_FINGER_PRINT_H

#include "base/err.h"
#include "simulator/finger_flow.h"

/* The whole fingertip at 500 dpi: 22 by 28.4 mm. */
#define FINGER_PRINT_WIDTH  432
#define FINGER_PRINT_HEIGHT 560

struct finger_print {
	uint64_t seed;
	struct finger_flow flow;
	int8_t *ridge; /* owned: -127 bottom of a valley .. 127 top of a ridge, rows without gaps */
	uint8_t *pore; /* owned: 0 none .. 255 middle of a pore */
};
/* Cleanup: frees; leaves an empty print. Accepts NULL and an empty one. */
void finger_print_free(struct finger_print *p);
/* A newborn finger; class: FINGER_CLASS_COUNT draws one. EG_NO_MEMORY. About 0.4 s. */
EG_CHECK enum eg_err finger_print_grow(struct finger_print *out, uint64_t seed,
				       enum finger_class class);
/*
 * Years of use: creases and scars come, each for good, and ridges wear down, most in patches. The
 * marks of fewer years are among those of more. Once a print; 0 changes nothing.
 */
void finger_print_age(struct finger_print *p, double years);
/* Height of the skin at a place, pixels from the upper left corner; -127 outside. */
double finger_print_ridge(const struct finger_print *p, double x, double y);

#endif
