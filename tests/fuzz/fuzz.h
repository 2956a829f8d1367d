/*
 * fuzz: what all targets share: the entry point, and how a broken promise is told.
 * Never knows a decoder.
 */
#ifndef EG_TESTS_FUZZ_H
#define EG_TESTS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A broken promise ends the run, so that replay and libFuzzer alike name the input. */
static inline void promise(bool kept)
{
	if (!kept) {
		abort();
	}
}

#endif
