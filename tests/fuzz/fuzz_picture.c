/*
 * fuzz_picture: any bytes as a JPEG or JPEG 2000 picture; what decodes is within the limit.
 * Knows sizes. Never knows what is shown.
 */
#include "tests/fuzz/fuzz.h"

#include "biometrics/picture.h"

#define SIDE_MAX 128u /* small, so that many inputs are tried */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct picture p = {0};
	enum eg_err err = picture_decode(rd_of(data, size), SIDE_MAX, &p);
	bool fits = p.width > 0 && p.width <= SIDE_MAX && p.height > 0 && p.height <= SIDE_MAX;
	promise((err == EG_OK) == (p.bgr != NULL));
	promise(err != EG_OK || fits);
	uint8_t sum = 0;
	for (size_t i = 0; i < picture_size(&p); i++) {
		sum = (uint8_t)(sum ^ p.bgr[i]); /* every pixel is there to be read */
	}
	volatile uint8_t seen = sum;
	(void)seen; /* keeps the reading */
	picture_free(&p);
	return 0;
}
