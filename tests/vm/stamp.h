/*
 * stamp: when the core woke and when its outputs were set, as it happened, in memory that a
 * measuring program shares. stamp.so is preloaded into the core; it adds nothing else to it.
 */
#ifndef EG_TESTS_VM_STAMP_H
#define EG_TESTS_VM_STAMP_H

#include <stdint.h>

#define STAMP_PATH "/dev/shm/stamp"
#define STAMP_ROOM 65536u /* a power of two */

enum stamp_kind { STAMP_WAKE = 1, STAMP_SET };

struct stamp {
	int64_t ns;    /* CLOCK_MONOTONIC */
	uint64_t bits; /* STAMP_SET: levels of the output lines, in the order of their request */
	uint32_t kind; /* enum stamp_kind */
	uint32_t pad;
};

struct stamp_book {
	uint64_t count; /* ever written; the one before is whole when it is counted */
	struct stamp of[STAMP_ROOM];
};

#endif
