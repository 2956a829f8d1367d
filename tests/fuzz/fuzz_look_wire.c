/*
 * fuzz_look_wire: any octets as the answer of a process that decoded a picture.
 * Knows which values may come through. Never knows what they mean.
 */
#include "tests/fuzz/fuzz.h"

#include "prog/look_wire.h"

#include <math.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t octets[LOOK_WIRE_SIZE];
	struct wr w = WR_ARRAY(octets);
	struct look_answer a;
	struct rd given = rd_of(data, size);
	struct rd written;
	if (size < LOOK_WIRE_SIZE) {
		/* Short inputs are the beginning of an answer: else nearly all are refused at once.
		 */
		wr_put(&w, given);
		wr_fill(&w, 0, LOOK_WIRE_SIZE - size);
		given = wr_view(&w);
	}
	if (look_read(given, &a) != EG_OK) {
		return 0;
	}
	for (size_t i = 0; i < FACE_TEMPLATE_SIZE; i++) {
		promise(isfinite(a.seen.face.v[i]));
	}
	promise(rd_cstr(a.reason).left < LOOK_REASON_MAX);
	uint8_t again[LOOK_WIRE_SIZE];
	struct wr back = WR_ARRAY(again);
	look_write(&back, &a);
	promise(wr_done(&back, &written) == EG_OK && rd_equal(written, given));
	return 0;
}
