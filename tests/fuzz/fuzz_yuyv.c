/*
 * fuzz_yuyv: any rows under any geometry; the first nine bytes say which.
 * Knows sizes. Never knows what is shown.
 */
#include "tests/fuzz/fuzz.h"

#include "biometrics/picture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd r = rd_of(data, size);
	uint16_t width;
	uint16_t height;
	uint32_t stride;
	uint8_t wide;
	struct picture p = {0};
	if (!rd_be16(&r, &width) || !rd_be16(&r, &height) || !rd_be32(&r, &stride) ||
	    !rd_u8(&r, &wide)) {
		return 0;
	}
	/* Mostly small ones: a large picture needs more rows than an input has. */
	uint32_t mask = (wide & 1) != 0 ? UINT16_MAX : 0x1F;
	enum eg_err err = picture_from_yuyv(r, width & mask, height & mask,
					    (wide & 2) != 0 ? stride : stride & 0x7F, &p);
	promise((err == EG_OK) == (p.bgr != NULL));
	picture_free(&p);
	return 0;
}
