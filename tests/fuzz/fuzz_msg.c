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
		if (m.kind != MSG_NOTHING || m.size != 0) {
			abort();
		}
		return 0;
	}
	if (!rd_equal(r, rd_of(&m, msg_length(&m)))) {
		abort();
	}
	unsigned senders = 0;
	for (unsigned role = 0; role < ROLE_COUNT; role++) {
		senders += permit_send((enum role)role, (enum msg_kind)m.kind, GATE_READING);
	}
	if (senders > 0 && (m.kind == MSG_BEGIN || m.kind == MSG_RECORD || m.kind == MSG_STATUS)) {
		abort(); /* only the core sends these */
	}
	return 0;
}
