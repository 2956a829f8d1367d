/*
 * dice: numbers by chance that are the same in every run and everywhere.
 */
#ifndef EG_TESTS_BENCH_DICE_H
#define EG_TESTS_BENCH_DICE_H

#include <stdint.h>

/* xorshift32 (Marsaglia 2003); the state is never 0. */
uint32_t dice(uint32_t *state);
/* A whole number, about normal, of this standard deviation. */
int dice_noise(uint32_t *state, double sigma);

#endif
