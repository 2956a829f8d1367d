/*
 * finger_read: one image of a set: what finger_image decodes, and the forms that sets come in.
 * Knows PGM, TIFF and BMP as far as fingerprint sets use them. Never knows names or people.
 */
#ifndef EG_TESTS_FINGER_READ_H
#define EG_TESTS_FINGER_READ_H

#include "biometrics/finger_image.h"

/*
 * By its magic bytes: PGM (P5, 8 bits); TIFF (grey or a grey palette, 8 bits, uncompressed strips,
 * either byte order); BMP (8 bits with a grey palette, or 24 bits whose green is taken); else as
 * finger_image_decode. dpi counts, whatever the file says.
 */
EG_CHECK enum eg_err finger_read(struct rd file, uint16_t dpi, struct finger_image *out);

#endif
