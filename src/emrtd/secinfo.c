/*
 * secinfo: SecurityInfos (Doc 9303-11, 9.2): one walker for EF.CardAccess, EF.CardSecurity and
 * DG14. Knows the framing and which protocol an entry announces. Never knows whether it is genuine.
 */
#include "emrtd/secinfo.h"

#define TAG_DG14 0x6E
#define TAG_SET  0x31

#define CVCA_FID  0x011C /* TR-03110-3, table of EF.CVCA */
#define CVCA_SFID 0x1C

enum eg_err security_infos_open(struct rd file, struct rd *set)
{
	struct rd group = file;
	uint32_t tag;
	if (rd_next_tag(&file, &tag) && tag == TAG_DG14 &&
	    (!rd_expect_ber(&file, TAG_DG14, &group) || !rd_end(&file))) {
		return EG_FAIL(EG_BAD_DATA, "DG14 is not one SET of SecurityInfos");
	}
	if (!rd_expect_ber(&group, TAG_SET, set) || !rd_end(&group)) {
		return EG_FAIL(EG_BAD_DATA, "SecurityInfos are not one SET");
	}
	return EG_OK;
}

bool security_info_next(struct rd *set, struct security_info *out)
{
	struct rd info;
	*out = (struct security_info){0};
	if (!rd_expect_ber(set, 0x30, &info) || !rd_expect_ber(&info, 0x06, &out->protocol)) {
		return false;
	}
	struct rd before = info;
	if (!rd_tlv_ber(&info, &out->required_tag, &out->required) ||
	    !rd_take(&before, before.left - info.left, &out->required_whole)) {
		return false;
	}
	if (info.left > 0 && !rd_tlv_ber(&info, &out->optional_tag, &out->optional)) {
		return false;
	}
	return true;
}

bool security_info_arcs(struct rd protocol, uint8_t *family, uint8_t *first, uint8_t *second)
{
	/* bsi-de protocols(2) smartcard(2) = 0.4.0.127.0.7.2.2 */
	static const uint8_t smartcard[] = {0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02};
	struct rd prefix;
	*first = 0;
	*second = 0;
	return rd_take(&protocol, sizeof(smartcard), &prefix) &&
	       rd_equal(prefix, RD_ARRAY(smartcard)) && rd_u8(&protocol, family) &&
	       (protocol.left == 0 || rd_u8(&protocol, first)) &&
	       (protocol.left == 0 || rd_u8(&protocol, second)) && rd_end(&protocol);
}

bool security_info_cipher(uint8_t arc, enum crypt_cipher *out)
{
	static const enum crypt_cipher ciphers[] = {CRYPT_3DES, CRYPT_AES128, CRYPT_AES192,
						    CRYPT_AES256};
	if (arc < 1 || arc > sizeof(ciphers) / sizeof(ciphers[0])) {
		return false;
	}
	*out = ciphers[arc - 1];
	return true;
}

/* FileID: fid, and perhaps sfid; without the latter the file must be selected. */
static bool file_id(struct rd id, struct terminal_auth_info *out)
{
	struct rd fid;
	struct rd sfid;
	*out = (struct terminal_auth_info){0};
	if (!rd_expect_ber(&id, 0x04, &fid) || !rd_be16(&fid, &out->fid) || !rd_end(&fid)) {
		return false;
	}
	if (id.left > 0 && (!rd_expect_ber(&id, 0x04, &sfid) || !rd_u8(&sfid, &out->sfid) ||
			    !rd_end(&sfid) || out->sfid > 0x1E)) {
		return false;
	}
	return rd_end(&id);
}

enum eg_err security_infos_terminal_auth(struct rd file, struct terminal_auth_info *out)
{
	struct rd set;
	EG_TRY(security_infos_open(file, &set));
	while (set.left > 0) {
		struct security_info info;
		uint8_t family;
		uint8_t first;
		uint8_t second;
		uint32_t version;
		if (!security_info_next(&set, &info)) {
			return EG_FAIL(EG_BAD_DATA, "SecurityInfo");
		}
		if (!security_info_arcs(info.protocol, &family, &first, &second) ||
		    family != SECINFO_TERMINAL || info.required_tag != 0x02 ||
		    !rd_small_int(info.required, &version) || version != 1) {
			continue;
		}
		*out = (struct terminal_auth_info){.fid = CVCA_FID, .sfid = CVCA_SFID};
		if (info.optional_tag != 0 &&
		    (info.optional_tag != 0x30 || !file_id(info.optional, out))) {
			return EG_FAIL(EG_BAD_DATA, "name of EF.CVCA");
		}
		return EG_OK;
	}
	return EG_NOT_FOUND;
}
