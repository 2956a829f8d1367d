/*
 * finger_image: a fingerprint as rows of grey, from a sensor or out of DG3.
 * Knows encodings (WSQ, JPEG, JPEG 2000, PNG, PGM, raw) and resolution. Never knows ridges, nor
 * whose finger it is.
 *
 * Dark is ridge, bright is valley. Sizes and depths are judged from the header before a library, or
 * a loop of ours, sees the first pixel.
 */
#ifndef EG_BIOMETRICS_FINGER_IMAGE_H
#define EG_BIOMETRICS_FINGER_IMAGE_H

#include "base/rd.h"

/* Longest side: four fingers flat at 1000 dpi are 3200 wide; one finger is far below it. */
#define FINGER_SIDE_MAX 3300 /* pixels */
/* ISO/IEC 19794-4 knows 250 to 1000 dpi. */
#define FINGER_DPI_MIN 250
#define FINGER_DPI_MAX 1000

/* Start with all zero. */
struct finger_image {
	uint16_t width; /* pixels */
	uint16_t height;
	uint16_t dpi;  /* pixels per inch, FINGER_DPI_MIN..FINGER_DPI_MAX */
	uint8_t *grey; /* owned: width * height, rows without gaps */
};
/* Cleanup: wipes and frees; leaves an empty image. Accepts NULL and an empty one. */
void finger_image_free(struct finger_image *f);
/* All white; frees what out held before. EG_TOO_BIG beyond FINGER_SIDE_MAX, for 0, or for a
 * resolution out of range. */
EG_CHECK enum eg_err finger_image_new(uint16_t width, uint16_t height, uint16_t dpi,
				      struct finger_image *out);

/* What the record says of an image beside its bytes. */
struct finger_told {
	uint16_t width; /* pixels; 0: it does not say */
	uint16_t height;
	uint8_t depth; /* bits a pixel; 0: it does not say */
	uint16_t dpi;  /* out of range: it does not say; then the image's own if in range, else 500
			*/
	bool raw;      /* pixels without any header: width, height and depth 8 must be told */
};
/*
 * One image of DG3: told apart by its magic bytes, unless it is raw. The size and depth that are
 * told must agree with the image's own header (EG_MISMATCH); the resolution need not: records round
 * it, and programs write one that they do not know. EG_UNSUPPORTED: another encoding, depth or
 * number of components; EG_TOO_BIG; EG_BAD_DATA, EG_TRUNCATED: damaged. On failure out is empty.
 */
EG_CHECK enum eg_err finger_image_decode(struct rd encoded, const struct finger_told *told,
					 struct finger_image *out);

#endif
