/*
 * pgm: pictures in files of the simulator: binary PGM, or in colour PPM, of 8 bits.
 * Knows their head. Never knows what is shown.
 */
#ifndef EG_SIMULATOR_PGM_H
#define EG_SIMULATOR_PGM_H

#include "base/rd.h"

#define PGM_HEAD_MAX 64 /* octets before the pixels, no comments; of either */

struct pgm {
	uint32_t width;
	uint32_t height;
	struct rd grey; /* width * height, of what was taken */
};

struct ppm {
	uint32_t width;
	uint32_t height;
	struct rd rgb; /* width * height * 3, of what was taken */
};

/* Both: EG_BAD_DATA: no such picture, or it is cut off. EG_TOO_BIG: a side beyond side_max. */
EG_CHECK enum eg_err pgm_take(struct rd file, uint32_t side_max, struct pgm *out);
EG_CHECK enum eg_err ppm_take(struct rd file, uint32_t side_max, struct ppm *out);

#endif
