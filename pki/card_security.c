/*
 * card_security: EF.CardSecurity as plain values (Doc 9303-10, 3.11.4): SecurityInfos that are
 * signed, so that PACE with Chip Authentication Mapping has a key to be judged with.
 * Knows its CMS container and the set inside. Never verifies anything, never chooses a protocol.
 */
#include "pki/card_security.h"

#define TAG_OID      0x06
#define TAG_OCTETS   0x04
#define TAG_SEQUENCE 0x30
#define TAG_SET      0x31

/* id-SecurityObject, bsi-de applications(3) eID(2) 1 */
#define OID_SECURITY_OBJECT RD_TEXT("\x04\x00\x7F\x00\x07\x03\x02\x01")

/* id-EFDIR, id-icao-mrtd-security 13 */
#define OID_EF_DIR RD_TEXT("\x67\x81\x08\x01\x01\x0D")

/* The next SecurityInfo with its header: identifier, required data, perhaps optional data. */
static bool next_info(struct rd *set, struct rd *whole)
{
	struct rd before = *set;
	struct rd info;
	struct rd part;
	uint32_t tag;
	*whole = RD_EMPTY;
	if (!rd_expect_ber(set, TAG_SEQUENCE, &info) ||
	    !rd_take(&before, before.left - set->left, whole)) {
		return false;
	}
	if (!rd_expect_ber(&info, TAG_OID, &part) || part.left == 0 ||
	    !rd_tlv_ber(&info, &tag, &part)) {
		return false;
	}
	return info.left == 0 || (rd_tlv_ber(&info, &tag, &part) && rd_end(&info));
}

static bool open_set(struct rd file, struct rd *set)
{
	return rd_expect_ber(&file, TAG_SET, set) && rd_end(&file);
}

enum eg_err card_security_parse(struct rd file, struct card_security *out)
{
	struct card_security s = {0};
	struct rd set;
	struct rd info;
	*out = s;
	if (file.left > CARD_SECURITY_SIZE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "EF.CardSecurity");
	}
	EG_TRY(cms_parse(file, &s.cms));
	if (!rd_equal(s.cms.content_type, OID_SECURITY_OBJECT)) {
		return EG_FAIL(EG_BAD_DATA, "EF.CardSecurity holds another type of content");
	}
	s.infos = s.cms.content;
	if (!open_set(s.infos, &set)) {
		return EG_FAIL(EG_BAD_DATA, "EF.CardSecurity holds no set of SecurityInfos");
	}
	while (set.left > 0) {
		if (!next_info(&set, &info)) {
			return EG_FAIL(EG_BAD_DATA, "SecurityInfo in EF.CardSecurity");
		}
	}
	*out = s;
	return EG_OK;
}

static enum eg_err stands_in(struct rd set, struct rd wanted)
{
	struct rd info;
	while (set.left > 0) {
		if (!next_info(&set, &info)) {
			return EG_FAIL(EG_BAD_DATA, "SecurityInfo among the signed ones");
		}
		if (rd_equal(info, wanted)) {
			return EG_OK;
		}
	}
	return EG_FAIL(EG_MISMATCH, "EF.CardAccess tells what is not signed");
}

enum eg_err card_security_covers(struct rd signed_infos, struct rd card_access)
{
	struct rd signed_set;
	struct rd open;
	struct rd info;
	if (!open_set(signed_infos, &signed_set) || !open_set(card_access, &open)) {
		return EG_FAIL(EG_BAD_DATA, "SecurityInfos are not one SET");
	}
	for (unsigned count = 0; open.left > 0; count++) {
		if (count == CARD_ACCESS_INFOS_MAX) {
			return EG_FAIL(EG_TOO_BIG, "SecurityInfos of EF.CardAccess");
		}
		if (!next_info(&open, &info)) {
			return EG_FAIL(EG_BAD_DATA, "SecurityInfo in EF.CardAccess");
		}
		EG_TRY(stands_in(signed_set, info));
	}
	return EG_OK;
}

enum eg_err card_security_holds_dir(struct rd signed_infos, struct rd ef_dir)
{
	struct rd set;
	struct rd whole;
	if (!open_set(signed_infos, &set)) {
		return EG_FAIL(EG_BAD_DATA, "SecurityInfos are not one SET");
	}
	while (set.left > 0) {
		struct rd info;
		struct rd oid;
		struct rd copy;
		if (!next_info(&set, &whole) || !rd_expect_ber(&whole, TAG_SEQUENCE, &info) ||
		    !rd_expect_ber(&info, TAG_OID, &oid)) {
			return EG_FAIL(EG_BAD_DATA, "SecurityInfo among the signed ones");
		}
		if (!rd_equal(oid, OID_EF_DIR)) {
			continue;
		}
		if (!rd_expect_ber(&info, TAG_OCTETS, &copy) || !rd_end(&info)) {
			return EG_FAIL(EG_BAD_DATA, "copy of EF.DIR");
		}
		return rd_equal(copy, ef_dir)
			       ? EG_OK
			       : EG_FAIL(EG_MISMATCH, "EF.DIR is not what is signed");
	}
	return EG_NOT_FOUND;
}
