/*
 * degrade: good pictures are made worse, in known steps: size, focus, light, noise, compression.
 * For tests and benches. Never knows what is shown.
 */
#ifndef EG_TESTS_BENCH_DEGRADE_H
#define EG_TESTS_BENCH_DEGRADE_H

#include "biometrics/picture.h"

/* Each changes the picture in place, unless it says otherwise. */

/* To this share of its size, each pixel the mean of what it covers. */
EG_CHECK enum eg_err degrade_size(struct picture *p, double share);
/* Gaussian, sigma in pixels, up to 20. */
EG_CHECK enum eg_err degrade_blur(struct picture *p, double sigma);
/* Levels times gain, to the power of gamma (1: as they are) of the full range. */
void degrade_light(struct picture *p, double gain, double gamma);
/* Normal noise of this many levels, the same in each run. */
void degrade_noise(struct picture *p, double levels);
/* Blue, green and red times these. */
void degrade_colour(struct picture *p, const double bgr[3]);
/* The right half of the picture times gain, with a soft edge a tenth of the width wide. */
void degrade_side(struct picture *p, double gain);
/* Written as JPEG of this quality, 1..100, and read again. */
EG_CHECK enum eg_err degrade_jpeg(struct picture *p, int quality);
/* What lies within x0, y0, x1, y1 (outside) only. */
EG_CHECK enum eg_err degrade_crop(struct picture *p, uint32_t x0, uint32_t y0, uint32_t x1,
				  uint32_t y1);
/* Turned about its middle, degrees, clockwise as seen; what was not there is grey. */
EG_CHECK enum eg_err degrade_turn(struct picture *p, double degrees);

#endif
