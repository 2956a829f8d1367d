/*
 * fuzz_picture_grey: any bytes as a scanner's file; what decodes is within the limit, and the same
 * bytes give the same grey.
 */
#include "tests/fuzz/fuzz.h"

#include "biometrics/picture_grey.h"

#define SIDE_MAX 128u /* small, so that many inputs are tried */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd file = rd_of(data, size);
	struct picture_grey p = {0};
	struct picture_grey again = {0};
	const bool decoded = picture_grey_decode(file, SIDE_MAX, &p) == EG_OK;
	promise(decoded == (p.grey != NULL));
	promise(!decoded ||
		(p.width > 0 && p.width <= SIDE_MAX && p.height > 0 && p.height <= SIDE_MAX));
	promise(decoded == (picture_grey_decode(file, SIDE_MAX, &again) == EG_OK));
	const size_t count = (size_t)p.width * p.height;
	promise(again.width == p.width && again.height == p.height);
	for (size_t i = 0; i < count; i++) {
		promise(p.grey[i] == again.grey[i]); /* every pixel is there to be read */
	}
	picture_grey_free(&again);
	picture_grey_free(&p);
	return 0;
}
