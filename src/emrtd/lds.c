/*
 * lds: the files of the chip as plain structs (Doc 9303-10).
 * Knows layouts of DG1, DG14, DG15. Never knows whether they are genuine: callers verify
 * first and parse after.
 */
#include "emrtd/lds.h"

#include "emrtd/cardaccess.h"
#include "emrtd/lds_file.h"

/* Content of a data group's file. What is signed as a whole has no bytes behind its object. */
static enum eg_err open_group(struct rd file, uint32_t tag, struct rd *content)
{
	uint32_t deviations = 0;
	EG_TRY(lds_open(file, tag, content, &deviations));
	return (deviations & LDS_BIT(LDS_TRAILING_BYTES)) == 0
		       ? EG_OK
		       : EG_FAIL(EG_BAD_DATA, "bytes behind the data group");
}

enum eg_err lds_dg1(struct rd file, struct mrz *out, struct rd *text)
{
	struct rd group;
	*text = RD_EMPTY;
	*out = (struct mrz){0};
	EG_TRY(open_group(file, 0x61, &group));
	if (!rd_expect_ber(&group, 0x5F1F, text) || !rd_end(&group)) {
		*text = RD_EMPTY;
		return EG_FAIL(EG_BAD_DATA, "DG1 is not one MRZ object");
	}
	enum eg_err err = mrz_parse(*text, out);
	if (err != EG_OK) {
		*text = RD_EMPTY;
	}
	return err;
}

enum eg_err lds_dg15(struct rd file, struct rd *spki)
{
	struct rd group;
	struct rd value;
	uint32_t tag;
	*spki = RD_EMPTY;
	EG_TRY(open_group(file, 0x6F, &group));
	if (!rd_tlv_whole(&group, &tag, &value, spki) || tag != 0x30 || !rd_end(&group)) {
		*spki = RD_EMPTY;
		return EG_FAIL(EG_BAD_DATA, "DG15 is not one SubjectPublicKeyInfo");
	}
	return EG_OK;
}

enum eg_err lds_dg14(struct rd file, struct rd *security_infos)
{
	struct rd group;
	struct rd set;
	*security_infos = RD_EMPTY;
	EG_TRY(open_group(file, 0x6E, &group));
	struct rd whole = group;
	if (!rd_expect_ber(&group, 0x31, &set) || !rd_end(&group)) {
		return EG_FAIL(EG_BAD_DATA, "DG14 is not one SET of SecurityInfos");
	}
	*security_infos = whole;
	return EG_OK;
}

/*
 * ecdsa-plain-signatures of TR-03111, 5.2.1.1 (0.4.0.127.0.7.1.1.4.1.n), and ecdsa-with-SHA2 of
 * X9.62 (1.2.840.10045.4.3.n), which some issuers write instead.
 */
static enum eg_err ecdsa_hash(struct rd oid, enum crypt_hash *out)
{
	static const uint8_t plain[] = {0x04, 0x00, 0x7F, 0x00, 0x07, 0x01, 0x01, 0x04, 0x01};
	static const uint8_t x962[] = {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03};
	static const enum crypt_hash hashes[] = {CRYPT_SHA224, CRYPT_SHA256, CRYPT_SHA384,
						 CRYPT_SHA512};
	uint8_t first;
	uint8_t number;
	if (rd_begins(oid, RD_ARRAY(plain)) && rd_skip(&oid, sizeof(plain))) {
		first = 2;
	} else if (rd_begins(oid, RD_ARRAY(x962)) && rd_skip(&oid, sizeof(x962))) {
		first = 1;
	} else {
		return EG_FAIL(EG_UNSUPPORTED, "signature algorithm of Active Authentication");
	}
	/* SHA-1 (plain 1) and RIPEMD-160 (plain 6) shall not be used: Doc 9303-11, 6.1.2.3. */
	if (!rd_u8(&oid, &number) || !rd_end(&oid) || number < first ||
	    (size_t)(number - first) >= sizeof(hashes) / sizeof(hashes[0])) {
		return EG_FAIL(EG_UNSUPPORTED, "hash of Active Authentication");
	}
	*out = hashes[number - first];
	return EG_OK;
}

enum eg_err lds_dg14_active_auth_hash(struct rd file, enum crypt_hash *out)
{
	/* id-icao-mrtd-security-aaProtocolObject, 2.23.136.1.1.5 */
	static const uint8_t id_aa[] = {0x67, 0x81, 0x08, 0x01, 0x01, 0x05};
	struct rd whole;
	struct rd set;
	*out = CRYPT_SHA256;
	EG_TRY(lds_dg14(file, &whole));
	if (!rd_expect_ber(&whole, 0x31, &set)) {
		return EG_FAIL(EG_BAD_DATA, "DG14 is not one SET of SecurityInfos");
	}
	while (set.left > 0) {
		struct security_info info;
		if (!security_info_next(&set, &info)) {
			return EG_FAIL(EG_BAD_DATA, "SecurityInfo in DG14");
		}
		if (rd_equal(info.protocol, RD_ARRAY(id_aa)) && info.optional_tag == 0x06) {
			return ecdsa_hash(info.optional, out);
		}
	}
	return EG_NOT_FOUND;
}
