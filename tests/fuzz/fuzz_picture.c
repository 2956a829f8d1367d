/*
 * fuzz_picture: any bytes as a JPEG or JPEG 2000 picture; what decodes is within the limit.
 * Knows sizes, and how to damage a picture where decoders look. Never knows what is shown.
 */
#include "tests/fuzz/fuzz.h"

#include "biometrics/picture.h"
#include "tests/bench/mutate.h"

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

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t size_max, unsigned seed);
/* The fuzzer's own; absent where replay takes its place. */
extern size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t size_max) __attribute__((weak));

/* Every second change is one of segments, boxes and header fields, which chance seldom makes. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t size_max, unsigned seed)
{
	struct mutate_random r = mutate_random_of(seed);
	EG_AUTO(bytes_free) struct bytes out = {0};
	enum mutation m = (enum mutation)mutate_below(&r, MUTATION_COUNT);
	struct rd in = rd_of(data, size);
	if (mutate_below(&r, 2) == 0 || size == 0 || mutate(&r, m, in, in, &out) != EG_OK) {
		return LLVMFuzzerMutate(data, size, size_max);
	}
	struct wr w = wr_of(data, size_max);
	wr_put(&w, rd_of(out.data, out.size < size_max ? out.size : size_max));
	return w.size;
}
