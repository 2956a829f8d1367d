/*
 * finger_spectrum: the Fourier transform of a small square picture.
 * Knows sines. Never knows fingers.
 */
#include "biometrics/finger_spectrum.h"

#include <math.h>

#define SIDE FINGER_SPECTRUM_SIDE
#define BITS 7 /* SIDE is 2 to the power of them */

_Static_assert(SIDE == 1 << BITS, "bits are reversed in this many places");

struct finger_spectrum finger_spectrum_new(void)
{
	struct finger_spectrum s;
	for (size_t i = 0; i < SIDE / 2; i++) {
		double angle = 2 * M_PI * (double)i / SIDE;
		s.turn[i] = (struct finger_wave){(float)cos(angle), (float)-sin(angle)};
	}
	return s;
}

static size_t reversed(size_t i)
{
	size_t r = 0;
	for (unsigned bit = 0; bit < BITS; bit++) {
		r = r << 1 | (i >> bit & 1);
	}
	return r;
}

/* Cooley and Tukey (1965) on one row or column: step is the distance of its samples. */
static void transform(const struct finger_spectrum *s, struct finger_wave *line, size_t step,
		      float sign)
{
	for (size_t i = 0; i < SIDE; i++) {
		size_t j = reversed(i);
		if (i < j) {
			struct finger_wave other = line[i * step];
			line[i * step] = line[j * step];
			line[j * step] = other;
		}
	}
	for (size_t half = 1; half < SIDE; half *= 2) {
		for (size_t i = 0; i < SIDE; i++) {
			if ((i & half) != 0) {
				continue;
			}
			struct finger_wave w = s->turn[(i & (half - 1)) * (SIDE / 2 / half)];
			struct finger_wave *a = &line[i * step];
			struct finger_wave *b = &line[(i + half) * step];
			float re = b->re * w.re - b->im * w.im * sign;
			float im = b->re * w.im * sign + b->im * w.re;
			*b = (struct finger_wave){a->re - re, a->im - im};
			*a = (struct finger_wave){a->re + re, a->im + im};
		}
	}
}

void finger_spectrum_run(const struct finger_spectrum *s, struct finger_wave *square, bool back)
{
	float sign = back ? -1 : 1;
	for (size_t i = 0; i < SIDE; i++) {
		transform(s, square + i * SIDE, 1, sign);
	}
	for (size_t i = 0; i < SIDE; i++) {
		transform(s, square + i, SIDE, sign);
	}
}
