/*
 * mutator: how a fuzzer changes pictures: where decoders look.
 * Knows segments, boxes and header fields. Never knows which decoder is tried.
 */
#include "tests/bench/mutate.h"

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t size_max, unsigned seed);
/* The fuzzer's own; absent where replay takes its place. */
extern size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t size_max) __attribute__((weak));

/* Every second change is one of segments, boxes and header fields, which chance seldom makes; WSQ
 * frames them as JPEG does. */
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
