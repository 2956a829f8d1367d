/*
 * finger_spectrum: the Fourier transform of a small square picture.
 * Knows sines. Never knows fingers.
 */
#ifndef EG_BIOMETRICS_FINGER_SPECTRUM_H
#define EG_BIOMETRICS_FINGER_SPECTRUM_H

#include <stdbool.h>
#include <stddef.h>

#define FINGER_SPECTRUM_SIDE 128
#define FINGER_SPECTRUM_SIZE ((size_t)FINGER_SPECTRUM_SIDE * FINGER_SPECTRUM_SIDE)

struct finger_wave {
	float re;
	float im;
};

/* Sines of one turn; by value, made once. */
struct finger_spectrum {
	struct finger_wave turn[FINGER_SPECTRUM_SIDE / 2];
};
struct finger_spectrum finger_spectrum_new(void);
/* In place, rows and columns; back: the inverse, without its factor of 1 / SIZE. */
void finger_spectrum_run(const struct finger_spectrum *s, struct finger_wave *square, bool back);

#endif
