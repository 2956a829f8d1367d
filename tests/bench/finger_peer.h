/*
 * finger_peer: libfprint's own extractor on the same pixels.
 * Knows libfprint only. Never knows our extractor.
 */
#ifndef EG_TESTS_BENCH_FINGER_PEER_H
#define EG_TESTS_BENCH_FINGER_PEER_H

#include "biometrics/finger_image.h"

/* Finds minutiae; how many. Blocks. EG_IO: the library failed. */
EG_CHECK enum eg_err finger_peer_extract(const struct finger_image *image, size_t *out);

#endif
