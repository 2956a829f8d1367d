/*
 * fuzz_verify_finger: DG3 as any bytes: what is handed on lies within it, and the core takes it.
 */
#include "tests/fuzz/within.h"

#include "prog/verify_finger.h"

static void promise_sound(const struct verify_fingers *fingers, unsigned i)
{
	struct msg out;
	struct msg m = msg_make(MSG_FINGER, 1);
	m.body.finger = fingers->told[i];
	promise(msg_parse(rd_of(&m, msg_length(&m)), true, &out) == EG_OK);
	promise(m.body.finger.size == fingers->image[i].left && m.body.finger.index == i &&
		m.body.finger.count == fingers->count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd file = rd_of(data, size);
	struct verify_fingers fingers;
	enum reason why;
	verify_fingers_of(file, &fingers, &why);
	promise(fingers.count <= FINGER_IMAGES_MAX && (fingers.count == 0) == (why != REASON_NONE));
	promise(fingers.count > 0 || why == REASON_NOT_PRESENT || why == REASON_BAD_FORMAT);
	for (unsigned i = 0; i < fingers.count; i++) {
		promise_sound(&fingers, i);
		promise_within(fingers.image[i], file);
	}
	return 0;
}
