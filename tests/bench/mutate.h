/*
 * mutate: encoded pictures damaged in every way that a seed can choose.
 * Knows bytes, and the markers and boxes of JPEG and JPEG 2000. Never knows a decoder.
 */
#ifndef EG_TESTS_BENCH_MUTATE_H
#define EG_TESTS_BENCH_MUTATE_H

#include "base/secret.h"

struct mutate_random {
	uint64_t state; /* never 0 */
};
struct mutate_random mutate_random_of(uint64_t seed);
uint32_t mutate_below(struct mutate_random *r, uint32_t bound);

/* Kind: name in tables. */
#define MUTATIONS(X)                                                                          \
	X(MUTATE_BITS, "bit flips")               /* 1 to 32 */                               \
	X(MUTATE_RUN, "byte runs")                /* a stretch of one value or of noise */    \
	X(MUTATE_CUT, "truncation")               /* the end is missing */                    \
	X(MUTATE_SPLICE, "splices")               /* with another picture, somewhere */       \
	X(MUTATE_HEADER, "header field extremes") /* 0, 1, 0x7F.., 0xFF.. in the first 200 */ \
	X(MUTATE_MARKER, "marker edits")          /* a segment lost, doubled, swapped, resized */

enum mutation {
#define X(name, text) name,
	MUTATIONS(X)
#undef X
		MUTATION_COUNT
};
const char *mutation_text(enum mutation m);

/* One change of in; other is a second picture. Replaces what out holds. */
EG_CHECK enum eg_err mutate(struct mutate_random *r, enum mutation m, struct rd in, struct rd other,
			    struct bytes *out);

#endif
