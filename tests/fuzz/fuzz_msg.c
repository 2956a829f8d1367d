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
	if (m.kind == MSG_FACE_PICTURE) { /* the core keeps no more than it was told, one of each */
		const struct msg_face_picture *p = &m.body.face_picture;
		promise(p->size <= FACE_PICTURE_SIZE_MAX && p->width <= FACE_PICTURE_WIDTH_MAX);
		promise(p->which < FACE_PICTURE_COUNT);
		promise(p->height <= (p->which == FACE_PICTURE_PAGE ? FACE_PICTURE_PAGE_HEIGHT_MAX
								    : FACE_PICTURE_HEIGHT_MAX));
	}
	if (m.kind == MSG_FINGER_RESULT || m.kind == MSG_RECORD) { /* what policy and journal get */
		promise(finger_scores_sound(m.kind == MSG_RECORD ? &m.body.record.fingers
								 : &m.body.finger_result.scores));
	}
	if (m.kind == MSG_PRESS_IMAGE) { /* mapped with this size by who extracts */
		promise(m.body.press_image.size <= (uint32_t)PRESS_SIDE_MAX * PRESS_SIDE_MAX);
	}
	if (m.kind == MSG_ORDER || m.kind == MSG_RECORD) { /* a console makes a name of it */
		const struct case_ref *c =
			m.kind == MSG_ORDER ? &m.body.order.from : &m.body.record.from;
		promise(c->lane <= CASE_LANES_MAX && (c->lane != 0) == (c->traveller != 0));
		promise(c->lane != 0 || c->session == 0);
	}
	if (m.kind == MSG_CASE) { /* the journal knows it again by these */
		const struct msg_case *c = &m.body.officer_case;
		promise((c->number & RECORD_OF_CASE) != 0 && c->of.traveller == m.epoch);
		promise(c->of.lane >= 1 && c->of.lane <= CASE_LANES_MAX && c->unix_ms > 0);
	}
	if (m.kind == MSG_RECORD) { /* no other record has a number of a case */
		bool of_case = (m.body.record.number & RECORD_OF_CASE) != 0;
		promise(of_case == (m.body.record.what == RECORD_CASE));
	}
	bool cores_own = m.kind == MSG_FINGER_CAPTURE || m.kind == MSG_FINGER_STOP ||
			 m.kind == MSG_BEGIN || m.kind == MSG_RECORD || m.kind == MSG_STATUS ||
			 m.kind == MSG_CASE_RECORDED;
	promise(senders == 0 || !cores_own);
	return 0;
}
