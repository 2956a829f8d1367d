/*
 * fuzz_finger_image: any bytes as an image of DG3, behind four octets of what the record tells:
 * width and height less one, depth or resolution, and which of them are told.
 */
#include "tests/fuzz/fuzz.h"

#include "biometrics/finger_image.h"

enum { TELL_RAW = 1, TELL_DEPTH = 2, TELL_DPI = 4 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd file = rd_of(data, size);
	struct finger_image f = {0};
	uint8_t width;
	uint8_t height;
	uint8_t value;
	uint8_t flags;
	if (!rd_u8(&file, &width) || !rd_u8(&file, &height) || !rd_u8(&file, &value) ||
	    !rd_u8(&file, &flags)) {
		return 0;
	}
	/* Always a small size: what announces another is refused before much is spent on it. */
	const struct finger_told told = {
		.width = (uint16_t)(width + 1),
		.height = (uint16_t)(height + 1),
		.depth = (flags & TELL_DEPTH) != 0 ? value : 0,
		.dpi = (flags & TELL_DPI) != 0 ? (uint16_t)(value * 8) : 0,
		.raw = (flags & TELL_RAW) != 0,
	};
	enum eg_err err = finger_image_decode(file, &told, &f);
	promise((err == EG_OK) == (f.grey != NULL));
	promise(err != EG_OK || (f.width == told.width && f.height == told.height));
	promise(err != EG_OK || (f.dpi >= FINGER_DPI_MIN && f.dpi <= FINGER_DPI_MAX));
	promise(err != EG_OK || told.dpi < FINGER_DPI_MIN || told.dpi > FINGER_DPI_MAX ||
		f.dpi == told.dpi);
	promise(err != EG_OK || told.depth == 0 || told.depth == 8);
	uint8_t sum = 0;
	for (size_t i = 0; i < (size_t)f.width * f.height; i++) {
		sum = (uint8_t)(sum ^ f.grey[i]); /* every pixel is there to be read */
	}
	volatile uint8_t seen = sum;
	(void)seen; /* keeps the reading */
	finger_image_free(&f);
	return 0;
}
