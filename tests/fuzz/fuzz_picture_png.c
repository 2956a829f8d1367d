/*
 * fuzz_picture_png: any bytes as a PNG; what decodes is within the limit.
 * Knows sizes and how to make checksums right, behind which most of the library lies. Never knows
 * what is shown.
 */
#include "tests/fuzz/fuzz.h"

#include "biometrics/picture_png.h"

#include "base/secret.h"
#include "base/wr.h"

#define SIDE_MAX 128u /* small, so that many inputs are tried */

/* ISO 15948, annex D. */
static uint32_t checksum(struct rd r)
{
	uint32_t sum = UINT32_MAX;
	uint8_t octet;
	while (r.left > 0 && rd_u8(&r, &octet)) {
		sum ^= octet;
		for (int i = 0; i < 8; i++) {
			sum = sum >> 1 ^ ((sum & 1) != 0 ? UINT32_C(0xEDB88320) : 0);
		}
	}
	return ~sum;
}

/* Every whole chunk gets the checksum that it should have. */
static void mend(struct bytes *b)
{
	struct rd r = bytes_rd(b);
	uint32_t length;
	struct rd body;
	bool more = r.left >= 8 && rd_skip(&r, 8);
	while (more && r.left >= 12 && rd_be32(&r, &length) && (uint64_t)length + 8 <= r.left) {
		size_t at = b->size - r.left;
		more = rd_take(&r, (size_t)length + 4, &body) && rd_skip(&r, 4);
		struct wr w = wr_of(b->data + at + length + 4, 4);
		wr_be32(&w, checksum(body));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	EG_AUTO(bytes_free) struct bytes mended = {0};
	EG_AUTO(picture_free) struct picture p = {0};
	promise(bytes_reserve(&mended, size + 1, SIZE_MAX) == EG_OK &&
		bytes_append(&mended, rd_of(data, size)) == EG_OK);
	mend(&mended);
	enum eg_err err = picture_decode_png(bytes_rd(&mended), SIDE_MAX, &p);
	bool fits = p.width > 0 && p.width <= SIDE_MAX && p.height > 0 && p.height <= SIDE_MAX;
	promise((err == EG_OK) == (p.bgr != NULL));
	promise(err != EG_OK || fits);
	uint8_t sum = 0;
	for (size_t i = 0; i < picture_size(&p); i++) {
		sum = (uint8_t)(sum ^ p.bgr[i]); /* every pixel is there to be read */
	}
	volatile uint8_t seen = sum;
	(void)seen; /* keeps the reading */
	return 0;
}
