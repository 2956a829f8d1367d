/*
 * fuzz_wsq: any bytes as a WSQ file; what decodes is as large as its header says.
 * Knows sizes. Never knows what is shown.
 */
#include "tests/fuzz/fuzz.h"

#include "biometrics/wsq.h"

#define PIXELS_MAX (64u * 64u) /* small, so that many inputs are tried */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd file = rd_of(data, size);
	struct wsq_head head;
	struct finger_image f = {0};
	bool looks = wsq_look(file, &head) == EG_OK;
	promise(looks == (head.width != 0));
	promise(head.width <= FINGER_SIDE_MAX && head.height <= FINGER_SIDE_MAX);
	promise(head.dpi == 0 || (head.dpi >= FINGER_DPI_MIN && head.dpi <= FINGER_DPI_MAX));
	if (looks && (uint32_t)head.width * head.height > PIXELS_MAX) {
		return 0;
	}
	enum eg_err err = wsq_decode(file, &f);
	promise((err == EG_OK) == (f.grey != NULL));
	promise(err != EG_OK || looks);
	promise(err != EG_OK || (f.width == head.width && f.height == head.height));
	uint8_t sum = 0;
	for (size_t i = 0; i < (size_t)f.width * f.height; i++) {
		sum = (uint8_t)(sum ^ f.grey[i]); /* every pixel is there to be read */
	}
	volatile uint8_t seen = sum;
	(void)seen; /* keeps the reading */
	finger_image_free(&f);
	return 0;
}
