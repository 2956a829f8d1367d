/*
 * finger_change: an image of a finger as a worse press, or another sensor, would have shown it.
 * Knows geometry and grey. Never knows whose finger it is, or who compares it.
 *
 * Skin gives way as in finger_press (Cappelli, Maio, Maltoni 2001). What is said here is the most:
 * each image draws its own share of it, so that two images of a finger differ twice as much.
 */
#ifndef EG_TESTS_FINGER_CHANGE_H
#define EG_TESTS_FINGER_CHANGE_H

#include "biometrics/finger_image.h"

struct finger_change {
	const char *name;
	double turn;  /* degrees, each way */
	double drag;  /* mm that the bone moved while the middle of the contact stuck */
	double twist; /* degrees, likewise */
	double soft;  /* mm that skin lies off, here and there */
	double keep;  /* share of the area that is left; 0: all */
	double sweep; /* mm that lines of a sweep lie off along it, slowly varying */
	double dry;   /* 0..1: ridges break up and fade */
	double wet;   /* 0..1: valleys fill */
	double noise; /* grey levels, sigma */
	uint16_t dpi; /* of the result; 0: as it is */
};

/* The changes that this bench knows; always there. */
const struct finger_change *finger_changes(size_t *count);
/* Of this seed always the same. Frees what out held before. EG_TOO_BIG, EG_NO_MEMORY. */
EG_CHECK enum eg_err finger_change_apply(const struct finger_image *in,
					 const struct finger_change *change, uint64_t seed,
					 struct finger_image *out);

#endif
