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

/* Cooley and Tukey (1965) on one row. */
static void transform(const struct finger_spectrum *s, struct finger_wave *row, float sign)
{
	for (size_t i = 0; i < SIDE; i++) {
		size_t j = reversed(i);
		if (i < j) {
			struct finger_wave other = row[i];
			row[i] = row[j];
			row[j] = other;
		}
	}
	for (size_t half = 1; half < SIDE; half *= 2) {
		for (size_t block = 0; block < SIDE; block += 2 * half) {
			struct finger_wave *a = row + block;
			struct finger_wave *b = a + half;
			for (size_t i = 0; i < half; i++) {
				struct finger_wave w = s->turn[i * (SIDE / 2 / half)];
				float re = b[i].re * w.re - b[i].im * w.im * sign;
				float im = b[i].re * w.im * sign + b[i].im * w.re;
				b[i] = (struct finger_wave){a[i].re - re, a[i].im - im};
				a[i] = (struct finger_wave){a[i].re + re, a[i].im + im};
			}
		}
	}
}

/* Columns become rows: what lies a kilobyte apart falls out of the processor's nearest memory. */
static void turn_over(struct finger_wave *square)
{
	for (size_t y = 0; y < SIDE; y++) {
		for (size_t x = 0; x < y; x++) {
			struct finger_wave other = square[y * SIDE + x];
			square[y * SIDE + x] = square[x * SIDE + y];
			square[x * SIDE + y] = other;
		}
	}
}

void finger_spectrum_run(const struct finger_spectrum *s, struct finger_wave *square, bool back)
{
	for (unsigned pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < SIDE; i++) {
			transform(s, square + i * SIDE, back ? -1 : 1);
		}
		turn_over(square);
	}
}
