/*
 * fuzz_dg3: DG3 as any bytes, both encodings; what the decoder gives lies within its file.
 */
#include "tests/fuzz/within.h"

#include "emrtd/lds_finger.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd file = rd_of(data, size);
	struct lds_fingers fingers;
	enum eg_err err = lds_fingers_read(file, &fingers);
	promise(fingers.count <= LDS_FINGERS_MAX && (err == EG_OK || fingers.count == 0));
	for (unsigned i = 0; i < fingers.count; i++) {
		const struct lds_finger *f = &fingers.finger[i];
		promise(f->image.left > 0 && f->position >= LDS_UNTOLD && f->position <= 999);
		promise_within(f->image, file);
		promise_within(f->qualities, file);
		promise_within(f->vendor, file);
		promise_within(f->attack.parameter, file);
		promise((f->deviations & ~fingers.deviations) == 0);
	}
	return 0;
}
