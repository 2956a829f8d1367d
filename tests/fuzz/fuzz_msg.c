/*
 * fuzz_msg: any datagram either is a message whose bytes are the datagram's, or leaves nothing.
 * The first byte says whether a memfd came with it.
 */
#include "tests/fuzz/fuzz.h"

#include "wire/permit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd r = rd_of(data, size);
	uint8_t bulk;
	struct msg m;
	if (!rd_u8(&r, &bulk)) {
		return 0;
	}
	if (msg_parse(r, (bulk & 1) != 0, &m) != EG_OK) {
		promise(m.kind == MSG_NOTHING && m.size == 0);
		return 0;
	}
	promise(rd_equal(r, rd_of(&m, msg_length(&m))));
	unsigned senders = 0;
	for (unsigned role = 0; role < ROLE_COUNT; role++) {
		senders += permit_send((enum role)role, (enum msg_kind)m.kind, GATE_READING);
	}
	if (m.kind ==
	    MSG_FACE_PICTURE) { /* the core keeps no more than it was told, and two of them */
		promise(m.body.face_picture.size <= FACE_PICTURE_SIZE_MAX);
		promise(m.body.face_picture.which < FACE_PICTURE_COUNT);
	}
	bool cores_own = m.kind == MSG_BEGIN || m.kind == MSG_RECORD || m.kind == MSG_STATUS;
	promise(senders == 0 || !cores_own);
	return 0;
}
