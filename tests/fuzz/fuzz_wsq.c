/*
 * fuzz_wsq: any bytes as a WSQ file; what decodes is as large as its header says.
 * Knows sizes, and how to damage a file where decoders look. Never knows what is shown.
 */
#include "tests/fuzz/fuzz.h"

#include "biometrics/wsq.h"
#include "tests/bench/mutate.h"

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

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t size_max, unsigned seed);
/* The fuzzer's own; absent where replay takes its place. */
extern size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t size_max) __attribute__((weak));

/* Every second change is one of segments and header fields; WSQ frames both as JPEG does. */
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
