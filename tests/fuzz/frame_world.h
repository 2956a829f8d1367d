/*
 * frame_world: a simulated world that answers anything: a header of any size, and beside it a memfd
 * of any size, sealed or not, once, twice or not at all.
 *
 *   byte 0  bit 0: seal the frame, bit 1: send it, bit 2: send it twice, bit 3: close afterwards
 *   byte 1  size of the header part; then header, then frame
 */
#ifndef EG_TESTS_FRAME_WORLD_H
#define EG_TESTS_FRAME_WORLD_H

#include "base/rd.h"

struct frame_answer {
	struct rd header; /* borrowed, as is frame */
	struct rd frame;
	bool sealed;
	int count; /* of descriptors beside the header */
	bool closes;
};

/* False: too short to be an answer. */
EG_CHECK bool frame_answer_of(struct rd input, struct frame_answer *a);
/* The path where the world listens. It listens from the first call on, to one at a time. */
const char *frame_world_path(void);
/* Accepts who connected and answers; the caller closes what it returns. */
EG_CHECK int frame_world_answer(const struct frame_answer *a);

#endif
