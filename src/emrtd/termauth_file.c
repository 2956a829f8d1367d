/*
 * termauth_file: what the chip says about Terminal Authentication: EF.CVCA, and the announcement
 * in DG14.
 * Knows both formats. Never knows whether certificates exist for what is named there.
 */
#include "emrtd/cardaccess.h"
#include "emrtd/termauth.h"

#define TAG_CAR  0x42
#define TAG_DG14 0x6E
#define TAG_SET  0x31

#define VERSION 1 /* of Terminal Authentication, TR-03110-3, A.1.1.3 */
/* id-TA, content octets */
#define OID_TA RD_TEXT("\x04\x00\x7F\x00\x07\x02\x02\x02")

static bool only_zeros(struct rd r)
{
	uint8_t octet;
	while (rd_u8(&r, &octet)) {
		if (octet != 0) {
			return false;
		}
	}
	return true;
}

enum eg_err termauth_cvca(struct rd ef_cvca, struct termauth_cars *out, enum termauth_why *why)
{
	struct rd r = ef_cvca;
	*out = (struct termauth_cars){0};
	*why = TERMAUTH_BAD_REFERENCE;
	if (r.bad) {
		return EG_FAIL(EG_BAD_DATA, "EF.CVCA");
	}
	struct termauth_cars found = {0};
	while (!only_zeros(r)) {
		struct rd car;
		if (!rd_expect(&r, TAG_CAR, &car) || !cvc_reference_valid(car)) {
			return EG_FAIL(EG_BAD_DATA, "no reference in EF.CVCA");
		}
		if (found.count == TERMAUTH_CARS_MAX) {
			*why = TERMAUTH_TOO_MANY_REFERENCES;
			return EG_FAIL(EG_TOO_BIG, "more than two references in EF.CVCA");
		}
		found.car[found.count++] = car;
	}
	if (found.count == 0) {
		*why = TERMAUTH_NO_REFERENCE;
		return EG_FAIL(EG_NOT_FOUND, "EF.CVCA names no trust point");
	}
	*why = TERMAUTH_GOING_ON;
	*out = found;
	return EG_OK;
}

/* FileID ::= SEQUENCE { fid OCTET STRING (2), sfid OCTET STRING (1) OPTIONAL } */
static bool file_id(struct rd body, struct termauth_info *out)
{
	struct rd fid;
	struct rd sfid;
	if (!rd_expect_ber(&body, 0x04, &fid) ||
	    !rd_copy(&fid, out->file_id, sizeof(out->file_id)) || !rd_end(&fid) ||
	    !rd_optional(&body, 0x04, &sfid, &out->has_short_id) || !rd_end(&body)) {
		return false;
	}
	out->named_file = true;
	return !out->has_short_id || (rd_u8(&sfid, &out->short_id) && rd_end(&sfid) &&
				      out->short_id >= 1 && out->short_id <= 0x1E);
}

static enum eg_err read_info(const struct security_info *info, struct termauth_info *out)
{
	uint32_t version;
	struct termauth_info found = {0};
	if (info->required_tag != 0x02 || !rd_small_int(info->required, &version)) {
		return EG_FAIL(EG_BAD_DATA, "version in TerminalAuthenticationInfo");
	}
	if (version != VERSION) {
		return EG_FAIL(EG_NOT_FOUND, "Terminal Authentication of another version");
	}
	if (info->optional_tag != 0 &&
	    (info->optional_tag != 0x30 || !file_id(info->optional, &found))) {
		return EG_FAIL(EG_BAD_DATA, "file in TerminalAuthenticationInfo");
	}
	*out = found;
	return EG_OK;
}

enum eg_err termauth_info(struct rd dg14, struct termauth_info *out)
{
	struct rd infos = dg14;
	struct rd set;
	uint32_t tag;
	*out = (struct termauth_info){0};
	if (rd_next_tag(&dg14, &tag) && tag == TAG_DG14 &&
	    !rd_expect_ber(&dg14, TAG_DG14, &infos)) {
		return EG_FAIL(EG_BAD_DATA, "DG14");
	}
	if (!rd_expect_ber(&infos, TAG_SET, &set)) {
		return EG_FAIL(EG_BAD_DATA, "SecurityInfos are not one SET");
	}
	while (set.left > 0) {
		struct security_info info;
		if (!security_info_next(&set, &info)) {
			return EG_FAIL(EG_BAD_DATA, "SecurityInfo");
		}
		if (!rd_equal(info.protocol, OID_TA)) {
			continue;
		}
		enum eg_err err = read_info(&info, out);
		if (err != EG_NOT_FOUND) {
			return err;
		}
	}
	return EG_FAIL(EG_NOT_FOUND, "no TerminalAuthenticationInfo");
}
