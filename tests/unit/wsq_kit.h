/*
 * wsq_kit: drawn ridges to encode, and WSQ files taken apart and put together otherwise, for tests.
 * Knows segments. Never knows the decoder under test.
 */
#ifndef EG_TESTS_UNIT_WSQ_KIT_H
#define EG_TESTS_UNIT_WSQ_KIT_H

#include "biometrics/wsq_encode.h"

/* Whorled ridges of nobody's finger on white, with noise. */
void wsq_kit_draw(uint16_t width, uint16_t height, struct finger_image *out);
/* The drawing as a file. */
void wsq_kit_encode(uint16_t width, uint16_t height, const struct wsq_order *order,
		    struct bytes *out);
/* Peak signal to noise, dB, at most 99. */
double wsq_kit_psnr(const struct finger_image *a, const struct finger_image *b);
/* Offset of the nth (from 0) marker of that kind. Fails the test when there is none. */
size_t wsq_kit_find(const struct bytes *wsq, uint8_t marker, int nth);
/* A copy with `removed` octets at an offset replaced by others. */
void wsq_kit_replace(const struct bytes *wsq, size_t at, size_t removed, struct rd by,
		     struct bytes *out);
/* A copy with the content of the first segment of that kind replaced, its length set. */
void wsq_kit_set(const struct bytes *wsq, uint8_t marker, struct rd content, struct bytes *out);

#endif
