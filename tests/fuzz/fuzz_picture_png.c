/*
 * fuzz_picture_png: any bytes as a PNG; what decodes is within the limit, and grey is what the
 * colours say.
 */
#include "tests/fuzz/fuzz.h"

#include "biometrics/picture_png.h"

#define SIDE_MAX 128u /* small, so that many inputs are tried */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd file = rd_of(data, size);
	struct picture p = {0};
	struct bytes grey = {0};
	struct picture_png_head head = {0};
	enum eg_err err = picture_png_decode(file, SIDE_MAX, &p);
	promise((err == EG_OK) == (p.bgr != NULL));
	promise(err != EG_OK ||
		(p.width > 0 && p.width <= SIDE_MAX && p.height > 0 && p.height <= SIDE_MAX));
	bool is_grey = picture_png_decode_grey(file, SIDE_MAX, &head, &grey) == EG_OK;
	promise(is_grey == (grey.data != NULL));
	promise(!is_grey || (err == EG_OK && grey.size * 3 == picture_size(&p)));
	uint8_t sum = 0;
	for (size_t i = 0; i < picture_size(&p); i++) {
		sum = (uint8_t)(sum ^ p.bgr[i]); /* every pixel is there to be read */
		promise(!is_grey || grey.data[i / 3] == p.bgr[i]);
	}
	volatile uint8_t seen = sum;
	(void)seen; /* keeps the reading */
	bytes_free(&grey);
	picture_free(&p);
	return 0;
}
