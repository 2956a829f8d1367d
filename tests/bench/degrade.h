/*
 * degrade: good pictures are made worse beyond what biometrics/condition knows: by a curve of
 * light, its colour, compression, a tilt. For tests and benches. Never knows what is shown.
 */
#ifndef EG_TESTS_BENCH_DEGRADE_H
#define EG_TESTS_BENCH_DEGRADE_H

#include "biometrics/picture.h"

/* Each changes the picture in place. */

/* Levels to the power of gamma of the full range. */
void degrade_gamma(struct picture *p, double gamma);
/* Blue, green and red times these. */
void degrade_colour(struct picture *p, const double bgr[3]);
/* Written as JPEG of this quality, 1..100, and read again. */
EG_CHECK enum eg_err degrade_jpeg(struct picture *p, int quality);
/* Turned about its middle, degrees, clockwise as seen; outermost pixels go on. */
EG_CHECK enum eg_err degrade_turn(struct picture *p, double degrees);

#endif
