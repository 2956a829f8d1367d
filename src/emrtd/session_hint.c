/*
 * session_hint: what a session takes from files that nobody has verified yet: which data groups are
 * there, how long a signature will be, whether the chip hid its PACE.
 * Knows shapes. Never decides what is genuine: the verify worker does, from the same bytes.
 */
#include "emrtd/session_impl.h"

/*
 * Data groups in EF.SOD's LDSSecurityObject (Doc 9303-10, 4.6.2.3), found by their shape and not
 * trusted: SEQUENCE { INTEGER 1..16, OCTET STRING of a hash's size }. Verification decides later
 * with the signed list; this only saves asking for files that are not there.
 */
void hint_groups(struct emrtd *e, struct rd sod)
{
	do {
		struct rd at = sod;
		uint32_t head;
		uint8_t group;
		uint8_t tag;
		uint8_t size;
		if (!rd_be32(&at, &head) || !rd_u8(&at, &group) || !rd_u8(&at, &tag) ||
		    !rd_u8(&at, &size)) {
			return;
		}
		bool hash = size == 20 || size == 28 || size == 32 || size == 48 || size == 64;
		bool shape = head == (0x30000201U | (uint32_t)(size + 5) << 16) && tag == 0x04;
		if (shape && hash && group >= 1 && group <= 16) {
			e->read.listed |= EMRTD_GROUP(group);
			e->read.listed_known = true;
		}
	} while (rd_skip(&sod, 1));
}

/* Size of a signature by DG15's RSA key, to choose Le; 0 for EC keys and whatever is not RSA. */
uint32_t hint_signature_size(struct rd dg15)
{
	static const uint8_t rsa[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01};
	struct rd group;
	struct rd spki;
	struct rd part;
	struct rd oid;
	struct rd key;
	uint8_t octet;
	if (!rd_expect_ber(&dg15, 0x6F, &group) || !rd_expect_ber(&group, 0x30, &spki) ||
	    !rd_expect_ber(&spki, 0x30, &part) || !rd_expect_ber(&part, 0x06, &oid) ||
	    !rd_equal(oid, RD_ARRAY(rsa)) || !rd_expect_ber(&spki, 0x03, &part) ||
	    !rd_u8(&part, &octet) || !rd_expect_ber(&part, 0x30, &key) ||
	    !rd_expect_ber(&key, 0x02, &part)) {
		return 0;
	}
	while (rd_peek(&part, &octet) && octet == 0 && rd_skip(&part, 1)) {
	}
	return part.left <= APDU_ANSWER_MAX / 2 ? (uint32_t)part.left : 0;
}

/*
 * DG14 repeats what EF.CardAccess says (Doc 9303-11, 9.2.11), and is signed. A chip that was opened
 * by BAC, or not at all, because it showed no PACE, but has it in DG14, was made to look older than
 * it is.
 */
void hint_offers(struct emrtd *e, struct rd dg14)
{
	struct card_access signed_offers;
	struct rd group;
	const struct finding *kept = &e->findings.of[CHECK_PACE_KEPT];
	if (!rd_expect_ber(&dg14, 0x6E, &group) ||
	    card_access_parse(group, &signed_offers) != EG_OK || signed_offers.offered == 0) {
		return;
	}
	for (size_t i = 0; i < signed_offers.count; i++) {
		if (signed_offers.suites[i].mapping == PACE_CAM) {
			e->auth.mapping_named = true;
		}
	}
	if (e->totals.access != EMRTD_ACCESS_PACE && kept->verdict == VERDICT_PASS) {
		findings_set(&e->findings, CHECK_PACE_KEPT, VERDICT_FAIL, REASON_DIFFERS);
		e->findings.of[CHECK_PACE_KEPT].detail = EMRTD_DG14;
	}
}
