/*
 * drawn_ridges: pictures with ridges that end and fork, drawn on the spot, for tests of sensors.
 * No model of a finger: only enough for a library to take it for one.
 */
#ifndef EG_TESTS_UNIT_DRAWN_RIDGES_H
#define EG_TESTS_UNIT_DRAWN_RIDGES_H

#include <stdint.h>

/* Fills width * height bytes; pictures of different seeds differ in every part. */
void drawn_ridges(uint8_t *grey, uint16_t width, uint16_t height, uint32_t seed);

#endif
